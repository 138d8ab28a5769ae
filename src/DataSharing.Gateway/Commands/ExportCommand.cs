using System.CommandLine;
using System.Security.Cryptography;
using DataSharing.Disclosure;
using DataSharing.Gateway.Files;

namespace DataSharing.Gateway.Commands;

/// <summary><c>datasharing export</c>.</summary>
internal static class ExportCommand
{
    public static Command Build(TimeProvider time)
    {
        var force = new Argument<string?>("force") { Description = "The force's slug, for example metropolitan.", Arity = ArgumentArity.ZeroOrOne };
        var all = new Option<bool>("--all") { Description = "Every force that has a profile." };
        var accept = new Option<int?>("--accept-withdrawals") { Description = "Let exactly N withdrawals through the mass-withdrawal guard. Needs --reason.", HelpName = "N" };
        Option<string?> why = ReasonOption.Build();
        var dryRun = new Option<bool>("--dry-run") { Description = "Write the file that would leave to --out, in the clear; change and send nothing." };
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
            bool named = result.GetValue(force) is not null;
            if (named == result.GetValue(all))
            {
                result.AddError("Name one force, or use --all.");
            }

            if (result.GetValue(accept) is not null && (string.IsNullOrWhiteSpace(result.GetValue(why)) || result.GetValue(all)))
            {
                result.AddError("--accept-withdrawals is for one force and needs --reason TEXT.");
            }

            if (result.GetValue(dryRun) != result.GetValue(output) is not null || (result.GetValue(dryRun) && result.GetValue(all)))
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

    private static Task<int> AllAsync(CommandContext context, TimeProvider time, CancellationToken ct) => Run.WithWorkshopAsync(context, time, async workshop =>
    {
        IReadOnlyList<string> forces = context.Folder.Forces();
        var progress = new ConsoleProgress(context, time);
        ExportRun flow = workshop.Flow(progress.Watch);
        var results = new ExportResult[forces.Count];
        await progress.ShowAsync(Task.Run(async () =>
        {
            // Cancelling lets every force end by itself, so that each has its result.
            await Parallel.ForEachAsync(forces.Index(), new ParallelOptions { MaxDegreeOfParallelism = workshop.Settings.DeliveriesAtOnce },
                async (force, _) => results[force.Index] = await flow.RunAsync(new ExportRequest(force.Item, ExportTask.Export, CommandContext.Account), ct).ConfigureAwait(false)).ConfigureAwait(false);
            return true;
        }, CancellationToken.None)).ConfigureAwait(false);

        if (context.IsJson)
        {
            Answer.Json(context, new { exports = results.Select(ExportAnswer.Document) });
        }
        else
        {
            foreach (ExportResult result in results)
            {
                ExportAnswer.Print(context, result);
            }
        }

        return ExportAnswer.CodeOfAll(results);
    }, ct);

    private static Task<int> DryRunAsync(CommandContext context, TimeProvider time, string force, string output, CancellationToken ct) => Run.WithWorkshopAsync(context, time, async workshop =>
    {
        if (File.Exists(output) || Directory.Exists(output))
        {
            return Answer.Error(context, ExitCode.Usage, "usage", $"{output} exists already and is not overwritten. Name another file, or remove it.");
        }

        string spill = Directory.CreateTempSubdirectory("datasharing-dry-run-").FullName;
        try
        {
            (ExportPreview preview, bool written, IReadOnlyDictionary<IncidentKey, RefusedRow>? refused) = await PreviewOnceAsync(workshop, force, output, spill, null, ct).ConfigureAwait(false);
            if (refused is not null)
            {
                // As an export does: once more without the rows that the check of the file refused.
                (preview, written, _) = await PreviewOnceAsync(workshop, force, output, spill, refused, ct).ConfigureAwait(false);
            }

            if (preview.Result.Problems.Count > 0 || preview.Profile is null)
            {
                return ExportAnswer.Show(context, preview.Result);
            }

            if (context.IsJson)
            {
                Answer.Json(context, ExportAnswer.Document(preview.Result));
            }
            else
            {
                context.Output.WriteLine("Dry run: nothing was changed or sent. " + (written ? $"What would leave stands in {output}, in the clear: delete it when you have read it." : $"{output} was not written."));
                ExportAnswer.Print(context, preview.Result);
            }

            return ExportAnswer.CodeOf(preview.Result);
        }
        finally
        {
            Directory.Delete(spill, recursive: true);
        }
    }, ct);

    private static async Task<(ExportPreview Preview, bool Written, IReadOnlyDictionary<IncidentKey, RefusedRow>? Refused)> PreviewOnceAsync(
        Workshop workshop, string force, string output, string spill, IReadOnlyDictionary<IncidentKey, RefusedRow>? refused, CancellationToken ct)
    {
        bool isLast = refused is not null;
        SortedRows? rows = null;
        try
        {
            ExportPreview preview = await workshop.Flow(RunWatch.None).PreviewAsync(force, full: false, profile => (rows = new SortedRows(profile.Layout, spill)).Add, measure: false, refused, ct).ConfigureAwait(false);
            // Refused too: a new force's file is read before its profile is enabled.
            if (rows is null || preview.Result.Outcome is ExportOutcome.Failed or ExportOutcome.Cancelled)
            {
                return (preview, false, null);
            }

            try
            {
                WritePlain(output, spill, isLast, preview.Profile!, rows);
                return (preview, true, null);
            }
            catch (FileCheckException fault)
            {
                ExportResult held = preview.Result with { Outcome = ExportOutcome.Held, Reason = Reason.FileCheck, Message = fault.Message, Sequence = null, Attempt = null };
                return (preview with { Result = held }, false, isLast ? null : rows.Refused(fault));
            }
        }
        finally
        {
            rows?.Dispose();
        }
    }

    // Through the same file, sealed under a key that is forgotten, and the same check of its bytes as a file that leaves.
    private static void WritePlain(string path, string spill, bool isLast, ForceProfile profile, SortedRows rows)
    {
        byte[] key = RandomNumberGenerator.GetBytes(SealedFile.KeyLength);
        string entry = Outbox.DataEntry("dry-run", isLast ? 2 : 1, 1);
        ExportFile checkedFile = ExportFile.Write(new Outbox(spill), key, new MasterKey(key).Id, entry, "dry-run.csv", rows);
        using (Stream content = checkedFile.OpenContent())
        {
            FileCheck.Verify(content, profile.Layout, rows.Counts, CellRule.Of(profile));
        }

        using Stream plain = checkedFile.OpenContent();
        using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
        plain.CopyTo(file);
    }
}
