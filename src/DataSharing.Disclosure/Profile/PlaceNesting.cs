using System.Text.RegularExpressions;
using DataSharing.Disclosure.Columns;
using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.Treatments;

namespace DataSharing.Disclosure.Profile;

/// <summary>
/// Two places of one record say more than either when they only overlap: a small town's corner in another district is a few streets. So
/// released place columns must lie one within the other, or the profile says why they do not.
/// </summary>
internal static partial class PlaceNesting
{
    private const string Member = "placesIntersect";
    private const string Example = "The force's own records have all three, and the incident is found by them.";

    /// <summary>Reports a reason that is missing, or that nothing needs.</summary>
    public static void Check(ConfigObject profile, IReadOnlyList<ReleasedColumn> columns)
    {
        string? reason = profile.OptionalText(Member, Example, TextForms.Sentence());
        ReleasedColumn[] places = [.. columns.Where(column => column.Treatment.Place is not null)];
        string[] pairs =
        [
            .. from first in places.Index()
               from second in places.Skip(first.Index + 1)
               where !Nest(first.Item, second)
               select $"\"{first.Item.Name}\" and \"{second.Name}\"",
        ];
        if (pairs.Length > 0 && !profile.Has(Member))
        {
            profile.Report(
                "columns", $"Places overlap without one lying within the other: {string.Join("; ", pairs)}. Together they name a smaller place than each.",
                $"Leave one of each pair out, or write \"{Member}\": \"why both are needed\".");
        }
        else if (pairs.Length == 0 && reason is not null && profile.Find("columns")?.Items.Count == columns.Count)
        {
            profile.Report(Member, "Every released place lies within the others.", "Remove it.");
        }
    }

    /// <summary>
    /// Whether the one lies within the other. Towns lie in an authority and authorities in a force's area by their order: the reference
    /// list has towns of one name in several authorities, so it proves no more. Postcodes follow no other border.
    /// </summary>
    public static bool Nest(ReleasedColumn one, ReleasedColumn other)
    {
        bool samePlace = ReferenceEquals(one.Field, other.Field);
        return IsPostal(one) == IsPostal(other) && (samePlace || (!IsPostal(one) && one.Treatment.Place != other.Treatment.Place));
    }

    private static bool IsPostal(ReleasedColumn column) => column.Treatment.Place <= PlaceLevel.OutwardPostcode;

    [GeneratedRegex(@"\S.{9,}", RegexOptions.CultureInvariant)]
    private static partial Regex SentenceForm();
}
