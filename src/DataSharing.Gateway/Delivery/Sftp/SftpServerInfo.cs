namespace DataSharing.Gateway.Delivery.Sftp;

/// <summary>The server of a session.</summary>
/// <param name="HostKeySha256">Fingerprint of the host key that was accepted, as OpenSSH prints it; empty when the transport does not
/// tell.</param>
/// <param name="Software">The server's own SSH software name, printable ASCII; null when the transport does not tell.</param>
/// <param name="Extensions">Names of the SFTP extensions announced.</param>
internal sealed record SftpServerInfo(string HostKeySha256, string? Software, IReadOnlySet<string> Extensions);
