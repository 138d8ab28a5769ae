using System.CommandLine;
using DataSharing.Gateway.Holders;
using DataSharing.Gateway.Operations;
using DataSharing.Gateway.Orders;

namespace DataSharing.Gateway.Commands;

/// <summary><c>datasharing trace</c>.</summary>
internal static class TraceCommand
{
    public static Command Build(TimeProvider time)
    {
        var force = new Argument<string>("force") { Description = "The force's slug." };
        var record = new Argument<string>("record-id") { Description = "The record id that the force has, 16 characters." };
        var command = new Command("trace", """
            Say which incident a force's record id is, and what each force was told of it. The answer names the incident by its key and its case reference:
            do not read them to the force. Each question is recorded in the ledger.

            Example:
              datasharing trace metropolitan 7K2M9QX0D4TB1HZN

            Exit codes: 0 done, 1 the ledger knows no such record, it was refused, or something cannot be read or written, 2 usage or configuration, 130
            cancelled.
            """)
        {
            force, record,
        };
        command.SetAction((parsed, ct) =>
        {
            CommandContext context = CommandContext.From(parsed);
            return Run.WithWorkshopAsync(
                context, time, LedgerUse.Read,
                workshop => TraceAsync(context, workshop, parsed.GetValue(force)!, parsed.GetValue(record)!, ct), ct);
        });
        return command;
    }

    private static async Task<int> TraceAsync(CommandContext context, Workshop workshop, string force, string record, CancellationToken ct)
    {
        var lookup = new HolderLookup(workshop.Folder, workshop.Ledger, OrderBook.Of(workshop.Ledger, workshop.Settings));
        IncidentHolders held = await new TraceRecord(workshop.Ledger, lookup, force, record).RunAsync(context.WhoAsks(workshop.Time), ct);
        if (context.IsJson)
        {
            Answer.Json(context, HoldersAnswer.Document(held, withReference: true));
            return ExitCode.Done;
        }

        KnownIncident incident = held.Incident;
        string known = incident.CaseReference is { } reference ? $", case {reference}" : "";
        HoldersAnswer.Print(context.Output, held, $" (key {incident.Key}{known})");
        return ExitCode.Done;
    }
}
