using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.People;

namespace DataSharing.Gateway.Operations;

/// <summary>
/// Stops everything that goes to any force. The entry is <c>allStopped</c>, also where everything is stopped already: a second person may
/// have another reason.
/// </summary>
/// <param name="ledger">The ledger.</param>
/// <param name="why">Why.</param>
internal sealed class StopAll(ExportLedger ledger, string why) : Operation<(long Entry, IReadOnlyList<GivenStop> Before)>(ledger)
{
    private readonly ExportLedger _ledger = ledger;

    /// <inheritdoc/>
    public override Permission Permission => Permission.Stop;

    /// <summary>The entry, and the orders by which everything was stopped before.</summary>
    /// <inheritdoc/>
    protected override async Task<(long Entry, IReadOnlyList<GivenStop> Before)> ActAsync(string person, CancellationToken ct)
    {
        // Asked first: nothing that fails after the order is given may make it look as if it was not.
        IReadOnlyList<GivenStop> before = await _ledger.Stop.StandingAsync(ct);
        StandingOrder given = await _ledger.Orders.GiveAsync(OrderKind.Stop, person, why, ct);
        return (given.Entry, before);
    }
}
