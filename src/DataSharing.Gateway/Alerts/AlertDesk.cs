using DataSharing.Disclosure;
using DataSharing.Disclosure.Configuration;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Telemetry;
using Microsoft.Extensions.Logging;

namespace DataSharing.Gateway.Alerts;

/// <summary>
/// Where everything goes that a process tells: alerts and heartbeats, each from a queue of its own. Needs no ledger, so that it can tell of
/// one that cannot be used. Whoever tells something never waits for the command or the page.
/// </summary>
internal sealed class AlertDesk : IAsyncDisposable
{
    private const int MostAlerts = 200;
    private const int MostBeats = 200;

    /// <summary>How long a worker may be unable to send for a reason that can pass, before it is told.</summary>
    public static readonly TimeSpan UnreadyAfter = TimeSpan.FromMinutes(15);

    private readonly ConfigurationFolder _folder;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly AlertChannel _channel = new();
    private readonly AlertQueue _alerts;
    private readonly AlertQueue _beats;
    private readonly Lock _lock = new();
    private AlertSettings? _lastGood;
    private DateTimeOffset? _unreadySince;

    /// <summary>Composes it; the settings are read afresh whenever something goes out.</summary>
    /// <param name="folder">Where gateway.json is.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">The log.</param>
    /// <param name="isPatient">Whether what failed is tried again: a worker's is, a command's is not.</param>
    /// <param name="firstDelay">The delay after a first failure; half a minute by default.</param>
    public AlertDesk(ConfigurationFolder folder, TimeProvider time, ILogger log, bool isPatient, TimeSpan? firstDelay = null)
    {
        _folder = folder;
        _time = time;
        _log = log;
        IsWorkers = isPatient;
        TimeSpan delay = firstDelay ?? TimeSpan.FromSeconds(30);
        _alerts = new AlertQueue(time, MostAlerts, isPatient) { FirstDelay = delay };
        _beats = new AlertQueue(time, MostBeats, isPatient) { FirstDelay = delay };
        Settings();
    }

    /// <summary>Whether it is a worker's, which looks twice a minute; a command's ends with its command.</summary>
    public bool IsWorkers { get; }

    /// <summary>
    /// The <c>alerts</c> block of gateway.json; while that file has problems, the block as it was when it last had none. Null where this
    /// process never read a good one.
    /// </summary>
    public AlertSettings? Settings()
    {
        lock (_lock)
        {
            try
            {
                _lastGood = _folder.ReadSettings().Alerts;
            }
            catch (ConfigurationException)
            {
                // That it is broken is told of as what it suspends.
            }

            return _lastGood;
        }
    }

    /// <summary>Whether a key waits to be told, or was told by this process.</summary>
    public bool Knows(string key) => _alerts.Knows(key);

    /// <summary>Whether a key was told by this process.</summary>
    public bool Told(string key) => _alerts.Told(key);

    /// <summary>Has an alert told.</summary>
    /// <param name="alert">What.</param>
    /// <param name="keys">What it is about; may be empty.</param>
    /// <param name="told">What is done when it was told, for example a mark in the ledger; a ledger that cannot be written then is no
    /// failure, and the key is known here.</param>
    public void Tell(Alert alert, IReadOnlyCollection<string> keys, Func<Task>? told = null)
    {
        ArgumentNullException.ThrowIfNull(alert);
        var force = new ForceSlug(alert.Force ?? "all");
        DateTimeOffset at = _time.GetUtcNow();
        // An alert that the command does not take holds up what comes after it about the force, or of its kind, and nothing else.
        if (!_alerts.Add(
            alert.Force ?? Json.Word(alert.Kind), keys, ct => TellAsync(alert, at, ct), () => MarkAsync(told),
            (error, again) => Failed(force, error, again)))
        {
            _log.AlertDropped(alert.Kind, force);
            return;
        }

        if (alert.Kind != AlertKind.NightSummary)
        {
            _log.Alerted(alert.Kind, force);
        }
    }

    /// <summary>
    /// Has a force's heart beat: its night went well. A run for withdrawals alone is no night. A beat that still waits is not added again.
    /// </summary>
    public void Beat(ExportResult ended)
    {
        ArgumentNullException.ThrowIfNull(ended);
        string force = ended.Force;
        if (ended.IsOfWithdrawalsAlone || Settings()?.HeartbeatOf(force) is null || _beats.Waits(force))
        {
            return;
        }

        _beats.Add(force, [force], ct => Settings() is { } settings ? _channel.BeatAsync(settings, force, ct) : Task.CompletedTask,
            () => Task.CompletedTask, (error, again) => Failed(new ForceSlug(force), error, again));
    }

    /// <summary>
    /// The worker cannot send, or can again (null). That is told at once where retrying will not fix it, and else after a quarter of an
    /// hour; then once a day. It goes by this process's memory, because the ledger may be what is missing.
    /// </summary>
    public void Unready(Reason? reason)
    {
        string key;
        lock (_lock)
        {
            if (reason is null)
            {
                _unreadySince = null;
                return;
            }

            DateTimeOffset now = _time.GetUtcNow();
            // A clock that was set back begins it anew.
            _unreadySince = _unreadySince is { } since && since <= now ? since : now;
            if (Telling.Of(reason) != ToldWhen.AtOnce && now - _unreadySince < UnreadyAfter)
            {
                return;
            }

            key = $"{Json.Word(AlertKind.WorkerNotReady)} {reason.Code} {DayText.Of(London.Today(_time))}";
        }

        if (!Knows(key))
        {
            Tell(new Alert(
                AlertKind.WorkerNotReady, null,
                $"The worker cannot send to any force: {reason.Code}. {reason.Meaning}") { Reason = reason.Code }, [key]);
        }
    }

    /// <summary>Waits until everything was told or given up, or the time is up.</summary>
    /// <returns>Whether nothing waits any more.</returns>
    public async Task<bool> DrainAsync(TimeSpan most)
    {
        bool[] empty = await Task.WhenAll(_alerts.DrainAsync(most), _beats.DrainAsync(most));
        return Array.TrueForAll(empty, static one => one);
    }

    /// <summary>
    /// Ends what is under way and gives up the rest: where there is a mark for it in the ledger, it is missing, and the next worker tells
    /// it.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        await _alerts.DisposeAsync();
        await _beats.DisposeAsync();
        _channel.Dispose();
    }

    private async Task TellAsync(Alert alert, DateTimeOffset at, CancellationToken ct)
    {
        if (Settings() is not { } settings)
        {
            throw new AlertException("gateway.json has problems, and this process has never read its alerts block.");
        }

        await AlertChannel.TellAsync(settings, alert, at, ct);
    }

    private async Task MarkAsync(Func<Task>? told)
    {
        try
        {
            await (told?.Invoke() ?? Task.CompletedTask);
        }
        catch (Exception error)
        {
            // It was told, and this process knows that; the mark is written at a later look. Another process tells it again: rather twice
            // than not at all.
            _log.AlertNotMarked(FailureNote.Of(error));
        }
    }

    private void Failed(ForceSlug force, Exception error, TimeSpan? again)
    {
        if (again is { } wait)
        {
            _log.AlertDelayed(force, AlertFault.Of(error), wait);
        }
        else
        {
            _log.AlertFailed(force, AlertFault.Of(error));
        }
    }
}
