namespace DataSharing.Gateway.Delivery.Sftp;

/// <summary>What the server says of a path.</summary>
/// <param name="Length">Bytes; null when the server does not say.</param>
/// <param name="Modified">Last change by the server's clock, in whole seconds; null when the server does not say.</param>
internal sealed record RemoteFile(long? Length, DateTimeOffset? Modified);
