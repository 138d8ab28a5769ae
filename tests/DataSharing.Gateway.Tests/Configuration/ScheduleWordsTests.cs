using DataSharing.Gateway.Configuration;

namespace DataSharing.Gateway.Tests.Configuration;

/// <summary>A schedule in words: what has none is quoted, and never told wrong.</summary>
internal sealed class ScheduleWordsTests
{
    [TestCase("0 30 2 * * ?", "every day at 02:30")]
    [TestCase("0 0 3 ? * MON-FRI", "from Monday to Friday at 03:00")]
    [TestCase("0 0 3 ? * mon,Thu", "on Monday and Thursday at 03:00")]
    [TestCase("0 5 23 ? * 2-6", "from Monday to Friday at 23:05")]
    [TestCase("0 0 3 ? * 1,3,7", "on Sunday, Tuesday and Saturday at 03:00")]
    [TestCase("0 0 4 8 * ?", "on day 8 of every month at 04:00")]
    [TestCase("0 0 4 8 1,4,7,10 ?", "on day 8 of January, April, July and October at 04:00")]
    [TestCase("0/5 * * * * ?", null)]
    [TestCase("0 0 0/6 * * ?", null)]
    [TestCase("30 0 2 * * ?", null)]
    [TestCase("0 0 3 L * ?", null)]
    [TestCase("0 0 3 ? * 6#3", null)]
    [TestCase("0 0 3 8 JAN ?", null)]
    [TestCase("0 0 3 1 1 ? 2027", null)]
    public void Is_told_in_words_where_there_are_short_ones(string cron, string? words) => Assert.That(
        ScheduleWords.Of(cron, TimeZoneInfo.Utc), Is.EqualTo($"{words ?? $"at the times of the Quartz expression \"{cron}\""}, UTC"));
}
