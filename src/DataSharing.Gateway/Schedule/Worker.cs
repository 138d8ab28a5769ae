using DataSharing.Disclosure;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Quartz;

namespace DataSharing.Gateway.Schedule;

/// <summary>
/// The worker service: aligns the schedule with the profiles at start and then every half minute, until it is asked to stop.
/// </summary>
internal sealed class Worker : BackgroundService
{
    /// <summary>Profiles are read again at least each minute; twice, so that a slow reading does not break the promise.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private readonly ISchedulerFactory _schedulers;
    private readonly Func<IScheduler, NightlySchedule> _compose;
    private readonly WorkerWatch _watch;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly IHostApplicationLifetime _lifetime;
    private bool _started;

    /// <summary>Composes the worker.</summary>
    public Worker(
        ISchedulerFactory schedulers, Func<IScheduler, NightlySchedule> compose, WorkerWatch watch, TimeProvider time, ILogger log,
        IHostApplicationLifetime lifetime)
    {
        _lifetime = lifetime;
        _watch = watch;
        _schedulers = schedulers;
        _compose = compose;
        _time = time;
        _log = log;
    }

    /// <summary>Why the worker ended itself; null while it runs, and when it was asked to stop.</summary>
    public LedgerException? Ended { get; private set; }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        NightlySchedule schedule = _compose(await _schedulers.GetScheduler(stoppingToken));
        using var timer = new PeriodicTimer(Interval, _time);
        Task<bool> tick = timer.WaitForNextTickAsync(stoppingToken).AsTask();
        try
        {
            while (await LookAsync(schedule, stoppingToken) && await WaitAsync())
            {
            }
        }
        catch (OperationCanceledException)
        {
            _log.WorkerStopped();
        }
        finally
        {
            await _watch.EndAsync();
        }

        // Until the next look is due, or something is worth one before.
        async Task<bool> WaitAsync()
        {
            if (await Task.WhenAny(tick, _watch.Changed) == tick)
            {
                if (!await tick)
                {
                    return false;
                }

                tick = timer.WaitForNextTickAsync(stoppingToken).AsTask();
            }

            return true;
        }
    }

    /// <summary>Aligns the schedule with the profiles once.</summary>
    /// <returns>False when the worker is to end.</returns>
    private async Task<bool> LookAsync(NightlySchedule schedule, CancellationToken ct)
    {
        try
        {
            if (!await _watch.MaySendAsync(ct))
            {
                await schedule.SuspendAsync(ct);
                return true;
            }

            await schedule.AlignAsync(ct);
            await _watch.LookedAsync(ct);
            if (!_started)
            {
                _started = true;
                _log.WorkerStarted(schedule.Scheduled.Count);
            }
        }
        catch (LedgerException error) when (error.Kind == LedgerFault.SchemaNewer)
        {
            // Two versions may not share a ledger, and waiting mends nothing: the newer one goes on.
            Ended = error;
            _watch.Failed(error);
            _log.WorkerEnded(Reason.LedgerNewer);
            _lifetime.StopApplication();
            return false;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // A folder that cannot be listed or a ledger that is locked for a moment must not end the worker for all forces.
            _log.WorkerFault(FailureNote.Of(error));
            _watch.Failed(error);
        }

        return true;
    }
}
