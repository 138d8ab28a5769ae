using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.People;

namespace DataSharing.Gateway.Operations;

/// <summary>Sends an earlier file again, byte for byte. The entries are those of the export.</summary>
/// <param name="ledger">The ledger.</param>
/// <param name="flow">The flow.</param>
/// <param name="force">The force's slug.</param>
/// <param name="sequence">The sequence of the file.</param>
/// <param name="why">Why.</param>
internal sealed class ResendExport(ExportLedger ledger, ExportRun flow, string force, int sequence, string why)
    : Operation<ExportResult>(ledger)
{
    /// <inheritdoc/>
    public override Permission Permission => Permission.ExportRun;

    /// <inheritdoc/>
    protected override Task<ExportResult> ActAsync(string person, CancellationToken ct) =>
        flow.RunAsync(new ExportRequest(force, ExportTask.Resend, person) { Sequence = sequence, Why = why }, ct);
}
