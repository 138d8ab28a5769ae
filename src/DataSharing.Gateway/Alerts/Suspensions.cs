using System.Globalization;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.Profile;
using DataSharing.Gateway.Alerts;
using DataSharing.Gateway.Standing;

namespace DataSharing.Gateway.Alerts;

/// <summary>One cause why nothing is sent though nobody wrote so, or why everything is still stopped.</summary>
/// <param name="Force">The force; null for what all of them share.</param>
/// <param name="Reason">The reason.</param>
/// <param name="Line">The cause on one line, with where it is in the configuration and never what stands there.</param>
internal sealed record Suspension(string? Force, Reason Reason, string Line)
{
    private const int MostLocated = 5;

    /// <summary>What it is about, for whether it was told today.</summary>
    public string Subject => $"{Force ?? "all"} {Reason.Code}";

    /// <summary>The causes in these states, what all forces share first.</summary>
    public static IReadOnlyList<Suspension> In(IReadOnlyList<ForceState> states)
    {
        var causes = new List<Suspension>();
        ConfigProblem[] shared = [.. states.SelectMany(state => state.Problems).Where(problem => problem.Force is null).Distinct()];
        if (shared.Length > 0)
        {
            int forces = states.Count(state => state.Problems.Any(problem => problem.Force is null));
            causes.Add(new Suspension(
                null, Reason.ProfileInvalid,
                string.Create(
                CultureInfo.InvariantCulture, $"{forces} of {states.Count} forces: {Reason.ProfileInvalid.Code}: {Located(shared)}")));
        }

        ForceState[] stopped = [.. states.Where(state => state.Stopped is not null)];
        if (stopped is [{ Stopped: { } by }, ..])
        {
            causes.Add(new Suspension(
                null, Reason.StopAll,
                string.Create(
                CultureInfo.InvariantCulture,
                $"{stopped.Length} of {states.Count} forces: {Reason.StopAll.Code}: stopped {by.Words}")));
        }

        causes.AddRange(states.Where(state => state.Standing == ForceStanding.Suspended).Select(Of).OfType<Suspension>());
        return causes;
    }

    /// <summary>The one alert about these causes; there is at least one.</summary>
    public static Alert Alert(IReadOnlyList<Suspension> causes)
    {
        Suspension first = causes[0];
        string message = causes.Count > 1 || first.Force is null
            ? "Nothing is sent to some forces because of how they are configured. The lines say which, and where to look."
            : $"Nothing is sent to {first.Force}. {NextStep.Of(first.Reason, first.Force)}";
        return new Alert(AlertKind.ForceSuspended, causes.Count == 1 ? first.Force : null, message)
        {
            Reason = causes.All(cause => cause.Reason == first.Reason) ? first.Reason.Code : null,
            Lines = [.. causes.Select(cause => cause.Line)],
        };
    }

    private static Suspension? Of(ForceState state)
    {
        string force = new ForceSlug(state.Force).ToString();
        ConfigProblem[] own = [.. state.Problems.Where(problem => problem.Force is not null)];
        return state.Reason switch
        {
            { } reason when reason == Reason.ProfileInvalid =>
                own.Length == 0 ? null : new Suspension(force, reason, $"{force}: {reason.Code}: {Located(own)}"),
            { } reason when reason == Reason.ProfileMissing => new Suspension(force, reason, string.Create(
                CultureInfo.InvariantCulture,
                    $"{force}: {reason.Code}: it still holds {state.Holding:N0} record(s), and no withdrawal reaches it. Bring its profile back, or agree with the force that it deletes them.")),
            { } reason when reason == Reason.AgreementLapsed && state.Configuration is { } configuration =>
                new Suspension(
                force, reason, $"{force}: {reason.Code}: its last day was {DayText.Of(configuration.Profile.Agreement.LastDay)}"),
            { } reason => new Suspension(force, reason, $"{force}: {reason.Code}"),
            null => null,
        };
    }

    private static string Located(ConfigProblem[] problems)
    {
        IEnumerable<string> located = problems.Take(MostLocated).Select(problem =>
            problem.File + (problem.Line == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $":{problem.Line}")) + (
                problem.Path == "$" ? "" : $" {problem.Path}") + (problem.Code is { } code ? $" ({code})" : ""));
        string more = problems.Length > MostLocated
            ? string.Create(CultureInfo.InvariantCulture, $" and {problems.Length - MostLocated} more") : "";
        return $"{string.Join("; ", located)}{more}. Run: datasharing check";
    }
}
