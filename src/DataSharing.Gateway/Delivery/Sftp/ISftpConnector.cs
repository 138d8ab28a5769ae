namespace DataSharing.Gateway.Delivery.Sftp;

/// <summary>Opens SFTP sessions. Safe for concurrent use; each session belongs to one caller.</summary>
internal interface ISftpConnector
{
    /// <summary>Connects, checks the host key against the pins and logs in. Takes at most
    /// <see cref="SftpTimeouts.Connect"/> plus <see cref="SftpTimeouts.Response"/>.</summary>
    /// <param name="endpoint">Where to, as whom, and which host keys are accepted.</param>
    /// <param name="ct">Cancels at once and leaves no process behind.</param>
    /// <exception cref="SftpException">The session could not be opened; <see cref="SftpException.Failure"/> says why.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> was cancelled.</exception>
    Task<ISftpSession> ConnectAsync(SftpEndpoint endpoint, CancellationToken ct);
}
