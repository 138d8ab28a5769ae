using DataSharing.Gateway.Delivery;
using DataSharing.Gateway.Delivery.Sftp;
using DataSharing.Sandbox;

namespace DataSharing.Gateway.Tests.Delivery;

/// <summary>Connects to a test server as a force would be connected to.</summary>
internal static class Drop
{
    /// <summary>Each endpoint by the engine that it names.</summary>
    public static readonly ISftpConnector Connector = Drops.Connector(TimeProvider.System);

    public static HostKeyPin Pin(TestSshd sshd) => new(sshd.HostKeyLine.Split(' ')[0], sshd.HostKeyLine.Split(' ')[1]);

    public static SftpEndpoint Endpoint(TestSshd sshd, string keyFile) => new(
        "metropolitan", TestSshd.Host, sshd.Port, TestSshd.UserName, [Pin(sshd)], new PrivateKeyCredential(keyFile), Some.ShortLimits);
}
