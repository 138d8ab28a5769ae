using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.People;

namespace DataSharing.Gateway.Operations;

/// <summary>
/// Delivers the difference, and again what the force has: its whole holding, or a range. The entries are those of the export, and
/// <c>rangeAsked</c> for a range.
/// </summary>
/// <param name="ledger">The ledger.</param>
/// <param name="flow">The flow.</param>
/// <param name="force">The force's slug.</param>
/// <param name="range">The range; null for the whole holding.</param>
/// <param name="why">Why.</param>
internal sealed class ReexportForce(ExportLedger ledger, ExportRun flow, string force, RangeRequest? range, string why)
    : Operation<ExportResult>(ledger)
{
    /// <inheritdoc/>
    public override Permission Permission => Permission.ExportRun;

    /// <summary>Exactly how many withdrawals are accepted beyond the guard; null for none.</summary>
    public int? AcceptWithdrawals { get; init; }

    /// <inheritdoc/>
    protected override Task<ExportResult> ActAsync(string person, CancellationToken ct) =>
        flow.RunAsync(
            new ExportRequest(
            force, range is null ? ExportTask.ReexportFull
            : ExportTask.ReexportRange, person) { Range = range, Why = why, AcceptWithdrawals = AcceptWithdrawals }, ct);
}
