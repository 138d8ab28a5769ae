using System.Text;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using DataSharing.Sandbox;

namespace DataSharing.EndToEnd.Tests;

/// <summary>What is taken back while an export is under way is in no file whose final rename began later.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class WithdrawalTests
{
    // Up to here the rename has not begun. At LookedAgain the rows were looked at already: the ledger entry and the rename follow at once.
    private static readonly ExportStep[] BeforeTheLastLook =
        [ExportStep.RunOpened, ExportStep.ProfileRead, ExportStep.Resumed, ExportStep.Planned, ExportStep.Written, ExportStep.Built, ExportStep.Sending, ExportStep.Uploaded];

    private static readonly ExportStep[] AfterTheRename = [ExportStep.Renamed, ExportStep.Published, ExportStep.ManifestPut, ExportStep.Closed];

    private static readonly string[] Ways = ["objection", "deletion", "status", "embargo", "moved", "approval", "text"];

    private const string Text = "Eggs were thrown at the building.";

    // Before the plan it is the plan that does not find the record, whatever the step: every way is taken at one of them.
    private static IEnumerable<TestCaseData> BeforeTheRename() => Pairs(BeforeTheLastLook, step => step is ExportStep.Resumed or >= ExportStep.Planned);

    // After the rename it is the next night's plan.
    private static IEnumerable<TestCaseData> SinceTheRename() => Pairs(AfterTheRename, step => step == ExportStep.Renamed);

    /// <summary>Every step with every way; in a short run, steps that are not whole with one way only.</summary>
    private static IEnumerable<TestCaseData> Pairs(ExportStep[] steps, Func<ExportStep, bool> isWhole) =>
        from step in steps
        from way in Ways
        where LongRun.IsAsked || isWhole(step) || way == Ways[0]
        select new TestCaseData(step, way);

    [TestCaseSource(nameof(BeforeTheRename))]
    public async Task A_record_taken_back_before_the_rename_is_in_no_file(ExportStep step, string way)
    {
        await using Rig rig = Rig.Make();
        Fill(rig);
        ExportResult result = await rig.ExportAsync(Rig.Met, step, () => TakeBack(rig, way));
        Assert.That(result.Outcome, Is.EqualTo(RunOutcome.Delivered), result.Message);
        Delivered only = rig.Inbox(Rig.Met).Single();
        Assert.That(Encoding.UTF8.GetString(only.Bytes), Does.Not.Contain(Text));
        Assert.That(only.Records, Has.Count.EqualTo(way is "approval" or "text" ? 3 : 2));
        Assert.That(only.Sequence, Is.EqualTo(1), "A void export gives its sequence back.");
        await rig.VerifyLedgerAsync();
    }

    [TestCaseSource(nameof(SinceTheRename))]
    public async Task A_record_taken_back_after_the_rename_is_withdrawn_the_next_night(ExportStep step, string way)
    {
        await using Rig rig = Rig.Make();
        Fill(rig);
        await rig.ExportAsync(Rig.Met, step, () => TakeBack(rig, way));
        await rig.ExportAsync(Rig.Met);
        Dictionary<string, Dictionary<string, string>> table = rig.Replay(Rig.Met);
        Assert.That(table.Values.Select(row => row["summary"]), Has.None.EqualTo(Text));
        Assert.That(table, Has.Count.EqualTo(way is "approval" or "text" ? 3 : 2));
        await rig.VerifyLedgerAsync();
    }

    [TestCase(ExportStep.Built)]
    [TestCase(ExportStep.Uploaded)]
    [TestCase(ExportStep.Publishing)]
    public async Task A_record_taken_back_while_the_worker_is_dead_does_not_leave_with_the_resumed_file(ExportStep killedAfter)
    {
        await using Rig rig = Rig.Make();
        Fill(rig);
        Assert.That((await rig.KilledAsync(Rig.Met, killedAfter)).Code, Is.EqualTo(137));
        TakeBack(rig, "objection");
        ExportResult result = await rig.ExportAsync(Rig.Met);
        Assert.That(result.Outcome, Is.EqualTo(RunOutcome.Delivered), result.Message);
        Delivered only = rig.Inbox(Rig.Met).Single();
        Assert.That(only.Records, Has.Count.EqualTo(2));
        Assert.That(only.File, Does.Contain("000001_2"), "The sequence goes again under a new name.");
        await rig.VerifyLedgerAsync();
    }

    [TestCase("suspended")]
    [TestCase("stopAll")]
    [TestCase("disabled")]
    [TestCase("broken")]
    public async Task Nothing_leaves_when_the_rules_stop_it_between_build_and_rename(string way)
    {
        await using Rig rig = Rig.Make();
        Fill(rig);
        ExportResult result = await rig.ExportAsync(Rig.Met, ExportStep.Uploaded, () => Stop(rig, way, true));
        Assert.That(result.Outcome, Is.EqualTo(RunOutcome.Refused), result.Message);
        Assert.That(Directory.GetFiles(rig.InboxOf(Rig.Met)).Select(Path.GetExtension), Is.EqualTo((string[])[".part"]), "Only the temporary is there.");
        Stop(rig, way, false);
        result = await rig.ExportAsync(Rig.Met);
        Assert.That(result.Outcome, Is.EqualTo(RunOutcome.Delivered), result.Message);
        Assert.That(rig.Replay(Rig.Met), Has.Count.EqualTo(3));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task A_changed_profile_voids_what_was_built_under_the_old_one()
    {
        await using Rig rig = Rig.Make();
        Fill(rig);
        ExportResult result = await rig.ExportAsync(Rig.Met, ExportStep.Uploaded, () => rig.Edit("forces/metropolitan.json", profile =>
        {
            profile["version"] = 2;
            profile["columns"]!.AsArray().RemoveAt(profile["columns"]!.AsArray().Count - 1);
        }));
        // The run goes on with the rules it read; what it builds then is void again, and the next run uses the new ones.
        Assert.That(result.Outcome, Is.EqualTo(RunOutcome.Failed));
        Assert.That(Directory.GetFiles(rig.InboxOf(Rig.Met)), Is.Empty);
        Assert.That((await rig.ExportAsync(Rig.Met)).Outcome, Is.EqualTo(RunOutcome.Delivered));
        Assert.That(rig.Inbox(Rig.Met).Single().Records[0].Keys, Has.None.EqualTo("summary"));
        await rig.VerifyLedgerAsync();
    }

    [TestCase("export")]
    [TestCase("plan")]
    public async Task The_line_that_lets_them_through_is_said_once(string command)
    {
        await using Rig rig = Rig.Make();
        for (long id = 1; id <= 30; id++)
        {
            rig.Source.Add(id, Rig.Met);
        }

        await rig.ExportAsync(Rig.Met);
        for (long id = 1; id <= 25; id++)
        {
            rig.Source.Delete(id);
        }

        foreach (string[] asked in (string[][])[[command, Rig.Met], [command, "--all"]])
        {
            Ended ended = await rig.ProgramAsync(asked);
            Assert.That(ended.Code, Is.EqualTo(3), ended.ToString());
            Assert.That((ended.Output + ended.Error).Split("If that is right:"), Has.Length.EqualTo(2), ended.Output + ended.Error);
            Assert.That(ended.Output, Does.Contain("datasharing export metropolitan --accept massWithdrawal=25 --reason TEXT"));
        }
    }

    private static void Fill(Rig rig)
    {
        for (long id = 1; id <= 3; id++)
        {
            rig.Source.Add(id, Rig.Met);
        }

        rig.Source.Approve(2, Text);
    }

    private static void TakeBack(Rig rig, string way)
    {
        switch (way)
        {
            case "objection":
                rig.Source.Set(2, ("do_not_share", 1));
                break;
            case "deletion":
                rig.Source.Delete(2);
                break;
            case "status":
                rig.Source.Set(2, ("status", "NotHate"));
                break;
            case "embargo":
                rig.Source.Set(2, ("embargo_until", "2027-01-01"));
                break;
            case "moved":
                rig.Source.Set(2, ("force_slug", "essex"));
                break;
            case "approval":
                rig.Source.Set(2, ("summary_approved_by", null));
                break;
            default:
                rig.Source.Approve(2, "Something was thrown at the building.");
                break;
        }
    }

    private static void Stop(Rig rig, string way, bool stop)
    {
        switch (way)
        {
            case "stopAll":
                rig.Edit("gateway.json", gateway => gateway["stopAll"] = stop);
                break;
            case "suspended":
                rig.Edit("forces/metropolitan.json", profile => profile["agreement"]!["suspended"] = stop);
                break;
            case "disabled":
                rig.Edit("forces/metropolitan.json", profile => profile["enabled"] = !stop);
                break;
            default:
                rig.Edit("forces/metropolitan.json", profile => profile["emptyNight"] = stop ? "never" : "header-only");
                break;
        }
    }
}
