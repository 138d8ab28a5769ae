using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using DataSharing.Disclosure;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Operations;
using DataSharing.Gateway.People;

namespace DataSharing.Gateway.Commands;

/// <summary><c>datasharing ledger accept-restored</c>.</summary>
internal static class AcceptRestoredCommand
{
    private const int HighestSequence = 999_999;

    public static Command Build(TimeProvider time)
    {
        var force = new Argument<string>("force") { Description = "The force's slug." };
        var next = new Option<int>(
            "--next") { Description = "The sequence of the force's next export: above everything that was sent to it.", HelpName = "N",
            Required = true };
        var withdrawals = new Option<int?>(
            "--withdrawals") { Description = "How many withdrawals were made since the backup; only where the file of orders cannot say it.",
            HelpName = "N" };
        Option<string?> why = ReasonOption.Build(required: true);
        var command = new Command("accept-restored", """
            Go on with a ledger that is older than what was sent to a force (ledgerOlder), or with a new one where it is lost, at a higher sequence.
            Ask the force first for the last sequence it has. What lies in the outbox is kept; what was built before the backup and not sent is given up.
            Withdrawals, holds and stops that the ledger lacks are taken back from the file of orders in the folder of the witness. Where that is missing,
            damaged or older, --withdrawals says how many withdrawals were made since the backup; each is to be given again.
            Afterwards send a full file: deploy/RUNBOOK.md, "The ledger was restored".

            Example:
              datasharing ledger accept-restored metropolitan --next 14 --reason "restored CST-2026-001234"

            Exit codes: 0 done, 1 the number was or may have been used, there is nothing to accept, --withdrawals is needed, or the ledger cannot be written,
            2 usage or configuration, 4 force busy, 130 cancelled.
            """)
        {
            force, next, withdrawals, why,
        };
        command.Validators.Add(result =>
        {
            Require(result, next, 1, "--next takes a sequence, from 1 to 999999.");
            Require(result, withdrawals, 0, "--withdrawals takes a number, from 0 to 999999.");
            if (result.GetResult(why)?.Tokens is [{ Value: var reason }] && string.IsNullOrWhiteSpace(reason))
            {
                result.AddError("--reason needs a text.");
            }
        });
        command.SetAction((parsed, ct) =>
        {
            CommandContext context = CommandContext.From(parsed);
            return Run.GuardedAsync(context, () =>
            {
                // Where the ledger is lost, one is made only for somebody who may accept that.
                LedgerUse use = context.WhoAsks(time).RefusalOf(Permission.LedgerKeep) is null ? LedgerUse.Accept : LedgerUse.Look;
                return Run.WithWorkshopAsync(
                    context, time, use,
                    workshop => AcceptAsync(
                        context, workshop, parsed.GetValue(force)!, parsed.GetValue(next), parsed.GetValue(withdrawals),
                        parsed.GetValue(why)!, ct),
                    ct);
            });
        });
        return command;
    }

    private static void Require(SymbolResult result, Option option, int least, string problem)
    {
        if (result.GetResult(option) is { Tokens: [{ Value: var text }] }
            && !(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && number >= least && number <= HighestSequence))
        {
            result.AddError(problem);
        }
    }

    private static async Task<int> AcceptAsync(
        CommandContext context, Workshop workshop, string force, int next, int? withdrawals, string why, CancellationToken ct)
    {
        var age = LedgerAge.Of(workshop.Settings, workshop.Ledger);
        // A force whose profile is gone, and of which the restored ledger knows nothing yet, keeps the worker from being ready like every
        // other.
        if (!context.Folder.HasForce(force) && await workshop.Ledger.Runs.HistoryAsync(force, 1, ct) is []
            && !await age.IsOlderAsync(force, ct))
        {
            return Answer.Error(context, ExitCode.Usage, Reason.ProfileMissing.Code, context.NoProfile(force));
        }

        if (await new AcceptRestored(workshop.Settings, workshop.Ledger, force, next, withdrawals, why, workshop.Time)
            .RunAsync(context.WhoAsks(workshop.Time), ct) is not { } accepted)
        {
            return Answer.Error(context, ExitCode.Busy, Reason.Busy.Code, $"{force}: {Reason.Busy.Meaning}");
        }

        if (context.IsJson)
        {
            Answer.Json(
                context,
                new
                {
                    force, next, entry = accepted.Entry.Entry, givenUp = accepted.GivenUp, ordersBack = accepted.OrdersBack.Count,
                    withdrawals,
                });
            return ExitCode.Done;
        }

        Show(context, force, next, withdrawals, accepted);
        return ExitCode.Done;
    }

    private static void Show(CommandContext context, string force, int next, int? withdrawals, AcceptedLedger accepted)
    {
        context.Output.WriteLine(
            string.Create(
            CultureInfo.InvariantCulture,
            $"{force}: the next export has sequence {next}, journal entry {accepted.Entry.Entry}. Everything in the outbox is kept."));
        if (accepted.GivenUp.Count > 0)
        {
            context.Output.WriteLine($"Given up, because it may have been sent: sequence {string.Join(", ", accepted.GivenUp)}.");
        }

        if (accepted.OrdersBack.Count > 0)
        {
            context.Output.WriteLine(
                string.Create(
                CultureInfo.InvariantCulture,
                $"Taken back from the file of orders, because the ledger lacked them: {accepted.OrdersBack.Count}, of them withdrawals {accepted.OrdersBack.Count(order => order.Kind == OrderKind.Withdraw)}."));
        }

        if (accepted.Aside is { } aside)
        {
            context.Output.WriteLine($"The damaged file of orders is kept as {aside}, and a new one was made.");
        }

        if (withdrawals is > 0)
        {
            context.Output.WriteLine(
                string.Create(
                CultureInfo.InvariantCulture,
                $"Withdrawals that you said were made since the backup: {withdrawals}. Give again each that was not taken back, before anything is sent: datasharing withdraw."));
        }

        context.Output.WriteLine(
            $"What the force got since the backup is not in the ledger. Ask it to empty its table of your records, then send all of them: datasharing reexport {force} --full --reason TEXT. See deploy/RUNBOOK.md, \"The ledger was restored\".");
    }
}
