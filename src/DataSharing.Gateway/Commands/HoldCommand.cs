using System.CommandLine;
using System.Globalization;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Operations;
using DataSharing.Gateway.Orders;

namespace DataSharing.Gateway.Commands;

/// <summary><c>datasharing hold</c>.</summary>
internal static class HoldCommand
{
    public static Command Build(TimeProvider time)
    {
        var incident = new IncidentArgument();
        var until = new Option<DateOnly?>("--until")
        {
            Description = "The last day of it, Europe/London, today or later; without one until it is lifted.", HelpName = "DATE",
            CustomParser = result => DateOnly.TryParseExact(
                result.Tokens[0].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day) ? day : Wrong(result),
        };
        var lift = new Option<bool>("--lift") { Description = "End the hold." };
        Option<string?> why = ReasonOption.Build(required: true);
        var command = new Command("hold", """
            Put an incident on hold: nothing new about it goes, and the forces keep what they have. With --lift the hold ends.

            Examples:
              datasharing hold 10234 --until 2026-12-18 --reason "asked by the trial team, CST-2026-001234"
              datasharing hold 10234 --lift --reason "the trial is over, CST-2026-001234"

            Exit codes: 0 done, 1 nobody knows the incident, it is not on hold (--lift), or something cannot be read, 2 usage or configuration,
            130 cancelled.
            """);
        incident.AddTo(command);
        command.Add(until);
        command.Add(lift);
        command.Add(why);
        command.Validators.Add(result =>
        {
            if (result.Has(lift) && result.GetResult(until) is not null)
            {
                result.AddError("--until is for a hold, and --lift ends it: use one of them.");
            }
        });
        command.SetAction((parsed, ct) =>
        {
            CommandContext context = CommandContext.From(parsed);
            return Run.WithWorkshopAsync(
                context, time, LedgerUse.Write,
                workshop => HoldAsync(
                    context, workshop, incident.Of(parsed), parsed.GetValue(lift), parsed.GetValue(until), parsed.GetValue(why)!, ct), ct);
        });
        return command;
    }

    private static DateOnly? Wrong(System.CommandLine.Parsing.ArgumentResult result)
    {
        result.AddError("--until takes a day, for example 2026-12-18.");
        return null;
    }

    private static async Task<int> HoldAsync(
        CommandContext context, Workshop workshop, IncidentSought sought, bool lift, DateOnly? until, string why, CancellationToken ct)
    {
        if (until < London.Today(workshop.Time))
        {
            return Answer.Error(context, ExitCode.Usage, "usage", "--until is past. Nothing was recorded. Name today or a later day.");
        }

        OrderBook book = OrderBook.Of(workshop.Ledger, workshop.Settings);
        FoundIncident found = await IncidentArgument.FindAsync(context, workshop, book, sought, ct);
        HeldIncident held = lift
            ? new HeldIncident(
                await new ReleaseIncident(workshop.Ledger, book, found.Incident, why).RunAsync(context.WhoAsks(workshop.Time), ct), IsNew: true)
            : await new HoldIncident(workshop.Ledger, book, found.Incident, until, why, workshop.Time)
                .RunAsync(context.WhoAsks(workshop.Time), ct);
        StandingOrder order = held.Order;
        if (context.IsJson)
        {
            Answer.Json(context, new
            {
                incident = order.Incident, order = order.Id, onHold = !lift, until = order.Until, since = order.At, isNew = held.IsNew,
            });
            return ExitCode.Done;
        }

        string what = $"incident {order.Incident}{IncidentArgument.CaseOf(found)}";
        context.Output.WriteLine(lift
            ? $"Lifted: {what}. What is new about it goes again with each force's next export."
            : string.Create(
                CultureInfo.InvariantCulture,
                $"On hold{(held.IsNew ? "" : " already")}: {what}, {(order.Until is { } last ? $"until the end of {last:yyyy-MM-dd}" : "until it is lifted")}. Nothing new about it goes; the forces keep what they have."));
        return ExitCode.Done;
    }
}
