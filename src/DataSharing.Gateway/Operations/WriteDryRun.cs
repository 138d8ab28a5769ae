using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.People;

namespace DataSharing.Gateway.Operations;

/// <summary>
/// Writes what would leave into a file, in the clear. The entry is <c>valuesShown</c>, written before the file has its name.
/// </summary>
/// <param name="ledger">The ledger.</param>
/// <param name="plan">What plans.</param>
/// <param name="force">The force's slug.</param>
/// <param name="output">The file to write; there is none of that name, and its folder is there.</param>
internal sealed class WriteDryRun(ExportLedger ledger, ExportPlan plan, string force, string output) : Operation<ExportPreview>(ledger)
{
    /// <inheritdoc/>
    public override Permission Permission => Permission.RecordsSee;

    /// <summary>The plan; it has a file when that was written.</summary>
    /// <inheritdoc/>
    protected override async Task<ExportPreview> ActAsync(string person, CancellationToken ct)
    {
        using DryRun dryRun = await plan.DryRunAsync(force, output, ct);
        ExportPreview preview = dryRun.Preview;
        if (preview is { Result.Problems.Count: 0, Profile: not null, File: { } withheld })
        {
            dryRun.Publish(await withheld.ShowAsync(person, ShownOn.File, ct));
        }

        return preview;
    }
}
