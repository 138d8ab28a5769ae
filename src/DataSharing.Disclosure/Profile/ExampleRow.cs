using System.Globalization;
using System.Text;
using DataSharing.Disclosure.Columns;
using DataSharing.Disclosure.References;

namespace DataSharing.Disclosure.Profile;

/// <summary>
/// An invented row of a file, made from configuration alone: each cell is one that the column can have, and none is of an incident.
/// </summary>
internal static class ExampleRow
{
    private const string Token = "0K3M7PQ9RT2VWX5Z";

    /// <summary>The most rows that are different from each other by their token.</summary>
    public const int Most = 9;
    private static readonly DateOnly Day = new(2026, 5, 14);

    /// <summary>The cells in the order of the columns, the three control columns first; empty where a cell is mostly empty.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="number">Which row, from 0 to below <see cref="Most"/>: its token, and where a column can have several cells its cells,
    /// are others than those of the row before.</param>
    public static IReadOnlyList<string> Of(ForceProfile profile, int number = 0)
    {
        int control = ColumnDescription.Control.Count;
        return
        [
            number.ToString(CultureInfo.InvariantCulture) + Token[1..], "NEW", "1",
            .. profile.Descriptions.Skip(control).Select((column, index) =>
            {
                string[] cells = [.. CandidatesOf(column, profile.References, number)
                    .Where(cell => profile.CellGrammars[index](cell) && IsEncodable(profile, cell)).Take(Most)];
                return cells.Length == 0 ? "" : cells[number % cells.Length];
            }),
        ];
    }

    private static bool IsEncodable(ForceProfile profile, string cell)
    {
        try
        {
            return profile.Layout.Encoding.GetByteCount(cell) >= 0;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }

    /// <summary>What could stand in a column. A reference or an open text of somebody is not invented: it could be somebody's.</summary>
    private static IEnumerable<string> CandidatesOf(ColumnDescription column, ReferenceLists references, int number) => column switch
    {
        // The first is often the one for nothing, or for everything else.
        { Values: [var first, ..] values } => values.Skip(1).Append(first).Select(value => value.Value),
        { Format: { } format } => [Written(Day.AddDays(number), format), Written(Day, format)],
        { List: { } list } => PlacesOf(list, references),
        { Type: "integer" } => ["1", "10"],
        { Type: "number" } => ["1", "1.5"],
        { Type: "token" } => [Token],
        { Type: "text" } => ["Abuse was shouted at people outside a place of worship."],
        _ => [],
    };

    private static IEnumerable<string> PlacesOf(string list, ReferenceLists references) => (list switch
    {
        ReferenceLists.AuthoritiesName => references.AuthorityNames.Values
            .Concat(references.AuthorityNames.Keys).Concat(references.AuthorityForces.Values),
        ReferenceLists.TownsName => references.Towns,
        _ => references.OutwardCodes.Concat(references.PostcodeAreas),
    }).Order(StringComparer.Ordinal);

    private static string Written(DateOnly day, string format)
    {
        // A quarter has no letter of its own in the runtime's formats.
        string quarter = $"'{((day.Month - 1) / 3 + 1).ToString(CultureInfo.InvariantCulture)}'";
        return day.ToString(format.Replace("Qn", "'Q'" + quarter, StringComparison.Ordinal), CultureInfo.InvariantCulture);
    }
}
