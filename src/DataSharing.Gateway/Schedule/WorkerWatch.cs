using DataSharing.Disclosure;
using DataSharing.Disclosure.Configuration;
using DataSharing.Gateway.Alerts;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Health;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Telemetry;
using DataSharing.Gateway.Witness;
using Microsoft.Extensions.Logging;

namespace DataSharing.Gateway.Schedule;

/// <summary>
/// What the worker looks after beside its schedule: that the ledger is whole, that somebody is told, and that its health can be asked for.
/// </summary>
internal sealed class WorkerWatch
{
    // The outbox and the ledger's list of it grow; the witness alone is looked at each time.
    private static readonly TimeSpan BetweenComparisons = TimeSpan.FromHours(1);

    private readonly ConfigurationFolder _folder;
    private readonly ExportLedger _ledger;
    private readonly Alerter _alerter;
    private readonly HealthState _health;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly LedgerWatch _whole;
    private readonly PeopleWatch _people;
    private Reason? _clock;
    private bool _knownBroken;
    private DateTimeOffset? _comparedAt;
    private HashSet<string> _older = [];

    /// <summary>Composes it.</summary>
    public WorkerWatch(ConfigurationFolder folder, ExportLedger ledger, Alerter alerter, HealthState health, TimeProvider time, ILogger log)
    {
        _folder = folder;
        _ledger = ledger;
        _alerter = alerter;
        _health = health;
        _time = time;
        _log = log;
        _whole = new LedgerWatch(ledger, time, log);
        _people = new PeopleWatch(folder, ledger, alerter.People);
    }

    /// <summary>
    /// Ends when something happened that is worth a look before the next one is due: a verification of the ledger has ended.
    /// </summary>
    public Task Changed => _whole.Ended;

    /// <summary>
    /// Whether anything may be sent: the ledger was verified and is whole. It is verified beside the worker's loop, when the worker starts
    /// and every 24 hours, and every minute while it is not whole; nothing is sent before the first verification has ended. A ledger that
    /// somebody altered could send the same again, or hide what was sent.
    /// </summary>
    public async Task<bool> MaySendAsync(CancellationToken ct)
    {
        if (await _whole.LookAsync(ct) && _whole.Verdict is { } verdict)
        {
            if (!verdict.Ok)
            {
                if (!_knownBroken)
                {
                    _log.LedgerBroken(verdict.FirstBad ?? 0);
                }

                _alerter.LedgerBroken(verdict);
            }

            _knownBroken = !verdict.Ok;
        }

        // After the verdict was taken: one that nobody takes would wake the loop again at once.
        await _ledger.LookAsync(ct);
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

    /// <summary>
    /// The worker has looked at its profiles. It is not ready while its clock cannot be believed, and while the ledger is older than what
    /// was sent to some force: the schedule stands, and the runs are refused.
    /// </summary>
    public async Task LookedAsync(CancellationToken ct)
    {
        _health.Looked();
        ClockReading clock = await _ledger.Clock.ReadAsync(ct);
        if (clock.Told is { } wrong && wrong != _clock)
        {
            _log.ClockWrong(wrong);
        }

        _clock = clock.Told;
        Reason? older = await CompareAsync(ct);
        _health.Became((_clock ?? older)?.Code);
        await _alerter.ClockWrongAsync(clock, ct);
        _health.Suspended = await _alerter.LookAsync(ct);
        // Last: an entry about people that cannot be written holds up no other alert.
        await _people.LookAsync(ct);
        _alerter.Unready(null);
    }

    /// <summary>Compares the ledger with what is known outside it, and tells what is older.</summary>
    private async Task<Reason?> CompareAsync(CancellationToken ct)
    {
        try
        {
            var age = LedgerAge.Of(_folder.ReadSettings(), _ledger);
            DateTimeOffset now = _time.GetUtcNow();
            bool whole = _older.Count > 0 || _comparedAt is not { } at || (now - at).Duration() >= BetweenComparisons;
            IReadOnlyList<LedgerFinding> older = whole ? await age.OlderAsync(_folder.Forces(), ct) : await age.OlderByWitnessAsync(ct);
            if (!whole && older.Count > 0)
            {
                // The outbox may know of a higher number than the witness.
                whole = true;
                older = await age.OlderAsync(_folder.Forces(), ct);
            }

            if (older.Count == 0)
            {
                await age.KeepOrdersAsync(ct);
            }

            _comparedAt = whole ? now : _comparedAt;
            foreach (LedgerFinding found in older)
            {
                await age.SayAsync(found, ct);
                if (!_older.Contains(found.Force))
                {
                    _log.LedgerOlder(new ForceSlug(found.Force), found.LedgerNext);
                }
            }

            await _alerter.LedgerOlderAsync(older, ct);

            _older = [.. older.Select(found => found.Force)];
            return older.Count == 0 ? null : Reason.LedgerOlder;
        }
        catch (ConfigurationException)
        {
            // The worker logs a broken gateway.json with every force that it suspends because of it.
            return null;
        }
        catch (WitnessException error)
        {
            _log.WorkerFault(FailureNote.Of(error));
            return Reason.WitnessUnavailable;
        }
    }

    /// <summary>A look failed; the next one is due within a minute.</summary>
    public void Failed(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        _health.Looked();
        Reason reason = Failures.ReasonOf(error) ?? Reason.ProgramError;
        _health.Became(reason.Code);
        _alerter.Unready(reason);
    }
}
