using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;
using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.OwnRecord;
using DataSharing.Disclosure.Patterns;
using DataSharing.Disclosure.Records;
using DataSharing.Disclosure.Treatments;

namespace DataSharing.Disclosure.References;

/// <summary>
/// The closed lists of places: towns, local authorities and outward codes. A place that is not in its list holds its row back.
/// </summary>
public sealed partial class ReferenceLists
{
    /// <summary>What the list of local authorities is called where it is named.</summary>
    internal const string AuthoritiesName = "local-authorities";

    /// <summary>What the list of towns is called.</summary>
    internal const string TownsName = "towns";

    /// <summary>What the list of outward codes is called.</summary>
    internal const string OutwardCodesName = "outward-codes";

    private readonly FrozenDictionary<string, string> _authorities;

    private ReferenceLists(
        Authorities authorities, HashSet<string> towns, HashSet<string> outwardCodes, HashSet<string> nonGeographic,
            Dictionary<(string Area, string Type), int> premises)
    {
        _authorities = authorities.Called.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
        AuthorityNames = authorities.Names.ToFrozenDictionary(StringComparer.Ordinal);
        AuthorityCodes = authorities.Codes.ToFrozenDictionary(StringComparer.Ordinal);
        AuthorityForces = authorities.Forces.ToFrozenDictionary(StringComparer.Ordinal);
        Towns = towns.ToFrozenSet(StringComparer.Ordinal);
        OutwardCodes = outwardCodes.ToFrozenSet(StringComparer.Ordinal);
        NonGeographic = nonGeographic.ToFrozenSet(StringComparer.Ordinal);
        NonGeographicAreas = nonGeographic.Select(AreaOf).ToFrozenSet(StringComparer.Ordinal);
        PostcodeAreas = outwardCodes.Select(AreaOf).ToFrozenSet(StringComparer.Ordinal);
        Premises = premises.ToFrozenDictionary();
    }

    /// <summary>Name by code of every local authority.</summary>
    internal FrozenDictionary<string, string> AuthorityNames { get; }

    /// <summary>Code by name of every local authority.</summary>
    internal FrozenDictionary<string, string> AuthorityCodes { get; }

    /// <summary>The slug of the police force area by code of every local authority.</summary>
    internal FrozenDictionary<string, string> AuthorityForces { get; }

    internal FrozenSet<string> Towns { get; }

    private FrozenSet<string> Missing { get; init; } = [];

    /// <summary>Whether the controller has the list of this name.</summary>
    internal bool Has(string list) => !Missing.Contains(list);

    /// <summary>Words that are also names and mostly mean something else, in small letters.</summary>
    internal FrozenSet<string> Keep { get; private init; } = [];

    internal FrozenSet<string> OutwardCodes { get; }

    /// <summary>The outward codes that are not a place.</summary>
    internal FrozenSet<string> NonGeographic { get; }

    /// <summary>The areas that stand for the codes of <see cref="NonGeographic"/>.</summary>
    internal FrozenSet<string> NonGeographicAreas { get; }

    internal FrozenSet<string> PostcodeAreas { get; }

    /// <summary>
    /// How many premises of a type an area has; the area is the code of a local authority, a town, an outward code or a postcode area.
    /// </summary>
    internal FrozenDictionary<(string Area, string Type), int> Premises { get; }

    /// <summary>
    /// The code of the local authority that a text names by its code, name or alias, in capital or small letters, with or without blanks
    /// around it; null when it names none.
    /// </summary>
    internal string? AuthorityCode(string text) => _authorities.GetValueOrDefault(SourceValue.WithoutBlanksAround(text));

    /// <summary>
    /// The slug of the police force in whose area a local authority lies, by its code, name or alias; null where the list does not say.
    /// </summary>
    internal string? ForceOf(string authority) => AuthorityCode(authority) is { } code ? AuthorityForces.GetValueOrDefault(code) : null;

    /// <summary>The letters an outward code begins with.</summary>
    internal static string AreaOf(string outward)
    {
        int letters = 0;
        while (letters < outward.Length && char.IsAsciiLetterUpper(outward[letters]))
        {
            letters++;
        }

        return outward[..letters];
    }

    /// <summary>
    /// Reads the lists from their CSV texts: <c>local-authorities.csv</c> (code, name; force and alias if they are there, …; several
    /// aliases with a semicolon between them), <c>towns.csv</c> (town, …) and <c>outward-codes.csv</c> (area, districts, geographic if it
    /// is there, …; districts as numbers and ranges such as <c>1-9 11 20-24</c>, or whole codes such as <c>EC1A</c>; geographic <c>yes</c>
    /// or <c>no</c>), and <c>premises.csv</c> (area, type, count) and <c>keep.txt</c> (one word a line) where there are such. A list that
    /// is null does not exist, which is a problem only where something uses it.
    /// </summary>
    public static ReferenceLists? Parse(
        string? localAuthorities, string? towns, string? outwardCodes, ConfigProblems problems, string? premises = null,
        string? keep = null)
    {
        ArgumentNullException.ThrowIfNull(problems);
        int before = problems.Reported;
        string[] missing = [
            .. new[] { (AuthoritiesName, localAuthorities), (TownsName, towns), (OutwardCodesName, outwardCodes) }.Where(
            list => list.Item2 is null).Select(list => list.Item1)];
        Authorities authorities = ReadAuthorities(localAuthorities, problems);
        HashSet<string> townNames = ReadTowns(towns, problems);
        (HashSet<string> outward, HashSet<string> nonGeographic) = ReadOutwardCodes(outwardCodes, problems);
        var areas = outward.Select(AreaOf).ToHashSet(StringComparer.Ordinal);
        // An area of a list that is not there cannot be looked up.
        Dictionary<(string Area, string Type), int> counts = ReadPremises(
            premises, area => missing.Length > 0 || authorities.Names.ContainsKey(area) || townNames.Contains(area)
                || outward.Contains(area) || areas.Contains(area), problems);
        FrozenSet<string> kept = keep is null ? [] : KeepList.Read(keep, problems);
        return problems.Reported > before
            ? null
            : new ReferenceLists(
                authorities, townNames, outward, nonGeographic, counts) { Keep = kept,
            Missing = missing.ToFrozenSet(StringComparer.Ordinal) };
    }

    /// <summary>
    /// The rows of a list as they are read here, each cell by its column, for somebody who compares two texts of the list. What is wrong
    /// with them is reported.
    /// </summary>
    /// <param name="name">The file's name without folder and ending.</param>
    /// <param name="text">Its text.</param>
    /// <param name="needed">The columns that must be there and filled.</param>
    /// <param name="problems">Where a problem goes.</param>
    public static IReadOnlyList<IReadOnlyDictionary<string, string>> RowsOf(
        string name, string text, IReadOnlyList<string> needed, ConfigProblems problems)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(problems);
        return [.. Rows(name, text, needed, problems).Select(row => row.Cells)];
    }

    private static Authorities ReadAuthorities(string? text, ConfigProblems problems)
    {
        var read = new Authorities();
        foreach (ReferenceRow row in Rows(AuthoritiesName, text, ["code", "name"], problems))
        {
            bool isTwice = !read.Names.TryAdd(row["code"], row["name"]) | !read.Codes.TryAdd(row["name"], row["code"]);
            if (isTwice)
            {
                row.Report(problems, "This local authority stands twice in the list.", "Keep one of the rows.");
            }

            string[] aliases = row.Find("alias")?.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
            foreach (string alias in aliases.Where(ReleasableText.HasNumberOrSign))
            {
                row.Report(problems, "A place here has a number or an @ in its name.",
                    "Write the name of a town or authority, not an address.");
            }

            foreach (string called in (string[])[row["code"], row["name"], .. aliases])
            {
                if (!read.Called.TryAdd(called, row["code"]) && read.Called[called] != row["code"] && !isTwice)
                {
                    row.Report(problems, "A local authority above has the same code, name or alias.",
                        "Give each name to one of them; capital and small letters are the same here.");
                }
            }

            CheckName(row, "name", problems);
            if (row.Find("force") is { Length: > 0 } force)
            {
                read.Forces[row["code"]] = force;
            }
        }

        return read;
    }

    private static HashSet<string> ReadTowns(string? text, ConfigProblems problems)
    {
        var towns = new HashSet<string>(StringComparer.Ordinal);
        foreach (ReferenceRow row in Rows(TownsName, text, ["town"], problems))
        {
            // The same name may stand in several authorities (Newport, Ashford); the list of towns is a list of names.
            towns.Add(row["town"]);
            CheckName(row, "town", problems);
        }

        return towns;
    }

    private static (HashSet<string> Outward, HashSet<string> NonGeographic) ReadOutwardCodes(string? text, ConfigProblems problems)
    {
        var outward = new HashSet<string>(StringComparer.Ordinal);
        var nonGeographic = new HashSet<string>(StringComparer.Ordinal);
        foreach (ReferenceRow row in Rows(OutwardCodesName, text, ["area", "districts"], problems))
        {
            string? geographic = row.Find("geographic");
            if (geographic is not (null or "yes" or "no"))
            {
                row.Report(problems, $"\"{geographic}\" does not say whether the area is a place.",
                    "Write yes or no in the column geographic.");
            }

            AddDistricts(row, outward, problems);
            if (geographic == "no")
            {
                AddDistricts(row, nonGeographic, problems);
            }
        }

        return (outward, nonGeographic);
    }

    private static Dictionary<(string Area, string Type), int> ReadPremises(
        string? text, Func<string, bool> isKnown, ConfigProblems problems)
    {
        var counts = new Dictionary<(string Area, string Type), int>();
        foreach (ReferenceRow row in Rows("premises", text, ["area", "type", "count"], problems))
        {
            string area = row["area"];
            if (!isKnown(area))
            {
                row.Report(problems, $"\"{area}\" is in none of the other lists.",
                    "Write the code of a local authority, a town, an outward code or a postcode area.");
            }

            if (!int.TryParse(row["count"], NumberStyles.None, CultureInfo.InvariantCulture, out int count))
            {
                row.Report(problems, $"\"{row["count"]}\" is not a number of premises.", "Write a whole number, 0 or more.");
            }
            else if (!counts.TryAdd((area, row["type"]), count))
            {
                row.Report(problems, "This type stands twice for this area.", "Keep one of the rows.");
            }
        }

        return counts;
    }

    private static IEnumerable<ReferenceRow> Rows(string name, string? text, IReadOnlyList<string> needed, ConfigProblems problems) =>
        text is null ? [] : ReferenceRow.Read($"reference/{name}.csv", text, needed, problems);

    private static void CheckName(ReferenceRow row, string column, ConfigProblems problems)
    {
        if (ReleasableText.HasNumberOrSign(row[column]))
        {
            row.Report(problems, "A place here has a number or an @ in its name.",
                "Write the name of a town or authority, not an address.");
        }
    }

    private static void AddDistricts(ReferenceRow row, HashSet<string> outward, ConfigProblems problems)
    {
        foreach (string part in row["districts"].Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part.StartsWith(row["area"], StringComparison.Ordinal) && OutwardForm().IsMatch(part))
            {
                outward.Add(part);
                continue;
            }

            string[] ends = part.Split('-');
            if (ends.Length is 1 or 2
                && int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out int first)
                && int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out int last)
                && first <= last && last <= 99 && AreaForm().IsMatch(row["area"]))
            {
                for (int district = first; district <= last; district++)
                {
                    outward.Add(row["area"] + district.ToString(CultureInfo.InvariantCulture));
                }

                continue;
            }

            row.Report(problems, $"\"{part}\" is not a district, a range of districts or an outward code of area {row["area"]}.",
                "Write for example 1-9 11 20-24, or EC1A.");
        }
    }

    [GeneratedRegex(@"^[A-Z]{1,2}[0-9][0-9A-Z]?\z", RegexOptions.CultureInvariant)]
    private static partial Regex OutwardForm();

    [GeneratedRegex(@"^[A-Z]{1,2}\z", RegexOptions.CultureInvariant)]
    private static partial Regex AreaForm();

    /// <summary>The list of local authorities as it is read.</summary>
    private sealed class Authorities
    {
        /// <summary>Name by code.</summary>
        public Dictionary<string, string> Names { get; } = new(StringComparer.Ordinal);

        /// <summary>Code by name.</summary>
        public Dictionary<string, string> Codes { get; } = new(StringComparer.Ordinal);

        /// <summary>The slug of a force by code.</summary>
        public Dictionary<string, string> Forces { get; } = new(StringComparer.Ordinal);

        /// <summary>Code by code, name or alias, in capital or small letters.</summary>
        public Dictionary<string, string> Called { get; } = new(StringComparer.OrdinalIgnoreCase);
    }
}
