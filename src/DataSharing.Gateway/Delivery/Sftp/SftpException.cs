namespace DataSharing.Gateway.Delivery.Sftp;

/// <summary>
/// An SFTP failure. The message holds our own words, configuration values and the status number; text of the server appears only
/// quoted, reduced to printable ASCII and cut to 200 characters. There is no inner exception.
/// </summary>
internal sealed class SftpException : IOException
{
    /// <summary>Creates a failure.</summary>
    /// <param name="failure">What has to be done next.</param>
    /// <param name="message">What happened, where, and what to do.</param>
    /// <param name="status">The SFTP status number, when the server gave one.</param>
    public SftpException(SftpFailure failure, string message, uint? status = null)
        : base(message)
    {
        Failure = failure;
        Status = status;
    }

    /// <summary>Why it failed.</summary>
    public SftpFailure Failure { get; }

    /// <summary>Whether trying again later, with nothing changed, can succeed.</summary>
    public bool IsTransient =>
        Failure is SftpFailure.Unreachable or SftpFailure.TurnedAway or SftpFailure.ConnectionLost or SftpFailure.Timeout
        or SftpFailure.NoSpace or SftpFailure.ServerError;

    /// <summary>
    /// Whether the server denies the act to this login, or does not have it: drop boxes and object stores do. What was asked for is not
    /// known then, and nothing is wrong with the connection.
    /// </summary>
    public bool IsDenied => Failure is SftpFailure.Permission or SftpFailure.Unsupported;

    /// <summary>The SFTP status number, when the server gave one.</summary>
    public uint? Status { get; }

    /// <summary>Whether the file that was being written may have been created and may still be at the server, in part or whole.</summary>
    public bool MayHaveLeftFile { get; init; }
}
