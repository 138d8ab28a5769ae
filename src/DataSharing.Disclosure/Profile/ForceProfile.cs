using System.Buffers.Binary;
using System.Text;
using DataSharing.Disclosure.Configuration;
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

    private static readonly IReadOnlyDictionary<string, bool> SmallNumberModes = new Dictionary<string, bool> { ["match"] = true };

    private readonly Selection _selection;
    private readonly int[] _ordinals;
    private readonly HashedColumn[] _hashOrder;
    private readonly HashedColumn[] _openColumns;
    private readonly ReleasedColumn[] _columns;

    private ForceProfile(ProfileSources sources, string protocol, int version, bool enabled, Agreement agreement, Selection selection,
        IReadOnlyList<ReleasedColumn> columns, FileLayout layout, EmptyNight emptyNight, string matchPurpose)
    {
        Force = sources.Force;
        Protocol = protocol;
        Version = version;
        Enabled = enabled;
        Agreement = agreement;
        _selection = selection;
        _columns = [.. columns];
        Columns = [.. columns];
        Layout = layout;
        EmptyNight = emptyNight;
        MatchPurpose = matchPurpose;
        Hash = sources.Hash;

        IEnumerable<DictionaryField> summary = columns.Any(column => column.Treatment is ApprovedSummary) ? sources.Dictionary.Roles.Summary!.All : [];
        Shape = new RecordShape(sources.Dictionary, [.. columns.Select(column => column.Field), .. summary]);
        _ordinals = [.. columns.Select(column => Shape.Ordinal(column.Field))];
        _hashOrder = [.. columns.Index().OrderBy(pair => pair.Item.Name, StringComparer.Ordinal)
            .Select(pair => new HashedColumn(pair.Index, Prefixed(Encoding.UTF8.GetBytes(pair.Item.Name))))];
        _openColumns = [.. _hashOrder.Where(column => columns[column.Index].IsOpen)];
        CellGrammars = [.. columns.Select(GrammarOf)];
    }

    /// <summary>The force's slug.</summary>
    public string Force { get; }

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

    /// <summary>How the file is written.</summary>
    public FileLayout Layout { get; }

    /// <summary>What the force gets on a night with nothing to tell.</summary>
    public EmptyNight EmptyNight { get; }

    /// <summary>Why date, area and category are kept although they single records out (small-number mode <c>match</c>).</summary>
    public string MatchPurpose { get; }

    /// <summary>The SHA-256 of the profile, protocol, data dictionary, source SQL and reference lists, in lower-case hexadecimal.</summary>
    public string Hash { get; }

    /// <summary>The columns to read from the source.</summary>
    public RecordShape Shape { get; }

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
        Agreement? agreement = profile.Object("agreement") is { } terms ? Agreement.Parse(terms) : null;
        EmptyNight? emptyNight = profile.Choice("emptyNight", EmptyNights);

        protocol.Integer("version", 1, 1_000_000);
        protocol.Text("title", "National agreement 2015");
        if (protocol.Text("protocol", protocolName ?? "national-2015") is { } named && protocolName is not null && named != protocolName)
        {
            protocol.Report("protocol", $"\"{named}\" is not the name of this file.", $"Write \"{protocolName}\", or rename the file.");
        }

        Selection? selection = protocol.Object("selection") is { } gates ? Selection.Parse(gates, sources.Dictionary, sources.Force) : null;
        string? purpose = ReadSmallNumbers(profile, protocol);
        IReadOnlyList<ReleasedColumn> columns = new ColumnReader(profile, protocol, sources.Dictionary, sources.References).Read();
        FileLayout? layout = profile.Object("file") is { } file ? FileLayoutReader.Read(file, columns) : null;
        protocol.Done();

        // Also what was found while the documents were read: a null or a member written twice.
        return problems.In(profile.Node.File) || problems.In(protocol.Node.File) || protocolName is null || version is null || enabled is null || agreement is null
            || emptyNight is null || selection is null || layout is null || purpose is null
            ? null
            : new ForceProfile(sources, protocolName, version.Value, enabled.Value, agreement, selection, columns, layout, emptyNight.Value, purpose);
    }

    /// <summary>
    /// Whether the force may have the record (see <see cref="Reason"/> for why not), and if so its cleared form, or why it cannot be cleared.
    /// </summary>
    internal Clearing Clear(IncidentRecord record, IncidentKey key, DateOnly today, bool held, ForceKeys keys)
    {
        if (_selection.Exclude(record, today, held, out DictionaryField? unreadable) is { } excluded)
        {
            return Clearing.Excluded(excluded);
        }

        if (unreadable is not null)
        {
            return Clearing.HeldBack(Reason.Unreadable, unreadable.Name);
        }

        var values = new string?[_columns.Length];
        var texts = new string?[_columns.Length];
        for (int i = 0; i < values.Length; i++)
        {
            ReleasedColumn column = _columns[i];
            object? value = record[_ordinals[i]];
            if (ReferenceEquals(value, IncidentRecord.UnreadableValue))
            {
                return Clearing.HeldBack(Reason.Unreadable, column.Field.Name);
            }

            Treated treated = value is null
                ? column.Treatment.WhenNull
                : column.Treatment.Apply(value, new TreatmentContext { Record = record, Key = key, Keys = keys, Column = column.Name });
            if (treated.HeldBack is { } reason)
            {
                return Clearing.HeldBack(reason, column.Field.Name);
            }

            (texts[i], Reason? unfit) = CellFormat.Format(treated.Cell, Layout);
            if (unfit is not null)
            {
                return Clearing.HeldBack(unfit, column.Field.Name);
            }

            values[i] = treated.Cell.Canonical;
        }

        return Clearing.Of(new ClearedRecord(key, texts, HashedForm(_hashOrder, values), OpenTexts(values)));
    }

    private static string? ReadSmallNumbers(ConfigObject profile, ConfigObject protocol)
    {
        if (profile.Has("smallNumbers") && protocol.Has("smallNumbers"))
        {
            profile.Report("smallNumbers", "The protocol says already what is claimed about small numbers.", "Remove the block here.");
            profile.Find("smallNumbers");
        }

        if ((protocol.OptionalObject("smallNumbers") ?? profile.OptionalObject("smallNumbers")) is not { } block)
        {
            profile.Report("smallNumbers", "Neither the profile nor its protocol says what is claimed about small numbers.",
                "Add \"smallNumbers\": { \"mode\": \"match\", \"purpose\": \"why date, area and category are kept\" } to the protocol.");
            return null;
        }

        block.Choice("mode", SmallNumberModes);
        string? purpose = block.Text("purpose", "Finding the same incident in the force's own records, so that nothing is counted twice.");
        block.Done();
        return purpose;
    }

    /// <summary>What the row hash is over: for each column in order of its name, the name and the value before formatting, each with its length.</summary>
    private static byte[] HashedForm(HashedColumn[] columns, string?[] values)
    {
        int length = 0;
        foreach (HashedColumn column in columns)
        {
            length += column.Name.Length + sizeof(int) + (values[column.Index] is { } value ? Encoding.UTF8.GetByteCount(value) : 0);
        }

        byte[] form = new byte[length];
        Span<byte> rest = form;
        foreach (HashedColumn column in columns)
        {
            column.Name.CopyTo(rest);
            rest = rest[column.Name.Length..];
            int bytes = values[column.Index] is { } value ? Encoding.UTF8.GetBytes(value, rest[sizeof(int)..]) : -1;
            BinaryPrimitives.WriteInt32BigEndian(rest, bytes);
            rest = rest[(sizeof(int) + Math.Max(bytes, 0))..];
        }

        return form;
    }

    private byte[]? OpenTexts(string?[] values) =>
        Array.Exists(_openColumns, column => values[column.Index] is not null) ? HashedForm(_openColumns, values) : null;

    private static byte[] Prefixed(byte[] part)
    {
        byte[] prefixed = new byte[sizeof(int) + part.Length];
        BinaryPrimitives.WriteInt32BigEndian(prefixed, part.Length);
        part.CopyTo(prefixed, sizeof(int));
        return prefixed;
    }

    private Func<string, bool> GrammarOf(ReleasedColumn column) => cell =>
    {
        bool number = column.Field.Type is FieldType.Integer or FieldType.Number;
        bool asIs = number || Layout.Formula == FormulaPolicy.Off || !CellFormat.IsFormula(cell);
        // The apostrophe that escaping puts before a formula, and only that, may be taken away again.
        bool escaped = !number && Layout.Formula == FormulaPolicy.Escape && cell.Length > 1 && cell[0] == '\'' && CellFormat.IsFormula(cell[1..]);
        return (asIs && column.Treatment.CanStand(cell, Layout)) || (escaped && column.Treatment.CanStand(cell[1..], Layout));
    };

    /// <summary>One column in the order of hashing, with its name after the name's length.</summary>
    private sealed record HashedColumn(int Index, byte[] Name);
}
