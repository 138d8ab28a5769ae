using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Ledger;
using Microsoft.Extensions.Hosting;
using Quartz;

namespace DataSharing.Gateway.Schedule;

/// <summary>What Quartz starts: one force's nightly run through the one flow. A force never runs twice at once.</summary>
[DisallowConcurrentExecution]
public sealed class ExportJob : IJob
{
    private readonly ConfigurationFolder _folder;
    private readonly ExportLedger _ledger;
    private readonly ExportRun _flow;
    private readonly DeliverySlots _slots;
    private readonly TimeProvider _time;
    private readonly IHostApplicationLifetime _lifetime;

    /// <summary>Composes the job; the worker's container does this for each firing.</summary>
    public ExportJob(ConfigurationFolder folder, ExportLedger ledger, ExportRun flow, DeliverySlots slots, TimeProvider time, IHostApplicationLifetime lifetime)
    {
        _folder = folder;
        _ledger = ledger;
        _flow = flow;
        _slots = slots;
        _time = time;
        _lifetime = lifetime;
    }

    /// <summary>Serves the force's last due time, unless it was served already.</summary>
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        string force = context.JobDetail.Key.Name;
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _lifetime.ApplicationStopping);
        try
        {
            await _slots.Free.WaitAsync(stopping.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The worker stops before the force's turn came; the due time stays unserved and is caught up at the next start.
            return;
        }

        try
        {
            DateTimeOffset? due = await DueAsync(force, stopping.Token).ConfigureAwait(false);
            if (due is { } served)
            {
                await _flow.RunAsync(new ExportRequest(force, ExportTask.Export, "schedule") { DueAt = served }, stopping.Token).ConfigureAwait(false);
            }
        }
        finally
        {
            _slots.Free.Release();
        }
    }

    private async Task<DateTimeOffset?> DueAsync(string force, CancellationToken ct)
    {
        try
        {
            ScheduleSettings schedule = _folder.ReadForce(force).Schedule;
            return await NightlySchedule.UnservedDueAsync(_ledger, force, schedule, _time.GetUtcNow(), ct).ConfigureAwait(false);
        }
        catch (ConfigurationException)
        {
            // The flow reads the profile again and records the refusal with every problem.
            return _time.GetUtcNow();
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
