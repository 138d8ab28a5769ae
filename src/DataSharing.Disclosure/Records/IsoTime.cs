namespace DataSharing.Disclosure.Records;

/// <summary>
/// Reads the few forms in which nearly every date and local time of a source is written, many times faster than a search through formats;
/// what it does not know is for that search.
/// </summary>
internal static class IsoTime
{
    /// <summary>The length of <c>yyyy-MM-dd</c>.</summary>
    public const int DayLength = 10;

    private const int MinuteLength = 16;
    private const int SecondLength = 19;

    /// <summary>
    /// The time of <c>yyyy-MM-dd</c>, <c>yyyy-MM-dd HH:mm</c> or <c>yyyy-MM-dd HH:mm:ss</c>, also with a T in the middle; null for anything
    /// else.
    /// </summary>
    public static DateTime? Read(string text)
    {
        if (text.Length is not (DayLength or MinuteLength or SecondLength) || text[4] != '-' || text[7] != '-')
        {
            return null;
        }

        int year = (Two(text, 0) * 100) + Two(text, 2);
        int month = Two(text, 5);
        int day = Two(text, 8);
        if (Two(text, 0) < 0 || Two(text, 2) < 0 || year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return null;
        }

        var date = new DateTime(year, month, day);
        if (text.Length == DayLength)
        {
            return date;
        }

        int hour = Two(text, 11);
        int minute = Two(text, 14);
        int second = text.Length == SecondLength ? Two(text, 17) : 0;
        bool isWritten = text[10] is ' ' or 'T' && text[13] == ':' && (text.Length == MinuteLength || text[16] == ':');
        return isWritten && hour is >= 0 and < 24 && minute is >= 0 and < 60 && second is >= 0 and < 60
            ? date.AddTicks((hour * TimeSpan.TicksPerHour) + (minute * TimeSpan.TicksPerMinute) + (second * TimeSpan.TicksPerSecond))
            : null;
    }

    /// <summary>Two digits as a number, or a number far below 0 when one of them is none.</summary>
    private static int Two(string text, int at) =>
        char.IsAsciiDigit(text[at]) && char.IsAsciiDigit(text[at + 1]) ? ((text[at] - '0') * 10) + text[at + 1] - '0' : -1_000_000;
}
