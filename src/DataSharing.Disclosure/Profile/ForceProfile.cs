using DataSharing.Disclosure.Cells;
using DataSharing.Disclosure.Columns;
using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.Dictionary;
using DataSharing.Disclosure.Gates;
using DataSharing.Disclosure.Records;
using DataSharing.Disclosure.References;
using DataSharing.Disclosure.SmallNumbers;
using DataSharing.Disclosure.Treatments;

namespace DataSharing.Disclosure.Profile;

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

    /// <summary>
    /// How many characters a cell of a spreadsheet takes; the rest is cut off without a word. Source: Microsoft, "Excel specifications and
    /// limits".
    /// </summary>
    private const int CellOfASpreadsheet = 32_767;

    private const int MostText = 1_000_000;

    private static readonly IReadOnlyDictionary<string, bool> StatisticalRecipients = new Dictionary<string, bool> { ["force"] = false,
        ["statistical"] = true };

    private readonly ReleasedColumn[] _columns;
    private readonly Treatment[] _treatments;

    private ForceProfile(
        ProfileSources sources, bool statistical, string protocol, int version, bool enabled, Agreement agreement, Selection selection,
        int longestText,
        IReadOnlyList<ReleasedColumn> columns, FileLayout layout, EmptyNight emptyNight, SmallNumberTerms smallNumbers,
            RarePremisesTerms? rarePremises)
    {
        Force = sources.Force;
        IsStatistical = statistical;
        Protocol = protocol;
        Version = version;
        Enabled = enabled;
        Agreement = agreement;
        Selection = selection;
        LongestText = longestText;
        Dictionary = sources.Dictionary;
        References = sources.References;
        _columns = [.. columns];
        Columns = [.. columns];
        Layout = layout;
        EmptyNight = emptyNight;
        MatchPurpose = smallNumbers.Purpose;
        SmallNumbers = smallNumbers.Rule;
        Hash = sources.Hash;

        _treatments = [.. columns.Select(column => column.Treatment)];
        RarePremises = rarePremises is null ? null : new RarePremises(rarePremises, sources.References, SmallNumbers?.At(0) ?? _treatments);
        Units = sources.Dictionary.Roles.Units;
        IEnumerable<DictionaryField> units = Units is null ? [] : [Units.Persons, Units.Premises];
        IEnumerable<DictionaryField> shown = DirectCellCheck.In(columns, sources.Dictionary).SelectMany(column => column.Needs);
        DictionaryField[] needed = [
            .. columns.Select(column => column.Field), .. columns.SelectMany(column => column.Needs), .. selection.Needs,
            .. SmallNumbers is { } rule ? units.Append(rule.PeriodOf) : [], .. RarePremises is null ? Enumerable.Empty<DictionaryField>()
            : [RarePremises.AreaField, RarePremises.TypeField],
            .. columns.Any(column => column.IsOpen) ? sources.Dictionary.Direct : [], .. shown];
        Shape = new RecordShape(sources.Dictionary, needed);
        // The columns of the one in the same places, so that both kinds of record can be cleared.
        MeasuredShape = new RecordShape(sources.Dictionary, [.. needed, .. units]);
        DictionaryField? caseReference = sources.Dictionary.Roles.CaseReference;
        ExplainedShape = new RecordShape(
            sources.Dictionary, [.. needed, .. units, .. caseReference is null ? Enumerable.Empty<DictionaryField>() : [caseReference]]);
        PrecisionIsTold = Shape.Precision is { } precision
            && columns.Index().Any(column => ReferenceEquals(column.Item.Field, precision.Column)
            && TreatmentsOf(column.Index)
            .All(treatment => treatment is ValueTreatment words && words.TellsApart(precision.Month, precision.Column.Values!)));
        CellGrammars = [.. columns.Index().Select(column => GrammarOf(column.Item, TreatmentsOf(column.Index)))];
        Descriptions =
        [
            .. ColumnDescription.Control,
            .. columns.Index().Select(column => ColumnDescription.Of(
                column.Item, [
                    .. TreatmentsOf(column.Index).Select(treatment => FormOf(column.Item, treatment)).OfType<CellForm>().Select(InFile)],
                    RarePremises?.OutputsOf(column.Index) ?? [])),
        ];
    }

    /// <summary>The force's slug.</summary>
    public string Force { get; }

    /// <summary>
    /// Whether the recipient is no force but a statistical one: it reads the records of all places, no report can be its own, and it gets
    /// no police reference.
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

    /// <summary>When an export waits for a person.</summary>
    public GuardTerms Guards { get; private init; } = GuardTerms.Default;

    /// <summary>What the force gets on a night with nothing to tell.</summary>
    public EmptyNight EmptyNight { get; }

    /// <summary>
    /// Why date, area and category are kept although they single records out (small-number mode <c>match</c>); null in mode <c>k</c>.
    /// </summary>
    public string? MatchPurpose { get; }

    /// <summary>The least number of people and premises of a class in small-number mode <c>k</c>; null in mode <c>match</c>.</summary>
    public int? K => SmallNumbers?.K;

    /// <summary>The SHA-256 of the profile, protocol, data dictionary, source SQL and reference lists, in lower-case hexadecimal.</summary>
    public string Hash { get; }

    /// <summary>The columns to read from the source.</summary>
    public RecordShape Shape { get; }

    /// <summary>As <see cref="Shape"/>, with the columns that say whom an incident is about, for a plan that measures.</summary>
    public RecordShape MeasuredShape { get; }

    /// <summary>
    /// As <see cref="MeasuredShape"/>, with the charity's case reference, for a plan that somebody looks at record by record.
    /// </summary>
    public RecordShape ExplainedShape { get; }

    /// <summary>The statuses of the records that are shared, in ordinal order.</summary>
    public IReadOnlyList<string> Statuses => Selection.Statuses;

    /// <summary>
    /// An invented row of the file, for somebody who has to know what one looks like: each cell is one that its column can have. In the
    /// order of <see cref="Descriptions"/>.
    /// </summary>
    public IReadOnlyList<string> Example => ExampleRow.Of(this);

    /// <summary>
    /// Invented rows as <see cref="Example"/>, each with a token of its own, in the order of tokens: for a file that shows a force what one
    /// looks like, and has nothing of an incident.
    /// </summary>
    /// <param name="count">How many, 1 to 9.</param>
    public IReadOnlyList<IReadOnlyList<string>> Examples(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, ExampleRow.Most);
        return [.. Enumerable.Range(0, count).Select(number => ExampleRow.Of(this, number))];
    }

    /// <summary>
    /// The fields of the source by their class: every direct one, whose value never leaves, and of the others those that no column is made
    /// from. In the order of names.
    /// </summary>
    public ILookup<FieldClass, DictionaryField> NeverSent => Dictionary.All
        .Where(known => known.Class == FieldClass.Direct || !Array.Exists(_columns, column => ReferenceEquals(column.Field, known))).ToLookup(known => known.Class);

    internal Selection Selection { get; }

    internal DataDictionary Dictionary { get; }

    internal ReferenceLists References { get; }

    internal RarePremises? RarePremises { get; }

    /// <summary>The most characters of an open text.</summary>
    internal int LongestText { get; }

    /// <summary>Whether a released column says where a date is known by its month only.</summary>
    internal bool PrecisionIsTold { get; }

    /// <summary>Small-number mode <c>k</c>; null in mode <c>match</c>.</summary>
    internal SmallNumberRule? SmallNumbers { get; }

    /// <summary>The columns that say whom an incident is about; null when the source has none.</summary>
    internal UnitRoles? Units { get; }

    /// <summary>
    /// For each released column, whether a cell of the finished file can be one of its outputs; a cell with the null token is not asked
    /// about.
    /// </summary>
    public IReadOnlyList<Func<string, bool>> CellGrammars { get; }

    /// <summary>
    /// Reads the parts of a profile that decide what leaves. The gateway reads its own parts (schedule, drop) from the same document and
    /// then calls <see cref="ConfigObject.Done"/>.
    /// </summary>
    /// <returns>
    /// The profile, or null when anything is wrong in its document or its protocol's; every problem is in their
    /// <see cref="ConfigProblems"/>.
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
        bool statistical = ReadStatistical(sources);
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
        var forces = new KnownForces(sources.Dictionary, sources.References, sources.Forces);
        var recipient = new Recipient { Force = sources.Force, IsStatistical = statistical,
            ReferencePattern = ReferencePattern.Read(profile, protocol, sources.Force), Since = agreement?.BackfillFrom };
        CheckBackfill(profile, agreement, sources.Dictionary);
        Selection? selection = protocol.Object("selection") is { } gates
            ? Selection.Parse(gates, ownSelection, sources.Dictionary, sources.References, forces, recipient) : null;
        var smallNumberReader = new SmallNumberReader(profile, protocol);
        var reader = new ColumnReader(profile, protocol, sources.Dictionary, sources.References, recipient, sources.Narrative);
        IReadOnlyList<ReleasedColumn> columns = reader.Read();
        PlaceNesting.Check(profile, columns);
        SmallNumberTerms? smallNumbers = smallNumberReader.Read(sources.Dictionary, columns, reader);
        RarePremisesTerms? rarePremises = RarePremisesReader.Read(profile, protocol, columns, reader, sources.References);
        FileLayout? layout = profile.Object("file") is { } file ? FileLayoutReader.Read(file, columns) : null;
        GuardTerms guards = GuardTerms.Read(profile);
        protocol.Done();

        // Also what was found while the documents were read: a null or a member written twice.
        bool isSound = !problems.In(profile.Node.File) && !problems.In(protocol.Node.File);
        return isSound
            && (protocolName, version, enabled, agreement, emptyNight) is ({ } common, { } issue, { } isEnabled, { } agreed, { } night)
            && (selection, layout, smallNumbers) is ({ } selected, { } laid, { } counted)
            ? new ForceProfile(
                sources, statistical, common, issue, isEnabled, agreed, selected, longestText, columns, laid, night, counted, rarePremises)
                { Guards = guards }
            : null;
    }

    /// <summary>Reports a limit of the back-fill that no date of a record can be compared with.</summary>
    private static void CheckBackfill(ConfigObject profile, Agreement? agreement, DataDictionary dictionary)
    {
        if (agreement?.BackfillFrom is not null && !Selection.DaysOf(dictionary).Any())
        {
            profile.Object("agreement")!.Report(
                "backfillFrom", "The data dictionary does not say which date is that of an incident or of its report.",
                "Write \"holds\": \"incidentDate\" at those dates in source/fields.json.");
        }
    }

    /// <summary>Whether the profile says that its recipient is statistical; reported where it is a force.</summary>
    private static bool ReadStatistical(ProfileSources sources)
    {
        bool statistical = sources.Profile.OptionalChoice("recipient", StatisticalRecipients, false);
        if (statistical && sources.Dictionary.Roles.Force.Values?.Contains(sources.Force) == true)
        {
            sources.Profile.Report(
                "recipient", $"\"{sources.Force}\" is a force of the data dictionary and cannot be a statistical recipient.",
                "Give the recipient a slug of its own.");
        }

        return statistical;
    }

    /// <summary>Every treatment that a column can have: one, or under mode <c>k</c> those of the steps.</summary>
    internal IEnumerable<Treatment> TreatmentsOf(int column) =>
        SmallNumbers is { } rule ? Enumerable.Range(0, rule.Steps).Select(step => rule.At(step)[column]).Distinct() : [_treatments[column]];

    /// <summary>The form of a column's cells, with what stands there where a date is not known exactly.</summary>
    private CellForm? FormOf(ReleasedColumn column, Treatment treatment) =>
        treatment.Form(Layout) is { } form && Shape.Precision?.Dates.Contains(column.Field) == true
            && treatment.WhereInexact(PrecisionIsTold) is { Length: > 0 } inexact
            ? form with { Sentence = $"{form.Sentence} {inexact}" } : treatment.Form(Layout);

    /// <summary>
    /// A form with its values as they stand in the file: what a spreadsheet would run as a formula is escaped, or holds its row back and is
    /// never there.
    /// </summary>
    private CellForm InFile(CellForm form) => form.Values is null || Layout.Formula == FormulaPolicy.Off ? form : form with
    {
        Values =
        [
            .. form.Values.Where(value => Layout.Formula == FormulaPolicy.Escape || !FileFormat.IsFormula(value.Value))
                .Select(value => FileFormat.IsFormula(value.Value) ? value with { Value = "'" + value.Value } : value),
        ],
    };

    private Func<string, bool> GrammarOf(ReleasedColumn column, IEnumerable<Treatment> treatments)
    {
        Func<string, bool>[] grammars = [.. treatments.Select(treatment => GrammarOf(column, treatment))];
        if (RarePremises is not null && RarePremises.Touches(Array.IndexOf(_columns, column)))
        {
            int place = Array.IndexOf(_columns, column);
            grammars = [.. grammars, cell => RarePremises.CanStand(place, cell)];
        }

        return grammars.Length == 1 ? grammars[0] : cell => Array.Exists(grammars, grammar => grammar(cell));
    }

    private Func<string, bool> GrammarOf(ReleasedColumn column, Treatment treatment) => cell =>
    {
        bool number = column.Field.Type is FieldType.Integer or FieldType.Number;
        if (treatment.IsOpen && cell.Length > LongestText)
        {
            return false;
        }

        bool asIs = number || Layout.Formula == FormulaPolicy.Off || !FileFormat.IsFormula(cell);
        // The apostrophe that escaping puts before a formula, and only that, may be taken away again.
        bool escaped = !number && Layout.Formula == FormulaPolicy.Escape && cell.Length > 1 && cell[0] == '\''
            && FileFormat.IsFormula(cell[1..]);
        return (asIs && treatment.CanStand(cell, Layout)) || (escaped && treatment.CanStand(cell[1..], Layout));
    };
}
