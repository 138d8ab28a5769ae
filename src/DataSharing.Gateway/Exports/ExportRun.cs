using System.Globalization;
using DataSharing.Disclosure;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Delivery;
using DataSharing.Gateway.Delivery.Sftp;
using DataSharing.Gateway.Incidents;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Standing;
using DataSharing.Gateway.Telemetry;
using Microsoft.Extensions.Logging;

namespace DataSharing.Gateway.Exports;

/// <summary>
/// The main flow: one run for one force, from lease to closed export. Nightly runs, an administrator's export, resend, re-export and
/// confirm all go through here; nothing else exports. Source: design, section 5.
/// </summary>
internal sealed class ExportRun
{
    private const int DeliveriesAtMost = 3;

    private readonly ConfigurationFolder _folder;
    private readonly ExportLedger _ledger;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly RunWatch _watch;
    private readonly IRunFollower? _follower;
    private readonly TakenParts _parts;
    private readonly StandingCheck _standing;
    private readonly ExportResend _resend;
    private readonly ExportBuild _build;
    private readonly ExportDelivery _delivery;
    private readonly ExportResumption _resumption;
    private readonly WithdrawalFile _withdrawals;
    private readonly TellingProfile _telling;

    /// <summary>Composes the flow from what it needs; without <paramref name="follower"/> nobody is told how runs end.</summary>
    public ExportRun(
        ConfigurationFolder folder, ExportLedger ledger, ISftpConnector connector, TimeProvider time, ILogger log, RunWatch watch,
            IRunFollower? follower = null)
    {
        _folder = folder;
        _ledger = ledger;
        _time = time;
        _log = log;
        _watch = watch;
        _follower = follower;
        _parts = new TakenParts(ledger, log);
        _standing = new StandingCheck(folder, ledger, time, log);
        _resend = new ExportResend(ledger, _standing, time, watch);
        _build = new ExportBuild(ledger, time, log, watch);
        _delivery = new ExportDelivery(connector, ledger, _standing, _resend, _parts, new StopGuard(folder, ledger), log, watch);
        _resumption = new ExportResumption(ledger, _delivery, log);
        _withdrawals = new WithdrawalFile(ledger, _build, _delivery);
        _telling = new TellingProfile(folder, ledger);
    }

    /// <summary>
    /// Whether a run is refused while the machine's clock cannot be believed. It is, but for a caller whose nights lie in other weeks than
    /// those in which it runs.
    /// </summary>
    public bool LooksAtClock { get; init; } = true;

    /// <summary>
    /// Does what is asked for one force. Every ending is a result; only an error in the program's own logic escapes as an exception of the
    /// log.
    /// </summary>
    public async Task<ExportResult> RunAsync(ExportRequest request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        long started = _time.GetTimestamp();
        _log.RunStarted(new ForceSlug(request.Force));
        ExportResult result = await Failures.SettleAsync(request.Force, _log, () => RunRecordedAsync(request, ct));
        result = result with { IsOfWithdrawalsAlone = request.WithdrawalsAlone };
        Report(result, _time.GetElapsedTime(started));
        if (_follower is not null)
        {
            // What happened has happened: that the caller cancels must not keep it from whoever has to know.
            await _follower.RunEndedAsync(result, CancellationToken.None);
        }

        return result;
    }

    private async Task<ExportResult> RunRecordedAsync(ExportRequest request, CancellationToken ct)
    {
        try
        {
            return await RunUnderLeaseAsync(request, ct);
        }
        catch (OperationCanceledException) when (_folder.HasForce(request.Force))
        {
            // A run that was opened ends with a result. This one was cancelled before, and has its line all the same.
            await _ledger.Runs.RecordRefusedAsync(
                request.Force, Recorded(request), RunOutcome.Cancelled, Reason.Cancelled.Code, CancellationToken.None);
            throw;
        }
    }

    private async Task<ExportResult> RunUnderLeaseAsync(ExportRequest request, CancellationToken ct)
    {
        if (!_folder.HasForce(request.Force) && await _ledger.Runs.HistoryAsync(request.Force, 1, ct) is [])
        {
            // No force was ever called that: what somebody typed in its place may be anything, and stays out of the ledger.
            return ExportResult.Refused(request.Force, Reason.ProfileMissing);
        }

        if (LooksAtClock && await _ledger.Clock.ReadAsync(ct) is { Refusal: { } untrue } clock)
        {
            await _ledger.Runs.RecordRefusedAsync(request.Force, Recorded(request), RunOutcome.Refused, untrue.Code, ct);
            return ExportResult.Refused(request.Force, untrue, clock.Sentence);
        }

        await using Lease? lease = await _ledger.Leases.TryAcquireAsync(request.Force, ct);
        if (lease is null)
        {
            await _ledger.Runs.RecordRefusedAsync(request.Force, Recorded(request), RunOutcome.Busy, Reason.Busy.Code, ct);
            string holder = await _ledger.Leases.DescribeHolderAsync(request.Force, ct) is { } by
                ? string.Create(CultureInfo.InvariantCulture, $"process {by.Pid} on {by.Host}")
                : "another process";
            return Busy(request.Force, $"The force's lease is held by {holder}.");
        }

        if (request is { DueAt: { } due, WithdrawalsAlone: false } && await DueTimes.IsServedAsync(_ledger, request.Force, due, _time.GetUtcNow(), ct))
        {
            // Between the schedule's question and the lease: a second file for the same night is not sent.
            return Busy(request.Force, "Another worker has served this due time meanwhile.");
        }

        using var working = CancellationTokenSource.CreateLinkedTokenSource(ct, lease.Lost);
        await _ledger.Runs.CloseInterruptedAsync(lease, ct);
        long run = await _ledger.Runs.OpenAsync(lease, Recorded(request), CancellationToken.None);
        _watch.Step(request.Force, ExportStep.RunOpened);
        RunWork? work = null;
        ExportResult result = await Failures.SettleAsync(
            request.Force, _log, () => RunOpenedAsync(request, lease, run, prepared => work = prepared, working.Token), async error =>
        {
            await RememberHostKeyAsync(request, work, error);
            await _parts.RememberAsync(lease, error);
        });
        if (result.Outcome == RunOutcome.Cancelled && lease.Lost.IsCancellationRequested)
        {
            return new ExportResult(request.Force, RunOutcome.Failed) { Reason = Reason.LeaseLost, IsTransient = true };
        }

        await _ledger.Runs.CloseAsync(
            lease, run, result.Outcome, result.Reason?.Code, new RunCounts(result.Excluded, result.HeldBack), result.ExportId,
            CancellationToken.None);
        return result;
    }

    /// <summary>
    /// A refused host key stops all runs for the force until a person edits the profile; the journal holds under which profile it was: the
    /// one that the run has read, also where a person has edited it meanwhile.
    /// </summary>
    private async Task RememberHostKeyAsync(ExportRequest request, RunWork? work, Exception error)
    {
        if (work is not null && error is DropException { Reason: var reason } && reason == Reason.HostKey)
        {
            JournalBody body = new JournalBody().With("profile", work.Force.FileSha256);
            await _ledger.Journal.AppendAsync(JournalKind.HostKeyRefused, request.Force, request.AskedBy, body, CancellationToken.None);
        }
    }

    private async Task<ExportResult> RunOpenedAsync(
        ExportRequest request, Lease lease, long run, Action<RunWork> prepared, CancellationToken ct)
    {
        if (request.WithdrawalsAlone)
        {
            return await TellAloneAsync(request, lease, run, prepared, ct);
        }

        if (!_folder.HasForce(request.Force))
        {
            return ExportResult.Refused(request.Force, Reason.ProfileMissing);
        }

        RunWork work = await RunWork.PrepareAsync(_folder, _ledger, _time, request, lease, run, ct);
        prepared(work);
        if (await _standing.RefusalOfRunAsync(work, ct) is { } refusal)
        {
            return refusal;
        }

        if (request.Range is { } range && await work.TakeRangeAsync(range, ct) is { } noRange)
        {
            return noRange;
        }

        _watch.Step(request.Force, ExportStep.ProfileRead);
        if (_follower is not null)
        {
            await _follower.LookAtEngineAsync(work.Force, ct);
        }

        Resumption resumption = await ResumeAsync(work, ct);
        _watch.Step(request.Force, ExportStep.Resumed);
        ExportResult? told = Plans(request) ? await _withdrawals.SendAsync(work, ct) : null;
        _watch.Step(request.Force, ExportStep.WithdrawalsTold);
        ExportResult? stopped = told is { Outcome: not RunOutcome.Delivered } ? told : resumption.Stopped;
        ExportResult result = stopped ?? request.Task switch
        {
            ExportTask.Resend =>
                resumption.Answered ?? await _delivery.DeliverRepeatedAsync(work, await _resend.RepeatAskedAsync(work, ct), ct),
            ExportTask.Confirm => resumption.Answered
                ?? ExportResult.Refused(
                    request.Force, Reason.NoSuchExport, $"Sequence {request.Sequence} of {request.Force} is not waiting for confirmation."),
            _ => await BuildAndDeliverAsync(work, ct),
        };
        return result with
        {
            Resumed = resumption.Sequences,
            Withdrawal = told is { Outcome: RunOutcome.Delivered } ? told.Sequence : null,
        };
    }

    private static bool Plans(ExportRequest request) => request.Task is not (ExportTask.Resend or ExportTask.Confirm);

    /// <summary>
    /// Finishes what earlier runs left. Where the source cannot be asked, what was withdrawn is told before the run ends.
    /// </summary>
    private async Task<Resumption> ResumeAsync(RunWork work, CancellationToken ct)
    {
        try
        {
            return await _resumption.ResumeAsync(work, ct);
        }
        catch (SourceUnavailableException) when (Plans(work.Request))
        {
            await _withdrawals.SendAsync(work, ct);
            throw;
        }
    }

    /// <summary>
    /// A run for withdrawals alone, by the profile that stands, or by the last that delivered where the force has none that may be used.
    /// </summary>
    private async Task<ExportResult> TellAloneAsync(
        ExportRequest request, Lease lease, long run, Action<RunWork> prepared, CancellationToken ct)
    {
        (ForceConfiguration? found, ProfileInUse? use) = await _telling.LookAsync(request.Force, ct);
        if (found is not { } profile)
        {
            return ExportResult.Refused(request.Force, Reason.CannotBeTold);
        }

        RunWork work = RunWork.Prepare(_folder, _ledger, _time, request, lease, run, profile, use);
        prepared(work);
        if (await _standing.RefusalOfWithdrawalsAsync(work, ct) is { } refusal)
        {
            return refusal;
        }

        _watch.Step(request.Force, ExportStep.ProfileRead);
        ExportResult? told = await _withdrawals.SendAsync(work, ct);
        _watch.Step(request.Force, ExportStep.WithdrawalsTold);
        return told is null ? new ExportResult(request.Force, RunOutcome.NothingToSend)
            : told with { Withdrawal = told.Outcome == RunOutcome.Delivered ? told.Sequence : null };
    }

    /// <summary>Builds and delivers; again where what was built is void by the time it would be published.</summary>
    private async Task<ExportResult> BuildAndDeliverAsync(RunWork work, CancellationToken ct)
    {
        for (int delivery = 0; delivery < DeliveriesAtMost; delivery++)
        {
            Building building = await _build.BuildAsync(work, ct);
            if (building is Building.Ended nothing)
            {
                return nothing.Result;
            }

            (RecordedExport export, ExportResult planned) = (Building.Built)building;
            if (await _delivery.DeliverAsync(work, export, resumed: false, ct) is DeliveryStep.Ended { Result: var result })
            {
                return result with
                {
                    Excluded = planned.Excluded,
                    HeldBack = planned.HeldBack,
                    AlreadySent = planned.AlreadySent,
                    TextsWaiting = planned.TextsWaiting,
                    Guards = planned.Guards,
                    Message = result.Message ?? planned.Message,
                };
            }
        }

        return new ExportResult(work.Slug, RunOutcome.Failed) { Reason = Reason.SourceChanging, IsTransient = true };
    }

    private static ExportResult Busy(string force, string message) =>
        new(force, RunOutcome.Busy) { Reason = Reason.Busy, IsTransient = true, Message = message };

    private RunRequest Recorded(ExportRequest request) => request.ToRecorded(_folder.Sha256Behind(request.Force));

    private void Report(ExportResult result, TimeSpan duration)
    {
        var force = new ForceSlug(result.Force);
        if (result.Reason == Reason.HostKey)
        {
            _log.HostKeyRefused(force);
        }

        if (result.Reason is { } reason)
        {
            _log.RunNotDelivered(force, result.Outcome, reason);
        }

        Measures.RunEnded(result.Force, result.Outcome, result.Reason, result.Rows.Total, result.HeldBack.Values.Sum(), duration);
        _log.RunEnded(force, result.Outcome, result.Rows.Total, duration);
    }
}
