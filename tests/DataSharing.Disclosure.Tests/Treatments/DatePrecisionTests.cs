using DataSharing.Disclosure.Profile;

namespace DataSharing.Disclosure.Tests.Treatments;

public sealed class DatePrecisionTests
{
    [TestCase("day", "2024-02-29", "2024-02-29")]
    [TestCase("week", "2024-02-29", "2024-02-26")]
    [TestCase("month", "2024-02-29", "2024-02")]
    [TestCase("quarter", "2024-02-29", "2024-Q1")]
    [TestCase("year", "2024-02-29", "2024")]
    [TestCase("week", "2026-01-01", "2025-12-29")]
    [TestCase("week", "2026-01-04", "2025-12-29")]
    [TestCase("week", "2026-01-05", "2026-01-05")]
    [TestCase("quarter", "2026-03-31", "2026-Q1")]
    [TestCase("quarter", "2026-04-01", "2026-Q2")]
    [TestCase("quarter", "2026-12-31", "2026-Q4")]
    [TestCase("day", "0001-01-01", "0001-01-01")]
    [TestCase("week", "0001-01-01", "0001-01-01")]
    [TestCase("week", "0001-01-07", "0001-01-01")]
    [TestCase("month", "0001-01-01", "0001-01")]
    [TestCase("quarter", "0001-01-01", "0001-Q1")]
    [TestCase("year", "0001-01-01", "0001")]
    [TestCase("week", "9999-12-31", "9999-12-27")]
    [TestCase("month", null, null)]
    [TestCase("month", "2026-13-01", "held back: unreadable value")]
    [TestCase("month", 20260501, "held back: unreadable value")]
    public void Releases_a_date_at_a_precision(string precision, object? value, string? expected) =>
        Assert.That(Some.Outcome(Profile("date", precision), DateOnly.MaxValue, null, ("value", value)), Is.EqualTo(expected));

    [TestCase("2026-05-31 23:59", "2026-05")]
    [TestCase("2026-05-31T23:59:59", "2026-05")]
    [TestCase("2026-06-01 00:00:00.0000001", "2026-06")]
    [TestCase("2024-02-29 00:00", "2024-02")]
    [TestCase("2026-02-29 10:00", "held back: unreadable value")]
    [TestCase("2026-00-10 10:00", "held back: unreadable value")]
    [TestCase("0000-05-31 10:00", "held back: unreadable value")]
    [TestCase("2026-05-31 24:00", "held back: unreadable value")]
    [TestCase("2026-05-31 23:60", "held back: unreadable value")]
    [TestCase("2026-05-31 23:59:60", "held back: unreadable value")]
    [TestCase("2026-05-31x23:59", "held back: unreadable value")]
    [TestCase("2026-05-31 23.59", "held back: unreadable value")]
    [TestCase("2026-05-31 -3:59", "held back: unreadable value")]
    [TestCase("\uFF12026-05-31 23:59", "held back: unreadable value")]
    [TestCase("202\u0666-05-31 23:59", "held back: unreadable value")]
    [TestCase("2026-05-31T23:59:59Z", "held back: unreadable value")]
    [TestCase("2026-05-31", "held back: unreadable value")]
    public void Takes_the_date_of_a_local_time(string value, string expected) =>
        Assert.That(Some.Outcome(Profile("dateTime", "month"), DateOnly.MaxValue, null, ("value", value)), Is.EqualTo(expected));

    [TestCase(DateTimeKind.Utc)]
    [TestCase(DateTimeKind.Local)]
    public void Holds_back_a_point_in_time_where_a_local_time_is_due(DateTimeKind kind) =>
        // 23:30 UTC on 31 May is already June in London.
        Assert.That(Some.Outcome(Profile("dateTime", "month"), ("value", new DateTime(2026, 5, 31, 23, 30, 0, kind))), Is.EqualTo("held back: unreadable value"));

    [Test]
    public void Rejects_an_unknown_precision() =>
        Assert.That(Some.Column("date", "quasi", """{ "kind": "date", "precision": "mouth" }""").Problems(), Is.EqualTo(new[]
        {
            """protocols/national-2015.json:3: columns.value.treatment.precision: "mouth" is not one of the words allowed here. Did you mean "month"? Allowed: day, week, month, quarter, year.""",
        }));

    private static ForceProfile Profile(string type, string precision) => Some.Column(type, "quasi", $$"""{ "kind": "date", "precision": "{{precision}}" }""").Parse();
}
