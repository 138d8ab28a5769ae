using System.Globalization;
using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.Narrative;
using DataSharing.Disclosure.OwnRecord;
using DataSharing.Disclosure.SmallNumbers;
using DataSharing.Disclosure.Treatments;

namespace DataSharing.Disclosure;

/// <summary>
/// The checked rules of one force: what it may have and in which form. Made only by <see cref="Parse"/>, which returns it or reports every
/// problem; immutable.
/// </summary>
public sealed class ForceProfile
{
    private static readonly IReadOnlyDictionary<string, EmptyNight> EmptyNights = new Dictionary<string, EmptyNight>
    {
        ["header-only"] = EmptyNight.HeaderOnly,
        ["manifest-only"] = EmptyNight.ManifestOnly,
        ["none"] = EmptyNight.None,
    };

    /// <summary>How many characters a cell of a spreadsheet takes; the rest is cut off without a word. Source: Microsoft, "Excel specifications and limits".</summary>
    private const int CellOfASpreadsheet = 32_767;

    private const int MostText = 1_000_000;

    private static readonly IReadOnlyDictionary<string, bool> StatisticalRecipients = new Dictionary<string, bool> { ["force"] = false, ["statistical"] = true };

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

    private ForceProfile(ProfileSources sources, bool statistical, string protocol, int version, bool enabled, Agreement agreement, Selection selection, int longestText,
        IReadOnlyList<ReleasedColumn> columns, FileLayout layout, EmptyNight emptyNight, SmallNumberTerms smallNumbers, RarePremisesTerms? rarePremises)
    {
        Force = sources.Force;
        IsStatistical = statistical;
        Protocol = protocol;
        Version = version;
        Enabled = enabled;
        Agreement = agreement;
        _selection = selection;
        _longestText = longestText;
        _columns = [.. columns];
        Columns = [.. columns];
        Layout = layout;
        EmptyNight = emptyNight;
        MatchPurpose = smallNumbers.Purpose;
        SmallNumbers = smallNumbers.Rule;
        Hash = sources.Hash;

        _treatments = [.. columns.Select(column => column.Treatment)];
        _rarePremises = rarePremises is null ? null : new RarePremises(rarePremises, sources.References, SmallNumbers?.At(0) ?? _treatments);
        Units = sources.Dictionary.Roles.Units;
        IEnumerable<DictionaryField> units = Units is null ? [] : [Units.Persons, Units.Premises];
        DirectCellCheck.Shown[] shown = DirectCellCheck.In(columns, sources.Dictionary);
        DictionaryField[] needed = [.. columns.Select(column => column.Field), .. columns.SelectMany(column => column.Needs), .. selection.Needs,
            .. SmallNumbers is { } rule ? units.Append(rule.PeriodOf) : [], .. _rarePremises is null ? Enumerable.Empty<DictionaryField>() : [_rarePremises.AreaField, _rarePremises.TypeField],
            .. columns.Any(column => column.IsOpen) ? sources.Dictionary.Direct : [], .. shown.SelectMany(column => column.Needs)];
        Shape = new RecordShape(sources.Dictionary, needed);
        // The columns of the one in the same places, so that both kinds of record can be cleared.
        MeasuredShape = new RecordShape(sources.Dictionary, [.. needed, .. units]);
        _caseReference = sources.Dictionary.Roles.CaseReference;
        ExplainedShape = new RecordShape(sources.Dictionary, [.. needed, .. units, .. _caseReference is null ? Enumerable.Empty<DictionaryField>() : [_caseReference]]);
        _areaOrdinal = _rarePremises is null ? 0 : Shape.Ordinal(_rarePremises.AreaField);
        _typeOrdinal = _rarePremises is null ? 0 : Shape.Ordinal(_rarePremises.TypeField);
        _ordinals = [.. columns.Select(column => Shape.Ordinal(column.Field))];
        bool open = columns.Any(column => column.IsOpen);
        // Without an open column the direct ones are not even read.
        _direct = new DirectValues(Shape, open ? sources.Dictionary.Direct : []);
        _ownRecord = open ? new OwnRecordCheck(sources.References.Keep) : null;
        _directCells = DirectCellCheck.Of(shown, Shape);
        _hashOrder = [.. columns.Index().OrderBy(pair => pair.Item.Name, StringComparer.Ordinal).Select(pair => pair.Index)];
        _openColumns = [.. _hashOrder.Where(column => columns[column].IsOpen)];
        // In mode match the counted columns are only measured.
        IEnumerable<IReadOnlyList<int>> sets = SmallNumbers is null
            ? [[.. columns.Index().Where(column => column.Item.IsCounted).Select(column => column.Index)]]
            : SmallNumbers.Sets.Select(set => set.Columns);
        _countedColumns = [.. sets.Select(set => _hashOrder.Where(set.Contains).ToArray())];
        _bounds = [.. columns.Select(column => column.Treatment is Constant ? null : DateBounds.Of(column.Field, sources.Dictionary.NotBefore))];
        _periodBounds = SmallNumbers is { } counted ? DateBounds.Of(counted.PeriodOf, sources.Dictionary.NotBefore) : null;
        _deciding =
        [
            .. columns.SelectMany(column => column.Treatment.DecidedBy.Concat(column.Gates.Where(gate => gate.HoldsBack).Select(gate => gate.Field)))
                .Concat(Shape.Precision is { } dated ? [dated.Column] : []).DistinctBy(field => field.Name),
        ];
        _precisionIsTold = Shape.Precision is { } precision && columns.Index().Any(column => ReferenceEquals(column.Item.Field, precision.Column)
            && TreatmentsOf(column.Index).All(treatment => treatment is ValueTreatment words && precision.TellsMonths(words)));
        CellGrammars = [.. columns.Index().Select(column => GrammarOf(column.Item, TreatmentsOf(column.Index)))];
        Descriptions =
        [
            .. ColumnDescription.Control,
            .. columns.Index().Select(column => ColumnDescription.Of(
                column.Item, [.. TreatmentsOf(column.Index).Select(treatment => FormOf(column.Item, treatment)).OfType<CellForm>().Select(InFile)], _rarePremises?.OutputsOf(column.Index) ?? [])),
        ];
    }

    /// <summary>The force's slug.</summary>
    public string Force { get; }

    /// <summary>
    /// Whether the recipient is no force but a statistical one: it reads the records of all places, no report can be its own, and it gets no
    /// police reference.
    /// </summary>
    public bool IsStatistical { get; }

    /// <summary>The name of the national protocol.</summary>
    public string Protocol { get; }

    /// <summary>The profile's own version.</summary>
    public int Version { get; }

    /// <summary>Whether the force takes part.</summary>
    public bool Enabled { get; }

    /// <summary>The agreement that gates sending.</summary>
    public Agreement Agreement { get; }

    /// <summary>The released columns in file order, without the three control columns.</summary>
    public IReadOnlyList<ReleasedColumn> Columns { get; }

    /// <summary>What an analyst must know of every column of the file, the three control columns first.</summary>
    public IReadOnlyList<ColumnDescription> Descriptions { get; }

    /// <summary>How the file is written.</summary>
    public FileLayout Layout { get; }

    /// <summary>What the force gets on a night with nothing to tell.</summary>
    public EmptyNight EmptyNight { get; }

    /// <summary>Why date, area and category are kept although they single records out (small-number mode <c>match</c>); null in mode <c>k</c>.</summary>
    public string? MatchPurpose { get; }

    /// <summary>The least number of people and premises of a class in small-number mode <c>k</c>; null in mode <c>match</c>.</summary>
    public int? K => SmallNumbers?.K;

    /// <summary>The SHA-256 of the profile, protocol, data dictionary, source SQL and reference lists, in lower-case hexadecimal.</summary>
    public string Hash { get; }

    /// <summary>The columns to read from the source.</summary>
    public RecordShape Shape { get; }

    /// <summary>As <see cref="Shape"/>, with the columns that say whom an incident is about, for a plan that measures.</summary>
    public RecordShape MeasuredShape { get; }

    /// <summary>As <see cref="MeasuredShape"/>, with the charity's case reference, for a plan that somebody looks at record by record.</summary>
    public RecordShape ExplainedShape { get; }

    /// <summary>Small-number mode <c>k</c>; null in mode <c>match</c>.</summary>
    internal SmallNumberRule? SmallNumbers { get; }

    /// <summary>The columns that say whom an incident is about; null when the source has none.</summary>
    internal UnitRoles? Units { get; }

    /// <summary>For each released column, whether a cell of the finished file can be one of its outputs; a cell with the null token is not asked about.</summary>
    public IReadOnlyList<Func<string, bool>> CellGrammars { get; }

    /// <summary>
    /// Reads the parts of a profile that decide what leaves. The gateway reads its own parts (schedule, drop) from the same document and then
    /// calls <see cref="ConfigObject.Done"/>.
    /// </summary>
    /// <returns>
    /// The profile, or null when anything is wrong in its document or its protocol's; every problem is in their <see cref="ConfigProblems"/>.
    /// </returns>
    /// <exception cref="ArgumentException">The two documents do not share one <see cref="ConfigProblems"/>.</exception>
    public static ForceProfile? Parse(ProfileSources sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ConfigObject profile = sources.Profile;
        ConfigObject protocol = sources.Protocol;
        ConfigProblems problems = profile.Problems;
        if (!ReferenceEquals(problems, protocol.Problems))
        {
            throw new ArgumentException("The profile and its protocol must collect their problems together.", nameof(sources));
        }

        if (profile.Text("force", sources.Force) is { } force && force != sources.Force)
        {
            profile.Report("force", $"\"{force}\" is not the name of this file.", $"Write \"{sources.Force}\", or rename the file.");
        }

        string? protocolName = profile.Text("protocol", "national-2015");
        int? version = profile.Integer("version", 1, 1_000_000);
        bool? enabled = profile.Boolean("enabled");
        bool statistical = profile.OptionalChoice("recipient", StatisticalRecipients, false);
        if (statistical && sources.Dictionary.Roles.Force.Values?.Contains(sources.Force) == true)
        {
            profile.Report("recipient", $"\"{sources.Force}\" is a force of the data dictionary and cannot be a statistical recipient.", "Give the recipient a slug of its own.");
        }

        Agreement? agreement = profile.Object("agreement") is { } terms ? Agreement.Parse(terms) : null;
        EmptyNight? emptyNight = profile.Choice("emptyNight", EmptyNights);
        int longestText = profile.OptionalInteger("longestText", 1, MostText, CellOfASpreadsheet);

        protocol.Integer("version", 1, 1_000_000);
        protocol.Text("title", "National agreement 2015");
        if (protocol.Text("protocol", protocolName ?? "national-2015") is { } named && protocolName is not null && named != protocolName)
        {
            protocol.Report("protocol", $"\"{named}\" is not the name of this file.", $"Write \"{protocolName}\", or rename the file.");
        }

        ConfigObject? ownSelection = profile.OptionalObject("selection");
        var recipient = new Recipient { Force = sources.Force, IsStatistical = statistical, ReferencePattern = ReferencePattern.Read(profile, protocol, sources.Force) };
        Selection? selection = protocol.Object("selection") is { } gates ? Selection.Parse(gates, ownSelection, sources, recipient) : null;
        var smallNumberReader = new SmallNumberReader(profile, protocol);
        var reader = new ColumnReader(profile, protocol, sources.Dictionary, sources.References, recipient, sources.Narrative);
        IReadOnlyList<ReleasedColumn> columns = reader.Read();
        PlaceNesting.Check(profile, columns);
        SmallNumberTerms? smallNumbers = smallNumberReader.Read(sources.Dictionary, columns, reader);
        RarePremisesTerms? rarePremises = RarePremisesReader.Read(profile, protocol, columns, reader, sources.References);
        FileLayout? layout = profile.Object("file") is { } file ? FileLayoutReader.Read(file, columns) : null;
        protocol.Done();

        // Also what was found while the documents were read: a null or a member written twice.
        return problems.In(profile.Node.File) || problems.In(protocol.Node.File) || protocolName is null || version is null || enabled is null || agreement is null
            || emptyNight is null || selection is null || layout is null || smallNumbers is null
            ? null
            : new ForceProfile(sources, statistical, protocolName, version.Value, enabled.Value, agreement, selection, longestText, columns, layout, emptyNight.Value, smallNumbers, rarePremises);
    }

    /// <summary>What <see cref="Clear"/> and <see cref="Survey"/> remember of cells during one run.</summary>
    internal CellMemory NewMemory() => new(_columns, SmallNumbers, Layout);

    /// <summary>
    /// Whether the force may have the record (see <see cref="Reason"/> for why not), and if so its cleared form, or why it cannot be cleared.
    /// </summary>
    /// <param name="record">The record.</param>
    /// <param name="key">Its key.</param>
    /// <param name="today">Today's date, Europe/London.</param>
    /// <param name="held">Whether the force has it now.</param>
    /// <param name="keys">The force's keys.</param>
    /// <param name="memory">Of <see cref="NewMemory"/>.</param>
    /// <param name="step">The step of mode <c>k</c>; 0 in mode <c>match</c>.</param>
    /// <param name="decisions">What persons decided about redacted texts; null where none can have.</param>
    internal Clearing Clear(IncidentRecord record, IncidentKey key, DateOnly today, bool held, ForceKeys keys, CellMemory memory, int step = 0, TextDecisions? decisions = null)
    {
        // What holds it back must not hide that something else of it must not leave: the force may have that.
        Clearing unclear = Select(record, today, held);
        if (unclear.Reason is { Kind: ReasonKind.Excluded } || (unclear = unclear.Or(CheckCells(record, today))).MustNotLeave)
        {
            return unclear;
        }

        ColumnCells[] columns = memory.At(SmallNumbers is null ? 0 : step);
        var cells = new ClearedCell[columns.Length];
        int waiting = 0;
        var context = new TreatmentContext { Record = record, Key = key, Keys = keys, Today = today, Decisions = decisions, Direct = _direct };
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
                unclear = unclear.Or(Clearing.HeldBack(Reason.TextTooLong, _columns[i].Field.Name));
            }
        }

        if (!unclear.MustNotLeave && Array.Exists(_openColumns, column => cells[column].Value is not null) && CheckOpen(context, columns, cells) is { } found)
        {
            return unclear.Or(Clearing.HeldBack(found.Reason, found.Field));
        }

        return unclear.Reason is not null ? unclear : Clearing.Of(new ClearedRecord(key, cells, _hashOrder, _openColumns, waiting));
    }

    /// <summary>
    /// As <see cref="Clear"/>, at every step, with the counted cells' hashes in place of the cleared record. A record that cannot be cleared at one step
    /// is held back at all.
    /// </summary>
    /// <param name="record">The record.</param>
    /// <param name="key">Its key.</param>
    /// <param name="today">Today's date, Europe/London.</param>
    /// <param name="held">Whether the force has it now.</param>
    /// <param name="keys">The force's keys.</param>
    /// <param name="memory">Of <see cref="NewMemory"/>.</param>
    /// <param name="hash">Hashes one cell.</param>
    /// <param name="classes">Receives, for each step, one hash for each set; zero for a set that does not count the record.</param>
    internal Clearing Survey(IncidentRecord record, IncidentKey key, DateOnly today, bool held, ForceKeys keys, CellMemory memory, QuickHash hash, Span<ulong> classes)
    {
        Clearing unclear = Select(record, today, held);
        if (unclear.Reason is { Kind: ReasonKind.Excluded } || (unclear = unclear.Or(CheckCells(record, today))).MustNotLeave)
        {
            return unclear;
        }

        SmallNumberRule rule = SmallNumbers!;
        Span<ulong> cells = stackalloc ulong[_columns.Length];
        ulong none = hash.Of(null);
        var context = new TreatmentContext { Record = record, Key = key, Keys = keys, Today = today, Direct = _direct };
        for (int step = 0; step < rule.Steps; step++)
        {
            ColumnCells[] columns = memory.At(step);
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

    /// <summary>The texts of a record that leave only redacted, whatever was decided about them; none of a record that the force must not have.</summary>
    internal IEnumerable<ProposedText> Texts(IncidentRecord record, IncidentKey key, DateOnly today, bool held, ForceKeys keys, TextDecisions? decisions)
    {
        if (Select(record, today, held).Reason is not null)
        {
            yield break;
        }

        for (int i = 0; i < _columns.Length; i++)
        {
            if (_columns[i].Treatment is Redact redact && _columns[i].MayBeReleased(record, today) && record[_ordinals[i]] is string raw && SourceValue.IsPresent(raw) && Redact.TextOf(raw) is { Length: > 0 } text)
            {
                string column = _columns[i].Name;
                yield return new ProposedText(key, column, text, keys, decisions?.Invoke(key, column), original => redact.Propose(original, _direct.KindsOf(record, out _)));
            }
        }
    }

    /// <summary>Whether a column of the record may have no value today, although its field has one.</summary>
    internal bool HasClosedGate(IncidentRecord record, DateOnly today) => Array.Exists(_columns, column => !column.MayBeReleased(record, today));

    // Of the record and not of its cells, so that every step of mode k holds back the same records.
    private Clearing CheckCells(IncidentRecord record, DateOnly today) =>
        _directCells?.Find(record, today) is { } found ? Clearing.HeldBack(found.Reason, found.Field) : default;

    /// <summary>Why the open texts of a row hold it back, with the field because of which; null when nothing was found in them.</summary>
    private (Reason Reason, string Field)? CheckOpen(in TreatmentContext context, ColumnCells[] columns, ClearedCell[] cells)
    {
        int[] open = [.. Enumerable.Range(0, cells.Length).Where(column => _columns[column].IsOpen && cells[column].Value is not null)];
        string[] places = [.. Enumerable.Range(0, cells.Length).Where(column => _treatments[column].Place is not null).Select(column => cells[column].Value).OfType<string>()];
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

    /// <summary>The form of the counted cells of a cleared record, which a class hash is over; null for a set that does not count the record.</summary>
    internal byte[]? CountedForm(ClearedRecord cleared, int set) =>
        SmallNumbers?.Sets[set].Subjects is { Count: > 0 } subjects && subjects.All(column => cleared.ValueOf(column) is null) ? null : cleared.HashedForm(_countedColumns[set]);

    /// <summary>Why the force must not have the record, or why that cannot be told; neither where it may.</summary>
    private Clearing Select(IncidentRecord record, DateOnly today, bool held)
    {
        Clearing found = _selection.Look(record, today, held);
        if (found.Reason is { Kind: ReasonKind.Excluded })
        {
            return found;
        }

        // Lists that are read for a measure alone decide nothing: a plan says what a run does, which does not read them.
        foreach (DictionaryField uneven in record.Uneven.Where(Shape.Fields.Contains))
        {
            found = found.Or(Clearing.HeldBack(Reason.Unreadable, uneven.Name));
        }

        foreach (DictionaryField field in _deciding)
        {
            if (record.IsUnreadable(field) || record.IsUnlisted(field))
            {
                found = found.Or(Clearing.HeldBack(record.IsUnreadable(field) ? Reason.Unreadable : Reason.NotInList, field.Name));
            }
        }

        return _periodBounds?.Excludes(record[record.Shape.Ordinal(SmallNumbers!.PeriodOf)], today) == true
            ? found.Or(Clearing.HeldBack(Reason.OutOfRange, SmallNumbers.PeriodOf.Name)) : found;
    }

    /// <summary>The finished cell of one column; null when it cannot be made, which holds the record back.</summary>
    private ClearedCell? Treat(int column, ColumnCells cells, in TreatmentContext context, ref Clearing unclear)
    {
        ClearedCell? cell = Treat(column, cells, context, out Reason? heldBack);
        if (cell is null)
        {
            unclear = unclear.Or(Clearing.HeldBack(heldBack!, _columns[column].Field.Name));
        }

        return cell;
    }

    private ClearedCell? Treat(int column, ColumnCells cells, in TreatmentContext context, out Reason? heldBack)
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

    /// <summary>The charity's case reference of a record of the <see cref="ExplainedShape"/>; null where it has none that can be read.</summary>
    internal string? CaseReferenceOf(IncidentRecord record) => _caseReference is null ? null : record[record.Shape.Ordinal(_caseReference)] switch
    {
        string { Length: > 0 } text => text,
        long number => number.ToString(CultureInfo.InvariantCulture),
        _ => null,
    };

    /// <summary>Every treatment that a column can have: one, or under mode <c>k</c> those of the steps.</summary>
    internal IEnumerable<Treatment> TreatmentsOf(int column) =>
        SmallNumbers is { } rule ? Enumerable.Range(0, rule.Steps).Select(step => rule.At(step)[column]).Distinct() : [_treatments[column]];

    /// <summary>The form of a column's cells, with what stands there where a date is not known exactly.</summary>
    private CellForm? FormOf(ReleasedColumn column, Treatment treatment) =>
        treatment.Form(Layout) is { } form && Shape.Precision?.Dates.Contains(column.Field) == true && treatment.WhereInexact(_precisionIsTold) is { Length: > 0 } inexact
            ? form with { Sentence = $"{form.Sentence} {inexact}" } : treatment.Form(Layout);

    /// <summary>A form with its values as they stand in the file: what a spreadsheet would run as a formula is escaped, or holds its row back and is never there.</summary>
    private CellForm InFile(CellForm form) => form.Values is null || Layout.Formula == FormulaPolicy.Off ? form : form with
    {
        Values =
        [
            .. form.Values.Where(value => Layout.Formula == FormulaPolicy.Escape || !CellFormat.IsFormula(value.Value))
                .Select(value => CellFormat.IsFormula(value.Value) ? value with { Value = "'" + value.Value } : value),
        ],
    };

    private Func<string, bool> GrammarOf(ReleasedColumn column, IEnumerable<Treatment> treatments)
    {
        Func<string, bool>[] grammars = [.. treatments.Select(treatment => GrammarOf(column, treatment))];
        if (_rarePremises is not null && _rarePremises.Touches(Array.IndexOf(_columns, column)))
        {
            int place = Array.IndexOf(_columns, column);
            grammars = [.. grammars, cell => _rarePremises.CanStand(place, cell)];
        }

        return grammars.Length == 1 ? grammars[0] : cell => Array.Exists(grammars, grammar => grammar(cell));
    }

    private Func<string, bool> GrammarOf(ReleasedColumn column, Treatment treatment) => cell =>
    {
        bool number = column.Field.Type is FieldType.Integer or FieldType.Number;
        if (treatment.IsOpen && cell.Length > _longestText)
        {
            return false;
        }

        bool asIs = number || Layout.Formula == FormulaPolicy.Off || !CellFormat.IsFormula(cell);
        // The apostrophe that escaping puts before a formula, and only that, may be taken away again.
        bool escaped = !number && Layout.Formula == FormulaPolicy.Escape && cell.Length > 1 && cell[0] == '\'' && CellFormat.IsFormula(cell[1..]);
        return (asIs && treatment.CanStand(cell, Layout)) || (escaped && treatment.CanStand(cell[1..], Layout));
    };
}
