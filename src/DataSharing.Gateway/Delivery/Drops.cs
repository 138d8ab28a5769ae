using DataSharing.Gateway.Delivery.OpenSsh;
using DataSharing.Gateway.Delivery.Sftp;
using DataSharing.Gateway.Delivery.SshNet;

namespace DataSharing.Gateway.Delivery;

/// <summary>Puts the engines together: each endpoint is carried by the one its profile names.</summary>
internal static class Drops
{
    /// <summary>A connector for every endpoint.</summary>
    /// <param name="time">Measures the time limits.</param>
    public static ISftpConnector Connector(TimeProvider time) => new Choosing(new SshConnector(time), new SshNetConnector(time));

    private sealed class Choosing(SshConnector openSsh, SshNetConnector sshNet) : ISftpConnector
    {
        public Task<ISftpSession> ConnectAsync(SftpEndpoint endpoint, CancellationToken ct)
        {
            ArgumentNullException.ThrowIfNull(endpoint);
            return endpoint.Engine == SftpEngine.OpenSsh ? openSsh.ConnectAsync(endpoint, ct) : sshNet.ConnectAsync(endpoint, ct);
        }
    }
}
