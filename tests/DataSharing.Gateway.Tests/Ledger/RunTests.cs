using DataSharing.Disclosure;
using DataSharing.Gateway.Ledger;
using Microsoft.Extensions.Time.Testing;

namespace DataSharing.Gateway.Tests.Ledger;

[TestFixture(DatabaseServer.Sqlite)]
[TestFixture(DatabaseServer.PostgreSql)]
[TestFixture(DatabaseServer.SqlServer)]
public sealed class RunTests(DatabaseServer server)
{
    private const string Force = ScratchLedger.Force;
    private static readonly DateTimeOffset Due = new(2026, 11, 23, 1, 30, 0, TimeSpan.Zero);
    private ScratchLedger _scratch = null!;
    private FakeTimeProvider _time = null!;
    private ExportLedger _ledger = null!;
    private Lease _lease = null!;

    [SetUp]
    public async Task Prepare()
    {
        _scratch = new ScratchLedger(server);
        _time = new FakeTimeProvider(ScratchLedger.Night);
        _ledger = await _scratch.OpenAsync(_time);
        _lease = (await _ledger.TryAcquireAsync(Force))!;
    }

    [TearDown]
    public async Task Clean()
    {
        await (_lease?.DisposeAsync() ?? ValueTask.CompletedTask);
        _scratch?.Dispose();
    }

    [Test]
    public async Task Keeps_who_asked_when_it_ran_and_what_it_counted()
    {
        long run = await _ledger.OpenRunAsync(_lease, Scheduled(Due));
        DateTimeOffset started = _time.GetUtcNow();
        _time.Advance(TimeSpan.FromSeconds(7));
        var counts = new RunCounts(
            new Dictionary<string, int> { ["status"] = 3 },
            new Dictionary<(string, string), int> { [("unknownCode", "offence")] = 2, [("unknownCode", "town")] = 1 });
        await _ledger.CloseRunAsync(_lease, run, RunOutcome.NothingToSend, null, counts, null);

        RecordedRun recorded = (await _ledger.HistoryAsync(Force, 10)).Single();
        Assert.That(recorded.DueAt, Is.EqualTo(Due));
        Assert.That(recorded.StartedAt, Is.EqualTo(started));
        Assert.That(recorded.EndedAt, Is.EqualTo(started.AddSeconds(7)));
        Assert.That(recorded.Outcome, Is.EqualTo(RunOutcome.NothingToSend));
        Assert.That(recorded.Rows, Is.Null);
        RunCounts kept = await _ledger.CountsOfAsync(run);
        Assert.That(kept.Excluded, Is.EqualTo(counts.Excluded));
        Assert.That(kept.HeldBack, Is.EqualTo(counts.HeldBack));
    }

    [Test]
    public async Task Closes_a_run_once()
    {
        long run = await _ledger.OpenRunAsync(_lease, Scheduled(Due));
        await _ledger.CloseRunAsync(_lease, run, RunOutcome.Failed, "sourceUnavailable", RunCounts.None, null);
        LedgerException? fault = await Assert.ThrowsAsync<LedgerException>(
            () => _ledger.CloseRunAsync(_lease, run, RunOutcome.Delivered, null, RunCounts.None, null));
        Assert.That(fault!.Kind, Is.EqualTo(LedgerFault.Conflict));
    }

    [Test]
    public async Task Leaves_its_own_run_open_when_it_closes_interrupted_ones()
    {
        await _ledger.OpenRunAsync(_lease, Scheduled(Due));
        Assert.That(await _ledger.CloseInterruptedRunsAsync(_lease), Is.Zero);
    }

    [TestCase(RunOutcome.Delivered, true)]
    [TestCase(RunOutcome.NothingToSend, true)]
    [TestCase(RunOutcome.Held, true)]
    [TestCase(RunOutcome.Refused, false)]
    [TestCase(RunOutcome.Unconfirmed, false)]
    [TestCase(RunOutcome.Busy, false)]
    [TestCase(RunOutcome.Failed, false)]
    [TestCase(RunOutcome.Cancelled, false)]
    public async Task Counts_a_due_time_as_served_by_how_its_run_ended(RunOutcome outcome, bool served)
    {
        long run = await _ledger.OpenRunAsync(_lease, Scheduled(Due));
        Assert.That(await _ledger.LastServedDueAsync(Force), Is.Null);
        await _ledger.CloseRunAsync(_lease, run, outcome, null, RunCounts.None, null);
        Assert.That(await _ledger.LastServedDueAsync(Force), Is.EqualTo(served ? Due : null));
    }

    [Test]
    public async Task Knows_the_greatest_due_time_served_and_not_the_last_one_recorded()
    {
        await _ledger.RecordRefusedRunAsync(Force, Scheduled(Due), RunOutcome.Held, "massWithdrawal");
        await _ledger.RecordRefusedRunAsync(Force, Scheduled(Due.AddDays(-1)), RunOutcome.Held, "massWithdrawal");
        await _ledger.RecordRefusedRunAsync("metropolitan", Scheduled(Due.AddDays(1)), RunOutcome.Held, "massWithdrawal");
        Assert.That(await _ledger.LastServedDueAsync(Force), Is.EqualTo(Due));
    }

    [Test]
    public async Task Records_a_run_that_never_had_the_lease()
    {
        await _ledger.RecordRefusedRunAsync(Force, ScratchLedger.Request, RunOutcome.Busy, "busy");
        RecordedRun run = (await _ledger.HistoryAsync(Force, 10)).Single();
        Assert.That(run.Outcome, Is.EqualTo(RunOutcome.Busy));
        Assert.That(run.Reason, Is.EqualTo("busy"));
        Assert.That(run.EndedAt, Is.EqualTo(run.StartedAt));
        Assert.That(run.Person, Is.EqualTo("administrator"));
    }

    [Test]
    public async Task Remembers_when_a_profile_was_first_seen_enabled()
    {
        // A server's clock contradicts that of the test, and is written in its place.
        DateTimeOffset due = server == DatabaseServer.Sqlite ? Due : TimeProvider.System.GetUtcNow();
        using ExportLedger ledger = await _scratch.OpenAsync(new FakeTimeProvider(due));
        DateTimeOffset seen = await ledger.FirstSeenEnabledAsync(Force, due);
        Assert.That(seen, Is.EqualTo(due).Within(TimeSpan.FromMilliseconds(1)));
        Assert.That(await ledger.FirstSeenEnabledAsync(Force, due.AddDays(3)), Is.EqualTo(seen));
        LedgerVerdict verdict = await _ledger.VerifyAsync();
        Assert.That(verdict.Entries, Is.EqualTo(1));
        Assert.That(verdict.Ok, Is.True);
    }

    [Test]
    public async Task Shows_the_newest_runs_first_with_their_exports()
    {
        RecordedExport export = await _scratch.DeliverAsync(_ledger, _lease, ScratchLedger.Row(1), ScratchLedger.Row(2));
        await _ledger.RecordRefusedRunAsync("metropolitan", ScratchLedger.Request, RunOutcome.Failed, "profileInvalid");
        IReadOnlyList<RecordedRun> all = await _ledger.HistoryAsync(null, 10);
        Assert.That(all.Select(run => run.Force), Is.EqualTo(new[] { "metropolitan", Force }));
        Assert.That(all[1].Sequence, Is.EqualTo(1));
        Assert.That(all[1].Attempt, Is.EqualTo(1));
        Assert.That(all[1].File, Is.EqualTo(export.FileName));
        Assert.That(all[1].Sha256, Is.EqualTo(export.Sha256));
        Assert.That(all[1].Rows, Is.EqualTo(new RowCounts(2, 0, 0, 0)));
        Assert.That((await _ledger.HistoryAsync(Force, 10)).Single().RunId, Is.EqualTo(all[1].RunId));
        Assert.That(await _ledger.HistoryAsync(null, 1), Has.Count.EqualTo(1));
    }

    private static RunRequest Scheduled(DateTimeOffset due) => RunRequest.BySchedule(due, RunCommand.Export, ScratchLedger.Sha('d'), "0.1.0");
}
