using DataSharing.Disclosure.Configuration;

namespace DataSharing.Gateway.Onboarding;

/// <summary>One column of a protocol, and whether a new profile begins with it.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Meaning">What it means; null where the protocol does not say.</param>
/// <param name="WhyNot">Why a new profile begins without it; null where it begins with it.</param>
internal sealed record DraftColumn(string Name, string? Meaning, string? WhyNot);

/// <summary>
/// The columns with which a profile begins: of a protocol those that let a force find an incident and that need no decision beside the
/// agreement's. The others stand in the profile as comments, for a person to take.
/// </summary>
internal sealed class DraftColumns
{
    // Of which there is often one in a town, whoever counts them.
    private static readonly HashSet<string> Usual = new(StringComparer.Ordinal) { "Synagogue", "Mosque", "Church", "Temple", "School",
        "Cemetery" };

    private readonly ConfigObject _protocol;
    private readonly IReadOnlySet<string> _premises;
    private readonly bool _knowsReferences;
    private readonly HashSet<string> _fields = new(StringComparer.Ordinal);

    private DraftColumns(ConfigObject protocol, IReadOnlySet<string> premises, bool knowsReferences)
    {
        _protocol = protocol;
        _premises = premises;
        _knowsReferences = knowsReferences;
    }

    /// <summary>Every column of the protocol, in its order.</summary>
    public IReadOnlyList<DraftColumn> All { get; private set; } = [];

    /// <summary>The column with the local authority; null where it is not taken.</summary>
    public string? Area { get; private set; }

    /// <summary>The column with the type of premises; null where it is not taken.</summary>
    public string? Type { get; private set; }

    /// <summary>The codes of that column that are no premises.</summary>
    public IReadOnlyList<string> NotPremises { get; private set; } = [];

    /// <summary>Chooses.</summary>
    /// <param name="protocol">The protocol.</param>
    /// <param name="premises">The types of premises that are counted.</param>
    /// <param name="knowsReferences">Whether the form of the force's references is known.</param>
    public static DraftColumns Of(ConfigObject protocol, IReadOnlySet<string> premises, bool knowsReferences)
    {
        var chosen = new DraftColumns(protocol, premises, knowsReferences);
        ConfigObject? columns = protocol.OptionalObject("columns");
        // A place of which another column is a part comes first: it says whether premises can be counted.
        string? area = columns?.Names.FirstOrDefault(name => KindOf(columns, name) == "localAuthority");
        chosen.Area = area;
        chosen.All = [.. (columns?.Names ?? []).Select(name => chosen.Choose(columns!, name))];
        return chosen;
    }

    private DraftColumn Choose(ConfigObject columns, string name)
    {
        ConfigObject? column = columns.OptionalObject(name);
        string field = column?.Find("field")?.Literal ?? "";
        string? whyNot = column is null ? "the protocol's column has problems" : WhyNot(column, name, field);
        if (whyNot is null)
        {
            _fields.Add(field);
        }

        return new DraftColumn(name, column?.Find("meaning")?.Literal, whyNot);
    }

    private string? WhyNot(ConfigObject column, string name, string field) => KindOf(column) switch
    {
        _ when column.Has("condition") => "special: only where the agreement asks for it",
        _ when _fields.Contains(field) => "the same field as a column above",
        "constant" => "the same in every row",
        "approvedSummary" or "redact" => "free text: decide who approves it first",
        "town" or "outwardPostcode" or "postcodeArea" => "a second place: say in placesIntersect why both are needed",
        "ownReference" when !_knowsReferences => "write referencePattern first: the form of the force's own references",
        "keep" when column.OptionalBoolean("counted", false) => "tells many records apart: only where the agreement asks for it",
        "recode" when IsOfPremises(column, out IReadOnlyList<string> codes) => WhyNotPremises(name, codes),
        _ => null,
    };

    /// <summary>The only synagogue of a town is an address: the type of premises goes only where they are counted.</summary>
    private string? WhyNotPremises(string name, IReadOnlyList<string> codes)
    {
        if (_premises.Count == 0 || Area is null)
        {
            return "write reference/premises.csv and rarePremises first: the only premises of a type in an area are an address";
        }

        Type = name;
        NotPremises = [.. codes.Where(code => !_premises.Contains(code))];
        return null;
    }

    /// <summary>
    /// Whether a column tells the type of premises: its codes are those that are counted, or no list says what is counted.
    /// </summary>
    private bool IsOfPremises(ConfigObject column, out IReadOnlyList<string> codes)
    {
        string map = column.OptionalObject("treatment")?.Find("codes")?.Literal ?? "";
        codes = _protocol.OptionalObject("codeMaps")?.OptionalObject(map)?.Names.ToList() ?? [];
        return codes.Any(_premises.Count > 0 ? _premises.Contains : Usual.Contains);
    }

    private static string? KindOf(ConfigObject columns, string name) => columns.OptionalObject(name) is { } column ? KindOf(column) : null;

    private static string? KindOf(ConfigObject column) => column.Find("treatment") is not { } written ? null
        : written.Kind == ConfigKind.Text ? written.Literal
        : written.Members.FirstOrDefault(member => member.Key == "kind").Value?.Literal;
}
