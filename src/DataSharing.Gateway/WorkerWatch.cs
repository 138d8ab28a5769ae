using DataSharing.Disclosure;
using DataSharing.Gateway.Health;
using DataSharing.Gateway.Ledger;
using Microsoft.Extensions.Logging;

namespace DataSharing.Gateway;

/// <summary>What the worker looks after beside its schedule: that the ledger is whole, that somebody is told, and that its health can be asked for.</summary>
public sealed class WorkerWatch
{
    private readonly ExportLedger _ledger;
    private readonly Notices _notices;
    private readonly HealthState _health;
    private readonly ILogger _log;
    private readonly LedgerWatch _whole;
    private Reason? _clock;
    private bool _knownBroken;

    /// <summary>Composes it.</summary>
    public WorkerWatch(ExportLedger ledger, Notices notices, HealthState health, TimeProvider time, ILogger log)
    {
        _ledger = ledger;
        _notices = notices;
        _health = health;
        _log = log;
        _whole = new LedgerWatch(ledger, time, log);
    }

    /// <summary>Ends when something happened that is worth a look before the next one is due: a verification of the ledger has ended.</summary>
    public Task Changed => _whole.Ended;

    /// <summary>
    /// Whether anything may be sent: the ledger was verified and is whole. It is verified beside the worker's loop, when the worker starts and every 24 hours,
    /// and every minute while it is not whole; nothing is sent before the first verification has ended. A ledger that somebody altered could send the same
    /// again, or hide what was sent.
    /// </summary>
    public async Task<bool> MaySendAsync(CancellationToken ct)
    {
        if (await _whole.LookAsync(ct).ConfigureAwait(false) && _whole.Verdict is { } verdict)
        {
            if (!verdict.Ok)
            {
                if (!_knownBroken)
                {
                    _log.LedgerBroken(verdict.FirstBad ?? 0);
                }

                _notices.LedgerBroken(verdict);
            }

            _knownBroken = !verdict.Ok;
        }

        // After the verdict was taken: one that nobody takes would wake the loop again at once.
        await _ledger.LookAsync(ct).ConfigureAwait(false);
        if (_whole.Verdict is { Ok: true })
        {
            return true;
        }

        _health.Looked();
        _health.Became((_whole.Verdict is null ? Reason.LedgerVerifying : Reason.LedgerDamaged).Code);
        return false;
    }

    /// <summary>The worker stops: waits for what it does beside its loop, which was cancelled.</summary>
    public Task EndAsync() => _whole.EndAsync();

    /// <summary>The worker has looked at its profiles. It is not ready while its clock cannot be believed: the schedule stands, and every run is refused.</summary>
    public async Task LookedAsync(CancellationToken ct)
    {
        _health.Looked();
        ClockReading clock = await _ledger.ReadClockAsync(ct).ConfigureAwait(false);
        if (clock.Told is { } wrong && wrong != _clock)
        {
            _log.ClockWrong(wrong);
        }

        _clock = clock.Told;
        _health.Became(_clock?.Code);
        await _notices.ClockWrongAsync(clock, ct).ConfigureAwait(false);
        _health.Suspended = await _notices.LookAsync(ct).ConfigureAwait(false);
        _notices.Unready(null);
    }

    /// <summary>A look failed; the next one is due within a minute.</summary>
    public void Failed(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        _health.Looked();
        Reason reason = Failures.ReasonOf(error) ?? Reason.ProgramError;
        _health.Became(reason.Code);
        _notices.Unready(reason);
    }
}
