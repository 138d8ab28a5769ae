namespace DataSharing.Gateway.Delivery;

/// <summary>Which engine carries a delivery.</summary>
public enum SftpEngine
{
    /// <summary>The OpenSSH client with the SFTP engine of this program.</summary>
    OpenSsh,

    /// <summary>The library SSH.NET; only where it was compiled in.</summary>
    SshNet,
}
