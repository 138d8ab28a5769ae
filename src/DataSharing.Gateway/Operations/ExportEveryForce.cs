using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.People;

namespace DataSharing.Gateway.Operations;

/// <summary>
/// Delivers to each of these forces its difference, several at once. Cancelling lets every force end by itself, so that each has its
/// result.
/// </summary>
/// <param name="ledger">The ledger.</param>
/// <param name="flow">The flow.</param>
/// <param name="forces">The forces' slugs.</param>
/// <param name="atOnce">How many deliver at once, at least 1.</param>
internal sealed class ExportEveryForce(ExportLedger ledger, ExportRun flow, IReadOnlyList<string> forces, int atOnce)
    : Operation<IReadOnlyList<ExportResult>>(ledger)
{
    /// <inheritdoc/>
    public override Permission Permission => Permission.ExportRun;

    /// <summary>The results, in the order of the forces.</summary>
    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<ExportResult>> ActAsync(string person, CancellationToken ct)
    {
        var results = new ExportResult[forces.Count];
        await Parallel.ForEachAsync(
            forces.Index(),
            new ParallelOptions { MaxDegreeOfParallelism = atOnce },
            async (force, _) => results[force.Index] = await flow.RunAsync(new ExportRequest(force.Item, ExportTask.Export, person), ct));
        return results;
    }
}
