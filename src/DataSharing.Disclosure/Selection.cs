using System.Collections.Frozen;
using DataSharing.Disclosure.Configuration;

namespace DataSharing.Disclosure;

/// <summary>Decides whether one force may have a record at all. Source: design, section 5.6; domain notes, section 5.</summary>
internal sealed class Selection
{
    private const string Draft = "Draft";

    private readonly SelectionRoles _roles;
    private readonly FrozenSet<string> _statuses;
    private readonly string _force;
    private readonly bool _statistical;
    private readonly FrozenSet<string> _originators;
    private readonly SelectionCondition[] _conditions;

    private Selection(SelectionRoles roles, FrozenSet<string> statuses, string force, bool statistical, FrozenSet<string> originators, SelectionCondition[] conditions)
    {
        _roles = roles;
        _statuses = statuses;
        _force = force;
        _statistical = statistical;
        _originators = originators;
        _conditions = conditions;
    }

    /// <summary>The fields that only the conditions need.</summary>
    public IEnumerable<DictionaryField> Needs => _conditions.Select(condition => condition.Field);

    /// <summary>
    /// Reads the <c>selection</c> block of a protocol, and that of a profile, which can only narrow it except for the forces whose reports it
    /// accepts. Null when there are problems.
    /// </summary>
    /// <param name="block">The protocol's block.</param>
    /// <param name="own">The profile's block, or null.</param>
    /// <param name="dictionary">The data dictionary.</param>
    /// <param name="force">The recipient's slug.</param>
    /// <param name="statistical">Whether the recipient reads all places and no report can be its own.</param>
    public static Selection? Parse(ConfigObject block, ConfigObject? own, DataDictionary dictionary, string force, bool statistical)
    {
        int before = block.Problems.Reported;
        IReadOnlyList<string> statuses = block.Texts("status", "Verified");
        foreach (ConfigNode draft in block.OptionalList("status").Where(item => string.Equals(item.Literal, Draft, StringComparison.OrdinalIgnoreCase)))
        {
            block.Problems.Add(draft, $"The status \"{draft.Literal}\" is among those that are shared: nobody has checked such a record yet.", "Remove it.");
        }

        if (dictionary.Roles.Status.Values is { } known)
        {
            foreach (string status in statuses.Where(status => !known.Contains(status)))
            {
                block.Report("status", $"\"{status}\" is not a status of the data dictionary.", $"Known: {string.Join(", ", known.Order(StringComparer.Ordinal))}.");
            }
        }

        var conditions = new List<SelectionCondition>(SelectionCondition.ParseAll(block, dictionary));
        block.Done();
        IReadOnlyList<string> originators = [];
        if (own is not null)
        {
            conditions.AddRange(SelectionCondition.ParseAll(own, dictionary));
            originators = own.OptionalTexts("acceptOriginators", "west-midlands");
            CheckOriginators(own, originators, dictionary.Roles, force, statistical);
            own.Done();
        }

        return block.Problems.Reported > before
            ? null
            : new Selection(dictionary.Roles, statuses.ToFrozenSet(StringComparer.Ordinal), force, statistical, originators.ToFrozenSet(StringComparer.Ordinal), [.. conditions]);
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
        if (!_statistical && (!record.TryGet(_roles.Force, out string? force) || force != _force))
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
        else if (record.TryGet(_roles.SourceForce, out string? source) && source.Length > 0 && Origin(source, held) is { } origin)
        {
            return origin;
        }

        foreach (SelectionCondition condition in _conditions)
        {
            object? value = record[record.Shape.Ordinal(condition.Field)];
            if (ReferenceEquals(value, IncidentRecord.UnreadableValue))
            {
                unreadable ??= condition.Field;
            }
            else if (!condition.IsMetBy(value))
            {
                return Reason.Condition;
            }
        }

        return null;
    }

    /// <summary>
    /// What stops a report that a force made. Any text that is not this force or an accepted one stops it, so that a slug nobody knows does too.
    /// </summary>
    private Reason? Origin(string source, bool held)
    {
        if (source == _force && !_statistical)
        {
            return held ? null : Reason.Echo;
        }

        return _originators.Contains(source) ? null : Reason.Originator;
    }

    private static void CheckOriginators(ConfigObject own, IReadOnlyList<string> originators, SelectionRoles roles, string force, bool statistical)
    {
        IReadOnlySet<string>? known = roles.SourceForce.Values ?? roles.Force.Values;
        foreach (string slug in originators)
        {
            if (slug == force && !statistical)
            {
                own.Report("acceptOriginators", $"\"{slug}\" is this force: its own reports are never sent to it as new.", "Remove it.");
            }
            else if (known is not null && !known.Contains(slug))
            {
                string? nearest = ConfigObject.Nearest(slug, known);
                own.Report("acceptOriginators", $"\"{slug}\" is not a force of the data dictionary.", nearest is null ? "Name a force's slug." : $"Did you mean \"{nearest}\"?");
            }
        }
    }
}
