using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.People;

namespace DataSharing.Gateway.Operations;

/// <summary>
/// Lets everything go on that people stopped, however many of them. The entry is <c>allResumed</c>; there is none where no order stands.
/// </summary>
/// <param name="ledger">The ledger.</param>
/// <param name="orders">Gives the order.</param>
/// <param name="why">Why.</param>
internal sealed class ResumeAll(ExportLedger ledger, GivenOrders orders, string why)
    : Operation<(StandingOrder Given, IReadOnlyList<GivenStop> Lifted)?>(ledger)
{
    private readonly ExportLedger _ledger = ledger;

    /// <inheritdoc/>
    public override Permission Permission => Permission.Resume;

    /// <summary>The order, and those that it lifted; null where none stood.</summary>
    /// <inheritdoc/>
    protected override async Task<(StandingOrder Given, IReadOnlyList<GivenStop> Lifted)?> ActAsync(string person, CancellationToken ct)
    {
        if (await _ledger.Stop.StandingAsync(ct) is [])
        {
            return null;
        }

        StandingOrder given = await orders.GiveAsync(OrderKind.Resume, person, why, ct);
        // One that was given meanwhile is lifted too, and has to be named.
        return (given, await _ledger.Stop.LiftedByAsync(given, ct));
    }
}
