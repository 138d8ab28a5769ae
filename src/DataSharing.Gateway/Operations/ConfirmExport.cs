using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.People;

namespace DataSharing.Gateway.Operations;

/// <summary>Settles that a file of unknown outcome arrived. The entry is <c>exportConfirmed</c>.</summary>
/// <param name="ledger">The ledger.</param>
/// <param name="flow">The flow.</param>
/// <param name="force">The force's slug.</param>
/// <param name="sequence">The sequence whose outcome is not known.</param>
/// <param name="why">How it is known; null where that was not said.</param>
internal sealed class ConfirmExport(ExportLedger ledger, ExportRun flow, string force, int sequence, string? why)
    : Operation<ExportResult>(ledger)
{
    /// <inheritdoc/>
    public override Permission Permission => Permission.LedgerKeep;

    /// <inheritdoc/>
    protected override Task<ExportResult> ActAsync(string person, CancellationToken ct) =>
        flow.RunAsync(new ExportRequest(force, ExportTask.Confirm, person) { Sequence = sequence, Why = why }, ct);
}
