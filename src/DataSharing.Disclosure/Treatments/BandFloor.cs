using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.Dictionary;

namespace DataSharing.Disclosure.Treatments;

/// <summary>
/// How narrow a band may be. A band of one year is an age, and a band of one number is the number: no configuration can have that.
/// </summary>
internal static class BandFloor
{
    private const int Adult = 18;
    private const int Years = 5;
    private const int MostSingle = 3;
    private const int SpecialUnits = 5;

    private static readonly int[] UnderAge = [0, 10, 16, Adult];

    /// <summary>Reports every band that is narrower than its floor.</summary>
    /// <param name="source">What the bands are made from.</param>
    /// <param name="word">The treatment.</param>
    /// <param name="nodes">Where each band is written.</param>
    /// <param name="from">The first number of each band, rising.</param>
    public static void Check(TreatmentSource source, string word, IReadOnlyList<ConfigNode> nodes, IReadOnlyList<int> from)
    {
        if (source.Field.Kind is HeldKind.HouseNumber or HeldKind.Phone or HeldKind.Identifier)
        {
            source.Report($"\"{source.Field.Name}\" holds {source.Held}, which has no bands.", "Use presence, or leave the column out.");
            return;
        }

        bool age = word == "ageBand" || source.Field.Kind == HeldKind.Age;
        for (int i = 0; i < from.Count; i++)
        {
            int? width = i + 1 < from.Count ? from[i + 1] - from[i] : null;
            if (age)
            {
                CheckAge(source, nodes[i], from[i], i == 0 ? null : from[i - 1]);
            }
            else if (source.Field.Kind == HeldKind.BirthYear && width < Years)
            {
                source.Problems.Add(
                    nodes[i], "This band is narrower than five years of birth.", "Let it begin five years or more before the next.");
            }
            else if (word == "countBand" && width == 1 && from[i] > MostSingle)
            {
                source.Problems.Add(
                    nodes[i], "A count above 3 has a band of its own.",
                    "Up to 3 each number may have its own band; put those above together.");
            }
            else if (word == "numberBand" && source.Field.Class == FieldClass.Special && width is { } units
                && !IsWide(units, source.Field.Range))
            {
                source.Problems.Add(
                    nodes[i], "This band is narrower than 5 units, and than a tenth of the range that the data dictionary gives the field.",
                    "Let it begin 5 or more before the next.");
            }
            else if (word == "numberBand" && width == 1 && !source.MayShowValue("A band of one number"))
            {
                return;
            }
        }
    }

    private static void CheckAge(TreatmentSource source, ConfigNode node, int from, int? before)
    {
        if (from <= Adult)
        {
            if (!UnderAge.Contains(from))
            {
                source.Problems.Add(node, "A band of ages begins here.", "Below 18 a band may begin at 0, 10 and 16 only.");
            }
        }
        else if (from - before < Years)
        {
            source.Problems.Add(
                node, "This band of ages begins less than five years after the one before it.",
                "Above 18, let bands be five years or wider.");
        }
    }

    /// <summary>Five units are enough, or a tenth of the range, but never one value by itself.</summary>
    private static bool IsWide(int units, ValueRange? range) =>
        units >= SpecialUnits || (units > 1 && range is not null && units * 10m >= range.Most - range.Least);
}
