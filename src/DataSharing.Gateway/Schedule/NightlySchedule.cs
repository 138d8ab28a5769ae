using DataSharing.Disclosure.Configuration;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Standing;
using DataSharing.Gateway.Telemetry;
using Microsoft.Extensions.Logging;
using Quartz;

namespace DataSharing.Gateway.Schedule;

/// <summary>
/// Keeps the alarm clock in step with the profiles: one job per enabled force. What has been served, and what was missed while the worker
/// was down, is asked of the ledger, never of Quartz.
/// </summary>
internal sealed class NightlySchedule
{
    /// <summary>The group of all jobs and triggers.</summary>
    internal const string Group = "export";

    private readonly ConfigurationFolder _folder;
    private readonly DueTimes _due;
    private readonly IScheduler _scheduler;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Dictionary<string, Standing> _scheduled = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _suspended = new(StringComparer.Ordinal);

    /// <summary>Composes the schedule; nothing is scheduled before the first <see cref="AlignAsync(CancellationToken)"/>.</summary>
    public NightlySchedule(ConfigurationFolder folder, DueTimes due, IScheduler scheduler, TimeProvider time, ILogger log)
    {
        _folder = folder;
        _due = due;
        _scheduler = scheduler;
        _time = time;
        _log = log;
    }

    /// <summary>Tells forces whose nights do not go what was withdrawn; null where nobody does.</summary>
    public WithdrawalNights? Withdrawals { get; init; }

    /// <summary>The forces that have a job now.</summary>
    public IReadOnlyCollection<string> Scheduled => _scheduled.Keys;

    /// <summary>
    /// Reads every profile afresh. A force that is new, or whole again after its profile was broken, is scheduled; one that was removed,
    /// disabled or broken loses its job. Each force whose last due time is not served and may be tried is caught up, or its next try
    /// planned, unless it is at work: whatever kept the nightly job from it.
    /// </summary>
    /// <exception cref="LedgerException">The ledger cannot be asked; the next look goes on.</exception>
    public async Task AlignAsync(CancellationToken ct)
    {
        IReadOnlyList<string> forces = _folder.Forces();
        foreach (string gone in _scheduled.Keys.Except(forces, StringComparer.Ordinal).ToList())
        {
            await UnscheduleAsync(gone, ct);
        }

        foreach (string force in forces)
        {
            ct.ThrowIfCancellationRequested();
            await AlignAsync(force, ct);
        }

        if (Withdrawals is not null)
        {
            await Withdrawals.LookAsync(_scheduler, ct);
        }
    }

    private async Task AlignAsync(string force, CancellationToken ct)
    {
        ForceConfiguration configuration;
        try
        {
            configuration = _folder.ReadForce(force);
        }
        catch (ConfigurationException error)
        {
            if (_suspended.GetValueOrDefault(force) != error.Problems.Count)
            {
                _log.ForceSuspended(new ForceSlug(force), error.Problems.Count);
                _suspended[force] = error.Problems.Count;
            }

            await UnscheduleAsync(force, ct);
            return;
        }

        _suspended.Remove(force);
        if (!configuration.Profile.Enabled)
        {
            await UnscheduleAsync(force, ct);
            return;
        }

        Standing standing = await ScheduleAsync(force, configuration.Schedule, ct);
        await CatchUpAsync(force, configuration, standing, ct);
    }

    /// <summary>Sees that the force has its job, with the trigger of its schedule.</summary>
    private async Task<Standing> ScheduleAsync(string force, ScheduleSettings schedule, CancellationToken ct)
    {
        string wanted = $"{schedule.Cron} {schedule.Zone.Id}";
        Standing? before = _scheduled.GetValueOrDefault(force);
        // A job that stands in a shared store may have been taken away by another worker, which read its profiles a moment earlier or
        // later.
        if (before?.Wanted == wanted && await _scheduler.Exists(new JobKey(force, Group), ct))
        {
            return before;
        }

        DateTimeOffset now = _time.GetUtcNow();
        DateTimeOffset? notBefore = null;
        if (before is not null)
        {
            // A schedule that is changed to an earlier hour is not due at once, unless the old one was.
            notBefore = before.Wanted == wanted || await _due.IsOwedAsync(force, before.Schedule, ct) ? before.NotBefore : now;
            await UnscheduleAsync(force, ct);
        }

        IJobDetail job = JobBuilder.Create<ExportJob>().WithIdentity(force, Group).StoreDurably().RequestRecovery().Build();
        ITrigger nightly = TriggerBuilder.Create().WithIdentity(force, Group).ForJob(job)
            .WithCronSchedule(
                schedule.Cron, cron => cron.InTimeZone(schedule.Zone).WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed))
            .Build();
        // Another worker may have put the same job there.
        await _scheduler.ScheduleJob(job, [nightly], new ScheduleJobOptions { Replace = true }, ct);
        var standing = new Standing(wanted, schedule, now, notBefore);
        _scheduled[force] = standing;
        _log.ForceScheduled(new ForceSlug(force), schedule.Next(now, 1) is [var next] ? next : null);
        return standing;
    }

    /// <summary>
    /// Plans the next try of a due time that is not served. The job asks the same question again before it runs, and never runs twice at
    /// once, so that a try planned for nothing does nothing.
    /// </summary>
    private async Task CatchUpAsync(string force, ForceConfiguration configuration, Standing standing, CancellationToken ct)
    {
        var atWork = new FireInstanceQuery { Job = new JobKey(force, Group), State = FireInstanceState.Executing };
        if ((await _scheduler.QueryFireInstances(atWork, ct)).Items.Count > 0
            || await _due.NextAsync(force, configuration, ct) is not { } next || next.Due <= standing.NotBefore)
        {
            return;
        }

        DateTimeOffset now = _time.GetUtcNow();
        // The nightly trigger is there for it.
        if (next is { Recorded: 0, Failed: 0 } && next.Due >= standing.Since && now < next.At + Worker.Interval)
        {
            return;
        }

        if (await PlanAsync(_scheduler, force, next, now, ct))
        {
            if (next.IsLeaseAwaited)
            {
                _log.LeaseAwaited(new ForceSlug(force), next.At, next.Due);
            }
            else if (next.IsNow(now))
            {
                _log.CatchUp(new ForceSlug(force), next.Due);
            }
            else
            {
                _log.RetryPlanned(new ForceSlug(force), next.Failed, next.At, next.Due);
            }
        }
    }

    /// <summary>Sees that the force's job fires at the try's moment, or earlier where that is planned already.</summary>
    /// <returns>Whether it was not planned before.</returns>
    internal static async Task<bool> PlanAsync(IScheduler scheduler, string force, DueTry next, DateTimeOffset now, CancellationToken ct)
    {
        // One key for all of them: whoever plans a try, of several workers too, there is never a second one beside it.
        ITrigger again = TriggerBuilder.Create().WithIdentity($"{force}-retry", Group).ForJob(new JobKey(force, Group))
            .StartAt(next.At > now ? next.At : now).Build();
        return (await scheduler.ScheduleTrigger(again, TriggerConflict.KeepEarlier, ct)).Outcome != ScheduleOutcome.Kept;
    }

    /// <summary>Takes every job away: nothing is sent before the next <see cref="AlignAsync(CancellationToken)"/>.</summary>
    public async Task SuspendAsync(CancellationToken ct)
    {
        foreach (string force in _scheduled.Keys.ToList())
        {
            await UnscheduleAsync(force, ct);
        }
    }

    private async Task UnscheduleAsync(string force, CancellationToken ct)
    {
        if (_scheduled.Remove(force))
        {
            await _scheduler.DeleteJob(new JobKey(force, Group), ct);
            _log.ForceUnscheduled(new ForceSlug(force));
        }
    }

    /// <summary>A force's job as it was put into the scheduler.</summary>
    /// <param name="Wanted">Its times, as text to compare.</param>
    /// <param name="Schedule">Its times.</param>
    /// <param name="Since">When it was put there: earlier due times its trigger does not fire for.</param>
    /// <param name="NotBefore">Up to when due times do not count; null where all do.</param>
    private sealed record Standing(string Wanted, ScheduleSettings Schedule, DateTimeOffset Since, DateTimeOffset? NotBefore);
}
