using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.Keys;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Keys;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Standing;
using DataSharing.Gateway.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Quartz;

namespace DataSharing.Gateway.Schedule;

/// <summary>
/// Sees that a force whose nights do not go is told what was withdrawn all the same, at the due time that it has or had: it gets a run for
/// withdrawals alone.
/// </summary>
internal sealed class WithdrawalNights
{
    private const string Group = "withdrawals";

    /// <summary>How many runs back the last one for withdrawals is looked for.</summary>
    private const int RunsLookedAt = 50;

    private readonly ExportLedger _ledger;
    private readonly WaitingWithdrawals _waiting;
    private readonly TimeProvider _time;
    private readonly ILogger _log;

    /// <summary>Composes it; nothing is planned before the first look.</summary>
    public WithdrawalNights(ConfigurationFolder folder, ExportLedger ledger, TimeProvider time, ILogger log)
    {
        _ledger = ledger;
        _waiting = new WaitingWithdrawals(folder, ledger, time);
        _time = time;
        _log = log;
    }

    /// <summary>Plans a run for each force of which one is due, unless it is planned or under way.</summary>
    /// <exception cref="LedgerException">The ledger cannot be asked; the next look goes on.</exception>
    public async Task LookAsync(IScheduler scheduler, CancellationToken ct)
    {
        foreach ((string force, _) in await DueAsync(null, ct))
        {
            var key = new JobKey(force, Group);
            if (!await scheduler.Exists(key, ct))
            {
                IJobDetail job = JobBuilder.Create<WithdrawalJob>().WithIdentity(key).Build();
                ITrigger now = TriggerBuilder.Create().WithIdentity(force, Group).ForJob(job).StartAt(_time.GetUtcNow()).Build();
                await scheduler.ScheduleJob(job, [now], new ScheduleJobOptions { Replace = true }, ct);
                _log.WithdrawalsPlanned(new ForceSlug(force));
            }
        }
    }

    /// <summary>The forces of which a run for withdrawals alone is due now, each with its due time.</summary>
    /// <param name="only">This force only; null for all.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="LedgerException">The ledger cannot be asked.</exception>
    public async Task<IReadOnlyList<(string Force, DateTimeOffset Due)>> DueAsync(string? only, CancellationToken ct)
    {
        var due = new List<(string, DateTimeOffset)>();
        try
        {
            foreach (WaitingForce force in await _waiting.ReadAsync(ct))
            {
                if ((only is null || only == force.Force) && force.Profile is { } profile
                    && await DueAsync(force, profile.Schedule, ct) is { } at)
                {
                    due.Add((force.Force, at));
                }
            }
        }
        catch (Exception error) when (error is KeyRingException or KeyUnknownException)
        {
            // No other run goes without the ring either, and says so.
            _log.WorkerFault(FailureNote.Of(error));
        }

        return due;
    }

    /// <summary>The due time since the first withdrawal that was not told; after a failure it is tried again half an hour later.</summary>
    private async Task<DateTimeOffset?> DueAsync(WaitingForce force, ScheduleSettings schedule, CancellationToken ct)
    {
        DateTimeOffset now = _time.GetUtcNow();
        DateTimeOffset? due = force.IsLeft ? force.Since : schedule.LastDue(force.Since, now - schedule.Stagger);
        if (due is not { } at)
        {
            return null;
        }

        RecordedRun? last = (await _ledger.Runs.HistoryAsync(force.Force, RunsLookedAt, ct))
            .FirstOrDefault(run => run.Scope == RunRequest.Withdrawals && run.StartedAt >= at);
        return last is null || now >= (last.EndedAt ?? last.StartedAt) + RetryDelay.Longest ? at : null;
    }
}

/// <summary>What Quartz starts: one force's run for withdrawals alone.</summary>
[DisallowConcurrentExecution]
internal sealed class WithdrawalJob : IJob
{
    private readonly WithdrawalNights _nights;
    private readonly ExportRun _flow;
    private readonly DeliverySlots _slots;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly ILogger _log;

    /// <summary>Composes the job; the worker's container does this for each firing.</summary>
    public WithdrawalJob(WithdrawalNights nights, ExportRun flow, DeliverySlots slots, IHostApplicationLifetime lifetime, ILoggerFactory logs)
    {
        _lifetime = lifetime;
        _log = logs.CreateLogger("DataSharing");
        _nights = nights;
        _flow = flow;
        _slots = slots;
    }

    /// <summary>Asks again whether it is due, as another worker may have served it, and runs.</summary>
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        string force = context.JobDetail.Key.Name;
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _lifetime.ApplicationStopping);
        bool entered = false;
        try
        {
            await _slots.Free.WaitAsync(stopping.Token);
            entered = true;
            if (await _nights.DueAsync(force, stopping.Token) is [var (_, due)])
            {
                await _flow.RunAsync(
                    new ExportRequest(force, ExportTask.Export, "schedule") { DueAt = due, WithdrawalsAlone = true }, stopping.Token);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The worker stops: what was not told is planned again at its next start.
        }
        catch (Exception error) when (error is LedgerException or ConfigurationException)
        {
            // The worker's next look plans it again.
            _log.WorkerFault(FailureNote.Of(error));
        }
        finally
        {
            if (entered)
            {
                _slots.Free.Release();
            }
        }
    }
}
