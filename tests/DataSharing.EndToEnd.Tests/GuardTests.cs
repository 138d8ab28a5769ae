using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Nodes;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Guards;
using DataSharing.Disclosure.Planning;
using DataSharing.EndToEnd.Tests.Upgrade;
using DataSharing.Gateway.Alerts;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using DataSharing.Sandbox;
using Microsoft.Extensions.Logging.Abstractions;

namespace DataSharing.EndToEnd.Tests;

/// <summary>An export that its force's history does not explain waits for a person, who lets exactly that through.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class GuardTests
{
    private const string Defaults = "{}";
    private static readonly string Golden = RepositoryFolder.At("tests/DataSharing.EndToEnd.Tests/Contracts/gate-report.json");

    [Test]
    public async Task The_first_export_goes_with_the_number_of_its_rows_and_the_next_ones_without()
    {
        await using Rig rig = Rig.Make();
        rig.Guard(Rig.Met, Defaults);
        rig.Fill(Rig.Met, 3);
        JsonElement plan = (await rig.ProgramAsync("--json", "plan", Rig.Met)).Json();
        Assert.That(plan.Said(), Is.EqualTo("held firstExport"));
        Assert.That(plan.GetProperty("guards")[0].ToString(), Is.EqualTo("""{"guard":"firstExport","value":3,"limit":0,"trips":true,"accepted":false}""").IgnoreWhiteSpace);

        ExportResult held = await rig.ExportAsync(Rig.Met, connector: rig.Bare);
        Assert.That((held.Outcome, held.Reason, held.Sequence, rig.Inbox(Rig.Met).Count), Is.EqualTo((RunOutcome.Held, Reason.FirstExport, (int?)null, 0)));
        Assert.That(held.Message, Does.EndWith("If that is right: datasharing export metropolitan --accept firstExport=3 --reason TEXT."));

        rig.Source.Add(4, Rig.Met);
        held = await AcceptAsync(rig, (Guard.FirstExport, 3));
        Assert.That((held.Outcome, held.Message), Is.EqualTo((RunOutcome.Held, "It would be the first that the force gets, with 4 rows. You accepted firstExport=3; the numbers must be equal. If that is right: datasharing export metropolitan --accept firstExport=4 --reason TEXT.")));
        Assert.That(rig.Journalled("guardAccepted"), Is.Zero);

        Ended ended = await rig.ProgramAsync("--json", "export", Rig.Met, "--accept", "firstExport=4", "--reason", "read with the officer");
        Assert.That((ended.Code, ended.Json().Said()), Is.EqualTo((0, "delivered")), ended.ToString());
        Assert.That(rig.Journalled("guardAccepted"), Is.EqualTo(1));
        rig.Source.Add(5, Rig.Met);
        Assert.That((await rig.ProgramAsync("--json", "export", Rig.Met)).Json().Said(), Is.EqualTo("delivered"));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task A_run_that_dies_after_the_word_and_before_the_file_leaves_the_export_held()
    {
        await using Rig rig = Rig.Make();
        rig.Guard(Rig.Met, Defaults);
        rig.Fill(Rig.Met, 3);
        using var ended = new CancellationTokenSource();
        RunWatch watch = Rig.Watching(ExportStep.Written, ended.Cancel);
        ExportResult cancelled = await rig.RunAsync(Accepting((Guard.FirstExport, 3)), watch, rig.Bare, ended.Token);
        Assert.That((cancelled.Outcome, rig.Journalled("guardAccepted")), Is.EqualTo((RunOutcome.Cancelled, 1)));

        Assert.That((await rig.ExportAsync(Rig.Met, connector: rig.Bare)).Reason, Is.EqualTo(Reason.FirstExport), "What a person said was said of that run.");
        Assert.That((await AcceptAsync(rig, (Guard.FirstExport, 3))).Outcome, Is.EqualTo(RunOutcome.Delivered));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task What_was_let_through_and_built_is_delivered_by_the_next_run_without_another_word()
    {
        await using Rig rig = Rig.Make();
        rig.Guard(Rig.Met, Defaults);
        rig.Fill(Rig.Met, 3);
        using var ended = new CancellationTokenSource();
        await rig.RunAsync(Accepting((Guard.FirstExport, 3)), Rig.Watching(ExportStep.Built, ended.Cancel), rig.Bare, ended.Token);
        Assert.That(rig.Inbox(Rig.Met), Is.Empty);

        ExportResult night = await rig.RunAsync(new ExportRequest(Rig.Met, ExportTask.Export, "schedule"), connector: rig.Bare);
        Assert.That((night.Resumed, rig.Replay(Rig.Met).Count), Is.EqualTo((new[] { 1 }, 3)), night.Message);
        Assert.That(rig.Journalled("guardAccepted"), Is.EqualTo(1));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task Numbers_that_rise_tenfold_are_held_and_told_at_once_and_go_with_a_word_for_each_guard()
    {
        await using Rig rig = Office.Rig();
        rig.Guard(Rig.Met, """{ "firstExport": false, "volume": { "exports": 7 } }""");
        await FilledAsync(rig, nights: 9, rows: 5);
        Add(rig, 100, 149);
        ExportResult held = await TellAsync(rig, Accepting());
        Assert.That((held.Outcome, held.Reason, held.Guards!.Tripping.Single()), Is.EqualTo((RunOutcome.Held, Reason.Volume, held.Guards.Readings[^1])), held.Message);
        JsonNode told = Office.Told(rig).Single();
        Assert.That(((string?)told["kind"], (string?)told["reason"]), Is.EqualTo(("volumeRise", "volume")));
        Assert.That((string?)told["message"], Does.Contain("would add or amend 50 records").And.Contain("20 pass").And.Contain("may be true").And.EndWith("datasharing export metropolitan --accept volume=50 --reason TEXT."));

        // And more than a tenth of what the force has is to be withdrawn.
        for (long id = 1; id <= 21; id++)
        {
            rig.Source.Delete(id);
        }

        held = await TellAsync(rig, Accepting());
        Assert.That((held.Reason, held.Message), Is.EqualTo((Reason.MassWithdrawal, held.Message)));
        Assert.That(held.Message, Does.EndWith("datasharing export metropolitan --accept massWithdrawal=21 --accept volume=50 --reason TEXT."));
        Assert.That(Office.Told(rig).Skip(1).Select(one => $"{one["kind"]} {one["reason"]}"), Is.EquivalentTo(new[] { "heldExport massWithdrawal", "volumeRise volume" }));
        held = await TellAsync(rig, Accepting((Guard.MassWithdrawal, 21)));
        Assert.That((held.Outcome, held.Reason, rig.Journalled("guardAccepted")), Is.EqualTo((RunOutcome.Held, Reason.Volume, 0L)), "The other is still to be let through.");

        ExportResult let = await TellAsync(rig, Accepting((Guard.MassWithdrawal, 21), (Guard.Volume, 50)));
        Assert.That((let.Rows, rig.Journalled("guardAccepted")), Is.EqualTo((new RowCounts(50, 0, 21, 0), 2L)), let.Message);

        // The nights after it are as that one was.
        Add(rig, 200, 244);
        Next(rig);
        Assert.That((await rig.ExportAsync(Rig.Met, connector: rig.Bare)).Outcome, Is.EqualTo(RunOutcome.Delivered));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task A_catch_up_after_nights_without_a_source_goes_by_itself()
    {
        await using Rig rig = Rig.Make();
        rig.Guard(Rig.Met, """{ "firstExport": false, "volume": { "exports": 7 } }""");
        await FilledAsync(rig, nights: 9, rows: 8);
        Next(rig);
        Next(rig);
        Next(rig);
        Add(rig, 100, 131);
        ExportResult night = await rig.ExportAsync(Rig.Met, connector: rig.Bare);
        Assert.That((night.Outcome, night.Guards!.Nights, night.Guards.Readings[^1].Limit), Is.EqualTo((RunOutcome.Delivered, 4, (int?)96)), night.Message);

        // Those were eight a night, and not thirty-two.
        Next(rig);
        Add(rig, 200, 224);
        Assert.That((await rig.ExportAsync(Rig.Met, connector: rig.Bare)).Reason, Is.EqualTo(Reason.Volume));
    }

    [Test]
    public async Task A_rise_that_is_held_for_two_weeks_does_not_leave_by_itself()
    {
        await using Rig rig = Rig.Make();
        rig.Guard(Rig.Met, """{ "firstExport": false, "volume": { "exports": 7 } }""");
        await FilledAsync(rig, nights: 9, rows: 5);
        Add(rig, 100, 149);
        for (int night = 1; night <= 14; night++)
        {
            ExportResult held = await rig.ExportAsync(Rig.Met, connector: rig.Bare);
            Assert.That((night, held.Reason, held.Guards!.Readings[^1].Limit), Is.EqualTo((night, Reason.Volume, (int?)20)), held.Message);
            Next(rig);
        }

        Assert.That((await AcceptAsync(rig, (Guard.Volume, 50))).Outcome, Is.EqualTo(RunOutcome.Delivered));
    }

    [Test]
    public async Task A_ledger_from_before_there_were_guards_knows_what_is_usual_and_has_no_first_export()
    {
        await using Rig rig = ThirtyNights.Installed();
        rig.Guard(Rig.Notts, Defaults);
        rig.Source.Add(600, Rig.Notts);
        await rig.AcceptProfileAsync(Rig.Notts);
        ExportResult night = await rig.ExportAsync(Rig.Notts, connector: rig.Bare);
        Assert.That(night.Outcome, Is.EqualTo(RunOutcome.Delivered), night.Message);
        Assert.That(night.Guards!.Readings.Select(reading => (reading.Guard, reading.Limit is not null)), Is.EqualTo(new[]
        {
            (Guard.FirstExport, false), (Guard.MassWithdrawal, true), (Guard.OtherArea, true), (Guard.HeldBack, false), (Guard.Volume, true),
        }), "Only shares were not counted then.");
    }

    [Test]
    public async Task Records_of_another_forces_area_in_bulk_hold_the_export_and_a_share_that_is_held_back_as_never_before_does_too()
    {
        await using Rig rig = Rig.Make();
        rig.Guard(Rig.Met, """{ "firstExport": false, "volume": false }""");
        await FilledAsync(rig, nights: 1, rows: 40);
        await FilledAsync(rig, nights: 1, rows: 1, first: 60);
        Add(rig, 100, 124, Rig.Gmp);
        string sql = Path.Combine(rig.Config, "source/incidents.sql");
        File.WriteAllText(sql, File.ReadAllText(sql).Replace("\n  force_slug,", "\n  'metropolitan' AS force_slug,", StringComparison.Ordinal));
        ExportResult held = await rig.ExportAsync(Rig.Met, connector: rig.Bare);
        Assert.That((held.Reason, held.Guards!.Tripping.Select(reading => (reading.Guard, reading.Value, reading.Limit))),
            Is.EqualTo((Reason.OtherArea, new[] { (Guard.OtherArea, 25, (int?)20), (Guard.HeldBack, 25, 20) })), held.Message);
        Assert.That(held.Message, Does.EndWith("datasharing export metropolitan --accept otherArea=25 --accept heldBack=25 --reason TEXT."));
        ExportResult let = await AcceptAsync(rig, (Guard.OtherArea, 25), (Guard.HeldBack, 25));
        Assert.That((let.Outcome, let.Rows.Total), Is.EqualTo((RunOutcome.Delivered, 0)), let.Message);
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task Withdrawals_that_people_ordered_pass_every_guard_and_what_was_never_delivered_is_still_the_first()
    {
        await using Rig rig = Rig.Make();
        rig.Guard(Rig.Met, Defaults);
        rig.Fill(Rig.Met, 2);
        await AcceptAsync(rig, (Guard.FirstExport, 2));
        Assert.That((await rig.ProgramAsync("withdraw", "1", "--reason", "objection", "--yes-forces", "1")).Code, Is.Zero);
        Add(rig, 10, 59);
        rig.Guard(Rig.Met, """{ "massWithdrawal": { "moreThan": 0, "percent": 1 } }""");
        ExportResult night = await rig.ExportAsync(Rig.Met, connector: rig.Bare);
        Assert.That((night.Outcome, night.Withdrawal, rig.Replay(Rig.Met).Count), Is.EqualTo((RunOutcome.Delivered, (int?)2, 51)), night.Message);
        JsonElement shown = (await rig.ProgramAsync("--json", "show", Rig.Met, "2")).Json().GetProperty("report");
        Assert.That((shown.GetProperty("withdrawal").GetBoolean(), shown.GetProperty("rows").GetProperty("withdraw").GetInt32(), shown.GetProperty("guards").GetArrayLength()), Is.EqualTo((true, 1, 0)));
    }

    [Test]
    public async Task The_gate_report_of_an_export_stands_in_the_ledger_and_says_what_was_let_through_and_by_whom()
    {
        await using Rig rig = Rig.Make();
        rig.Guard(Rig.Met, Defaults);
        rig.Fill(Rig.Met, 3);
        rig.Source.Add(4, Rig.Met, ("status", "NotHate"));
        await AcceptAsync(rig, (Guard.FirstExport, 3));
        JsonNode report = JsonNode.Parse((await rig.ProgramAsync("--json", "show", Rig.Met, "1")).Output)!["report"]!;
        foreach (string member in (string[])["program", "fingerprint", "smallNumbers"])
        {
            Assert.That((string?)report[member], Is.Not.Empty);
            report[member] = member;
        }

        // The order of members is kept: programs compare reports as texts.
        Assert.That(report.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n", Is.EqualTo(await File.ReadAllTextAsync(Golden)));
        Assert.That((await rig.ProgramAsync("show", Rig.Met, "1")).Output, Does.Contain("  gates: 4 records read; excluded: status 1; held back: none; texts waiting: 0\n")
            .And.Contain("  guard firstExport: 3, 0 pass; accepted by test\n").And.Contain("  guard volume: 3, it did not look\n").And.Contain("  small numbers: match. "));

        await rig.ProgramAsync("resend", Rig.Met, "1", "--reason", "asked");
        JsonElement again = (await rig.ProgramAsync("--json", "show", Rig.Met, "1", "--attempt", "2")).Json().GetProperty("report");
        Assert.That((again.GetProperty("kind").GetString(), again.GetProperty("repeats").GetProperty("attempt").GetInt32()), Is.EqualTo(("resend", 1)));

        await rig.VerifyLedgerAsync();
        await using (DbConnection ledger = rig.OpenLedger())
        {
            await using DbCommand altering = ledger.CreateCommand();
            altering.CommandText = "update export set report = replace(report, '\"read\":4', '\"read\":5') where attempt = 1";
            Assert.That(await altering.ExecuteNonQueryAsync(), Is.EqualTo(1));
        }

        Assert.That((await rig.ProgramAsync("ledger", "verify")).ToString(), Does.Contain("differs from the entry in: report"));
    }

    private static async Task<ExportResult> TellAsync(Rig rig, ExportRequest request)
    {
        using ExportLedger ledger = await ExportLedger.OpenAsync(rig.Ledger, applySchema: true, rig.Time);
        var folder = new ConfigurationFolder(rig.Config);
        await using var desk = new AlertDesk(folder, rig.Time, NullLogger.Instance, isPatient: false);
        var alerter = new Alerter(folder, ledger, desk, rig.Time, NullLogger.Instance);
        ExportResult result = await new ExportRun(folder, ledger, rig.Bare, rig.Time, NullLogger.Instance, RunWatch.None, alerter) { LooksAtClock = false }.RunAsync(request, default);
        Assert.That(await desk.DrainedAsync(), Is.True);
        return result;
    }

    private static void Add(Rig rig, long first, long last, string force = Rig.Met)
    {
        for (long id = first; id <= last; id++)
        {
            rig.Source.Add(id, force);
        }
    }

    private static ExportRequest Accepting(params (Guard Guard, int Value)[] accepted) =>
        new(Rig.Met, ExportTask.Export, "test") { Accepted = accepted.ToDictionary(one => one.Guard, one => one.Value), Why = "asked" };

    private static Task<ExportResult> AcceptAsync(Rig rig, params (Guard Guard, int Value)[] accepted) => rig.RunAsync(Accepting(accepted), connector: rig.Bare);

    /// <summary>Nights with so many new records each.</summary>
    private static async Task FilledAsync(Rig rig, int nights, int rows, long first = 1)
    {
        for (int night = 0; night < nights; night++)
        {
            Add(rig, first, first + rows - 1);
            first += rows;
            ExportResult result = await rig.ExportAsync(Rig.Met, connector: rig.Bare);
            Assert.That(result.Outcome, Is.EqualTo(RunOutcome.Delivered), result.Message);
            Next(rig);
        }
    }

    private static void Next(Rig rig) => rig.Time.Now = rig.Time.Now.AddDays(1);
}
