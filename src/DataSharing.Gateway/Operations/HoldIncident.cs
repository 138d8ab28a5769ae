using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Orders;
using DataSharing.Gateway.People;

namespace DataSharing.Gateway.Operations;

/// <summary>
/// Puts an incident on hold: nothing new about it goes, and the forces keep what they have. The entry is <c>incidentHeld</c>.
/// </summary>
/// <param name="ledger">The ledger.</param>
/// <param name="book">The orders.</param>
/// <param name="incident">The incident, which was found.</param>
/// <param name="until">The last day, which is not past; null for no end.</param>
/// <param name="why">Why.</param>
/// <param name="time">The clock.</param>
internal sealed class HoldIncident(
    ExportLedger ledger, OrderBook book, KnownIncident incident, DateOnly? until, string why, TimeProvider time)
    : Operation<HeldIncident>(ledger)
{
    /// <inheritdoc/>
    public override Permission Permission => Permission.IncidentHold;

    /// <inheritdoc/>
    protected override async Task<HeldIncident> ActAsync(string person, CancellationToken ct)
    {
        StandingOrder? before = book.Standing(incident.Key, OrderKind.Hold, ct);
        return before is not null && before.Until == until && !(before.Until < London.Today(time))
            ? new HeldIncident(before, IsNew: false)
            : new HeldIncident(await book.GiveAsync(OrderKind.Hold, incident.Key, person, why, until, null, before, ct), IsNew: true);
    }
}

/// <summary>A hold that stands.</summary>
/// <param name="Order">The order.</param>
/// <param name="IsNew">Whether it was given now; else it stood already.</param>
internal sealed record HeldIncident(StandingOrder Order, bool IsNew);
