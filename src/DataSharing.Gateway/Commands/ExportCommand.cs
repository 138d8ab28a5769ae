using System.CommandLine;
using System.CommandLine.Parsing;
using DataSharing.Disclosure.Guards;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Operations;

namespace DataSharing.Gateway.Commands;

/// <summary><c>datasharing export</c>.</summary>
internal static class ExportCommand
{
    public static Command Build(TimeProvider time)
    {
        var force = new Argument<string?>(
            "force") { Description = "The force's slug, for example metropolitan.", Arity = ArgumentArity.ZeroOrOne };
        var all = new Option<bool>("--all") { Description = "Every force that has a profile." };
        Option<string?> why = ReasonOption.Build();
        var dryRun = new Option<bool>(
            "--dry-run") { Description = "Write the file that would leave to --out, in the clear; send nothing. The ledger says who did." };
        var output = new Option<string?>("--out") { Description = "Where --dry-run writes.", HelpName = "FILE" };
        var test = new Option<bool>("--test-file")
        {
            Description = "Send one force a file of invented rows instead, with TEST in its name and no sequence: for its import to try.",
        };
        var command = new Command("export", """
            Deliver to one force, or to all, the difference between what it should hold and what it holds.

            Examples:
              datasharing export metropolitan
              datasharing --json export --all
              datasharing export metropolitan --dry-run --out tonight.csv
              datasharing export metropolitan --accept firstExport=1204 --reason "read with the data protection officer"
              datasharing export metropolitan --test-file

            Exit codes: 0 done (nothing to send counts), 1 failed, refused or unconfirmed, 2 usage or configuration,
            3 held for approval, 4 force busy, 5 some forces failed (--all), 130 cancelled.
            """)
        {
            force, all, why, dryRun, output, test,
        };
        var accept = new AcceptOption(command);
        command.Validators.Add(result =>
        {
            CheckForces(result, force, all, accept, why);
            if (result.Has(dryRun) != result.GetResult(output) is not null || (result.Has(dryRun) && result.Has(all)))
            {
                result.AddError("--dry-run is for one force and goes with --out FILE.");
            }

            if (result.Has(test) && (result.Has(all) || result.Has(dryRun) || accept.IsGiven(result)))
            {
                result.AddError("--test-file is for one force, and goes with no other option.");
            }
        });
        command.SetAction((parsed, ct) =>
        {
            CommandContext context = CommandContext.From(parsed);
            return parsed.GetValue(test) ? TestFileAnswer.SendAsync(context, time, parsed.GetValue(force)!, ct)
                : parsed.GetValue(dryRun) ? DryRunAsync(context, time, parsed.GetValue(force)!, parsed.GetValue(output)!, ct)
                : parsed.GetValue(all) ? AllAsync(context, time, ct)
                : OneAsync(context, time, parsed.GetValue(force)!, (accept.Of(parsed), parsed.GetValue(why)), ct);
        });
        return command;
    }

    private static Task<int> OneAsync(
        CommandContext context, TimeProvider time, string force, (IReadOnlyDictionary<Guard, int> Guards, string? Why) accepted, CancellationToken ct) =>
        Run.OneAsync(
            context,
            time,
            (workshop, flow) => new ExportForce(
                workshop.Ledger, flow, force) { Accepted = accepted.Guards, Why = accepted.Why },
            ct);

    private static void CheckForces(
        CommandResult result, Argument<string?> force, Option<bool> all, AcceptOption accept, Option<string?> why)
    {
        // Whether something was given, and not its value: a value that is missing or cannot be read is said by its own option, and cannot
        // be asked for here.
        bool named = result.GetValue(force) is not null;
        if (named == result.Has(all))
        {
            result.AddError("Name one force, or use --all.");
        }

        if (accept.IsGiven(result) && (result.GetResult(why) is null || result.Has(all)))
        {
            result.AddError("--accept is for one force and needs --reason TEXT.");
        }
    }

    private static Task<int> AllAsync(CommandContext context, TimeProvider time, CancellationToken ct) => Run.FlowAsync(
        context,
        time,
        (workshop, flow) => new ExportEveryForce(workshop.Ledger, flow, context.Folder.Forces(), workshop.Settings.DeliveriesAtOnce),
        ShowAll,
        ct);

    private static int ShowAll(CommandContext context, IReadOnlyList<ExportResult> results)
    {
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
    }

    private static Task<int> DryRunAsync(CommandContext context, TimeProvider time, string force, string output, CancellationToken ct) =>
        Run.WithWorkshopAsync(context, time, LedgerUse.Look, async workshop =>
    {
        if (File.Exists(output) || Directory.Exists(output))
        {
            return Answer.Error(
                context, ExitCode.Usage, "usage", $"{output} exists already and is not overwritten. Name another file, or remove it.");
        }

        if (!Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(output))))
        {
            return Answer.Error(
                context, ExitCode.Usage, "usage", $"The folder of {output} does not exist. Make it, or name a file in another folder.");
        }

        var dryRun = new WriteDryRun(workshop.Ledger, workshop.Plan(RunWatch.None), force, output);
        ExportPreview preview = await dryRun.RunAsync(context.WhoAsks(time), ct);
        if (preview.Result.Problems.Count > 0 || preview.Profile is null)
        {
            return ExportAnswer.Show(context, preview.Result, planned: true);
        }

        if (context.IsJson)
        {
            Answer.Json(context, ExportAnswer.Document(preview.Result, planned: true));
        }
        else
        {
            context.Output.WriteLine(
                "Dry run: nothing was changed or sent. " + (
                preview.File is null ? $"{output} was not written."
                : $"What would leave stands in {output}, in the clear: delete it when you have read it."));
            ExportAnswer.Print(context, preview.Result, planned: true);
        }

        return ExportAnswer.CodeOf(preview.Result);
    }, ct);
}
