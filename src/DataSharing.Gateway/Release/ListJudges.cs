using System.Globalization;
using DataSharing.Disclosure.Configuration;

namespace DataSharing.Gateway.Release;

/// <summary>A list of places of which every row is a place that may be released, or is recognised.</summary>
internal sealed class RowsJudge : Judge
{
    private readonly ChangeClass _gone;
    private readonly string[] _treatments;

    /// <param name="gone">The class of a row that is gone, or is another.</param>
    /// <param name="treatments">The treatments that compare with the list; none where it counts for every force.</param>
    public RowsJudge(ChangeClass gone, params string[] treatments)
    {
        _gone = gone;
        _treatments = treatments;
        Wider = gone == ChangeClass.Wider ? "a row more, a row less, another row" : "a row more";
        Narrower = gone == ChangeClass.Narrower ? "a row less" : null;
        Neither = treatments.Length == 0 ? "the order of rows, and columns that are not read"
            : $"the order of rows, columns that are not read; any change for a force without {string.Join(" and ", treatments.Select(word => $"`{word}`"))}";
    }

    public override IEnumerable<Finding> Of(PartChange change)
    {
        IReadOnlyDictionary<string, Part> before = Part.MembersOf(change.Before);
        IReadOnlyDictionary<string, Part> after = Part.MembersOf(change.After);
        string[] more = [.. after.Keys.Where(key => !before.ContainsKey(key))];
        string[] less = [.. before.Keys.Where(key => !after.ContainsKey(key))];
        string[] other = [.. after.Where(row => before.TryGetValue(row.Key, out Part? was) && !Part.AreSame(was, row.Value))
            .Select(row => $"{row.Key}: {before[row.Key].Words} becomes {row.Value.Words}")];
        bool counts = _treatments.Length == 0 || Uses(change.Then.Whole) || Uses(change.Now.Whole);
        ChangeClass Class(ChangeClass of) => counts ? of : ChangeClass.Neither;
        var findings = new List<Finding>();
        if (more.Length > 0)
        {
            findings.Add(new Finding(Class(ChangeClass.Wider), Said(more.Length, "new", SetJudge.Listed(more))));
        }

        if (less.Length > 0)
        {
            findings.Add(new Finding(Class(_gone), Said(less.Length, "gone", SetJudge.Listed(less))));
        }

        if (other.Length > 0)
        {
            findings.Add(new Finding(Class(ChangeClass.Wider), Said(other.Length, "another", string.Join("; ", other.Take(10)))));
        }

        return findings;
    }

    private static string Said(int count, string what, string rows) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} row(s) {what}: {rows}");

    /// <summary>
    /// Whether a treatment of the force compares with the list. What others have is not looked at, nor is the dictionary.
    /// </summary>
    private bool Uses(Part text) => new[] { ForceText.Columns, ForceText.Counting, "smallNumbers" }.Any(block => Names(text[block]));

    private bool Names(Part? part) => part is not null && (_treatments.Contains(part.Literal, StringComparer.Ordinal)
        || part.Members.Values.Any(Names) || part.Items.Any(Names));
}

/// <summary>The outward codes. A code that is no place is told as its area.</summary>
internal sealed class OutwardCodesJudge : Judge
{
    private readonly RowsJudge _rows = new(ChangeClass.Wider, "outwardPostcode", "postcodeArea");

    public OutwardCodesJudge()
    {
        Wider = "a row more; a district more; a row less of codes that are no place, or a district less there";
        Narrower = "a district less, or a row, of codes that are a place";
        Neither = _rows.Neither;
    }

    public override IEnumerable<Finding> Of(PartChange change) => OnlyTakesPlaces(change)
        ? _rows.Of(change).Select(finding => finding with
        {
            Class = finding.Class == ChangeClass.Wider ? ChangeClass.Narrower : finding.Class,
        }) : _rows.Of(change);

    /// <summary>Whether nothing happened but that districts of places were taken away.</summary>
    private static bool OnlyTakesPlaces(PartChange change) => change.Before is { } before
        && Part.MembersOf(change.After).Keys.All(before.Members.ContainsKey)
        && before.Members.All(row => Part.AreSame(row.Value, change.After?[row.Key])
            || (row.Value["geographic"]?.Literal != "no" && Districts(change.After?[row.Key]).IsSubsetOf(Districts(row.Value))
                && change.After?[row.Key]?["geographic"]?.Literal is null or "yes"));

    private static HashSet<string> Districts(Part? row) =>
        [.. row?["districts"]?.Literal.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? []];
}

/// <summary>How many premises of a type an area has; a missing row is none.</summary>
internal sealed class PremisesJudge : Judge
{
    public PremisesJudge()
    {
        Wider = "more premises of a type in an area; where types have broader codes fewer too, because others are counted with them";
        Narrower = "fewer otherwise";
        Neither = "any change for a force without `rarePremises`; a row of none";
    }

    public override IEnumerable<Finding> Of(PartChange change)
    {
        IReadOnlyDictionary<string, Part> before = Part.MembersOf(change.Before);
        IReadOnlyDictionary<string, Part> after = Part.MembersOf(change.After);
        (string Key, decimal Was, decimal Is)[] counts = [.. before.Keys.Union(after.Keys, StringComparer.Ordinal)
            .Select(key => (key, Count(before.GetValueOrDefault(key)), Count(after.GetValueOrDefault(key))))];
        bool isUsed = change.Then.At("rarePremises") is not null || change.Now.At("rarePremises") is not null;
        bool fewerIsWider = change.Then.HasBroader || change.Now.HasBroader;
        ChangeClass Class(bool wider) => isUsed ? ClassOf(wider) : ChangeClass.Neither;
        var findings = new List<Finding>();
        if (counts.Where(count => count.Is > count.Was).ToList() is { Count: > 0 } more)
        {
            findings.Add(new Finding(Class(wider: true), Said("more", more)));
        }

        if (counts.Where(count => count.Is < count.Was).ToList() is { Count: > 0 } fewer)
        {
            findings.Add(new Finding(Class(fewerIsWider), Said("fewer", fewer)));
        }

        return findings;
    }

    private static decimal Count(Part? row) => AmountJudge.AmountOf(row?["count"]?.Literal ?? "0") ?? decimal.MaxValue;

    private static string Said(string what, List<(string Key, decimal Was, decimal Is)> counts) => string.Create(
        CultureInfo.InvariantCulture,
        $"{what} in {counts.Count} row(s): {string.Join(", ", counts.Take(10).Select(count => $"{count.Key} {count.Was:0} becomes {count.Is:0}"))}");
}

/// <summary>
/// Terms that stay in texts. A term may be a name, which is what a person has to look for, so that they are told by their lines and not by
/// themselves.
/// </summary>
internal sealed class TermsJudge : Judge
{
    private readonly bool _builtIn;

    /// <param name="builtIn">Whether the program has a list of its own where this is not there.</param>
    public TermsJudge(bool builtIn)
    {
        _builtIn = builtIn;
        Wider = builtIn ? "a term more; a list in the place of the built-in one, or the contrary" : "a term more";
        Narrower = "a term less";
        Neither = "comments and the order of terms";
    }

    public override IEnumerable<Finding> Of(PartChange change)
    {
        if (_builtIn && (change.Before is null || change.After is null))
        {
            return [new Finding(ChangeClass.Wider, change.After is null ? "the built-in list counts again" : "it counts in place of the built-in list")];
        }

        Dictionary<string, string> before = Terms(change.Before);
        Dictionary<string, string> after = Terms(change.After);
        string[] more = [.. after.Where(term => !before.ContainsKey(term.Key)).Select(term => term.Value)];
        string[] less = [.. before.Where(term => !after.ContainsKey(term.Key)).Select(term => term.Value)];
        var findings = new List<Finding>();
        if (more.Length > 0)
        {
            findings.Add(new Finding(ChangeClass.Wider, Said("new", more)));
        }

        if (less.Length > 0)
        {
            findings.Add(new Finding(ChangeClass.Narrower, Said("gone", less)));
        }

        return findings;
    }

    /// <summary>Each term with its line, or with its place in a list.</summary>
    private static Dictionary<string, string> Terms(Part? list) => list is null ? []
        : list.Kind == ConfigKind.Object ? list.Members.ToDictionary(term => term.Key, term => $"line {term.Value.Literal}", StringComparer.Ordinal)
        : Part.TextsOf(list).Index().DistinctBy(term => term.Item, StringComparer.Ordinal).ToDictionary(
            term => term.Item, term => string.Create(CultureInfo.InvariantCulture, $"place {term.Index + 1}"), StringComparer.Ordinal);

    private static string Said(string what, string[] places) => string.Create(
        CultureInfo.InvariantCulture,
        $"{places.Length} term(s) {what}: {string.Join(", ", places.Take(20))}{(places.Length > 20 ? " and further" : "")}");
}
