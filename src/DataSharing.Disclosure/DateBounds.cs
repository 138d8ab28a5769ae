namespace DataSharing.Disclosure;

/// <summary>
/// Between which days a date of the source can lie. One outside stands for something else (that nobody knows it, an error of typing), so its record is held back.
/// </summary>
internal sealed class DateBounds
{
    private readonly DateOnly _least;
    private readonly bool _isPast;

    private DateBounds(DateOnly least, bool isPast)
    {
        _least = least;
        _isPast = isPast;
    }

    /// <summary>The bounds of a field: from its own range's beginning, or else the dictionary's, and for a date of the incident to the day of the run. Null for what is no date.</summary>
    public static DateBounds? Of(DictionaryField field, DateOnly notBefore) => field.Type is FieldType.Date or FieldType.DateTime or FieldType.Instant
        ? new DateBounds(field.Range is { } range ? DateOnly.FromDayNumber((int)range.Least) : notBefore, field.Kind == HeldKind.IncidentDate) : null;

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

    private bool IsOutside(DateOnly first, DateOnly last, DateOnly today) => last < _least || (_isPast && first > today);
}
