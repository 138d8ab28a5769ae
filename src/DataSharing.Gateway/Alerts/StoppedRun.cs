using System.Collections.Frozen;
using System.Globalization;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.Guards;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Standing;

namespace DataSharing.Gateway.Alerts;

/// <summary>What the end of a run has to tell at once.</summary>
internal sealed class StoppedRun
{
    // Met by the forces of a night one after the other.
    private static readonly FrozenSet<Reason> OfAll = FrozenSet.ToFrozenSet(
    [
        Reason.KeysMissing, Reason.OutboxFull, Reason.LedgerFull, Reason.LedgerDamaged, Reason.LedgerNewer, Reason.LedgerMissing,
            Reason.WitnessUnavailable, Reason.SourceOrder, Reason.SnapshotUnavailable,
        Reason.ProgramError,
    ]);

    private readonly ConfigurationFolder _folder;
    private readonly ExportLedger _ledger;

    public StoppedRun(ConfigurationFolder folder, ExportLedger ledger)
    {
        _folder = folder;
        _ledger = ledger;
    }

    /// <summary>Whether forces may share the cause, so that one alert can name all of them.</summary>
    public static bool IsShared(Alert alert) => alert.Kind == AlertKind.DeliveryStopped && OfAll.Any(reason => reason.Code == alert.Reason);

    /// <summary>What a run that has ended tells; null for nothing.</summary>
    public Alert? Of(ExportResult result)
    {
        // The sentences of the guards, of a profile that nobody accepted, of its version, of an older ledger, and of the file of unknown
        // outcome
        // have the line to type with its number.
        bool typed = result.Guards?.Held is not null || result.Reason == Reason.ProfileNotAccepted || IsOfVersion(result.Reason);
        string? message = typed || result.Reason == Reason.LedgerOlder
            || (result.Reason == Reason.Unconfirmed && result.ToDo is null) ? result.Message : null;
        return Of(result.Force, result.Reason, result.Outcome == RunOutcome.Held, result.Outcome == RunOutcome.Unconfirmed, message,
            result.Sequence);
    }

    /// <summary>
    /// That a held export has many times more records than usual, where its reason is another; null where it has not, or that is the reason.
    /// </summary>
    public static Alert? RiseOf(ExportResult result) =>
        result.Guards is { Held: { } message } verdict && result.Reason != Reason.Volume
            && verdict.Tripping.Any(reading => reading.Guard == Guard.Volume && !verdict.Accepted.Contains(reading.Guard))
            ? new Alert(AlertKind.VolumeRise, result.Force, message) { Reason = Reason.Volume.Code } : null;

    /// <summary>The same of a run by its line in the ledger.</summary>
    public Alert? Of(string force, RecordedRun run) =>
        Of(force, Reason.All.FirstOrDefault(reason => reason.Code == run.Reason), run.Outcome == RunOutcome.Held,
            run.Outcome == RunOutcome.Unconfirmed, null, run.Sequence);

    /// <summary>What waits for a person is told each time; what stopped a run, once a day for each cause.</summary>
    /// <param name="alert">What is told.</param>
    /// <param name="run">The run's number; null where the ledger has no line of it.</param>
    /// <param name="at">When the run started.</param>
    public static string Subject(Alert alert, long? run, DateTimeOffset at) => alert.Kind == AlertKind.DeliveryStopped
        ? $"{alert.Force} {alert.Reason} {DayText.Of(London.DayOf(at))}"
        : string.Create(CultureInfo.InvariantCulture, $"{alert.Force} run {(run is { } number ? number : UtcText.Of(at))}");

    /// <summary>One alert instead of several of the same kind and reason, each of one force.</summary>
    public static Alert Together(IReadOnlyList<Alert> alerts) => alerts is [var one] ? one : new Alert(alerts[0].Kind, null, string.Create(
        CultureInfo.InvariantCulture,
            $"Nothing is sent to {alerts.Count} forces, for the same reason: {alerts[0].Reason}. The lines say what to do."))
    {
        Reason = alerts[0].Reason,
        Lines = [.. alerts.Select(alert => $"{alert.Force}: {alert.Message}")],
    };

    private Alert? Of(string force, Reason? reason, bool held, bool unconfirmed, string? message, int? sequence)
    {
        ToldWhen? when = reason is null ? null : Telling.Of(reason);
        AlertKind? kind = when == ToldWhen.AsHostKey ? AlertKind.HostKeyChanged
            : when == ToldWhen.AsVolumeRise ? AlertKind.VolumeRise
            : held ? AlertKind.HeldExport
            : unconfirmed || when == ToldWhen.AtOnce || IsOfVersion(reason)
            ? AlertKind.DeliveryStopped
            : null;
        return kind is { } what
            ? new Alert(what, force,
            message ?? (reason is null ? "The export is held." : NextStep.Of(reason, force, sequence) + Where(reason))) { Reason = (
                reason ?? (unconfirmed ? Reason.Unconfirmed : null))?.Code }
            : null;
    }

    /// <summary>Where on this machine somebody has to look.</summary>
    private string Where(Reason reason)
    {
        try
        {
            GatewaySettings settings = _folder.ReadSettings();
            string? path = reason == Reason.OutboxFull || reason == Reason.OutboxDamaged ? settings.OutboxFolder
                : reason == Reason.KeysMissing ? settings.Keys.Path
                : reason == Reason.WitnessUnavailable ? settings.WitnessFolder
                : reason == Reason.LedgerFull ? _ledger.Path
                : null;
            return path is null ? "" : $" It is here: {path}";
        }
        catch (ConfigurationException)
        {
            // That gateway.json is broken is told of as what it suspends.
            return "";
        }
    }

    // A clock is told by the look: it stops all forces.
    private static bool IsOfVersion(Reason? reason) => reason == Reason.ProfileOlder || reason == Reason.ProfileVersionReused;
}
