using System.Data.Common;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using DataSharing.Disclosure;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using Microsoft.Data.Sqlite;

namespace DataSharing.EndToEnd.Tests;

/// <summary>Looking: what shows no value leaves no trace, what shows one leaves exactly one, and a name that somebody types stays nowhere.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class TraceTests
{
    private const string Summary = "Abuse was shouted from a passing car.";
    private const string Typed = "Perpetua Quillfeather";

    private static readonly string[] Plan = ["plan", Rig.Met];
    private static readonly string[] Rows = ["plan", Rig.Met, "--rows"];
    private static readonly string[] RowsAsJson = ["--json", "plan", Rig.Met, "--rows"];
    private static readonly string[] FullRows = ["plan", Rig.Met, "--full", "--rows"];
    private static readonly string[] DryRun = ["export", Rig.Met, "--dry-run", "--out", "{out}"];
    private static readonly string[] ShowText = ["text", "show", Rig.Met, "2"];

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_plan_writes_nothing(bool afterAnExport)
    {
        await using Rig rig = Make();
        if (afterAnExport)
        {
            await rig.ExportAsync(Rig.Met);
            SqliteConnection.ClearAllPools();
        }

        Dictionary<string, string> before = Everything(rig);
        foreach (string[] command in new[] { Plan, ["--json", "plan", Rig.Gmp, "--full"], ["plan", "nowhere"] })
        {
            Ended ended = await rig.ProgramAsync(command);
            Assert.That(ended.Code, Is.EqualTo(command.Contains("nowhere") ? 2 : 0), ended.Error);
            Assert.That(ended.Error.Contains("There is no ledger", StringComparison.Ordinal), Is.EqualTo(!afterAnExport), ended.Error);
        }

        Assert.That(Everything(rig), Is.EqualTo(before));
    }

    [Test]
    public async Task What_only_reads_the_ledger_makes_none()
    {
        await using Rig rig = Make(redacted: true);
        Dictionary<string, string> before = Everything(rig);
        foreach ((int code, string[] command) in new (int, string[])[]
        {
            (0, ["history"]), (1, ["show", Rig.Met, "1"]), (0, ["ledger", "verify"]), (1, ["ledger", "backup", Path.Combine(rig.Folder, "copy.db")]), (0, ["text", "list", Rig.Met]),
        })
        {
            Ended ended = await rig.ProgramAsync(command);
            Assert.That((ended.Code, ended.Error.Contains("There is no ledger", StringComparison.Ordinal)), Is.EqualTo((code, true)), string.Join(' ', command) + ": " + ended.Error);
        }

        Assert.That(Everything(rig), Is.EqualTo(before));
    }

    private static IEnumerable<TestCaseData> Looks()
    {
        foreach ((string name, string[] command, int rows) in new[]
        {
            ("rows", Rows, 3), ("rows as JSON", RowsAsJson, 3), ("rows of a full re-export", FullRows, 3), ("a dry run", DryRun, 3), ("a text", ShowText, 1),
        })
        {
            foreach (bool enabled in (bool[])[true, false])
            {
                yield return new TestCaseData(command, rows, enabled).SetArgDisplayNames(name, enabled ? "enabled" : "disabled");
            }
        }
    }

    [TestCaseSource(nameof(Looks))]
    public async Task Who_sees_values_stands_in_the_journal(string[] command, int rows, bool enabled)
    {
        await using Rig rig = Make(redacted: command == ShowText);
        await rig.MakeLedgerAsync();
        rig.Edit("forces/metropolitan.json", profile => profile["enabled"] = enabled);
        (Ended ended, string output) = await LookAsync(rig, command);
        Assert.That(ended.Code, Is.EqualTo(enabled || command == ShowText ? 0 : 1), ended.Error);
        Assert.That(ended.Output + output, Does.Contain(Summary), "Values were shown.");
        Assert.That(Journal(rig), Is.EqualTo(new[] { $$"""valuesShown metropolitan {{Environment.UserName}} {"on":"file","rows":{{rows}}}""" }));
        using ExportLedger ledger = await ExportLedger.OpenAsync(rig.Ledger, applySchema: false, rig.Time);
        Assert.That((await ledger.Journal.VerifyAsync()).Ok, Is.True);
    }

    private static IEnumerable<TestCaseData> LooksAtADisabledProfile() => Looks().Where(look => look.Arguments[2] is false);

    [TestCaseSource(nameof(LooksAtADisabledProfile))]
    public async Task Nothing_is_shown_where_the_ledger_cannot_say_so(string[] command, int rows, bool enabled)
    {
        await using Rig rig = Make(redacted: command == ShowText);
        rig.Edit("forces/metropolitan.json", profile => profile["enabled"] = enabled);
        (Ended ended, string output) = await LookAsync(rig, command);
        Assert.That(ended.Code, Is.EqualTo(1), ended.Error);
        Assert.That(ended.Output + ended.Error, Does.Contain("There is no ledger").And.Contain("keys new"));
        Assert.That(File.Exists(rig.LedgerPath), Is.False);
        Assert.That(ended.Output + ended.Error + output, Does.Not.Contain(Summary), $"{rows} rows");

        await rig.MakeLedgerAsync();
        Execute(rig, "create trigger full before insert on journal begin select raise(abort, 'no'); end");
        (ended, output) = await LookAsync(rig, command);
        Assert.That(ended.Code, Is.EqualTo(1), ended.Error);
        Assert.That(ended.Output + ended.Error, Does.Contain("The ledger"));
        Assert.That(ended.Output + ended.Error + output, Does.Not.Contain(Summary));
        Assert.That(Directory.GetFiles(Out(rig)), Is.Empty);
    }

    [Test]
    public async Task A_dry_run_that_was_killed_leaves_nothing_after_the_next_start()
    {
        await using Rig rig = Make();
        await rig.MakeLedgerAsync();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watcher = new FileSystemWatcher(Out(rig));
        watcher.Created += (_, _) => begun.TrySetResult();
        watcher.EnableRaisingEvents = true;
        using (Process process = rig.StartProgram(new Dictionary<string, string>(), Filled(rig, DryRun)))
        {
            await begun.Task.WaitAsync(TimeSpan.FromMinutes(1));
            process.Kill();
            await process.WaitForExitAsync();
        }

        string[] killed = Directory.GetFiles(Out(rig));
        Assert.That(killed, Has.Length.EqualTo(1));
        Assert.That(killed.Select(Path.GetFileName), Has.All.Match(@"^\.datasharing-dry-run-[0-9a-f]{32}\.part$"));
        Assert.That(Directory.GetFileSystemEntries(rig.OutboxPath), Has.Length.EqualTo(2), "a folder and a note of where the part is");
        Assert.That((await rig.ProgramAsync("history")).Code, Is.Zero);
        Assert.That(Directory.GetFileSystemEntries(Out(rig)), Is.Empty);
        Assert.That(Directory.GetFileSystemEntries(rig.OutboxPath), Is.Empty);
    }

    [Test]
    public async Task A_dry_run_into_a_folder_that_is_not_there_says_so_and_names_no_temporary_file()
    {
        await using Rig rig = Make();
        await rig.MakeLedgerAsync();
        Ended ended = await rig.ProgramAsync("export", Rig.Met, "--dry-run", "--out", Path.Combine(rig.Folder, "nowhere/tonight.csv"));
        Assert.That((ended.Code, ended.Output), Is.EqualTo((2, "")), ended.Error);
        Assert.That(ended.Error, Does.Contain($"The folder of {Path.Combine(rig.Folder, "nowhere/tonight.csv")} does not exist.").And.Not.Contain(".datasharing-"));
        Assert.That(Directory.Exists(rig.OutboxPath), Is.False);
    }

    [Test]
    public async Task A_dry_run_checks_the_manifest_as_an_export_does()
    {
        await using Rig rig = Make();
        await rig.MakeLedgerAsync();
        // A profile as long as one may be: with the columns beside it, it is more than a manifest may have.
        rig.Edit($"forces/{Rig.Met}.json", profile => profile["agreement"]!["reference"] = new string('A', (1024 * 1024) - 8_000));
        (Ended ended, string written) = await LookAsync(rig, ["--json", .. DryRun]);
        Assert.That((ended.Code, (string?)JsonNode.Parse(ended.Output)!["reason"], written), Is.EqualTo((3, "fileCheck", "")), ended.Error);
        ExportResult result = await rig.ExportAsync(Rig.Met);
        Assert.That((result.Outcome, result.Reason), Is.EqualTo((RunOutcome.Held, Reason.FileCheck)));
        Assert.That((string?)JsonNode.Parse(ended.Output)!["message"], Is.EqualTo(result.Message));
    }

    [Test]
    public async Task New_keys_come_with_a_ledger_and_an_old_ring_with_none()
    {
        await using Rig rig = Make();
        Ended refused = await rig.ProgramAsync("keys", "new");
        Assert.That((refused.Code, File.Exists(rig.LedgerPath)), Is.EqualTo((1, false)), "A lost ledger is restored and not begun again.");
        File.Delete(Path.Combine(rig.Folder, "keys/master.keys"));
        Ended made = await rig.ProgramAsync("--json", "keys", "new");
        Assert.That((made.Code, File.Exists(rig.LedgerPath)), Is.EqualTo((0, true)), made.Error);
        Assert.That((string?)JsonNode.Parse(made.Output)!["keyId"], Has.Length.EqualTo(16));
        Assert.That((await LookAsync(rig, Rows)).Ended.Code, Is.Zero);
    }

    [Test]
    public async Task A_reason_that_could_name_somebody_is_refused_and_not_repeated()
    {
        string[][] commands =
        [
            ["confirm", Rig.Met, "1", "--reason"], ["export", Rig.Met, "--accept-withdrawals", "3", "--reason"], ["resend", Rig.Met, "1", "--reason"], ["reexport", Rig.Met, "--full", "--reason"],
            ["text", "approve", Rig.Met, "2", "--text", "7K2M9QX0D4TB1HZN", "--reason"], ["--json", "text", "reject", Rig.Met, "2", "--text", "7K2M9QX0D4TB1HZN", "--reason"],
        ];
        await using Rig rig = Make();
        await rig.MakeLedgerAsync();
        SqliteConnection.ClearAllPools();
        string file = Path.Combine(rig.Folder, "typed.txt");
        await File.WriteAllTextAsync(file, Typed);
        Dictionary<string, string> before = Everything(rig);
        string[] name = [$"asked for by {Typed}"];
        string[][] others = [["07700 900461"], [$"@{file}"], ["asked", "for", "by", .. Typed.Split(' ')]];
        foreach (string[] typed in commands.Select(command => (string[])[.. command, .. name]).Concat(others.Select(reason => (string[])[.. commands[0], .. reason])))
        {
            Ended ended = await rig.ProgramAsync(typed);
            Assert.That(ended.Code, Is.EqualTo(2), ended.Error);
            string said = ended.Output + ended.Error;
            Assert.That(said, Does.Contain("--reason"));
            Assert.That(said, Does.Not.Contain("Quillfeather").And.Not.Contain("900461").And.Not.Contain("typed.txt"));
        }

        Assert.That(Everything(rig), Is.EqualTo(before));
    }

    [Test]
    public async Task A_case_reference_is_a_reason_and_an_at_sign_is_a_letter()
    {
        await using Rig rig = Make();
        await rig.ExportAsync(Rig.Met);
        Ended ended = await rig.ProgramAsync("reexport", Rig.Met, "--full", "--reason", "massWithdrawal CST-2026-001234");
        Assert.That(ended.Code, Is.Zero, ended.Error);
        Assert.That(Read(rig, "select request_reason from run where command = 'reexport'"), Is.EqualTo(new[] { "massWithdrawal CST-2026-001234" }));
        Ended listed = await rig.ProgramAsync("history", "@no-such-file");
        Assert.That(listed.Code, Is.EqualTo(2));
        Assert.That(listed.Error, Does.Contain("forces/@no-such-file.json"), "It is taken for a force's name, and no file is read.");
    }

    [TestCase("export", Typed)]
    [TestCase("confirm", Typed, "1")]
    [TestCase("export", "perpetua-quillfeather")]
    public async Task A_name_in_the_place_of_a_force_stays_out_of_the_ledger(params string[] command)
    {
        await using Rig rig = Make();
        await rig.MakeLedgerAsync();
        Ended ended = await rig.ProgramAsync(command);
        Assert.That(ended.Code, Is.EqualTo(2), ended.Error);
        Assert.That(Read(rig, "select force from run").Concat(Read(rig, "select force from journal where force is not null")).Concat(Read(rig, "select force from lease")), Is.Empty);
    }

    /// <summary>Three incidents of one force, one with a summary.</summary>
    private static Rig Make(bool redacted = false)
    {
        Rig rig = Rig.Make();
        if (redacted)
        {
            rig.RedactSummaries();
        }

        rig.Fill(Rig.Met, 3);
        rig.Source.Approve(2, Summary);
        Directory.CreateDirectory(Out(rig));
        return rig;
    }

    private static async Task<(Ended Ended, string Written)> LookAsync(Rig rig, string[] command)
    {
        Ended ended = await rig.ProgramAsync(Filled(rig, command));
        string file = Path.Combine(Out(rig), "tonight.csv");
        return (ended, File.Exists(file) ? await File.ReadAllTextAsync(file) : "");
    }

    private static string Out(Rig rig) => Path.Combine(rig.Folder, "out");

    private static string[] Filled(Rig rig, string[] command) => [.. command.Select(word => word == "{out}" ? Path.Combine(Out(rig), "tonight.csv") : word)];

    /// <summary>Every file and folder of the installation, with what is in it; but for what SQLite puts beside a source that is being read.</summary>
    private static Dictionary<string, string> Everything(Rig rig) => Directory.GetFileSystemEntries(rig.Folder, "*", SearchOption.AllDirectories)
        .Where(path => path != rig.SourcePath + "-wal" && path != rig.SourcePath + "-shm")
        .ToDictionary(path => path, path => File.Exists(path) ? Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))) : "folder");

    private static List<string> Journal(Rig rig) => Read(rig, "select kind || ' ' || force || ' ' || actor || ' ' || body from journal order by entry");

    private static List<string> Read(Rig rig, string statement)
    {
        using DbConnection connection = rig.OpenLedger();
        using DbCommand command = connection.CreateCommand();
        command.CommandText = statement;
        using DbDataReader reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }

    private static void Execute(Rig rig, string statement)
    {
        using DbConnection connection = rig.OpenLedger();
        using DbCommand command = connection.CreateCommand();
        command.CommandText = statement;
        command.ExecuteNonQuery();
    }
}
