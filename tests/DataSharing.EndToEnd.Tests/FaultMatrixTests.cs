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
/// Every row of the failure table, as a whole export against a real sshd, or a staged server where no SSH comes about: its reason and verdict, the
/// time it may take, and that nothing but whole files ever stands under a final name (where a drop denies renaming: never with a manifest).
/// </summary>
[Parallelizable(ParallelScope.Self)]
[FixtureLifeCycle(LifeCycle.SingleInstance)]
public sealed class FaultMatrixTests
{
    private static readonly List<string> Table = [];

    // What an export costs besides its connection, on a machine with other work.
    private const double Ease = 12;

    [OneTimeTearDown]
    public void Print()
    {
        string[] lines = [$"{"fault",-52} {"publish",-8} {"outcome",-12} {"reason",-20} {"verdict",-10} {"seconds",7} {"bound",6}", .. Table];
        foreach (string line in lines)
        {
            TestContext.Progress.WriteLine(line);
        }

        // The test command prints it at the end of the run, where the runner's own output is brief.
        if (Environment.GetEnvironmentVariable("DATASHARING_FAULT_MATRIX") is { Length: > 0 } file)
        {
            File.WriteAllLines(file, lines);
        }
    }

    private static IEnumerable<TestCaseData> Rows()
    {
        // Before the login.
        yield return Staged("refused port", Reason.DropUnreachable, FaultVerdict.Transient, 0, ClosedPort);
        yield return Profile("name not found", Reason.DropUnreachable, FaultVerdict.Transient, 3, drop => drop["host"] = "drop.invalid");
        yield return Staged("accepts and never speaks", Reason.DropUnreachable, FaultVerdict.Transient, 2, StagedServer.Silent);
        yield return Staged("one byte every half second", Reason.DropUnreachable, FaultVerdict.Transient, 2, () => StagedServer.Dripping(TimeSpan.FromSeconds(0.5)));
        yield return Staged("silence in the key exchange", Reason.DropTimeout, FaultVerdict.Transient, 7, () => StagedServer.SayingThenSilent("SSH-2.0-Staged_1.0\r\n"u8.ToArray()));
        yield return Staged("closes at once", Reason.DropUnreachable, FaultVerdict.Transient, 1, () => StagedServer.Saying([]));
        yield return Staged("is no SSH server", Reason.DropUnreachable, FaultVerdict.Transient, 1, () => StagedServer.Saying("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray()));
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
            yield return Faulty("sync fails", by, Reason.DropServerError, FaultVerdict.Transient, 1, "sync-fails");
            yield return Faulty("close fails", by, Reason.DropServerError, FaultVerdict.Transient, 1, "close-fails");
            yield return Faulty("permission denied", by, Reason.DropPermission, FaultVerdict.Permanent, 1, "no-permission");
            yield return Profile("folder missing", Reason.DropFolderMissing, FaultVerdict.Permanent, 1, drop => drop["folder"] = "no-such-folder", null, by);
            yield return Faulty("server without any extension", by, null, FaultVerdict.None, 1, "no-extensions");
            yield return Faulty("drop box: no look, no list, no read", by, null, FaultVerdict.None, 1, "deny:stat+lstat+fstat+opendir+readdir+read");
            yield return Faulty("collected at once", by, null, FaultVerdict.None, 1, "collects");
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
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 40);
        rig.Edit($"forces/{Rig.Gmp}.json", profile =>
        {
            JsonObject drop = profile["drop"]!.AsObject();
            drop["connectTimeoutSeconds"] = 2;
            drop["responseTimeoutSeconds"] = 5;
            drop["publish"] = row.Publish == PublishBy.Direct ? "direct" : "rename";
        });
        await using IAsyncDisposable? staged = row.Stage(rig);
        var connector = new SshConnector(TimeProvider.System, row.Program ?? "ssh");

        long began = Stopwatch.GetTimestamp();
        ExportResult result = await rig.ExportAsync(Rig.Gmp, connector: connector);
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;

        FaultVerdict verdict = await VerdictAsync(rig, result);
        lock (Table)
        {
            Table.Add(string.Create(CultureInfo.InvariantCulture,
                $"{row.Name,-52} {row.Publish,-8} {result.Outcome,-12} {result.Reason?.Code ?? "-",-20} {verdict,-10} {seconds,7:0.0} {row.Seconds,6:0}"));
        }

        Assert.That((result.Reason, verdict), Is.EqualTo((row.Reason, row.Verdict)), result.Message);
        Assert.That(seconds, Is.LessThan(row.Seconds + Ease));
        RequireNoHalfFile(rig, row.Publish);
    }

    [Test]
    public async Task A_begun_file_that_may_be_removed_is_and_the_same_attempt_goes_when_the_drop_is_well()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 40);
        rig.Edit($"forces/{Rig.Gmp}.json", profile => profile["drop"]!["publish"] = "direct");
        ExportResult cut = await rig.ExportAsync(Rig.Gmp, connector: new Changing(() => rig.KeyRunning(FaultySftp.Command(rig.InboxOf(Rig.Gmp), "cut-at-write"))));
        Assert.That(cut.Reason, Is.EqualTo(Reason.DropConnectionLost), cut.Message);
        Assert.That(Directory.GetFiles(rig.InboxOf(Rig.Gmp)), Is.Empty, "It was removed over a second connection.");

        ExportResult result = await rig.ExportAsync(Rig.Gmp);

        Assert.That(result.Resumed, Is.EqualTo((int[])[1]), result.Message);
        Assert.That(Directory.GetFiles(rig.InboxOf(Rig.Gmp)).Select(Path.GetFileName), Is.EquivalentTo((string[])["cst_greater-manchester_20261120_000001_1.csv", "cst_greater-manchester_20261120_000001_1.json"]));
        await rig.VerifyLedgerAsync();
    }

    [TestCase(ExportStep.Publishing)]
    [TestCase(ExportStep.Uploaded)]
    [TestCase(ExportStep.Renamed)]
    [TestCase(ExportStep.ManifestPut)]
    public async Task Killed_while_it_publishes_without_a_rename_the_next_run_finishes(ExportStep step)
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 40);
        rig.Edit($"forces/{Rig.Gmp}.json", profile => profile["drop"]!["publish"] = "direct");
        Assert.That((await rig.KilledAsync(Rig.Gmp, step)).Code, Is.EqualTo(137));

        ExportResult result = await rig.ExportAsync(Rig.Gmp);

        if (step == ExportStep.Publishing)
        {
            // Before a byte left; but a file that is not there could have been collected, and nobody can tell.
            Assert.That(result.Outcome, Is.EqualTo(ExportOutcome.Unconfirmed), result.Message);
            return;
        }

        Assert.That(result.Resumed, Is.EqualTo((int[])[1]), result.Message);
        Assert.That(rig.Replay(Rig.Gmp), Has.Count.EqualTo(40));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task A_begun_file_that_may_not_be_removed_goes_again_as_the_next_attempt_under_its_own_name()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 40);
        rig.Edit($"forces/{Rig.Gmp}.json", profile => profile["drop"]!["publish"] = "direct");
        int connections = 0;

        // Well again with the second connection, but for the removing.
        ExportResult result = await rig.ExportAsync(Rig.Gmp, connector: new Changing(() => rig.KeyRunning(FaultySftp.Command(rig.InboxOf(Rig.Gmp), ++connections == 1 ? "cut-at-write,deny:remove" : "deny:remove"))));

        Assert.That((result.Outcome, result.Sequence, result.Attempt), Is.EqualTo((ExportOutcome.Delivered, 1, 2)), result.Message);
        string[] manifests = Directory.GetFiles(rig.InboxOf(Rig.Gmp), "*.json");
        Assert.That(manifests.Select(Path.GetFileName), Is.EqualTo((string[])["cst_greater-manchester_20261120_000001_2.json"]), "Never a manifest with the half file.");
        Assert.That((await rig.ExportAsync(Rig.Gmp)).Outcome, Is.EqualTo(ExportOutcome.NothingToSend));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task A_foreign_file_under_the_final_name_is_neither_overwritten_nor_removed()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 40);
        rig.Edit($"forces/{Rig.Gmp}.json", profile => profile["drop"]!["publish"] = "direct");
        Assert.That((await rig.KilledAsync(Rig.Gmp, ExportStep.Publishing)).Code, Is.EqualTo(137));
        string name = Path.Combine(rig.InboxOf(Rig.Gmp), "cst_greater-manchester_20261120_000001_1.csv");
        name = name.Replace("20261120", DateTime.UtcNow.ToString("yyyyMMdd", CultureInfo.InvariantCulture), StringComparison.Ordinal);
        File.WriteAllText(name, "theirs");

        ExportResult result = await rig.ExportAsync(Rig.Gmp);

        Assert.That(result.Reason, Is.EqualTo(Reason.NameTaken), result.Message);
        Assert.That(File.ReadAllText(name), Is.EqualTo("theirs"));
    }

    [Test]
    public async Task A_refused_host_key_stops_every_run_until_a_person_edits_the_profile()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 1);
        string right = OneServer.Running.HostKeyLine;
        await using StagedServer passing = StagedServer.CuttingAfter(OneServer.Running.Port, long.MaxValue);
        rig.Edit($"forces/{Rig.Gmp}.json", profile => profile["drop"]!["hostKeys"] = new JsonArray(OtherKey("ed25519")));
        Assert.That((await rig.ExportAsync(Rig.Gmp)).Reason, Is.EqualTo(Reason.HostKey));

        // The second run makes no connection at all: this connector would fail otherwise.
        ExportResult second = await rig.ExportAsync(Rig.Gmp, connector: new Changing(() => throw new InvalidOperationException("A connection was made.")));
        Assert.That((second.Outcome, second.Reason), Is.EqualTo((ExportOutcome.Refused, Reason.HostKey)));

        rig.Edit($"forces/{Rig.Gmp}.json", profile => profile["drop"]!["hostKeys"] = new JsonArray(right));
        Assert.That((await rig.ExportAsync(Rig.Gmp)).Outcome, Is.EqualTo(ExportOutcome.Delivered));
        await rig.VerifyLedgerAsync();
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
        bool passes = result.Reason == Reason.DropUnreachable || result.Reason == Reason.DropConnectionLost || result.Reason == Reason.DropTimeout
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

    private static TestCaseData Command(string name, Reason? reason, FaultVerdict verdict, double seconds, Func<string, string> command, PublishBy publish = PublishBy.Rename) =>
        Case(new Row(name, reason, verdict, seconds, publish)
        {
            Stage = rig =>
            {
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

    private static string OtherKey(string kind) => string.Join(' ', File.ReadAllText(OtherKeyFile(kind) + ".pub").Split(' ').Take(2)).Trim();

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
    }

    /// <summary>Acts before every connection; the endpoint is then read afresh.</summary>
    private sealed class Changing(Func<string> keyFile) : ISftpConnector
    {
        public Task<ISftpSession> ConnectAsync(SftpEndpoint endpoint, CancellationToken ct) =>
            new SshConnector(TimeProvider.System).ConnectAsync(endpoint with { Credential = new PrivateKeyCredential(keyFile()) }, ct);
    }
}
