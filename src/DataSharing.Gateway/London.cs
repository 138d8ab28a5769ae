namespace DataSharing.Gateway;

/// <summary>The zone in which "today" is decided.</summary>
internal static class London
{
    public static TimeZoneInfo Zone { get; } = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");
}
