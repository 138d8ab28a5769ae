using System.CommandLine;
using System.Globalization;
using DataSharing.Disclosure;
using DataSharing.Gateway.Exports;
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
        Option<string?> why = ReasonOption.Build(required: true);
        var command = new Command("accept-restored", """
            Go on with a ledger that is older than what was sent to a force (ledgerOlder), or with a new one where it is lost, at a higher sequence.
            Ask the force first for the last sequence it has. What lies in the outbox is kept; what was built before the backup and not sent is given up.
            Afterwards send a full file: deploy/RUNBOOK.md, "The ledger was restored".

            Example:
              datasharing ledger accept-restored metropolitan --next 14 --reason "restored CST-2026-001234"

            Exit codes: 0 done, 1 the number was or may have been used, there is nothing to accept, or the ledger cannot be written,
            2 usage or configuration, 4 force busy, 130 cancelled.
            """)
        {
            force, next, why,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(next) is { Tokens: [{ Value: var text }] }
                && !(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
                && number is >= 1 and <= HighestSequence))
            {
                result.AddError("--next takes a sequence, from 1 to 999999.");
            }

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
                    workshop => AcceptAsync(context, workshop, parsed.GetValue(force)!, parsed.GetValue(next), parsed.GetValue(why)!, ct),
                    ct);
            });
        });
        return command;
    }

    private static async Task<int> AcceptAsync(
        CommandContext context, Workshop workshop, string force, int next, string why, CancellationToken ct)
    {
        var age = LedgerAge.Of(workshop.Settings, workshop.Ledger);
        // A force whose profile is gone, and of which the restored ledger knows nothing yet, keeps the worker from being ready like every
        // other.
        if (!context.Folder.HasForce(force) && await workshop.Ledger.Runs.HistoryAsync(force, 1, ct) is []
            && (await age.OlderByWitnessAsync(ct)).All(found => found.Force != force))
        {
            return Answer.Error(context, ExitCode.Usage, Reason.ProfileMissing.Code, context.NoProfile(force));
        }

        if (await new AcceptRestored(workshop.Settings, workshop.Ledger, force, next, why)
            .RunAsync(context.WhoAsks(workshop.Time), ct) is not var (entry, givenUp))
        {
            return Answer.Error(context, ExitCode.Busy, Reason.Busy.Code, $"{force}: {Reason.Busy.Meaning}");
        }

        if (context.IsJson)
        {
            Answer.Json(context, new { force, next, entry = entry.Entry, givenUp });
            return ExitCode.Done;
        }

        context.Output.WriteLine(
            string.Create(
            CultureInfo.InvariantCulture,
            $"{force}: the next export has sequence {next}, journal entry {entry.Entry}. Everything in the outbox is kept."));
        if (givenUp.Count > 0)
        {
            context.Output.WriteLine($"Given up, because it may have been sent: sequence {string.Join(", ", givenUp)}.");
        }

        context.Output.WriteLine(
            $"What the force got since the backup is not in the ledger. Ask it to empty its table of your records, then send all of them: datasharing reexport {force} --full --reason TEXT. See deploy/RUNBOOK.md, \"The ledger was restored\".");
        return ExitCode.Done;
    }
}
