using DataSharing.Disclosure;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Orders;
using DataSharing.Gateway.People;

namespace DataSharing.Gateway.Operations;

/// <summary>Ends the hold of an incident. The entry is <c>incidentReleased</c>.</summary>
/// <param name="ledger">The ledger.</param>
/// <param name="book">The orders.</param>
/// <param name="incident">The incident, which was found.</param>
/// <param name="why">Why.</param>
internal sealed class ReleaseIncident(ExportLedger ledger, OrderBook book, KnownIncident incident, string why)
    : Operation<StandingOrder>(ledger)
{
    /// <inheritdoc/>
    public override Permission Permission => Permission.IncidentHold;

    /// <inheritdoc/>
    protected override Task<StandingOrder> ActAsync(string person, CancellationToken ct) =>
        book.Standing(incident.Key, OrderKind.Hold, ct) is { } standing
            ? book.GiveAsync(OrderKind.Release, incident.Key, person, why, null, null, standing, ct)
            : throw new RefusedException(Reason.NotOrdered, "The incident is not on hold, so there is nothing to lift. Nothing was recorded.");
}
