namespace DataSharing.Gateway.Delivery;

/// <summary>What became of a file that was to be removed from a drop.</summary>
internal enum Removal
{
    /// <summary>It was there, and is removed.</summary>
    Removed,

    /// <summary>It was not there.</summary>
    NotThere,

    /// <summary>The drop lets nothing be removed, so it may stay.</summary>
    NotAllowed,
}
