using System.CommandLine;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Files;
using DataSharing.Gateway.Files.Sealed;

namespace DataSharing.Gateway.Commands;

/// <summary><c>datasharing export</c>.</summary>
internal static class ExportCommand
{
    public static Command Build(TimeProvider time)
    {
        var force = new Argument<string?>("force") { Description = "The force's slug, for example metropolitan.", Arity = ArgumentArity.ZeroOrOne };
        var all = new Option<bool>("--all") { Description = "Every force that has a profile." };
        Option<int?> accept = WithdrawalsOption.Build("Let exactly N withdrawals through the mass-withdrawal guard. Needs --reason.");
        Option<string?> why = ReasonOption.Build();
        var dryRun = new Option<bool>("--dry-run") { Description = "Write the file that would leave to --out, in the clear; send nothing. The ledger says who did." };
        var output = new Option<string?>("--out") { Description = "Where --dry-run writes.", HelpName = "FILE" };
        var command = new Command("export", """
            Deliver to one force, or to all, the difference between what it should hold and what it holds.

            Examples:
              datasharing export metropolitan
              datasharing --json export --all
              datasharing export metropolitan --dry-run --out tonight.csv

            Exit codes: 0 done (nothing to send counts), 1 failed, refused or unconfirmed, 2 usage or configuration,
            3 held for approval, 4 force busy, 5 some forces failed (--all), 130 cancelled.
            """)
        {
            force, all, accept, why, dryRun, output,
        };
        command.Validators.Add(result =>
        {
            // Whether something was given, and not its value: a value that is missing or cannot be read is said by its own option, and cannot be asked for here.
            bool named = result.GetValue(force) is not null;
            if (named == result.Has(all))
            {
                result.AddError("Name one force, or use --all.");
            }

            if (result.GetResult(accept) is not null && (result.GetResult(why) is null || result.Has(all)))
            {
                result.AddError("--accept-withdrawals is for one force and needs --reason TEXT.");
            }

            if (result.Has(dryRun) != result.GetResult(output) is not null || (result.Has(dryRun) && result.Has(all)))
            {
                result.AddError("--dry-run is for one force and goes with --out FILE.");
            }
        });
        command.SetAction((parsed, ct) =>
        {
            CommandContext context = CommandContext.From(parsed);
            if (parsed.GetValue(dryRun))
            {
                return DryRunAsync(context, time, parsed.GetValue(force)!, parsed.GetValue(output)!, ct);
            }

            if (parsed.GetValue(all))
            {
                return AllAsync(context, time, ct);
            }

            return Run.OneAsync(context, time, new ExportRequest(parsed.GetValue(force)!, ExportTask.Export, CommandContext.Account)
            {
                AcceptWithdrawals = parsed.GetValue(accept),
                Why = parsed.GetValue(why),
            }, ct);
        });
        return command;
    }

    private static Task<int> AllAsync(CommandContext context, TimeProvider time, CancellationToken ct) => Run.WithWorkshopAsync(context, time, LedgerUse.Write, async workshop =>
    {
        IReadOnlyList<string> forces = context.Folder.Forces();
        var progress = new ConsoleProgress(context, time);
        ExportRun flow = workshop.Flow(progress.Watch);
        var results = new ExportResult[forces.Count];
        await progress.ShowAsync(Task.Run(async () =>
        {
            // Cancelling lets every force end by itself, so that each has its result.
            await Parallel.ForEachAsync(forces.Index(), new ParallelOptions { MaxDegreeOfParallelism = workshop.Settings.DeliveriesAtOnce },
                async (force, _) => results[force.Index] = await flow.RunAsync(new ExportRequest(force.Item, ExportTask.Export, CommandContext.Account), ct));
            return true;
        }, CancellationToken.None));

        if (context.IsJson)
        {
            Answer.Json(context, new { exports = results.Select(result => ExportAnswer.Document(result)) });
        }
        else
        {
            foreach (ExportResult result in results)
            {
                ExportAnswer.Print(context, result);
            }
        }

        return ExportAnswer.CodeOfAll(results);
    }, ct, mustRecord: true);

    private static Task<int> DryRunAsync(CommandContext context, TimeProvider time, string force, string output, CancellationToken ct) => Run.WithWorkshopAsync(context, time, LedgerUse.Look, async workshop =>
    {
        if (File.Exists(output) || Directory.Exists(output))
        {
            return Answer.Error(context, ExitCode.Usage, "usage", $"{output} exists already and is not overwritten. Name another file, or remove it.");
        }

        if (!Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(output))))
        {
            return Answer.Error(context, ExitCode.Usage, "usage", $"The folder of {output} does not exist. Make it, or name a file in another folder.");
        }

        NoLedgerException.ThrowIfNone(workshop.Ledger);
        using DryRunFolder folder = DryRunFolder.Make(new Outbox(workshop.Settings.OutboxFolder), output);
        ExportPreview preview = await workshop.Flow(RunWatch.None).DryRunAsync(force, folder.Path, ct);
        if (preview.Result.Problems.Count > 0 || preview.Profile is null)
        {
            return ExportAnswer.Show(context, preview.Result, planned: true);
        }

        if (preview.File is { } withheld)
        {
            ExportFile file = await withheld.ShowAsync(CommandContext.Account, ShownOn.File, ct);
            using Stream content = file.OpenContent();
            folder.Publish(content);
        }

        if (context.IsJson)
        {
            Answer.Json(context, ExportAnswer.Document(preview.Result, planned: true));
        }
        else
        {
            context.Output.WriteLine("Dry run: nothing was changed or sent. " + (preview.File is null ? $"{output} was not written." : $"What would leave stands in {output}, in the clear: delete it when you have read it."));
            ExportAnswer.Print(context, preview.Result, planned: true);
        }

        return ExportAnswer.CodeOf(preview.Result);
    }, ct);
}
