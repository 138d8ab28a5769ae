using System.Globalization;

namespace DataSharing.Sandbox.Source;

/// <summary>How the incident system writes dates and times.</summary>
internal static class Stamp
{
    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A local time, Europe/London, to the minute.</summary>
    public static string Local(DateTime time) => time.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>A point in time, UTC, to the second.</summary>
    public static string Instant(DateTime time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
