using System.Runtime.Versioning;
using DataSharing.Gateway.Delivery.Sftp;
using DataSharing.Sandbox;

namespace DataSharing.Gateway.Tests.Delivery;

/// <summary>The contract over proftpd's mod_sftp, by each engine: another maker's SSH and SFTP.</summary>
[TestFixture(SftpEngine.SshNet)]
[TestFixture(SftpEngine.OpenSsh)]
internal sealed class ProftpdContractTests(SftpEngine engine) : SftpSessionContract
{
    private string _home = string.Empty;
    private TestProftpd? _server;

    protected override bool CanSync => engine == SftpEngine.OpenSsh;

    protected override bool SeesLinks => engine == SftpEngine.OpenSsh;

    [OneTimeSetUp]
    public async Task StartServer()
    {
        if (TestProftpd.Missing is { } missing)
        {
            Assert.Ignore(missing);
        }

        _home = Directory.CreateTempSubdirectory("datasharing-proftpd-").FullName;
        _server = await TestProftpd.StartAsync(_home, default);
    }

    [OneTimeTearDown]
    public async Task StopServer()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
            Directory.Delete(_home, recursive: true);
        }
    }

    [Test]
    public async Task Logs_in_by_password()
    {
        string file = Path.Combine(_home, "password");
        File.WriteAllText(file, _server!.Password + "\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        await using ISftpSession session = await Drop.Connector.ConnectAsync(Endpoint with { Credential = new PasswordCredential(file) }, default);

        Assert.That(await session.ResolvePathAsync(".", default), Is.EqualTo(Folder));
        Assert.That(session.Server.Software, Does.Contain("mod_sftp"));
    }

    private SftpEndpoint Endpoint
    {
        get
        {
            string[] pin = _server!.HostKeyLine.Split(' ');
            return new SftpEndpoint("proftpd", TestSshd.Host, _server.Port, TestProftpd.UserName, [new HostKeyPin(pin[0], pin[1])], new PrivateKeyCredential(_server.KeyFile), Some.ShortLimits, Engine: engine);
        }
    }

    protected override Task<ISftpSession> OpenAsync(string folder)
    {
        _server!.SetHome(folder);
        return Drop.Connector.ConnectAsync(Endpoint, default);
    }
}

/// <summary>The contract over Green End's SFTP server under a real sshd, by each engine.</summary>
[TestFixture(SftpEngine.SshNet)]
[TestFixture(SftpEngine.OpenSsh)]
internal sealed class GreenEndContractTests(SftpEngine engine) : SftpSessionContract
{
    private const string Program = "/usr/libexec/gesftpserver";
    private string _home = string.Empty;
    private TestSshd? _sshd;

    protected override bool CanSync => engine == SftpEngine.OpenSsh;

    protected override bool SeesLinks => engine == SftpEngine.OpenSsh;

    [OneTimeSetUp]
    public async Task StartServer()
    {
        if (!File.Exists(Program))
        {
            Assert.Ignore($"{Program} is not installed: install the package gesftpserver.");
        }

        if (TestSshd.Missing is { } missing)
        {
            Assert.Ignore(missing);
        }

        _home = Directory.CreateTempSubdirectory("datasharing-gesftp-").FullName;
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

    protected override Task<ISftpSession> OpenAsync(string folder) =>
        Drop.Connector.ConnectAsync(Drop.Endpoint(_sshd!, _sshd!.AddForceWithCommand("greenend", $"cd '{folder}' && exec {Program}")) with { Engine = engine }, default);
}

/// <summary>The contract over dropbear, by each engine: a third maker's SSH.</summary>
[TestFixture(SftpEngine.SshNet)]
[TestFixture(SftpEngine.OpenSsh)]
[UnsupportedOSPlatform("windows")]
internal sealed class DropbearContractTests(SftpEngine engine) : SftpSessionContract
{
    private string _home = string.Empty;
    private TestDropbear? _server;

    protected override bool CanSync => engine == SftpEngine.OpenSsh;

    protected override bool SeesLaterMounts => false;

    protected override bool SeesLinks => engine == SftpEngine.OpenSsh;

    [OneTimeSetUp]
    public async Task StartServer()
    {
        if (TestDropbear.Missing is { } missing)
        {
            Assert.Ignore(missing);
        }

        _home = Directory.CreateTempSubdirectory("datasharing-dropbear-").FullName;
        _server = await TestDropbear.StartAsync(_home, default);
    }

    [OneTimeTearDown]
    public async Task StopServer()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
            Directory.Delete(_home, recursive: true);
        }
    }

    protected override Task<ISftpSession> OpenAsync(string folder)
    {
        _server!.SetHome(folder);
        string[] pin = _server.HostKeyLine.Split(' ');
        return Drop.Connector.ConnectAsync(
            new SftpEndpoint("dropbear", TestSshd.Host, _server.Port, TestSshd.UserName, [new HostKeyPin(pin[0], pin[1])], new PrivateKeyCredential(_server.KeyFile), Some.ShortLimits, Engine: engine), default);
    }
}
