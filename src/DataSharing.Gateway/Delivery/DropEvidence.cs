using DataSharing.Gateway.Delivery.Sftp;

namespace DataSharing.Gateway.Delivery;

/// <summary>What was seen at the drop when a file was delivered; it goes into the ledger.</summary>
/// <param name="Engine">The engine that carried it.</param>
/// <param name="HostKeySha256">The fingerprint of the server's host key.</param>
/// <param name="Software">What the server calls itself, or null.</param>
/// <param name="RemoteLength">The length the server reported for the finished file, or null when it would not say.</param>
/// <param name="Synced">Whether the server confirmed that the file is on its disk.</param>
/// <param name="ReadBack">Whether the file was read back and compared.</param>
/// <param name="ModeSet">Whether the server took the file's mode; null when this connection wrote no file.</param>
internal sealed record DropEvidence(
    SftpEngine Engine, string HostKeySha256, string? Software, long? RemoteLength, bool Synced, bool ReadBack, bool? ModeSet);
