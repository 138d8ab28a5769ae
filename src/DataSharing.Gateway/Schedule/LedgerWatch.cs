using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Telemetry;
using Microsoft.Extensions.Logging;

namespace DataSharing.Gateway.Schedule;

/// <summary>
/// Verifies the ledger beside the worker's loop: when the worker starts, every 24 hours, and every minute while it does not verify. Used by
/// the loop alone.
/// </summary>
internal sealed class LedgerWatch
{
    private static readonly TimeSpan BetweenVerifications = TimeSpan.FromHours(24);
    private static readonly TimeSpan BetweenWhileBroken = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan TimeToEnd = TimeSpan.FromSeconds(10);

    private readonly ExportLedger _ledger;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly TaskCompletionSource _never = new();
    private Task<LedgerVerdict>? _running;
    private volatile LedgerProgress? _progress;
    private long _began;
    private DateTimeOffset _verifiedAt;

    /// <summary>Composes it; nothing is verified before the first <see cref="LookAsync"/>.</summary>
    public LedgerWatch(ExportLedger ledger, TimeProvider time, ILogger log)
    {
        _ledger = ledger;
        _time = time;
        _log = log;
    }

    /// <summary>What the last verification that ended found; null before the first has ended.</summary>
    public LedgerVerdict? Verdict { get; private set; }

    /// <summary>Ends when the verification under way does; never while none is.</summary>
    public Task Ended => _running ?? _never.Task;

    /// <summary>Takes the verdict of a verification that has ended, and begins the next one where it is due. Waits for none.</summary>
    /// <param name="ct">Ends the verification too.</param>
    /// <returns>Whether a verdict was taken.</returns>
    /// <exception cref="LedgerException">The ledger could not be read to its end; what the last verification found stands, and the next
    /// look begins again.</exception>
    public async Task<bool> LookAsync(CancellationToken ct)
    {
        bool taken = false;
        if (_running is { IsCompleted: true } ended)
        {
            _running = null;
            Verdict = await ended;
            _verifiedAt = _time.GetUtcNow();
            _log.LedgerVerified(Verdict.Entries, _progress?.Checked ?? 0, _time.GetElapsedTime(_began));
            taken = true;
        }

        if (_running is not null)
        {
            _log.LedgerVerifying(_progress?.Checked ?? 0, _progress?.Total ?? 0, _time.GetElapsedTime(_began));
        }
        // A clock that was set back does not put the next verification off.
        else if (Verdict is null
            || (_time.GetUtcNow() - _verifiedAt).Duration() >= (Verdict.Ok ? BetweenVerifications : BetweenWhileBroken))
        {
            _began = _time.GetTimestamp();
            _progress = null;
            // A thread of the pool: SQLite's provider gives its thread back only when a statement has ended.
            _running = Task.Run(() => VerifyAsync(ct), CancellationToken.None);
        }

        return taken;
    }

    /// <summary>Waits for a verification that was cancelled, for ten seconds at most.</summary>
    public async Task EndAsync()
    {
        if (_running is { } running)
        {
            await Task.WhenAny(running, Task.Delay(TimeToEnd, _time));
        }
    }

    private async Task<LedgerVerdict> VerifyAsync(CancellationToken ct)
    {
        try
        {
            return await _ledger.Journal.VerifyAsync(new Latest(this), ct);
        }
        catch (LedgerException error) when (error.Kind == LedgerFault.Damaged)
        {
            // Found by the database itself, before any entry could be compared.
            return new LedgerVerdict(false, 0, null, null, error.Message);
        }
    }

    private sealed class Latest(LedgerWatch watch) : IProgress<LedgerProgress>
    {
        public void Report(LedgerProgress value) => watch._progress = value;
    }
}
