using DataSharing.Gateway.Delivery;
using DataSharing.Sandbox;

namespace DataSharing.Gateway.Tests.Delivery;

/// <summary>The contract over a real SSH server.</summary>
[TestFixture]
public sealed class SshdContractTests : SftpSessionContract
{
    private string _home = string.Empty;
    private TestSshd? _sshd;

    [OneTimeSetUp]
    public async Task StartServer()
    {
        if (TestSshd.Missing is { } missing)
        {
            Assert.Ignore(missing);
        }

        _home = Directory.CreateTempSubdirectory("datasharing sshd-").FullName;
        _sshd = await TestSshd.StartAsync(_home, default);
    }

    [OneTimeTearDown]
    public async Task StopServer()
    {
        if (_sshd is not null)
        {
            await _sshd.DisposeAsync();
            Directory.Delete(_home, recursive: true);
        }
    }

    [Test]
    public void Names_the_server()
    {
        Assert.That(Session.Server.HostKeySha256, Is.EqualTo(Drop.Pin(_sshd!).Sha256));
        Assert.That(Session.Server.Software, Does.StartWith("OpenSSH_"));
        Assert.That(Session.Server.Extensions, Does.Contain("fsync@openssh.com"));
    }

    protected override Task<ISftpSession> OpenAsync(string folder) =>
        Drop.Connector.ConnectAsync(Drop.Endpoint(_sshd!, _sshd!.AddForce("metropolitan", folder)), default);
}
