using System.Globalization;

namespace DataSharing.Disclosure.Patterns;

/// <summary>A day with its year, in the ways in which a field of dates is filled.</summary>
internal static class WrittenDay
{
    private static readonly string[] Forms =
        ["yyyy-MM-dd", "yyyyMMdd", "dd/MM/yyyy", "d/M/yyyy", "dd-MM-yyyy", "d-M-yyyy", "dd.MM.yyyy", "d.M.yyyy", "d MMMM yyyy", "d MMM yyyy", "dd/MM/yy", "d/M/yy", "yyyy/MM/dd"];

    /// <summary>The day that a value is, or null.</summary>
    public static DateOnly? Of(string value)
    {
        string day = value.Trim();
        int time = day.IndexOf('T', StringComparison.Ordinal);
        day = time == 10
            || (day.Length > 10 && day[10] == ' ' && char.IsAsciiDigit(day[0]) && char.IsAsciiDigit(day[^1])
            && day.Contains(':', StringComparison.Ordinal)) ? day[..10] : day;
        return DateOnly.TryParseExact(day, Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly parsed) ? parsed : null;
    }
}
