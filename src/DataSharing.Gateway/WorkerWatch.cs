using DataSharing.Disclosure;
using DataSharing.Gateway.Health;
using DataSharing.Gateway.Ledger;
using Microsoft.Extensions.Logging;

namespace DataSharing.Gateway;

/// <summary>What the worker looks after beside its schedule: that the ledger is whole, that somebody is told, and that its health can be asked for.</summary>
public sealed class WorkerWatch
{
    private static readonly TimeSpan BetweenVerifications = TimeSpan.FromHours(24);

    private readonly ExportLedger _ledger;
    private readonly Notices _notices;
    private readonly HealthState _health;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private DateTimeOffset _verifiedAt;
    private Reason? _clock;
    private LedgerVerdict? _verdict;

    /// <summary>Composes it.</summary>
    public WorkerWatch(ExportLedger ledger, Notices notices, HealthState health, TimeProvider time, ILogger log)
    {
        _ledger = ledger;
        _notices = notices;
        _health = health;
        _time = time;
        _log = log;
    }

    /// <summary>
    /// Whether anything may be sent: the ledger verifies, looked at when the worker starts and every 24 hours, and while it does not at every call. A ledger
    /// that somebody altered could send the same again, or hide what was sent.
    /// </summary>
    public async Task<bool> MaySendAsync(CancellationToken ct)
    {
        await _ledger.LookAsync(ct).ConfigureAwait(false);
        DateTimeOffset now = _time.GetUtcNow();
        // A clock that was set back by more does not put the next verification off.
        if (_verdict is not { Ok: true } || (now - _verifiedAt).Duration() >= BetweenVerifications)
        {
            bool known = _verdict is { Ok: false };
            _verdict = await _ledger.VerifyAsync(null, ct).ConfigureAwait(false);
            _verifiedAt = now;
            if (!_verdict.Ok)
            {
                if (!known)
                {
                    _log.LedgerBroken(_verdict.FirstBad ?? 0);
                }

                _notices.LedgerBroken(_verdict);
            }
        }

        if (!_verdict.Ok)
        {
            _health.Looked();
            _health.Became(Reason.LedgerDamaged.Code);
        }

        return _verdict.Ok;
    }

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
