using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.People;

namespace DataSharing.Gateway.Operations;

/// <summary>
/// Plans, and shows every row with its record and why it is there. The entry is <c>valuesShown</c>, written before the first value is
/// handed out.
/// </summary>
/// <param name="ledger">The ledger.</param>
/// <param name="plan">What plans.</param>
/// <param name="force">The force's slug.</param>
/// <param name="full">Whether to plan a full re-export.</param>
/// <param name="on">What the rows are shown on.</param>
internal sealed class SeePlannedRows(ExportLedger ledger, ExportPlan plan, string force, bool full, ShownOn on)
    : Operation<(ExportPreview Preview, ShownPlan? Rows)>(ledger)
{
    /// <inheritdoc/>
    public override Permission Permission => Permission.RecordsSee;

    /// <summary>The plan, and its rows; without rows where it could not be planned.</summary>
    /// <inheritdoc/>
    protected override async Task<(ExportPreview Preview, ShownPlan? Rows)> ActAsync(string person, CancellationToken ct)
    {
        ExportPreview preview = await plan.PreviewAsync(force, full, rows: true, ct);
        return (preview, preview is { Profile: not null, Rows: { } withheld } ? await withheld.ShowAsync(person, on, ct) : null);
    }
}
