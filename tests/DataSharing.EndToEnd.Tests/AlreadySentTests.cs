using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Guards;
using DataSharing.Disclosure.Planning;
using DataSharing.Gateway;
using DataSharing.Gateway.Alerts;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Delivery.Sftp;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using Microsoft.Extensions.Logging.Abstractions;

namespace DataSharing.EndToEnd.Tests;

/// <summary>What must not leave and the force has already: withdrawn, told every day, and acknowledged.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class AlreadySentTests
{
    private const string Text = "Eggs were thrown at the lavender thistle wall.";
    private const string Corrected = "Eggs were thrown at the wall.";

    [Test]
    public async Task Is_withdrawn_told_every_night_until_it_is_acknowledged_and_returns_when_it_is_corrected()
    {
        await using Rig rig = Make(3);
        rig.Source.Approve(2, Text);
        Assert.That((await ExportAsync(rig)).Rows.New, Is.EqualTo(3));
        string token = rig.Replay(Rig.Met).Single(row => row.Value["summary"] == Text).Key;

        // Now the record says who was there.
        Name(rig, 2);
        JsonElement plan = (await rig.ProgramAsync("--json", "plan", Rig.Met)).Json();
        Assert.That(plan.GetProperty("excluded").EnumerateObject().Select(pair => $"{pair.Name} {pair.Value}"), Is.EqualTo(new[] { "alreadySent 1" }));
        Assert.That(Sent(plan), Is.EqualTo(new[] { $"{token} 1 ownRecord summary_shareable" }));
        Assert.That(Alerts(rig), Is.Empty, "A plan changes nothing.");

        ExportResult second = await NextNightAsync(rig);
        Assert.That((second.Outcome, second.Rows, second.HeldBack.Count, second.AlreadySent.Single().Token), Is.EqualTo((RunOutcome.Delivered, new RowCounts(0, 0, 1, 0), 0, token)), second.Message);
        Assert.That(rig.Replay(Rig.Met), Has.Count.EqualTo(2));
        JsonNode alert = Alerts(rig).Single();
        Assert.That(((string?)alert["force"], (string?)alert["reason"]), Is.EqualTo((Rig.Met, "alreadySent")));
        Assert.That((string?)alert["message"], Does.Contain("sent 1 record(s)").And.Contain("0 of them are not withdrawn yet").And.Contain("datasharing acknowledge metropolitan alreadySent --reason TEXT"));
        Assert.That(alert["lines"]!.AsArray().Select(line => (string?)line), Is.EqualTo(new[] { $"record {token}, sent with sequence 1: ownRecord at summary_shareable" }));
        await ExportAsync(rig);
        Assert.That(Alerts(rig), Has.Count.EqualTo(1), "Once a day.");

        ExportResult third = await NextNightAsync(rig);
        Assert.That((third.Rows.Total, third.AlreadySent.Count, third.HeldBack[("ownRecord", "summary_shareable")]), Is.EqualTo((0, 0, 1)));
        Assert.That(Alerts(rig), Has.Count.EqualTo(2));
        Assert.That(Sent((await rig.ProgramAsync("--json", "show", Rig.Met, "2")).Json()), Is.EqualTo(new[] { $"{token} 1 ownRecord summary_shareable" }));

        Ended word = await rig.ProgramAsync("acknowledge", Rig.Met, "alreadySent", "--reason", "CST-2026-000014");
        Assert.That((word.Code, word.Output), Is.EqualTo((0, word.Output)), word.Error);
        Assert.That(word.Output, Does.Match($"^metropolitan: alreadySent acknowledged for 1 record\\(s\\), journal entry [0-9]+: {token}\n$"));
        Assert.That((await rig.ProgramAsync("acknowledge", Rig.Met, "alreadySent", "--reason", "CST-2026-000014")).Code, Is.EqualTo(1), "Nothing waits any more.");
        Assert.That((await NextNightAsync(rig)).Outcome, Is.EqualTo(RunOutcome.Delivered));
        Assert.That(Alerts(rig), Has.Count.EqualTo(2), "Silent.");

        rig.Source.Approve(2, Corrected);
        ExportResult back = await NextNightAsync(rig);
        Assert.That(back.Rows, Is.EqualTo(new RowCounts(1, 0, 0, 0)));
        Dictionary<string, string> row = rig.Inbox(Rig.Met)[^1].Records.Single();
        Assert.That((row["record_id"], row["action"], row["version"], row["summary"]), Is.EqualTo((token, "NEW", "3", Corrected)));

        // The old file has the old text, whatever the record says now.
        Assert.That((await ResendAsync(rig, 1)).Reason, Is.EqualTo(Reason.ContainsWithdrawn));
        rig.Source.Approve(2, Text);
        await NextNightAsync(rig);
        Assert.That(Alerts(rig), Has.Count.EqualTo(3), "A newer one is told again.");
        Assert.That((rig.Journalled("alreadySentFound"), rig.Journalled("acknowledged")), Is.EqualTo((2L, 1L)));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task A_mass_withdrawal_holds_them_and_everything_new_and_names_the_line_that_lets_them_through()
    {
        await using Rig rig = Make(30);
        for (long id = 1; id <= 25; id++)
        {
            rig.Source.Approve(id, Text);
        }

        await ExportAsync(rig);
        for (long id = 1; id <= 25; id++)
        {
            Name(rig, id);
        }

        rig.Source.Add(31, Rig.Met);
        ExportResult held = await NextNightAsync(rig);
        Assert.That((held.Outcome, held.Reason, held.Excluded["alreadySent"], rig.Inbox(Rig.Met).Count), Is.EqualTo((RunOutcome.Held, Reason.MassWithdrawal, 25, 1)));
        const string line = "datasharing export metropolitan --accept massWithdrawal=25 --reason TEXT";
        Assert.That(held.Message, Does.Contain(line));
        Assert.That(Told(rig).Single(told => (string?)told["kind"] == "heldExport")["message"]!.ToString(), Does.Contain(line).And.Contain("25 of them something must not have left (alreadySent); nothing new goes"));
        Assert.That(Alerts(rig).Single()["message"]!.ToString(), Does.Contain("25 of them are not withdrawn yet"));
        Assert.That(Alerts(rig).Single()["lines"]!.AsArray(), Has.Count.EqualTo(20));
        Assert.That((await rig.ProgramAsync("plan", Rig.Met)).Output, Does.Contain("already sent, to be withdrawn: 5 more; --json lists all").And.Contain(line));

        // The breach question can be answered before the withdrawal is let through; that stays held.
        Assert.That((await rig.ProgramAsync("acknowledge", "--all", "alreadySent", "--reason", "CST-2026-000014")).Output, Does.Contain("25 record(s)"));
        Assert.That((await NextNightAsync(rig)).Outcome, Is.EqualTo(RunOutcome.Held));
        Assert.That(Alerts(rig), Has.Count.EqualTo(1));

        ExportResult let = await RunAsync(rig, new ExportRequest(Rig.Met, ExportTask.Export, "test") { Accepted = new Dictionary<Guard, int> { [Guard.MassWithdrawal] = 25 }, Why = "CST-2026-000014" });
        Assert.That((let.Outcome, let.Rows), Is.EqualTo((RunOutcome.Delivered, new RowCounts(1, 0, 25, 0))), let.Message);
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task What_the_check_of_the_file_finds_more_is_not_held_by_the_number_that_was_accepted()
    {
        await using Rig rig = Make(40);
        rig.RedactSummaries();
        await rig.ApproveAsync(Rig.Met, 31, Corrected);
        await ExportAsync(rig);
        for (long id = 1; id <= 25; id++)
        {
            rig.Source.Delete(id);
        }

        await rig.ApproveAsync(Rig.Met, 31, "The caller left the number 07700 900123.");
        ExportResult held = await NextNightAsync(rig);
        Assert.That((held.Outcome, held.Message!.Contains("--accept massWithdrawal=25 ", StringComparison.Ordinal)), Is.EqualTo((RunOutcome.Held, true)), held.Message);
        ExportResult let = await RunAsync(rig, new ExportRequest(Rig.Met, ExportTask.Export, "test") { Accepted = new Dictionary<Guard, int> { [Guard.MassWithdrawal] = 25 }, Why = "moved" });
        Assert.That((let.Outcome, let.Rows.Withdraw, let.Excluded["alreadySent"]), Is.EqualTo((RunOutcome.Delivered, 26, 1)), let.Message);
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task A_file_of_unknown_outcome_is_settled_first_and_then_withdrawn_from()
    {
        await using Rig rig = Make(3);
        rig.Source.Approve(2, Text);
        ExportResult lost = await RunAsync(rig, new ExportRequest(Rig.Met, ExportTask.Export, "test"), new AnswerLost(() => File.Delete(Directory.GetFiles(rig.InboxOf(Rig.Met)).Single())));
        Assert.That(lost.Outcome, Is.EqualTo(RunOutcome.Unconfirmed), lost.Message);
        Name(rig, 2);
        Assert.That((await NextNightAsync(rig)).Reason, Is.EqualTo(Reason.Unconfirmed));
        Assert.That((await ResendAsync(rig, 1)).Reason, Is.EqualTo(Reason.ContainsWithdrawn), "It must not go a second time.");
        Assert.That((await RunAsync(rig, new ExportRequest(Rig.Met, ExportTask.Confirm, "test") { Sequence = 1 })).Outcome, Is.EqualTo(RunOutcome.Delivered));
        ExportResult next = await NextNightAsync(rig);
        Assert.That((next.Rows, next.AlreadySent.Single().Sequence), Is.EqualTo((new RowCounts(0, 0, 1, 0), 1)));
        Assert.That(Alerts(rig), Has.Count.EqualTo(1));
        await rig.VerifyLedgerAsync();
    }

    [TestCase(ExportStep.Built)]
    [TestCase(ExportStep.Uploaded)]
    public async Task What_was_built_and_did_not_leave_is_looked_at_again(ExportStep step)
    {
        await using Rig rig = Make(3);
        rig.Source.Approve(2, Corrected);
        await ExportAsync(rig);
        rig.Source.Approve(2, Text);
        rig.Source.Approve(3, Text);
        ExportResult stopped = await RunAsync(rig, new ExportRequest(Rig.Met, ExportTask.Export, "test"), watch: Rig.Watching(step, () => throw new InvalidOperationException("Stopped by the test.")));
        Assert.That((stopped.Outcome, (await rig.PendingAsync(Rig.Met)).Length), Is.EqualTo((RunOutcome.Failed, 1)));
        Name(rig, 2);
        rig.Source.Execute("UPDATE incident SET status = 'NotHate' WHERE incident_id = 1");
        ExportResult next = await NextNightAsync(rig);
        Assert.That((next.Outcome, next.Rows, next.Excluded["alreadySent"], next.Sequence), Is.EqualTo((RunOutcome.Delivered, new RowCounts(0, 1, 2, 0), 1, (int?)2)), next.Message);
        Assert.That(rig.Replay(Rig.Met).Values.Select(row => row["summary"]), Is.EqualTo(new[] { Text }), "Incident 3's, in which it names nobody.");
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task A_full_file_withdraws_and_tells_them_too()
    {
        await using Rig rig = Make(3);
        rig.Source.Approve(2, Text);
        await ExportAsync(rig);
        Name(rig, 2);
        ExportResult full = await RunAsync(rig, new ExportRequest(Rig.Met, ExportTask.ReexportFull, "test") { Why = "rebuilt" });
        Assert.That((full.Rows, full.Excluded["alreadySent"]), Is.EqualTo((new RowCounts(0, 0, 1, 2), 1)));
        Assert.That(Alerts(rig), Has.Count.EqualTo(1));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task On_a_day_without_a_run_it_is_told_at_noon_and_counted_in_the_summary_also_when_the_profile_is_gone()
    {
        await using Rig rig = Make(3);
        rig.Edit("gateway.json", gateway => gateway["alerts"]!["summaryAt"] = "07:30");
        rig.Source.Approve(2, Text);
        await ExportAsync(rig);
        Name(rig, 2);
        await NextNightAsync(rig);
        File.Delete(Path.Combine(rig.Config, "forces/metropolitan.json"));
        DateTimeOffset day = new(2026, 11, 23, 0, 0, 0, TimeSpan.Zero);
        await LookAsync(rig, day.AddHours(11).AddMinutes(59));
        Assert.That(Alerts(rig), Has.Count.EqualTo(1));
        await LookAsync(rig, day.AddHours(12));
        await LookAsync(rig, day.AddHours(13));
        Assert.That(Alerts(rig), Has.Count.EqualTo(2));
        Assert.That(Told(rig).Last(told => (string?)told["kind"] == "nightSummary")["lines"]!.AsArray().Select(line => (string?)line),
            Does.Contain("metropolitan: suspended (profileMissing), still holds 2 record(s); last run: delivered, 2026-11-21T03:00:00Z (03:00 GMT), sequence 2; alreadySent: 1 record(s) wait for an administrator's word"));
    }

    [TestCase(2, "acknowledge", "metropolitan", "--reason", "x")]
    [TestCase(2, "acknowledge", "metropolitan", "other", "--reason", "x")]
    [TestCase(2, "acknowledge", "metropolitan", "alreadySent")]
    [TestCase(2, "acknowledge", "metropolitan", "alreadySent", "--reason", " ")]
    [TestCase(2, "acknowledge", "--all", "metropolitan", "alreadySent", "--reason", "x")]
    [TestCase(1, "acknowledge", "metropolitan", "alreadySent", "--reason", "x")]
    [TestCase(0, "acknowledge", "--all", "alreadySent", "--reason", "x")]
    public async Task The_command_says_what_is_wrong(int code, params string[] arguments)
    {
        await using Rig rig = Make(1);
        Ended ended = await rig.ProgramAsync(["--json", .. arguments]);
        Assert.That((ended.Code, ended.Json().ValueKind), Is.EqualTo((code, JsonValueKind.Object)), ended.Error);
    }

    /// <summary>A rig with incidents, whose alerts are written into a file, a line each.</summary>
    private static Rig Make(int incidents)
    {
        Rig rig = Rig.Make();
        string program = Path.Combine(rig.Folder, "tell.sh");
        File.WriteAllText(program, $"#!/bin/sh\ncat >> {rig.Folder}/told\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        rig.Edit("gateway.json", gateway => gateway["alerts"] = new JsonObject { ["command"] = new JsonArray(program) });
        rig.Fill(Rig.Met, incidents);
        return rig;
    }

    private static void Name(Rig rig, long id) =>
        rig.Source.Execute("INSERT INTO victim (incident_id, person_id, victim_type, full_name) VALUES (@id, NULL, 'Individual', 'Lavender Thistle')", ("@id", id));

    private static Task<ExportResult> NextNightAsync(Rig rig)
    {
        rig.Time.Now = rig.Time.Now.AddDays(1);
        return ExportAsync(rig);
    }

    private static Task<ExportResult> ExportAsync(Rig rig) => RunAsync(rig, new ExportRequest(Rig.Met, ExportTask.Export, "test"));

    private static Task<ExportResult> ResendAsync(Rig rig, int sequence) => RunAsync(rig, new ExportRequest(Rig.Met, ExportTask.Resend, "test") { Sequence = sequence, Why = "lost" });

    private static async Task<ExportResult> RunAsync(Rig rig, ExportRequest request, ISftpConnector? connector = null, RunWatch? watch = null)
    {
        using ExportLedger ledger = await ExportLedger.OpenAsync(rig.Ledger, applySchema: true, rig.Time);
        var folder = new ConfigurationFolder(rig.Config);
        await using var desk = new AlertDesk(folder, rig.Time, NullLogger.Instance, isPatient: false);
        var alerter = new Alerter(folder, ledger, desk, rig.Time, NullLogger.Instance);
        ExportResult result = await new ExportRun(folder, ledger, connector ?? rig.Bare, rig.Time, NullLogger.Instance, watch ?? RunWatch.None, alerter) { LooksAtClock = false }.RunAsync(request, default);
        Assert.That(await desk.DrainedAsync(), Is.True);
        return result;
    }

    private static async Task LookAsync(Rig rig, DateTimeOffset now)
    {
        await using Office office = await Office.OpenAsync(rig, now);
        await office.LookAsync();
    }

    private static List<JsonNode> Told(Rig rig) => [.. Office.Told(rig)];

    private static List<JsonNode> Alerts(Rig rig) => Told(rig).FindAll(told => (string?)told["kind"] == "alreadySent");

    private static IEnumerable<string> Sent(JsonElement answer) => answer.GetProperty("alreadySent").EnumerateArray()
        .Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.GetProperty("recordId").GetString()} {row.GetProperty("sequence").GetInt32()} {row.GetProperty("reason").GetString()} {row.GetProperty("field").GetString()}"));
}
