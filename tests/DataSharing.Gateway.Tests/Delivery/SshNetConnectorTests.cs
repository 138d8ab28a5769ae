using System.Diagnostics;
using System.Runtime.Versioning;
using DataSharing.Gateway.Delivery.Sftp;
using DataSharing.Sandbox;

namespace DataSharing.Gateway.Tests.Delivery;

/// <summary>What the engine SSH.NET is known for: host keys, algorithms of yesterday, waits without end, and what it says then.</summary>
[TestFixture]
[UnsupportedOSPlatform("windows")]
internal sealed class SshNetConnectorTests
{
    private string _home = string.Empty;
    private TestSshd? _sshd;

    private string Folder => Path.Combine(_home, "inbox");

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
    public async Task Refuses_a_host_key_that_is_not_pinned_and_one_that_is_revoked()
    {
        SftpEndpoint endpoint = Endpoint("metropolitan");
        HostKeyPin other = new("ssh-ed25519", "AAAAC3NzaC1lZDI1NTE5AAAAIKnq0oyFfSTgx0Kt5TzTQ0vOqeHUCX0EdnpZ5ZpPDoaB");

        SftpException? changed = await Refused(endpoint with { HostKeys = [other] });
        SftpException? revoked = await Refused(endpoint with { RevokedHostKeys = endpoint.HostKeys, HostKeys = [other] });

        Assert.That((changed?.Failure, revoked?.Failure), Is.EqualTo(((SftpFailure?)SftpFailure.HostKey, (SftpFailure?)SftpFailure.HostKey)));
        Assert.That(changed?.Message, Does.Contain("is not one of the pinned ones").And.Not.Contain("changed").And.Contain(other.Sha256));
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
        Assert.That(Stopwatch.GetElapsedTime(began), Is.LessThan(TimeSpan.FromSeconds(8)));
    }

    [Test]
    public async Task A_server_that_answers_no_write_ends_within_the_limit()
    {
        string key = _sshd!.AddForceWithCommand("silent-writes", FaultySftp.Command(Folder, "silent-at-write"));
        SftpTimeouts limits = new(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(2), 5, 3);
        await using ISftpSession session = await Drop.Connector.ConnectAsync(Endpoint("metropolitan") with { Credential = new PrivateKeyCredential(key), Timeouts = limits }, default);
        long began = Stopwatch.GetTimestamp();

        SftpException? e = await Some.FailureOf(() => session.UploadAsync(new MemoryStream(Some.Bytes(100_000)), "a", Some.NewFile(100_000), default));

        Assert.That(e?.Failure, Is.EqualTo(SftpFailure.Timeout), e?.Message);
        Assert.That(Stopwatch.GetElapsedTime(began), Is.LessThan(TimeSpan.FromSeconds(12)));
        Assert.That(e?.Message, Does.Match(@"gave no answer for (2|3)(\.\d)? s"), "One limit after the last answer, and the time that passed.");
    }

    [TestCase("KexAlgorithms diffie-hellman-group1-sha1,diffie-hellman-group14-sha1,diffie-hellman-group-exchange-sha1")]
    [TestCase("MACs hmac-sha1,hmac-sha1-etm@openssh.com", "Ciphers aes256-ctr")]
    [TestCase("HostKeyAlgorithms ssh-rsa", "HostKey {rsa}")]
    public async Task A_server_with_nothing_but_sha1_gets_nothing_by_either_engine(params string[] settings)
    {
        string home = Directory.CreateDirectory(Path.Combine(_home, "sha1-" + TestContext.CurrentContext.Test.ID)).FullName;
        string rsa = Path.Combine(home, "rsa");
        Ran("ssh-keygen", "-q", "-t", "rsa", "-b", "2048", "-N", "", "-f", rsa);
        await using TestSshd old = await TestSshd.StartAsync(home, default, settings: [.. settings.Select(line => line.Replace("{rsa}", rsa, StringComparison.Ordinal))]);
        string[] pin = File.ReadAllText(rsa + ".pub").Split(' ');
        SftpEndpoint endpoint = Drop.Endpoint(old, old.AddForce("metropolitan", Folder));
        endpoint = endpoint with { HostKeys = [.. endpoint.HostKeys, new HostKeyPin(pin[0], pin[1])] };

        foreach (SftpEngine engine in Enum.GetValues<SftpEngine>())
        {
            SftpException? e = await Refused(endpoint with { Engine = engine });
            Assert.That((engine, e?.Failure), Is.EqualTo((engine, (SftpFailure?)SftpFailure.Configuration)), e?.Message);
        }
    }

    [Test]
    public async Task An_rsa_key_logs_in_and_signs_by_sha2()
    {
        string key = _sshd!.AddForce("rsa-login", Folder, ["-t", "rsa", "-b", "2048"]);

        await using ISftpSession session = await Drop.Connector.ConnectAsync(Drop.Endpoint(_sshd, key) with { Engine = SftpEngine.SshNet }, default);

        Assert.That(await session.ResolvePathAsync(".", default), Is.EqualTo(Folder));
    }

    [TestCase("ed25519")]
    [TestCase("rsa")]
    public async Task A_certificate_beside_the_key_logs_in_by_either_engine(string kind)
    {
        string home = Directory.CreateDirectory(Path.Combine(_home, "certified-" + kind)).FullName;
        string authority = Path.Combine(home, "authority");
        string key = Path.Combine(home, "login");
        Ran("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", authority);
        Ran("ssh-keygen", "-q", "-t", kind, "-N", "", "-f", key);
        Ran("ssh-keygen", "-q", "-s", authority, "-I", "metropolitan", "-n", TestSshd.UserName, key + ".pub");
        await using TestSshd certifying = await TestSshd.StartAsync(home, default, settings: [$"TrustedUserCAKeys {authority}.pub"]);

        foreach (SftpEngine engine in Enum.GetValues<SftpEngine>())
        {
            await using ISftpSession session = await Drop.Connector.ConnectAsync(Drop.Endpoint(certifying, key) with { Engine = engine }, default);
            Assert.That(await session.FindAsync("/", default), Is.Not.Null);
        }

        File.WriteAllText(key + "-cert.pub", "ssh-ed25519-cert-v01@openssh.com AAAA damaged\n");
        SftpException? e = await Refused(Drop.Endpoint(certifying, key) with { Engine = SftpEngine.SshNet });
        Assert.That(e?.Failure, Is.EqualTo(SftpFailure.Configuration));
        Assert.That(e?.Message, Does.Contain(key + "-cert.pub").And.Contain("cannot be used"));
    }

    [Test]
    public async Task A_drop_box_without_realpath_is_refused_with_the_engine_that_takes_it()
    {
        string key = _sshd!.AddForceWithCommand("no-realpath", $"exec {TestSshd.SftpServer} -p open,write,close -d '{Folder}'");
        SftpEndpoint endpoint = Drop.Endpoint(_sshd, key);

        SftpException? e = await Refused(endpoint with { Engine = SftpEngine.SshNet });
        await using ISftpSession other = await Drop.Connector.ConnectAsync(endpoint with { Engine = SftpEngine.OpenSsh }, default);

        Assert.That((e?.Failure, e?.IsTransient), Is.EqualTo(((SftpFailure?)SftpFailure.Protocol, (bool?)false)));
        Assert.That(e?.Message, Does.EndWith("\"engine\": \"openssh\" in the profile's drop.").And.Not.Contain("without starting"));
    }

    [Test]
    public async Task Text_of_a_login_script_is_shown_at_once()
    {
        string key = _sshd!.AddForceWithCommand("printing", $"echo 'Welcome to the drop'; exec {TestSshd.SftpServer}");
        long began = Stopwatch.GetTimestamp();

        SftpException? e = await Refused(Drop.Endpoint(_sshd, key) with { Engine = SftpEngine.SshNet, Timeouts = SftpTimeouts.Default });

        Assert.That(e?.Failure, Is.EqualTo(SftpFailure.Protocol));
        Assert.That(e?.Message, Does.Contain("\"Welcome to the drop\""));
        Assert.That(Stopwatch.GetElapsedTime(began), Is.LessThan(TimeSpan.FromSeconds(30)), "Long before the limits of the connection.");
    }

    [Test]
    public async Task A_server_that_starts_sftp_later_than_an_answer_may_take_is_waited_for()
    {
        string key = _sshd!.AddForceWithCommand("late", $"sleep 2; exec {TestSshd.SftpServer} -d '{Folder}'");
        SftpTimeouts limits = new(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(1), 5, 3);

        await using ISftpSession session = await Drop.Connector.ConnectAsync(Drop.Endpoint(_sshd, key) with { Engine = SftpEngine.SshNet, Timeouts = limits }, default);

        Assert.That(await session.ResolvePathAsync(".", default), Is.EqualTo(Folder));
    }

    [TestCase(SftpEngine.SshNet)]
    [TestCase(SftpEngine.OpenSsh)]
    public async Task An_sftp_program_that_ends_in_the_middle_is_a_lost_connection_and_nothing_else_is_said(SftpEngine engine)
    {
        // It ends after some blocks, with exit code 0, while much is still to be sent.
        string key = _sshd!.AddForceWithCommand("ending", $"dd bs=32768 count=40 status=none | {TestSshd.SftpServer} -d '{Folder}'; exit 0");
        SftpEndpoint endpoint = Drop.Endpoint(_sshd, key) with { Engine = engine, Timeouts = SftpTimeouts.Default };
        await using ISftpSession session = await Drop.Connector.ConnectAsync(endpoint, default);
        long began = Stopwatch.GetTimestamp();

        SftpException? e = await Some.FailureOf(() => session.UploadAsync(new MemoryStream(Some.Bytes(20_000_000)), engine + "-ended", Some.NewFile(20_000_000), default));

        Assert.That((e?.Failure, e?.MayHaveLeftFile), Is.EqualTo(((SftpFailure?)SftpFailure.ConnectionLost, (bool?)true)), e?.Message);
        Assert.That(e?.Message, Does.Not.Contain("without starting").And.Not.Contain("no answer for"));
        Assert.That(Stopwatch.GetElapsedTime(began), Is.LessThan(TimeSpan.FromSeconds(15)), "Long before the limit for an answer.");
    }

    [Test]
    public async Task A_status_keeps_its_number_and_its_meaning()
    {
        await using ISftpSession session = await Drop.Connector.ConnectAsync(Endpoint("metropolitan"), default);
        string longest = new('n', 300);

        SftpException? e = await Some.FailureOf(() => session.FindAsync(longest, default));

        Assert.That((e?.Failure, e?.Status, e?.IsTransient), Is.EqualTo(((SftpFailure?)SftpFailure.Protocol, (uint?)5, (bool?)false)), e?.Message);
        Assert.That(await session.FindAsync("b", default), Is.Null, "the session goes on");
    }

    private SftpEndpoint Endpoint(string force) => Drop.Endpoint(_sshd!, _sshd!.AddForce(force, Folder)) with { Engine = SftpEngine.SshNet };

    private static void Ran(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, program);
    }

    private static Task<SftpException?> Refused(SftpEndpoint endpoint) =>
        Some.FailureOf(async () => await (await Drop.Connector.ConnectAsync(endpoint, default)).DisposeAsync());
}
