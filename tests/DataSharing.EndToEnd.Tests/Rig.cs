using System.Data.Common;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using DataSharing.Disclosure.Keys;
using DataSharing.Disclosure.Narrative;
using DataSharing.Gateway;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Delivery;
using DataSharing.Gateway.Delivery.Sftp;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Keys;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Servers;
using DataSharing.Gateway.Servers.Sqlite;
using DataSharing.Sandbox;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace DataSharing.EndToEnd.Tests;

/// <summary>
/// A whole installation in a temporary folder: configuration copied from config/cst, source, ledger, keys, and an inbox for each force on the
/// test run's SFTP server. The flow runs in this process, or as the real program in a process of its own.
/// </summary>
internal sealed class Rig : IAsyncDisposable
{
    public const string Met = "metropolitan";
    public const string Gmp = "greater-manchester";
    public const string Notts = "nottinghamshire";
    private static readonly JsonDocumentOptions Relaxed = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private static int s_rigs;

    private readonly string _id = $"r{Interlocked.Increment(ref s_rigs)}";

    private Rig(ServerKind server, TestPostgres? postgres)
    {
        // Asked for first: a test without its server ends here.
        Func<string> newDatabase = server switch
        {
            ServerKind.PostgreSql => (postgres ?? OnePostgres.Running).NewDatabase,
            ServerKind.SqlServer => OneSqlServer.Named.NewDatabase,
            _ => () => "",
        };
        Folder = Directory.CreateTempSubdirectory("datasharing-rig-").FullName;
        Copy(Path.Combine(RepositoryFolder.Root, "config/cst"), Config);
        Edit("gateway.json", gateway =>
        {
            gateway["source"] = Database("../incidents.db");
            gateway["ledger"] = Database("../ledger.db");
            gateway["keys"] = new JsonObject { ["file"] = "../keys/master.keys" };
        });
        KeyRingFile.Create(Path.Combine(Folder, "keys/master.keys"));
        foreach (string force in Forces)
        {
            SetDrop(force);
            SetApprovers(force, 0);
        }

        File.Delete(Path.Combine(Config, $"forces/{Statistics}.json"));

        if (server == ServerKind.Sqlite)
        {
            Source = SourceWriter.Create(SourcePath);
            Ledger = SqliteServer.File(LedgerPath);
            return;
        }

        string source = newDatabase();
        Source = SourceWriter.CreateOnServer(server, source);
        LedgerConnection = newDatabase();
        File.WriteAllText(SourceConnectionPath, source);
        File.WriteAllText(Path.Combine(Folder, "ledger.connection"), LedgerConnection);
        Ledger = DatabaseAddress.On(server.Server(), Path.Combine(Folder, "ledger.connection"), "a test");
        Edit("gateway.json", gateway =>
        {
            gateway["source"] = OnServer(server, "../source.connection");
            gateway["ledger"] = OnServer(server, "../ledger.connection");
            gateway["outboxFolder"] = "../" + Path.GetFileName(OutboxPath);
        });
    }

    /// <summary>Where the ledger is.</summary>
    public DatabaseAddress Ledger { get; }

    /// <summary>The connection string of a ledger on a server; null of a file.</summary>
    public string? LedgerConnection { get; }

    /// <summary>The statistical recipient; only where a test asks for it.</summary>
    public const string Statistics = "national-statistics";

    public static string[] Forces { get; } = [Met, Gmp, Notts];

    public string Folder { get; }

    public string Config => Path.Combine(Folder, "config");

    public string SourcePath => Path.Combine(Folder, "incidents.db");

    /// <summary>The file with the connection string of a source on a server.</summary>
    public string SourceConnectionPath => Path.Combine(Folder, "source.connection");

    public string LedgerPath => Path.Combine(Folder, "ledger.db");

    public string OutboxPath => LedgerPath + ".outbox";

    /// <summary>The folder of the witness, beside the key ring.</summary>
    public string WitnessPath => Path.Combine(Folder, "keys/master.keys.witness");

    public SourceWriter Source { get; }

    /// <summary>The day and time of the flow in this process; a Friday in winter.</summary>
    public FixedTime Time { get; } = new(new DateTimeOffset(2026, 11, 20, 3, 0, 0, TimeSpan.Zero));

    public static Rig Make(ServerKind server = ServerKind.Sqlite) => new(server, null);

    /// <summary>On a PostgreSQL server of the test's own, or the test run's where that is null.</summary>
    public static Rig OnPostgres(TestPostgres? server) => new(ServerKind.PostgreSql, server);

    /// <summary>Adds the statistical recipient.</summary>
    public void AddStatistics()
    {
        File.Copy(Path.Combine(RepositoryFolder.Root, $"config/cst/forces/{Statistics}.json"), Path.Combine(Config, $"forces/{Statistics}.json"));
        SetDrop(Statistics);
        SetApprovers(Statistics, 0);
    }

    /// <summary>How many persons accept a change of the force's profile; 0 in a rig, so that a test that is about something else needs none.</summary>
    public void SetApprovers(string force, int approvers) => Edit($"forces/{force}.json", profile => profile["approvers"] = approvers);

    /// <summary>The way to the same inboxes without ssh.</summary>
    public ISftpConnector Bare => new BareSftpServer(InboxOf);

    public string InboxOf(string force) => Path.Combine(Folder, "inbox", force);

    /// <summary>Changes a JSON file of the configuration. Where it changes what a profile lets leave, the version is raised as an administrator does, unless the change sets it.</summary>
    public void Edit(string file, Action<JsonNode> change)
    {
        string path = Path.Combine(Config, file);
        JsonNode before = JsonNode.Parse(File.ReadAllText(path), documentOptions: Relaxed)!;
        JsonNode document = before.DeepClone();
        bool profile = file.StartsWith("forces/", StringComparison.Ordinal) && Ledger is not null && (Ledger.Server.Kind() != ServerKind.Sqlite || File.Exists(LedgerPath));
        JsonNode? version = document["version"];
        change(document);
        if (profile && ReferenceEquals(document["version"], version) && version is JsonValue number && !JsonNode.DeepEquals(OfRows(before), OfRows(document)))
        {
            document["version"] = number.GetValue<int>() + 1;
        }

        File.WriteAllText(path, document.ToJsonString(Indented));
    }

    /// <summary>Takes a column out of the force's profile: what leaves is another thing then.</summary>
    /// <param name="force">The force's slug.</param>
    /// <param name="version">The version that the profile then has; as before where null.</param>
    public void NarrowProfile(string force, int? version = null) => Edit($"forces/{force}.json", profile =>
    {
        profile["columns"]!.AsArray().RemoveAll(column => column!.ToString() == "typology");
        profile["version"] = version ?? profile["version"]!.GetValue<int>();
    });

    private static JsonObject OfRows(JsonNode profile)
    {
        JsonObject rows = profile.DeepClone().AsObject();
        foreach (string member in (string[])["version", "enabled", "agreement", "approvers", "guards", "schedule", "drop"])
        {
            rows.Remove(member);
        }

        return rows;
    }

    /// <summary>Takes the source away, as far as the program can tell: the file moves, or the server knows no such database.</summary>
    /// <returns>Brings it back.</returns>
    public Action LoseSource()
    {
        if (Ledger.Server.Kind() == ServerKind.Sqlite)
        {
            File.Move(SourcePath, SourcePath + ".kept");
            return () => File.Move(SourcePath + ".kept", SourcePath);
        }

        string connection = File.ReadAllText(SourceConnectionPath);
        File.WriteAllText(SourceConnectionPath, new DbConnectionStringBuilder { ConnectionString = connection, ["Database"] = "datasharing_test_gone" }.ConnectionString);
        return () => File.WriteAllText(SourceConnectionPath, connection);
    }

    /// <summary>Puts a PostgreSQL server in the place of a source in a file that takes every connection and answers none.</summary>
    /// <param name="seconds">How long a connection and a command are waited for.</param>
    public SwallowingProxy HangSource(int seconds)
    {
        // The port behind the proxy is never asked.
        File.WriteAllText(SourceConnectionPath, "Host=127.0.0.1;Port=1;Username=nobody;Database=incidents");
        Edit("gateway.json", gateway => gateway["source"] = OnServer(ServerKind.PostgreSql, "../source.connection"));
        SwallowingProxy proxy = SwallowingBeforeSource(seconds);
        proxy.SwallowAll();
        return proxy;
    }

    /// <summary>Lets the program reach the ledger on PostgreSQL through a proxy, which can swallow what it is asked.</summary>
    /// <param name="seconds">How long a connection and a command are waited for.</param>
    public SwallowingProxy SwallowingBeforeLedger(int seconds) => SwallowingBefore(Path.Combine(Folder, "ledger.connection"), seconds);

    /// <summary>As <see cref="SwallowingBeforeLedger"/>, the source.</summary>
    public SwallowingProxy SwallowingBeforeSource(int seconds) => SwallowingBefore(SourceConnectionPath, seconds);

    private static SwallowingProxy SwallowingBefore(string connectionFile, int seconds)
    {
        var connection = new NpgsqlConnectionStringBuilder(File.ReadAllText(connectionFile));
        SwallowingProxy proxy = SwallowingProxy.Before(connection.Port);
        File.WriteAllText(connectionFile, new NpgsqlConnectionStringBuilder(connection.ConnectionString) { Port = proxy.Port, Timeout = seconds, CommandTimeout = seconds }.ConnectionString);
        return proxy;
    }

    /// <summary>A connection to the ledger's database, to look at it without the program.</summary>
    public DbConnection OpenLedger()
    {
        DbConnection connection = Ledger.Server.Kind() switch
        {
            ServerKind.Sqlite => new SqliteConnection($"Data Source={LedgerPath};Pooling=False"),
            ServerKind.PostgreSql => new NpgsqlConnection(LedgerConnection + ";Pooling=False"),
            _ => new SqlConnection(LedgerConnection + ";Pooling=False"),
        };
        connection.Open();
        return connection;
    }

    /// <summary>Takes away what keeps the ledger's journal and rows from being altered, as the owner of the tables can.</summary>
    public void DropLedgerTriggers()
    {
        using DbConnection connection = OpenLedger();
        LedgerTriggers.Drop(connection, Ledger.Server.Kind());
    }

    /// <summary>Runs the flow in this process.</summary>
    public async Task<ExportResult> RunAsync(ExportRequest request, RunWatch? watch = null, ISftpConnector? connector = null, CancellationToken ct = default)
    {
        using ExportLedger ledger = await ExportLedger.OpenAsync(Ledger, applySchema: true, Time, ct);
        var flow = new ExportRun(new ConfigurationFolder(Config), ledger, connector ?? Drops.Connector(TimeProvider.System), Time, NullLogger.Instance, watch ?? RunWatch.None) { LooksAtClock = false };
        return await flow.RunAsync(request, ct);
    }

    public Task<ExportResult> ExportAsync(string force, RunWatch? watch = null, ISftpConnector? connector = null) =>
        RunAsync(new ExportRequest(force, ExportTask.Export, "test"), watch, connector);

    /// <summary>Runs the flow and acts once, when a step ends.</summary>
    public Task<ExportResult> ExportAsync(string force, ExportStep at, Action act) => ExportAsync(force, Watching(at, act));

    public static RunWatch Watching(ExportStep at, Action act)
    {
        bool done = false;
        return new RunWatch
        {
            Stepped = (_, step) =>
            {
                if (step == at && !done)
                {
                    done = true;
                    act();
                }
            },
        };
    }

    /// <summary>Runs the real program to its end.</summary>
    public Task<Ended> ProgramAsync(params string[] arguments) => ProgramAsync(new Dictionary<string, string>(), arguments);

    public async Task<Ended> ProgramAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        using Process process = StartProgram(environment, arguments);
        return await EndAsync(process);
    }

    /// <summary>Starts the real program.</summary>
    public Process StartProgram(IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        Start(environment, [Path.Combine(AppContext.BaseDirectory, "datasharing.dll"), "--config", Config, .. arguments]);

    /// <summary>Runs the flow in a process of its own that kills itself with SIGKILL when a step ends.</summary>
    public async Task<Ended> KilledAsync(string force, ExportStep after, string task = "export", int? sequence = null)
    {
        string[] more = sequence is { } number ? ["--sequence", number.ToString(System.Globalization.CultureInfo.InvariantCulture)] : [];
        using Process process = Start(new Dictionary<string, string>(),
            [Path.Combine(AppContext.BaseDirectory, "DataSharing.Sandbox.dll"), "flow", "--config", Config, "--force", force, "--task", task, "--kill-after", after.ToString(), .. more]);
        return await EndAsync(process);
    }

    public static async Task<Ended> EndAsync(Process process)
    {
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new Ended(process.ExitCode, await output, await error);
    }

    /// <summary>What stands in a force's inbox: every manifest with its file, in order of sequence and manifest name. Fails on anything else there.</summary>
    public IReadOnlyList<Delivered> Inbox(string force)
    {
        string[] all = Directory.GetFiles(InboxOf(force));
        Delivered[] delivered = [.. all.Where(file => file.EndsWith(".json", StringComparison.Ordinal)).Select(Delivered.Read)
            .OrderBy(one => one.Sequence).ThenBy(one => one.ManifestName, StringComparer.Ordinal)];
        string[] expected = [.. delivered.Select(one => one.ManifestName), .. delivered.Select(one => one.File).OfType<string>()];
        Assert.That(all.Select(Path.GetFileName), Is.EquivalentTo(expected), "Every file has its manifest, and nothing else is in the inbox.");
        foreach (Delivered one in delivered.Where(one => one.File is not null))
        {
            Assert.That(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(one.Bytes)), Is.EqualTo(one.Manifest.GetProperty("sha256").GetString()));
            Assert.That(one.Records, Has.Count.EqualTo(one.Manifest.GetProperty("rows").GetInt32()));
        }

        return delivered;
    }

    /// <summary>Makes the ledger, as <c>keys new</c> does: nothing is shown without one.</summary>
    public async Task MakeLedgerAsync() => (await ExportLedger.OpenAsync(Ledger, applySchema: true, Time)).Dispose();

    /// <summary>Makes the summary a text that leaves redacted, after a person approved its proposal.</summary>
    public void RedactSummaries() => Edit("protocols/national-2015.json", protocol => protocol["columns"]!["summary"]!["treatment"] = "redact");

    /// <summary>
    /// Gives the incident a text, and the ledger the approval of another in its place: what no command does, so that something stands behind the checks
    /// that a person's approval does not replace.
    /// </summary>
    public async Task ApproveAsync(string force, long id, string text)
    {
        Source.Set(id, ("summary_shareable", "The source text."));
        var folder = new ConfigurationFolder(Config);
        using ExportLedger ledger = await ExportLedger.OpenAsync(Ledger, applySchema: true, Time);
        ProposedText proposed = (await new TextReview(folder, ledger, force, Time).Of(id.ToString(System.Globalization.CultureInfo.InvariantCulture), null, default)!.ShowAsync("test", ShownOn.Terminal, default)).Single();
        GatewaySettings settings = folder.ReadSettings();
        var keys = new ForceKeys(KeyRingFile.Read(settings.Keys.Path, settings.Keys.Description), settings.Controller, force);
        using var decided = new DecidedTexts(ledger, force, keys);
        await ledger.Texts.DecideAsync(decided.Decide(proposed, text), "test", null);
    }

    /// <summary>The force's table after importing everything in its inbox, by record token.</summary>
    public Dictionary<string, Dictionary<string, string>> Replay(string force) => Table.Replay(Inbox(force));

    /// <summary>Fails unless the ledger verifies and the outbox has exactly the entries the ledger knows.</summary>
    public async Task VerifyLedgerAsync()
    {
        using ExportLedger ledger = await ExportLedger.OpenAsync(Ledger, applySchema: false, Time);
        LedgerVerdict verdict = await ledger.Journal.VerifyAsync();
        Assert.That(verdict.Ok, Is.True, verdict.Problem);
        var known = new List<string>();
        foreach (string force in Forces)
        {
            known.AddRange(await ledger.Exports.OutboxEntriesAsync(force));
            Assert.That(await ledger.Exports.PendingAsync(force), Is.Empty, "No export is left under way.");
        }

        if (ledger.Files.AreKept)
        {
            foreach (string entry in known)
            {
                Assert.That(ledger.Files.Fetch(entry, Path.Combine(Folder, "fetched")), Is.True, $"The ledger keeps {entry}.");
            }

            return;
        }

        string[] standing = Directory.Exists(OutboxPath) ? [.. Directory.GetFiles(OutboxPath).Select(path => Path.GetFileName(path)!)] : [];
        Assert.That(standing, Is.EquivalentTo(known), "The outbox holds what the ledger knows.");
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>Names the engine that carries the force's deliveries; null leaves it to the default.</summary>
    public void SetEngine(string force, SftpEngine? engine) => Edit($"forces/{force}.json", profile =>
    {
        JsonObject drop = profile["drop"]!.AsObject();
        if (engine is { } named)
        {
            drop["engine"] = named.Word();
        }
        else
        {
            drop.Remove("engine");
        }
    });

    /// <summary>Lets the force's key start this command instead of SFTP: a server with a fault.</summary>
    public void SetDropCommand(string force, string command)
    {
        string key = KeyRunning(command);
        Edit($"forces/{force}.json", profile => profile["drop"]!["login"] = new JsonObject { ["key"] = new JsonObject { ["file"] = key } });
    }

    /// <summary>Lets the force's key start this command for as long as something is done.</summary>
    public async Task WithDropCommandAsync(string force, string command, Func<Task> act)
    {
        string was = File.ReadAllText(Path.Combine(Config, $"forces/{force}.json"));
        SetDropCommand(force, command);
        await act();
        File.WriteAllText(Path.Combine(Config, $"forces/{force}.json"), was);
    }

    /// <summary>A login key that starts this command; the profile stays as it is.</summary>
    public string KeyRunning(string command) => OneServer.Running.AddForceWithCommand($"{_id}-command-{Interlocked.Increment(ref s_rigs)}", command);

    /// <summary>Gives the force the guards of a profile that says nothing of them, or these.</summary>
    public void Guard(string force, string? guards = null) => Edit($"forces/{force}.json", profile =>
    {
        profile.AsObject().Remove("guards");
        if (guards is not null)
        {
            profile["guards"] = JsonNode.Parse(guards);
        }
    });

    private void SetDrop(string force)
    {
        Directory.CreateDirectory(InboxOf(force));
        string key = OneServer.Running.AddForce($"{_id}-{force}", InboxOf(force));
        // Most tests are about something else, and what they send in a night is more than a force gets.
        Guard(force, """{ "firstExport": false, "heldBack": false, "volume": false }""");
        Edit($"forces/{force}.json", profile => profile["drop"] = new JsonObject
        {
            ["host"] = TestSshd.Host,
            ["port"] = OneServer.Running.Port,
            ["user"] = TestSshd.UserName,
            ["folder"] = ".",
            ["hostKeys"] = new JsonArray(OneServer.Running.HostKeyLine),
            ["login"] = new JsonObject { ["key"] = new JsonObject { ["file"] = key } },
        });
    }

    private static Process Start(IReadOnlyDictionary<string, string> environment, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add("exec");
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        // A process that lives for a second: no debugger's socket, and no code that measures itself in order to be compiled again.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment["DOTNET_TieredPGO"] = "0";
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private static JsonObject OnServer(ServerKind server, string file) => new() { ["server"] = server == ServerKind.SqlServer ? "sqlserver" : "postgresql", ["connection"] = new JsonObject { ["file"] = file } };

    private static JsonObject Database(string path) => new() { ["server"] = "sqlite", ["database"] = path };

    private static void Copy(string from, string to)
    {
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}

/// <summary>How a process ended.</summary>
internal sealed record Ended(int Code, string Output, string Error);
