using System.Data.Common;
using System.Text.Json.Nodes;
using DataSharing.Disclosure;
using DataSharing.Gateway.Delivery;
using DataSharing.Gateway.Delivery.Sftp;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Standing;
using DataSharing.Gateway.Tests.Ledger;
using Microsoft.Data.Sqlite;

namespace DataSharing.Gateway.Tests.Schedule;

/// <summary>When a due time that is not served is tried next, by what the ledger and the configuration say.</summary>
internal sealed class DueTimesTests
{
    private const string Force = ScheduledForce.Force;
    private static readonly DateTimeOffset Noon = ScheduledForce.Noon;
    private static readonly DateTimeOffset Due = ScheduledForce.Due;

    private ScheduledForce _force = null!;

    [SetUp]
    public async Task Prepare() => _force = await ScheduledForce.MakeAsync();

    [TearDown]
    public void Clean() => _force.Dispose();

    [Test]
    public async Task What_was_never_tried_is_due_since_its_due_time()
    {
        DueTry? next = await _force.NextAsync();
        Assert.That(next, Is.EqualTo(new DueTry(Due, Due, 0, 0)));
        Assert.That(next!.IsNow(Noon), Is.True);
    }

    [Test]
    public async Task A_force_that_is_staggered_begins_at_its_own_moment()
    {
        _force.EditProfile(profile => profile["schedule"]!["staggerMinutes"] = 240);
        TimeSpan stagger = _force.Configuration.Schedule.Stagger;
        Assert.That(stagger, Is.GreaterThan(TimeSpan.Zero));
        Assert.That((await _force.NextAsync())!.At, Is.EqualTo(Due + stagger));
    }

    [TestCase(RunOutcome.Delivered)]
    [TestCase(RunOutcome.NothingToSend)]
    [TestCase(RunOutcome.Held)]
    public async Task What_is_served_is_not_tried_again(RunOutcome outcome)
    {
        await _force.RunAsync(outcome);
        Assert.That(await _force.NextAsync(), Is.Null);
    }

    [Test]
    public async Task The_window_of_tries_begins_with_the_first_try_and_not_with_the_due_time()
    {
        TimeSpan window = _force.Configuration.Schedule.RetryWindow;
        var tries = new List<DateTimeOffset>();
        DueTry? next = await _force.NextAsync();
        for (int attempt = 0; next is not null; attempt++)
        {
            Assert.That(next.Failed, Is.EqualTo(attempt));
            _force.GoTo(next);
            tries.Add(_force.Time.GetUtcNow());
            await _force.RunAsync(RunOutcome.Failed, Reason.DropUnreachable);
            next = await _force.NextAsync();
            Assert.That(tries, Has.Count.LessThan(100));
        }

        Assert.That(tries, Has.Count.GreaterThan(5), "A worker that was started nine hours late has its whole window.");
        Assert.That(tries[^1], Is.LessThanOrEqualTo(Noon + window));
        Assert.That(tries.Zip(tries.Skip(1), (earlier, later) => later - earlier), Has.All.GreaterThan(TimeSpan.FromSeconds(5)).And.All.LessThan(TimeSpan.FromMinutes(31)));

        _force.Time.SetUtcNow(Due.AddHours(23));
        Assert.That(await _force.NextAsync(), Is.Null, "No later look begins it again.");
        _force.Time.SetUtcNow(Due.AddDays(1));
        Assert.That(await _force.NextAsync(), Is.EqualTo(new DueTry(Due.AddDays(1), Due.AddDays(1), 0, 0)), "The next night takes it up.");
    }

    [Test]
    public async Task Another_worker_and_one_that_is_started_again_know_the_same()
    {
        await _force.RunAsync(RunOutcome.Failed, Reason.DropTimeout);
        DueTry? next = await _force.NextAsync();
        Assert.That((next!.Failed, next.At > _force.Time.GetUtcNow()), Is.EqualTo((1, true)));
        var other = new DueTimes(_force.Folder, await _force.Scratch.OpenAsync(_force.Time), _force.Time);
        Assert.That(await other.NextAsync(Force, _force.Configuration, CancellationToken.None), Is.EqualTo(next));
    }

    [TestCase("dropLogin")]
    [TestCase("dropConfiguration")]
    [TestCase("sourceOrder")]
    [TestCase("programError")]
    public async Task What_no_repetition_mends_is_tried_again_when_the_configuration_has_changed_and_not_before(string code)
    {
        await _force.RunAsync(RunOutcome.Failed, Reason.All.Single(reason => reason.Code == code));
        Assert.That(await _force.NextAsync(), Is.Null);
        _force.Time.Advance(TimeSpan.FromHours(3));
        Assert.That(await _force.NextAsync(), Is.Null);

        _force.EditProfile(profile => profile["drop"]!["user"] = "another");
        DueTry? next = await _force.NextAsync();
        Assert.That(next!.IsNow(_force.Time.GetUtcNow()), Is.True);
        await _force.RunAsync(RunOutcome.Failed, Reason.All.Single(reason => reason.Code == code));
        Assert.That(await _force.NextAsync(), Is.Null, "That was the try for this edit.");
    }

    [TestCase("outboxFull")]
    [TestCase("ledgerFull")]
    [TestCase("keysMissing")]
    [TestCase("outboxDamaged")]
    [TestCase("witnessUnavailable")]
    [TestCase("dropPermission")]
    [TestCase("dropFolderMissing")]
    [TestCase("nameTaken")]
    public async Task What_is_mended_outside_the_configuration_is_tried_each_half_hour_of_the_time_for_tries(string code)
    {
        DateTimeOffset began = _force.Time.GetUtcNow();
        var waits = new List<TimeSpan>();
        while (await _force.NextAsync() is { } next && waits.Count < 100)
        {
            waits.Add(next.At > began ? next.At - _force.Time.GetUtcNow() : TimeSpan.Zero);
            _force.GoTo(next);
            await _force.RunAsync(RunOutcome.Failed, Reason.All.Single(reason => reason.Code == code));
        }

        Assert.That(waits[0], Is.EqualTo(TimeSpan.Zero));
        Assert.That(waits.Skip(1), Has.All.EqualTo(TimeSpan.FromMinutes(30)).And.Exactly(3).Items, "Two hours by default, and each try takes a moment.");
        _force.Time.Advance(TimeSpan.FromHours(3));
        Assert.That(await _force.NextAsync(), Is.Null, "No later look begins it again.");
    }

    private static IEnumerable<TestCaseData> Refusals()
    {
        const string gateway = "gateway.json";
        const string profile = $"forces/{Force}.json";
        yield return new TestCaseData(Reason.StopAll, gateway, (Action<JsonNode>)(document => document["stopAll"] = true), (Action<JsonNode>)(document => document["stopAll"] = false)) { TestName = "A_refusal_stands_for_stopAll" };
        yield return new TestCaseData(Reason.AgreementLapsed, profile, (Action<JsonNode>)(document => document["agreement"]!["lastDay"] = "2026-11-24"), (Action<JsonNode>)(document => document["agreement"]!["lastDay"] = "2027-11-24")) { TestName = "A_refusal_stands_for_an_agreement_that_lapsed" };
        yield return new TestCaseData(Reason.AgreementSuspended, profile, (Action<JsonNode>)(document => document["agreement"]!["suspended"] = true), (Action<JsonNode>)(document => document["agreement"]!["suspended"] = false)) { TestName = "A_refusal_stands_for_an_agreement_that_is_suspended" };
    }

    [TestCaseSource(nameof(Refusals))]
    public async Task A_refusal_stands(Reason reason, string file, Action<JsonNode> stop, Action<JsonNode> go)
    {
        _force.Edit(file, stop);
        Assert.That((await _force.NextAsync())!.IsNow(Noon), Is.True, "It is tried once, so that its line says why nothing went.");
        await _force.RunAsync(RunOutcome.Refused, reason);
        for (int look = 0; look < 3; look++)
        {
            Assert.That(await _force.NextAsync(), Is.Null, "While the reason stands no further line is written.");
            _force.Time.Advance(TimeSpan.FromHours(1));
        }

        _force.Edit("gateway.json", document => document["title"] = "An edit of something else");
        Assert.That(await _force.NextAsync(), Is.Null);
        _force.Edit(file, go);
        Assert.That((await _force.NextAsync())?.IsNow(_force.Time.GetUtcNow()), Is.True, "The reason is gone.");
    }

    [Test]
    public async Task An_agreement_that_begins_lets_the_night_go_on_its_first_day_without_an_edit()
    {
        _force.EditProfile(profile => profile["agreement"]!["inForceFrom"] = "2026-11-26");
        await _force.RunAsync(RunOutcome.Refused, Reason.AgreementNotInForce);
        Assert.That(await _force.NextAsync(), Is.Null);
        _force.Time.SetUtcNow(new DateTimeOffset(2026, 11, 26, 0, 0, 10, TimeSpan.Zero));
        Assert.That((await _force.NextAsync())?.IsNow(_force.Time.GetUtcNow()), Is.True);
    }

    [Test]
    public async Task A_refused_host_key_stands_until_the_profile_is_edited()
    {
        await _force.Ledger.Journal.AppendAsync(JournalKind.HostKeyRefused, Force, "schedule", new JournalBody().With("profile", _force.Folder.ReadForce(Force).FileSha256));
        await _force.RunAsync(RunOutcome.Refused, Reason.HostKey);
        Assert.That(await _force.NextAsync(), Is.Null);
        _force.Edit("gateway.json", gateway => gateway["title"] = "Another edit");
        Assert.That(await _force.NextAsync(), Is.Null, "The pin is in the profile.");
        _force.EditProfile(profile => profile["version"] = profile["version"]!.GetValue<int>() + 1);
        Assert.That((await _force.NextAsync())?.IsNow(_force.Time.GetUtcNow()), Is.True);
    }

    [Test]
    public async Task A_profile_that_was_broken_at_its_due_time_goes_when_it_is_whole()
    {
        await _force.Ledger.Runs.RecordRefusedAsync(Force, RunRequest.BySchedule(Due, RunCommand.Export, null, "0.1.0"), RunOutcome.Refused, Reason.ProfileInvalid.Code);
        Assert.That((await _force.NextAsync())?.IsNow(Noon), Is.True);
    }

    [Test]
    public async Task A_file_of_unknown_outcome_stands_until_a_person_has_settled_it()
    {
        RecordedExport export;
        await using (Lease lease = (await _force.Ledger.Leases.TryAcquireAsync(Force))!)
        {
            long run = await _force.Ledger.Runs.OpenAsync(lease, ScratchLedger.Request);
            // By the profile as it is, so that nothing else stands in the way.
            export = await _force.Ledger.Exports.RecordBuiltAsync(
                lease, _force.Scratch.Export(run, await _force.Ledger.Exports.NextSequenceAsync(Force), profileHash: _force.Configuration.Profile.Hash), [ScratchLedger.Row(1)]);
            await _force.Ledger.Exports.SetStateAsync(lease, export.Id, ExportState.Built, ExportState.Sending, temporaryName: "a.part");
            await _force.Ledger.Exports.BeginPublishingAsync(lease, export.Id, seen: 0, despiteStop: false);
            await _force.Ledger.Exports.SetStateAsync(lease, export.Id, ExportState.Publishing, ExportState.Unconfirmed);
        }

        await _force.RunAsync(RunOutcome.Unconfirmed, Reason.Unconfirmed);
        Assert.That(await _force.NextAsync(), Is.Null);
        await using (Lease lease = (await _force.Ledger.Leases.TryAcquireAsync(Force))!)
        {
            await _force.Ledger.Exports.SetStateAsync(lease, export.Id, ExportState.Unconfirmed, ExportState.Published);
            await _force.Ledger.Exports.CloseDeliveredAsync(lease, export.Id, ScratchLedger.Evidence);
        }

        Assert.That((await _force.NextAsync())?.IsNow(_force.Time.GetUtcNow()), Is.True);
    }

    [Test]
    public async Task A_reason_that_comes_back_each_time_is_tried_later_each_time()
    {
        var waits = new List<TimeSpan>();
        for (int time = 0; time < 12; time++)
        {
            await _force.RunAsync(RunOutcome.Refused, Reason.StopAll);
            DueTry next = (await _force.NextAsync())!;
            waits.Add(next.At - _force.Time.GetUtcNow());
            _force.GoTo(next);
        }

        Assert.That(waits[0], Is.EqualTo(TimeSpan.Zero));
        Assert.That(waits[^1], Is.GreaterThan(TimeSpan.FromSeconds(5)));
        Assert.That(waits.Skip(1), Has.All.GreaterThanOrEqualTo(TimeSpan.FromSeconds(5)));
    }

    [Test]
    public async Task A_refusal_of_which_nothing_tells_whether_it_stands_is_tried_each_half_hour()
    {
        await _force.RunAsync(RunOutcome.Refused, Reason.ContainsWithdrawn);
        Assert.That((await _force.NextAsync())!.At, Is.EqualTo(_force.Time.GetUtcNow().AddMinutes(30)));
        _force.EditProfile(profile => profile["version"] = profile["version"]!.GetValue<int>() + 1);
        Assert.That((await _force.NextAsync())!.IsNow(_force.Time.GetUtcNow()), Is.True);
    }

    [Test]
    public async Task A_run_that_ended_with_its_process_is_gone_on_with_at_once_and_later_when_it_happens_again()
    {
        await _force.RunAsync(null);
        Assert.That((await _force.NextAsync())!.IsNow(_force.Time.GetUtcNow()), Is.True);
        int runs = 1;
        for (DateTimeOffset end = Noon.AddHours(4); _force.Time.GetUtcNow() < end; runs++)
        {
            DueTry? next = await _force.NextAsync();
            _force.GoTo(next);
            await _force.RunAsync(null);
        }

        Assert.That(runs, Is.InRange(8, 30), "A worker that dies of its run each time does not run it hundreds of times.");
    }

    [Test]
    public async Task A_run_that_was_cancelled_because_the_worker_stopped_costs_no_try()
    {
        await _force.RunAsync(RunOutcome.Cancelled, Reason.Cancelled);
        DueTry? next = await _force.NextAsync();
        Assert.That((next!.IsNow(_force.Time.GetUtcNow()), next.Failed), Is.EqualTo((true, 0)));
    }

    [Test]
    public async Task A_lease_of_another_process_is_awaited_to_its_end_and_costs_no_try()
    {
        await using Lease left = (await _force.Ledger.Leases.TryAcquireAsync(Force))!;
        _force.Scratch.Execute($"update lease set boot_id = 'another machine', expires_at = {_force.Scratch.At(40)}");
        DueTry? next = await _force.NextAsync();
        Assert.That((next!.IsLeaseAwaited, next.Failed), Is.EqualTo((true, 0)));
        Assert.That(next.At, Is.EqualTo(Noon.AddSeconds(41)).Within(TimeSpan.FromSeconds(20)));
        _force.Scratch.Execute("update lease set expires_at = '2026-01-01T00:00:00.000Z'");
        Assert.That((await _force.NextAsync())!.IsLeaseAwaited, Is.False);
    }

    [Test]
    public async Task A_person_s_export_since_the_due_time_serves_it()
    {
        await _force.RunAsync(RunOutcome.Failed, Reason.DropLogin);
        await using (Lease lease = (await _force.Ledger.Leases.TryAcquireAsync(Force))!)
        {
            long run = await _force.Ledger.Runs.OpenAsync(lease, ScratchLedger.Request);
            await _force.Ledger.Runs.CloseAsync(lease, run, RunOutcome.NothingToSend, null, RunCounts.None, null);
        }

        _force.EditProfile(profile => profile["drop"]!["user"] = "another");
        Assert.That(await _force.NextAsync(), Is.Null, "A second file would tell nothing.");
        _force.Scratch.Execute("update run set started_at = '2027-01-01T00:00:00.000Z', ended_at = '2027-01-01T00:00:00.000Z' where person is not null");
        Assert.That(await _force.NextAsync(), Is.Not.Null, "One that a wrong clock wrote does not.");
    }

    [Test]
    public async Task What_the_ledger_could_not_record_is_recorded_when_it_can()
    {
        DueTry planned = _force.DueTimes.Failed(Force, Due, Reason.LedgerUnavailable);
        Assert.That((planned.Due, planned.Failed, planned.At > Noon), Is.EqualTo((Due, 1, true)));
        _force.Time.Advance(TimeSpan.FromSeconds(20));
        planned = _force.DueTimes.Failed(Force, Due, Reason.LedgerUnavailable);
        Assert.That(planned.Failed, Is.EqualTo(2));

        _force.Time.Advance(TimeSpan.FromSeconds(7));
        DueTry? next = await _force.NextAsync();
        RecordedRun run = (await _force.Ledger.Runs.HistoryAsync(Force, 10)).Single();
        Assert.That((run.Outcome, run.Reason, run.DueAt, run.StartedAt, run.EndedAt), Is.EqualTo((RunOutcome.Failed, "ledgerUnavailable", Due, Noon, Noon.AddSeconds(20))));
        Assert.That(next!.Failed, Is.EqualTo(1));
        Assert.That(next.At, Is.InRange(Noon.AddSeconds(20) + RetryDelay.Of(1, 0), Noon.AddSeconds(20) + RetryDelay.Of(1, 1)));
        await _force.NextAsync();
        Assert.That(await _force.Ledger.Runs.HistoryAsync(Force, 10), Has.Count.EqualTo(1), "One line for one outage.");
    }

    [Test]
    public async Task An_outage_of_the_ledger_longer_than_the_window_does_not_cost_the_night()
    {
        await _force.RunAsync(RunOutcome.Failed, Reason.DropUnreachable);
        _force.DueTimes.Failed(Force, Due, Reason.LedgerUnavailable);
        _force.Time.Advance(TimeSpan.FromHours(5));
        _force.DueTimes.Failed(Force, Due, Reason.LedgerUnavailable);
        DueTry? next = await _force.NextAsync();
        _force.GoTo(next);
        await _force.RunAsync(RunOutcome.Failed, Reason.DropUnreachable);
        Assert.That(await _force.NextAsync(), Is.Not.Null, "The window begins anew: before nothing could be tried.");
    }

    [Test]
    public async Task What_was_remembered_of_a_due_time_that_is_served_is_forgotten()
    {
        _force.DueTimes.Failed(Force, Due, Reason.LedgerUnavailable);
        await _force.RunAsync(RunOutcome.NothingToSend);
        Assert.That(await _force.NextAsync(), Is.Null);
        Assert.That(await _force.Ledger.Runs.HistoryAsync(Force, 10), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_ledger_that_can_be_read_and_not_written_is_tried_further_and_further_apart()
    {
        using ScheduledForce force = await ScheduledForce.MakeAsync(new LedgerOptions { BusyTimeout = TimeSpan.FromSeconds(1) });
        using DbConnection writer = Locked(force);
        for (int tries = 1; tries <= 3; tries++)
        {
            force.DueTimes.Failed(Force, Due, Reason.LedgerLocked);
            DueTry? next = await force.NextAsync();
            Assert.That((next!.Failed, next.IsNow(force.Time.GetUtcNow())), Is.EqualTo((tries, false)));
            force.GoTo(next);
        }

        writer.Close();
        await force.NextAsync();
        Assert.That((await force.Ledger.Runs.HistoryAsync(Force, 10)).Single().Reason, Is.EqualTo("ledgerLocked"));
    }

    [Test]
    public async Task A_try_that_left_no_line_is_remembered_and_one_that_did_is_not()
    {
        DueTry made = (await _force.NextAsync())!;
        var failed = new ExportResult(Force, RunOutcome.Failed) { Reason = Reason.LedgerFull };
        Assert.That(await _force.DueTimes.WasRecordedAsync(Force, made, failed.Reason, CancellationToken.None), Is.False);
        DueTry? next = await _force.NextAsync();
        Assert.That((next!.Failed, next.Recorded), Is.EqualTo((1, 1)), "Nothing was tried, so a reason that lasts does not keep it.");

        await _force.RunAsync(RunOutcome.Failed, Reason.DropTimeout);
        Assert.That(await _force.DueTimes.WasRecordedAsync(Force, next, failed.Reason, CancellationToken.None), Is.True);
        Assert.That(await _force.Ledger.Runs.HistoryAsync(Force, 10), Has.Count.EqualTo(2));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_ledger_that_does_not_answer_is_unavailable_after_half_a_minute(CancellationToken cancellation)
    {
        // To read the profile as enabled for the first time is a write.
        using ScheduledForce force = await ScheduledForce.MakeAsync(seen: false);
        using DbConnection writer = Locked(force);
        Task<DueTry?> asking = force.NextAsync();
        while (!asking.IsCompleted)
        {
            force.Time.Advance(DueTimes.Limit);
            await Task.WhenAny(asking, Task.Delay(TimeSpan.FromMilliseconds(50), cancellation));
        }

        LedgerException? error = await Assert.ThrowsAsync<LedgerException>(() => asking);
        Assert.That(error!.Message, Does.Contain("it did not answer within 30 seconds, while asking what is due"));
        Assert.That(error.Kind, Is.EqualTo(LedgerFault.Unavailable));
    }

    [Test]
    public void A_reason_may_pass_by_its_code_as_by_its_exception([Values] SftpFailure failure)
    {
        DropException error = DropException.From(new SftpException(failure, "A test."));
        Assert.That(DueTimes.MayPass(error.Reason.Code), Is.EqualTo(error.IsTransient), error.Reason.Code);
    }

    private static SqliteConnection Locked(ScheduledForce force)
    {
        var writer = new SqliteConnection($"Data Source={force.Scratch.Path};Pooling=False");
        writer.Open();
        using SqliteCommand command = writer.CreateCommand();
        command.CommandText = "begin immediate";
        command.ExecuteNonQuery();
        return writer;
    }
}
