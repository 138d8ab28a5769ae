using System.Collections.Frozen;
using System.Globalization;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Configuration;
using DataSharing.Gateway.Alerts;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Incidents;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Schedule;
using Microsoft.Extensions.Logging;

namespace DataSharing.Gateway;

/// <summary>
/// Decides what somebody is told, and tells it: at once when a run ends, and at every look of the worker what is late or ends soon, once each. That
/// somebody cannot be told is logged, and changes nothing else.
/// </summary>
public sealed class Notices : IDisposable
{
    private const string InSummary = "engineChangedInSummary";
    private const int RecordsNamed = 20;
    private static readonly int[] DaysAhead = [7, 30];

    // By then the night's run has told it. On a night without a run it is told now.
    private static readonly TimeOnly Noon = new(12, 0);

    private readonly ConfigurationFolder _folder;
    private readonly ExportLedger _ledger;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly AlertChannel _channel = new();

    /// <summary>Composes it; the settings are read afresh whenever there is something to tell.</summary>
    public Notices(ConfigurationFolder folder, ExportLedger ledger, TimeProvider time, ILogger log)
    {
        _folder = folder;
        _ledger = ledger;
        _time = time;
        _log = log;
    }

    // What a repetition by itself does not mend. Source: delivery, sections 5 and 7: these are told at once.
    private static readonly FrozenSet<Reason> Stopping = FrozenSet.ToFrozenSet(
        [Reason.DropFull, Reason.DropLogin, Reason.DropConfiguration, Reason.DropPermission, Reason.DropFolderMissing, Reason.DropProtocol, Reason.NameTaken, Reason.Unconfirmed, Reason.LedgerOlder, Reason.WitnessUnavailable]);

    /// <summary>
    /// Tells of records that the force has and must not have (every day until an administrator has said a word), of a run that was held, met another host key, or stopped before something that only a person can mend (once a day for each cause), and beats the heart
    /// after one that delivered.
    /// </summary>
    public async Task RunEndedAsync(ExportResult result, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(result);
        await TellAlreadySentAsync(result, ct).ConfigureAwait(false);
        AlertKind? kind = result.Reason == Reason.HostKey ? AlertKind.HostKeyChanged : result.Outcome == ExportOutcome.Held ? AlertKind.HeldExport : null;
        if (kind is { } what)
        {
            // The sentences of the mass withdrawal have the line that lets it through, with its number.
            string message = result.Reason == Reason.MassWithdrawal && result.Message is { } line ? line : Meaning(result) ?? "The export is held.";
            await TellAsync(new Alert(what, result.Force, message) { Reason = result.Reason?.Code }, ct).ConfigureAwait(false);
        }
        else if (result.Reason is { } reason && (result.Outcome == ExportOutcome.Unconfirmed || Stopping.Contains(reason)))
        {
            var stopped = new Alert(AlertKind.DeliveryStopped, result.Force, (reason == Reason.Unconfirmed || reason == Reason.LedgerOlder) && result.Message is { } line && result.ToDo is null ? line : Meaning(result)!) { Reason = reason.Code };
            try
            {
                await TellOnceAsync(stopped, $"{result.Force} {reason.Code} {Day(London.Today(_time))}", null, ct).ConfigureAwait(false);
            }
            catch (LedgerException)
            {
                // Whether it was told cannot be asked: rather twice than not at all.
                await TellAsync(stopped, ct).ConfigureAwait(false);
            }
        }
        else if (result.Outcome == ExportOutcome.Delivered && Settings() is { } settings)
        {
            await TryAsync(() => _channel.BeatAsync(settings.Alerts, ct), new ForceSlug(result.Force)).ConfigureAwait(false);
        }
    }

    /// <summary>Tells what is late, what ends soon, and how the night went; each once, whatever restarts.</summary>
    public async Task LookAsync(CancellationToken ct)
    {
        if (Settings() is not { } settings)
        {
            return;
        }

        DateTimeOffset now = _time.GetUtcNow();
        DateOnly today = London.Today(_time);
        foreach (string force in _folder.Forces())
        {
            if (ReadForce(force) is { Profile.Enabled: true } configuration)
            {
                await LookAtEngineAsync(configuration, ct).ConfigureAwait(false);
                if (!settings.StopAll && configuration.Profile.Agreement.Refuses(today) is null)
                {
                    await LookAtDeliveryAsync(force, configuration.Schedule, now, ct).ConfigureAwait(false);
                }

                await LookAheadAsync(AlertKind.AgreementExpiring, force, configuration.Profile.Agreement.LastDay, today, "The agreement with the force ends on {0}. Without its renewal in the profile nothing is sent after that day.", ct).ConfigureAwait(false);
                await LookAheadAsync(AlertKind.KeyExpiring, force, configuration.Drop.LoginExpires, today, "The login key for the force's server ends on {0} (drop.loginExpires). Agree on a new one with the force in time.", ct).ConfigureAwait(false);
            }
        }

        TimeOnly clock = TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, London.Zone).DateTime);
        if (clock >= Noon)
        {
            foreach (AlreadySentQuestion question in await _ledger.AlreadySentQuestionsAsync(RecordsNamed, ct).ConfigureAwait(false))
            {
                await TellAsync(question, ct).ConfigureAwait(false);
            }
        }

        if (settings.Alerts.SummaryAt is { } at && clock >= at)
        {
            var changed = new List<string>();
            bool told = await TellOnceAsync(new Alert(AlertKind.NightSummary, null, "How the night ended for each force."), Day(today), () => SummaryAsync(changed, ct), ct).ConfigureAwait(false);
            foreach (string force in told ? changed : [])
            {
                await _ledger.RememberToldAsync(InSummary, force, ct).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Tells once for a force that the default engine, by which its next delivery goes, is another than that of its last one.</summary>
    internal async Task LookAtEngineAsync(ForceConfiguration configuration, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        string force = configuration.Profile.Force;
        if (configuration.Drop.NamesEngine || EngineChange.Of(configuration, await _ledger.LastEvidenceAsync(force, ct).ConfigureAwait(false)) is not { } message
            || await _ledger.WasToldAsync(EngineChange.Code, force, ct).ConfigureAwait(false))
        {
            return;
        }

        _log.EngineChanged(new ForceSlug(force));
        await TellOnceAsync(new Alert(AlertKind.EngineChanged, force, message), force, null, ct).ConfigureAwait(false);
    }

    /// <summary>Tells that the ledger does not verify.</summary>
    /// <param name="verdict">What was found.</param>
    /// <param name="ct">Cancels.</param>
    public Task LedgerBrokenAsync(LedgerVerdict verdict, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        return TellAsync(new Alert(AlertKind.LedgerBroken, null, $"The ledger was altered, and nothing is sent before somebody has looked: {verdict.Problem} See: datasharing ledger verify."), ct);
    }

    /// <summary>Tells that the ledger is older than what was sent to a force, once a day; the force's runs tell it under the same subject.</summary>
    internal Task LedgerOlderAsync(LedgerFinding found, CancellationToken ct) => TellOnceAsync(
        new Alert(AlertKind.DeliveryStopped, found.Force, found.Older!) { Reason = Reason.LedgerOlder.Code }, $"{found.Force} {Reason.LedgerOlder.Code} {Day(London.Today(_time))}", null, ct);

    /// <summary>Frees the connections.</summary>
    public void Dispose() => _channel.Dispose();

    /// <summary>Late is the delivery, not the run: a run that began in time and goes on failing is late too.</summary>
    private async Task LookAtDeliveryAsync(string force, ScheduleSettings schedule, DateTimeOffset now, CancellationToken ct)
    {
        DateTimeOffset since = await _ledger.FirstSeenEnabledAsync(force, now, ct).ConfigureAwait(false);
        if (schedule.LastDue(since, now - schedule.LateAfter) is not { } due || await _ledger.LastDeliveryAsync(force, ct).ConfigureAwait(false) >= due)
        {
            return;
        }

        RecordedRun? last = await _ledger.HistoryAsync(force, 1, ct).ConfigureAwait(false) is [var run, ..] ? run : null;
        string ended = last is null ? "No run was seen" : $"The last run ended {(last.Outcome is { } outcome ? outcome.Word() : "not at all")}{(last.Reason is { } reason ? $" ({reason})" : "")}";
        string message = string.Create(CultureInfo.InvariantCulture, $"Nothing was delivered for the due time {London.Text(due)}. {ended}. See: datasharing history {force}.");
        await TellOnceAsync(new Alert(AlertKind.LateDelivery, force, message) { Reason = last?.Reason }, $"{force} {UtcText.Of(due)}", null, ct).ConfigureAwait(false);
    }

    private async Task TellAlreadySentAsync(ExportResult result, CancellationToken ct)
    {
        try
        {
            foreach (AlreadySentQuestion question in await _ledger.AlreadySentQuestionsAsync(RecordsNamed, ct).ConfigureAwait(false))
            {
                if (question.Force == result.Force)
                {
                    await TellAsync(question, ct).ConfigureAwait(false);
                }
            }
        }
        catch (LedgerException) when (result.AlreadySent.Count == 0)
        {
            // What is known from earlier is told at the next look or run that can ask the ledger.
        }
        catch (LedgerException)
        {
            // Whether it was told cannot be asked: rather twice than not at all.
            await TellAsync(AlreadySent(result.Force, result.AlreadySent.Count, result.AlreadySent.Count, []), ct).ConfigureAwait(false);
        }
    }

    /// <summary>Once a day, and again when a run has found more.</summary>
    private async Task TellAsync(AlreadySentQuestion question, CancellationToken ct)
    {
        Alert alert = AlreadySent(question.Force, question.Records, question.NotWithdrawn, [.. question.First.Select(row => row.ToString())]);
        if (await TellOnceAsync(alert, string.Create(CultureInfo.InvariantCulture, $"{question.Force} {Day(London.Today(_time))} {question.LastRun}"), null, ct).ConfigureAwait(false))
        {
            await _ledger.RememberAlreadySentToldAsync(question.Force, question.LastRun, ct).ConfigureAwait(false);
        }
    }

    private static Alert AlreadySent(string force, int records, int notWithdrawn, IReadOnlyList<string> lines) => new(AlertKind.AlreadySent, force, string.Create(
        CultureInfo.InvariantCulture,
        $"The force has been sent {records:N0} record(s) of which something must not leave; {notWithdrawn:N0} of them are not withdrawn yet. Ask whether this is a breach: deploy/RUNBOOK.md, \"A breach question\". Then: datasharing acknowledge {force} {Reason.AlreadySent.Code} --reason TEXT."))
    {
        Reason = Reason.AlreadySent.Code,
        Lines = lines,
    };

    private async Task LookAheadAsync(AlertKind kind, string force, DateOnly? last, DateOnly today, string sentence, CancellationToken ct)
    {
        if (last is not { } day || day < today || DaysAhead.FirstOrDefault(days => day.DayNumber - today.DayNumber <= days) is not (> 0 and var within))
        {
            return;
        }

        string written = Day(day);
        await TellOnceAsync(new Alert(kind, force, string.Format(CultureInfo.InvariantCulture, sentence, written)), $"{force} {written} {within}", null, ct).ConfigureAwait(false);
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <param name="changed">Receives the forces whose change of engine is told in it: the first summary after it was told, by which time the first night may have gone.</param>
    /// <param name="ct">Cancels.</param>
    private async Task<IReadOnlyList<string>> SummaryAsync(List<string> changed, CancellationToken ct)
    {
        var lines = new List<string>();
        ILookup<string, ConfigProblem> warnings = _folder.Look(null).Warnings.ToLookup(warning => warning.Force ?? "", StringComparer.Ordinal);
        Dictionary<string, int> waiting = (await _ledger.AlreadySentQuestionsAsync(0, ct).ConfigureAwait(false)).ToDictionary(question => question.Force, question => question.Records, StringComparer.Ordinal);
        foreach (string force in _folder.Forces().Union(waiting.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            RecordedRun? last = await _ledger.HistoryAsync(force, 1, ct).ConfigureAwait(false) is [var run, ..] ? run : null;
            string state = !_folder.HasForce(force) ? "no profile" : ReadForce(force) is not { } configuration ? "suspended: its profile has problems" : !configuration.Profile.Enabled ? "disabled" : Line(last);
            string sent = waiting.TryGetValue(force, out int records) ? string.Create(CultureInfo.InvariantCulture, $"; {Reason.AlreadySent.Code}: {records:N0} record(s) wait for an administrator's word") : "";
            lines.Add($"{force}: {state}{sent}{Counted("; ", [.. warnings[force]])}");
            if (await _ledger.WasToldAsync(EngineChange.Code, force, ct).ConfigureAwait(false) && !await _ledger.WasToldAsync(InSummary, force, ct).ConfigureAwait(false))
            {
                changed.Add(force);
                lines.Add($"{force}: drop.engine is not named and its default has changed to sshnet (engineChanged); \"engine\": \"openssh\" in the drop keeps the other");
            }
        }

        if (Stray(ct)?.Sentence is { } stray)
        {
            lines.Add($"source: {stray}");
        }

        // What no single profile has.
        if (warnings[""].Any())
        {
            lines.Add($"configuration{Counted(": ", [.. warnings[""]])}");
        }

        return lines;
    }

    private StrayRecords? Stray(CancellationToken ct)
    {
        try
        {
            ControllerConfiguration controller = _folder.ReadController();
            KnownForces known = _folder.KnownForces(controller);
            using SourceSnapshot snapshot = new IncidentSource(controller.Settings.Source, controller.SourceSql, controller.Dictionary).OpenSnapshot();
            return known.Count(snapshot.Read(known.Shape, null, ct));
        }
        catch (Exception error) when (error is ConfigurationException or SourceUnavailableException)
        {
            // A run fails for the same cause, which its line says.
            return null;
        }
    }

    private static string Counted(string before, ConfigProblem[] warnings) => warnings.Length == 0 ? "" : string.Create(
        CultureInfo.InvariantCulture, $"{before}{warnings.Length} warning{(warnings.Length == 1 ? "" : "s")} of datasharing check ({string.Join(", ", warnings.GroupBy(warning => warning.Code).Select(code => code.Count() == 1 ? code.Key : string.Create(CultureInfo.InvariantCulture, $"{code.Key} {code.Count()}")))})");

    private static string? Meaning(ExportResult result) => result.Reason is { } reason ? NextStep.Of(reason, result.Force, result.Sequence) : null;

    private static string Line(RecordedRun? run) => run is null
        ? "no run yet"
        : string.Create(CultureInfo.InvariantCulture, $"{(run.Outcome is { } outcome ? outcome.Word() : "under way")}{(run.Reason is { } reason ? $" ({reason})" : "")}, {run.StartedAt:yyyy-MM-dd'T'HH:mm:ss'Z'}{(run.Sequence is { } sequence ? $", sequence {sequence}" : "")}");

    /// <returns>Whether it was told now.</returns>
    private async Task<bool> TellOnceAsync(Alert alert, string subject, Func<Task<IReadOnlyList<string>>>? lines, CancellationToken ct)
    {
        string kind = Json.Word(alert.Kind);
        if (await _ledger.WasToldAsync(kind, subject, ct).ConfigureAwait(false))
        {
            return false;
        }

        // Told first and remembered then: rather twice than not at all.
        if (!await TellAsync(lines is null ? alert : alert with { Lines = await lines().ConfigureAwait(false) }, ct).ConfigureAwait(false))
        {
            return false;
        }

        await _ledger.RememberToldAsync(kind, subject, ct).ConfigureAwait(false);
        return true;
    }

    private async Task<bool> TellAsync(Alert alert, CancellationToken ct)
    {
        if (alert.Kind != AlertKind.NightSummary)
        {
            _log.Alerted(alert.Kind, new ForceSlug(alert.Force ?? "all"));
        }

        return Settings() is { } settings && await TryAsync(() => AlertChannel.TellAsync(settings.Alerts, alert, _time.GetUtcNow(), ct), new ForceSlug(alert.Force ?? "all")).ConfigureAwait(false);
    }

    private async Task<bool> TryAsync(Func<Task> tell, ForceSlug force)
    {
        try
        {
            await tell().ConfigureAwait(false);
            return true;
        }
        catch (AlertException error)
        {
            _log.AlertFailed(force, FailureNote.Of(error));
            return false;
        }
    }

    private GatewaySettings? Settings()
    {
        try
        {
            return _folder.ReadSettings();
        }
        catch (ConfigurationException)
        {
            // The worker logs a broken gateway.json with every force that it suspends because of it.
            return null;
        }
    }

    private ForceConfiguration? ReadForce(string force)
    {
        try
        {
            return _folder.ReadForce(force);
        }
        catch (ConfigurationException)
        {
            // Suspended, which the schedule says.
            return null;
        }
    }
}
