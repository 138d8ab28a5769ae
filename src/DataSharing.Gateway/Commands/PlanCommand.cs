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
        var force = new Argument<string>("force") { Description = "The force's slug, for example metropolitan." };
        var rows = new Option<bool>("--rows") { Description = "Show every row with its released values; the ledger says who looked." };
        var full = new Option<bool>("--full") { Description = "Plan a full re-export instead of the difference." };
        var command = new Command("plan", """
            Show what would leave for a force now. Writes nothing, sends nothing, and takes no sequence; with --rows the ledger says who saw the values.

            Examples:
              datasharing plan metropolitan
              datasharing --json plan nottinghamshire --rows

            Exit codes: 0 done, 1 failed or refused, 2 usage or configuration, 3 the export would be held, 130 cancelled.
            """)
        {
            force, rows, full,
        };
        command.SetAction((parsed, ct) =>
        {
            CommandContext context = CommandContext.From(parsed);
            return Run.WithWorkshopAsync(context, time, LedgerUse.Look, async workshop =>
            {
                var progress = new ConsoleProgress(context, time);
                ExportRun flow = workshop.Flow(progress.Watch);
                ExportPreview preview = await progress.ShowAsync(Task.Run(
                    () => flow.PreviewAsync(parsed.GetValue(force)!, parsed.GetValue(full), parsed.GetValue(rows), ct),
                    CancellationToken.None)).ConfigureAwait(false);
                if (preview.Profile is null)
                {
                    return ExportAnswer.Show(context, preview.Result);
                }

                IReadOnlyList<PlannedRow>? shown = preview.Rows is { } withheld ? await withheld.ShowAsync(CommandContext.Account, CommandContext.ShownOn, ct).ConfigureAwait(false) : null;
                return Show(context, preview, shown, parsed.GetValue(rows));
            }, ct);
        });
        return command;
    }

    private static int Show(CommandContext context, ExportPreview preview, IReadOnlyList<PlannedRow>? rows, bool wanted)
    {
        ForceProfile profile = preview.Profile!;
        if (context.IsJson)
        {
            Dictionary<string, object?> document = ExportAnswer.PlanDocument(preview.Result);
            document["smallNumbers"] = preview.Figures is { } figures ? SmallNumbersAnswer.Document(figures) : null;
            document["unknownForce"] = preview.Stray?.UnknownForce;
            document["noForce"] = preview.Stray?.NoForce;
            document["textsWaiting"] = preview.Result.TextsWaiting;
            document["unreadTexts"] = Unread(profile).Select(column => new { column = column.Heading, reason = column.UnreadReason, oneTextIn = LeakRate.OneTextIn });
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
        ExportAnswer.Print(context, preview.Result, planned: true);
        if (preview.Stray?.Sentence is { } stray)
        {
            context.Output.WriteLine($"  {stray}");
        }

        foreach (ReleasedColumn column in Unread(profile))
        {
            context.Output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {column.Heading} leaves unread ({column.UnreadReason}): about 1 text in {LeakRate.OneTextIn} still names somebody or something that identifies a person directly."));
        }

        SmallNumbersAnswer.Print(context, profile, preview.Figures);
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

    private static IEnumerable<ReleasedColumn> Unread(ForceProfile profile) => profile.Columns.Where(column => column.UnreadReason is not null);

    private static Dictionary<string, string?> Values(ForceProfile profile, PlannedRow row) => row.Cells.Count == 0
        ? []
        : profile.Columns.Index().ToDictionary(pair => pair.Item.Heading, pair => row.Cells[pair.Index], StringComparer.Ordinal);
}
