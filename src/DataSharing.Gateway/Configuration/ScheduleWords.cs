using System.Globalization;
using System.Text.RegularExpressions;

namespace DataSharing.Gateway.Configuration;

/// <summary>A Quartz cron expression in words, for somebody who does not read one.</summary>
internal static partial class ScheduleWords
{
    private const int Fields = 6;
    private const string Any = "*";

    private static readonly string[] Days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

    /// <summary>When it fires, as the end of a sentence: <c>every day at 02:30</c>. What has no short words is quoted.</summary>
    public static string Of(string cron, TimeZoneInfo zone)
    {
        string[] parts = cron.ToUpperInvariant().Replace('?', '*').Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string words = parts.Length == Fields && TimeOf(parts) is { } time && DayOf(parts[3], parts[4], parts[5]) is { } day
            ? $"{day} at {time}" : $"at the times of the Quartz expression \"{cron}\"";
        return $"{words}, {zone.Id}";
    }

    private static string? TimeOf(string[] parts) =>
        parts[0] == "0" && NumberOf(parts[1], 59) is { } minute && NumberOf(parts[2], 23) is { } hour
            ? string.Create(CultureInfo.InvariantCulture, $"{hour:00}:{minute:00}") : null;

    private static string? DayOf(string ofMonth, string month, string ofWeek) => (ofMonth, month, ofWeek) switch
    {
        (Any, Any, Any) => "every day",
        (Any, Any, _) => WeekdaysOf(ofWeek),
        (_, Any, Any) => NumberOf(ofMonth, 31) is { } day ? $"on day {Text(day)} of every month" : null,
        (_, _, Any) => NumberOf(ofMonth, 31) is { } day && MonthsOf(month) is { } months ? $"on day {Text(day)} of {months}" : null,
        _ => null,
    };

    private static string? WeekdaysOf(string field)
    {
        Match range = Range().Match(field);
        if (range.Success)
        {
            return (DayName(range.Groups[1].Value), DayName(range.Groups[2].Value)) is ({ } first, { } last) ? $"from {first} to {last}" : null;
        }

        string?[] named = [.. field.Split(',').Select(DayName)];
        return named.Contains(null) ? null : "on " + Listed(named!);
    }

    private static string? MonthsOf(string field)
    {
        int?[] months = [.. field.Split(',').Select(one => NumberOf(one, 12))];
        return months.Contains(null) || months.Contains(0) ? null
            : Listed([.. months.Select(month => CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName(month!.Value))]);
    }

    private static string? DayName(string day)
    {
        int index = NumberOf(day, 7) is >= 1 and int number ? number - 1 : Array.IndexOf(Days, day);
        return index < 0 ? null : CultureInfo.InvariantCulture.DateTimeFormat.DayNames[index];
    }

    private static string Listed(string[] words) => words.Length == 1 ? words[0] : $"{string.Join(", ", words[..^1])} and {words[^1]}";

    private static int? NumberOf(string text, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= most ? number : null;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^([A-Z0-9]+)-([A-Z0-9]+)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Range();
}
