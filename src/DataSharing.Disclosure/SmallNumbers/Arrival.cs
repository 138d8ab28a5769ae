namespace DataSharing.Disclosure.SmallNumbers;

/// <summary>How the recipient sees a row come.</summary>
internal enum Arrival : byte
{
    /// <summary>It has the row, and it only changes.</summary>
    None,

    /// <summary>It never had it.</summary>
    First,

    /// <summary>It had it once, and knows its token.</summary>
    Return,
}
