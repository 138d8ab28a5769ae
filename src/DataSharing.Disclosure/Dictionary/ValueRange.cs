using System.Globalization;
using DataSharing.Disclosure.Configuration;

namespace DataSharing.Disclosure.Dictionary;

/// <summary>The least and the most that a number or date of the dictionary can be, both included. A date counts by its day.</summary>
internal sealed class ValueRange
{
    private readonly bool _isWhole;

    private ValueRange(decimal least, decimal most, bool isWhole)
    {
        Least = least;
        Most = most;
        _isWhole = isWhole;
    }

    public decimal Least { get; }

    public decimal Most { get; }

    /// <summary>How many values lie in it; more than any limit for a number with decimals.</summary>
    public decimal Values => _isWhole ? Most - Least + 1 : decimal.MaxValue;

    public bool Has(object value) => value switch
    {
        long number => number >= Least && number <= Most,
        decimal number => number >= Least && number <= Most,
        DateOnly day => day.DayNumber >= Least && day.DayNumber <= Most,
        _ => false,
    };

    /// <summary>Reads <c>"range": [least, most]</c>; null when it is not written or wrong, reported.</summary>
    public static ValueRange? Parse(ConfigObject entry, FieldType type)
    {
        if (!entry.Has("range"))
        {
            return null;
        }

        bool dates = type is FieldType.Date or FieldType.DateTime;
        IReadOnlyList<ConfigNode> ends = entry.OptionalList("range");
        decimal? least = ends.Count == 2 ? End(ends[0], dates) : null;
        decimal? most = ends.Count == 2 ? End(ends[1], dates) : null;
        if (type is FieldType.Integer or FieldType.Number or FieldType.Date or FieldType.DateTime && least <= most)
        {
            return new ValueRange(least!.Value, most!.Value, type != FieldType.Number);
        }

        entry.Report(
            "range", "This is not the range of a number or date.",
            "Write the least and the most that the field holds, for example \"range\": [0, 500], or [\"2015-01-01\", \"2040-12-31\"] for a date.");
        return null;
    }

    private static decimal? End(ConfigNode node, bool isDate)
    {
        if (isDate)
        {
            return node.Kind == ConfigKind.Text
                && DateOnly.TryParseExact(node.Literal, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day)
                ? day.DayNumber : null;
        }

        return node.Kind == ConfigKind.Number
            && decimal.TryParse(
            node.Literal, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number)
            ? number : null;
    }
}
