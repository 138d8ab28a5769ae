using DataSharing.Disclosure.Dictionary;

namespace DataSharing.Disclosure.Records;

/// <summary>
/// Between which days a date of the source can lie. One outside stands for something else (that nobody knows it, an error of typing), so
/// its record is held back.
/// </summary>
internal sealed class DateBounds
{
    // A hearing or a review lies months ahead; 9999-12-31 and its like stand for no day at all.
    private const int YearsAhead = 10;

    private readonly DateOnly _least;
    private readonly int? _yearsAhead;

    private DateBounds(DateOnly least, int? yearsAhead)
    {
        _least = least;
        _yearsAhead = yearsAhead;
    }

    /// <summary>
    /// The bounds of a field that is released: from its own range's beginning, or else the dictionary's; to the day of the run for a date
    /// of the incident, and to ten years after it for another date without a range, whose end is looked at where the value is. Null for
    /// what is no date.
    /// </summary>
    public static DateBounds? Of(DictionaryField field, DateOnly notBefore) =>
        Of(field, notBefore, field.Range is null ? YearsAhead : null);

    /// <summary>The same of a field that a condition compares, where a far date may say that something never ends.</summary>
    public static DateBounds? OfCompared(DictionaryField field, DateOnly notBefore) => Of(field, notBefore, null);

    private static DateBounds? Of(DictionaryField field, DateOnly notBefore, int? yearsAhead) =>
        field.Type is FieldType.Date or FieldType.DateTime or FieldType.Instant
        ? new DateBounds(
            field.Range is { } range ? DateOnly.FromDayNumber((int)range.Least) : notBefore, field.Kind == HeldKind.IncidentDate ? 0
        : yearsAhead) : null;

    /// <summary>Whether a value of the field lies outside; false for none, and for one that cannot be read.</summary>
    /// <param name="value">The value.</param>
    /// <param name="today">The day of the run, Europe/London.</param>
    public bool Excludes(object? value, DateOnly today) => value switch
    {
        DateTime time => IsOutside(DateOnly.FromDateTime(time), DateOnly.FromDateTime(time), today),
        DateOnly day => IsOutside(day, day, today),
        KnownMonth month => IsOutside(month.First, month.Last, today),
        _ => false,
    };

    private bool IsOutside(DateOnly first, DateOnly last, DateOnly today) =>
        last < _least || (_yearsAhead is { } years && first > Ahead(today, years));

    private static DateOnly Ahead(DateOnly today, int years) =>
        today.Year + years > DateOnly.MaxValue.Year ? DateOnly.MaxValue : today.AddYears(years);
}
