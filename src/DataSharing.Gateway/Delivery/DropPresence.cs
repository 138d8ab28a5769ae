namespace DataSharing.Gateway.Delivery;

/// <summary>What stands at the drop of a file whose rename may or may not have taken place.</summary>
internal enum DropPresence
{
    /// <summary>Neither the temporary nor the final name: the file may have been collected.</summary>
    Neither,

    /// <summary>The temporary: no rename took place.</summary>
    Temporary,

    /// <summary>The final name with the beginning of our bytes: it was being put there at once.</summary>
    Begun,

    /// <summary>The final name with our bytes.</summary>
    Ours,

    /// <summary>The final name with other bytes.</summary>
    Foreign,

    /// <summary>The drop does not let us look.</summary>
    Unknown,
}
