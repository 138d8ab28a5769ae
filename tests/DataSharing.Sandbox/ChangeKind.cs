namespace DataSharing.Sandbox;

/// <summary>What happened to an incident in one day of the synthetic source.</summary>
public enum ChangeKind
{
    /// <summary>A new incident that can be shared.</summary>
    New,

    /// <summary>A field changed that a protocol could release: the category, the day or the kind of location.</summary>
    Amended,

    /// <summary>A field changed that no protocol can release: the full account.</summary>
    HiddenEdit,

    /// <summary>The incident was deleted and only a tombstone is left.</summary>
    Deleted,

    /// <summary>The place was corrected across a force boundary; counted at the force that lost the incident.</summary>
    Moved,

    /// <summary>Somebody objected to sharing.</summary>
    Objected,

    /// <summary>The incident was found not to be a hate incident.</summary>
    StatusLost,
}
