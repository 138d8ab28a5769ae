using System.Text;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Delivery;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Servers.Sqlite;
using DataSharing.Sandbox;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace DataSharing.EndToEnd.Tests.Privacy;

/// <summary>A mark in every field of the source comes out nowhere: in no file, ledger, journal, log, console or exception, whatever fails.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class CanaryTests
{
    [Test]
    public void Every_shipped_profile_is_among_those_that_are_tested()
    {
        string[] shipped = [.. Directory.GetFiles(Path.Combine(RepositoryFolder.Root, "config"), "*.json", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(Path.GetDirectoryName(file)) == "forces").Select(file => Path.GetFileNameWithoutExtension(file)!)];
        Assert.That(shipped, Is.EquivalentTo(Rig.Forces.Append(Rig.Statistics)));
    }

    [Test]
    public async Task No_mark_comes_out_of_any_command()
    {
        await using Rig rig = Rig.Make();
        rig.AddStatistics();
        await rig.MakeLedgerAsync();
        IReadOnlyList<string> marks = Canaries.Plant(rig);
        var said = new StringBuilder();
        string dry = Path.Combine(rig.Folder, "dry.csv");
        foreach (string[] command in new string[][]
        {
            ["check", "--connect"], ["plan", Rig.Met, "--rows"], ["--json", "plan", Rig.Gmp, "--rows"], ["plan", Rig.Notts],
            ["export", Rig.Met, "--dry-run", "--out", dry], ["--json", "export", "--all"], ["export", Rig.Met], ["reexport", Rig.Gmp, "--full", "--reason", "a test"],
            ["resend", Rig.Notts, "1", "--reason", "a test"], ["plan", Rig.Statistics, "--rows"], ["show", Rig.Statistics, "1"], ["--json", "history"], ["show", Rig.Met, "1"], ["--json", "show", Rig.Gmp, "1"], ["ledger", "verify"],
        })
        {
            Ended ended = await rig.ProgramAsync(command);
            Assert.That(ended.Code, Is.Zero, $"{string.Join(' ', command)}: {ended.Error}");
            said.Append(ended.Output).Append(ended.Error);
        }

        Assert.That(Canaries.Has(Without(said.ToString(), rig)), Is.False, "No command prints a mark.");
        Nowhere(rig, marks);
        foreach (string force in Rig.Forces.Append(Rig.Statistics))
        {
            Assert.That(rig.Inbox(force).Sum(one => one.Records.Count), Is.GreaterThan(100), "Most records were cleared, so the marks were near what left.");
        }
    }

    [Test]
    public async Task No_mark_comes_out_of_an_order_about_an_incident()
    {
        await using Rig rig = Rig.Make();
        await rig.MakeLedgerAsync();
        IReadOnlyList<string> marks = Canaries.Plant(rig);
        string reference = Canaries.CaseReferences(rig).First();
        string note = Path.Combine(rig.Folder, "note.txt");
        await File.WriteAllTextAsync(note, marks[0]);
        var said = new StringBuilder();
        foreach ((int code, string[] command) in new (int, string[])[]
        {
            (0, ["withdraw", "2", "--reason", "other", "--yes-forces", "0", "--note-file", note]), (0, ["--json", "withdraw", "4", "--reason", "other", "--yes-forces", "0"]),
            (0, ["withdraw", reference, "--reason", "other", "--yes-forces", "0"]), (1, ["withdraw", reference + "x", "--reason", "other", "--yes-forces", "0"]),
            (1, ["withdraw", reference, "--reason", "breach", "--yes-forces", "3"]), (1, ["hold", "--token", Rig.Met, marks[0], "--reason", "asked"]),
            (0, ["hold", reference, "--reason", "asked"]), (0, ["--json", "hold", reference, "--lift", "--reason", "asked"]), (0, ["restore", reference, "--reason", "asked"]),
            (1, ["restore", reference, "--reason", "asked"]), (0, ["withdrawals"]), (0, ["--json", "withdrawals"]), (0, ["requests", "--all"]),
        })
        {
            Ended ended = await rig.ProgramAsync(command);
            Assert.That(ended.Code, Is.EqualTo(code), $"{string.Join(' ', command)}: {ended.Error}");
            said.Append(ended.Output).Append(ended.Error);
        }

        File.Delete(note);
        Assert.That(Canaries.Has(Without(said.ToString(), rig)), Is.False, "No command prints a mark.");
        Nowhere(rig, marks);
    }

    [TestCase("a key that is none")]
    [TestCase("a column that is gone")]
    [TestCase("a drop that refuses")]
    [TestCase("a drop that cannot be reached")]
    [TestCase("another host key")]
    [TestCase("a name that is taken")]
    [TestCase("another key ring")]
    [TestCase("a locked ledger")]
    [TestCase("an outbox that cannot be written")]
    [TestCase("a broken profile")]
    public async Task No_mark_comes_out_of_a_failure(string failure)
    {
        await using Rig rig = Rig.Make();
        rig.AddStatistics();
        IReadOnlyList<string> marks = Canaries.Plant(rig);
        using var other = new SqliteConnection($"Data Source={rig.LedgerPath};Pooling=False");
        Fail(rig, failure, other);
        foreach (string[] command in new string[][] { ["export", Rig.Gmp], ["--json", "export", Rig.Gmp], ["--json", "export", "--all"], ["plan", Rig.Gmp, "--rows"] })
        {
            // Each waits half a minute for the ledger.
            if (failure == "a locked ledger" && command[0] != "export")
            {
                continue;
            }

            Ended ended = await rig.ProgramAsync(command);
            if (command[^1] == Rig.Gmp)
            {
                Assert.That(ended.Code, Is.Not.Zero, $"{failure} is a failure.\n{ended.Output}");
            }

            Assert.That(Canaries.Has(Without(ended.Output + ended.Error, rig)), Is.False, $"{failure}: {string.Join(' ', command)} prints a mark.");
        }

        Nowhere(rig, marks);
    }

    [TestCase(ExportStep.Planned)]
    [TestCase(ExportStep.Written)]
    [TestCase(ExportStep.Built)]
    [TestCase(ExportStep.Uploaded)]
    public async Task No_mark_is_left_by_a_process_that_is_killed(ExportStep step)
    {
        await using Rig rig = Rig.Make();
        rig.AddStatistics();
        IReadOnlyList<string> marks = Canaries.Plant(rig);
        foreach (string force in Rig.Forces.Append(Rig.Statistics))
        {
            Ended ended = await rig.KilledAsync(force, step);
            Assert.That(ended.Code, Is.EqualTo(137), $"{force}: {ended.Output} {ended.Error}");
            Assert.That(Canaries.Has(ended.Output + ended.Error), Is.False);
        }

        Nowhere(rig, marks);
    }

    [TestCase(ExportStep.ProfileRead)]
    [TestCase(ExportStep.Planned)]
    [TestCase(ExportStep.Written)]
    [TestCase(ExportStep.LookedAgain)]
    public async Task The_message_of_an_error_of_the_program_reaches_neither_log_nor_result(ExportStep step)
    {
        await using Rig rig = Rig.Make();
        rig.AddStatistics();
        IReadOnlyList<string> marks = Canaries.Plant(rig);
        var log = new KeptLog();
        using ExportLedger ledger = await ExportLedger.OpenAsync(SqliteServer.File(rig.LedgerPath), applySchema: true, rig.Time);
        var flow = new ExportRun(new ConfigurationFolder(rig.Config), ledger, Drops.Connector(TimeProvider.System), rig.Time, log,
            Rig.Watching(step, () => throw new FormatException($"Input string '{marks[0]}' was not in a correct format.", new InvalidCastException(marks[1]))));
        ExportResult result = await flow.RunAsync(new ExportRequest(Rig.Met, ExportTask.Export, "test"), CancellationToken.None);
        Assert.That(result.Outcome, Is.EqualTo(RunOutcome.Failed));
        Assert.That(log.Lines, Is.Not.Empty);
        Assert.That(Canaries.Has(result.Message + string.Join('\n', log.Lines)), Is.False, "Only the type and the place of an error are told.");
        Nowhere(rig, marks);
    }

    private static void Fail(Rig rig, string failure, SqliteConnection ledger)
    {
        switch (failure)
        {
            case "a key that is none":
                rig.Source.Execute("UPDATE sharing_incident SET incident_id = 'Qzxw79999' WHERE incident_id = (SELECT max(incident_id) FROM sharing_incident WHERE force_slug = 'greater-manchester')");
                break;
            case "a column that is gone":
                rig.Source.Execute("ALTER TABLE sharing_incident DROP COLUMN town");
                break;
            case "a drop that refuses":
                rig.Edit($"forces/{Rig.Gmp}.json", profile => profile["drop"]!["folder"] = "no-such-folder");
                break;
            case "a drop that cannot be reached":
                rig.Edit($"forces/{Rig.Gmp}.json", profile => profile["drop"]!["port"] = 1);
                break;
            case "another host key":
                rig.Edit($"forces/{Rig.Gmp}.json", profile => profile["drop"]!["hostKeys"]![0] = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIK8LOMj1wz0DwJTwL8Xopdy5XSTof1+FS8Be1ujyxL3x");
                break;
            case "a name that is taken":
                rig.Edit($"forces/{Rig.Gmp}.json", profile => profile["file"]!["name"] = "f_{sequence}_{attempt}.csv");
                File.WriteAllText(Path.Combine(rig.InboxOf(Rig.Gmp), "f_000001_1.csv"), "theirs");
                break;
            case "another key ring":
                File.WriteAllText(Path.Combine(rig.Folder, "keys/master.keys"), "not a ring");
                break;
            case "a locked ledger":
                ledger.Open();
                Run(ledger, "BEGIN EXCLUSIVE");
                break;
            case "an outbox that cannot be written":
                // The entry's name is a folder, so that the file cannot be written.
                foreach (string extension in new[] { "csv", "json" })
                {
                    Directory.CreateDirectory(Path.Combine(rig.OutboxPath, $"{Rig.Gmp}-000001-1.{extension}.sealed"));
                }

                break;
            default:
                rig.Edit($"forces/{Rig.Gmp}.json", profile => profile["columns"]!.AsArray().Add("town_of_the_victim"));
                break;
        }
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>The source itself has every mark, so the search finds them where they are; no other file of the installation has one.</summary>
    private static void Nowhere(Rig rig, IReadOnlyList<string> marks)
    {
        string kept = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "datasharing-" + Path.GetRandomFileName())).FullName;
        try
        {
            foreach (string file in Directory.GetFiles(rig.Folder, "incidents.db*"))
            {
                File.Move(file, Path.Combine(kept, Path.GetFileName(file)));
            }

            Assert.That(Canaries.Find(kept, marks, _ => false), Is.Not.Empty);
            // The greater-manchester and metropolitan profiles release the day of an incident, and a day of 1903 is a day.
            Assert.That(Canaries.Find(rig.Folder, marks, file => Path.GetFileName(file).Contains(".csv", StringComparison.Ordinal)), Is.Empty, "No file has a mark.");
        }
        finally
        {
            Directory.Delete(kept, recursive: true);
        }
    }

    /// <summary>What was said without the days and the marks of case references that the plan of rows may show, each where it shows them, and the paths of the test itself.</summary>
    private static string Without(string said, Rig rig)
    {
        string shown = said.Replace(rig.Folder, "", StringComparison.Ordinal).Replace("1903-07-19", "", StringComparison.Ordinal).Replace("19/07/1903", "", StringComparison.Ordinal).Replace("19-07-1903", "", StringComparison.Ordinal);
        return Canaries.CaseReferences(rig).Aggregate(shown, (text, mark) => text.Replace($"case {mark}, incident ", "", StringComparison.Ordinal).Replace($"\"caseReference\": \"{mark}\"", "", StringComparison.Ordinal));
    }

    private sealed class KeptLog : ILogger
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (Lines)
            {
                Lines.Add(formatter(state, exception) + exception);
            }
        }
    }
}
