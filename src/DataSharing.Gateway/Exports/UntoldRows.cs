using DataSharing.Disclosure.Gates;
using DataSharing.Disclosure.Keys;
using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Records;
using DataSharing.Gateway.Ledger;

namespace DataSharing.Gateway.Exports;

/// <summary>
/// What a force may have of incidents that people withdrew, and was not told yet to delete. Asked of the ledger alone. An incident that can
/// no longer be named is found by its mark.
/// </summary>
internal sealed class UntoldRows
{
    private readonly ExportLedger _ledger;
    private readonly IncidentMarks _marks;

    /// <summary>Asks this ledger.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="marks">Makes the marks of incidents; used by one thread at a time.</param>
    public UntoldRows(ExportLedger ledger, IncidentMarks marks)
    {
        _ledger = ledger;
        _marks = marks;
    }

    /// <summary>The rows, in the order of their incidents.</summary>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    /// <exception cref="KeyUnknownException">An order names a key that the ring lacks.</exception>
    public IReadOnlyList<SentIncident> Of(string force, CancellationToken ct) => Of(force, _ledger.Orders.Standing(ct), ct);

    /// <summary>The rows under these orders, in the order of their incidents.</summary>
    /// <inheritdoc cref="Of(string, CancellationToken)" path="/exception"/>
    public IReadOnlyList<SentIncident> Of(string force, StandingOrders standing, CancellationToken ct)
    {
        StandingOrder[] withdrawn = [.. standing.Incidents.Where(order => order.Kind == OrderKind.Withdraw)];
        if (withdrawn.Length == 0)
        {
            return [];
        }

        IncidentOrders orders = OrdersOf(_marks, withdrawn);
        var rows = _ledger.Sent.OfNamed(force, ct).Where(row => orders.IsWithdrawn(row.Key))
            .GroupBy(row => row.Key).ToDictionary(group => group.Key, group => group.ToList());
        if (!AllNamed(withdrawn, ct))
        {
            foreach (IncidentKey key in _ledger.Sent.KeysOf(force, ct).Where(key => !rows.ContainsKey(key) && orders.IsWithdrawn(key))
                .ToList())
            {
                rows.Add(key, [.. _ledger.Sent.Of(force, key, ct)]);
            }
        }

        return [.. rows.OrderBy(group => group.Key).Select(group => SentIncident.Of(group.Value)).Where(incident => incident.IsUntold)];
    }

    /// <summary>The withdrawals among these orders, as records are compared with them.</summary>
    public static IncidentOrders OrdersOf(IncidentMarks marks, IEnumerable<StandingOrder> orders) => IncidentOrders.Of(
        marks, orders.Where(order => order.Kind == OrderKind.Withdraw).Select(order => order.ToOrdered()), DateOnly.MinValue);

    /// <summary>Whether the ledger can still name every incident: it is the one whose mark the order has.</summary>
    private bool AllNamed(IEnumerable<StandingOrder> withdrawn, CancellationToken ct)
    {
        IReadOnlyDictionary<string, IncidentKey> names = _ledger.Sent.Names(ct);
        return withdrawn.All(order => order.Incident is { } incident && names.TryGetValue(incident, out IncidentKey key)
            && _marks.Of(key, order.KeyId) == order.Mark);
    }
}
