namespace DataSharing.Gateway.Delivery;

/// <summary>One drop to connect to. Checked as a whole when connecting, before anything is started.</summary>
/// <param name="ProfileId">Names the pins; 1 to 64 of letters, digits, dot, underscore and hyphen, case-insensitive.</param>
/// <param name="Host">Host name or address literal, without port or user.</param>
/// <param name="Port">1 to 65535.</param>
/// <param name="UserName">Login name.</param>
/// <param name="HostKeys">Full public keys accepted, at least one; several while the server changes its key.</param>
/// <param name="Credential">How to log in.</param>
/// <param name="Timeouts">Time limits.</param>
/// <param name="Ciphers">OpenSSH cipher names in order of preference; null for the AES-GCM and AES-CTR default.</param>
/// <param name="RevokedHostKeys">Full public keys that are never accepted again, also if somebody pins them once more; null for none.</param>
/// <param name="Engine">Which engine connects.</param>
public sealed record SftpEndpoint(
    string ProfileId,
    string Host,
    int Port,
    string UserName,
    IReadOnlyList<HostKeyPin> HostKeys,
    SftpCredential Credential,
    SftpTimeouts Timeouts,
    IReadOnlyList<string>? Ciphers = null,
    IReadOnlyList<HostKeyPin>? RevokedHostKeys = null,
    SftpEngine Engine = SftpEngine.OpenSsh);
