namespace DataSharing.Gateway.Delivery;

/// <summary>What became of a file that had not its final name yet when its delivery failed.</summary>
internal enum PartEnd
{
    /// <summary>It may be at the drop.</summary>
    MayStay,

    /// <summary>Nothing of it is at the drop: it was removed, or never made.</summary>
    Removed,

    /// <summary>It was there, and is no longer, though its folder is: somebody took it.</summary>
    Taken,
}
