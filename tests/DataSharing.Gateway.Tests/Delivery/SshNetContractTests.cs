using System.Diagnostics;
using DataSharing.Gateway.Delivery;
using DataSharing.Sandbox;

namespace DataSharing.Gateway.Tests.Delivery;

/// <summary>The contract over the engine SSH.NET and a real SSH server, and what this engine is known for: host keys, and waits without end.</summary>
[TestFixture]
public sealed class SshNetContractTests : SftpSessionContract
{
    private static readonly ISftpConnector Connector = Drops.Connector(TimeProvider.System);
    private string _home = string.Empty;
    private TestSshd? _sshd;

    protected override bool CanSync => false;

    protected override bool CanSetMode => false;

    protected override bool SeesLinks => false;

    [OneTimeSetUp]
    public async Task StartServer()
    {
        if (TestSshd.Missing is { } missing)
        {
            Assert.Ignore(missing);
        }

        _home = Directory.CreateTempSubdirectory("datasharing-sshnet-").FullName;
        _sshd = await TestSshd.StartAsync(_home, default, "Host key verification failed.\n");
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
    }

    [Test]
    public async Task Refuses_a_host_key_that_is_not_pinned_and_one_that_is_revoked()
    {
        SftpEndpoint endpoint = Endpoint("metropolitan");
        HostKeyPin other = new("ssh-ed25519", "AAAAC3NzaC1lZDI1NTE5AAAAIKnq0oyFfSTgx0Kt5TzTQ0vOqeHUCX0EdnpZ5ZpPDoaB");

        SftpException? changed = await Refused(endpoint with { HostKeys = [other] });
        SftpException? revoked = await Refused(endpoint with { RevokedHostKeys = endpoint.HostKeys, HostKeys = [other] });

        Assert.That((changed?.Failure, revoked?.Failure), Is.EqualTo(((SftpFailure?)SftpFailure.HostKey, (SftpFailure?)SftpFailure.HostKey)));
        Assert.That(changed?.Message, Does.Contain("has changed").And.Contain(other.Sha256));
        Assert.That(revoked?.Message, Does.Contain("is revoked"));
    }

    [Test]
    public async Task Tells_a_refused_login_from_a_refused_connection()
    {
        SftpEndpoint endpoint = Endpoint("metropolitan");
        await using StagedServer silent = StagedServer.Saying("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray());

        Assert.That((await Refused(endpoint with { UserName = "nobody-here" }))?.Failure, Is.EqualTo(SftpFailure.Authentication));
        Assert.That((await Refused(endpoint with { Port = silent.Port }))?.Failure, Is.EqualTo(SftpFailure.TurnedAway));
        Assert.That((await Refused(endpoint with { Host = "drop.invalid" }))?.Failure, Is.EqualTo(SftpFailure.Unreachable));
    }

    [Test]
    public async Task A_server_that_drips_bytes_ends_within_the_limit()
    {
        await using StagedServer dripping = StagedServer.Dripping(TimeSpan.FromMilliseconds(200));
        SftpTimeouts limits = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), 5, 3);
        long began = Stopwatch.GetTimestamp();

        SftpException? e = await Refused(Endpoint("metropolitan") with { Port = dripping.Port, Timeouts = limits });

        Assert.That(e?.IsTransient, Is.True);
        Assert.That(Stopwatch.GetElapsedTime(began), Is.LessThan(TimeSpan.FromSeconds(14)));
    }

    [Test]
    public async Task A_server_that_answers_no_write_ends_within_the_limit()
    {
        string key = _sshd!.AddForceWithCommand("silent-writes", FaultySftp.Command(Folder, "silent-at-write"));
        SftpTimeouts limits = new(TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(2), 5, 3);
        await using ISftpSession session = await Connector.ConnectAsync(Endpoint("metropolitan") with { Credential = new PrivateKeyCredential(key), Timeouts = limits }, default);
        long began = Stopwatch.GetTimestamp();

        SftpException? e = await Some.FailureOf(() => session.UploadAsync(new MemoryStream(Some.Bytes(100_000)), "a", Some.NewFile(100_000), default));

        Assert.That(e?.Failure, Is.EqualTo(SftpFailure.Timeout), e?.Message);
        Assert.That(Stopwatch.GetElapsedTime(began), Is.LessThan(TimeSpan.FromSeconds(14)));
    }

    protected override Task<ISftpSession> OpenAsync(string folder)
    {
        SftpEndpoint endpoint = Drop.Endpoint(_sshd!, _sshd!.AddForce("metropolitan", folder)) with { Engine = SftpEngine.SshNet };
        return Connector.ConnectAsync(endpoint, default);
    }

    private SftpEndpoint Endpoint(string force) => Drop.Endpoint(_sshd!, _sshd!.AddForce(force, Folder)) with { Engine = SftpEngine.SshNet };

    private static Task<SftpException?> Refused(SftpEndpoint endpoint) =>
        Some.FailureOf(async () => await (await Connector.ConnectAsync(endpoint, default)).DisposeAsync());
}
