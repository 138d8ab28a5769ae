using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DataSharing.Disclosure.Configuration;
using Quartz;

namespace DataSharing.Gateway.Configuration;

/// <summary>When a force's export runs by itself.</summary>
internal sealed class ScheduleSettings
{
    private const int MostWalked = 400;
    private const int MostLookedAt = 50;
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    // A schedule of one night must stay in force while that night's run is at work, waits for its next try, or is caught up.
    private static readonly TimeSpan JustOver = TimeSpan.FromDays(7);

    private readonly CronExpression _expression;

    private readonly FrozenSet<DateOnly> _notOn;

    private ScheduleSettings(string cron, TimeZoneInfo zone, CronExpression expression, IEnumerable<DateOnly> notOn)
    {
        Cron = cron;
        Zone = zone;
        _expression = expression;
        _notOn = notOn.ToFrozenSet();
    }

    /// <summary>The Quartz cron expression: seconds, minutes, hours, day of month, month, day of week.</summary>
    public string Cron { get; }

    /// <summary>The zone the expression is read in.</summary>
    public TimeZoneInfo Zone { get; }

    /// <summary>
    /// How long after its due time a run waits, so that forces with the same times do not all begin at once: less than
    /// <c>staggerMinutes</c>, and the same every night. Zero where nothing is staggered.
    /// </summary>
    public TimeSpan Stagger { get; private init; }

    /// <summary>How long after its due time a night that failed for a passing reason is tried again; zero for not at all.</summary>
    public TimeSpan RetryWindow { get; private init; }

    /// <summary>How long after its due time a night without a delivery is late.</summary>
    public TimeSpan LateAfter { get; private init; }

    /// <summary>The next times after a moment, at most so many, earliest first, UTC.</summary>
    public IReadOnlyList<DateTimeOffset> Next(DateTimeOffset after, int count)
    {
        var times = new List<DateTimeOffset>();
        DateTimeOffset from = after;
        // A list of days cannot hold up a schedule for ever: so many of them are passed over at most.
        for (int walked = 0; times.Count < count && walked < MostWalked && _expression.GetNextValidTimeAfter(from) is { } next; walked++)
        {
            if (IsSendingDay(next))
            {
                times.Add(next.ToUniversalTime());
                from = next;
            }
            else
            {
                from = EndOfDay(next);
            }
        }

        return times;
    }

    /// <summary>
    /// The last time at or before <paramref name="now"/> and after <paramref name="since"/>, UTC; null when there is none.
    /// </summary>
    public DateTimeOffset? LastDue(DateTimeOffset since, DateTimeOffset now)
    {
        DateTimeOffset? last = null;
        DateTimeOffset from = since;
        // A schedule that was down for years would be walked from the start; a month back finds the last due time of any nightly or weekly
        // job.
        foreach (int days in new[] { 2, 32, 400 })
        {
            DateTimeOffset recent = now.AddDays(-days);
            from = recent > since ? recent : since;
            while (_expression.GetNextValidTimeAfter(from) is { } next && next <= now)
            {
                last = IsSendingDay(next) ? next.ToUniversalTime() : last;
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
    /// <param name="block">The block.</param>
    /// <param name="force">The force's slug, which decides where in the stagger it stands.</param>
    /// <param name="now">The time, after which a schedule must be due again.</param>
    public static ScheduleSettings? Parse(ConfigObject block, string force, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(block);
        string? cron = block.Text("cron", "0 30 2 * * ?");
        string zoneName = block.OptionalText("timeZone", "Europe/London") ?? "Europe/London";
        List<DateOnly> notOn = ReadDays(block);
        int stagger = block.OptionalInteger("staggerMinutes", 0, 240, 0);
        int retry = block.OptionalInteger("retryMinutes", 0, 720, 120);
        int late = block.OptionalInteger("lateMinutes", 15, 2880, 360);
        block.Done();
        if (ReadZone(block, zoneName) is not { } zone || cron is null)
        {
            return null;
        }

        try
        {
            var settings = new ScheduleSettings(cron, zone, new CronExpression(cron, zone), notOn)
            {
                Stagger = StaggerOf(force, stagger),
                RetryWindow = TimeSpan.FromMinutes(retry),
                LateAfter = TimeSpan.FromMinutes(late),
            };
            settings.CheckTimes(block, now);
            return settings;
        }
        catch (FormatException error)
        {
            block.Report(
                "cron", $"\"{cron}\" is not a Quartz cron expression: {error.Message}",
                "Write seconds, minutes, hours, day of month, month and day of week, for example \"0 30 2 * * ?\" for half past two each night.");
            return null;
        }
    }

    private static TimeZoneInfo? ReadZone(ConfigObject block, string name)
    {
        // The names of Windows are found too, and are no names for any other program. UTC is both.
        if (name != "UTC"
            && (TimeZoneInfo.TryConvertWindowsIdToIanaId(name, "GB", out string? right)
            || TimeZoneInfo.TryConvertWindowsIdToIanaId(name, out right)))
        {
            block.Report("timeZone", $"\"{name}\" is the name of a time zone in Windows, and not an IANA name.", $"Write \"{right}\".");
            return null;
        }

        if (TimeZoneInfo.TryFindSystemTimeZoneById(name, out TimeZoneInfo? zone))
        {
            return zone;
        }

        string? nearest = ConfigObject.Nearest(name, TimeZoneInfo.GetSystemTimeZones().Select(known => known.Id));
        block.Report("timeZone", $"The machine knows no time zone \"{name}\".",
            !London.IsKnown ? London.Unknown.Fix : nearest is not null ? $"Did you mean \"{nearest}\"?"
                : "Write an IANA name such as \"Europe/London\".");
        return null;
    }

    /// <summary>Reports a schedule that never fires, and warns of one that fires more often than anybody reads a file.</summary>
    private void CheckTimes(ConfigObject block, DateTimeOffset now)
    {
        if (Next(now - JustOver, 1).Count == 0)
        {
            block.Problems.Add(
                new ConfigProblem(
                block.Node.File, At(block).Path, At(block).Line,
                $"The schedule \"{Cron}\" never fires{(_notOn.Count > 0 ? " on a day that notOn lets through" : "")}: no such day is to come.",
                "Write a day that exists and is not past, for example \"0 30 2 * * ?\" for half past two each night.") { Code = "neverFires" });
            return;
        }

        IReadOnlyList<DateTimeOffset> times = Next(now - JustOver, MostLookedAt);
        if (times.Zip(times.Skip(1), (earlier, later) => later - earlier).Any(gap => gap < Hour))
        {
            block.Problems.Warn(
                "firesOften", At(block), $"The schedule \"{Cron}\" fires more than once an hour.",
                "Every time is an export of its own. Write \"0 30 2 * * ?\" for half past two each night.");
        }
    }

    private static ConfigNode At(ConfigObject block) => block.Find("cron") ?? block.Node;

    /// <summary>The last moment of a time's day in the schedule's zone.</summary>
    private DateTimeOffset EndOfDay(DateTimeOffset time)
    {
        DateTime next = TimeZoneInfo.ConvertTime(time, Zone).Date.AddDays(1);
        DateTimeOffset end = new DateTimeOffset(next, Zone.GetUtcOffset(next)).AddSeconds(-1);
        return end > time ? end : time;
    }

    private static List<DateOnly> ReadDays(ConfigObject block)
    {
        var days = new List<DateOnly>();
        foreach (string written in block.OptionalTexts("notOn", "2026-12-25"))
        {
            if (DateOnly.TryParseExact(written, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day))
            {
                days.Add(day);
            }
            else
            {
                block.Report("notOn", $"\"{written}\" is not a day.", "Write days as year-month-day, for example \"2026-12-25\".");
            }
        }

        return days;
    }

    /// <summary>
    /// A hash of the slug and not chance: what an administrator sees one night holds the next, and no two machines disagree.
    /// </summary>
    private static TimeSpan StaggerOf(string force, int minutes)
    {
        uint hash = BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(force)));
        return minutes == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(hash % (uint)(minutes * 60));
    }

    private bool IsSendingDay(DateTimeOffset time) =>
        !_notOn.Contains(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time, Zone).DateTime));
}
