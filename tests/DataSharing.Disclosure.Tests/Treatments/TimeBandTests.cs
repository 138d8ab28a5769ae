namespace DataSharing.Disclosure.Tests.Treatments;

public sealed class TimeBandTests
{
    [TestCase(6, "2026-05-01 00:00", "00:00-05:59")]
    [TestCase(6, "2026-05-01 05:59:59", "00:00-05:59")]
    [TestCase(6, "2026-05-01 06:00", "06:00-11:59")]
    [TestCase(6, "2026-05-01 23:59:59", "18:00-23:59")]
    [TestCase(4, "2026-05-01 03:59", "00:00-03:59")]
    [TestCase(8, "2026-05-01 08:00", "08:00-15:59")]
    [TestCase(12, "2026-05-01 11:59", "00:00-11:59")]
    [TestCase(12, "2026-05-01 12:00", "12:00-23:59")]
    [TestCase(6, null, null)]
    [TestCase(6, "23:59", "held back: unreadable value")]
    [TestCase(6, 18, "held back: unreadable value")]
    public void Puts_a_time_into_its_band(int hours, object? value, string? expected) =>
        Assert.That(Some.Outcome(Some.Column("dateTime", "quasi", Written(hours)).Parse(), ("value", value)), Is.EqualTo(expected));

    [TestCase(3, "columns.value.treatment.hours: \"3\" is not a whole number from 4 to 12. Write a number of this range.")]
    [TestCase(13, "columns.value.treatment.hours: \"13\" is not a whole number from 4 to 12. Write a number of this range.")]
    [TestCase(5, "columns.value.treatment: A day cannot be divided into bands of 5 hours. Use 4, 6, 8 or 12.")]
    public void Rejects_bands_that_do_not_divide_a_day(int hours, string expected) =>
        Assert.That(Some.Column("dateTime", "quasi", Written(hours)).Problems(), Is.EqualTo(new[] { "protocols/national-2015.json:3: " + expected }));

    private static string Written(int hours) => $$"""{ "kind": "timeBand", "hours": {{hours}} }""";
}
