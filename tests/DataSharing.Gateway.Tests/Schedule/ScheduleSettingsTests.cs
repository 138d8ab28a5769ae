using System.Globalization;
using System.Text;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Configuration;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Standing;

namespace DataSharing.Gateway.Tests.Schedule;

internal sealed class ScheduleSettingsTests
{
    private static readonly DateTimeOffset Evening = new(2026, 12, 23, 20, 0, 0, TimeSpan.Zero);

    [Test]
    public void A_day_not_to_send_has_no_due_time()
    {
        ScheduleSettings nightly = Parse("""{ "cron": "0 30 2 * * ?", "notOn": ["2026-12-25", "2026-12-26"] }""");
        Assert.That(Days(nightly.Next(Evening, 3)), Is.EqualTo(new[] { "12-24", "12-27", "12-28" }));
        Assert.That(nightly.LastDue(Evening, new DateTimeOffset(2026, 12, 26, 20, 0, 0, TimeSpan.Zero)), Is.EqualTo(new DateTimeOffset(2026, 12, 24, 2, 30, 0, TimeSpan.Zero)),
            "A worker that was down over the holiday catches up the night before it.");
        Assert.That(nightly.LastDue(new DateTimeOffset(2026, 12, 24, 3, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 12, 26, 20, 0, 0, TimeSpan.Zero)), Is.Null);
    }

    [Test]
    public void A_day_not_to_send_is_one_of_the_schedules_zone()
    {
        // Half past midnight in British summer time is half past eleven of the day before in UTC.
        ScheduleSettings nightly = Parse("""{ "cron": "0 30 0 * * ?", "notOn": ["2026-07-02"] }""");
        Assert.That(nightly.Next(new DateTimeOffset(2026, 6, 30, 12, 0, 0, TimeSpan.Zero), 2).Select(time => time.ToString("MM-dd HH:mm", CultureInfo.InvariantCulture)), Is.EqualTo(new[] { "06-30 23:30", "07-02 23:30" }));
    }

    [Test]
    public void A_schedule_that_never_fires_has_no_times() =>
        Assert.That(Parse("""{ "cron": "0 30 2 25 12 ?", "notOn": ["2026-12-25", "2027-12-25"] }""").Next(Evening, 5).Select(time => time.Year), Is.EqualTo(new[] { 2028, 2029, 2030, 2031, 2032 }));

    [Test]
    public void A_stagger_is_the_same_every_time_within_its_minutes_and_not_the_same_for_all()
    {
        string[] forces = ["metropolitan", "greater-manchester", "nottinghamshire", "essex", "kent", "surrey"];
        TimeSpan[] waits = [.. forces.Select(force => Parse("""{ "cron": "0 30 2 * * ?", "staggerMinutes": 30 }""", force).Stagger)];
        Assert.That(waits, Has.All.InRange(TimeSpan.Zero, TimeSpan.FromMinutes(30)));
        Assert.That(waits.Distinct().Count(), Is.GreaterThan(3));
        Assert.That(waits[0], Is.EqualTo(Parse("""{ "cron": "0 0 3 * * ?", "staggerMinutes": 30 }""").Stagger));
        Assert.That(Parse("""{ "cron": "0 30 2 * * ?" }""").Stagger, Is.EqualTo(TimeSpan.Zero));
    }

    [TestCase("""{ "cron": "0 30 2 * * ?", "notOn": ["25/12/2026"] }""", "\"25/12/2026\" is not a day")]
    [TestCase("""{ "cron": "0 30 2 * * ?", "notOn": ["2026-02-30"] }""", "\"2026-02-30\" is not a day")]
    [TestCase("""{ "cron": "0 30 2 * * ?", "staggerMinutes": 241 }""", "staggerMinutes")]
    [TestCase("""{ "cron": "0 30 2 * * ?", "retryMinutes": -1 }""", "retryMinutes")]
    [TestCase("""{ "cron": "0 30 2 * * ?", "lateMinutes": 5 }""", "lateMinutes")]
    [TestCase("""{ "cron": "0 30 25 * * ?" }""", "not a Quartz cron expression")]
    public void Refuses(string block, string expected)
    {
        var problems = new ConfigProblems();
        ScheduleSettings.Parse(Document(block, problems), "metropolitan", Evening);
        Assert.That(problems.All.Select(problem => problem.ToString()), Has.Some.Contains(expected));
    }

    [Test]
    public void The_delay_before_a_try_grows_is_spread_by_chance_and_ends_growing_at_half_an_hour()
    {
        Assert.That(RetryDelay.Of(1, 0), Is.EqualTo(TimeSpan.FromSeconds(5)), "Chance can make it short, and never none.");
        for (int attempt = 1; attempt <= 30; attempt++)
        {
            double most = Math.Min(1800, 60 * Math.Pow(2, attempt - 1));
            Assert.That(RetryDelay.Of(attempt, 0.5).TotalSeconds, Is.EqualTo(5 + (most / 2)).Within(0.001), $"Attempt {attempt}.");
        }
    }

    [Test]
    public void A_full_drop_is_tried_every_half_hour_and_one_that_turned_us_away_after_two_minutes_at_least()
    {
        Assert.That(RetryDelay.Of(1, 0, Reason.DropTurnedAway), Is.EqualTo(TimeSpan.FromMinutes(2)), "A server that keeps us out counts how often we come.");
        Assert.That(RetryDelay.Of(1, 0, Reason.DropFull), Is.EqualTo(TimeSpan.FromMinutes(30)));
        Assert.That(RetryDelay.Of(9, 0.5, Reason.DropFull), Is.EqualTo(TimeSpan.FromMinutes(30.5)));
    }

    private static IEnumerable<string> Days(IEnumerable<DateTimeOffset> times) => times.Select(time => time.ToString("MM-dd", CultureInfo.InvariantCulture));

    private static ScheduleSettings Parse(string block, string force = "metropolitan")
    {
        var problems = new ConfigProblems();
        ScheduleSettings? settings = ScheduleSettings.Parse(Document(block, problems), force, Evening);
        Assert.That(problems.All.Select(problem => problem.ToString()), Is.Empty);
        return settings!;
    }

    private static ConfigObject Document(string block, ConfigProblems problems) => ConfigDocument.Parse("forces/metropolitan.json", Encoding.UTF8.GetBytes(block), problems)!;
}
