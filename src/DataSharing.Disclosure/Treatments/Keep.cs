using System.Globalization;
using DataSharing.Disclosure.Dictionary;

namespace DataSharing.Disclosure.Treatments;

/// <summary>
/// The value as it is: a date or number of a kind and range that the dictionary states, a boolean, or a text from a closed list of the
/// dictionary. A value outside the list or range holds the row back, so a free string or a telephone never passes because somebody classed
/// it wrongly.
/// </summary>
internal sealed class Keep(DictionaryField kept) : ValueTreatment
{
    public const string Yes = "Y";
    public const string No = "N";

    public override string Word => "keep";

    public override ShownForm? Shows => kept.Type switch
    {
        FieldType.Integer or FieldType.Number => ShownForm.Number,
        FieldType.Date => ShownForm.Day,
        _ => null,
    };

    public override bool TellsManyApart => kept.Range?.Values > MostUncounted;

    public override string? WhereInexact(bool precisionIsTold) => precisionIsTold ? FirstOfMonth : NoDay;

    public override Treated Of(object value) => value switch
    {
        KnownMonth month => kept.Range!.Has(month.First) || kept.Range.Has(month.Last) ? Cell.OfDay(month.First) : Reason.OutOfRange,
        long or decimal or DateOnly when !kept.Range!.Has(value) => Reason.OutOfRange,
        string text => kept.Values!.Contains(text) ? Cell.Text(text) : Reason.NotInList,
        long number => Cell.Number(number),
        decimal number => Cell.Number(number),
        bool flag => Cell.Text(flag ? Yes : No),
        DateOnly day => Cell.OfDay(day),
        _ => throw new InvalidOperationException("Keep was given a field type that no profile can give it."),
    };

    public override CellForm Form(FileLayout layout) => kept.Type switch
    {
        FieldType.Text => CellForm.Code(kept.Values!, kept.Labels),
        FieldType.Integer => new("integer", "A whole number."),
        FieldType.Number => new("number", "A number; a point stands before decimals."),
        FieldType.Boolean => CellForm.YesNo,
        _ => CellForm.Day(layout),
    };

    public override bool CanStand(string cell, FileLayout layout) => kept.Type switch
    {
        FieldType.Text => kept.Values!.Contains(cell),
        // Written back, because parsing passes over a plus sign, leading zeros and null characters at the end.
        FieldType.Integer =>
            long.TryParse(cell, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
            && cell == Cell.Number(number).Canonical && kept.Range!.Has(number),
        FieldType.Number =>
            decimal.TryParse(
            cell, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number)
            && cell == Cell.Number(number).Canonical && kept.Range!.Has(number),
        FieldType.Boolean => cell is Yes or No,
        _ => DateOnly.TryParseExact(cell, layout.DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day)
            && kept.Range!.Has(day),
    };

    public static Keep? Make(TreatmentSource source)
    {
        if (source.Field is { Type: FieldType.Text, Values: null })
        {
            source.Report($"\"keep\" needs a closed list of values, and \"{source.Field.Name}\" has none in the data dictionary.",
                "Give the field its \"values\" in source/fields.json, or use \"recode\".");
            return null;
        }

        if (source.Field.Type is FieldType.Integer or FieldType.Number or FieldType.Date)
        {
            if (!source.MayShowValue("\"keep\""))
            {
                return null;
            }

            if (source.Field.Range is null)
            {
                source.Report($"\"keep\" needs to know what \"{source.Field.Name}\" can be, and the data dictionary does not say.",
                    $"Write \"range\": {(source.Field.Type == FieldType.Date ? "[\"2015-01-01\", \"2040-12-31\"]" : "[0, 500]")} in source/fields.json, with the least and the most that it holds. Anything else holds its record back.");
                return null;
            }
        }

        return new Keep(source.Field);
    }
}
