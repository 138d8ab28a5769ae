using System.Collections.Frozen;
using DataSharing.Disclosure.Cells;
using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.Dictionary;
using DataSharing.Disclosure.Records;
using DataSharing.Disclosure.References;
using DataSharing.Disclosure.Treatments;

namespace DataSharing.Disclosure.Gates;

/// <summary>Decides whether one force may have a record at all. Source: design, section 5.6; domain notes, section 5.</summary>
internal sealed class Selection
{
    private const string Draft = "Draft";

    private readonly SelectionRoles _roles;
    private readonly FrozenSet<string> _statuses;
    private readonly string _force;
    private readonly bool _statistical;
    private readonly Recipient _recipient;
    private readonly FrozenSet<string> _originators;
    private readonly SelectionCondition[] _conditions;
    private readonly DateBounds?[] _bounds;
    private readonly KnownForces _known;
    private readonly ReferenceLists _references;
    private readonly DictionaryField? _authority;
    private readonly DictionaryField[] _elsewhere;
    private readonly DictionaryField[] _days;

    private Selection(
        DataDictionary dictionary, ReferenceLists references, KnownForces known, Recipient recipient, FrozenSet<string> statuses,
            FrozenSet<string> originators, SelectionCondition[] conditions)
    {
        (string force, bool statistical) = (recipient.Force, recipient.IsStatistical);
        _recipient = recipient;
        _roles = dictionary.Roles;
        _references = references;
        _known = known;
        _bounds = [.. conditions.Select(
            condition => condition.Compares ? DateBounds.OfCompared(condition.Field, dictionary.NotBefore) : null)];
        // A force that has no area of its own, as that of the railway, has no other's either.
        _authority = !statistical && _references.AuthorityForces.Values.Contains(force) ? _roles.LocalAuthority : null;
        _elsewhere = [.. new[] { _roles.Railway, _roles.Online }.OfType<DictionaryField>()];
        _days = recipient.Since is null ? [] : [.. DaysOf(dictionary)];
        _statuses = statuses;
        _force = force;
        _statistical = statistical;
        _originators = originators;
        _conditions = conditions;
    }

    /// <summary>The statuses that are shared, in ordinal order.</summary>
    public IReadOnlyList<string> Statuses => [.. _statuses.Order(StringComparer.Ordinal)];

    /// <summary>The fields that it needs beside those of every record.</summary>
    public IEnumerable<DictionaryField> Needs => _conditions.Select(condition => condition.Field).Concat(_days)
        .Concat(_authority is null ? []
        : _elsewhere.Concat([_authority, _roles.PoliceReference?.IssuedBy, _roles.PoliceReference?.Text]).OfType<DictionaryField>());

    /// <summary>The dates of a record that say when the incident happened or was reported.</summary>
    public static IEnumerable<DictionaryField> DaysOf(DataDictionary dictionary) => dictionary.All.Where(
        field => field.Kind == HeldKind.IncidentDate && field.Type is FieldType.Date or FieldType.DateTime);

    /// <summary>
    /// Reads the <c>selection</c> block of a protocol, and that of a profile, which can only narrow it except for the forces whose reports
    /// it accepts. Null when there are problems.
    /// </summary>
    /// <param name="block">The protocol's block.</param>
    /// <param name="own">The profile's block, or null.</param>
    /// <param name="dictionary">The data dictionary.</param>
    /// <param name="references">The reference lists.</param>
    /// <param name="forces">The slugs that a record can have.</param>
    /// <param name="recipient">Whose profile it is; a statistical one reads all places, and no report can be its own.</param>
    public static Selection? Parse(
        ConfigObject block, ConfigObject? own, DataDictionary dictionary, ReferenceLists references, KnownForces forces,
        Recipient recipient)
    {
        int before = block.Problems.Reported;
        IReadOnlyList<string> statuses = block.Texts("status", "Verified");
        foreach (ConfigNode draft in block.OptionalList("status")
            .Where(item => string.Equals(item.Literal, Draft, StringComparison.OrdinalIgnoreCase)))
        {
            block.Problems.Add(
                draft, $"The status \"{draft.Literal}\" is among those that are shared: nobody has checked such a record yet.",
                "Remove it.");
        }

        if (dictionary.Roles.Status.Values is { } known)
        {
            foreach (string status in statuses.Where(status => !known.Contains(status)))
            {
                block.Report(
                    "status", $"\"{status}\" is not a status of the data dictionary.",
                    $"Known: {string.Join(", ", known.Order(StringComparer.Ordinal))}.");
            }
        }

        var conditions = new List<SelectionCondition>(SelectionCondition.ParseAll(block, dictionary));
        block.Done();
        IReadOnlyList<string> originators = [];
        if (own is not null)
        {
            conditions.AddRange(SelectionCondition.ParseAll(own, dictionary));
            originators = own.OptionalTexts("acceptOriginators", "west-midlands");
            CheckOriginators(own, originators, dictionary.Roles, recipient.Force, recipient.IsStatistical);
            own.Done();
        }

        return block.Problems.Reported > before
            ? null
            : new Selection(
                dictionary, references, forces, recipient, statuses.ToFrozenSet(StringComparer.Ordinal),
            originators.ToFrozenSet(StringComparer.Ordinal), [.. conditions]);
    }

    /// <summary>
    /// Why the force must not have the record, or why that cannot be told; neither where it may. A gate whose value cannot be read or is
    /// not in its closed list, or an objection that was never recorded as absent, holds the record back: nothing new is sent, nothing is
    /// withdrawn by mistake.
    /// </summary>
    /// <param name="record">The record.</param>
    /// <param name="today">Today's date, Europe/London. On the embargo date itself the record may leave.</param>
    /// <param name="held">Whether the force has the record now; an echo stops a first sending only.</param>
    public RecordOutcome Look(IncidentRecord record, DateOnly today, bool held)
    {
        RecordOutcome force = Force(record);
        if (force.IsExcluded)
        {
            return force;
        }

        // An objection is looked at first: it stops the record whatever else is wrong with it.
        RecordOutcome objection = Objection(record);
        if (objection.IsExcluded)
        {
            return objection;
        }

        RecordOutcome status = Status(record);
        if (status.IsExcluded)
        {
            return status;
        }

        RecordOutcome embargo = Embargo(record, today);
        if (embargo.IsExcluded)
        {
            return embargo;
        }

        RecordOutcome origin = Origin(record, held);
        if (origin.IsExcluded)
        {
            return origin;
        }

        // What the force has already is kept up to date, however old it is.
        RecordOutcome backfill = held ? default : Backfill(record);
        if (backfill.IsExcluded)
        {
            return backfill;
        }

        RecordOutcome found = Conditions(record, today, force.Or(objection).Or(status).Or(embargo).Or(origin).Or(backfill));
        return found.IsExcluded || _authority is null ? found : found.Or(Area(record, _authority));
    }

    private RecordOutcome Force(IncidentRecord record)
    {
        if (record.IsUnreadable(_roles.Force))
        {
            return RecordOutcome.HeldBack(Reason.Unreadable, _roles.Force.Name);
        }

        string? force = record.TryGet(_roles.Force, out string? slug) && slug.Length > 0 ? slug : null;
        if (force is null ? !_statistical : force != _force && !_known.Has(force))
        {
            return RecordOutcome.HeldBack(Reason.NotInList, _roles.Force.Name);
        }

        return !_statistical && force != _force ? RecordOutcome.Excluded(Reason.OtherForce) : default;
    }

    private RecordOutcome Objection(IncidentRecord record)
    {
        if (!record.TryGet(_roles.DoNotShare, out bool objection))
        {
            return RecordOutcome.HeldBack(Reason.Unreadable, _roles.DoNotShare.Name);
        }

        return objection ? RecordOutcome.Excluded(Reason.Objection) : default;
    }

    private RecordOutcome Status(IncidentRecord record)
    {
        if (record.IsUnreadable(_roles.Status))
        {
            return RecordOutcome.HeldBack(Reason.Unreadable, _roles.Status.Name);
        }

        string? status = record.TryGet(_roles.Status, out string? said) && said.Length > 0 ? said : null;
        if (_roles.Status.Values is { } known && (status is null || !known.Contains(status)))
        {
            return RecordOutcome.HeldBack(Reason.NotInList, _roles.Status.Name);
        }

        return status is null || !_statuses.Contains(status) ? RecordOutcome.Excluded(Reason.Status) : default;
    }

    private RecordOutcome Embargo(IncidentRecord record, DateOnly today)
    {
        if (record.IsUnreadable(_roles.EmbargoUntil))
        {
            return RecordOutcome.HeldBack(Reason.Unreadable, _roles.EmbargoUntil.Name);
        }

        return record.TryGet(_roles.EmbargoUntil, out DateOnly until) && today < until ? RecordOutcome.Excluded(Reason.Embargo) : default;
    }

    private RecordOutcome Origin(IncidentRecord record, bool held)
    {
        if (IsUnclear(record, _roles.SourceForce) is { } unclear)
        {
            return unclear;
        }

        return record.TryGet(_roles.SourceForce, out string? source) && source.Length > 0 && OriginStops(source, held) is { } reason
            ? RecordOutcome.Excluded(reason) : default;
    }

    /// <summary>
    /// Whether a day of the record is before the first one of which the force may be told anything. A record without any such day is of no
    /// day that the agreement names.
    /// </summary>
    private RecordOutcome Backfill(IncidentRecord record)
    {
        if (_recipient.Since is not { } since)
        {
            return default;
        }

        RecordOutcome unclear = default;
        bool isDated = false;
        foreach (DictionaryField field in _days)
        {
            if (record.IsUnreadable(field))
            {
                unclear = unclear.Or(RecordOutcome.HeldBack(Reason.Unreadable, field.Name));
                isDated = true;
            }
            else if (record.TryGetDay(field, out DateOnly day))
            {
                isDated = true;
                if (day < since)
                {
                    return RecordOutcome.Excluded(Reason.BeforeBackfill);
                }
            }
        }

        return isDated ? unclear : RecordOutcome.Excluded(Reason.BeforeBackfill);
    }

    /// <param name="record">The record.</param>
    /// <param name="today">Today's date, Europe/London.</param>
    /// <param name="unclear">What holds the record back already.</param>
    private RecordOutcome Conditions(IncidentRecord record, DateOnly today, RecordOutcome unclear)
    {
        for (int i = 0; i < _conditions.Length; i++)
        {
            SelectionCondition condition = _conditions[i];
            object? value = record[record.Shape.Ordinal(condition.Field)];
            if (ReferenceEquals(value, IncidentRecord.UnreadableValue))
            {
                unclear = unclear.Or(RecordOutcome.HeldBack(Reason.Unreadable, condition.Field.Name));
            }
            else if (condition.Compares && record.IsUnlisted(condition.Field))
            {
                unclear = unclear.Or(RecordOutcome.HeldBack(Reason.NotInList, condition.Field.Name));
            }
            else if (_bounds[i]?.Excludes(value, today) == true)
            {
                unclear = unclear.Or(RecordOutcome.HeldBack(Reason.OutOfRange, condition.Field.Name));
            }
            else if (!condition.IsMetBy(value))
            {
                return RecordOutcome.Excluded(Reason.Condition);
            }
        }

        return unclear;
    }

    /// <summary>
    /// Whether the incident's local authority lies in another force's area. On the railway and on line that says nothing about whose it is,
    /// and an incident with the force's own reference is in its records already.
    /// </summary>
    private RecordOutcome Area(IncidentRecord record, DictionaryField authority)
    {
        if (record.IsUnreadable(authority))
        {
            return RecordOutcome.HeldBack(Reason.Unreadable, authority.Name);
        }

        if (!record.TryGet(authority, out string? place) || _references.ForceOf(place) is not { } force || force == _force)
        {
            return default;
        }

        foreach (DictionaryField elsewhere in _elsewhere)
        {
            if (record.IsUnreadable(elsewhere))
            {
                return RecordOutcome.HeldBack(Reason.Unreadable, elsewhere.Name);
            }

            if (record.TryGet(elsewhere, out bool isElsewhere) && isElsewhere)
            {
                return default;
            }
        }

        if (_roles.PoliceReference is { } reference)
        {
            if (IsUnclear(record, reference.IssuedBy) is { } unclear)
            {
                return unclear;
            }

            if (record.TryGet(reference.IssuedBy, out string? issuer) && issuer == _force && record.TryGet(reference.Text, out string? own)
                && _recipient.MayHaveIssued(own))
            {
                return default;
            }
        }

        return RecordOutcome.HeldBack(Reason.AreaOfOtherForce, authority.Name);
    }

    private static RecordOutcome? IsUnclear(IncidentRecord record, DictionaryField field) =>
        record.IsUnreadable(field) ? RecordOutcome.HeldBack(Reason.Unreadable, field.Name)
        : record.IsUnlisted(field) ? RecordOutcome.HeldBack(Reason.NotInList, field.Name)
        : null;

    /// <summary>
    /// What stops a report that a force made. Any text that is not this force or an accepted one stops it.
    /// </summary>
    private Reason? OriginStops(string source, bool held)
    {
        if (source == _force && !_statistical)
        {
            return held ? null : Reason.Echo;
        }

        return _originators.Contains(source) ? null : Reason.Originator;
    }

    private static void CheckOriginators(
        ConfigObject own, IReadOnlyList<string> originators, SelectionRoles roles, string force, bool statistical)
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
                own.Report("acceptOriginators", $"\"{slug}\" is not a force of the data dictionary.",
                    nearest is null ? "Name a force's slug." : $"Did you mean \"{nearest}\"?");
            }
        }
    }
}
