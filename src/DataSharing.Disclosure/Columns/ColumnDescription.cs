using DataSharing.Disclosure.Treatments;

namespace DataSharing.Disclosure.Columns;

/// <summary>
/// What an analyst must know of one column to read it. All of it is from configuration and from the program, nothing from an incident.
/// </summary>
/// <param name="Name">Its heading in the file.</param>
/// <param name="Meaning">What it means, in one sentence.</param>
/// <param name="Type">What its cells are, in one word.</param>
/// <param name="Format">How a date is written; null for other types, and where several are.</param>
/// <param name="Form">How its cells are written, in a sentence for each way there is.</param>
/// <param name="Values">Every cell there is beside an empty one, in order; null where they are not listed.</param>
/// <param name="List">The reference list that its cells are from; null for other types.</param>
public sealed record ColumnDescription(
    string Name, string Meaning, string Type, string? Format, string Form, IReadOnlyList<LabelledValue>? Values, string? List)
{
    /// <summary>The three columns with which every row begins.</summary>
    internal static IReadOnlyList<ColumnDescription> Control { get; } =
    [
        new(ControlColumns.Names[0], "The record's token: the same for one record in every file for this recipient.", "token", null,
            "16 characters, digits and capital letters.", null, null),
        new(ControlColumns.Names[1], "What to do with the row.", "code", null, "One of the values listed.",
            [
                new("NEW", "Add the record."), new("AMEND", "Replace the record."),
                    new("WITHDRAW", "Delete the record; all other cells are empty."),
                new("RESEND", "The record as it was sent before."),
            ],
            null),
        new(ControlColumns.Names[2],
            "The version of the record as sent to this recipient; a row whose version is not greater than the one held was imported before.", "integer", null, "A whole number from 1.", null, null),
    ];

    /// <summary>Puts together what all forms of a column's cells say.</summary>
    /// <param name="column">The column.</param>
    /// <param name="forms">The forms, the usual one first.</param>
    /// <param name="others">Values that stand in the place of others.</param>
    internal static ColumnDescription Of(ReleasedColumn column, IReadOnlyCollection<CellForm> forms, IEnumerable<string> others)
    {
        CellForm first = forms.First();
        string form = string.Join(" Or: ", forms.Select(one => one.Sentence).Distinct(StringComparer.Ordinal));
        LabelledValue[] values = [
            .. forms.SelectMany(one => one.Values ?? [])
            .Concat(others.Order(StringComparer.Ordinal).Select(other => new LabelledValue(other, null)))
            .DistinctBy(value => value.Value, StringComparer.Ordinal)];
        string?[] formats = [.. forms.Select(one => one.Format).Distinct(StringComparer.Ordinal)];
        return new ColumnDescription(
            column.Heading, column.Meaning ?? form, first.Type, formats.Length == 1 ? formats[0] : null, form, values.Length == 0 ? null
                : values, forms.Select(one => one.List).FirstOrDefault(list => list is not null));
    }
}
