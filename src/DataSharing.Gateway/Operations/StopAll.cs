using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.People;

namespace DataSharing.Gateway.Operations;

/// <summary>
/// Stops everything that goes to any force. The entry is <c>allStopped</c>, also where everything is stopped already: a second person may
/// have another reason.
/// </summary>
/// <param name="ledger">The ledger.</param>
/// <param name="orders">Gives it.</param>
/// <param name="why">Why.</param>
internal sealed class StopAll(ExportLedger ledger, GivenOrders orders, string why)
    : Operation<(StandingOrder Given, IReadOnlyList<GivenStop> Before)>(ledger)
{
    private readonly ExportLedger _ledger = ledger;

    /// <inheritdoc/>
    public override Permission Permission => Permission.Stop;

    /// <summary>The order, and those by which everything was stopped before.</summary>
    /// <inheritdoc/>
    protected override async Task<(StandingOrder Given, IReadOnlyList<GivenStop> Before)> ActAsync(string person, CancellationToken ct)
    {
        // Asked first: nothing that fails after the order is given may make it look as if it was not.
        IReadOnlyList<GivenStop> before = await _ledger.Stop.StandingAsync(ct);
        return (await orders.GiveAsync(OrderKind.Stop, person, why, ct), before);
    }
}
