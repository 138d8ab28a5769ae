using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Orders;
using DataSharing.Gateway.People;
using DataSharing.Gateway.Standing;

namespace DataSharing.Gateway.Operations;

/// <summary>Lists the withdrawals and holds that stand. No entry is written: it tells nothing of an incident but its random id.</summary>
/// <param name="ledger">The ledger.</param>
/// <param name="told">How far the forces are told.</param>
/// <param name="openOnly">Whether only withdrawals are listed of which a force is still to be told.</param>
/// <param name="time">The clock.</param>
internal sealed class ListWithdrawals(ExportLedger ledger, ForcesTold told, bool openOnly, TimeProvider time)
    : Operation<IReadOnlyList<ListedOrder>>(ledger)
{
    private readonly ExportLedger _ledger = ledger;

    /// <inheritdoc/>
    public override Permission Permission => Permission.IncidentFind;

    /// <summary>The orders, oldest first.</summary>
    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<ListedOrder>> ActAsync(string person, CancellationToken ct)
    {
        DateOnly today = London.Today(time);
        var listed = new List<ListedOrder>();
        foreach (StandingOrder order in _ledger.Orders.Standing(ct).Incidents.Where(order => !(order.Until < today)).OrderBy(order => order.Entry))
        {
            var one = new ListedOrder(
                order,
                order.Incident is { } incident && await _ledger.Orders.KeyOfAsync(incident, ct) is { } key
                    ? await told.ReadAsync(key, ct) : null);
            if (!openOnly || one.IsOpen)
            {
                listed.Add(one);
            }
        }

        return listed;
    }
}
