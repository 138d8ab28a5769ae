namespace DataSharing.Disclosure.Dictionary;

/// <summary>A date of which only the month is known. The day that the source has for it means nothing.</summary>
internal sealed class KnownMonth
{
    public KnownMonth(DateOnly day)
    {
        First = new DateOnly(day.Year, day.Month, 1);
        Last = new DateOnly(day.Year, day.Month, DateTime.DaysInMonth(day.Year, day.Month));
    }

    public DateOnly First { get; }

    public DateOnly Last { get; }
}
