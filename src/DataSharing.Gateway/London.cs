namespace DataSharing.Gateway;

/// <summary>The zone in which "today" is decided.</summary>
internal static class London
{
    public static TimeZoneInfo Zone { get; } = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");

    /// <summary>A time for a person: in UTC, and what the clock shows there, with the date where that is another.</summary>
    public static string Text(DateTimeOffset at)
    {
        DateTimeOffset utc = at.ToUniversalTime();
        DateTimeOffset there = TimeZoneInfo.ConvertTime(at, Zone);
        string zone = there.Offset == TimeSpan.Zero ? "GMT" : "BST";
        return there.Date == utc.Date
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{utc:yyyy-MM-dd'T'HH:mm:ss'Z'} ({there:HH:mm} {zone})")
            : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{utc:yyyy-MM-dd'T'HH:mm:ss'Z'} ({there:yyyy-MM-dd HH:mm} {zone})");
    }

    /// <summary>Today's date there.</summary>
    public static DateOnly Today(TimeProvider time) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), Zone).DateTime);
}
