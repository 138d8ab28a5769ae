using System.CommandLine;
using System.Globalization;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Columns;
using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Profile;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Files.Checks;
using DataSharing.Gateway.Narrative;
using DataSharing.Gateway.Operations;

namespace DataSharing.Gateway.Commands;

/// <summary><c>datasharing plan</c>.</summary>
internal static class PlanCommand
{
    public static Command Build(TimeProvider time)
    {
        var force = new Argument<string?>(
            "force") { Description = "The force's slug, for example metropolitan.", Arity = ArgumentArity.ZeroOrOne };
        var all = new Option<bool>("--all") { Description = "Every force that has a profile." };
        var rows = new Option<bool>(
            "--rows") { Description = "Show every row with its record, its released values and why it is there, and which records are held back or excluded; the ledger says who looked." };
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
                ExportPlan plan = workshop.Plan(progress.Watch);
                (string slug, bool isFull) = (parsed.GetValue(force)!, parsed.GetValue(full));
                SeePlannedRows? seeing = parsed.GetValue(rows)
                    ? new SeePlannedRows(workshop.Ledger, plan, slug, isFull, CommandContext.ShownOn) : null;
                (ExportPreview preview, ShownPlan? shown) = await progress.ShowAsync(Task.Run(
                    async () => seeing is null ? (await plan.PreviewAsync(slug, isFull, rows: false, ct), null)
                        : await seeing.RunAsync(context.WhoAsks(time), ct),
                    CancellationToken.None));
                return preview.Profile is null ? ExportAnswer.Show(context, preview.Result, planned: true)
                    : Show(context, preview, shown, wanted: seeing is not null);
            }, ct);
        });
        return command;
    }

    /// <summary>One force after the other: each reads the whole source.</summary>
    private static Task<int> AllAsync(CommandContext context, TimeProvider time, bool full, CancellationToken ct) =>
        Run.WithWorkshopAsync(context, time, LedgerUse.Look, async workshop =>
    {
        var progress = new ConsoleProgress(context, time);
        ExportPlan plan = workshop.Plan(progress.Watch);
        var plans = new List<ExportPreview>();
        foreach (string force in context.Folder.Forces())
        {
            plans.Add(await progress.ShowAsync(Task.Run(() => plan.PreviewAsync(force, full, rows: false, ct), CancellationToken.None)));
        }

        if (context.IsJson)
        {
            Answer.Json(context, new { plans = plans.Select(Document) });
        }
        else
        {
            context.Output.WriteLine("These are plans: nothing was changed or sent.");
            foreach (ExportPreview planned in plans)
            {
                Print(context, planned);
            }
        }

        return ExportAnswer.CodeOfAll([.. plans.Select(planned => planned.Result)]);
    }, ct);

    private static int Show(CommandContext context, ExportPreview preview, ShownPlan? shown, bool wanted)
    {
        ForceProfile profile = preview.Profile!;
        if (context.IsJson)
        {
            Dictionary<string, object?> document = Document(preview);
            if (wanted)
            {
                document["records"] = (shown?.Rows ?? []).Select(row => new
                {
                    recordId = row.Planned.Entry.Token,
                    incident = row.Record.Key.ToString(),
                    caseReference = row.Record.CaseReference,
                    action = row.Planned.Entry.Action.ToString().ToUpperInvariant(),
                    version = row.Planned.Entry.Version,
                    cause = row.Record.Reason is { } cause
                        ? new { reason = cause.Code, why = row.Record.Why?.Code, field = row.Record.Field } : null,
                    changes = row.Changes?.Select(change => new { column = change.Column, old = change.Old, @new = change.New }),
                    values = Values(profile, row.Planned),
                });
                document["heldBackRecords"] = (shown?.HeldBack ?? []).Select(Document);
                document["excludedRecords"] = (shown?.Excluded ?? []).Select(Document);
                document["oldValuesMissing"] = (shown?.Missing ?? [])
                    .Select(file => new { sequence = file.Sequence, message = file.Message });
                document["listedAtMost"] = PlanExplanations.ListedAtMost;
            }

            Answer.Json(context, document);
            return ExportAnswer.CodeOf(preview.Result);
        }

        context.Output.WriteLine("This is a plan: nothing was changed or sent.");
        Print(context, preview);
        if (shown is not null)
        {
            Print(context.Output, profile, shown);
        }

        return ExportAnswer.CodeOf(preview.Result);
    }

    private static object Document(ExplainedRecord record) => new
    {
        recordId = record.Token,
        incident = record.Key.ToString(),
        caseReference = record.CaseReference,
        held = record.IsHeld,
        reason = record.Reason!.Code,
        field = record.Field,
    };

    private static void Print(TextWriter output, ForceProfile profile, ShownPlan shown)
    {
        foreach (ShownRow row in shown.Rows)
        {
            output.WriteLine(
                string.Create(
                CultureInfo.InvariantCulture,
                $"{row.Planned.Entry.Token} {row.Planned.Entry.Action.ToString().ToUpperInvariant()} version {row.Planned.Entry.Version}, {NameOf(row.Record)}"));
            if (row.Record.Reason is not null)
            {
                output.WriteLine($"  because: {CauseOf(row.Record)}");
            }

            if (row.Planned.Entry.Action == RowAction.Amend && row.Changes is null)
            {
                output.WriteLine("  what was sent before is not known");
            }

            var changes = (row.Changes ?? []).ToDictionary(change => change.Column, StringComparer.Ordinal);
            foreach ((string column, string? value) in Values(profile, row.Planned))
            {
                string was = changes.Remove(column, out ChangedCell? change) ? $" (was: {change.Old ?? "(none)"})" : "";
                output.WriteLine($"  {column}: {value ?? "(none)"}{was}");
            }

            foreach (ChangedCell gone in changes.Values)
            {
                output.WriteLine($"  {gone.Column}: no longer sent (was: {gone.Old})");
            }
        }

        PrintLeft(output, "Held back, so nothing new is sent about them", shown.HeldBack);
        PrintLeft(output, "Excluded, and the force does not have them", shown.Excluded);
        foreach (MissingFile file in shown.Missing)
        {
            output.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"What was sent with sequence {file.Sequence} is not known. {file.Message}"));
        }
    }

    private static void PrintLeft(TextWriter output, string what, IReadOnlyList<ExplainedRecord> records)
    {
        if (records.Count == 0)
        {
            return;
        }

        output.WriteLine(
            string.Create(
            CultureInfo.InvariantCulture,
            $"{what}{(records.Count < PlanExplanations.ListedAtMost ? "" : $" (the first {PlanExplanations.ListedAtMost:N0})")}:"));
        foreach (ExplainedRecord record in records)
        {
            output.WriteLine(
                $"  {(record.Token is null ? "" : record.Token + ", ")}{NameOf(record)}: {CauseOf(record)}{(record.IsHeld ? "; the force keeps what it has" : "")}");
        }
    }

    private static string NameOf(ExplainedRecord record) =>
        record.CaseReference is { } reference ? $"case {reference}, incident {record.Key}" : $"incident {record.Key}";

    private static string CauseOf(ExplainedRecord record) =>
        record.Reason!.Code + (record.Why is null ? "" : $", {record.Why.Code}") + (record.Field is null ? "" : $" at {record.Field}");

    /// <summary>
    /// The JSON document of one plan, without its rows; of a force whose profile could not be read too, as an export of all has it.
    /// </summary>
    private static Dictionary<string, object?> Document(ExportPreview preview)
    {
        Dictionary<string, object?> document = ExportAnswer.PlanDocument(preview.Result);
        document["smallNumbers"] = preview.Figures is { } figures ? SmallNumbersAnswer.Document(figures) : null;
        document["profile"] = preview.InUse is { } use
            ? new { sha256 = use.Sha256, used = use.Runs?.Profile.Hash, from = use.From, persons = use.Persons, changes = AcceptAnswer.Changes(use), accept = use.Waits ? use.Line : null }
            : null;
        document["unknownForce"] = preview.Stray?.UnknownForce;
        document["noForce"] = preview.Stray?.NoForce;
        document["unreadTexts"] = Unread(preview.Profile)
            .Select(column => new { column = column.Heading, reason = column.UnreadReason, oneTextIn = LeakRate.OneTextIn });
        return document;
    }

    private static void Print(CommandContext context, ExportPreview preview)
    {
        ExportAnswer.Print(context, preview.Result, planned: true);
        if (preview.InUse is { From: { } from, Runs: not null } use)
        {
            context.Output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  by the text last used, {use.Last?.Sha256 ?? use.Migrated!.Hash}: the profile as it is, {use.Sha256}, was accepted from {from:yyyy-MM-dd} on"));
        }

        if (preview.Stray?.Sentence is { } stray)
        {
            context.Output.WriteLine($"  {stray}");
        }

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

    private static IEnumerable<ReleasedColumn> Unread(ForceProfile? profile) =>
        profile?.Columns.Where(column => column.UnreadReason is not null) ?? [];

    private static Dictionary<string, string?> Values(ForceProfile profile, PlannedRow row) => row.Cells.Count == 0
        ? []
        : profile.Columns.Index().ToDictionary(pair => pair.Item.Heading, pair => row.Cells[pair.Index], StringComparer.Ordinal);
}
