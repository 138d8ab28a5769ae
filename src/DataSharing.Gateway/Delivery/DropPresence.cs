namespace DataSharing.Gateway.Delivery;

/// <summary>What stands at the drop of a file whose rename may or may not have taken place.</summary>
internal enum DropPresence
{
    /// <summary>Neither the temporary nor the final name: the file may have been collected.</summary>
    Neither,

    /// <summary>The temporary: no rename took place. Of a file that is put under its final name at once: the beginning of it.</summary>
    Temporary,

    /// <summary>The final name with our bytes.</summary>
    Ours,

    /// <summary>The final name with other bytes.</summary>
    Foreign,

    /// <summary>The drop does not let us look.</summary>
    Unknown,
}
