using DataSharing.Disclosure.Configuration;
using Quartz;

namespace DataSharing.Gateway.Schedule;

/// <summary>When a force's export runs by itself.</summary>
public sealed class ScheduleSettings
{
    private readonly CronExpression _expression;

    private ScheduleSettings(string cron, TimeZoneInfo zone, CronExpression expression)
    {
        Cron = cron;
        Zone = zone;
        _expression = expression;
    }

    /// <summary>The Quartz cron expression: seconds, minutes, hours, day of month, month, day of week.</summary>
    public string Cron { get; }

    /// <summary>The zone the expression is read in.</summary>
    public TimeZoneInfo Zone { get; }

    /// <summary>The next times after a moment, at most so many, earliest first, UTC.</summary>
    public IReadOnlyList<DateTimeOffset> Next(DateTimeOffset after, int count)
    {
        var times = new List<DateTimeOffset>();
        DateTimeOffset from = after;
        while (times.Count < count && _expression.GetNextValidTimeAfter(from) is { } next)
        {
            times.Add(next.ToUniversalTime());
            from = next;
        }

        return times;
    }

    /// <summary>The last time at or before <paramref name="now"/> and after <paramref name="since"/>, UTC; null when there is none.</summary>
    public DateTimeOffset? LastDue(DateTimeOffset since, DateTimeOffset now)
    {
        DateTimeOffset? last = null;
        DateTimeOffset from = since;
        // A schedule that was down for years would be walked from the start; a month back finds the last due time of any nightly or weekly job.
        foreach (int days in new[] { 2, 32, 400 })
        {
            DateTimeOffset recent = now.AddDays(-days);
            from = recent > since ? recent : since;
            while (_expression.GetNextValidTimeAfter(from) is { } next && next <= now)
            {
                last = next.ToUniversalTime();
                from = next;
            }

            if (last is not null || recent <= since)
            {
                break;
            }
        }

        return last;
    }

    /// <summary>Reads the <c>schedule</c> block.</summary>
    public static ScheduleSettings? Parse(ConfigObject block)
    {
        ArgumentNullException.ThrowIfNull(block);
        string? cron = block.Text("cron", "0 30 2 * * ?");
        string zoneName = block.OptionalText("timeZone", "Europe/London") ?? "Europe/London";
        block.Done();
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zoneName, out TimeZoneInfo? zone))
        {
            block.Report("timeZone", $"The machine knows no time zone \"{zoneName}\".", "Write an IANA name such as \"Europe/London\".");
            return null;
        }

        if (cron is null)
        {
            return null;
        }

        try
        {
            return new ScheduleSettings(cron, zone, new CronExpression(cron, zone));
        }
        catch (FormatException error)
        {
            block.Report("cron", $"\"{cron}\" is not a Quartz cron expression: {error.Message}", "Write seconds, minutes, hours, day of month, month and day of week, for example \"0 30 2 * * ?\" for half past two each night.");
            return null;
        }
    }
}
