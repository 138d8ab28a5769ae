namespace DataSharing.Gateway.Delivery.Sftp;

/// <summary>Why an SFTP operation failed, by what has to be done next.</summary>
internal enum SftpFailure
{
    /// <summary>The server's host key is not a pinned one, or is revoked: a security event, never retried.</summary>
    HostKey,

    /// <summary>The server does not accept the login: never retried, it could lock the account.</summary>
    Authentication,

    /// <summary>Something on this side, or in what both sides offer, must be changed first.</summary>
    Configuration,

    /// <summary>No connection could be made.</summary>
    Unreachable,

    /// <summary>
    /// The server closed the connection before the login: it may be overloaded, or keep this address out, which coming back soon would only
    /// prolong.
    /// </summary>
    TurnedAway,

    /// <summary>The connection ended in the middle.</summary>
    ConnectionLost,

    /// <summary>The server is connected and does not answer.</summary>
    Timeout,

    /// <summary>The server denies the operation.</summary>
    Permission,

    /// <summary>The file or folder is not there.</summary>
    NotFound,

    /// <summary>The name is taken; nothing was overwritten.</summary>
    AlreadyExists,

    /// <summary>The server has no space left.</summary>
    NoSpace,

    /// <summary>The server does not have the operation.</summary>
    Unsupported,

    /// <summary>What arrived is not SFTP.</summary>
    Protocol,

    /// <summary>The server reports a failure without a reason.</summary>
    ServerError,
}
