using System.Globalization;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Profile;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Standing;
using DataSharing.Gateway.Telemetry;
using DataSharing.Gateway.Witness;
using Microsoft.Extensions.Logging;

namespace DataSharing.Gateway.Alerts;

/// <summary>
/// Decides what the administrator is told: when a run ends, and at every look of the worker what is late, suspended or ends soon, once
/// each. The telling itself is the desk's; a mark stands in the ledger when it was told. That somebody cannot be told is logged, and
/// changes nothing else.
/// </summary>
internal sealed class Alerter : IRunFollower
{
    private const string InSummary = "engineChangedInSummary";

    /// <summary>How many runs back one that has ended is looked for: later ones may be under way, or have found the force busy.</summary>
    private const int RunsLookedAt = 20;
    private static readonly int[] DaysAhead = [7, 30];

    // By then the night's run has told it. On a night without a run it is told now.
    private static readonly TimeOnly Noon = new(12, 0);

    // What was told yesterday and is still so is told again when somebody is there.
    private static readonly TimeOnly Morning = new(8, 0);

    private readonly ConfigurationFolder _folder;
    private readonly ExportLedger _ledger;
    private readonly AlertDesk _desk;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly LateNights _late;
    private readonly StoppedRun _stopped;
    private readonly ToldMarks _marks;
    private readonly UntellableForces _untellable;
    private readonly AlreadySentAlerts _alreadySent;

    /// <summary>Composes it.</summary>
    public Alerter(ConfigurationFolder folder, ExportLedger ledger, AlertDesk desk, TimeProvider time, ILogger log)
    {
        ArgumentNullException.ThrowIfNull(time);
        _folder = folder;
        _ledger = ledger;
        _desk = desk;
        _time = time;
        _log = log;
        _late = new LateNights(ledger, time.GetUtcNow());
        _stopped = new StoppedRun(folder, ledger);
        _marks = new ToldMarks(ledger, desk);
        _untellable = new UntellableForces(folder, ledger, _marks, time);
        _alreadySent = new AlreadySentAlerts(ledger, desk, _marks, time);
        People = new PeopleAlerts(ledger, _marks, time);
    }

    /// <summary>Tells of who may act.</summary>
    public PeopleAlerts People { get; }

    /// <summary>
    /// Tells of records that the force has and must not have (every day until an administrator has said a word), of a run that was held,
    /// met another host key, or stopped before something that retrying will not fix (once a day for each cause), and beats the force's
    /// heart after one that ended well. What forces share a worker leaves to its next look, which tells it in one.
    /// </summary>
    public async Task RunEndedAsync(ExportResult result, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(result);
        await _alreadySent.TellAsync(result, ct);
        if (result.Outcome is RunOutcome.Delivered or RunOutcome.NothingToSend)
        {
            _desk.Beat(result);
            return;
        }

        foreach (Alert alert in new[] { _stopped.Of(result), StoppedRun.RiseOf(result) }.OfType<Alert>())
        {
            await TellEndAsync(result, alert, ct);
        }
    }

    /// <summary>Tells what is late, what is suspended, what ends soon, and how the night went; each once, whatever restarts.</summary>
    /// <returns>How many forces are suspended.</returns>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public async Task<int> LookAsync(CancellationToken ct)
    {
        DateTimeOffset now = _time.GetUtcNow();
        DateOnly today = London.Today(_time);
        TimeOnly clock = TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, London.Zone).DateTime);
        IReadOnlyList<ForceState> states = await ForceState.ReadAsync(_folder, _ledger, _time, ct);
        Measures.Seen(
            [.. states.Where(state => state.Standing != ForceStanding.Stopped).Select(state => (new ForceSlug(state.Force), state.LastDelivery ?? state.FirstSeen))],
            _time);
        await TellSuspendedAsync(states, today, clock, ct);
        await TellLastRunsAsync(states, ct);
        await _untellable.TellAsync(ct);
        foreach (ForceState state in states)
        {
            await LookAtAsync(state, today, now, ct);
        }

        await TellLateAsync(await _late.ToTellAsync(states, now, ct), ct);
        if (clock >= Noon)
        {
            await _alreadySent.TellAllAsync(ct);
        }

        if (_desk.Settings()?.SummaryAt is { } at && clock >= at)
        {
            await TellSummaryAsync(states, today, ct);
        }

        return states.Count(state => state.Standing == ForceStanding.Suspended);
    }

    /// <summary>
    /// Tells once for a force that the default engine, by which its next delivery goes, is another than that of its last one.
    /// </summary>
    public async Task LookAtEngineAsync(ForceConfiguration configuration, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        string force = configuration.Profile.Force;
        if (configuration.Drop.NamesEngine
            || EngineChange.Of(configuration, await _ledger.Exports.LastEvidenceAsync(force, ct)) is not { } message
            || await IsEngineChangeToldAsync(force, ct))
        {
            return;
        }

        _log.EngineChanged(new ForceSlug(force));
        await _marks.TellOnceAsync(new Alert(AlertKind.EngineChanged, force, message), [force], null, ct);
    }

    /// <summary>
    /// Tells that the ledger does not verify; once a day, by this process's memory: nothing is written into such a ledger.
    /// </summary>
    /// <param name="verdict">What was found.</param>
    public void LedgerBroken(LedgerVerdict verdict)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        string key = ToldMarks.Key(AlertKind.LedgerBroken, DayText.Of(London.Today(_time)));
        if (_desk.Knows(key))
        {
            return;
        }

        _desk.Tell(new Alert(
            AlertKind.LedgerBroken, null,
            $"The ledger was altered, and nothing is sent before somebody has looked: {verdict.Problem} See: datasharing ledger verify."),
            [key]);
    }

    /// <summary>
    /// Tells, once a day, that the machine's clock contradicts the database server's, or that the ledger has moments that are yet to come;
    /// nothing is sent meanwhile.
    /// </summary>
    /// <param name="clock">What was compared.</param>
    /// <param name="ct">Cancels.</param>
    public async Task ClockWrongAsync(ClockReading clock, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(clock);
        if (clock is { Told: { } reason, Sentence: { } sentence })
        {
            await _marks.TellOnceAsync(
                new Alert(AlertKind.ClockAhead, null, sentence) { Reason = reason.Code },
                [$"{reason.Code} {DayText.Of(London.Today(_time))}"], null, ct);
        }
    }

    /// <summary>
    /// Tells that the ledger is older than what was sent to these forces, once a day each; the forces' runs tell it under the same subject.
    /// </summary>
    internal Task LedgerOlderAsync(IEnumerable<LedgerFinding> found, CancellationToken ct)
    {
        DateTimeOffset now = _time.GetUtcNow();
        return TellStoppedAsync(
            [.. found.Select(one => new Alert(AlertKind.DeliveryStopped, one.Force, one.Older!) { Reason = Reason.LedgerOlder.Code }).Select(alert => (alert, StoppedRun.Subject(alert, null, now)))], ct);
    }

    /// <summary>The worker's look failed, or went well (null).</summary>
    public void Unready(Reason? reason) => _desk.Unready(reason);

    /// <summary>Tells what the end of a run has to tell; what forces share a worker leaves to its next look.</summary>
    private async Task TellEndAsync(ExportResult result, Alert alert, CancellationToken ct)
    {
        DateTimeOffset now = _time.GetUtcNow();
        try
        {
            // The run's own number is what a later look knows it by.
            RecordedRun? row = await _ledger.Runs.HistoryAsync(result.Force, 1, ct) is [var last] && last.Reason == result.Reason?.Code
                ? last : null;
            if (row is null || !_desk.IsWorkers || !StoppedRun.IsShared(alert))
            {
                await _marks.TellOnceAsync(alert, [StoppedRun.Subject(alert, row?.RunId, row?.StartedAt ?? now)], null, ct);
            }
        }
        catch (LedgerException)
        {
            // Whether it was told cannot be asked: rather twice than not at all, and once a day in this process.
            string key = ToldMarks.Key(alert.Kind, StoppedRun.Subject(alert, null, now));
            if (!_desk.Knows(key))
            {
                _desk.Tell(alert, [key]);
            }
        }
    }

    private async Task LookAtAsync(ForceState state, DateOnly today, DateTimeOffset now, CancellationToken ct)
    {
        if (state.Configuration is not { Profile.Enabled: true } configuration)
        {
            return;
        }

        // Due times before a worker first saw it do not count; so it is remembered, also where the schedule has not come to it.
        await _ledger.Profiles.FirstSeenEnabledAsync(state.Force, now, ct);
        await LookAtEngineAsync(configuration, ct);
        await LookAheadAsync(
            AlertKind.AgreementExpiring, state.Force, configuration.Profile.Agreement.LastDay, today,
            "The agreement with the force ends on {0}. Without its renewal in the profile nothing is sent after that day.", ct);
        await LookAheadAsync(
            AlertKind.KeyExpiring, state.Force, configuration.Drop.LoginExpires, today,
            "The login key for the force's server ends on {0} (drop.loginExpires). Agree on a new one with the force in time.", ct);
    }

    /// <summary>
    /// What the end of each force's last run was to tell and nobody told: the cause is one that forces share, or its process ended, or
    /// could not reach the command.
    /// </summary>
    private async Task TellLastRunsAsync(IReadOnlyList<ForceState> states, CancellationToken ct)
    {
        var alerts = new List<(Alert Alert, string Subject)>();
        foreach (ForceState state in states)
        {
            if (await LastEndedAsync(state, ct) is { } run && _stopped.Of(state.Force, run) is { } alert)
            {
                alerts.Add((alert, StoppedRun.Subject(alert, run.RunId, run.StartedAt)));
            }
        }

        await TellStoppedAsync(alerts, ct);
    }

    private async Task<RecordedRun?> LastEndedAsync(ForceState state, CancellationToken ct) =>
        state.LastRun is null or { EndedAt: not null, Outcome: not RunOutcome.Busy }
        ? state.LastRun
        : (await _ledger.Runs.HistoryAsync(state.Force, RunsLookedAt, ct))
        .FirstOrDefault(run => run is { EndedAt: not null, Outcome: not RunOutcome.Busy });

    /// <summary>Tells what nobody was told yet; what stopped several forces for the same reason, in one.</summary>
    private async Task TellStoppedAsync(IReadOnlyList<(Alert Alert, string Subject)> alerts, CancellationToken ct)
    {
        var untold = new List<(Alert Alert, string Subject)>();
        foreach ((Alert alert, string subject) in alerts)
        {
            if (await _marks.IsUntoldAsync(Json.Word(alert.Kind), subject, ct))
            {
                untold.Add((alert, subject));
            }
        }

        // What waits for a person has a line to type of its own.
        foreach (var together in untold.GroupBy(
            one => one.Alert.Kind == AlertKind.DeliveryStopped ? one.Alert.Reason! : one.Subject, StringComparer.Ordinal))
        {
            _marks.Tell(StoppedRun.Together([.. together.Select(one => one.Alert)]), [.. together.Select(one => one.Subject)]);
        }
    }

    /// <summary>Once a day for each cause: at once when it is new, and in the morning when it was told the day before.</summary>
    private async Task TellSuspendedAsync(IReadOnlyList<ForceState> states, DateOnly today, TimeOnly clock, CancellationToken ct)
    {
        string kind = Json.Word(AlertKind.ForceSuspended);
        var causes = new List<Suspension>();
        foreach (Suspension cause in Suspension.In(states))
        {
            bool waits = clock < Morning && await _ledger.Told.WasToldAsync(kind, $"{cause.Subject} {DayText.Of(today.AddDays(-1))}", ct);
            if (!waits && await _marks.IsUntoldAsync(kind, $"{cause.Subject} {DayText.Of(today)}", ct))
            {
                causes.Add(cause);
            }
        }

        if (causes.Count == 0)
        {
            return;
        }

        _marks.Tell(Suspension.Alert(causes), [.. causes.Select(cause => $"{cause.Subject} {DayText.Of(today)}")]);
    }

    private async Task TellLateAsync(IReadOnlyList<ForceState> late, CancellationToken ct)
    {
        string kind = Json.Word(AlertKind.LateDelivery);
        var untold = new List<ForceState>();
        foreach (ForceState state in late)
        {
            if (await _marks.IsUntoldAsync(kind, LateNights.Subject(state), ct))
            {
                untold.Add(state);
            }
        }

        if (untold.Count > 0)
        {
            _marks.Tell(LateNights.Alert(untold), [.. untold.Select(LateNights.Subject)]);
        }
    }

    private async Task TellSummaryAsync(IReadOnlyList<ForceState> states, DateOnly today, CancellationToken ct)
    {
        string subject = DayText.Of(today);
        if (!await _marks.IsUntoldAsync(Json.Word(AlertKind.NightSummary), subject, ct))
        {
            return;
        }

        // In the first summary after it was told, by which time the first night may have gone.
        var changed = new List<string>();
        foreach (string force in states.Select(state => state.Force))
        {
            if (await IsEngineChangeToldAsync(force, ct) && !await _ledger.Told.WasToldAsync(InSummary, force, ct))
            {
                changed.Add(force);
            }
        }

        Dictionary<string, int> waiting = (await _ledger.Holdings.AlreadySentQuestionsAsync(0, ct))
            .ToDictionary(question => question.Force, question => question.Records, StringComparer.Ordinal);
        _marks.Tell(
            new Alert(AlertKind.NightSummary, null,
                "How the night ended for each force.") { Lines = NightSummary.Lines(_folder, states, waiting, changed, ct) },
            [subject],
            async () =>
            {
                foreach (string force in changed)
                {
                    await _ledger.Told.RememberAsync(InSummary, force);
                }
            });
    }

    private async Task<bool> IsEngineChangeToldAsync(string force, CancellationToken ct) =>
        _desk.Knows(ToldMarks.Key(AlertKind.EngineChanged, force)) || await _ledger.Told.WasToldAsync(EngineChange.Code, force, ct);

    private async Task LookAheadAsync(AlertKind kind, string force, DateOnly? last, DateOnly today, string sentence, CancellationToken ct)
    {
        if (last is not { } day || day < today
            || DaysAhead.FirstOrDefault(days => day.DayNumber - today.DayNumber <= days) is not (> 0 and var within))
        {
            return;
        }

        string written = DayText.Of(day);
        await _marks.TellOnceAsync(
            new Alert(kind, force, string.Format(CultureInfo.InvariantCulture, sentence, written)), [$"{force} {written} {within}"], null,
            ct);
    }
}
