namespace DataSharing.Gateway.Delivery.Sftp;

/// <summary>The evidence of an upload.</summary>
/// <param name="BytesAcknowledged">Bytes whose writing the server acknowledged: always the whole content.</param>
/// <param name="RemoteLength">Length the server gave for the open file, equal to the bytes sent; null when it does not say (weaker
/// evidence).</param>
/// <param name="Synced">Whether the server said that the file is on its disk.</param>
/// <param name="ModeSet">Whether the server took the mode that was asked for, before the first byte; false where none was asked for or the
/// server refused it.</param>
internal sealed record UploadReceipt(long BytesAcknowledged, long? RemoteLength, bool Synced, bool ModeSet);
