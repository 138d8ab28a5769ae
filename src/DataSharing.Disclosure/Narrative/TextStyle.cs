namespace DataSharing.Disclosure.Narrative;

/// <summary>What capitals tell in a sentence.</summary>
internal enum TextStyle : byte
{
    /// <summary>Names begin with capitals.</summary>
    Normal,

    /// <summary>Nothing does: the writer uses no capitals.</summary>
    Lower,

    /// <summary>Everything is in capitals.</summary>
    Upper,
}
