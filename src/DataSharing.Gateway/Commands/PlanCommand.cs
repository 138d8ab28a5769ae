using System.CommandLine;
using System.Globalization;
using DataSharing.Disclosure;
using DataSharing.Gateway.Narrative;

namespace DataSharing.Gateway.Commands;

/// <summary><c>datasharing plan</c>.</summary>
internal static class PlanCommand
{
    public static Command Build(TimeProvider time)
    {
        var force = new Argument<string?>("force") { Description = "The force's slug, for example metropolitan.", Arity = ArgumentArity.ZeroOrOne };
        var all = new Option<bool>("--all") { Description = "Every force that has a profile." };
        var rows = new Option<bool>("--rows") { Description = "Show every row with its released values; the ledger says who looked." };
        var full = new Option<bool>("--full") { Description = "Plan a full re-export instead of the difference." };
        var command = new Command("plan", """
            Show what would leave for a force now. Writes nothing, sends nothing, and takes no sequence; with --rows the ledger says who saw the values.

            Examples:
              datasharing plan metropolitan
              datasharing --json plan nottinghamshire --rows
              datasharing plan --all

            Exit codes: 0 done, 1 failed or refused, 2 usage or configuration, 3 the export would be held,
            5 some forces failed (--all), 130 cancelled.
            """)
        {
            force, all, rows, full,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(force)?.Tokens is [_] == result.Has(all))
            {
                result.AddError("Name one force, or use --all.");
            }
            else if (result.Has(all) && result.Has(rows))
            {
                result.AddError("--rows is for one force.");
            }
        });
        command.SetAction((parsed, ct) =>
        {
            CommandContext context = CommandContext.From(parsed);
            if (parsed.GetValue(all))
            {
                return AllAsync(context, time, parsed.GetValue(full), ct);
            }

            return Run.WithWorkshopAsync(context, time, LedgerUse.Look, async workshop =>
            {
                var progress = new ConsoleProgress(context, time);
                ExportRun flow = workshop.Flow(progress.Watch);
                ExportPreview preview = await progress.ShowAsync(Task.Run(
                    () => flow.PreviewAsync(parsed.GetValue(force)!, parsed.GetValue(full), parsed.GetValue(rows), ct),
                    CancellationToken.None)).ConfigureAwait(false);
                if (preview.Profile is null)
                {
                    return ExportAnswer.Show(context, preview.Result, planned: true);
                }

                IReadOnlyList<PlannedRow>? shown = preview.Rows is { } withheld ? await withheld.ShowAsync(CommandContext.Account, CommandContext.ShownOn, ct).ConfigureAwait(false) : null;
                return Show(context, preview, shown, parsed.GetValue(rows));
            }, ct);
        });
        return command;
    }

    /// <summary>One force after the other: each reads the whole source.</summary>
    private static Task<int> AllAsync(CommandContext context, TimeProvider time, bool full, CancellationToken ct) => Run.WithWorkshopAsync(context, time, LedgerUse.Look, async workshop =>
    {
        var progress = new ConsoleProgress(context, time);
        ExportRun flow = workshop.Flow(progress.Watch);
        var plans = new List<ExportPreview>();
        foreach (string force in context.Folder.Forces())
        {
            plans.Add(await progress.ShowAsync(Task.Run(() => flow.PreviewAsync(force, full, rows: false, ct), CancellationToken.None)).ConfigureAwait(false));
        }

        if (context.IsJson)
        {
            Answer.Json(context, new { plans = plans.Select(Document) });
        }
        else
        {
            context.Output.WriteLine("These are plans: nothing was changed or sent.");
            foreach (ExportPreview plan in plans)
            {
                Print(context, plan);
            }
        }

        return ExportAnswer.CodeOfAll([.. plans.Select(plan => plan.Result)]);
    }, ct);

    private static int Show(CommandContext context, ExportPreview preview, IReadOnlyList<PlannedRow>? rows, bool wanted)
    {
        ForceProfile profile = preview.Profile!;
        if (context.IsJson)
        {
            Dictionary<string, object?> document = Document(preview);
            if (wanted)
            {
                document["records"] = (rows ?? []).Select(row => new
                {
                    recordId = row.Entry.Token,
                    action = row.Entry.Action.ToString().ToUpperInvariant(),
                    version = row.Entry.Version,
                    values = Values(profile, row),
                });
            }

            Answer.Json(context, document);
            return ExportAnswer.CodeOf(preview.Result);
        }

        context.Output.WriteLine("This is a plan: nothing was changed or sent.");
        Print(context, preview);
        foreach (PlannedRow row in rows ?? [])
        {
            context.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{row.Entry.Token} {row.Entry.Action.ToString().ToUpperInvariant()} version {row.Entry.Version}"));
            foreach ((string column, string? value) in Values(profile, row))
            {
                context.Output.WriteLine($"  {column}: {value ?? "(none)"}");
            }
        }

        return ExportAnswer.CodeOf(preview.Result);
    }

    /// <summary>The JSON document of one plan, without its rows; of a force whose profile could not be read too, as an export of all has it.</summary>
    private static Dictionary<string, object?> Document(ExportPreview preview)
    {
        Dictionary<string, object?> document = ExportAnswer.PlanDocument(preview.Result);
        document["smallNumbers"] = preview.Figures is { } figures ? SmallNumbersAnswer.Document(figures) : null;
        document["unreadTexts"] = Unread(preview.Profile).Select(column => new { column = column.Heading, reason = column.UnreadReason, oneTextIn = LeakRate.OneTextIn });
        return document;
    }

    private static void Print(CommandContext context, ExportPreview preview)
    {
        ExportAnswer.Print(context, preview.Result, planned: true);
        foreach (ReleasedColumn column in Unread(preview.Profile))
        {
            context.Output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {column.Heading} leaves unread ({column.UnreadReason}): about 1 text in {LeakRate.OneTextIn} still names somebody or something that identifies a person directly."));
        }

        if (preview.Profile is { } profile)
        {
            SmallNumbersAnswer.Print(context, profile, preview.Figures);
        }
    }

    private static IEnumerable<ReleasedColumn> Unread(ForceProfile? profile) => profile?.Columns.Where(column => column.UnreadReason is not null) ?? [];

    private static Dictionary<string, string?> Values(ForceProfile profile, PlannedRow row) => row.Cells.Count == 0
        ? []
        : profile.Columns.Index().ToDictionary(pair => pair.Item.Heading, pair => row.Cells[pair.Index], StringComparer.Ordinal);
}
