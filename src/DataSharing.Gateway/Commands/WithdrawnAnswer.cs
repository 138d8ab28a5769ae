using System.Globalization;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Operations;
using DataSharing.Gateway.Orders;
using DataSharing.Gateway.Standing;

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
    /// <param name="stopped">That everything is stopped; null where it is not.</param>
    public static void Show(
        CommandContext context, Workshop workshop, FoundIncident found, WithdrawnIncident withdrawn, bool now, AllStopped? stopped)
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
                notOutside = withdrawn.NotOutside,
                stopped = stopped is not null,
            });
            return;
        }

        TextWriter output = context.Output;
        output.WriteLine(withdrawn.IsNew
            ? $"Withdrawn from every force: incident {order.Incident}{IncidentArgument.CaseOf(found)}, {order.Reason}."
            : $"Withdrawn already, since {London.Text(order.At)}: incident {order.Incident}{IncidentArgument.CaseOf(found)}, {order.Reason}. Nothing was recorded.");
        foreach (ForceToldState at in withdrawn.Forces)
        {
            output.WriteLine($"  {at.Force}: {Words(at, DueOf(workshop, at))}");
        }

        ShowUnderWay(output, withdrawn);
        if (withdrawn.NotSent is { } notSent)
        {
            output.WriteLine($"Not sent at once to: {notSent}. It goes with the next due time.");
        }

        if (stopped is not null)
        {
            output.WriteLine(
                $"Everything is stopped {stopped.Words}. No force is told before resume-all, but with: --now --despite-stop.");
        }

        if (withdrawn.NotOutside is { } notOutside)
        {
            context.Error.WriteLine(notOutside);
        }

        if (now && withdrawn.Forces.Count(at => at.State != ToldState.NotSent) > 1)
        {
            output.WriteLine("Files to several forces in one hour can be compared with each other: whoever sees them can tell that they are about one incident.");
        }
    }

    private static void ShowUnderWay(TextWriter output, WithdrawnIncident withdrawn)
    {
        foreach ((string force, ExportNumber number, ExportState state) in withdrawn.Forces.SelectMany(
            at => at.UnderWay.Select(export => (at.Force, export.Number, export.State))))
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  Under way to {force}: sequence {number.Sequence}, attempt {number.Attempt} ({state.Word()}). {Fate(state)}"));
        }
    }

    /// <summary>The JSON document of a force.</summary>
    public static object Document(ForceToldState at, DateTimeOffset? due) => new
    {
        force = at.Force,
        held = FoundIncident.IsHeld(at),
        state = at.State,
        nextDue = due,
        contact = at.Contact,
        underWay = at.UnderWay.Select(export => new { sequence = export.Number.Sequence, attempt = export.Number.Attempt, state = export.State }),
    };

    /// <summary>When it goes to the force by itself; null where it has nothing to be told, or no time is known.</summary>
    public static DateTimeOffset? DueOf(Workshop workshop, ForceToldState at) =>
        at.State == ToldState.Sent ? NextDue.Of(workshop.Folder, at.Force, workshop.Time.GetUtcNow()) : null;

    /// <summary>How far it is at a force, for a person.</summary>
    public static string Words(ForceToldState at, DateTimeOffset? due) => at.State switch
    {
        ToldState.Told => "told to delete it",
        ToldState.UnderWay => "the file that tells it is under way, or it is not known yet whether it has the incident",
        ToldState.NotSent => "never had it",
        ToldState.CannotBeTold => $"cannot be told by a file. Call it: {at.Contact ?? "its agreement names no contact"}",
        _ => due is { } time ? $"is told at its next due time, {London.Text(time)}" : "is told when its profile is mended: no due time is known",
    };

    private static string Fate(ExportState state) => state is ExportState.Built or ExportState.Sending or ExportState.Held
        ? "It is given up: no file with the incident gets its final name." : "It may still arrive with the incident; the force is told after it.";
}
