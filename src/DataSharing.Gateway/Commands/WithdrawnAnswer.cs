using System.Globalization;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Operations;
using DataSharing.Gateway.Orders;

namespace DataSharing.Gateway.Commands;

/// <summary>Shows a withdrawal: for each force how far it is, and when it goes.</summary>
internal static class WithdrawnAnswer
{
    /// <summary>Shows it.</summary>
    /// <param name="context">Where to answer.</param>
    /// <param name="workshop">The ledger and the configuration.</param>
    /// <param name="found">The incident, as it was found before.</param>
    /// <param name="withdrawn">The withdrawal.</param>
    /// <param name="now">Whether it was to go at once.</param>
    public static void Show(CommandContext context, Workshop workshop, FoundIncident found, WithdrawnIncident withdrawn, bool now)
    {
        StandingOrder order = withdrawn.Order;
        if (context.IsJson)
        {
            Answer.Json(context, new
            {
                incident = order.Incident,
                order = order.Id,
                reason = order.Reason,
                since = order.At,
                isNew = withdrawn.IsNew,
                held = found.Held,
                source = found.Incident.SourceFailure?.Code ?? (found.Incident.IsInSource == true ? "found" : "gone"),
                linkedShared = found.Incident.KnowsLinks ? found.LinkedShared.Count : (int?)null,
                forces = withdrawn.Forces.Select(at => Document(at, DueOf(workshop, at))),
                notSent = withdrawn.NotSent,
            });
            return;
        }

        TextWriter output = context.Output;
        output.WriteLine(withdrawn.IsNew
            ? $"Withdrawn from every force: incident {order.Incident}{IncidentArgument.CaseOf(found)}, {order.Reason}."
            : $"Withdrawn already, since {London.Text(order.At)}: incident {order.Incident}{IncidentArgument.CaseOf(found)}, {order.Reason}. Nothing was recorded.");
        foreach (IncidentAtForce at in withdrawn.Forces)
        {
            output.WriteLine($"  {at.Force}: {Words(at, DueOf(workshop, at))}");
        }

        if (withdrawn.Forces.Count == 0)
        {
            output.WriteLine("  No force was ever sent it, and none will be.");
        }

        foreach ((string force, ExportNumber number, ExportState state) in withdrawn.Forces.SelectMany(
            at => at.UnderWay.Select(export => (at.Force, export.Number, export.State))))
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  Under way to {force}: sequence {number.Sequence}, attempt {number.Attempt} ({state.Word()}). {Fate(state)}"));
        }

        if (withdrawn.NotSent is { } notSent)
        {
            output.WriteLine($"Not sent at once to: {notSent}. It goes with the next due time.");
        }

        if (now && withdrawn.Forces.Count > 1)
        {
            output.WriteLine("Files to several forces in one hour can be compared with each other: whoever sees them can tell that they are about one incident.");
        }
    }

    /// <summary>The JSON document of a force.</summary>
    public static object Document(IncidentAtForce at, DateTimeOffset? due) => new
    {
        force = at.Force,
        held = at.IsHeld,
        state = at.Telling,
        nextDue = due,
        underWay = at.UnderWay.Select(export => new { sequence = export.Number.Sequence, attempt = export.Number.Attempt, state = export.State }),
    };

    /// <summary>When it goes to the force by itself; null where it has nothing to be told, or no time is known.</summary>
    public static DateTimeOffset? DueOf(Workshop workshop, IncidentAtForce at) =>
        at is { IsHeld: true, Telling: TellingState.NotSent } ? NextDue.Of(workshop.Folder, at.Force, workshop.Time.GetUtcNow()) : null;

    private static string Words(IncidentAtForce at, DateTimeOffset? due) => at switch
    {
        { Telling: TellingState.Told } => "told to delete it",
        { Telling: TellingState.Sent } => "the file is there, and not all of its manifest",
        { Telling: TellingState.UnderWay } => "the file that tells it is under way",
        { IsHeld: false } => "does not have it",
        _ => due is { } time ? $"is told at its next due time, {London.Text(time)}" : "is told when its profile is mended: no due time is known",
    };

    private static string Fate(ExportState state) => state is ExportState.Built or ExportState.Sending or ExportState.Held
        ? "It is given up: no file with the incident gets its final name." : "It may still arrive with the incident; the force is told after it.";
}
