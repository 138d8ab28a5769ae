using DataSharing.Disclosure;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Ledger;
using Microsoft.Extensions.Logging;
using Quartz;

namespace DataSharing.Gateway.Schedule;

/// <summary>
/// Keeps the alarm clock in step with the profiles: one job per enabled force. What has been served, and what was missed while the worker was
/// down, is asked of the ledger, never of Quartz.
/// </summary>
public sealed class NightlySchedule
{
    /// <summary>The group of all jobs and triggers.</summary>
    internal const string Group = "export";


    private readonly ConfigurationFolder _folder;
    private readonly ExportLedger _ledger;
    private readonly IScheduler _scheduler;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Dictionary<string, string> _scheduled = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _suspended = new(StringComparer.Ordinal);

    /// <summary>Composes the schedule; nothing is scheduled before the first <see cref="AlignAsync(CancellationToken)"/>.</summary>
    public NightlySchedule(ConfigurationFolder folder, ExportLedger ledger, IScheduler scheduler, TimeProvider time, ILogger log)
    {
        _folder = folder;
        _ledger = ledger;
        _scheduler = scheduler;
        _time = time;
        _log = log;
    }

    /// <summary>The forces that have a job now.</summary>
    public IReadOnlyCollection<string> Scheduled => _scheduled.Keys;

    /// <summary>
    /// Reads every profile afresh. A force that is new, or whole again after its profile was broken, is scheduled, and catches up once if its last
    /// due time was missed; one that was removed, disabled or broken loses its job.
    /// </summary>
    public async Task AlignAsync(CancellationToken ct)
    {
        IReadOnlyList<string> forces = _folder.Forces();
        foreach (string gone in _scheduled.Keys.Except(forces, StringComparer.Ordinal).ToList())
        {
            await UnscheduleAsync(gone, ct).ConfigureAwait(false);
        }

        foreach (string force in forces)
        {
            ct.ThrowIfCancellationRequested();
            await AlignAsync(force, ct).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// The due time that a run started now serves: the last one not yet served. Null when there is none, also because the clock was set back to
    /// before a due time that was served already.
    /// </summary>
    public static async Task<DateTimeOffset?> UnservedDueAsync(ExportLedger ledger, string force, ScheduleSettings schedule, DateTimeOffset now, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(schedule);
        DateTimeOffset since = await ledger.FirstSeenEnabledAsync(force, now, ct).ConfigureAwait(false);
        if (await ledger.LastServedDueAsync(force, ct).ConfigureAwait(false) is { } served && served > since)
        {
            since = served;
        }

        return since >= now ? null : schedule.LastDue(since, now);
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

            await UnscheduleAsync(force, ct).ConfigureAwait(false);
            return;
        }

        _suspended.Remove(force);
        if (!configuration.Profile.Enabled)
        {
            await UnscheduleAsync(force, ct).ConfigureAwait(false);
            return;
        }

        string wanted = $"{configuration.Schedule.Cron} {configuration.Schedule.Zone.Id}";
        // A job that stands in a shared store may have been taken away by another worker, which read its profiles a moment earlier or later.
        if (_scheduled.TryGetValue(force, out string? standing) && standing == wanted && await _scheduler.Exists(new JobKey(force, Group), ct).ConfigureAwait(false))
        {
            return;
        }

        bool first = standing is null;
        if (!first)
        {
            await UnscheduleAsync(force, ct).ConfigureAwait(false);
        }

        DateTimeOffset now = _time.GetUtcNow();
        DateTimeOffset? missed = await UnservedDueAsync(_ledger, force, configuration.Schedule, now, ct).ConfigureAwait(false);

        IJobDetail job = JobBuilder.Create<ExportJob>().WithIdentity(force, Group).StoreDurably().RequestRecovery().Build();
        ITrigger nightly = TriggerBuilder.Create().WithIdentity(force, Group).ForJob(job)
            .WithCronSchedule(configuration.Schedule.Cron, cron => cron.InTimeZone(configuration.Schedule.Zone).WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed))
            .Build();
        // Another worker may have put the same job there.
        await _scheduler.ScheduleJob(job, [nightly], new ScheduleJobOptions { Replace = true }, ct).ConfigureAwait(false);
        _scheduled[force] = wanted;
        _log.ForceScheduled(new ForceSlug(force), configuration.Schedule.Next(now, 1) is [var next] ? next : null);

        if (first && missed is { } due)
        {
            _log.CatchUp(new ForceSlug(force), due);
            await _scheduler.TriggerJob(job.Key, ct).ConfigureAwait(false);
        }
    }

    /// <summary>Takes every job away: nothing is sent before the next <see cref="AlignAsync(CancellationToken)"/>.</summary>
    public async Task SuspendAsync(CancellationToken ct)
    {
        foreach (string force in _scheduled.Keys.ToList())
        {
            await UnscheduleAsync(force, ct).ConfigureAwait(false);
        }
    }

    private async Task UnscheduleAsync(string force, CancellationToken ct)
    {
        if (_scheduled.Remove(force))
        {
            await _scheduler.DeleteJob(new JobKey(force, Group), ct).ConfigureAwait(false);
            _log.ForceUnscheduled(new ForceSlug(force));
        }
    }
}
