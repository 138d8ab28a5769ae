using System.CommandLine;
using System.Globalization;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Operations;
using DataSharing.Gateway.Orders;
using DataSharing.Gateway.People;
using DataSharing.Gateway.Standing;

namespace DataSharing.Gateway.Commands;

/// <summary><c>datasharing requests</c>.</summary>
internal static class RequestsCommand
{
    public static Command Build(TimeProvider time)
    {
        var all = new Option<bool>("--all") { Description = "Those that ended too." };
        var command = new Command("requests", """
            List what somebody asked for and a second person has to confirm.

            Examples:
              datasharing requests
              datasharing --json requests --all
              datasharing requests confirm 3

            Exit codes: 0 done, 1 the ledger cannot be read, or whoever asks may not, 2 usage or configuration, 130 cancelled.
            """)
        {
            all, Confirm(time),
        };
        command.SetAction((parsed, ct) =>
        {
            CommandContext context = CommandContext.From(parsed);
            return Run.WithWorkshopAsync(
                context, time, LedgerUse.Read, workshop => ListAsync(context, workshop, parsed.GetValue(all), ct), ct);
        });
        return command;
    }

    /// <summary>The JSON document of a request.</summary>
    public static object Document(RecordedRequest request) => new
    {
        id = request.Id,
        operation = request.Operation,
        incident = request.Arguments.GetValueOrDefault(SecondWord.Incident),
        force = request.Arguments.GetValueOrDefault(WaitingProfile.ForceArgument),
        sha256 = request.Arguments.GetValueOrDefault(WaitingProfile.Sha256Argument),
        why = request.Arguments.GetValueOrDefault(SecondWord.Why),
        person = request.Person,
        state = request.State,
        askedAt = request.AskedAt,
        validUntil = request.ValidUntil,
        second = request.Second,
        endedAt = request.EndedAt,
        reason = request.Reason,
    };

    private static Command Confirm(TimeProvider time)
    {
        var id = new Argument<int>("id") { Description = "The request's number, as the list shows it." };
        var command = new Command("confirm", """
            Give the second person's word to a request, and do what it asks for. Whoever asked for it cannot: it needs another id in people.json.

            Example:
              datasharing requests confirm 3

            Exit codes: 0 done, 1 no such request waits, it is too late, whoever asks may not, or something cannot be read, 2 usage or configuration,
            130 cancelled.
            """)
        {
            id,
        };
        command.SetAction((parsed, ct) =>
        {
            CommandContext context = CommandContext.From(parsed);
            return Run.WithWorkshopAsync(
                context, time, LedgerUse.Write, workshop => ConfirmAsync(context, workshop, parsed.GetValue(id), ct), ct);
        });
        return command;
    }

    private static async Task<int> ConfirmAsync(CommandContext context, Workshop workshop, int id, CancellationToken ct)
    {
        OrderBook book = OrderBook.Of(workshop.Ledger, workshop.Settings);
        Asker asker = context.WhoAsks(workshop.Time);
        // The file by which it was decided who asks, and no other: it may be replaced between two looks.
        RecordedRequest request = await new ConfirmRequest(workshop.Ledger, book, asker.People, id).RunAsync(asker, ct);
        if (context.IsJson)
        {
            Answer.Json(context, new { request = Document(request) });
        }
        else
        {
            context.Output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"Request {request.Id} is done: the incident {request.Arguments[SecondWord.Incident]} is shared again, if its record says so. {request.Person} asked for it."));
        }

        return ExitCode.Done;
    }

    private static async Task<int> ListAsync(CommandContext context, Workshop workshop, bool all, CancellationToken ct)
    {
        IReadOnlyList<RecordedRequest> requests = await new ListRequests(workshop.Ledger, !all).RunAsync(context.WhoAsks(workshop.Time), ct);
        if (context.IsJson)
        {
            Answer.Json(context, new { requests = requests.Select(Document) });
            return ExitCode.Done;
        }

        if (requests.Count == 0)
        {
            context.Output.WriteLine(all ? "Nothing was asked for." : "Nothing waits for a second person.");
        }

        foreach (RecordedRequest request in requests)
        {
            context.Output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {request.Id}  {request.Operation}  {About(request)}  {request.State.Word()}{Until(request)}  asked by {request.Person} at {London.Clock(request.AskedAt)}: {request.Arguments.GetValueOrDefault(SecondWord.Why)}{Second(request)}"));
        }

        return ExitCode.Done;
    }

    private static string About(RecordedRequest request) =>
        request.Arguments.TryGetValue(WaitingProfile.Sha256Argument, out string? sha256)
            ? $"{request.Arguments[WaitingProfile.ForceArgument]} {sha256}"
            : $"incident {request.Arguments.GetValueOrDefault(SecondWord.Incident)}";

    private static string Second(RecordedRequest request) => request.Second is { } second ? $" (second person: {second})" : "";

    private static string Until(RecordedRequest request) =>
        request is { State: RequestState.WaitsForSecond, ValidUntil: { } until } ? $" until {London.Clock(until)}" : "";
}
