using System.CommandLine;
using System.Globalization;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Operations;
using DataSharing.Gateway.Orders;
using DataSharing.Gateway.Standing;

namespace DataSharing.Gateway.Commands;

/// <summary><c>datasharing withdrawals</c>.</summary>
internal static class WithdrawalsCommand
{
    public static Command Build(TimeProvider time)
    {
        var open = new Option<bool>("--open") { Description = "Only withdrawals of which a force is still to be told." };
        var command = new Command("withdrawals", """
            List the withdrawals and holds that stand, oldest first: the random id by which the journal calls the incident, why, since when, and for each
            force how far it is. Nothing of the incidents is printed.

            Examples:
              datasharing withdrawals
              datasharing --json withdrawals --open

            Exit codes: 0 done, 1 the ledger cannot be read, or whoever asks may not, 2 usage or configuration, 130 cancelled.
            """)
        {
            open,
        };
        command.SetAction((parsed, ct) =>
        {
            CommandContext context = CommandContext.From(parsed);
            return Run.WithWorkshopAsync(
                context, time, LedgerUse.Read, workshop => ListAsync(context, workshop, parsed.GetValue(open), ct), ct);
        });
        return command;
    }

    private static async Task<int> ListAsync(CommandContext context, Workshop workshop, bool open, CancellationToken ct)
    {
        IReadOnlyList<ListedOrder> listed = await new ListWithdrawals(
            workshop.Ledger, new ForcesTold(workshop.Folder, workshop.Ledger), open, workshop.Time)
            .RunAsync(context.WhoAsks(workshop.Time), ct);
        if (context.IsJson)
        {
            Answer.Json(context, new { orders = listed.Select(one => Document(workshop, one)) });
            return ExitCode.Done;
        }

        context.Output.WriteLine(listed.Count == 0
            ? open ? "Every force was told of every withdrawal." : "Nothing is withdrawn or on hold."
            : string.Create(CultureInfo.InvariantCulture, $"{listed.Count:N0} {(listed.Count == 1 ? "order stands" : "orders stand")}:"));
        foreach (ListedOrder one in listed)
        {
            Print(context.Output, workshop, one);
        }

        return ExitCode.Done;
    }

    private static object Document(Workshop workshop, ListedOrder one) => new
    {
        incident = one.Order.Incident,
        order = one.Order.Id,
        kind = one.Order.Kind,
        reason = one.Order.Reason,
        since = one.Order.At,
        until = one.Order.Until,
        open = one.IsOpen,
        forces = one.Forces?.Select(at => WithdrawnAnswer.Document(
            at, one.Order.Kind == OrderKind.Withdraw ? WithdrawnAnswer.DueOf(workshop, at) : null)),
    };

    private static void Print(TextWriter output, Workshop workshop, ListedOrder one)
    {
        StandingOrder order = one.Order;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {order.Incident ?? "not known any more"}  {order.Kind.Word()}  {order.Reason ?? "reason not known any more"}  since {London.Clock(order.At)}{(order.Until is { } until ? $", until {until:yyyy-MM-dd}" : "")}"));
        if (order.Kind != OrderKind.Withdraw)
        {
            return;
        }

        if (one.Forces is null)
        {
            output.WriteLine("    Which incident it is cannot be told any more, so neither can be which forces were told. No force gets it.");
            return;
        }

        foreach (ForceToldState at in one.Forces)
        {
            output.WriteLine($"    {at.Force}: {WithdrawnAnswer.Words(at, WithdrawnAnswer.DueOf(workshop, at))}");
        }
    }
}
