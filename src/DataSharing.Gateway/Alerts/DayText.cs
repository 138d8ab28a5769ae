using System.Globalization;

namespace DataSharing.Gateway.Alerts;

/// <summary>A day as it is written: year-month-day.</summary>
internal static class DayText
{
    public static string Of(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
