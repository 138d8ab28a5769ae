namespace DataSharing.Gateway.Delivery.Sftp;

/// <summary>How a file is created at the server.</summary>
/// <param name="ExpectedLength">Length of the content in bytes; another length fails the upload.</param>
/// <param name="FailIfExists">Whether the file must be new (exclusive create); otherwise an existing file is truncated.</param>
/// <param name="UnixMode">Permission bits asked for at creation (0 to 0777 octal); null for the server's default.</param>
/// <param name="Sync">Whether to ask the server to flush the file to its disk.</param>
/// <param name="Acknowledged">Told how many bytes have been acknowledged so far, often; on the thread of the upload.</param>
/// <param name="Target">Where the file is to stand in the end; looked at before a byte of the content is sent. Null when that was done
/// already.</param>
internal sealed record UploadOptions(
    long ExpectedLength, bool FailIfExists, int? UnixMode, bool Sync, Action<long>? Acknowledged = null, UploadTarget? Target = null);
