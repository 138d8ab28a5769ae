using DataSharing.Disclosure;
using DataSharing.Disclosure.Planning;
using DataSharing.Gateway.Ledger;
using DataSharing.Sandbox;
using Microsoft.Extensions.Time.Testing;

namespace DataSharing.Gateway.Tests.Ledger;

[TestFixture(ServerKind.Sqlite)]
[TestFixture(ServerKind.PostgreSql)]
[TestFixture(ServerKind.SqlServer)]
internal sealed class RunTests(ServerKind server)
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
        _lease = (await _ledger.Leases.TryAcquireAsync(Force))!;
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
        long run = await _ledger.Runs.OpenAsync(_lease, Scheduled(Due));
        DateTimeOffset started = _time.GetUtcNow();
        _time.Advance(TimeSpan.FromSeconds(7));
        var counts = new RunCounts(
            new Dictionary<string, int> { ["status"] = 3 },
            new Dictionary<(string, string), int> { [("unknownCode", "offence")] = 2, [("unknownCode", "town")] = 1 });
        await _ledger.Runs.CloseAsync(_lease, run, RunOutcome.NothingToSend, null, counts, null);

        RecordedRun recorded = (await _ledger.Runs.HistoryAsync(Force, 10)).Single();
        Assert.That(recorded.DueAt, Is.EqualTo(Due));
        Assert.That(recorded.StartedAt, Is.EqualTo(started));
        Assert.That(recorded.EndedAt, Is.EqualTo(started.AddSeconds(7)));
        Assert.That(recorded.Outcome, Is.EqualTo(RunOutcome.NothingToSend));
        Assert.That(recorded.Rows, Is.Null);
        RunCounts kept = await _ledger.Runs.CountsOfAsync(run);
        Assert.That(kept.Excluded, Is.EqualTo(counts.Excluded));
        Assert.That(kept.HeldBack, Is.EqualTo(counts.HeldBack));
    }

    [Test]
    public async Task Closes_a_run_once()
    {
        long run = await _ledger.Runs.OpenAsync(_lease, Scheduled(Due));
        await _ledger.Runs.CloseAsync(_lease, run, RunOutcome.Failed, "sourceUnavailable", RunCounts.None, null);
        LedgerException? fault = await Assert.ThrowsAsync<LedgerException>(
            () => _ledger.Runs.CloseAsync(_lease, run, RunOutcome.Delivered, null, RunCounts.None, null));
        Assert.That(fault!.Kind, Is.EqualTo(LedgerFault.Conflict));
    }

    [Test]
    public async Task Leaves_its_own_run_open_when_it_closes_interrupted_ones()
    {
        await _ledger.Runs.OpenAsync(_lease, Scheduled(Due));
        Assert.That(await _ledger.Runs.CloseInterruptedAsync(_lease), Is.Zero);
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
        long run = await _ledger.Runs.OpenAsync(_lease, Scheduled(Due));
        Assert.That(await _ledger.Runs.LastServedDueAsync(Force), Is.Null);
        await _ledger.Runs.CloseAsync(_lease, run, outcome, null, RunCounts.None, null);
        Assert.That(await _ledger.Runs.LastServedDueAsync(Force), Is.EqualTo(served ? Due : null));
    }

    [Test]
    public async Task Knows_the_greatest_due_time_served_and_not_the_last_one_recorded()
    {
        await _ledger.Runs.RecordRefusedAsync(Force, Scheduled(Due), RunOutcome.Held, "massWithdrawal");
        await _ledger.Runs.RecordRefusedAsync(Force, Scheduled(Due.AddDays(-1)), RunOutcome.Held, "massWithdrawal");
        await _ledger.Runs.RecordRefusedAsync("metropolitan", Scheduled(Due.AddDays(1)), RunOutcome.Held, "massWithdrawal");
        Assert.That(await _ledger.Runs.LastServedDueAsync(Force), Is.EqualTo(Due));
    }

    [Test]
    public async Task Records_a_run_that_never_had_the_lease()
    {
        await _ledger.Runs.RecordRefusedAsync(Force, ScratchLedger.Request, RunOutcome.Busy, "busy");
        RecordedRun run = (await _ledger.Runs.HistoryAsync(Force, 10)).Single();
        Assert.That(run.Outcome, Is.EqualTo(RunOutcome.Busy));
        Assert.That(run.Reason, Is.EqualTo("busy"));
        Assert.That(run.EndedAt, Is.EqualTo(run.StartedAt));
        Assert.That(run.Person, Is.EqualTo("administrator"));
    }

    // Run 1 counted and delivered nothing, 2 was refused before it had the lease, 3 was interrupted, 4 is under way.
    [TestCase("update run set outcome = 'held' where id = {1}", 1, "outcome")]
    [TestCase("update run set reason = 'massWithdrawal' where id = {1}", 1, "reason")]
    [TestCase("update run set person = 'somebody else' where id = {2}", 2, "person")]
    [TestCase("update run set request_reason = null where id = {2}", 2, "requestReason")]
    [TestCase("update run set due_at = '2026-11-22T01:30:00.000Z' where id = {1}", 1, "dueAt")]
    [TestCase("update run set ended_at = '2026-11-22T01:30:00.000Z' where id = {3}", 3, "endedAt")]
    [TestCase("update run set force = 'metropolitan' where id = {3}", 3, "another force")]
    [TestCase("update run set fence = null where id = {1}", 1, "fence")]
    [TestCase("update run_count set records = records + 1 where kind = 'excluded'", 1, "excluded")]
    [TestCase("update run_count set field = 'town' where kind = 'heldBack'", 1, "heldBack")]
    [TestCase("delete from run_count where kind = 'heldBack'", 1, "heldBack")]
    [TestCase("insert into run_count (run_id, kind, reason, field, records) values ({2}, 'excluded', 'embargo', '', 4)", 2, "excluded")]
    [TestCase("delete from run where id = {2}", 2, "missing")]
    [TestCase("update run set ended_at = null, outcome = null where id = {3}", 3, "endedAt, outcome")]
    [TestCase("insert into run (force, asked_by, person, command, program_version, started_at, ended_at, outcome) values ('metropolitan', 'person', 'a', 'export', '1', '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z', 'delivered')", 0, "no entry tells of its end")]
    [TestCase("update run set ended_at = '2026-11-23T02:00:00.000Z', outcome = 'delivered' where id = {4}", 0, "no entry tells of its end")]
    [TestCase("update profile_seen set first_enabled_at = '2020-01-01T00:00:00.000Z'", -1, "first seen enabled")]
    [TestCase("delete from profile_seen", -1, "missing from those seen enabled")]
    [TestCase("insert into profile_seen (force, first_enabled_at) values ('metropolitan', '2026-01-01T00:00:00.000Z')", 0, "no entry tells of")]
    public async Task Finds_what_was_changed_taken_away_or_put_in_of_runs(string sql, int of, string problem)
    {
        await _ledger.Profiles.FirstSeenEnabledAsync(Force, Due);
        long counted = await _ledger.Runs.OpenAsync(_lease, Scheduled(Due));
        var counts = new RunCounts(new Dictionary<string, int> { ["status"] = 3 }, new Dictionary<(string, string), int> { [("unknownCode", "offence")] = 2 });
        await _ledger.Runs.CloseAsync(_lease, counted, RunOutcome.NothingToSend, null, counts, null);
        long refused = await _ledger.Runs.RecordRefusedAsync(Force, ScratchLedger.Request, RunOutcome.Refused, "stopAll");
        long interrupted = await _ledger.Runs.OpenAsync(_lease, ScratchLedger.Request);
        await _lease.DisposeAsync();
        _lease = (await _ledger.Leases.TryAcquireAsync(Force))!;
        Assert.That(await _ledger.Runs.CloseInterruptedAsync(_lease), Is.EqualTo(1));
        long open = await _ledger.Runs.OpenAsync(_lease, ScratchLedger.Request);
        LedgerVerdict whole = await _ledger.Journal.VerifyAsync();
        Assert.That((whole.Problem, whole.RunsUnderWay), Is.EqualTo(((string?)null, 1L)));
        long[] runs = [0, counted, refused, interrupted, open];
        for (int i = 1; i < runs.Length; i++)
        {
            sql = sql.Replace($"{{{i}}}", runs[i].ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
        }

        Assert.That(_scratch.Execute(sql), Is.Positive);
        LedgerVerdict verdict = await _ledger.Journal.VerifyAsync();
        long entry = of switch
        {
            0 => verdict.Entries,
            -1 => 1,
            _ => Convert.ToInt64(_scratch.Scalar(FormattableString.Invariant($"select entry from journal where kind = 'runEnded' and body like '%\"run\":{runs[of]},%'")), System.Globalization.CultureInfo.InvariantCulture),
        };
        Assert.That((verdict.Ok, verdict.FirstBad), Is.EqualTo((false, (long?)entry)), verdict.Problem);
        Assert.That(verdict.Problem, Does.Contain(problem));
    }

    [Test]
    public async Task Says_which_tables_no_entry_tells_of()
    {
        string[] expected = ["incident_name", "lease", "order_note", "outbox_block", "profile_delivered", "schema_version", "told"];
        Assert.That((await _ledger.Journal.VerifyAsync()).NotCovered, Is.EqualTo(expected.Where(table => server != ServerKind.Sqlite || table != "outbox_block")),
            "A new table is compared with the journal, or its name is said.");
    }

    [Test]
    public async Task Is_verified_as_it_was_at_one_moment_while_others_write()
    {
        await _scratch.DeliverAsync(_ledger, _lease, ScratchLedger.Row(1), ScratchLedger.Row(2));
        long before = (await _ledger.Journal.VerifyAsync()).Entries;
        ExportLedger other = await _scratch.OpenAsync(_time);
        var told = new List<LedgerProgress>();
        var writing = new Progress(told, LedgerPart.Rows, () => other.Runs.RecordRefusedAsync("metropolitan", ScratchLedger.Request, RunOutcome.Refused, "stopAll").WaitAsync(TimeSpan.FromSeconds(20)).GetAwaiter().GetResult());
        LedgerVerdict verdict = await _ledger.Journal.VerifyAsync(writing);
        Assert.That((verdict.Problem, verdict.Entries), Is.EqualTo(((string?)null, before)), "The write waited for nobody, and is not of that moment.");
        Assert.That(told.Select(step => step.Part).Distinct(), Is.EqualTo(Enum.GetValues<LedgerPart>()));
        Assert.That(told[^1].Checked, Is.EqualTo(told[^1].Total), "What was to come was known before.");
        Assert.That((await _ledger.Journal.VerifyAsync()).Entries, Is.EqualTo(before + 1));
    }

    [Test]
    public async Task A_verification_can_be_cancelled_and_leaves_nothing_locked([Values] LedgerPart at)
    {
        await _scratch.DeliverAsync(_ledger, _lease, ScratchLedger.Row(1));
        using var cancelled = new CancellationTokenSource();
        Assert.That(async () => await _ledger.Journal.VerifyAsync(new Progress([], at, cancelled.Cancel), cancelled.Token), Throws.InstanceOf<OperationCanceledException>());
        await _scratch.DeliverAsync(_ledger, _lease, ScratchLedger.Row(2));
        Assert.That((await _ledger.Journal.VerifyAsync()).Problem, Is.Null);
    }

    [Test]
    public async Task Remembers_when_a_profile_was_first_seen_enabled()
    {
        // A server's clock contradicts that of the test, and is written in its place.
        DateTimeOffset due = server == ServerKind.Sqlite ? Due : TimeProvider.System.GetUtcNow();
        using ExportLedger ledger = await _scratch.OpenAsync(new FakeTimeProvider(due));
        DateTimeOffset seen = await ledger.Profiles.FirstSeenEnabledAsync(Force, due);
        Assert.That(seen, Is.EqualTo(due).Within(TimeSpan.FromMilliseconds(1)));
        Assert.That(await ledger.Profiles.FirstSeenEnabledAsync(Force, due.AddDays(3)), Is.EqualTo(seen));
        LedgerVerdict verdict = await _ledger.Journal.VerifyAsync();
        Assert.That(verdict.Entries, Is.EqualTo(1));
        Assert.That(verdict.Ok, Is.True);
    }

    [Test]
    public async Task Shows_the_newest_runs_first_with_their_exports()
    {
        RecordedExport export = await _scratch.DeliverAsync(_ledger, _lease, ScratchLedger.Row(1), ScratchLedger.Row(2));
        await _ledger.Runs.RecordRefusedAsync("metropolitan", ScratchLedger.Request, RunOutcome.Failed, "profileInvalid");
        IReadOnlyList<RecordedRun> all = await _ledger.Runs.HistoryAsync(null, 10);
        Assert.That(all.Select(run => run.Force), Is.EqualTo(new[] { "metropolitan", Force }));
        Assert.That(all[1].Sequence, Is.EqualTo(1));
        Assert.That(all[1].Attempt, Is.EqualTo(1));
        Assert.That(all[1].File, Is.EqualTo(export.FileName));
        Assert.That(all[1].Sha256, Is.EqualTo(export.Sha256));
        Assert.That(all[1].Rows, Is.EqualTo(new RowCounts(2, 0, 0, 0)));
        Assert.That((await _ledger.Runs.HistoryAsync(Force, 10)).Single().RunId, Is.EqualTo(all[1].RunId));
        Assert.That(await _ledger.Runs.HistoryAsync(null, 1), Has.Count.EqualTo(1));
    }

    private sealed class Progress(List<LedgerProgress> told, LedgerPart at, Action act) : IProgress<LedgerProgress>
    {
        private bool _done;

        public void Report(LedgerProgress value)
        {
            told.Add(value);
            if (value.Part == at && !_done)
            {
                _done = true;
                act();
            }
        }
    }

    private static RunRequest Scheduled(DateTimeOffset due) => RunRequest.BySchedule(due, RunCommand.Export, ScratchLedger.Sha('d'), "0.1.0");
}
