using DataSharing.Disclosure;
using DataSharing.Gateway;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;

namespace DataSharing.EndToEnd.Tests;

/// <summary>The answer to a rename is lost: what is at the drop decides, and where nothing is there a person does, before anything newer goes.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class UnconfirmedTests
{
    [Test]
    public async Task A_lost_answer_is_settled_by_the_file_that_stands_there()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 3);
        ExportResult result = await LoseAnswerAsync(rig, Rig.Gmp, _ => { });
        Assert.That(result.Outcome, Is.EqualTo(RunOutcome.Delivered), result.Message);
        Assert.That(rig.Replay(Rig.Gmp), Has.Count.EqualTo(3));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task A_lost_answer_with_another_file_there_is_a_name_taken()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 3);
        string theirs = "";
        ExportResult result = await LoseAnswerAsync(rig, Rig.Gmp, file => File.WriteAllText(theirs = file, "theirs"));
        Assert.That(result.Reason, Is.EqualTo(Reason.NameTaken), result.Message);
        Assert.That((await rig.ExportAsync(Rig.Gmp)).Reason, Is.EqualTo(Reason.NameTaken), "Nothing newer goes.");
        Assert.That(File.ReadAllText(theirs), Is.EqualTo("theirs"));
        File.Delete(theirs);
        Assert.That((await rig.ExportAsync(Rig.Gmp)).Outcome, Is.EqualTo(RunOutcome.Unconfirmed), "Now nobody knows.");
    }

    [Test]
    public async Task A_lost_answer_with_nothing_there_is_unconfirmed_until_a_person_confirms()
    {
        await using Rig rig = Rig.Make();
        string collected = await CollectedAsync(rig);
        Ended ended = await rig.ProgramAsync("--json", "export", Rig.Gmp);
        Assert.That((ended.Code, ended.Json().Said()), Is.EqualTo((1, "refused unconfirmed")));
        Assert.That(Directory.GetFiles(rig.InboxOf(Rig.Gmp)), Is.Empty, "Nothing newer goes before it is settled.");
        Assert.That((await rig.ProgramAsync("confirm", Rig.Gmp, "2")).Code, Is.EqualTo(1), "Another sequence is not waiting.");

        ended = await rig.ProgramAsync("--json", "confirm", Rig.Gmp, "1", "--reason", "they have it");
        Assert.That((ended.Code, ended.Json().Said()), Is.EqualTo((0, "delivered")), ended.Error);
        File.Move(collected, Path.Combine(rig.InboxOf(Rig.Gmp), Path.GetFileName(collected)));
        Assert.That((await rig.ExportAsync(Rig.Gmp)).Sequence, Is.EqualTo(2));
        Assert.That(rig.Replay(Rig.Gmp), Has.Count.EqualTo(4));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task A_resend_settles_an_unconfirmed_export_with_the_same_bytes()
    {
        await using Rig rig = Rig.Make();
        string collected = await CollectedAsync(rig);
        Ended ended = await rig.ProgramAsync("--json", "resend", Rig.Gmp, "1", "--reason", "they do not have it");
        Assert.That((ended.Code, ended.Json().Said()), Is.EqualTo((0, "delivered")), ended.Error);
        Delivered again = rig.Inbox(Rig.Gmp).Single();
        Assert.That(again.Bytes, Is.EqualTo(File.ReadAllBytes(collected)));
        Assert.That(again.Sequence, Is.EqualTo(1));
        Assert.That((await rig.ExportAsync(Rig.Gmp)).Sequence, Is.EqualTo(2));
        Assert.That(rig.Replay(Rig.Gmp), Has.Count.EqualTo(4));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task A_resend_that_may_no_longer_go_leaves_the_export_unconfirmed_and_nothing_newer_goes()
    {
        await using Rig rig = Rig.Make();
        await CollectedAsync(rig);
        Assert.That((await rig.KilledAsync(Rig.Gmp, ExportStep.Built, "resend", sequence: 1)).Code, Is.EqualTo(137));
        rig.Source.Set(2, ("do_not_share", 1));
        ExportResult result = await rig.ExportAsync(Rig.Gmp);
        Assert.That((result.Outcome, result.Reason), Is.EqualTo((RunOutcome.Refused, Reason.Unconfirmed)), result.Message);
        result = await rig.RunAsync(new ExportRequest(Rig.Gmp, ExportTask.Resend, "test") { Sequence = 1, Why = "test" });
        Assert.That((result.Outcome, result.Reason), Is.EqualTo((RunOutcome.Refused, Reason.ContainsWithdrawn)), result.Message);
        Assert.That(Directory.GetFiles(rig.InboxOf(Rig.Gmp)), Is.Empty);
        Assert.That(await rig.PendingAsync(Rig.Gmp), Is.EqualTo((ExportState[])[ExportState.Unconfirmed]));
    }

    [Test]
    public async Task A_resend_whose_answer_is_lost_too_is_settled_by_the_next_one()
    {
        await using Rig rig = Rig.Make();
        await CollectedAsync(rig);
        var resend = new ExportRequest(Rig.Gmp, ExportTask.Resend, "test") { Sequence = 1, Why = "test" };
        ExportResult result = await rig.RunAsync(resend, connector: new AnswerLost(() => File.Delete(Directory.GetFiles(rig.InboxOf(Rig.Gmp)).Single())));
        Assert.That(result.Outcome, Is.EqualTo(RunOutcome.Unconfirmed), result.Message);
        Assert.That((await rig.RunAsync(resend)).Outcome, Is.EqualTo(RunOutcome.Delivered));
        result = await rig.ExportAsync(Rig.Gmp);
        Assert.That((result.Outcome, result.Sequence), Is.EqualTo((RunOutcome.Delivered, 2)), result.Message);
        Assert.That(rig.Replay(Rig.Gmp), Has.Count.EqualTo(4));
        await rig.VerifyLedgerAsync();
    }

    [TestCase(ExportStep.Built)]
    [TestCase(ExportStep.Uploaded)]
    [TestCase(ExportStep.Renamed)]
    [TestCase(ExportStep.ManifestPut)]
    [TestCase(ExportStep.Closed)]
    public async Task A_resend_of_an_unconfirmed_export_killed_at_a_step_settles_it_with_the_next_run(ExportStep step)
    {
        await using Rig rig = Rig.Make();
        await CollectedAsync(rig);
        Assert.That((await rig.KilledAsync(Rig.Gmp, step, "resend", sequence: 1)).Code, Is.EqualTo(137));
        ExportResult result = await rig.ExportAsync(Rig.Gmp);
        Assert.That((result.Outcome, result.Sequence), Is.EqualTo((RunOutcome.Delivered, 2)), result.Message);
        Assert.That(rig.Replay(Rig.Gmp), Has.Count.EqualTo(4));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task A_lone_manifest_collected_before_the_answer_can_be_confirmed()
    {
        await using Rig rig = Rig.Make();
        string kept = Path.Combine(rig.Folder, "collected.json");
        ExportResult result = await LoseAnswerAsync(rig, Rig.Notts, file => File.Move(file, kept));
        Assert.That(result.Outcome, Is.EqualTo(RunOutcome.Unconfirmed), result.Message);
        result = await rig.RunAsync(new ExportRequest(Rig.Notts, ExportTask.Confirm, "test") { Sequence = 1 });
        Assert.That(result.Outcome, Is.EqualTo(RunOutcome.Delivered), result.Message);
        await rig.VerifyLedgerAsync();
    }

    /// <summary>Sequence 1 of three records is collected before the rename's answer comes, and a fourth record is waiting.</summary>
    private static async Task<string> CollectedAsync(Rig rig)
    {
        rig.Fill(Rig.Gmp, 3);
        string kept = "";
        ExportResult result = await LoseAnswerAsync(rig, Rig.Gmp, file => File.Move(file, kept = Path.Combine(rig.Folder, Path.GetFileName(file))));
        Assert.That((result.Outcome, result.Reason), Is.EqualTo((RunOutcome.Unconfirmed, Reason.Unconfirmed)), result.Message);
        rig.Source.Add(4, Rig.Gmp);
        return kept;
    }

    /// <summary>Exports; when the server has renamed the file something happens to it, and the answer never comes.</summary>
    private static async Task<ExportResult> LoseAnswerAsync(Rig rig, string force, Action<string> happens) =>
        await rig.ExportAsync(force, connector: new AnswerLost(() => happens(Directory.GetFiles(rig.InboxOf(force)).Single())));
}
