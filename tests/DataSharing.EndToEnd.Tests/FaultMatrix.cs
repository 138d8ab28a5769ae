using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using DataSharing.Disclosure;
using DataSharing.Gateway;
using DataSharing.Gateway.Delivery;
using DataSharing.Gateway.Ledger;
using DataSharing.Sandbox;

namespace DataSharing.EndToEnd.Tests;

/// <summary>What has to be done about a failure.</summary>
public enum FaultVerdict
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
public abstract class FaultMatrix
{
    private readonly List<string> _table = [];

    // As many lines as the file of the test has, so that it is whole by the same measure.
    private static readonly string Foreign = string.Concat(Enumerable.Repeat("theirs\n", 41));

    // What an export costs besides its connection, on a machine with other work.
    private const double Ease = 12;

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

    protected static IEnumerable<TestCaseData> Rows()
    {
        // Before the login.
        yield return Staged("refused port", Reason.DropUnreachable, FaultVerdict.Transient, 0, ClosedPort);
        yield return Profile("name not found", Reason.DropUnreachable, FaultVerdict.Transient, 3, drop => drop["host"] = "drop.invalid");
        yield return Server("nothing answers", Reason.DropUnreachable, FaultVerdict.Transient, 3, () => new FullBacklog(), server => server.Port);
        yield return Staged("accepts and never speaks", Reason.DropUnreachable, FaultVerdict.Transient, 2, StagedServer.Silent);
        yield return Staged("one byte every half second", Reason.DropUnreachable, FaultVerdict.Transient, 2, () => StagedServer.Dripping(TimeSpan.FromSeconds(0.5)));
        yield return Staged("silence in the key exchange", Reason.DropTimeout, FaultVerdict.Transient, 7, () => StagedServer.SayingThenSilent("SSH-2.0-Staged_1.0\r\n"u8.ToArray()));
        yield return Staged("closes at once", Reason.DropTurnedAway, FaultVerdict.Transient, 1, () => StagedServer.Saying([]));
        yield return Staged("is no SSH server", Reason.DropTurnedAway, FaultVerdict.Transient, 1, () => StagedServer.Saying("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray()));
        yield return Sshd("too many connections", Reason.DropTurnedAway, FaultVerdict.Transient, 1, true, ["MaxStartups 1:100:1"], holdsOne: true);
        yield return Sshd("no shared cipher", Reason.DropConfiguration, FaultVerdict.Permanent, 1, true, ["Ciphers chacha20-poly1305@openssh.com"]);
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
        yield return Command("login is silent", Reason.DropTimeout, FaultVerdict.Transient, 7, _ => "cat >/dev/null; exit");
        yield return Profile("no ssh program", Reason.DropConfiguration, FaultVerdict.Permanent, 0, _ => { }, "no-such-ssh");

        // The session.
        foreach (PublishBy by in Enum.GetValues<PublishBy>())
        {
            yield return Faulty("session killed", by, Reason.DropConnectionLost, FaultVerdict.Transient, 2, "session-killed-at-write");
            yield return Faulty("SFTP program killed", by, Reason.DropConnectionLost, FaultVerdict.Transient, 2, "killed-at-write");
            yield return Faulty("cut in the middle of the writes", by, Reason.DropConnectionLost, FaultVerdict.Transient, 2, "cut-at-write");
            yield return Faulty("cut while the manifest is sent", by, Reason.DropConnectionLost, FaultVerdict.Transient, 2, "cut-at-manifest");
            yield return Faulty("session stopped", by, Reason.DropTimeout, FaultVerdict.Transient, 7, "stopped-at-write");
            yield return Faulty("answers keep-alives and no write", by, Reason.DropTimeout, FaultVerdict.Transient, 7, "silent-at-write");
            yield return Faulty("packet of two gigabytes", by, Reason.DropProtocol, FaultVerdict.Permanent, 2, "nonsense-at-write");
            yield return Faulty("write refused late, with words", by, Reason.DropServerError, FaultVerdict.Transient, 1, "quota");
            yield return Faulty("disk full", by, Reason.DropFull, FaultVerdict.Transient, 1, "full");
            yield return Faulty("sync fails", by, Reason.DropServerError, FaultVerdict.Transient, 1, "sync-fails").ButBySshNet(null, FaultVerdict.None, 2);
            yield return Faulty("close fails", by, Reason.DropServerError, FaultVerdict.Transient, 1, "close-fails");
            yield return Faulty("permission denied", by, Reason.DropPermission, FaultVerdict.Permanent, 1, "no-permission");
            yield return Profile("folder missing", Reason.DropFolderMissing, FaultVerdict.Permanent, 1, drop => drop["folder"] = "no-such-folder", null, by);
            yield return Faulty("server without any extension", by, null, FaultVerdict.None, 1, "no-extensions");
            yield return Faulty("drop box: no look, no list, no read", by, null, FaultVerdict.None, 1, "deny:stat+lstat+fstat+opendir+readdir+read");
            yield return Faulty("collected at once", by, null, FaultVerdict.None, 1, "collects");
        }

        foreach (PublishBy by in Enum.GetValues<PublishBy>())
        {
            yield return Command("name taken", Reason.NameTaken, FaultVerdict.Permanent, 1, inbox => $"exec /usr/lib/openssh/sftp-server -d '{inbox}'", by, rig => File.WriteAllText(
                Path.Combine(rig.InboxOf(Rig.Gmp), "cst_greater-manchester_20261120_000001_1.csv"), Foreign));
        }

        yield return Faulty("cut before the rename", PublishBy.Rename, Reason.DropConnectionLost, FaultVerdict.Transient, 2, "cut-before-rename");
        yield return Faulty("rename's answer lost, file there", PublishBy.Rename, null, FaultVerdict.None, 2, "cut-after-rename");
        yield return Faulty("rename's answer lost, neither name there", PublishBy.Rename, Reason.Unconfirmed, FaultVerdict.Permanent, 2, "cut-after-rename,collected");
        yield return Faulty("rename denied", PublishBy.Rename, Reason.DropPermission, FaultVerdict.Permanent, 1, "deny:rename");
        yield return Faulty("drop box: no rename either", PublishBy.Direct, null, FaultVerdict.None, 1, "deny:rename+stat+lstat+fstat+opendir+readdir+read+remove+setstat+fsetstat");
        yield return Faulty("cut with every attempt, and removing denied", PublishBy.Direct, Reason.Unconfirmed, FaultVerdict.Permanent, 4, "cut-at-write,deny:remove");
        yield return Faulty("close's answer lost, file there", PublishBy.Direct, null, FaultVerdict.None, 2, "cut-at-close");
        yield return Faulty("close's answer lost, file collected", PublishBy.Direct, Reason.Unconfirmed, FaultVerdict.Permanent, 2, "cut-at-close,collected");
    }

    [TestCaseSource(nameof(Rows))]
    [CancelAfter(120_000)]
    public async Task Ends_with_its_verdict_in_time_and_with_no_half_file(Row row, CancellationToken ct)
    {
        if (Engine == SftpEngine.SshNet && row.Program is not null)
        {
            Assert.Ignore("This engine starts no program.");
        }

        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 40);
        rig.Edit($"forces/{Rig.Gmp}.json", profile =>
        {
            JsonObject drop = profile["drop"]!.AsObject();
            drop["connectTimeoutSeconds"] = 2;
            drop["responseTimeoutSeconds"] = 5;
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
        RequireNoHalfFile(rig, row.Publish);
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
    private static TestCaseData Sshd(string name, Reason reason, FaultVerdict verdict, double seconds, bool hasSftp, IReadOnlyList<string> settings, bool holdsOne = false) => Case(new Row(name, reason, verdict, seconds, PublishBy.Rename)
    {
        Stage = rig =>
        {
            TestSshd sshd = TestSshd.StartAsync(Path.Combine(rig.Folder, "sshd"), default, null, settings, hasSftp).GetAwaiter().GetResult();
            string key = hasSftp ? sshd.AddForce(Rig.Gmp, rig.InboxOf(Rig.Gmp)) : sshd.AddForceUnbound(Rig.Gmp);
            TcpClient? held = holdsOne ? new TcpClient(TestSshd.Host, sshd.Port) : null;
            held?.GetStream().ReadByte();
            rig.Edit($"forces/{Rig.Gmp}.json", profile =>
            {
                profile["drop"]!["port"] = sshd.Port;
                profile["drop"]!["hostKeys"] = new JsonArray(sshd.HostKeyLine);
                profile["drop"]!["login"] = Login("key", key);
            });
            return new Both(sshd, held);
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
        using Process process = Process.Start("ssh-keygen", ["-q", "-t", kind, "-N", passphrase, "-f", file]);
        process.WaitForExit();
        return file;
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
    /// <param name="Seconds">How long the failure itself may take to be found, at the limits of the test: 2 s to connect, 5 s for an answer.</param>
    /// <param name="Publish">How files get their final names.</param>
    public sealed record Row(string Name, Reason? Reason, FaultVerdict Verdict, double Seconds, PublishBy Publish)
    {
        internal Func<Rig, IAsyncDisposable?> Stage { get; init; } = _ => null;

        internal string? Program { get; init; }

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

/// <summary>Where the engines differ.</summary>
internal static class FaultMatrixRows
{
    public static TestCaseData ButBySshNet(this TestCaseData data, Reason? reason, FaultVerdict verdict, double seconds)
    {
        var row = (FaultMatrix.Row)data.Arguments[0]!;
        return new TestCaseData(row with { BySshNet = (reason, verdict, seconds) }).SetArgDisplayNames($"{row.Name}, {row.Publish}");
    }
}
