using DataSharing.Gateway.Delivery.Sftp;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using DataSharing.Sandbox;

namespace DataSharing.EndToEnd.Tests;

/// <summary>Killed with SIGKILL at the end of every step, and started again: nothing lost, nothing twice, no gap.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class CrashTests
{
    private static readonly ExportStep[] Steps = Enum.GetValues<ExportStep>();

    /// <summary>Before it sends, a run has met no engine: which of the two it would have used makes a difference in a long run only.</summary>
    private static IEnumerable<TestCaseData> StepsAndEngines() =>
        from step in Steps
        from killed in Enum.GetValues<SftpEngine>()
        where LongRun.IsAsked || step >= ExportStep.Sending || killed == SftpEngine.SshNet
        select new TestCaseData(step, killed);

    [TestCaseSource(nameof(StepsAndEngines))]
    public async Task A_first_export_killed_under_one_engine_and_resumed_under_the_other_at(ExportStep step, SftpEngine killed)
    {
        await using Rig rig = Rig.Make();
        Fill(rig);
        rig.SetEngine(Rig.Met, killed);
        Assert.That((await rig.KilledAsync(Rig.Met, step)).Code, Is.EqualTo(137), "The process killed itself.");
        rig.SetEngine(Rig.Met, killed == SftpEngine.SshNet ? SftpEngine.OpenSsh : SftpEngine.SshNet);
        ExportResult result = await rig.ExportAsync(Rig.Met);
        Assert.That(result.Outcome, Is.AnyOf(RunOutcome.Delivered, RunOutcome.NothingToSend), result.Message);
        // Where the killed run had published, the same start also sends the next night, which has nothing to tell.
        Assert.That(rig.Inbox(Rig.Met)[0].Records, Has.Count.EqualTo(4));
        Assert.That(rig.Inbox(Rig.Met).Skip(1).Select(one => one.Records.Count), Is.All.Zero);
        Assert.That(rig.Replay(Rig.Met), Has.Count.EqualTo(4));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task A_night_of_changes_killed_at(
        [ValueSource(nameof(Steps))] ExportStep step)
    {
        await using Rig rig = Rig.Make();
        Fill(rig);
        await rig.ExportAsync(Rig.Gmp);
        rig.Source.Add(15, Rig.Gmp);
        rig.Source.Set(11, ("category_code", "Threats"));
        rig.Source.Delete(12);
        await rig.KilledAsync(Rig.Gmp, step);
        ExportResult result = await rig.ExportAsync(Rig.Gmp);
        Assert.That(result.Outcome, Is.AnyOf(RunOutcome.Delivered, RunOutcome.NothingToSend), result.Message);
        Assert.That(rig.Inbox(Rig.Gmp), Has.Count.EqualTo(2), "One file for each of the two nights.");
        Assert.That(rig.Replay(Rig.Gmp).Values.Select(row => row["Category"]), Is.EquivalentTo((string[])["Threats", "Abuse", "Abuse", "Abuse"]));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task An_empty_night_with_a_lone_manifest_killed_at(
        [ValueSource(nameof(Steps))] ExportStep step)
    {
        await using Rig rig = Rig.Make();
        await rig.KilledAsync(Rig.Notts, step);
        await rig.ExportAsync(Rig.Notts);
        IReadOnlyList<Delivered> inbox = rig.Inbox(Rig.Notts);
        Assert.That(inbox.Select(one => one.File), Is.Not.Empty.And.All.Null);
        Assert.That(inbox.Select(one => one.Sequence), Is.EqualTo(Enumerable.Range(1, inbox.Count)), "One manifest for each sequence.");
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task A_resend_killed_at(
        [ValueSource(nameof(Steps))] ExportStep step)
    {
        // A resend plans nothing.
        Assume.That(step, Is.Not.EqualTo(ExportStep.Planned));
        await using Rig rig = Rig.Make();
        Fill(rig);
        await rig.ExportAsync(Rig.Gmp);
        Assert.That((await rig.KilledAsync(Rig.Gmp, step, "resend", sequence: 1)).Code, Is.EqualTo(137));
        ExportResult result = await rig.ExportAsync(Rig.Gmp);
        Assert.That(result.Outcome, Is.EqualTo(RunOutcome.NothingToSend), result.Message);
        Assert.That(rig.Inbox(Rig.Gmp).Select(one => one.Sequence), Is.All.EqualTo(1));
        Assert.That(rig.Inbox(Rig.Gmp), Has.Count.EqualTo(step < ExportStep.Built ? 1 : 2), "A resend that was recorded goes with the next run.");
        Assert.That(rig.Replay(Rig.Gmp), Has.Count.EqualTo(4));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task A_full_reexport_killed_at(
        [ValueSource(nameof(Steps))] ExportStep step)
    {
        await using Rig rig = Rig.Make();
        Fill(rig);
        await rig.ExportAsync(Rig.Gmp);
        rig.Source.Delete(12);
        Assert.That((await rig.KilledAsync(Rig.Gmp, step, "reexport")).Code, Is.EqualTo(137));
        await rig.ExportAsync(Rig.Gmp);
        Assert.That(rig.Inbox(Rig.Gmp), Has.Count.EqualTo(2));
        Assert.That(rig.Replay(Rig.Gmp), Has.Count.EqualTo(3));
        await rig.VerifyLedgerAsync();
    }

    private static void Fill(Rig rig)
    {
        foreach (long id in Enumerable.Range(1, 4))
        {
            rig.Source.Add(id, Rig.Met);
            rig.Source.Add(id + 10, Rig.Gmp);
        }

        rig.Source.Approve(1, "Abuse was shouted from a passing car.");
        rig.Source.Approve(11, "Abuse was shouted from a passing car.");
    }
}
