using System.Globalization;
using DataSharing.Disclosure;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Ledger;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Quartz;

namespace DataSharing.Gateway.Schedule;

/// <summary>What Quartz starts: one force's nightly run through the one flow. A force never runs twice at once.</summary>
[DisallowConcurrentExecution]
public sealed class ExportJob : IJob
{
    private const string Attempt = "attempt";
    private static readonly TimeSpan ShortestDelay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(30);

    // A server that keeps us out counts how often we come.
    private static readonly TimeSpan ShortestDelayTurnedAway = TimeSpan.FromMinutes(2);

    private readonly ConfigurationFolder _folder;
    private readonly ExportLedger _ledger;
    private readonly ExportRun _flow;
    private readonly DeliverySlots _slots;
    private readonly TimeProvider _time;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly ILogger _log;

    /// <summary>Composes the job; the worker's container does this for each firing.</summary>
    public ExportJob(ConfigurationFolder folder, ExportLedger ledger, ExportRun flow, DeliverySlots slots, TimeProvider time, IHostApplicationLifetime lifetime, ILoggerFactory logs)
    {
        _folder = folder;
        _ledger = ledger;
        _flow = flow;
        _slots = slots;
        _time = time;
        _lifetime = lifetime;
        _log = logs.CreateLogger("DataSharing");
    }

    /// <summary>Serves the force's last due time, unless it was served already; where it failed for a passing reason, plans to try again.</summary>
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        string force = context.JobDetail.Key.Name;
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _lifetime.ApplicationStopping);
        ExportResult? result = null;
        DateTimeOffset? due = null;
        ScheduleSettings? schedule = null;
        try
        {
            (due, schedule) = await DueAsync(force, stopping.Token).ConfigureAwait(false);
            if (due is not { } first)
            {
                return;
            }

            await WaitForTurnAsync(schedule, first, stopping.Token).ConfigureAwait(false);
            try
            {
                // Another worker may have served it meanwhile.
                (due, schedule) = await DueAsync(force, stopping.Token).ConfigureAwait(false);
                if (due is not { } served)
                {
                    return;
                }

                result = await _flow.RunAsync(new ExportRequest(force, ExportTask.Export, "schedule") { DueAt = served }, stopping.Token).ConfigureAwait(false);
            }
            finally
            {
                _slots.Free.Release();
            }
        }
        catch (OperationCanceledException)
        {
            // The worker stops before the force's turn came; the due time stays unserved and is caught up at the next start.
            return;
        }

        if (result is { IsTransient: true } && schedule is not null && !stopping.IsCancellationRequested)
        {
            await RetryAsync(context, force, schedule, due!.Value, result.Reason).ConfigureAwait(false);
        }
    }

    /// <summary>The delay before a try: any time up to twice that of the try before, so that those who failed together do not come back together.</summary>
    /// <param name="attempt">How many tries have failed, 1 or more.</param>
    /// <param name="chance">A number from 0 to below 1.</param>
    /// <param name="reason">Why it failed: a drop that is full stays so for a while, and one that turned us away is left alone for two minutes at least.</param>
    public static TimeSpan DelayOf(int attempt, double chance, Reason? reason = null)
    {
        if (reason == Reason.DropFull)
        {
            return LongestDelay + TimeSpan.FromSeconds(chance * FirstDelay.TotalSeconds);
        }

        double most = Math.Min(LongestDelay.TotalSeconds, FirstDelay.TotalSeconds * Math.Pow(2, Math.Min(attempt - 1, 16)));
        return (reason == Reason.DropTurnedAway ? ShortestDelayTurnedAway : ShortestDelay) + TimeSpan.FromSeconds(chance * most);
    }

    /// <summary>Waits out the force's stagger, and for a free slot, which is then the caller's.</summary>
    private async Task WaitForTurnAsync(ScheduleSettings? schedule, DateTimeOffset due, CancellationToken ct)
    {
        TimeSpan left = due + (schedule?.Stagger ?? TimeSpan.Zero) - _time.GetUtcNow();
        if (left > TimeSpan.Zero)
        {
            await Task.Delay(left, _time, ct).ConfigureAwait(false);
        }

        await _slots.Free.WaitAsync(ct).ConfigureAwait(false);
    }

    private async Task RetryAsync(IJobExecutionContext context, string force, ScheduleSettings schedule, DateTimeOffset due, Reason? reason)
    {
        int attempt = context.MergedJobDataMap.TryGetString(Attempt, out string? before) && int.TryParse(before, CultureInfo.InvariantCulture, out int number) ? number + 1 : 1;
        DateTimeOffset at = _time.GetUtcNow() + DelayOf(attempt, Random.Shared.NextDouble(), reason);
        if (at > due + schedule.RetryWindow)
        {
            _log.RetriesEnded(new ForceSlug(force), attempt);
            return;
        }

        ITrigger again = TriggerBuilder.Create().WithIdentity($"{force}-retry", NightlySchedule.Group).ForJob(context.JobDetail.Key)
            .UsingJobData(Attempt, attempt.ToString(CultureInfo.InvariantCulture)).StartAt(at).Build();
        // Another retry may stand there, of a run that was asked for twice.
        await context.Scheduler.UnscheduleJob(again.Key).ConfigureAwait(false);
        await context.Scheduler.ScheduleJob(again).ConfigureAwait(false);
        _log.RetryPlanned(new ForceSlug(force), attempt, at);
    }

    private async Task<(DateTimeOffset? Due, ScheduleSettings? Schedule)> DueAsync(string force, CancellationToken ct)
    {
        try
        {
            ScheduleSettings schedule = _folder.ReadForce(force).Schedule;
            return (await NightlySchedule.UnservedDueAsync(_ledger, force, schedule, _time.GetUtcNow(), ct).ConfigureAwait(false), schedule);
        }
        catch (ConfigurationException)
        {
            // The flow reads the profile again and records the refusal with every problem.
            return (_time.GetUtcNow(), null);
        }
    }
}

/// <summary>How many forces may be served at once.</summary>
public sealed class DeliverySlots(int most) : IDisposable
{
    /// <summary>Entered before a run and released after it.</summary>
    public SemaphoreSlim Free { get; } = new(most, most);

    /// <summary>Frees the semaphore.</summary>
    public void Dispose() => Free.Dispose();
}
