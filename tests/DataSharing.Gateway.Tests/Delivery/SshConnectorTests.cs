using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;
using DataSharing.Gateway.Delivery.OpenSsh;
using DataSharing.Gateway.Delivery.Sftp;
using DataSharing.Sandbox;

namespace DataSharing.Gateway.Tests.Delivery;

/// <summary>Every way in which a connection fails, against a real server and the real ssh: the kind of failure decides what is done next.</summary>
[TestFixture]
[UnsupportedOSPlatform("windows")]
internal sealed class SshConnectorTests
{
    private string _home = string.Empty;
    private string _inbox = string.Empty;
    private string _key = string.Empty;
    private TestSshd? _sshd;

    private TestSshd Sshd => _sshd!;

    private SftpEndpoint Endpoint => Drop.Endpoint(Sshd, _key) with { Engine = SftpEngine.OpenSsh };

    [OneTimeSetUp]
    public async Task StartServer()
    {
        if (TestSshd.Missing is { } missing)
        {
            Assert.Ignore(missing);
        }

        _home = Directory.CreateTempSubdirectory("datasharing-sshd-").FullName;
        _inbox = Path.Combine(_home, "inbox");

        // A banner is shown on standard error, and police servers show one. This one tries to pass for ssh's own words.
        _sshd = await TestSshd.StartAsync(_home, default, "Host key verification failed.\nHost key for metropolitan has changed and you have requested strict checking.\n"
            + "ssh: connect to host 127.0.0.1 port 22: Connection refused\n");
        _key = _sshd.AddForce("metropolitan", _inbox);
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
    public async Task A_wrong_user_key_is_an_authentication_failure_whatever_the_banner_says()
    {
        string other = Path.Combine(_home, "other");
        KeyGen(other, string.Empty);

        SftpException? e = await Refused(Endpoint with { Credential = new PrivateKeyCredential(other) });

        Assert.That(e?.Failure, Is.EqualTo(SftpFailure.Authentication));
        Assert.That(e?.IsTransient, Is.False);
    }

    [Test]
    public async Task An_unknown_user_is_an_authentication_failure() =>
        Assert.That((await Refused(Endpoint with { UserName = "nobody-here" }))?.Failure, Is.EqualTo(SftpFailure.Authentication));

    [Test]
    public async Task Refuses_a_changed_host_key()
    {
        string other = Path.Combine(_home, "other-host");
        KeyGen(other, string.Empty);
        string[] line = File.ReadAllText(other + ".pub").Split(' ');
        HostKeyPin pin = new(line[0], line[1]);

        SftpException? e = await Refused(Endpoint with { HostKeys = [pin] });

        Assert.That(e?.Failure, Is.EqualTo(SftpFailure.HostKey));
        Assert.That(e?.IsTransient, Is.False);
        Assert.That(e?.Message, Does.Contain("is not one of the pinned ones").And.Not.Contain("changed").And.Contain(pin.Sha256).And.Contain(Drop.Pin(Sshd).Sha256));
    }

    [Test]
    public async Task Refuses_the_new_key_of_a_server_until_it_is_pinned_beside_the_old()
    {
        string home = Path.Combine(_home, "rotating");
        await using TestSshd rotating = await TestSshd.StartAsync(home, default);
        SftpEndpoint before = Drop.Endpoint(rotating, rotating.AddForce("metropolitan", _inbox));
        await (await Drop.Connector.ConnectAsync(before, default)).DisposeAsync();
        await rotating.RotateHostKeyAsync(default);

        Assert.That((await Refused(before))?.Failure, Is.EqualTo(SftpFailure.HostKey));
        await using ISftpSession session = await Drop.Connector.ConnectAsync(
            before with { HostKeys = [before.HostKeys[0], Drop.Pin(rotating)] }, default);
        Assert.That(session.Server.HostKeySha256, Is.EqualTo(Drop.Pin(rotating).Sha256));
    }

    [Test]
    public async Task Refuses_a_server_whose_kind_of_host_key_is_not_pinned()
    {
        // An RSA key where the server has Ed25519 only.
        string other = Path.Combine(_home, "rsa-host");
        KeyGen(other, string.Empty, "-t", "rsa", "-b", "2048");
        string[] line = File.ReadAllText(other + ".pub").Split(' ');

        Assert.That((await Refused(Endpoint with { HostKeys = [new HostKeyPin(line[0], line[1])] }))?.Failure, Is.EqualTo(SftpFailure.HostKey));
    }

    [Test]
    public async Task A_refused_port_is_unreachable()
    {
        SftpException? e = await Refused(Endpoint with { Port = ClosedPort() });

        Assert.That(e?.Failure, Is.EqualTo(SftpFailure.Unreachable));
        Assert.That(e?.IsTransient, Is.True);
        Assert.That(e?.Message, Does.Contain("refused"));
    }

    [Test]
    public async Task A_name_that_does_not_resolve_is_unreachable() =>
        Assert.That((await Refused(Endpoint with { Host = "drop.invalid" }))?.Message, Does.Contain("cannot be resolved"));

    [Test]
    public async Task A_server_that_accepts_and_never_speaks_is_unreachable_within_the_limit()
    {
        await using StagedServer silent = StagedServer.Silent();
        long began = Stopwatch.GetTimestamp();

        SftpException? e = await Refused(Endpoint with { Port = silent.Port, Timeouts = Some.ShortLimits with { Connect = TimeSpan.FromSeconds(1) } });

        Assert.That(e?.Failure, Is.EqualTo(SftpFailure.Unreachable));
        Assert.That(e?.Message, Does.Contain("did not answer in time"));
        Assert.That(Stopwatch.GetElapsedTime(began), Is.LessThan(TimeSpan.FromSeconds(14)));
        Assert.That(SshProcesses.To(silent.Port), Is.Empty);
    }

    [Test]
    public async Task A_server_that_falls_silent_in_the_key_exchange_ends_within_the_limit()
    {
        await using StagedServer silent = StagedServer.SayingThenSilent(Encoding.ASCII.GetBytes("SSH-2.0-Staged_1.0\r\n"));
        SftpTimeouts limits = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), 60, 3);
        long began = Stopwatch.GetTimestamp();

        SftpException? e = await Refused(Endpoint with { Port = silent.Port, Timeouts = limits });

        Assert.That(e?.IsTransient, Is.True);
        Assert.That(Stopwatch.GetElapsedTime(began), Is.LessThan(TimeSpan.FromSeconds(14)));
        Assert.That(SshProcesses.To(silent.Port), Is.Empty);
    }

    [TestCase("HTTP/1.1 400 Bad Request\r\n\r\n")]
    [TestCase("")]
    public async Task A_server_that_closes_before_the_login_turns_us_away(string words)
    {
        await using StagedServer other = StagedServer.Saying(Encoding.ASCII.GetBytes(words));

        SftpException? e = await Refused(Endpoint with { Port = other.Port });
        Assert.That((e?.Failure, e?.IsTransient), Is.EqualTo((SftpFailure.TurnedAway, true)));
    }

    [Test]
    public async Task No_shared_cipher_is_a_matter_of_configuration()
    {
        SftpException? e = await Refused(Endpoint with { Ciphers = ["3des-cbc"] });

        Assert.That(e?.Failure, Is.EqualTo(SftpFailure.Configuration));
        Assert.That(e?.Message, Does.Contain("shares no cipher").And.Contain("aes256-gcm@openssh.com"));
    }

    [Test]
    public async Task A_cipher_that_ssh_does_not_know_is_a_matter_of_configuration() =>
        Assert.That((await Refused(Endpoint with { Ciphers = ["rot13"] }))?.Failure, Is.EqualTo(SftpFailure.Configuration));

    [Test]
    public async Task A_login_that_prints_is_a_protocol_failure_and_shows_the_text()
    {
        string key = Sshd.AddForceWithCommand("printing", "echo 'Welcome to the drop'; exec /usr/lib/openssh/sftp-server");

        SftpException? e = await Refused(Endpoint with { Credential = new PrivateKeyCredential(key) });

        Assert.That(e?.Failure, Is.EqualTo(SftpFailure.Protocol));
        Assert.That(e?.Message, Does.Contain("\"Welcome to the drop\""));
    }

    [Test]
    public async Task A_forced_command_that_ends_at_once_is_a_protocol_failure()
    {
        string key = Sshd.AddForceWithCommand("ending", "exit 3");

        SftpException? e = await Refused(Endpoint with { Credential = new PrivateKeyCredential(key) });

        Assert.That(e?.Failure, Is.EqualTo(SftpFailure.Protocol));
        Assert.That(e?.Message, Does.Contain("exit code 3"));
    }

    [Test]
    public async Task A_forced_command_that_is_silent_ends_within_the_limit()
    {
        string key = Sshd.AddForceWithCommand("silent", "exec cat >/dev/null");

        SftpException? e = await Refused(Endpoint with
        {
            Credential = new PrivateKeyCredential(key),
            Timeouts = Some.ShortLimits with { Connect = TimeSpan.FromSeconds(1), Response = TimeSpan.FromSeconds(1) },
        });

        Assert.That(e?.Failure, Is.EqualTo(SftpFailure.Timeout));
    }

    [Test]
    public async Task Ssh_that_is_not_installed_is_a_matter_of_configuration()
    {
        SftpException? e = await Some.FailureOf(() => new SshConnector(TimeProvider.System, "no-such-ssh").ConnectAsync(Endpoint, default));

        Assert.That(e?.Failure, Is.EqualTo(SftpFailure.Configuration));
        Assert.That(e?.Message, Does.Contain("openssh-client"));
    }

    [Test]
    public async Task Refuses_a_key_file_that_is_missing() =>
        Assert.That((await RefusedKey(Path.Combine(_home, "nothing")))?.Message, Does.Contain("does not exist"));

    [Test]
    public async Task Refuses_a_key_file_that_others_can_read()
    {
        string open = Path.Combine(_home, "open");
        KeyGen(open, string.Empty);
        File.SetUnixFileMode(open, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

        Assert.That((await RefusedKey(open))?.Message, Does.Contain("mode 0644").And.Contain("chmod 0600"));
    }

    /// <summary>The same rule as for the key ring, which has more cases of it.</summary>
    [Test]
    public async Task Refuses_a_key_file_that_others_could_replace()
    {
        string folder = Directory.CreateDirectory(Path.Combine(_home, "shared")).FullName;
        string key = Path.Combine(folder, "key");
        KeyGen(key, string.Empty);
        File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.OtherWrite);

        Assert.That((await RefusedKey(key))?.Message, Does.StartWith($"The private key file {key} is in the folder {folder}, which others than its owner may write").And.Contain("chmod go-w"));
    }

    [Test]
    public async Task Refuses_a_key_file_that_this_user_cannot_read()
    {
        if (Environment.IsPrivilegedProcess)
        {
            Assert.Ignore("The super-user can read every file.");
        }

        string closed = Path.Combine(_home, "closed");
        KeyGen(closed, string.Empty);
        File.SetUnixFileMode(closed, UnixFileMode.UserWrite);

        Assert.That((await RefusedKey(closed))?.Message, Does.Contain("cannot be read by this user"));
    }

    [TestCase("-t", "ed25519")]
    [TestCase("-t", "rsa", "-b", "2048", "-m", "PEM")]
    [TestCase("-t", "ecdsa", "-m", "PKCS8")]
    public async Task Refuses_a_key_file_with_a_passphrase(params string[] kind)
    {
        string encrypted = Path.Combine(_home, "encrypted" + string.Concat(kind));
        KeyGen(encrypted, "correct horse", kind);

        Assert.That((await RefusedKey(encrypted))?.Message, Does.Contain("is encrypted with a passphrase"));
    }

    [TestCase("-t", "rsa", "-b", "2048", "-m", "PEM")]
    [TestCase("-t", "ecdsa", "-m", "PKCS8")]
    [TestCase("-t", "ecdsa", "-m", "PEM")]
    public async Task Takes_every_form_of_key_without_a_passphrase_to_the_server(params string[] kind)
    {
        string key = Path.Combine(_home, "plain" + string.Concat(kind));
        KeyGen(key, string.Empty, kind);

        Assert.That((await RefusedKey(key, SftpFailure.Authentication))?.Message, Does.Contain("does not accept this user"));
    }

    [Test]
    public async Task Says_that_ssh_cannot_load_a_damaged_key()
    {
        string damaged = Sshd.AddForce("damaged", _inbox);
        string[] lines = File.ReadAllLines(damaged);
        lines[3] = lines[3][..^8];
        File.WriteAllLines(damaged, lines);

        Assert.That((await RefusedKey(damaged))?.Message, Does.Contain("ssh cannot load the private key"));
    }

    [Test]
    public async Task Refuses_a_key_that_does_not_decode_at_all()
    {
        string damaged = Path.Combine(_home, "cut");
        KeyGen(damaged, string.Empty);
        File.WriteAllText(damaged, File.ReadAllText(damaged)[..80] + "\n");

        Assert.That((await RefusedKey(damaged))?.Message, Does.Contain("is damaged"));
    }

    [Test]
    public async Task Takes_the_group_read_bit_of_a_service_credential_for_the_access_list_it_is()
    {
        string credentials = Path.Combine(_home, "credentials");
        Directory.CreateDirectory(credentials);
        string key = Path.Combine(credentials, "key");
        File.Move(Sshd.AddForce("credential", _inbox), key, overwrite: true);
        File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        string? before = Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY");
        Environment.SetEnvironmentVariable("CREDENTIALS_DIRECTORY", credentials);
        try
        {
            // Past our own check; ssh then looks for itself, and here, where the file is the user's own, it objects.
            Assert.That((await RefusedKey(key))?.Message, Does.Contain("ssh cannot load the private key"));
            File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.OtherRead);
            Assert.That((await RefusedKey(key))?.Message, Does.Contain("mode 0404"));
        }
        finally
        {
            Environment.SetEnvironmentVariable("CREDENTIALS_DIRECTORY", before);
        }
    }

    [TestCase("-t", "ed25519")]
    [TestCase("-t", "rsa", "-b", "2048", "-m", "PEM")]
    public async Task Logs_in_with_an_encrypted_key_and_its_passphrase_file(params string[] kind)
    {
        (string key, string passphrase) = EncryptedKey("opened" + kind.Length, "correct horse 'battery\" staple", kind);

        await using ISftpSession session = await Drop.Connector.ConnectAsync(Endpoint with { Credential = new PrivateKeyCredential(key, passphrase) }, default);

        Assert.That(await session.ResolvePathAsync(".", default), Is.EqualTo(_inbox));
    }

    [Test]
    public async Task Says_that_the_passphrase_does_not_open_the_key_and_asks_no_server()
    {
        (string key, string passphrase) = EncryptedKey("closed", "correct horse");
        File.WriteAllText(passphrase, "wrong horse\n");

        SftpException? e = await Refused(Endpoint with { Port = ClosedPort(), Credential = new PrivateKeyCredential(key, passphrase) });

        Assert.That(e?.Failure, Is.EqualTo(SftpFailure.Configuration));
        Assert.That(e?.Message, Does.Contain("is not opened by the passphrase in").And.Not.Contain("wrong horse"));
    }

    [TestCase("missing", "does not exist")]
    [TestCase("empty", "does not hold a secret")]
    [TestCase("open", "mode 0644")]
    public async Task Looks_at_a_secret_file_before_ssh_starts(string fault, string said)
    {
        string file = Path.Combine(_home, "secret-" + fault);
        if (fault != "missing")
        {
            File.WriteAllText(file, fault == "empty" ? "\n" : "secret\n");
            File.SetUnixFileMode(file, fault == "open" ? (UnixFileMode)0x1A4 : UnixFileMode.UserRead);
        }

        Assert.That((await Refused(Endpoint with { Credential = new PasswordCredential(file) }))?.Message, Does.StartWith("The password file").And.Contain(said));
        Assert.That((await Refused(Endpoint with { Credential = new PrivateKeyCredential(_key, file) }))?.Message, Does.StartWith("The passphrase file").And.Contain(said));
    }

    [Test]
    public async Task A_password_that_the_server_does_not_take_is_an_authentication_failure()
    {
        string file = Path.Combine(_home, "password");
        File.WriteAllText(file, "no such password\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead);

        SftpException? e = await Refused(Endpoint with { Credential = new PasswordCredential(file) });

        Assert.That(e?.Failure, Is.EqualTo(SftpFailure.Authentication));
        Assert.That(e?.Message, Does.Contain("with this password").And.Not.Contain("no such password"));
    }

    [TestCase("passphrase", "Enter passphrase for key '/keys/met': ", 0, "the secret")]
    [TestCase("passphrase", "met@drop's password: ", 1, "")]
    [TestCase("password", "met@drop's password: ", 0, "the secret")]
    [TestCase("password", "Are you sure you want to continue connecting (yes/no/[fingerprint])? ", 1, "")]
    public async Task The_executable_answers_its_own_kind_of_question_only(string kind, string question, int exitCode, string answer)
    {
        string file = Path.Combine(_home, "asked");
        File.WriteAllText(file, "the secret\nnot this line\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        ProcessStartInfo start = new(Path.Combine(AppContext.BaseDirectory, "datasharing"), [question]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DATASHARING_ASKPASS_FILE"] = file;
        start.Environment["DATASHARING_ASKPASS_KIND"] = kind;
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.That((process.ExitCode, output.TrimEnd('\n')), Is.EqualTo((exitCode, answer)));
    }

    [Test]
    public async Task Refuses_a_revoked_host_key_and_names_it_so()
    {
        SftpException? e = await Refused(Endpoint with { HostKeys = [OtherPin("revoking")], RevokedHostKeys = [Drop.Pin(Sshd)] });

        Assert.That(e?.Failure, Is.EqualTo(SftpFailure.HostKey));
        Assert.That(e?.Message, Does.Contain("is revoked").And.Contain(Drop.Pin(Sshd).Sha256));
    }

    [TestCase("debug1: SSH2_MSG_NEWKEYS received\nReceived disconnect from 127.0.0.1 port 22:2: bye\nHost key verification failed.\n", SftpFailure.Unreachable)]
    [TestCase("Received disconnect from 127.0.0.1 port 22:2: bye\nHost key verification failed.\n", SftpFailure.Unreachable)]
    [TestCase("debug1: Remote: x\nReceived disconnect from 127.0.0.1 port 22:2: bye\nHost key verification failed.\n", SftpFailure.HostKey)]
    [TestCase("Host key for metropolitan has changed and you have requested strict checking.\nHost key verification failed.\n", SftpFailure.HostKey)]
    public async Task Text_of_a_server_makes_no_host_key_verdict_and_hides_none(string log, SftpFailure verdict)
    {
        // In the place of ssh, a program that leaves this log: what a server would have to be wrong at in many ways to cause.
        string folder = Directory.CreateDirectory(Path.Combine(_home, "said-" + log.Length)).FullName;
        File.WriteAllText(Path.Combine(folder, "said"), log);
        string program = Path.Combine(folder, "ssh");
        File.WriteAllText(program, $"#!/bin/sh\ncp '{folder}/said' ssh.log\nexit 255\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        SftpException? e = await Some.FailureOf(async () => await (await new SshConnector(TimeProvider.System, program).ConnectAsync(Endpoint, default)).DisposeAsync());

        Assert.That(e?.Failure, Is.EqualTo(verdict));
    }

    [Test]
    public async Task Refuses_a_public_key_in_place_of_the_private_one()
    {
        File.SetUnixFileMode(_key + ".pub", UnixFileMode.UserRead);

        Assert.That((await RefusedKey(_key + ".pub"))?.Message, Does.Contain("is the public half of a key"));
    }

    [Test]
    public async Task Refuses_a_key_file_whose_name_ssh_would_expand() =>
        Assert.That((await RefusedKey("/etc/keys/%d"))?.Message, Does.Contain("absolute path without %"));

    private static IEnumerable<TestCaseData> Unusable()
    {
        yield return Case("a host that is an option", endpoint => endpoint with { Host = "-oProxyCommand=true" });
        yield return Case("a host with a user", endpoint => endpoint with { Host = "root@127.0.0.1" });
        yield return Case("a host with a space", endpoint => endpoint with { Host = "127.0.0.1 x" });
        yield return Case("no host", endpoint => endpoint with { Host = string.Empty });
        yield return Case("a host with a line break", endpoint => endpoint with { Host = "127.0.0.1\n" });
        yield return Case("a user that is an option", endpoint => endpoint with { UserName = "-l" });
        yield return Case("a user with a line break", endpoint => endpoint with { UserName = "met\n" });
        yield return Case("port 0", endpoint => endpoint with { Port = 0 });
        yield return Case("no pin", endpoint => endpoint with { HostKeys = [] });
        yield return Case("a fingerprint in place of a key", endpoint => endpoint with { HostKeys = [new HostKeyPin("ssh-ed25519", endpoint.HostKeys[0].Sha256)] });
        yield return Case("a key of another kind", endpoint => endpoint with { HostKeys = [endpoint.HostKeys[0] with { Algorithm = "ssh-rsa" }] });
        yield return Case("a second line in a pin", endpoint => endpoint with { HostKeys = [endpoint.HostKeys[0] with { Base64Key = endpoint.HostKeys[0].Base64Key + "\n* ssh-ed25519 AAAA" }] });
        yield return Case("a profile id that matches every host", endpoint => endpoint with { ProfileId = "*" });
        yield return Case("a cipher list that adds to the default", endpoint => endpoint with { Ciphers = ["+3des-cbc"] });
        yield return Case("no cipher", endpoint => endpoint with { Ciphers = [] });
        yield return Case("no time to connect", endpoint => endpoint with { Timeouts = Some.ShortLimits with { Connect = TimeSpan.Zero } });
        yield return Case("a limit without end", endpoint => endpoint with { Timeouts = Some.ShortLimits with { Response = TimeSpan.MaxValue } });
        yield return Case("keep-alive off", endpoint => endpoint with { Timeouts = Some.ShortLimits with { KeepAliveSeconds = 0 } });

        static TestCaseData Case(string name, Func<SftpEndpoint, SftpEndpoint> change) => new TestCaseData(change).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Unusable))]
    public async Task Refuses_an_endpoint_before_anything_is_started(Func<SftpEndpoint, SftpEndpoint> change)
    {
        SshConnector neverStarts = new(TimeProvider.System, "no-such-ssh");

        SftpException? e = await Some.FailureOf(() => neverStarts.ConnectAsync(change(Endpoint), default));

        Assert.That(e?.Failure, Is.EqualTo(SftpFailure.Configuration));
        Assert.That(e?.Message, Does.StartWith("The SFTP endpoint cannot be used").And.Contain("Use "));
    }

    [Test]
    public async Task A_server_that_wants_a_new_password_is_left_alone_at_once()
    {
        // ssh that asks what it asks then, and goes on waiting whatever it is told.
        string program = Path.Combine(_home, "asking-ssh");
        File.WriteAllText(program, "#!/bin/sh\ntouch ssh.log\n\"$SSH_ASKPASS\" \"met@127.0.0.1's old password: \"\nexec sleep 60\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        string password = Path.Combine(_home, "expired");
        File.WriteAllText(password, "correct horse\n");
        File.SetUnixFileMode(password, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        SftpEndpoint endpoint = Endpoint with { Credential = new PasswordCredential(password), Timeouts = SftpTimeouts.Default };
        long began = Stopwatch.GetTimestamp();

        SftpException? e = await Some.FailureOf(() => new SshConnector(TimeProvider.System, program).ConnectAsync(endpoint, default));

        Assert.That((e?.Failure, e?.IsTransient), Is.EqualTo(((SftpFailure?)SftpFailure.Authentication, (bool?)false)), e?.Message);
        Assert.That(e?.Message, Does.Contain("wants a new password").And.Not.Contain("correct horse"));
        Assert.That(Stopwatch.GetElapsedTime(began), Is.LessThan(TimeSpan.FromSeconds(40)), "Long before the limits of the connection.");
    }

    [Test]
    public async Task Reports_a_connection_cut_in_the_middle_of_an_upload()
    {
        await using StagedServer cutting = StagedServer.CuttingAfter(Sshd.Port, bytes: 2_000_000);
        await using ISftpSession session = await Drop.Connector.ConnectAsync(Endpoint with { Port = cutting.Port }, default);

        SftpException? e = await Some.FailureOf(() => session.UploadAsync(
            new MemoryStream(Some.Bytes(20_000_000)), "cut.part", Some.NewFile(20_000_000), default));

        Assert.That(e?.Failure, Is.EqualTo(SftpFailure.ConnectionLost));
        Assert.That(e?.IsTransient, Is.True);
        Assert.That(e?.Message, Does.Contain("may still be at the server"));
    }

    [Test]
    public async Task Leaves_no_ssh_and_no_private_folder_when_an_upload_is_cancelled()
    {
        using CancellationTokenSource cancel = new();
        await using StagedServer passing = StagedServer.CuttingAfter(Sshd.Port, long.MaxValue);
        ISftpSession session = await Drop.Connector.ConnectAsync(Endpoint with { Port = passing.Port }, default);
        IReadOnlyList<int> during = SshProcesses.To(passing.Port);
        string folder = SshProcesses.FolderOf(during.Single());
        Assert.That(File.GetUnixFileMode(folder), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
        Assert.That(File.GetUnixFileMode(Path.Combine(folder, "known_hosts")), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));

        Assert.That(
            () => session.UploadAsync(new BreakingStream(3_000_000, cancel.Cancel), "cancelled.part", Some.NewFile(50_000_000), cancel.Token),
            Throws.InstanceOf<OperationCanceledException>());
        await session.DisposeAsync();

        Assert.That(SshProcesses.To(passing.Port), Is.Empty);
        Assert.That(Directory.Exists(folder), Is.False);
    }

    [Test]
    public async Task Leaves_no_ssh_when_connecting_is_cancelled()
    {
        // With a limit so long that only a kill ends ssh soon.
        await using StagedServer silent = StagedServer.Silent();
        SftpEndpoint patient = Endpoint with { Port = silent.Port, Timeouts = Some.ShortLimits with { Connect = TimeSpan.FromSeconds(60) } };
        using CancellationTokenSource cancel = new(TimeSpan.FromMilliseconds(300));
        long began = Stopwatch.GetTimestamp();

        Assert.That(() => Drop.Connector.ConnectAsync(patient, cancel.Token), Throws.InstanceOf<OperationCanceledException>());

        Assert.That(Stopwatch.GetElapsedTime(began), Is.LessThan(TimeSpan.FromSeconds(20)));
        Assert.That(SshProcesses.To(silent.Port), Is.Empty);
    }

    [Test]
    public async Task Gives_ssh_nothing_of_our_environment()
    {
        await using StagedServer passing = StagedServer.CuttingAfter(Sshd.Port, long.MaxValue);
        await using ISftpSession session = await Drop.Connector.ConnectAsync(Endpoint with { Port = passing.Port }, default);

        Assert.That(SshProcesses.EnvironmentOf(SshProcesses.To(passing.Port).Single()).Keys, Is.SubsetOf(new[] { "PATH", "HOME", "LC_ALL" }));
    }

    [Test]
    public async Task Serves_many_sessions_at_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 12).Select(async number =>
        {
            await using ISftpSession session = await Drop.Connector.ConnectAsync(Endpoint, default);
            await session.UploadAsync(new MemoryStream(Some.Bytes(300_000 + number)), $"many-{number}", Some.NewFile(300_000 + number), default);
        }));

        Assert.That(Directory.GetFiles(_inbox, "many-*"), Has.Length.EqualTo(12));
    }

    private HostKeyPin OtherPin(string name)
    {
        string other = Path.Combine(_home, name);
        KeyGen(other, string.Empty);
        string[] line = File.ReadAllText(other + ".pub").Split(' ');
        return new HostKeyPin(line[0], line[1]);
    }

    /// <summary>An accepted login key, encrypted afterwards, and the file with its passphrase.</summary>
    private (string Key, string PassphraseFile) EncryptedKey(string force, string passphrase, params string[] kind)
    {
        string key = Sshd.AddForce(force, _inbox);
        string[] form = kind.Contains("PEM") ? ["-m", "PEM"] : [];
        if (form.Length > 0)
        {
            key = Sshd.AddForce(force, _inbox, kind[..4]);
        }

        using Process process = Process.Start("ssh-keygen", ["-q", "-p", "-P", "", "-N", passphrase, .. form, "-f", key]);
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, "ssh-keygen");
        string file = Path.Combine(_home, force + ".passphrase");
        File.WriteAllText(file, passphrase + "\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return (key, file);
    }

    private static int ClosedPort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static void KeyGen(string path, string passphrase, params string[] kind)
    {
        using Process process = Process.Start("ssh-keygen", ["-q", .. kind.Length == 0 ? ["-t", "ed25519"] : kind, "-N", passphrase, "-C", "test", "-f", path]);
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, "ssh-keygen");
    }

    private static Task<SftpException?> Refused(SftpEndpoint endpoint) =>
        Some.FailureOf(async () => await (await Drop.Connector.ConnectAsync(endpoint, default)).DisposeAsync());

    private async Task<SftpException?> RefusedKey(string keyFile, SftpFailure failure = SftpFailure.Configuration)
    {
        SftpException? e = await Refused(Endpoint with { Credential = new PrivateKeyCredential(keyFile) });
        Assert.That(e?.Failure, Is.EqualTo(failure));
        return e;
    }
}
