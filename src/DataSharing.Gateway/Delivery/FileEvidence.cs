namespace DataSharing.Gateway.Delivery;

/// <summary>What a visit knows of a file at the drop.</summary>
/// <param name="RemoteLength">Its length as the server says it; null where it does not, and where the visit did not put the file.</param>
/// <param name="Synced">Whether the server said that the file is on its disk.</param>
/// <param name="ReadBack">Whether it was read back and compared.</param>
/// <param name="ModeSet">Whether the server took our mode; null where the visit did not put the file.</param>
internal sealed record FileEvidence(long? RemoteLength, bool Synced, bool ReadBack, bool? ModeSet)
{
    /// <summary>Of a file that the visit neither put nor read.</summary>
    public static readonly FileEvidence None = new(null, Synced: false, ReadBack: false, ModeSet: null);

    /// <summary>Whether the visit put the file itself.</summary>
    public bool IsOfUpload => ModeSet is not null;
}
