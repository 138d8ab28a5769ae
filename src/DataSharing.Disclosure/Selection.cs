using System.Collections.Frozen;
using DataSharing.Disclosure.Configuration;

namespace DataSharing.Disclosure;

/// <summary>Decides whether one force may have a record at all. Source: design, section 5.6; domain notes, section 5.</summary>
internal sealed class Selection
{
    private readonly SelectionRoles _roles;
    private readonly FrozenSet<string> _statuses;
    private readonly string _force;

    private Selection(SelectionRoles roles, FrozenSet<string> statuses, string force)
    {
        _roles = roles;
        _statuses = statuses;
        _force = force;
    }

    /// <summary>Reads the <c>selection</c> block of a protocol. Null when it has problems.</summary>
    public static Selection? Parse(ConfigObject block, DataDictionary dictionary, string force)
    {
        int before = block.Problems.Reported;
        IReadOnlyList<string> statuses = block.Texts("status", "Verified");
        if (dictionary.Roles.Status.Values is { } known)
        {
            foreach (string status in statuses.Where(status => !known.Contains(status)))
            {
                block.Report("status", $"\"{status}\" is not a status of the data dictionary.", $"Known: {string.Join(", ", known.Order(StringComparer.Ordinal))}.");
            }
        }

        block.Done();
        return block.Problems.Reported > before ? null : new Selection(dictionary.Roles, statuses.ToFrozenSet(StringComparer.Ordinal), force);
    }

    /// <summary>
    /// Why the force must not have the record, or null when it may. A gate whose value cannot be read, or an objection that was never recorded
    /// as absent, holds the record back instead: nothing new is sent, nothing is withdrawn by mistake.
    /// </summary>
    /// <param name="record">The record.</param>
    /// <param name="today">Today's date, Europe/London. On the embargo date itself the record may leave.</param>
    /// <param name="held">Whether the force has the record now; an echo stops a first sending only.</param>
    /// <param name="unreadable">The gate that cannot be read, or null.</param>
    public Reason? Exclude(IncidentRecord record, DateOnly today, bool held, out DictionaryField? unreadable)
    {
        unreadable = null;
        if (!record.TryGet(_roles.Force, out string? force) || force != _force)
        {
            unreadable = record.IsUnreadable(_roles.Force) ? _roles.Force : null;
            return unreadable is null ? Reason.OtherForce : null;
        }

        // An objection is looked at first: it stops the record whatever else is wrong with it.
        if (!record.TryGet(_roles.DoNotShare, out bool objection))
        {
            unreadable = _roles.DoNotShare;
        }
        else if (objection)
        {
            return Reason.Objection;
        }

        if (record.IsUnreadable(_roles.Status))
        {
            unreadable ??= _roles.Status;
        }
        else if (!record.TryGet(_roles.Status, out string? status) || !_statuses.Contains(status))
        {
            return Reason.Status;
        }

        if (record.IsUnreadable(_roles.EmbargoUntil))
        {
            unreadable ??= _roles.EmbargoUntil;
        }
        else if (record.TryGet(_roles.EmbargoUntil, out DateOnly until) && today < until)
        {
            return Reason.Embargo;
        }

        if (record.IsUnreadable(_roles.SourceForce))
        {
            unreadable ??= _roles.SourceForce;
        }
        else if (!held && record.TryGet(_roles.SourceForce, out string? source) && source == _force)
        {
            return Reason.Echo;
        }

        return null;
    }
}
