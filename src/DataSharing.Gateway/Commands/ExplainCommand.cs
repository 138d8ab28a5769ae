using DataSharing.Disclosure;
using DataSharing.Disclosure.SmallNumbers;
using DataSharing.Gateway.Annexes;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;

namespace DataSharing.Gateway.Commands;

/// <summary><c>datasharing force explain</c>.</summary>
internal static class ExplainCommand
{
    /// <summary>Writes the annex of one force.</summary>
    public static Task<int> RunAsync(CommandContext context, TimeProvider time, Asked asked, CancellationToken ct)
    {
        if (asked.Measures)
        {
            return Run.WithWorkshopAsync(context, time, LedgerUse.Look, workshop => MeasureAsync(context, time, workshop, asked, ct), ct);
        }

        return Run.GuardedAsync(context, () => Task.FromResult(Show(context, asked, null)));
    }

    private static async Task<int> MeasureAsync(
        CommandContext context, TimeProvider time, Workshop workshop, Asked asked, CancellationToken ct)
    {
        var progress = new ConsoleProgress(context, time);
        ExportPlan plan = workshop.Plan(progress.Watch);
        ExportPreview preview = await progress.ShowAsync(
            Task.Run(() => plan.PreviewAsync(asked.Force, full: true, rows: false, ct), CancellationToken.None));
        return preview.Figures is null || preview.Result.Outcome is RunOutcome.Failed or RunOutcome.Cancelled
            ? ExportAnswer.Show(context, preview.Result, planned: true) : Show(context, asked, preview.Figures);
    }

    private static int Show(CommandContext context, Asked asked, SmallNumberFigures? figures)
    {
        if (!context.Folder.HasForce(asked.Force))
        {
            return Answer.Error(context, ExitCode.Usage, Reason.ProfileMissing.Code, context.NoProfile(asked.Force));
        }

        GatewaySettings settings = context.Folder.ReadSettings();
        ForceConfiguration force = context.Folder.ReadForce(asked.Force);
        IReadOnlyList<AnnexPart> parts = asked.ForAnalyst ? Annex.ForAnalyst(settings, force) : Annex.Whole(settings, force, figures);
        if (context.IsJson)
        {
            Answer.Json(context, new
            {
                force = asked.Force,
                profileHash = force.Profile.Hash,
                markdown = AnnexWriter.Markdown(parts),
                smallNumbers = figures is null ? null : SmallNumbersAnswer.Document(figures),
            });
            return ExitCode.Done;
        }

        context.Output.Write(asked.Markdown ? AnnexWriter.Markdown(parts) : AnnexWriter.Text(parts));
        return ExitCode.Done;
    }

    /// <summary>What is asked for.</summary>
    /// <param name="Force">The force's slug.</param>
    /// <param name="Markdown">As Markdown; else plain text.</param>
    /// <param name="ForAnalyst">Only what the analyst needs.</param>
    /// <param name="Measures">Whether the source is read, to measure.</param>
    internal sealed record Asked(string Force, bool Markdown, bool ForAnalyst, bool Measures);
}
