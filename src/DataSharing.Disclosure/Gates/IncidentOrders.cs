using System.Collections.Frozen;
using System.Globalization;
using DataSharing.Disclosure.Keys;
using DataSharing.Disclosure.Records;

namespace DataSharing.Disclosure.Gates;

/// <summary>
/// What people ordered about incidents, whatever the records say: withdrawn ones go to nobody, and of one on hold nothing new goes. An
/// incident is known by its mark alone. Not safe for use from two threads at once.
/// </summary>
public sealed class IncidentOrders
{
    private readonly IncidentMarks? _marks;
    private readonly (string KeyId, FrozenSet<UInt128> Withdrawn, FrozenSet<UInt128> OnHold)[] _byKey;

    private IncidentOrders(IncidentMarks? marks, (string, FrozenSet<UInt128>, FrozenSet<UInt128>)[] byKey)
    {
        _marks = marks;
        _byKey = byKey;
    }

    /// <summary>Nothing is ordered.</summary>
    public static IncidentOrders None { get; } = new(null, []);

    /// <summary>What stands.</summary>
    /// <param name="marks">Makes the marks of records.</param>
    /// <param name="orders">The orders that stand, of each incident one about its sharing and one about its hold at most.</param>
    /// <param name="today">Today, Europe/London: a hold counts up to and including its last day.</param>
    /// <exception cref="KeyUnknownException">An order names a key that the ring lacks: whom it is about cannot be told.</exception>
    public static IncidentOrders Of(IncidentMarks marks, IEnumerable<OrderedIncident> orders, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(marks);
        ArgumentNullException.ThrowIfNull(orders);
        var byKey = orders.Where(order => order.Until is null || today <= order.Until).GroupBy(order => order.KeyId, StringComparer.Ordinal)
            .Select(group => (group.Key, MarksOf(group, onHold: false), MarksOf(group, onHold: true))).ToArray();
        foreach ((string keyId, _, _) in byKey)
        {
            marks.Require(keyId);
        }

        return byKey.Length == 0 ? None : new IncidentOrders(marks, byKey);
    }

    /// <summary>Whether the incident is withdrawn: no force may have it.</summary>
    public bool IsWithdrawn(IncidentKey key) => ReasonOf(key) == Reason.Withdrawn;

    /// <summary>Why nothing of the incident may go, or nothing new; null where nothing is ordered about it.</summary>
    internal Reason? ReasonOf(IncidentKey key)
    {
        Reason? found = null;
        foreach ((string keyId, FrozenSet<UInt128> withdrawn, FrozenSet<UInt128> onHold) in _byKey)
        {
            UInt128 mark = _marks!.Number(key, keyId);
            if (withdrawn.Contains(mark))
            {
                return Reason.Withdrawn;
            }

            found = onHold.Contains(mark) ? Reason.OnHold : found;
        }

        return found;
    }

    private static FrozenSet<UInt128> MarksOf(IEnumerable<OrderedIncident> orders, bool onHold) => orders
        .Where(order => order.IsHold == onHold)
        .Select(order => UInt128.Parse(order.Mark, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)).ToFrozenSet();
}

/// <summary>An order about an incident that stands.</summary>
/// <param name="Mark">Which incident: see <see cref="IncidentMarks"/>.</param>
/// <param name="KeyId">The key of the mark.</param>
/// <param name="IsHold">Whether nothing new about it may go; else it is withdrawn.</param>
/// <param name="Until">The last day on which it counts; null for one without an end.</param>
public sealed record OrderedIncident(string Mark, string KeyId, bool IsHold, DateOnly? Until);
