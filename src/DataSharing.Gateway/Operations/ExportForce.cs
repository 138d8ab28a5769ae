using System.Collections.Frozen;
using DataSharing.Disclosure.Guards;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.People;

namespace DataSharing.Gateway.Operations;

/// <summary>
/// Delivers to one force the difference between what it should hold and what it holds. The entries are those of the export.
/// </summary>
/// <param name="ledger">The ledger.</param>
/// <param name="flow">The flow.</param>
/// <param name="force">The force's slug.</param>
internal sealed class ExportForce(ExportLedger ledger, ExportRun flow, string force) : Operation<ExportResult>(ledger)
{
    /// <inheritdoc/>
    public override Permission Permission => Permission.ExportRun;

    /// <summary>What is let pass the guards: of each guard exactly what it counts; nothing by default.</summary>
    public IReadOnlyDictionary<Guard, int> Accepted { get; init; } = FrozenDictionary<Guard, int>.Empty;

    /// <summary>Why; null where none was given.</summary>
    public string? Why { get; init; }

    /// <inheritdoc/>
    protected override Task<ExportResult> ActAsync(string person, CancellationToken ct) =>
        flow.RunAsync(new ExportRequest(force, ExportTask.Export, person) { Accepted = Accepted, Why = Why }, ct);
}
