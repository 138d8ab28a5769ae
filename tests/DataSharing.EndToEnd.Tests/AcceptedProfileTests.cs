using DataSharing.Disclosure;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;

namespace DataSharing.EndToEnd.Tests;

/// <summary>A profile that nobody accepted, in whole runs: what goes all the same, and what an end of the process leaves.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class AcceptedProfileTests
{
    [TestCase(ExportStep.RunOpened)]
    [TestCase(ExportStep.ProfileRead)]
    [TestCase(ExportStep.Built)]
    public async Task Killed_between_the_acceptance_and_the_use_the_next_run_goes_by_what_was_accepted(ExportStep step)
    {
        await using Rig rig = await WithOneAcceptedAsync();
        Widen(rig);
        await AcceptAsync(rig);
        Assert.That((await rig.KilledAsync(Rig.Met, step)).Code, Is.Not.Zero);
        Assert.That((await rig.ExportAsync(Rig.Met, connector: rig.Bare)).Outcome, Is.EqualTo(RunOutcome.Delivered));
        using ExportLedger ledger = await ExportLedger.OpenAsync(rig.Ledger, applySchema: true, rig.Time);
        Assert.That(ledger.Accepted.UsesSince(DateTimeOffset.MinValue).Select(used => used.By), Is.EqualTo(new[] { UsedBy.Acceptance, UsedBy.Acceptance }));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task A_profile_that_is_saved_in_the_middle_of_a_run_lets_nothing_of_it_leave_and_then_waits()
    {
        await using Rig rig = await WithOneAcceptedAsync();
        rig.Source.Add(2, Rig.Met);
        ExportResult broken = await rig.ExportAsync(Rig.Met, Rig.Watching(ExportStep.Uploaded, () => Widen(rig)), rig.Bare);
        Assert.That(broken.Outcome, Is.EqualTo(RunOutcome.Failed), broken.Message);
        ExportResult held = await rig.ExportAsync(Rig.Met, connector: rig.Bare);
        Assert.That((held.Outcome, held.Reason), Is.EqualTo((RunOutcome.Held, Reason.ProfileNotAccepted)));
        Assert.That(rig.Inbox(Rig.Met), Has.Count.EqualTo(1), "Nothing new is there.");
        await AcceptAsync(rig);
        Assert.That((await rig.ExportAsync(Rig.Met, connector: rig.Bare)).Outcome, Is.EqualTo(RunOutcome.Delivered));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task While_it_waits_what_was_withdrawn_goes_to_where_the_text_last_used_says()
    {
        await using Rig rig = await WithOneAcceptedAsync();
        rig.Edit($"forces/{Rig.Met}.json", profile => profile["drop"]!["host"] = "sftp.elsewhere.example");
        Assert.That((await rig.ExportAsync(Rig.Met)).Reason, Is.EqualTo(Reason.ProfileNotAccepted));
        await rig.WithdrawAsync(1);
        ExportResult told = await rig.RunAsync(new ExportRequest(Rig.Met, ExportTask.Export, "test") { WithdrawalsAlone = true });
        Assert.That((told.Outcome, told.Rows.Withdraw, told.Rows.Total), Is.EqualTo((RunOutcome.Delivered, 1, 1)), told.Message);
        Assert.That(rig.Inbox(Rig.Met), Has.Count.EqualTo(2));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task The_program_says_what_waits_and_its_line_lets_it_go()
    {
        await using Rig rig = await WithOneAcceptedAsync();
        Widen(rig);
        Ended held = await rig.ProgramAsync("export", Rig.Met);
        Assert.That(held.Code, Is.EqualTo(3), held.Error);
        string line = held.Output.Split('\n').Select(said => said.Trim()).First(said => said.Contains("datasharing profile accept", StringComparison.Ordinal));
        string[] words = line[line.IndexOf("profile accept", StringComparison.Ordinal)..].Split(' ');
        foreach (string command in (string[])["status", "check", "plan", "history"])
        {
            string[] arguments = command == "history" ? [command] : [command, Rig.Met];
            Assert.That((await rig.ProgramAsync(arguments)).Output, Does.Contain(string.Join(' ', words[..4])), command);
        }

        Ended accepted = await rig.ProgramAsync([.. words[..4], "--reason", "CST-2026-001234"]);
        Assert.That((accepted.Code, accepted.Output), Is.EqualTo((0, accepted.Output)), accepted.Error);
        Assert.That(accepted.Error, Does.Contain("wider"), "The changes are shown first.");
        Assert.That((await rig.ProgramAsync("export", Rig.Met)).Code, Is.Zero);
        Assert.That((await rig.ProgramAsync([.. words[..4], "--reason", "CST-2026-001234"])).Code, Is.EqualTo(1), "Nothing waits any more.");
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task A_ledger_from_before_that_does_not_keep_its_text_waits_for_a_person()
    {
        await using Rig rig = Upgrade.ThirtyNights.Installed();
        ExportResult held = await rig.ExportAsync(Rig.Notts, connector: rig.Bare);
        Assert.That((held.Outcome, held.Reason), Is.EqualTo((RunOutcome.Held, Reason.ProfileNotAccepted)));
        await rig.AcceptProfileAsync(Rig.Notts);
        Assert.That((await rig.ExportAsync(Rig.Notts, connector: rig.Bare)).Outcome, Is.EqualTo(RunOutcome.Delivered));
        await rig.VerifyLedgerAsync();
    }

    /// <summary>A force that has one record by a profile that a person accepted.</summary>
    private static async Task<Rig> WithOneAcceptedAsync()
    {
        Rig rig = Rig.Make();
        rig.SetApprovers(Rig.Met, 1);
        rig.Source.Add(1, Rig.Met);
        await AcceptAsync(rig);
        Assert.That((await rig.ExportAsync(Rig.Met, connector: rig.Bare)).Outcome, Is.EqualTo(RunOutcome.Delivered));
        return rig;
    }

    private static void Widen(Rig rig) => rig.Edit($"forces/{Rig.Met}.json", profile => profile["columns"]!.AsArray().Add("strand"));

    private static Task AcceptAsync(Rig rig) => rig.AcceptProfileAsync(Rig.Met);
}
