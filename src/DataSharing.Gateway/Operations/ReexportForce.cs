using System.Collections.Frozen;
using DataSharing.Disclosure.Guards;
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

    /// <summary>What is let pass the guards: of each guard exactly what it counts; nothing by default.</summary>
    public IReadOnlyDictionary<Guard, int> Accepted { get; init; } = FrozenDictionary<Guard, int>.Empty;

    /// <inheritdoc/>
    protected override Task<ExportResult> ActAsync(string person, CancellationToken ct) =>
        flow.RunAsync(
            new ExportRequest(
            force, range is null ? ExportTask.ReexportFull
            : ExportTask.ReexportRange, person) { Range = range, Why = why, Accepted = Accepted }, ct);
}
