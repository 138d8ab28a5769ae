namespace DataSharing.Gateway.Delivery;

/// <summary>How a file gets its final name at a drop.</summary>
internal enum PublishBy
{
    /// <summary>Written under a temporary name and renamed when it is whole.</summary>
    Rename,

    /// <summary>
    /// Written under its final name at once, for drop boxes that deny renaming; only the manifest, which comes last, says that it is whole.
    /// </summary>
    Direct,
}
