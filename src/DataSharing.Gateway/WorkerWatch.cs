using DataSharing.Disclosure;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Health;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Witness;
using Microsoft.Extensions.Logging;

namespace DataSharing.Gateway;

/// <summary>What the worker looks after beside its schedule: that the ledger is whole, that somebody is told, and that its health can be asked for.</summary>
public sealed class WorkerWatch
{
    private static readonly TimeSpan BetweenVerifications = TimeSpan.FromHours(24);

    // The outbox and the ledger's list of it grow; the witness alone is looked at each time.
    private static readonly TimeSpan BetweenComparisons = TimeSpan.FromHours(1);

    private readonly ConfigurationFolder _folder;
    private readonly ExportLedger _ledger;
    private readonly Notices _notices;
    private readonly HealthState _health;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private DateTimeOffset? _verifiedAt;
    private LedgerVerdict? _verdict;
    private DateTimeOffset? _comparedAt;
    private HashSet<string> _older = [];

    /// <summary>Composes it.</summary>
    public WorkerWatch(ConfigurationFolder folder, ExportLedger ledger, Notices notices, HealthState health, TimeProvider time, ILogger log)
    {
        _folder = folder;
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
        if (_verdict is not { Ok: true } || now - _verifiedAt >= BetweenVerifications)
        {
            bool known = _verdict is { Ok: false };
            _verdict = await _ledger.VerifyAsync(null, ct).ConfigureAwait(false);
            _verifiedAt = now;
            if (!_verdict.Ok && !known)
            {
                _log.LedgerBroken(_verdict.FirstBad ?? 0);
                await _notices.LedgerBrokenAsync(_verdict, ct).ConfigureAwait(false);
            }
        }

        if (!_verdict.Ok)
        {
            _health.Looked();
            _health.Became(Reason.LedgerDamaged.Code);
        }

        return _verdict.Ok;
    }

    /// <summary>The worker has looked at its profiles. It is ready unless the ledger is older than what was sent to some force, whose runs are then refused.</summary>
    public async Task LookedAsync(CancellationToken ct)
    {
        _health.Looked();
        _health.Became((await CompareAsync(ct).ConfigureAwait(false))?.Code);
        await _notices.LookAsync(ct).ConfigureAwait(false);
    }

    /// <summary>Compares the ledger with what is known outside it, and tells what is older.</summary>
    private async Task<Reason?> CompareAsync(CancellationToken ct)
    {
        try
        {
            var age = LedgerAge.Of(_folder.ReadSettings(), _ledger);
            DateTimeOffset now = _time.GetUtcNow();
            bool whole = _older.Count > 0 || _comparedAt is not { } at || now - at >= BetweenComparisons;
            IReadOnlyList<LedgerFinding> older = whole ? await age.OlderAsync(_folder.Forces(), ct).ConfigureAwait(false) : await age.OlderByWitnessAsync(ct).ConfigureAwait(false);
            if (!whole && older.Count > 0)
            {
                // The outbox may know of a higher number than the witness.
                whole = true;
                older = await age.OlderAsync(_folder.Forces(), ct).ConfigureAwait(false);
            }

            _comparedAt = whole ? now : _comparedAt;
            foreach (LedgerFinding found in older)
            {
                await age.SayAsync(found, ct).ConfigureAwait(false);
                if (!_older.Contains(found.Force))
                {
                    _log.LedgerOlder(new ForceSlug(found.Force), found.LedgerNext);
                }

                await _notices.LedgerOlderAsync(found, ct).ConfigureAwait(false);
            }

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
        _health.Became((Failures.ReasonOf(error) ?? Reason.ProgramError).Code);
    }
}
