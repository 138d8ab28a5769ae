using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using DataSharing.Gateway.Delivery.Sftp;
using DataSharing.Sandbox;

namespace DataSharing.Gateway.Tests.Delivery;

/// <summary>The contract over a real SSH server, by each engine, and what each costs there.</summary>
[TestFixture(SftpEngine.SshNet)]
[TestFixture(SftpEngine.OpenSsh)]
internal sealed partial class SshdContractTests(SftpEngine engine) : SftpSessionContract
{
    private string _home = string.Empty;
    private TestSshd? _sshd;

    protected override bool CanSync => engine == SftpEngine.OpenSsh;

    protected override bool SeesLinks => engine == SftpEngine.OpenSsh;

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

    // Source: the measurements that the choice of the default engine rests on; neither may grow unseen.
    [Test]
    public async Task Sends_a_small_file_with_few_requests()
    {
        string log = Path.Combine(_home, engine + ".log");
        await using (ISftpSession session = await CommandAsync("counted", $"exec {TestSshd.SftpServer} -e -l DEBUG3 -d '{Folder}' 2>'{log}'"))
        {
            await session.UploadAsync(new MemoryStream(Some.Bytes(15_000)), "a.part", Some.NewFile(15_000) with { Place = new SftpPlace("a", ".", 15_000) }, default);
            await session.RenameAsync("a.part", "a", default);
        }

        string[] requests = [.. Request().Matches(await File.ReadAllTextAsync(log)).Select(match => match.Groups[1].Value)];
        Assert.That(requests, Has.Length.InRange(9, engine == SftpEngine.OpenSsh ? 11 : 27), string.Join(' ', requests));
        TestContext.Out.WriteLine($"{engine}: {requests.Length} requests: {string.Join(' ', requests)}");
    }

    [Test]
    [UnsupportedOSPlatform("windows")]
    public async Task A_server_that_refuses_a_later_mode_still_takes_the_file()
    {
        await using ISftpSession session = await CommandAsync("no-mode", $"exec {TestSshd.SftpServer} -P setstat,fsetstat -d '{Folder}'");

        UploadReceipt receipt = await session.UploadAsync(new MemoryStream(Some.Bytes(10)), "a", Some.NewFile(10), default);

        Assert.That(receipt, Is.EqualTo(new UploadReceipt(10, 10, CanSync, ModeSet: engine == SftpEngine.OpenSsh)));
    }

    protected override Task<ISftpSession> OpenAsync(string folder) => Drop.Connector.ConnectAsync(Endpoint(_sshd!.AddForce("metropolitan", folder)), default);

    private Task<ISftpSession> CommandAsync(string force, string command) => Drop.Connector.ConnectAsync(Endpoint(_sshd!.AddForceWithCommand(force, command)), default);

    private SftpEndpoint Endpoint(string key) => Drop.Endpoint(_sshd!, key) with { Engine = engine };

    // What the server says of its own answers begins with "sent".
    [GeneratedRegex(@"request \d+: (?!sent )(\w+)")]
    private static partial Regex Request();
}
