using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using DataSharing.Disclosure.Planning;
using DataSharing.Gateway;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;

namespace DataSharing.EndToEnd.Tests;

/// <summary>A range of released dates sent again: what is in the file, what its manifest and the ledger say, and what becomes of one that was not delivered.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class RangeTests
{
    private static readonly RangeRequest April = new(new DateOnly(2026, 4, 1), new DateOnly(2026, 4, 30), null);

    [Test]
    public async Task A_range_is_a_difference_with_its_months_again_and_is_marked_as_one()
    {
        await using Rig rig = await MakeAsync();
        rig.Source.Set(4, ("category_code", "Threats"));
        rig.Source.Delete(5);
        ExportResult range = await rig.RunAsync(Request(April), connector: rig.Bare);
        Assert.That((range.Outcome, range.Rows), Is.EqualTo((RunOutcome.Delivered, new RowCounts(0, 1, 1, 2))), range.Message);
        Delivered file = rig.Inbox(Rig.Met)[^1];
        JsonElement mark = file.Manifest.GetProperty("range");
        Assert.That((file.IsFull, mark.GetRawText().Replace("\n", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal)),
            Is.EqualTo((false, """{"from":"2026-04-01","to":"2026-04-30","column":"incident_date"}""")));
        Assert.That(file.Records.Where(row => row["action"] == "RESEND").Select(row => row["incident_date"]).Order(StringComparer.Ordinal), Is.EqualTo(new[] { "2026-04-01", "2026-04-30" }));
        Assert.That(rig.Replay(Rig.Met), Has.Count.EqualTo(4));
        Assert.That(Read(rig, "select command || ' ' || request_reason from run order by id desc limit 1"), Is.EqualTo("reexport asked"));
        Assert.That(Read(rig, "select body from journal where kind = 'rangeAsked'"), Is.EqualTo("""{"column":"incident_date","from":"2026-04-01","run":2,"to":"2026-04-30","why":"asked"}"""));
        using (Process verb = Process.Start(new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "DataSharing.Sandbox.dll"), "verify-inbox", rig.InboxOf(Rig.Met)]))!)
        {
            await verb.WaitForExitAsync();
            Assert.That(verb.ExitCode, Is.Zero);
        }

        // The same bytes again, with the mark.
        Assert.That((await rig.RunAsync(new ExportRequest(Rig.Met, ExportTask.Resend, "test") { Sequence = 2, Why = "asked" }, connector: rig.Bare)).Outcome, Is.EqualTo(RunOutcome.Delivered));
        Assert.That(rig.Inbox(Rig.Met)[^1].Manifest.GetProperty("range").GetRawText(), Is.EqualTo(mark.GetRawText()));
        Assert.That((await rig.ExportAsync(Rig.Met, connector: rig.Bare)).Rows.Total, Is.Zero);
        Assert.That(rig.Inbox(Rig.Met)[^1].Manifest.TryGetProperty("range", out _), Is.False, "A difference has no mark.");
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task A_range_that_was_built_goes_with_the_next_night_or_is_void_when_a_row_of_it_changed()
    {
        await using Rig rig = await MakeAsync();
        await StopAsync(rig);
        ExportResult night = await rig.ExportAsync(Rig.Met, connector: rig.Bare);
        Assert.That((night.Resumed, night.Rows.Total), Is.EqualTo((new[] { 2 }, 0)), night.Message);
        Assert.That(rig.Inbox(Rig.Met)[1].Manifest.TryGetProperty("range", out _), Is.True);

        await StopAsync(rig);
        rig.Source.Set(2, ("category_code", "Threats"));
        night = await rig.ExportAsync(Rig.Met, connector: rig.Bare);
        Assert.That((night.Resumed, night.Sequence, night.Rows), Is.EqualTo((Array.Empty<int>(), (int?)4, new RowCounts(0, 1, 0, 0))), night.Message);
        Assert.That(rig.Inbox(Rig.Met)[^1].Manifest.TryGetProperty("range", out _), Is.False, "The night is a difference like every other.");
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task Months_without_a_record_are_an_empty_file_that_says_so()
    {
        await using Rig rig = await MakeAsync();
        ExportResult range = await rig.RunAsync(Request(new RangeRequest(new DateOnly(2020, 1, 1), new DateOnly(2020, 12, 31), "incident_date")), connector: rig.Bare);
        Assert.That((range.Outcome, range.Rows.Total), Is.EqualTo((RunOutcome.Delivered, 0)), range.Message);
        Delivered file = rig.Inbox(Rig.Met)[^1];
        Assert.That((file.Records.Count, file.Manifest.GetProperty("range").GetProperty("to").GetString()), Is.EqualTo((0, "2020-12-31")));
    }

    [TestCase("--full and --from", "")]
    [TestCase("--full and --from", "--full false")]
    [TestCase("--full and --from", "--from 2026-04")]
    [TestCase("--full and --from", "--to 2026-04")]
    [TestCase("--full and --from", "--full --from 2026-04 --to 2026-04")]
    [TestCase("--column", "--full --column incident_date")]
    [TestCase("--from takes a day", "--from 2026-Q5 --to 2026-Q4")]
    [TestCase("--to takes a day", "--from 2026-04-01 --to 30/04/2026")]
    [TestCase("--from 2026-04-01 --to 2026-04-30", "--from 2026-04-02 --to 2026-04-30")]
    [TestCase("no date that the profile releases", "--from 2026-04 --to 2026-04 --column summary")]
    public async Task A_range_that_is_none_is_refused_and_nothing_is_sent(string said, string typed)
    {
        await using Rig rig = Rig.Make();
        rig.Source.Add(1, Rig.Met);
        Ended ended = await rig.ProgramAsync(["reexport", Rig.Met, .. typed.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--reason", "asked"]);
        Assert.That(ended.Code, Is.EqualTo(2), ended.Output + ended.Error);
        Assert.That((ended.Output + ended.Error).Replace("--full, for the whole holding, or --from", "--full and --from", StringComparison.Ordinal), Does.Contain(said));
        Assert.That(Directory.GetFiles(rig.InboxOf(Rig.Met)), Is.Empty);
    }

    [Test]
    public async Task A_plan_says_what_changes_in_which_record_and_why()
    {
        await using Rig rig = await MakeAsync();
        rig.Source.Set(2, ("category_code", "Threats"), ("occurred_from", "2026-04-03 18:30"));
        rig.Source.Set(3, ("do_not_share", 1));
        rig.Source.Set(4, ("force_slug", Rig.Gmp));
        rig.Source.Delete(5);
        rig.Source.Set(1, ("category_code", "Unheard"));
        rig.Source.Add(6, Rig.Met, ("status", "NotHate"));
        rig.Source.Add(7, Rig.Met);
        Ended ended = await rig.ProgramAsync("--json", "plan", Rig.Met, "--rows");
        Assert.That(ended.Code, Is.Zero, ended.Error);
        JsonElement plan = ended.Json();
        JsonElement[] records = [.. plan.GetProperty("records").EnumerateArray()];
        Assert.That(records.Select(row => $"{row.GetProperty("incident")} {row.GetProperty("caseReference")} {row.GetProperty("action")} {Cause(row)}".TrimEnd()).Order(StringComparer.Ordinal), Is.EqualTo(new[]
        {
            "2 CST-2026-000002 AMEND", "3 CST-2026-000003 WITHDRAW objection", "4 CST-2026-000004 WITHDRAW otherForce", "5  WITHDRAW deleted", "7 CST-2026-000007 NEW",
        }));
        Assert.That(Changes(records), Has.Length.EqualTo(2).And.One.EqualTo("incident_date: 2026-04-01 -> 2026-04-03").And.One.StartsWith("category: "));
        Assert.That(plan.GetProperty("heldBackRecords").EnumerateArray().Select(row => $"{row.GetProperty("incident")} {row.GetProperty("held")} {row.GetProperty("field")}"), Is.EqualTo(new[] { "1 True category_code" }));
        Assert.That(plan.GetProperty("excludedRecords").EnumerateArray().Select(row => $"{row.GetProperty("caseReference")} {row.GetProperty("held")} {row.GetProperty("reason")}"), Is.EqualTo(new[] { "CST-2026-000006 False status" }));
        Assert.That((rig.Journalled("valuesShown"), Read(rig, "select body from journal where kind = 'valuesShown'")), Is.EqualTo((1L, """{"on":"file","rows":7}""")));

        Ended text = await rig.ProgramAsync("plan", Rig.Met, "--rows");
        Assert.That(text.Output, Does.Contain("(was: 2026-04-01)").And.Contain("because: objection").And.Contain("case CST-2026-000002, incident 2")
            .And.Contain("incident 1: ").And.Contain("the force keeps what it has").And.Contain("Excluded, and the force does not have them:"));
        Ended unseen = await rig.ProgramAsync("plan", Rig.Met);
        Assert.That(unseen.Output + unseen.Error, Does.Not.Contain("CST-2026"), "Without --rows no value is shown.");

        // A column under another heading, and days written in another way: what was sent is still compared as what it says.
        rig.Edit("forces/metropolitan.json", profile => profile["file"]!["dateFormat"] = "dd/MM/yyyy");
        Assert.That(Changes([.. (await rig.ProgramAsync("--json", "plan", Rig.Met, "--rows")).Json().GetProperty("records").EnumerateArray()])[0], Is.EqualTo("incident_date: 2026-04-01 -> 03/04/2026"));

        foreach (string sealedFile in Directory.GetFiles(rig.OutboxPath, "*.csv.sealed"))
        {
            File.Delete(sealedFile);
        }

        plan = (await rig.ProgramAsync("--json", "plan", Rig.Met, "--rows")).Json();
        Assert.That(plan.GetProperty("records").EnumerateArray().Select(row => row.GetProperty("changes").ValueKind), Has.All.EqualTo(JsonValueKind.Null));
        Assert.That(plan.GetProperty("oldValuesMissing").EnumerateArray().Select(file => file.GetProperty("sequence").GetInt32()), Is.EqualTo(new[] { 1 }));
    }

    private static string Cause(JsonElement row) => row.GetProperty("cause") is { ValueKind: JsonValueKind.Object } cause ? cause.GetProperty("reason").GetString()! : "";

    private static string[] Changes(IEnumerable<JsonElement> records) =>
        [.. records.Where(row => row.GetProperty("action").GetString() == "AMEND").SelectMany(row => row.GetProperty("changes").EnumerateArray())
            .Select(change => $"{change.GetProperty("column")}: {change.GetProperty("old")} -> {change.GetProperty("new")}")];

    /// <summary>Five incidents, delivered: on the last day of March, the first and last of April, and two of May.</summary>
    private static async Task<Rig> MakeAsync()
    {
        Rig rig = Rig.Make();
        rig.Source.Together(() =>
        {
            foreach ((long id, string day) in new[] { (1L, "03-31"), (2L, "04-01"), (3L, "04-30"), (4L, "05-01"), (5L, "05-02") })
            {
                rig.Source.Add(id, Rig.Met, ("occurred_from", $"2026-{day} 18:30"));
            }
        });
        Assert.That((await rig.ExportAsync(Rig.Met, connector: rig.Bare)).Rows.New, Is.EqualTo(5));
        return rig;
    }

    private static ExportRequest Request(RangeRequest range) => new(Rig.Met, ExportTask.ReexportRange, "test") { Range = range, Why = "asked" };

    /// <summary>A range that is cancelled when it is built.</summary>
    private static async Task StopAsync(Rig rig)
    {
        using var stop = new CancellationTokenSource();
        ExportResult stopped = await rig.RunAsync(Request(April), Rig.Watching(ExportStep.Built, stop.Cancel), rig.Bare, stop.Token);
        Assert.That(stopped.Outcome, Is.EqualTo(RunOutcome.Cancelled));
        Assert.That(await rig.PendingAsync(Rig.Met), Is.EqualTo(new[] { ExportState.Built }));
    }

    private static string Read(Rig rig, string sql)
    {
        using System.Data.Common.DbConnection connection = rig.OpenLedger();
        using System.Data.Common.DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToString(command.ExecuteScalar(), CultureInfo.InvariantCulture)!;
    }
}
