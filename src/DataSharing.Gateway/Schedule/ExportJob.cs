using DataSharing.Disclosure;
using DataSharing.Disclosure.Configuration;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Standing;
using DataSharing.Gateway.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Quartz;

namespace DataSharing.Gateway.Schedule;

/// <summary>What Quartz starts: one force's nightly run through the one flow. A force never runs twice at once.</summary>
[DisallowConcurrentExecution]
internal sealed class ExportJob : IJob
{


    private readonly ConfigurationFolder _folder;
    private readonly DueTimes _due;
    private readonly ExportRun _flow;
    private readonly DeliverySlots _slots;
    private readonly TimeProvider _time;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly ILogger _log;

    /// <summary>Composes the job; the worker's container does this for each firing.</summary>
    public ExportJob(
        ConfigurationFolder folder, DueTimes due, ExportRun flow, DeliverySlots slots, TimeProvider time, IHostApplicationLifetime lifetime,
        ILoggerFactory logs)
    {
        _folder = folder;
        _due = due;
        _flow = flow;
        _slots = slots;
        _time = time;
        _lifetime = lifetime;
        _log = logs.CreateLogger("DataSharing");
    }

    /// <summary>
    /// Serves the force's last due time, unless it was served already, and plans the next try where it was not. Nothing is thrown: what
    /// fails before the flow, as a ledger that cannot be reached, is a failed try like one in the flow.
    /// </summary>
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        string force = context.JobDetail.Key.Name;
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _lifetime.ApplicationStopping);
        DateTimeOffset fired = context.ScheduledFireTimeUtc ?? _time.GetUtcNow();
        DueTry? next;
        try
        {
            next = await ServeAsync(force, fired, stopping.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The worker stops before the force's turn came; the due time stays unserved and is caught up at the next start.
            return;
        }
        catch (Exception error)
        {
            next = Failed(force, fired, error);
        }

        if (next is not null && !stopping.IsCancellationRequested)
        {
            await PlanAsync(context.Scheduler, force, next);
        }
    }

    /// <returns>The next try; null where none is planned.</returns>
    private async Task<DueTry?> ServeAsync(string force, DateTimeOffset fired, CancellationToken ct)
    {
        DueTry? next;
        try
        {
            next = await _due.NextAsync(force, _folder.ReadForce(force), ct);
        }
        catch (ConfigurationException)
        {
            // The flow reads the profile again and records the refusal with every problem.
            await _flow.RunAsync(RequestOf(force, fired), ct);
            return null;
        }

        try
        {
            return next?.IsNow(_time.GetUtcNow()) == true ? await ServeInTurnAsync(force, ct) : next;
        }
        catch (ConfigurationException)
        {
            // Broken while it waited for its turn or ran. The worker's look suspends the force, and plans the next try when the profile is
            // whole again.
            return null;
        }
    }

    private async Task<DueTry?> ServeInTurnAsync(string force, CancellationToken ct)
    {
        DueTry? made;
        ExportResult result;
        await _slots.Free.WaitAsync(ct);
        try
        {
            // Another worker may have served it meanwhile.
            made = await _due.NextAsync(force, _folder.ReadForce(force), ct);
            if (made?.IsNow(_time.GetUtcNow()) != true)
            {
                return made;
            }

            result = await _flow.RunAsync(RequestOf(force, made.Due), ct);
        }
        finally
        {
            _slots.Free.Release();
        }

        ct.ThrowIfCancellationRequested();
        bool recorded = result.Outcome == RunOutcome.Busy || await _due.WasRecordedAsync(force, made, result.Reason, ct);
        DueTry? next = await _due.NextAsync(force, _folder.ReadForce(force), ct);
        if (next is null && recorded && result.Outcome == RunOutcome.Failed
            && (result.IsTransient || DueTimes.IsMendedElsewhere(result.Reason?.Code)))
        {
            _log.RetriesEnded(new ForceSlug(force), made.Failed + 1);
        }

        return next;
    }

    private static ExportRequest RequestOf(string force, DateTimeOffset due) => new(force, ExportTask.Export, "schedule") { DueAt = due };

    /// <summary>Remembers a failure outside the flow, of which nobody else would know.</summary>
    private DueTry Failed(string force, DateTimeOffset fired, Exception error)
    {
        Reason reason = Failures.ReasonOf(error) ?? Reason.ProgramError;
        _log.RunNotBegun(new ForceSlug(force), reason, FailureNote.Of(error));
        Measures.RunEnded(force, RunOutcome.Failed, reason, 0, 0, TimeSpan.Zero);
        return _due.Failed(force, LastDue(force) ?? fired, reason);
    }

    /// <summary>The last due time, whether served or not: which it is the ledger alone could say.</summary>
    private DateTimeOffset? LastDue(string force)
    {
        try
        {
            return _folder.ReadForce(force).Schedule.LastDue(DateTimeOffset.MinValue, _time.GetUtcNow());
        }
        catch (ConfigurationException)
        {
            return null;
        }
    }

    private async Task PlanAsync(IScheduler scheduler, string force, DueTry next)
    {
        try
        {
            if (!await NightlySchedule.PlanAsync(scheduler, force, next, _time.GetUtcNow(), CancellationToken.None))
            {
                return;
            }
        }
        catch (SchedulerException error)
        {
            // Its store is the ledger's database, too. The worker's next look plans it.
            _log.WorkerFault(FailureNote.Of(error));
            return;
        }

        if (next.IsLeaseAwaited)
        {
            _log.LeaseAwaited(new ForceSlug(force), next.At, next.Due);
        }
        else if (next.Failed > 0)
        {
            _log.RetryPlanned(new ForceSlug(force), next.Failed, next.At, next.Due);
        }
    }
}

/// <summary>How many forces may be served at once.</summary>
internal sealed class DeliverySlots(int most) : IDisposable
{
    /// <summary>Entered before a run and released after it.</summary>
    public SemaphoreSlim Free { get; } = new(most, most);

    /// <summary>Frees the semaphore.</summary>
    public void Dispose() => Free.Dispose();
}
