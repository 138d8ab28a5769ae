using System.Collections.Frozen;
using System.Globalization;
using DataSharing.Disclosure.Cells;
using DataSharing.Disclosure.Columns;
using DataSharing.Disclosure.Dictionary;
using DataSharing.Disclosure.Gates;
using DataSharing.Disclosure.Keys;
using DataSharing.Disclosure.Narrative;
using DataSharing.Disclosure.OwnRecord;
using DataSharing.Disclosure.Profile;
using DataSharing.Disclosure.Records;
using DataSharing.Disclosure.SmallNumbers;
using DataSharing.Disclosure.Treatments;

namespace DataSharing.Disclosure.Clearance;

/// <summary>
/// What becomes of each record of one run: excluded, held back, or cleared. Made once a run from the force's profile, its keys, the day,
/// and what was decided about texts. Not for two threads at once, since it remembers the cells it made.
/// </summary>
internal sealed class RecordClearer
{
    private readonly ForceKeys _keys;
    private readonly DateOnly _today;
    private readonly TextDecisions? _decisions;
    private readonly IncidentOrders _orders;
    private readonly CellMakers _makers;
    private readonly SmallNumberRule? _rule;
    private readonly Selection _selection;
    private readonly int[] _ordinals;
    private readonly int[] _hashOrder;
    private readonly int[] _openColumns;
    private readonly ReleasedColumn[] _columns;
    private readonly Treatment[] _treatments;
    private readonly DirectValues _direct;
    private readonly OwnRecordCheck? _ownRecord;
    private readonly DirectCellCheck? _directCells;
    private readonly int[][] _countedColumns;
    private readonly RarePremises? _rarePremises;
    private readonly int _longestText;
    private readonly DictionaryField? _caseReference;
    private readonly int _areaOrdinal;
    private readonly int _typeOrdinal;
    private readonly DateBounds?[] _bounds;
    private readonly DateBounds? _periodBounds;
    private readonly DictionaryField[] _deciding;
    private readonly bool _precisionIsTold;
    private readonly FrozenSet<DictionaryField> _read;

    /// <summary>Prepares a run.</summary>
    /// <param name="profile">The force's rules.</param>
    /// <param name="keys">The force's keys.</param>
    /// <param name="today">Today's date, Europe/London.</param>
    /// <param name="decisions">What persons decided about redacted texts; without it each of them waits.</param>
    /// <param name="orders">What people ordered about incidents.</param>
    public RecordClearer(ForceProfile profile, ForceKeys keys, DateOnly today, TextDecisions? decisions, IncidentOrders orders)
    {
        _keys = keys;
        _today = today;
        _decisions = decisions;
        _orders = orders;
        _columns = [.. profile.Columns];
        _makers = new CellMakers(_columns, profile.SmallNumbers, profile.Layout);
        _rule = profile.SmallNumbers;
        _selection = profile.Selection;
        _treatments = [.. _columns.Select(column => column.Treatment)];
        _rarePremises = profile.RarePremises;
        _longestText = profile.LongestText;
        _caseReference = profile.Dictionary.Roles.CaseReference;
        RecordShape shape = profile.Shape;
        _areaOrdinal = _rarePremises is null ? 0 : shape.Ordinal(_rarePremises.AreaField);
        _typeOrdinal = _rarePremises is null ? 0 : shape.Ordinal(_rarePremises.TypeField);
        _ordinals = [.. _columns.Select(column => shape.Ordinal(column.Field))];
        bool open = Array.Exists(_columns, column => column.IsOpen);
        // Without an open column the direct ones are not even read.
        _direct = new DirectValues(shape, open ? profile.Dictionary.Direct : []);
        _ownRecord = open ? new OwnRecordCheck(profile.References.Keep) : null;
        _directCells = DirectCellCheck.Of(DirectCellCheck.In(_columns, profile.Dictionary), shape);
        _hashOrder = [.. _columns.Index().OrderBy(pair => pair.Item.Name, StringComparer.Ordinal).Select(pair => pair.Index)];
        _openColumns = [.. _hashOrder.Where(column => _columns[column].IsOpen)];
        // In mode match the counted columns are only measured.
        IEnumerable<IReadOnlyList<int>> sets = _rule is null
            ? [[.. _columns.Index().Where(column => column.Item.IsCounted).Select(column => column.Index)]]
            : _rule.Sets.Select(set => set.Columns);
        _countedColumns = [.. sets.Select(set => _hashOrder.Where(set.Contains).ToArray())];
        _bounds = [.. _columns.Select(
            column => column.Treatment is Constant ? null : DateBounds.Of(column.Field, profile.Dictionary.NotBefore))];
        _periodBounds = _rule is { } counted ? DateBounds.Of(counted.PeriodOf, profile.Dictionary.NotBefore) : null;
        _deciding =
        [
            .. _columns.SelectMany(
                column => column.Treatment.DecidedBy.Concat(column.Gates.Where(gate => gate.HoldsBack).Select(gate => gate.Field)))
                .Concat(shape.Precision is { } dated ? [dated.Column] : []).DistinctBy(field => field.Name),
        ];
        _precisionIsTold = profile.PrecisionIsTold;
        _read = shape.Fields.ToFrozenSet();
    }

    /// <summary>
    /// Whether the force may have the record (see <see cref="Reason"/> for why not), and if so its cleared form, or why it cannot be
    /// cleared.
    /// </summary>
    /// <param name="record">The record.</param>
    /// <param name="key">Its key.</param>
    /// <param name="held">Whether the force has it now.</param>
    /// <param name="step">The step of mode <c>k</c>; 0 in mode <c>match</c>.</param>
    public RecordOutcome Clear(IncidentRecord record, IncidentKey key, bool held, int step = 0) =>
        Clear(record, key, held, step, _decisions);

    /// <summary>
    /// As <see cref="Clear(IncidentRecord, IncidentKey, bool, int)"/>, for the classes of mode <c>k</c>: a text, which no class counts, is
    /// taken as undecided.
    /// </summary>
    public RecordOutcome ClearUndecided(IncidentRecord record, IncidentKey key, bool held, int step = 0) =>
        Clear(record, key, held, step, null);

    private RecordOutcome Clear(IncidentRecord record, IncidentKey key, bool held, int step, TextDecisions? decisions)
    {
        // What holds it back must not hide that something else of it must not leave: the force may have that.
        RecordOutcome unclear = Select(record, key, held);
        if (unclear.IsExcluded || (unclear = unclear.Or(CheckCells(record))).MustNotLeave)
        {
            return unclear;
        }

        CellMaker[] columns = _makers.At(_rule is null ? 0 : step);
        var cells = new FileCell[columns.Length];
        int waiting = 0;
        var context = new TreatmentContext { Record = record, Key = key, Keys = _keys, Today = _today, Decisions = decisions,
            Direct = _direct };
        for (int i = 0; i < columns.Length; i++)
        {
            if (Treat(i, columns[i], context, ref unclear) is { } cell)
            {
                cells[i] = cell;
                waiting += cell.IsWaiting ? 1 : 0;
            }
            else
            {
                cells[i] = columns[i].None;
            }
        }

        foreach (int i in _openColumns)
        {
            if (cells[i].Text?.Length > _longestText)
            {
                unclear = unclear.Or(RecordOutcome.HeldBack(Reason.TextTooLong, _columns[i].Field.Name));
            }
        }

        if (!unclear.MustNotLeave && Array.Exists(_openColumns, column => cells[column].Value is not null)
            && CheckOpen(context, columns, cells) is { } found)
        {
            return unclear.Or(RecordOutcome.HeldBack(found.Reason, found.Field));
        }

        return unclear.Reason is not null ? unclear : RecordOutcome.Of(new ClearedRecord(key, cells, _hashOrder, _openColumns, waiting));
    }

    /// <summary>
    /// As <see cref="Clear(IncidentRecord, IncidentKey, bool, int)"/>, at every step, with the counted cells' hashes in place of the
    /// cleared record. A record that cannot be cleared at one step is held back at all.
    /// </summary>
    /// <param name="record">The record.</param>
    /// <param name="key">Its key.</param>
    /// <param name="held">Whether the force has it now.</param>
    /// <param name="hash">Hashes one cell.</param>
    /// <param name="classes">Receives, for each step, one hash for each set; zero for a set that does not count the record.</param>
    public RecordOutcome Survey(IncidentRecord record, IncidentKey key, bool held, QuickHash hash, Span<ulong> classes)
    {
        RecordOutcome unclear = Select(record, key, held);
        if (unclear.IsExcluded || (unclear = unclear.Or(CheckCells(record))).MustNotLeave)
        {
            return unclear;
        }

        SmallNumberRule rule = _rule!;
        Span<ulong> cells = stackalloc ulong[_columns.Length];
        ulong none = hash.Of(null);
        var context = new TreatmentContext { Record = record, Key = key, Keys = _keys, Today = _today, Direct = _direct };
        for (int step = 0; step < rule.Steps; step++)
        {
            CellMaker[] columns = _makers.At(step);
            foreach (int i in rule.ChangedAt(step))
            {
                if (Treat(i, columns[i], context, ref unclear) is { } cell)
                {
                    cells[i] = _columns[i].IsCounted ? hash.Of(cell.Value) : none;
                }
            }

            for (int set = 0; set < rule.Sets.Count; set++)
            {
                ulong together = (ulong)set + 1;
                IReadOnlyList<int> subjects = rule.Sets[set].Subjects;
                bool any = subjects.Count == 0;
                foreach (int column in rule.Sets[set].Columns)
                {
                    together = QuickHash.With(together, cells[column]);
                }

                for (int i = 0; i < subjects.Count && !any; i++)
                {
                    any = cells[subjects[i]] != none;
                }

                classes[(step * rule.Sets.Count) + set] = any ? together | 1 : 0;
            }
        }

        return unclear;
    }

    /// <summary>
    /// The texts of a record that leave only redacted, whatever was decided about them; none of a record that the force must not have.
    /// </summary>
    public IEnumerable<ProposedText> Texts(IncidentRecord record, IncidentKey key, bool held)
    {
        if (Select(record, key, held).Reason is not null)
        {
            yield break;
        }

        for (int i = 0; i < _columns.Length; i++)
        {
            if (_columns[i].Treatment is Redact redact && _columns[i].MayBeReleased(record, _today) && record[_ordinals[i]] is string raw
                && SourceValue.IsPresent(raw) && Redact.TextOf(raw) is { Length: > 0 } text)
            {
                string column = _columns[i].Name;
                yield return new ProposedText(
                    key, column, text, _keys, _decisions?.Invoke(key, column),
                    original => redact.Propose(original, _direct.KindsOf(record, out _)));
            }
        }
    }

    /// <summary>Whether a column of the record may have no value today, although its field has one.</summary>
    public bool HasClosedGate(IncidentRecord record) => Array.Exists(_columns, column => !column.MayBeReleased(record, _today));

    // Of the record and not of its cells, so that every step of mode k holds back the same records.
    private RecordOutcome CheckCells(IncidentRecord record) =>
        _directCells?.Find(record, _today) is { } found ? RecordOutcome.HeldBack(found.Reason, found.Field) : default;

    /// <summary>Why the open texts of a row hold it back, with the field because of which; null when nothing was found in them.</summary>
    private (Reason Reason, string Field)? CheckOpen(in TreatmentContext context, CellMaker[] columns, FileCell[] cells)
    {
        int[] open = [.. Enumerable.Range(0, cells.Length).Where(column => _columns[column].IsOpen && cells[column].Value is not null)];
        string[] places = [
            .. Enumerable.Range(0, cells.Length).Where(column => _treatments[column].Place is not null)
            .Select(column => cells[column].Value).OfType<string>()];
        List<(DirectKind Kind, string Value)> direct = _direct.KindsOf(context.Record, out DictionaryField? unreadable);
        if (unreadable is not null)
        {
            return (Reason.Unreadable, unreadable.Name);
        }

        if (_ownRecord!.Find(direct, [.. open.Select(column => (_columns[column].Field.Name, cells[column].Value!))], places) is { } own)
        {
            return (Reason.OwnRecord, own);
        }

        foreach (int column in open)
        {
            if (columns[column].Treatment.IsHit(cells[column].Value!, direct, places))
            {
                return (Reason.SummaryHit, _columns[column].Field.Name);
            }
        }

        return null;
    }

    /// <summary>
    /// The form of the counted cells of a cleared record, which a class hash is over; null for a set that does not count the record.
    /// </summary>
    public byte[]? CountedForm(ClearedRecord cleared, int set) =>
        _rule?.Sets[set].Subjects is { Count: > 0 } subjects && subjects.All(column => cleared.ValueOf(column) is null) ? null
            : cleared.HashedForm(_countedColumns[set]);

    /// <summary>Why the force must not have the record, or why that cannot be told; neither where it may.</summary>
    private RecordOutcome Select(IncidentRecord record, IncidentKey key, bool held)
    {
        Reason? ordered = _orders.ReasonOf(key);
        if (ordered == Reason.Withdrawn)
        {
            return RecordOutcome.Excluded(ordered);
        }

        RecordOutcome found = _selection.Look(record, _today, held);
        if (found.IsExcluded)
        {
            return found;
        }

        found = ordered is null ? found : found.Or(RecordOutcome.HeldBack(ordered, ""));

        // Lists that are read for a measure alone decide nothing: a plan says what a run does, which does not read them.
        foreach (DictionaryField uneven in record.Uneven)
        {
            if (_read.Contains(uneven))
            {
                found = found.Or(RecordOutcome.HeldBack(Reason.Unreadable, uneven.Name));
            }
        }

        foreach (DictionaryField field in _deciding)
        {
            if (record.IsUnreadable(field) || record.IsUnlisted(field))
            {
                found = found.Or(RecordOutcome.HeldBack(record.IsUnreadable(field) ? Reason.Unreadable : Reason.NotInList, field.Name));
            }
        }

        return _periodBounds?.Excludes(record[record.Shape.Ordinal(_rule!.PeriodOf)], _today) == true
            ? found.Or(RecordOutcome.HeldBack(Reason.OutOfRange, _rule.PeriodOf.Name)) : found;
    }

    /// <summary>The finished cell of one column; null when it cannot be made, which holds the record back.</summary>
    private FileCell? Treat(int column, CellMaker cells, in TreatmentContext context, ref RecordOutcome unclear)
    {
        FileCell? cell = Treat(column, cells, context, out Reason? heldBack);
        if (cell is null)
        {
            unclear = unclear.Or(RecordOutcome.HeldBack(heldBack!, _columns[column].Field.Name));
        }

        return cell;
    }

    private FileCell? Treat(int column, CellMaker cells, in TreatmentContext context, out Reason? heldBack)
    {
        heldBack = null;
        if (!_columns[column].MayBeReleased(context.Record, context.Today))
        {
            // No value at all, and not what the treatment gives for none: "N" would be told of a record that has one.
            return cells.None;
        }

        object? raw = context.Record[_ordinals[column]];
        if (ReferenceEquals(raw, IncidentRecord.UnreadableValue))
        {
            heldBack = Reason.Unreadable;
            return null;
        }

        if (raw is string text ? string.IsNullOrWhiteSpace(text) : raw is string[] && !SourceValue.IsPresent(raw))
        {
            raw = null;
        }

        if (_bounds[column] is { } bounds && bounds.Excludes(raw, context.Today))
        {
            heldBack = Reason.OutOfRange;
            return null;
        }

        if (raw is KnownMonth && !_precisionIsTold && cells.Treatment.Shows == ShownForm.Day)
        {
            // The first of the month would be read as the day.
            return cells.None;
        }

        if (_rarePremises is null || !_rarePremises.Touches(column))
        {
            return cells.Of(raw, context, out heldBack);
        }

        Treated treated = cells.Treat(raw, context);
        if (treated.HeldBack is { } reason)
        {
            heldBack = reason;
            return null;
        }

        Cell cell = _rarePremises.Apply(column, cells.Treatment, treated.Cell, context.Record[_areaOrdinal], context.Record[_typeOrdinal]);
        return cells.Finish(cell, treated.IsWaiting, out heldBack);
    }

    /// <summary>
    /// The charity's case reference of a record of the <see cref="ForceProfile.ExplainedShape"/>; null where it has none that can be read.
    /// </summary>
    public string? CaseReferenceOf(IncidentRecord record) =>
        _caseReference is null ? null : record[record.Shape.Ordinal(_caseReference)] switch
    {
        string { Length: > 0 } text => text,
        long number => number.ToString(CultureInfo.InvariantCulture),
        _ => null,
    };
}
