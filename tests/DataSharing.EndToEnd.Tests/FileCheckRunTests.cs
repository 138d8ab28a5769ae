using System.Data.Common;
using System.Text;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Planning;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Rows;
using Microsoft.Data.Sqlite;

namespace DataSharing.EndToEnd.Tests;

/// <summary>A finished file that fails its check: once its rows with a fault are taken out and the file is built again; too many, or a second time, and it is held.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class FileCheckRunTests
{
    private const string Plain = "Abuse was shouted from a passing car.";
    private const string Leaking = "Abuse was shouted at a patient, number 999 555 0121.";
    private const string Number = "999 555 0121";

    // One more than are taken out.
    private static readonly int[] TooMany = [.. Enumerable.Range(1, 21)];

    private static readonly (string, string) PatternAtSummary = ("textPattern", "summary_shareable");

    [Test]
    public async Task A_row_whose_text_carries_a_number_is_held_back_and_the_others_leave()
    {
        await using Rig rig = await LeakAsync(3, 2);
        ExportResult result = await rig.ExportAsync(Rig.Met);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(result.Outcome, Is.EqualTo(RunOutcome.Delivered));
            Assert.That((result.Sequence, result.Attempt), Is.EqualTo((1, 1)));
            Assert.That(result.Rows, Is.EqualTo(new RowCounts(2, 0, 0, 0)));
            Assert.That(result.HeldBack, Is.EquivalentTo(new Dictionary<(string, string), int> { [PatternAtSummary] = 1 }));
            Assert.That(result.Message, Does.Match("^One row was held back .* column \"summary\", record [0-9A-Z]{16}: .* an NHS number").And.Not.Contain(Number));
            Assert.That(rig.Replay(Rig.Met), Has.Count.EqualTo(2));
        }

        await rig.VerifyLedgerAsync();
        Assert.That(Rows(rig), Is.EqualTo(2), "The ledger records the rows that left.");
        Says_nothing(rig, Number);
        Assert.That(Counted(rig), Is.EqualTo(new[] { "textPattern summary_shareable 1" }));
    }

    [Test]
    public async Task The_next_nights_are_the_same_until_the_text_is_mended()
    {
        await using Rig rig = await LeakAsync(3, 2);
        await rig.ExportAsync(Rig.Met);
        for (int night = 2; night <= 3; night++)
        {
            rig.Time.Now = rig.Time.Now.AddDays(1);
            ExportResult again = await rig.ExportAsync(Rig.Met);
            Assert.That((again.Outcome, again.Sequence, again.Rows.Total, again.HeldBack[PatternAtSummary]), Is.EqualTo((RunOutcome.Delivered, (int?)night, 0, 1)));
        }

        await rig.ApproveAsync(Rig.Met, 2, Plain);
        rig.Time.Now = rig.Time.Now.AddDays(1);
        ExportResult mended = await rig.ExportAsync(Rig.Met);
        Assert.That((mended.Rows, mended.HeldBack.Count), Is.EqualTo((new RowCounts(1, 0, 0, 0), 0)));
        Assert.That(rig.Replay(Rig.Met), Has.Count.EqualTo(3));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task Nothing_is_sent_on_a_night_of_which_nothing_is_left()
    {
        await using Rig rig = await LeakAsync(1, 1);
        rig.Edit("forces/metropolitan.json", profile => profile["emptyNight"] = "none");
        ExportResult result = await rig.ExportAsync(Rig.Met);
        Assert.That((result.Outcome, result.HeldBack[PatternAtSummary]), Is.EqualTo((RunOutcome.NothingToSend, 1)));
        Assert.That(Directory.GetFiles(rig.InboxOf(Rig.Met)), Is.Empty);
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task A_record_the_force_has_is_withdrawn_when_its_new_text_is_refused()
    {
        await using Rig rig = Rig.Make();
        rig.RedactSummaries();
        rig.Fill(Rig.Met, 3);
        await rig.ApproveAsync(Rig.Met, 2, Plain);
        await rig.ExportAsync(Rig.Met);
        Dictionary<string, Dictionary<string, string>> before = rig.Replay(Rig.Met);
        await rig.ApproveAsync(Rig.Met, 2, Leaking);
        rig.Source.Set(3, ("category_code", "Threats"));
        ExportResult result = await rig.ExportAsync(Rig.Met);
        Assert.That((result.Rows, result.HeldBack.Count, result.Excluded["alreadySent"]), Is.EqualTo((new RowCounts(0, 1, 1, 0), 0, 1)));
        AlreadySentRow sent = result.AlreadySent.Single();
        Assert.That((sent.Reason, sent.Field, sent.Sequence), Is.EqualTo((Reason.TextPattern, "summary_shareable", 1)));
        Assert.That(before.Keys.Except(rig.Replay(Rig.Met).Keys), Is.EqualTo(new[] { sent.Token }));

        // A night later it is a record that was never sent.
        rig.Time.Now = rig.Time.Now.AddDays(1);
        ExportResult next = await rig.ExportAsync(Rig.Met);
        Assert.That((next.Rows.Total, next.HeldBack[PatternAtSummary], next.AlreadySent.Count), Is.EqualTo((0, 1, 0)));

        // What was delivered before may have told it; the file that withdrew it tells nothing of it.
        Assert.That((await rig.RunAsync(new ExportRequest(Rig.Met, ExportTask.Resend, "test") { Sequence = 1, Why = "lost" })).Reason, Is.EqualTo(Reason.ContainsWithdrawn));
        Assert.That((await rig.RunAsync(new ExportRequest(Rig.Met, ExportTask.Resend, "test") { Sequence = 2, Why = "lost" })).Outcome, Is.EqualTo(RunOutcome.Delivered));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task A_full_file_withdraws_a_record_whose_text_is_refused()
    {
        await using Rig rig = Rig.Make();
        rig.RedactSummaries();
        rig.Fill(Rig.Met, 3);
        await rig.ExportAsync(Rig.Met);
        await rig.ApproveAsync(Rig.Met, 2, Leaking);
        ExportResult result = await rig.RunAsync(new ExportRequest(Rig.Met, ExportTask.ReexportFull, "test") { Why = "rebuilt" });
        Assert.That((result.Outcome, result.Rows), Is.EqualTo((RunOutcome.Delivered, new RowCounts(0, 0, 1, 2))), "What is not in a full file the force should not hold.");
        Assert.That(rig.Replay(Rig.Met), Has.Count.EqualTo(2));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task Every_row_with_a_fault_is_taken_out_at_once_and_named()
    {
        await using Rig rig = await LeakAsync(6, 2, 3, 5);
        ExportResult result = await rig.ExportAsync(Rig.Met);
        Assert.That((result.Outcome, result.Sequence, result.Rows.New, result.HeldBack[PatternAtSummary]), Is.EqualTo((RunOutcome.Delivered, (int?)1, 3, 3)), result.Message);
        Assert.That(result.Message, Does.Match("^3 rows were held back .* record [0-9A-Z]{16}: .* an NHS number\\. 2 more with a fault: record [0-9A-Z]{16}, [0-9A-Z]{16}\\.$").And.Not.Contain(Number));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task More_than_twenty_rows_hold_the_file_and_leave_nothing_behind()
    {
        await using Rig rig = await LeakAsync(22, TooMany);
        ExportResult result = await rig.ExportAsync(Rig.Met);
        using (Assert.EnterMultipleScope())
        {
            Assert.That((result.Outcome, result.Reason), Is.EqualTo((RunOutcome.Held, Reason.FileCheck)));
            Assert.That((result.ExportId, result.Sequence), Is.EqualTo(((long?)null, (int?)null)));
            Assert.That(result.Message, Does.StartWith("More than 20 rows have a fault.").And.Contain("reads like").And.Not.Contain(Number));
            Assert.That(Directory.GetFiles(rig.InboxOf(Rig.Met)), Is.Empty);
            Assert.That(Directory.GetFiles(rig.OutboxPath), Is.Empty);
            Assert.That(await rig.PendingAsync(Rig.Met), Is.Empty);
        }

        await rig.VerifyLedgerAsync();
        Says_nothing(rig, Number);

        // No number was used up.
        await rig.ApproveAsync(Rig.Met, 3, Plain);
        ExportResult mended = await rig.ExportAsync(Rig.Met);
        Assert.That((mended.Outcome, mended.Sequence, mended.Rows.New, mended.HeldBack[PatternAtSummary]), Is.EqualTo((RunOutcome.Delivered, (int?)1, 2, 20)));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task A_second_failure_holds_the_file()
    {
        await using Rig rig = await LeakAsync(4, 2);
        ExportResult result = await rig.ExportAsync(Rig.Met, ExportStep.Written, () => rig.ApproveAsync(Rig.Met, 3, Leaking).GetAwaiter().GetResult());
        Assert.That((result.Outcome, result.Reason, Directory.GetFiles(rig.InboxOf(Rig.Met)).Length), Is.EqualTo((RunOutcome.Held, Reason.FileCheck, 0)), result.Message);
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task What_fails_the_check_stays_nowhere_in_a_ledger_that_keeps_the_files()
    {
        await using Rig rig = await LeakAsync(DatabaseServer.PostgreSql, 22, TooMany);
        ExportResult result = await rig.ExportAsync(Rig.Met);
        Assert.That((result.Outcome, result.Reason), Is.EqualTo((RunOutcome.Held, Reason.FileCheck)), result.Message);
        Assert.That(Directory.GetFiles(rig.OutboxPath), Is.Empty);
        await using (DbConnection ledger = rig.OpenLedger())
        {
            await using DbCommand count = ledger.CreateCommand();
            count.CommandText = "select (select count(*) from outbox_block) + (select count(*) from exported_row) + (select count(*) from export)";
            Assert.That(await count.ExecuteScalarAsync(), Is.EqualTo(0));
        }

        await rig.ApproveAsync(Rig.Met, 3, Plain);
        ExportResult mended = await rig.ExportAsync(Rig.Met);
        Assert.That((mended.Outcome, mended.Sequence, mended.Rows.New, mended.HeldBack[PatternAtSummary]), Is.EqualTo((RunOutcome.Delivered, (int?)1, 2, 20)));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task The_command_line_says_which_record_and_ends_with_3()
    {
        await using Rig rig = await LeakAsync(21, TooMany);
        Ended ended = await rig.ProgramAsync("export", Rig.Met);
        Assert.That(ended.Code, Is.EqualTo(3), ended.Error);
        Assert.That(ended.Output, Does.Match("fileCheck").And.Match("record [0-9A-Z]{16}").And.Contain("an NHS number").And.Not.Contain(Number));
        Assert.That(ended.Error, Does.Not.Contain(Number));
    }

    [TestCase(0, 1)]
    [TestCase(0, 2)]
    [TestCase(3, 21)]
    public async Task A_dry_run_does_as_an_export_does(int code, int leaks)
    {
        await using Rig rig = await LeakAsync(leaks + 1, [.. Enumerable.Range(1, leaks)]);
        string output = Path.Combine(rig.Folder, "tonight.csv");
        Ended ended = await rig.ProgramAsync("export", Rig.Met, "--dry-run", "--out", output);
        Assert.That(ended.Code, Is.EqualTo(code), ended.Error);
        Assert.That(ended.Output + ended.Error, Does.Not.Contain(Number));
        Assert.That(File.Exists(output), Is.EqualTo(code == 0));
        if (code == 0)
        {
            Assert.That(ended.Output, Does.Contain($"textPattern at summary_shareable {leaks}"));
            Assert.That(await File.ReadAllTextAsync(output), Does.Not.Contain(Number));
        }
    }

    [Test]
    public async Task A_row_with_a_character_that_is_not_seen_is_held_back_before_the_file_is_written()
    {
        await using Rig rig = Rig.Make();
        rig.RedactSummaries();
        rig.Fill(Rig.Met, 4);
        await rig.ApproveAsync(Rig.Met, 1, "Abuse\u200F was shouted.");
        await rig.ApproveAsync(Rig.Met, 2, "Abuse was \u202Edetuohs\u202C.");
        await rig.ApproveAsync(Rig.Met, 3, "\uFEFFAbuse was shouted.");
        ExportResult result = await rig.ExportAsync(Rig.Met);
        Assert.That((result.Outcome, result.Rows.New), Is.EqualTo((RunOutcome.Delivered, 1)));
        Assert.That(result.HeldBack, Is.EquivalentTo(new Dictionary<(string, string), int> { [("controlCharacter", "summary_shareable")] = 3 }));
    }

    /// <summary>A rig with this many incidents, each with an approved text, of which some carry a number.</summary>
    private static Task<Rig> LeakAsync(int incidents, params int[] leaking) => LeakAsync(DatabaseServer.Sqlite, incidents, leaking);

    private static async Task<Rig> LeakAsync(DatabaseServer server, int incidents, params int[] leaking)
    {
        Rig rig = Rig.Make(server);
        rig.RedactSummaries();
        rig.Fill(Rig.Met, incidents);
        for (int id = 1; id <= incidents; id++)
        {
            await rig.ApproveAsync(Rig.Met, id, leaking.Contains(id) ? Leaking : Plain);
        }

        return rig;
    }

    private static long Rows(Rig rig) => rig.LedgerAsync(ledger => Task.FromResult((long)ledger.Holdings.Read(Rig.Met, default).Count(row => row.IsHeld))).Result;

    private static string[] Counted(Rig rig)
    {
        using var connection = new SqliteConnection($"Data Source={rig.LedgerPath};Pooling=False;Mode=ReadOnly");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT reason || ' ' || field || ' ' || records FROM run_count WHERE kind = 'heldBack'";
        using SqliteDataReader reader = command.ExecuteReader();
        var counted = new List<string>();
        while (reader.Read())
        {
            counted.Add(reader.GetString(0));
        }

        return [.. counted];
    }

    /// <summary>Fails when a value stands in the ledger, or in a file of the outbox or inbox.</summary>
    private static void Says_nothing(Rig rig, string value)
    {
        SqliteConnection.ClearAllPools();
        byte[] sought = Encoding.UTF8.GetBytes(value);
        IEnumerable<string> files = Directory.GetFiles(rig.Folder, "ledger.db*").Concat(Directory.GetFiles(rig.OutboxPath)).Concat(Directory.GetFiles(rig.InboxOf(Rig.Met)));
        Assert.That(files.Where(file => File.ReadAllBytes(file).AsSpan().IndexOf(sought) >= 0), Is.Empty);
    }
}
