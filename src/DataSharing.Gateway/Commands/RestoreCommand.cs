using System.CommandLine;
using System.Globalization;
using DataSharing.Gateway.Operations;
using DataSharing.Gateway.Orders;
using DataSharing.Gateway.People;

namespace DataSharing.Gateway.Commands;

/// <summary><c>datasharing restore</c>.</summary>
internal static class RestoreCommand
{
    public static Command Build(TimeProvider time)
    {
        var incident = new IncidentArgument();
        Option<string?> why = ReasonOption.Build(required: true);
        var command = new Command("restore", $"""
            Let a withdrawn incident be shared again, as its record says. Where it was withdrawn for {Strict()},
            a second person has to confirm it within three weekdays: datasharing requests confirm ID.

            Example:
              datasharing restore 10234 --reason "the objection was taken back, CST-2026-001234"

            Exit codes: 0 restored, or a second person is waited for; 1 the incident is not withdrawn, nobody knows it, or something cannot be read,
            2 usage or configuration, 130 cancelled.
            """);
        incident.AddTo(command);
        command.Add(why);
        command.SetAction((parsed, ct) =>
        {
            CommandContext context = CommandContext.From(parsed);
            return Run.WithWorkshopAsync(
                context, time, LedgerUse.Write,
                workshop => RestoreAsync(context, workshop, incident.Of(parsed), parsed.GetValue(why)!, ct), ct);
        });
        return command;
    }

    private static string Strict() => string.Join(", ", WithdrawalReason.All.Where(reason => reason.NeedsSecond));

    private static async Task<int> RestoreAsync(
        CommandContext context, Workshop workshop, IncidentSought sought, string why, CancellationToken ct)
    {
        OrderBook book = OrderBook.Of(workshop.Ledger, workshop.Settings);
        FoundIncident found = await IncidentArgument.FindAsync(context, workshop, book, sought, ct);
        Asker asker = context.WhoAsks(workshop.Time);
        // The file by which it was decided who asks, and no other: it may be replaced between two looks.
        RestoredIncident restored = await new RestoreIncident(workshop.Ledger, book, asker.People, found.Incident, why).RunAsync(asker, ct);
        if (context.IsJson)
        {
            Answer.Json(context, new
            {
                incident = restored.Order?.Incident ?? found.Name,
                restored = restored.Order is not null,
                order = restored.Order?.Id,
                request = restored.Request is { } waiting ? RequestsCommand.Document(waiting) : null,
            });
        }
        else if (restored.Request is { } request)
        {
            context.Output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"Request {request.Id} waits for a second person until {London.Clock(request.ValidUntil!.Value)}. The incident {found.Name}{IncidentArgument.CaseOf(found)} stays withdrawn until then."));
            context.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"They confirm it with: datasharing requests confirm {request.Id}"));
        }
        else
        {
            context.Output.WriteLine(
                $"Restored: incident {restored.Order!.Incident}{IncidentArgument.CaseOf(found)}. It goes again with each force's next export, if its record says so.");
        }

        return ExitCode.Done;
    }
}
