using System.CommandLine;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Operations;
using DataSharing.Gateway.Orders;

namespace DataSharing.Gateway.Commands;

/// <summary>How a command is told which incident is meant: by the argument, or by <c>--token</c>.</summary>
internal sealed class IncidentArgument
{
    private readonly Argument<string?> _incident = new("incident")
    {
        Description = "The incident's key in the source, or the reference of its case.", Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string[]> _token = new("--token")
    {
        Description = "Instead: a force and the record id that it has for the incident.", HelpName = "FORCE RECORD_ID",
        Arity = new ArgumentArity(2, 2), AllowMultipleArgumentsPerToken = true,
    };

    /// <summary>Adds both to a command, which then takes one of them.</summary>
    public void AddTo(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        command.Add(_incident);
        command.Add(_token);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_incident) is not null == (result.GetResult(_token) is not null))
            {
                result.AddError("Name one incident: by its key or case reference, or by --token FORCE RECORD_ID.");
            }
        });
    }

    /// <summary>What was named.</summary>
    public IncidentSought Of(ParseResult parsed)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        return parsed.GetValue(_incident) is { } name ? IncidentSought.ByName(name)
            : parsed.GetValue(_token) is [var force, var record] ? IncidentSought.ByToken(force, record)
            : throw new InvalidOperationException("The command takes one of both.");
    }

    /// <summary>Finds what was named.</summary>
    public static Task<FoundIncident> FindAsync(
        CommandContext context, Workshop workshop, OrderBook book, IncidentSought sought, CancellationToken ct) =>
        new FindIncident(workshop.Folder, workshop.Ledger, book, sought, workshop.Time).RunAsync(context.WhoAsks(workshop.Time), ct);

    /// <summary>
    /// The case reference in brackets, for whoever asks at a terminal; nothing where it is not known, or something else than a terminal
    /// would keep it.
    /// </summary>
    public static string CaseOf(FoundIncident found)
    {
        ArgumentNullException.ThrowIfNull(found);
        return CommandContext.ShownOn == ShownOn.Terminal && found.Incident.CaseReference is { } reference ? $" (case {reference})" : "";
    }
}
