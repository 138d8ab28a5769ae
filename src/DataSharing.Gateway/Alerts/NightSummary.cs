using System.Globalization;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.Gates;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Incidents;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Standing;

namespace DataSharing.Gateway.Alerts;

/// <summary>How the night ended, a line for each force: also for those that are suspended, stopped, or have no profile any more.</summary>
internal static class NightSummary
{
    /// <summary>The lines.</summary>
    /// <param name="folder">The configuration.</param>
    /// <param name="states">The forces.</param>
    /// <param name="waiting">How many records of a force wait for an administrator's word; a force that is not there has none.</param>
    /// <param name="changed">The forces whose change of engine it tells.</param>
    /// <param name="ct">Stops the reading of the source.</param>
    public static IReadOnlyList<string> Lines(
        ConfigurationFolder folder, IReadOnlyList<ForceState> states, IReadOnlyDictionary<string, int> waiting,
        IReadOnlyCollection<string> changed, CancellationToken ct)
    {
        var lines = new List<string>();
        Dictionary<string, ForceState> known = states.ToDictionary(state => state.Force, StringComparer.Ordinal);
        ILookup<string, ConfigProblem> warnings = folder.Look(null).Warnings.ToLookup(
            warning => warning.Force ?? "", StringComparer.Ordinal);
        foreach (string force in known.Keys.Union(waiting.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            string state = known.TryGetValue(force, out ForceState? of) ? StateOf(of) : "no profile";
            string sent = waiting.TryGetValue(force, out int records)
                ? string.Create(
                CultureInfo.InvariantCulture, $"; {Reason.AlreadySent.Code}: {records:N0} record(s) wait for an administrator's word") : "";
            lines.Add($"{force}: {state}{sent}{Counted("; ", [.. warnings[force]])}");
            if (changed.Contains(force))
            {
                lines.Add($"{force}: drop.engine is not named and its default has changed to sshnet (engineChanged); \"engine\": \"openssh\" in the drop keeps the other");
            }
        }

        if (Stray(folder, ct)?.Sentence is { } stray)
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

    private static string StateOf(ForceState state) => state.Standing switch
    {
        ForceStanding.Suspended =>
            string.Create(
            CultureInfo.InvariantCulture,
            $"suspended ({state.Reason}){(state.Holding > 0 ? $", still holds {state.Holding:N0} record(s)" : "")}; last run: {Line(state.LastRun)}"),
        ForceStanding.Stopped when state.Reason == Reason.Disabled => "disabled",
        ForceStanding.Stopped => $"stopped ({state.Reason}); last run: {Line(state.LastRun)}",
        _ => $"{(state.LateFor is { } due ? $"LATE for {London.Text(due)}; last run: " : "")}{Line(state.LastRun)}",
    };

    private static string Line(RecordedRun? run) => run is null
        ? "no run yet"
        : string.Create(
            CultureInfo.InvariantCulture,
        $"{(run.Outcome is { } outcome ? outcome.Word() : "under way")}{(run.Reason is { } reason ? $" ({reason})" : "")}, {London.Text(run.StartedAt)}{(run.Sequence is { } sequence ? $", sequence {sequence}" : "")}");

    private static StrayRecords? Stray(ConfigurationFolder folder, CancellationToken ct)
    {
        try
        {
            ControllerConfiguration controller = folder.ReadController();
            KnownForces known = folder.KnownForces(controller);
            using SourceSnapshot snapshot = new IncidentSource(controller.Settings.Source, controller.SourceSql, controller.Dictionary)
                .OpenSnapshot();
            return known.Count(snapshot.Read(known.Shape, null, ct));
        }
        catch (Exception error) when (error is ConfigurationException or SourceUnavailableException)
        {
            // A run fails for the same cause, which its line says.
            return null;
        }
    }

    private static string Counted(string before, ConfigProblem[] warnings) => warnings.Length == 0 ? "" : string.Create(
        CultureInfo.InvariantCulture,
            $"{before}{warnings.Length} warning{(warnings.Length == 1 ? "" : "s")} of datasharing check ({string.Join(", ", warnings.GroupBy(warning => warning.Code).Select(code => code.Count() == 1 ? code.Key : string.Create(CultureInfo.InvariantCulture, $"{code.Key} {code.Count()}")))})");
}
