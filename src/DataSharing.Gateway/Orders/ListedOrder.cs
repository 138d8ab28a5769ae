using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Standing;

namespace DataSharing.Gateway.Orders;

/// <summary>An order about an incident that stands, with where the incident is.</summary>
/// <param name="Order">The order.</param>
/// <param name="Forces">How far it is at every force; null where nobody can tell any more which incident it is
/// about.</param>
internal sealed record ListedOrder(StandingOrder Order, IReadOnlyList<ForceToldState>? Forces)
{
    /// <summary>Whether a force is still to be told to delete it, or nobody can tell.</summary>
    public bool IsOpen => Order.Kind == OrderKind.Withdraw && Forces?.Any(FoundIncident.IsHeld) != false;
}
