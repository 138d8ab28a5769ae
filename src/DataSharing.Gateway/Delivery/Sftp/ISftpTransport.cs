namespace DataSharing.Gateway.Delivery.Sftp;

/// <summary>
/// The two byte streams of one SFTP session and the end of whatever carries them: an ssh process, or a pair of pipes in a test.
/// </summary>
internal interface ISftpTransport : IAsyncDisposable
{
    /// <summary>Bytes from the server.</summary>
    Stream Input { get; }

    /// <summary>Bytes to the server.</summary>
    Stream Output { get; }

    /// <summary>Completes when the carrier has ended, with the reason; never faults.</summary>
    Task<TransportEnd> Completion { get; }

    /// <summary>Who is at the other end. Asked once, after the server's first SFTP packet.</summary>
    /// <exception cref="SftpException">The other end is not one that may be spoken to.</exception>
    SftpPeer DescribePeer();

    /// <summary>Ends the carrier at once; reads and writes in progress end. May be called at any time, also twice.</summary>
    void Abort();
}

/// <summary>The end of a transport.</summary>
/// <param name="Failure">What the end means before the server's first SFTP packet; later it is always a lost connection.</param>
/// <param name="Reason">One or more sentences in our own words.</param>
internal sealed record TransportEnd(SftpFailure Failure, string Reason)
{
    /// <summary>What is said instead of <see cref="Reason"/> once the server has sent its first SFTP packet.</summary>
    public string OnceStarted { get; init; } = Reason;
}

/// <summary>The other end of a transport.</summary>
/// <param name="HostKeySha256">Fingerprint of the accepted host key; empty when there is none.</param>
/// <param name="Software">The server's SSH software name, printable ASCII; null when unknown.</param>
internal sealed record SftpPeer(string HostKeySha256, string? Software);
