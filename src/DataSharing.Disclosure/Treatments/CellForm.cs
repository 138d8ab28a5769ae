using System.Collections.Frozen;

namespace DataSharing.Disclosure.Treatments;

/// <summary>What the cells of a treatment look like, told from configuration alone: never from a value of an incident.</summary>
/// <param name="Type">One word: <c>code</c>, <c>codes</c>, <c>band</c>, <c>date</c>, <c>integer</c>, <c>number</c>, <c>place</c>,
/// <c>reference</c>, <c>token</c> or <c>text</c>.</param>
/// <param name="Sentence">How a cell is written, in one sentence.</param>
internal sealed record CellForm(string Type, string Sentence)
{
    /// <summary>How a date is written, in the letters of the profile's date formats; null for other types.</summary>
    public string? Format { get; init; }

    /// <summary>Every cell there is, in order; null where they are not a closed set, or one of a reference list.</summary>
    public IReadOnlyList<LabelledValue>? Values { get; init; }

    /// <summary>The reference list that a cell is from; it is named and not printed.</summary>
    public string? List { get; init; }

    /// <summary>A code of a map.</summary>
    public static CellForm Code(IEnumerable<string> outputs, FrozenDictionary<string, string> labels) =>
        new("code", "One of the values listed.") { Values = [
            .. outputs.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(output => new LabelledValue(output, labels.GetValueOrDefault(output)))] };

    /// <summary>Yes or no.</summary>
    public static CellForm YesNo { get; } = new(
        "code", "Yes or no.") { Values = [new LabelledValue(Keep.Yes, "Yes"), new LabelledValue(Keep.No, "No")] };

    /// <summary>A day in the file's own format.</summary>
    public static CellForm Day(FileLayout layout) => new("date", $"A day, written {layout.DateFormat}.") { Format = layout.DateFormat };

    /// <summary>One of a reference list.</summary>
    public static CellForm Place(string list, string sentence) => new("place", sentence) { List = list };

    /// <summary>Bands, in their order.</summary>
    public static CellForm Band(IEnumerable<LabelledValue> bands) => new("band", "One of the bands listed.") { Values = [.. bands] };
}
