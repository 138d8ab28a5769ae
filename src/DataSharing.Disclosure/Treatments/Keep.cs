using System.Globalization;

namespace DataSharing.Disclosure.Treatments;

/// <summary>
/// The value as it is: a date, number or boolean, or a text from a closed list of the dictionary. A value outside the list holds the row back,
/// so a free string never passes because somebody classed it wrongly.
/// </summary>
internal sealed class Keep(DictionaryField field) : ValueTreatment
{
    public const string Yes = "Y";
    public const string No = "N";

    public override string Word => "keep";

    public override Treated Of(object value) => value switch
    {
        string text => field.Values!.Contains(text) ? Cell.Text(text) : Reason.NotInList,
        long number => Cell.Number(number),
        decimal number => Cell.Number(number),
        bool flag => Cell.Text(flag ? Yes : No),
        DateOnly day => Cell.OfDay(day),
        _ => throw new InvalidOperationException("Keep was given a field type that no profile can give it."),
    };

    public override CellForm Form(FileLayout layout) => field.Type switch
    {
        FieldType.Text => CellForm.Code(field.Values!, field.Labels),
        FieldType.Integer => new("integer", "A whole number."),
        FieldType.Number => new("number", "A number; a point stands before decimals."),
        FieldType.Boolean => CellForm.YesNo,
        _ => CellForm.Day(layout),
    };

    public override bool CanStand(string cell, FileLayout layout) => field.Type switch
    {
        FieldType.Text => field.Values!.Contains(cell),
        // Written back, because parsing passes over a plus sign, leading zeros and null characters at the end.
        FieldType.Integer => long.TryParse(cell, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) && cell == Cell.Number(number).Canonical,
        FieldType.Number => decimal.TryParse(cell, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number) && cell == Cell.Number(number).Canonical,
        FieldType.Boolean => cell is Yes or No,
        _ => DateOnly.TryParseExact(cell, layout.DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
    };

    public static Keep? Make(TreatmentSource source)
    {
        if (source.Field is { Type: FieldType.Text, Values: null })
        {
            source.Report($"\"keep\" needs a closed list of values, and \"{source.Field.Name}\" has none in the data dictionary.",
                "Give the field its \"values\" in source/fields.json, or use \"recode\".");
            return null;
        }

        return new Keep(source.Field);
    }
}
