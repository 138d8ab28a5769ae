using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;
using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.OwnRecord;
using DataSharing.Disclosure.Treatments;

namespace DataSharing.Disclosure;

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

    private ReferenceLists(FrozenDictionary<string, string> authorityNames, FrozenDictionary<string, string> authorityCodes, FrozenDictionary<string, string> authorityForces, FrozenSet<string> towns, FrozenSet<string> outwardCodes, FrozenSet<string> nonGeographic,
        FrozenDictionary<(string Area, string Type), int> premises)
    {
        Premises = premises;
        AuthorityNames = authorityNames;
        AuthorityCodes = authorityCodes;
        AuthorityForces = authorityForces;
        Towns = towns;
        OutwardCodes = outwardCodes;
        NonGeographic = nonGeographic;
        NonGeographicAreas = nonGeographic.Select(AreaOf).ToFrozenSet(StringComparer.Ordinal);
        PostcodeAreas = outwardCodes.Select(AreaOf).ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>Name by code of every local authority.</summary>
    internal FrozenDictionary<string, string> AuthorityNames { get; }

    /// <summary>Code by name of every local authority.</summary>
    internal FrozenDictionary<string, string> AuthorityCodes { get; }

    /// <summary>The slug of the police force area by code of every local authority.</summary>
    internal FrozenDictionary<string, string> AuthorityForces { get; }

    internal FrozenSet<string> Towns { get; }

    /// <summary>Words that are also names and mostly mean something else, in small letters.</summary>
    internal FrozenSet<string> Keep { get; private init; } = [];

    internal FrozenSet<string> OutwardCodes { get; }

    /// <summary>The outward codes that are not a place.</summary>
    internal FrozenSet<string> NonGeographic { get; }

    /// <summary>The areas that stand for the codes of <see cref="NonGeographic"/>.</summary>
    internal FrozenSet<string> NonGeographicAreas { get; }

    internal FrozenSet<string> PostcodeAreas { get; }

    /// <summary>How many premises of a type an area has; the area is the code of a local authority, a town, an outward code or a postcode area.</summary>
    internal FrozenDictionary<(string Area, string Type), int> Premises { get; }

    /// <summary>The slug of the police force in whose area a local authority lies, by its code or name; null where the list does not say.</summary>
    internal string? ForceOf(string authority) => AuthorityForces.GetValueOrDefault(AuthorityCodes.GetValueOrDefault(authority, authority));

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
    /// Reads the lists from their CSV texts: <c>local-authorities.csv</c> (code, name, force, …), <c>towns.csv</c> (town, …) and
    /// <c>outward-codes.csv</c> (area, districts, geographic if it is there, …; districts as numbers and ranges such as <c>1-9 11 20-24</c>, or whole
    /// codes such as <c>EC1A</c>; geographic <c>yes</c> or <c>no</c>), and <c>premises.csv</c> (area, type, count) and <c>keep.txt</c>
    /// (one word a line) where there are such.
    /// </summary>
    public static ReferenceLists? Parse(string localAuthorities, string towns, string outwardCodes, ConfigProblems problems, string? premises = null, string? keep = null)
    {
        ArgumentNullException.ThrowIfNull(problems);
        int before = problems.Reported;
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var codes = new Dictionary<string, string>(StringComparer.Ordinal);
        var forces = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (ReferenceRow row in ReferenceRow.Read("reference/local-authorities.csv", localAuthorities, ["code", "name"], problems))
        {
            if (!names.TryAdd(row["code"], row["name"]) | !codes.TryAdd(row["name"], row["code"]))
            {
                row.Report(problems, "This local authority stands twice in the list.", "Keep one of the rows.");
            }

            CheckName(row, "name", problems);
            if (row.Find("force") is { Length: > 0 } force)
            {
                forces[row["code"]] = force;
            }
        }

        var townNames = new HashSet<string>(StringComparer.Ordinal);
        foreach (ReferenceRow row in ReferenceRow.Read("reference/towns.csv", towns, ["town"], problems))
        {
            // The same name may stand in several authorities (Newport, Ashford); the list of towns is a list of names.
            townNames.Add(row["town"]);
            CheckName(row, "town", problems);
        }

        var outward = new HashSet<string>(StringComparer.Ordinal);
        var nonGeographic = new HashSet<string>(StringComparer.Ordinal);
        foreach (ReferenceRow row in ReferenceRow.Read("reference/outward-codes.csv", outwardCodes, ["area", "districts"], problems))
        {
            string? geographic = row.Find("geographic");
            if (geographic is not (null or "yes" or "no"))
            {
                row.Report(problems, $"\"{geographic}\" does not say whether the area is a place.", "Write yes or no in the column geographic.");
            }

            AddDistricts(row, outward, problems);
            if (geographic == "no")
            {
                AddDistricts(row, nonGeographic, problems);
            }
        }

        var counts = new Dictionary<(string Area, string Type), int>();
        var areas = outward.Select(AreaOf).ToHashSet(StringComparer.Ordinal);
        foreach (ReferenceRow row in premises is null ? [] : ReferenceRow.Read("reference/premises.csv", premises, ["area", "type", "count"], problems))
        {
            string area = row["area"];
            if (!names.ContainsKey(area) && !townNames.Contains(area) && !outward.Contains(area) && !areas.Contains(area))
            {
                row.Report(problems, $"\"{area}\" is in none of the other lists.", "Write the code of a local authority, a town, an outward code or a postcode area.");
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

        FrozenSet<string> kept = keep is null ? [] : KeepList.Read(keep, problems);
        return problems.Reported > before
            ? null
            : new ReferenceLists(names.ToFrozenDictionary(StringComparer.Ordinal), codes.ToFrozenDictionary(StringComparer.Ordinal), forces.ToFrozenDictionary(StringComparer.Ordinal),
                townNames.ToFrozenSet(StringComparer.Ordinal), outward.ToFrozenSet(StringComparer.Ordinal), nonGeographic.ToFrozenSet(StringComparer.Ordinal), counts.ToFrozenDictionary()) { Keep = kept };
    }

    private static void CheckName(ReferenceRow row, string column, ConfigProblems problems)
    {
        if (ListedText.HasNumberOrSign(row[column]))
        {
            row.Report(problems, "A place here has a number or an @ in its name.", "Write the name of a town or authority, not an address.");
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

            row.Report(problems, $"\"{part}\" is not a district, a range of districts or an outward code of area {row["area"]}.", "Write for example 1-9 11 20-24, or EC1A.");
        }
    }

    [GeneratedRegex(@"^[A-Z]{1,2}[0-9][0-9A-Z]?\z", RegexOptions.CultureInvariant)]
    private static partial Regex OutwardForm();

    [GeneratedRegex(@"^[A-Z]{1,2}\z", RegexOptions.CultureInvariant)]
    private static partial Regex AreaForm();
}
