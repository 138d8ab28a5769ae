namespace DataSharing.Gateway.Delivery.Sftp;

/// <summary>Whether a file may be put, as far as the server says.</summary>
/// <param name="Standing">What has the file's name; null when nothing has, and where the server does not let us look.</param>
/// <param name="FreeBytes">Bytes that this user may still write in the folder; null when the server does not say.</param>
internal sealed record SftpRoom(RemoteFile? Standing, long? FreeBytes);
