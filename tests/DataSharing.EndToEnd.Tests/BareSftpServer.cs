using System.Diagnostics;
using DataSharing.Gateway.Delivery.OpenSsh;
using DataSharing.Gateway.Delivery.Sftp;
using DataSharing.Sandbox;

namespace DataSharing.EndToEnd.Tests;

/// <summary>
/// OpenSSH's SFTP server as a child, without ssh: for tests of hundreds of nights, which are about what is sent and not about the way there.
/// </summary>
/// <param name="inboxOf">The folder of a force's drop.</param>
internal sealed class BareSftpServer(Func<string, string> inboxOf) : ISftpConnector
{
    public async Task<ISftpSession> ConnectAsync(SftpEndpoint endpoint, CancellationToken ct)
    {
        ChildTransport transport = ChildTransport.Start(
            new ProcessStartInfo(TestSshd.SftpServer, ["-d", inboxOf(endpoint.ProfileId)]),
            (exitCode, _) => new TransportEnd(SftpFailure.ConnectionLost, $"sftp-server ended with exit code {exitCode}."),
            () => new SftpPeer(endpoint.HostKeys[0].Sha256, "sftp-server"),
            () => { });
        return await SftpSession.OpenAsync(transport, endpoint.Timeouts, TimeProvider.System, ct);
    }
}
