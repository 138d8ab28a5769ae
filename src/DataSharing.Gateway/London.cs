using DataSharing.Disclosure.Configuration;

namespace DataSharing.Gateway;

/// <summary>The zone in which "today" is decided.</summary>
internal static class London
{
    private const string Name = "Europe/London";

    private static readonly TimeZoneInfo? Found = TimeZoneInfo.TryFindSystemTimeZoneById(Name, out TimeZoneInfo? zone) ? zone : null;

    /// <summary>Whether the machine has time zone data; a small container often has none.</summary>
    public static bool IsKnown => Found is not null;

    /// <summary>What is said where it has none.</summary>
    public static ConfigProblem Unknown { get; } = new(
        "gateway.json", "$", 0, $"This machine has no time zone data: it does not know {Name}.",
        "Install tzdata, for example with: apt-get install tzdata.") { Code = "timeZonesMissing" };

    /// <exception cref="ConfigurationException">The machine has no time zone data.</exception>
    public static TimeZoneInfo Zone => Found ?? throw new ConfigurationException([Unknown]);

    /// <summary>A time for a person: in UTC, and what the clock shows there, with the date where that is another.</summary>
    public static string Text(DateTimeOffset at)
    {
        DateTimeOffset utc = at.ToUniversalTime();
        DateTimeOffset there = TimeZoneInfo.ConvertTime(at, Zone);
        string zone = there.Offset == TimeSpan.Zero ? "GMT" : "BST";
        return there.Date == utc.Date
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{utc:yyyy-MM-dd'T'HH:mm:ss'Z'} ({there:HH:mm} {zone})")
            : string.Create(
                System.Globalization.CultureInfo.InvariantCulture, $"{utc:yyyy-MM-dd'T'HH:mm:ss'Z'} ({there:yyyy-MM-dd HH:mm} {zone})");
    }

    /// <summary>A time for a person as the clock shows it there, to the minute, with the zone.</summary>
    public static string Clock(DateTimeOffset at)
    {
        DateTimeOffset there = TimeZoneInfo.ConvertTime(at, Zone);
        return string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{there:yyyy-MM-dd HH:mm} {(there.Offset == TimeSpan.Zero ? "GMT" : "BST")}");
    }

    /// <summary>Today's date there.</summary>
    public static DateOnly Today(TimeProvider time) => DayOf(time.GetUtcNow());

    /// <summary>The date there at a moment.</summary>
    public static DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, Zone).DateTime);
}
