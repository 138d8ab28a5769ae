namespace DataSharing.Disclosure;

/// <summary>What a reason explains.</summary>
public enum ReasonKind
{
    /// <summary>Why a force must not have a record.</summary>
    Excluded,

    /// <summary>Why a record's new version cannot be cleared.</summary>
    HeldBack,

    /// <summary>Why a run ended as it did.</summary>
    Run,
}
