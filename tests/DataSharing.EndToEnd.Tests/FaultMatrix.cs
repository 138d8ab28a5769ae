using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using DataSharing.Disclosure;
using DataSharing.Gateway;
using DataSharing.Gateway.Delivery;
using DataSharing.Gateway.Delivery.OpenSsh;
using DataSharing.Gateway.Delivery.Sftp;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using DataSharing.Sandbox;

namespace DataSharing.EndToEnd.Tests;

/// <summary>What has to be done about a failure.</summary>
internal enum FaultVerdict
{
    /// <summary>Nothing failed.</summary>
    None,

    /// <summary>The next run can succeed by itself.</summary>
    Transient,

    /// <summary>Somebody has to change something, or decide.</summary>
    Permanent,

    /// <summary>Nothing more happens before a person has edited the profile.</summary>
    Security,
}

/// <summary>
/// Every row of the failure table by one engine, as a whole export against a real sshd, or a staged server where no SSH comes about: its reason and verdict, the
/// time it may take, and that nothing but whole files ever stands under a final name (where a drop denies renaming: never with a manifest).
/// </summary>
internal abstract class FaultMatrix
{
    private readonly List<string> _table = [];

    // As many lines as the file of the test has, so that it is whole by the same measure.
    private static readonly string Foreign = string.Concat(Enumerable.Repeat("theirs\n", 41));

    // What an export costs besides its connection, on a machine with other work; less than a limit, so that a failure that is waited out is seen.
    private const double Ease = 12;
    private const int Limit = 15;

    /// <summary>The engine that carries the deliveries.</summary>
    protected abstract SftpEngine Engine { get; }

    [OneTimeTearDown]
    public void Print()
    {
        if (_table.Count == 0)
        {
            return;
        }

        string[] lines = [$"{(Engine == SftpEngine.OpenSsh ? "fault" : "fault, by SSH.NET"),-52} {"publish",-8} {"outcome",-12} {"reason",-20} {"verdict",-10} {"seconds",7} {"bound",6}", .. _table];
        foreach (string line in lines)
        {
            TestContext.Progress.WriteLine(line);
        }

        // The test command prints it at the end of the run, where the runner's own output is brief.
        if (Environment.GetEnvironmentVariable("DATASHARING_FAULT_MATRIX") is { Length: > 0 } file)
        {
            File.AppendAllLines(file, [string.Empty, .. lines]);
        }
    }

    /// <summary>All of them, by either engine.</summary>
    protected static IEnumerable<TestCaseData> AllRows()
    {
        // Before the login.
        yield return Staged("refused port", Reason.DropUnreachable, FaultVerdict.Transient, 0, ClosedPort);
        yield return Profile("name not found", Reason.DropUnreachable, FaultVerdict.Transient, 3, drop => drop["host"] = "drop.invalid");
        yield return Server("nothing answers", Reason.DropUnreachable, FaultVerdict.Transient, 3, () => new FullBacklog(), server => server.Port).Within(2, Limit);
        yield return Staged("accepts and never speaks", Reason.DropUnreachable, FaultVerdict.Transient, 2, StagedServer.Silent).Within(2, Limit);
        yield return Staged("one byte every half second", Reason.DropUnreachable, FaultVerdict.Transient, 2, () => StagedServer.Dripping(TimeSpan.FromSeconds(0.5))).Within(2, Limit);
        yield return Staged("silence in the key exchange", Reason.DropTimeout, FaultVerdict.Transient, 7, () => StagedServer.SayingThenSilent("SSH-2.0-Staged_1.0\r\n"u8.ToArray())).Within(2, 5);
        yield return Staged("closes at once", Reason.DropTurnedAway, FaultVerdict.Transient, 1, () => StagedServer.Saying([]));
        yield return Staged("is no SSH server", Reason.DropTurnedAway, FaultVerdict.Transient, 1, () => StagedServer.Saying("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray()));
        yield return Sshd("too many connections", Reason.DropTurnedAway, FaultVerdict.Transient, 1, true, ["MaxStartups 1:100:1"], holdsOne: true);
        yield return Sshd("no shared cipher", Reason.DropConfiguration, FaultVerdict.Permanent, 1, true, ["Ciphers chacha20-poly1305@openssh.com"]);
        yield return Sshd("only SHA-1 in the key exchange", Reason.DropConfiguration, FaultVerdict.Permanent, 1, true, ["KexAlgorithms diffie-hellman-group1-sha1,diffie-hellman-group14-sha1"]);
        yield return Sshd("no SFTP at the server", Reason.DropConfiguration, FaultVerdict.Permanent, 1, false, []);
        yield return Sshd("disconnects with the login", Reason.DropLogin, FaultVerdict.Permanent, 1, true, ["MaxAuthTries 1", "AuthorizedKeysFile none"]);
        yield return Profile("host key unknown", Reason.HostKey, FaultVerdict.Security, 1, drop => drop["hostKeys"] = new JsonArray(OtherKey("rsa")));
        yield return Profile("host key changed", Reason.HostKey, FaultVerdict.Security, 1, drop => drop["hostKeys"] = new JsonArray(OtherKey("ed25519")));
        yield return Profile("host key revoked", Reason.HostKey, FaultVerdict.Security, 1, drop =>
        {
            drop["hostKeys"] = new JsonArray(OtherKey("ed25519"));
            drop["revokedHostKeys"] = new JsonArray(OneServer.Running.HostKeyLine);
        });

        // The login.
        yield return Profile("wrong user key", Reason.DropLogin, FaultVerdict.Permanent, 1, drop => drop["login"] = Login("key", OtherKeyFile("ed25519")));
        yield return Profile("unknown user", Reason.DropLogin, FaultVerdict.Permanent, 1, drop => drop["user"] = "nobody-here");
        yield return Profile("wrong password", Reason.DropLogin, FaultVerdict.Permanent, 2, drop => drop["login"] = Login("password", SecretFile("wrong", 0x180)));
        yield return Profile("key file missing", Reason.DropConfiguration, FaultVerdict.Permanent, 0, drop => drop["login"] = Login("key", "/nowhere/key"));
        yield return Profile("key file open to others", Reason.DropConfiguration, FaultVerdict.Permanent, 0, drop => drop["login"] = Login("key", SecretFile("x", 0x1A4)));
        yield return Profile("encrypted key, no passphrase", Reason.DropConfiguration, FaultVerdict.Permanent, 0, drop => drop["login"] = Login("key", OtherKeyFile("ed25519", "secret")));
        yield return Profile("encrypted key, wrong passphrase", Reason.DropConfiguration, FaultVerdict.Permanent, 2, drop =>
        {
            drop["login"] = Login("key", OtherKeyFile("ed25519", "secret"));
            drop["login"]!["passphrase"] = new JsonObject { ["file"] = SecretFile("wrong", 0x180) };
        });
        yield return Command("login prints text", Reason.DropProtocol, FaultVerdict.Permanent, 2, _ => "echo Welcome; exec /usr/lib/openssh/sftp-server");
        yield return Command("login ends at once", Reason.DropProtocol, FaultVerdict.Permanent, 1, _ => "exit 3");
        yield return Command("login is silent", Reason.DropTimeout, FaultVerdict.Transient, 10, _ => "cat >/dev/null; exit").Within(5, 5);
        yield return Command("SFTP starts late", null, FaultVerdict.None, 8, inbox => $"sleep 7; exec /usr/lib/openssh/sftp-server -d '{inbox}'").Within(12, 5);
        yield return Profile("no ssh program", Reason.DropConfiguration, FaultVerdict.Permanent, 0, _ => { }, "no-such-ssh");

        yield return Sshd("notice of 60 kB before the login", null, FaultVerdict.None, 2, true, [], notice: 60_000);
        yield return Sshd("notice of 100 kB before the login", null, FaultVerdict.None, 2, true, [], notice: 100_000)
            .ButBySshNet(Reason.DropTurnedAway, FaultVerdict.Transient, 2).SayingBySshNet("openssh");
        yield return Sshd("login by a certificate", null, FaultVerdict.None, 1, true, [], certificate: true);
        yield return Login("wants a new password", Reason.DropLogin, FaultVerdict.Permanent, 2, byPassword: true).And(server =>
            Assert.That(((StagedSsh)server!).Passwords, Is.EqualTo(1), "More tries could lock the account."));

        // The session.
        foreach (PublishBy by in Enum.GetValues<PublishBy>())
        {
            yield return Faulty("session killed", by, Reason.DropConnectionLost, FaultVerdict.Transient, 2, "session-killed-at-write");
            yield return Faulty("SFTP program killed", by, Reason.DropConnectionLost, FaultVerdict.Transient, 2, "killed-at-write");
            yield return Faulty("cut in the middle of the writes", by, Reason.DropConnectionLost, FaultVerdict.Transient, 2, "cut-at-write");
            yield return Faulty("cut while the manifest is sent", by, Reason.DropConnectionLost, FaultVerdict.Transient, 2, "cut-at-manifest");
            yield return Faulty("SFTP program ends with exit code 0", by, Reason.DropConnectionLost, FaultVerdict.Transient, 2, "ends-at-write").NotSaying("without starting");
            yield return Faulty("session stopped", by, Reason.DropTimeout, FaultVerdict.Transient, 7, "stopped-at-write").Within(Limit, 5);
            yield return Faulty("answers keep-alives and no write", by, Reason.DropTimeout, FaultVerdict.Transient, 7, "silent-at-write").Within(Limit, 5);
            yield return Faulty("packet of two gigabytes", by, Reason.DropProtocol, FaultVerdict.Permanent, 2, "nonsense-at-write");
            yield return Faulty("write refused late, with words", by, Reason.DropServerError, FaultVerdict.Transient, 1, "quota");
            yield return Faulty("write refused with status 14", by, Reason.DropFull, FaultVerdict.Transient, 1, "status-14");
            yield return Faulty("write refused with status 15", by, Reason.DropFull, FaultVerdict.Transient, 1, "status-15");
            yield return Faulty("disk full", by, Reason.DropFull, FaultVerdict.Transient, 1, "full");
            yield return Faulty("sync fails", by, Reason.DropServerError, FaultVerdict.Transient, 1, "sync-fails").ButBySshNet(null, FaultVerdict.None, 2);
            yield return Faulty("close fails", by, Reason.DropServerError, FaultVerdict.Transient, 1, "close-fails");
            yield return Faulty("permission denied", by, Reason.DropPermission, FaultVerdict.Permanent, 1, "no-permission");
            yield return Profile("folder missing", Reason.DropFolderMissing, FaultVerdict.Permanent, 1, drop => drop["folder"] = "no-such-folder", null, by);
            yield return Faulty("server without any extension", by, null, FaultVerdict.None, 1, "no-extensions");
            yield return Faulty("drop box: no look, no list, no read", by, null, FaultVerdict.None, 1, "deny:stat+lstat+fstat+opendir+readdir+read");
            yield return Faulty("collected at once", by, null, FaultVerdict.None, 1, "collects");
        }

        yield return Login("channel closed, connection kept", Reason.DropConnectionLost, FaultVerdict.Transient, 4, byPassword: false);
        yield return HalfOpen("connection half open", Reason.DropTimeout, FaultVerdict.Transient, 7).Within(Limit, 5);
        foreach (PublishBy by in Enum.GetValues<PublishBy>())
        {
            yield return Command("name taken", Reason.NameTaken, FaultVerdict.Permanent, 1, inbox => $"exec /usr/lib/openssh/sftp-server -d '{inbox}'", by, rig => File.WriteAllText(
                Path.Combine(rig.InboxOf(Rig.Gmp), "cst_greater-manchester_20261120_000001_1.csv"), Foreign));
        }

        // A collector that takes what is not finished. Under its final name a file may be collected at any time, and only the manifest says that it is whole.
        yield return Faulty("temporary taken before the rename", PublishBy.Rename, Reason.PartTaken, FaultVerdict.Permanent, 1, "takes-part").Saying("dot");
        yield return Faulty("temporary taken while it is written", PublishBy.Rename, Reason.PartTaken, FaultVerdict.Permanent, 1, "takes-part-at-write").Saying("dot");
        yield return Faulty("manifest's temporary taken", PublishBy.Rename, Reason.PartTaken, FaultVerdict.Permanent, 1, "takes-manifest-part").Saying("dot");
        yield return Faulty("file taken while it is written", PublishBy.Direct, null, FaultVerdict.None, 1, "takes-file-at-write");
        yield return Faulty("cut before the rename", PublishBy.Rename, Reason.DropConnectionLost, FaultVerdict.Transient, 2, "cut-before-rename");
        yield return Faulty("rename's answer lost, file there", PublishBy.Rename, null, FaultVerdict.None, 2, "cut-after-rename");
        yield return Faulty("rename's answer lost, neither name there", PublishBy.Rename, Reason.Unconfirmed, FaultVerdict.Permanent, 2, "cut-after-rename,collected");
        yield return Faulty("rename denied", PublishBy.Rename, Reason.DropPermission, FaultVerdict.Permanent, 1, "deny:rename");
        yield return Faulty("drop box: no rename either", PublishBy.Direct, null, FaultVerdict.None, 1, "deny:rename+stat+lstat+fstat+opendir+readdir+read+remove+setstat+fsetstat");
        yield return Command("drop box: open, write and close alone", null, FaultVerdict.None, 1, inbox => $"exec /usr/lib/openssh/sftp-server -d '{inbox}' -p open,write,close", PublishBy.Direct)
            .ButBySshNet(Reason.DropProtocol, FaultVerdict.Permanent, 2).SayingBySshNet("openssh");
        yield return Faulty("cut with every attempt, and removing denied", PublishBy.Direct, Reason.Unconfirmed, FaultVerdict.Permanent, 4, "cut-at-write,deny:remove");
        yield return Faulty("close's answer lost, file there", PublishBy.Direct, null, FaultVerdict.None, 2, "cut-at-close");
        yield return Faulty("close's answer lost, file collected", PublishBy.Direct, Reason.Unconfirmed, FaultVerdict.Permanent, 2, "cut-at-close,collected");
    }

    /// <summary>One row as a whole export.</summary>
    protected async Task EndAsync(Row row)
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 40);
        rig.Edit($"forces/{Rig.Gmp}.json", profile =>
        {
            JsonObject drop = profile["drop"]!.AsObject();
            drop["connectTimeoutSeconds"] = row.Limits.Connect;
            drop["responseTimeoutSeconds"] = row.Limits.Response;
            drop["publish"] = row.Publish == PublishBy.Direct ? "direct" : "rename";
            drop["engine"] = Engine == SftpEngine.OpenSsh ? "openssh" : "sshnet";
        });
        await using IAsyncDisposable? staged = row.Stage(rig);
        ISftpConnector connector = row.Program is { } program ? new SshConnector(TimeProvider.System, program) : Drops.Connector(TimeProvider.System);

        long began = Stopwatch.GetTimestamp();
        ExportResult result = await rig.ExportAsync(Rig.Gmp, connector: connector);
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;

        FaultVerdict verdict = await VerdictAsync(rig, result);
        (Reason? reason, FaultVerdict due, double bound) = Engine == SftpEngine.SshNet && row.BySshNet is { } other ? other : (row.Reason, row.Verdict, row.Seconds);
        lock (_table)
        {
            _table.Add(string.Create(CultureInfo.InvariantCulture,
                $"{row.Name,-52} {row.Publish,-8} {result.Outcome,-12} {result.Reason?.Code ?? "-",-20} {verdict,-10} {seconds,7:0.0} {bound,6:0}"));
        }

        Assert.That((result.Reason, verdict), Is.EqualTo((reason, due)), result.Message);
        Assert.That(seconds, Is.LessThan(bound + Ease));
        row.Message(Engine, result.Message);
        row.After(staged);
        RequireNoHalfFile(rig, row.Publish);
    }

    [Test]
    public async Task A_server_that_changes_its_keys_with_every_megabyte_gets_forty_of_them_whole()
    {
        await using Rig rig = Rig.Make();
        await using TestSshd sshd = await TestSshd.StartAsync(Path.Combine(rig.Folder, "sshd"), default, settings: ["RekeyLimit 1M", "LogLevel DEBUG1"]);
        byte[] content = new byte[40 << 20];
        new Random(20261128).NextBytes(content);
        await using (ISftpSession session = await ConnectAsync(sshd, sshd.AddForce(Rig.Gmp, rig.InboxOf(Rig.Gmp))))
        {
            UploadReceipt receipt = await session.UploadAsync(new MemoryStream(content), "a", new UploadOptions(content.Length, FailIfExists: true, null, Sync: false), default);
            Assert.That(receipt.BytesAcknowledged, Is.EqualTo(content.Length));
        }

        Assert.That(File.ReadAllBytes(Path.Combine(rig.InboxOf(Rig.Gmp), "a")).AsSpan().SequenceEqual(content), Is.True);
        Assert.That(sshd.Log.Split("SSH2_MSG_NEWKEYS received").Length - 1, Is.GreaterThan(15), "It did change them.");
    }

    [Test]
    public async Task A_name_of_three_hundred_characters_is_told_as_what_the_server_cannot_read()
    {
        await using Rig rig = Rig.Make();
        await using ISftpSession session = await ConnectAsync(OneServer.Running, OneServer.Running.AddForce($"{Engine}-long-name", rig.InboxOf(Rig.Gmp)));

        SftpException? looked = null;
        try
        {
            await session.FindAsync(new string('a', 300), default);
        }
        catch (SftpException e)
        {
            looked = e;
        }

        Assert.That((looked?.Failure, looked?.Status), Is.EqualTo(((SftpFailure?)SftpFailure.Protocol, (uint?)5)), looked?.Message);
    }

    private async Task<ISftpSession> ConnectAsync(TestSshd sshd, string key)
    {
        string[] pin = sshd.HostKeyLine.Split(' ');
        TimeSpan limit = TimeSpan.FromSeconds(Limit);
        return await Drops.Connector(TimeProvider.System).ConnectAsync(
            new SftpEndpoint(Rig.Gmp, TestSshd.Host, sshd.Port, TestSshd.UserName, [new HostKeyPin(pin[0], pin[1])], new PrivateKeyCredential(key), new SftpTimeouts(limit, limit, 5, 3)) { Engine = Engine }, default);
    }

    private static async Task<FaultVerdict> VerdictAsync(Rig rig, ExportResult result)
    {
        if (result.Reason is null)
        {
            return FaultVerdict.None;
        }

        if (result.Reason == Reason.HostKey)
        {
            return FaultVerdict.Security;
        }

        // The next run finishes it by itself when the export waits in a state it can go from, and the failure is one of those that pass.
        IReadOnlyList<ExportState> pending = await rig.PendingAsync(Rig.Gmp);
        bool passes = result.Reason == Reason.DropUnreachable || result.Reason == Reason.DropTurnedAway || result.Reason == Reason.DropConnectionLost || result.Reason == Reason.DropTimeout
            || result.Reason == Reason.DropServerError || result.Reason == Reason.DropFull;
        return passes && !pending.Contains(ExportState.Unconfirmed) ? FaultVerdict.Transient : FaultVerdict.Permanent;
    }

    private static void RequireNoHalfFile(Rig rig, PublishBy publish)
    {
        string inbox = rig.InboxOf(Rig.Gmp);
        string[] files = Directory.GetFiles(inbox);
        foreach (string manifest in files.Where(file => file.EndsWith(".json", StringComparison.Ordinal)))
        {
            if (new FileInfo(manifest).Length == 0 && publish == PublishBy.Direct)
            {
                // Begun and cut: nothing that could be taken for a manifest.
                continue;
            }

            JsonNode said = JsonNode.Parse(File.ReadAllText(manifest))!;
            string data = Path.Combine(inbox, said["file"]!.GetValue<string>());
            if (!File.Exists(data))
            {
                data = Path.Combine(inbox + ".collected", Path.GetFileName(data));
            }

            Assert.That(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(data))), Is.EqualTo(said["sha256"]!.GetValue<string>()));
        }

        foreach (string data in files.Where(file => file.EndsWith(".csv", StringComparison.Ordinal)))
        {
            bool whole = File.ReadAllText(data).EndsWith('\n') && File.ReadAllLines(data).Length == 41;
            bool announced = File.Exists(Path.ChangeExtension(data, ".json"));
            Assert.That(whole || (publish == PublishBy.Direct && !announced), Is.True, Path.GetFileName(data));
        }
    }

    private static TestCaseData Staged(string name, Reason reason, FaultVerdict verdict, double seconds, Func<StagedServer> stage) => Case(new Row(name, reason, verdict, seconds, PublishBy.Rename)
    {
        Stage = rig =>
        {
            StagedServer server = stage();
            rig.Edit($"forces/{Rig.Gmp}.json", profile => profile["drop"]!["port"] = server.Port);
            return server;
        },
    });

    private static TestCaseData Staged(string name, Reason reason, FaultVerdict verdict, double seconds, Func<int> port) =>
        Profile(name, reason, verdict, seconds, drop => drop["port"] = port());

    private static TestCaseData Profile(string name, Reason? reason, FaultVerdict verdict, double seconds, Action<JsonObject> change, string? program = null, PublishBy publish = PublishBy.Rename) =>
        Case(new Row(name, reason, verdict, seconds, publish)
        {
            Program = program,
            Stage = rig =>
            {
                rig.Edit($"forces/{Rig.Gmp}.json", profile => change(profile["drop"]!.AsObject()));
                return null;
            },
        });

    private static TestCaseData Server<T>(string name, Reason reason, FaultVerdict verdict, double seconds, Func<T> stage, Func<T, int> port)
        where T : IAsyncDisposable => Case(new Row(name, reason, verdict, seconds, PublishBy.Rename)
        {
            Stage = rig =>
            {
                T server = stage();
                rig.Edit($"forces/{Rig.Gmp}.json", profile => profile["drop"]!["port"] = port(server));
                return server;
            },
        });

    /// <summary>A real sshd that is set up in another way.</summary>
    private static TestCaseData Sshd(
        string name, Reason? reason, FaultVerdict verdict, double seconds, bool hasSftp, IReadOnlyList<string> settings, bool holdsOne = false, int notice = 0, bool certificate = false) => Case(new Row(name, reason, verdict, seconds, PublishBy.Rename)
    {
        Stage = rig =>
        {
            string authority = Path.Combine(rig.Folder, "authority");
            TestSshd sshd = TestSshd.StartAsync(Path.Combine(rig.Folder, "sshd"), default, notice == 0 ? null : Notice(notice),
                certificate ? [.. settings, $"TrustedUserCAKeys {authority}.pub", "AuthorizedKeysFile none"] : settings, hasSftp).GetAwaiter().GetResult();
            string key = hasSftp ? sshd.AddForce(Rig.Gmp, rig.InboxOf(Rig.Gmp)) : sshd.AddForceUnbound(Rig.Gmp);
            if (certificate)
            {
                KeyGen("-q", "-t", "ed25519", "-N", "", "-f", authority);
                KeyGen("-q", "-s", authority, "-I", "cst", "-n", TestSshd.UserName, "-O", $"force-command={TestSshd.SftpServer} -d {rig.InboxOf(Rig.Gmp)}", key + ".pub");
            }

            TcpClient? held = holdsOne ? new TcpClient(TestSshd.Host, sshd.Port) : null;
            held?.GetStream().ReadByte();
            SetDrop(rig, sshd.Port, sshd.HostKeyLine, Login("key", key));
            return new Both(sshd, held);
        },
    });

    /// <summary>A server of our own, for what no real one can be told to do.</summary>
    private static TestCaseData Login(string name, Reason reason, FaultVerdict verdict, double seconds, bool byPassword) => Case(new Row(name, reason, verdict, seconds, PublishBy.Rename)
    {
        Stage = rig =>
        {
            var server = StagedSsh.Start(rig.InboxOf(Rig.Gmp));
            SetDrop(rig, server.Port, server.HostKeyLine, byPassword ? Login("password", SecretFile("right", 0x180)) : Login("key", OtherKeyFile("ed25519")));
            return server;
        },
    });

    /// <summary>The connection breaks as the first bytes of the file arrive, and neither side is told.</summary>
    private static TestCaseData HalfOpen(string name, Reason reason, FaultVerdict verdict, double seconds) => Case(new Row(name, reason, verdict, seconds, PublishBy.Rename)
    {
        Stage = rig =>
        {
            var lost = new CancellationTokenSource();
            StagedServer way = StagedServer.Losing(OneServer.Running.Port, lost.Token);
            rig.SetDropCommand(Rig.Gmp, FaultySftp.Command(rig.InboxOf(Rig.Gmp), "", lost.Cancel));
            rig.Edit($"forces/{Rig.Gmp}.json", profile => profile["drop"]!["port"] = way.Port);
            return way;
        },
    });

    private static TestCaseData Command(string name, Reason? reason, FaultVerdict verdict, double seconds, Func<string, string> command, PublishBy publish = PublishBy.Rename, Action<Rig>? before = null) =>
        Case(new Row(name, reason, verdict, seconds, publish)
        {
            Stage = rig =>
            {
                before?.Invoke(rig);
                rig.SetDropCommand(Rig.Gmp, command(rig.InboxOf(Rig.Gmp)));
                return null;
            },
        });

    private static TestCaseData Faulty(string name, PublishBy publish, Reason? reason, FaultVerdict verdict, double seconds, string fault) =>
        Command(name, reason, verdict, seconds + 1, inbox => FaultySftp.Command(inbox, fault), publish);

    private static TestCaseData Case(Row row) => new TestCaseData(row).SetArgDisplayNames($"{row.Name}, {row.Publish}");

    private static void SetDrop(Rig rig, int port, string hostKey, JsonObject login) => rig.Edit($"forces/{Rig.Gmp}.json", profile =>
    {
        profile["drop"]!["port"] = port;
        profile["drop"]!["hostKeys"] = new JsonArray(hostKey);
        profile["drop"]!["login"] = login;
    });

    private static string Notice(int bytes) => string.Concat(Enumerable.Repeat("This system is for those who may use it, and what they do here is recorded. \n", bytes / 77));

    private static int ClosedPort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static JsonObject Login(string by, string file) => new() { [by] = new JsonObject { ["file"] = file } };

    private protected static string OtherKey(string kind) => string.Join(' ', File.ReadAllText(OtherKeyFile(kind) + ".pub").Split(' ').Take(2)).Trim();

    private static string OtherKeyFile(string kind, string passphrase = "")
    {
        string file = Path.Combine(Directory.CreateTempSubdirectory("datasharing-key-").FullName, "key");
        KeyGen("-q", "-t", kind, "-N", passphrase, "-f", file);
        return file;
    }

    private static void KeyGen(params string[] arguments)
    {
        using Process process = Process.Start("ssh-keygen", arguments);
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, "ssh-keygen");
    }

    private static string SecretFile(string content, int mode)
    {
        string file = Path.Combine(Directory.CreateTempSubdirectory("datasharing-key-").FullName, "secret");
        File.WriteAllText(file, content + "\n");
        File.SetUnixFileMode(file, (UnixFileMode)mode);
        return file;
    }

    /// <summary>One row of the table.</summary>
    /// <param name="Name">What fails.</param>
    /// <param name="Reason">The reason code; null when the export is delivered in spite of it.</param>
    /// <param name="Verdict">What has to be done.</param>
    /// <param name="Seconds">How long the failure itself may take to be found, at the limits of the row.</param>
    /// <param name="Publish">How files get their final names.</param>
    public sealed record Row(string Name, Reason? Reason, FaultVerdict Verdict, double Seconds, PublishBy Publish)
    {
        internal Func<Rig, IAsyncDisposable?> Stage { get; init; } = _ => null;

        internal string? Program { get; init; }

        /// <summary>Seconds to connect and for an answer: so many that only a row that is about a limit waits for one.</summary>
        internal (int Connect, int Response) Limits { get; init; } = (Limit, Limit);

        /// <summary>What has to be true of the message.</summary>
        internal Action<SftpEngine, string?> Message { get; init; } = (_, _) => { };

        /// <summary>What has to be true of the server afterwards.</summary>
        internal Action<IAsyncDisposable?> After { get; init; } = _ => { };

        /// <summary>What comes of it by the engine SSH.NET, where that cannot see or do what the other can.</summary>
        internal (Reason? Reason, FaultVerdict Verdict, double Seconds)? BySshNet { get; init; }
    }

    private sealed class Both(TestSshd sshd, TcpClient? held) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            held?.Dispose();
            return sshd.DisposeAsync();
        }
    }
}

/// <summary>What a row has besides.</summary>
internal static class FaultMatrixRows
{
    public static FaultMatrix.Row Row(this TestCaseData data) => (FaultMatrix.Row)data.Arguments[0]!;

    /// <summary>For a row that is about a limit.</summary>
    public static TestCaseData Within(this TestCaseData data, int connect, int response) => data.With(row => row with { Limits = (connect, response) });

    /// <summary>Where the engines differ.</summary>
    public static TestCaseData ButBySshNet(this TestCaseData data, Reason? reason, FaultVerdict verdict, double seconds) => data.With(row => row with { BySshNet = (reason, verdict, seconds) });

    public static TestCaseData SayingBySshNet(this TestCaseData data, string words) => data.With(row => row with
    {
        Message = (engine, message) => Assert.That(message, engine == SftpEngine.SshNet ? Does.Contain(words) : Is.Not.EqualTo(words)),
    });

    public static TestCaseData Saying(this TestCaseData data, string words) => data.With(row => row with { Message = (_, message) => Assert.That(message, Does.Contain(words)) });

    public static TestCaseData NotSaying(this TestCaseData data, string words) => data.With(row => row with { Message = (_, message) => Assert.That(message, Does.Not.Contain(words)) });

    public static TestCaseData And(this TestCaseData data, Action<IAsyncDisposable?> after) => data.With(row => row with { After = after });

    private static TestCaseData With(this TestCaseData data, Func<FaultMatrix.Row, FaultMatrix.Row> change)
    {
        FaultMatrix.Row row = change(data.Row());
        return new TestCaseData(row).SetArgDisplayNames($"{row.Name}, {row.Publish}");
    }
}
