namespace DataSharing.Gateway.Delivery;

/// <summary>Puts the engines together: each endpoint is carried by the one its profile names.</summary>
public static class Drops
{
    /// <summary>Whether the engine SSH.NET was compiled in.</summary>
    public static bool HasSshNet =>
#if SSHNET
        true;
#else
        false;
#endif

    /// <summary>A connector for every endpoint.</summary>
    /// <param name="time">Measures the time limits.</param>
    public static ISftpConnector Connector(TimeProvider time) =>
#if SSHNET
        new Choosing(new SshConnector(time), new SshNetConnector(time));

    private sealed class Choosing(SshConnector openSsh, SshNetConnector sshNet) : ISftpConnector
#else
        new Choosing(new SshConnector(time));

    private sealed class Choosing(SshConnector openSsh) : ISftpConnector
#endif
    {
        public Task<ISftpSession> ConnectAsync(SftpEndpoint endpoint, CancellationToken ct)
        {
            ArgumentNullException.ThrowIfNull(endpoint);
            if (endpoint.Engine == SftpEngine.OpenSsh)
            {
                return openSsh.ConnectAsync(endpoint, ct);
            }

#if SSHNET
            return sshNet.ConnectAsync(endpoint, ct);
#else
            return Task.FromException<ISftpSession>(new SftpException(SftpFailure.Configuration, "The profile's drop.engine is \"sshnet\", and this program was built without it. Build it with -p:SshNet=true, or set the engine to \"openssh\"."));
#endif
        }
    }
}
