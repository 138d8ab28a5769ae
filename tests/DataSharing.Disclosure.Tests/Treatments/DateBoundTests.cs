using DataSharing.Disclosure.Profile;

namespace DataSharing.Disclosure.Tests.Treatments;

/// <summary>A placeholder, and a day that has not come, hold their record back wherever the date is released or decides.</summary>
public sealed class DateBoundTests
{
    private const string Incident = ", \"holds\": \"incidentDate\"";

    // Some.Today is 20 May 2026.
    [TestCase("1979-12-31", "held back: outOfRange value")]
    [TestCase("1980-01-01", "sent")]
    [TestCase("0001-01-01", "held back: outOfRange value")]
    [TestCase("1900-01-01", "held back: outOfRange value")]
    [TestCase("2026-05-20", "sent")]
    [TestCase("2026-05-21", "held back: outOfRange value")]
    [TestCase("9999-12-31", "held back: outOfRange value")]
    [TestCase(null, "sent")]
    public void A_date_of_the_incident_lies_between_the_beginning_and_the_day_of_the_run(string? day, string expected)
    {
        foreach (string treatment in new[] { """{ "kind": "date", "precision": "day" }""", """{ "kind": "date", "precision": "year" }""", """{ "kind": "timeBand", "hours": 6 }""", "presence" })
        {
            ForceProfile profile = Some.Profile().Field("value", "dateTime", "quasi", more: Incident).Column("value", treatment).Parse();
            string? outcome = Some.Outcome(profile, ("value", day is null ? null : day + " 23:59"));
            Assert.That(outcome?.StartsWith("held", StringComparison.Ordinal) == true ? outcome : "sent", Is.EqualTo(expected), treatment);
        }
    }

    [TestCase(Incident, null, "2014-12-31", "held back: outOfRange value")]
    [TestCase(Incident, null, "2015-01-01", "2015")]
    [TestCase(Incident + ", \"range\": [\"1900-01-01\", \"2040-12-31\"]", null, "1900-01-01", "1900")]
    [TestCase(Incident + ", \"range\": [\"1900-01-01\", \"2040-12-31\"]", null, "2027-01-01", "held back: outOfRange value")]
    [TestCase(", \"holds\": \"otherDate\"", null, "2030-01-01", "2030")]
    [TestCase(", \"holds\": \"otherDate\"", null, "0001-01-01", "held back: outOfRange value")]
    [TestCase(", \"holds\": \"otherDate\"", null, "2036-05-20", "2036")]
    [TestCase(", \"holds\": \"otherDate\"", null, "2036-05-21", "held back: outOfRange value")]
    [TestCase(", \"holds\": \"otherDate\"", null, "9999-12-31", "held back: outOfRange value")]
    [TestCase("", null, "9999-12-31", "held back: outOfRange value")]
    [TestCase(", \"holds\": \"otherDate\", \"range\": [\"1900-01-01\", \"2099-12-31\"]", null, "2099-12-31", "2099")]
    [TestCase(", \"holds\": \"otherDate\", \"range\": [\"1900-01-01\", \"2040-12-31\"]", null, "1931-01-01", "1931")]
    public void The_dictionary_says_where_it_begins(string more, object? _, string day, string expected) =>
        Assert.That(Some.Outcome(Some.Profile().NotBefore("\"2015-01-01\"").Field("value", "date", "quasi", more: more).Column("value", """{ "kind": "date", "precision": "year" }""").Parse(), ("value", day)),
            Is.EqualTo(expected));

    [Test]
    public void A_month_lies_within_when_one_of_its_days_does()
    {
        ForceProfile profile = Some.Profile().NotBefore("\"2015-01-31\"").Field("value", "date", "quasi", more: Incident).Field("exactness", "text", "quasi", """["Exact", "Day", "Month"]""")
            .Roles(""" "datePrecision": { "column": "exactness", "dates": ["value"], "exact": "Exact", "day": "Day", "month": "Month" } """).Column("value", """{ "kind": "date", "precision": "month" }""").Parse();
        Assert.That(new[] { "2014-12-31", "2015-01-01", "2026-05-31", "2026-06-01" }.Select(day => Some.Outcome(profile, ("value", day), ("exactness", "Month"))),
            Is.EqualTo(new[] { "held back: outOfRange value", "2015-01", "2026-05", "held back: outOfRange value" }));
    }

    // A placeholder neither meets a condition nor fails it.
    [TestCase("quasi", Incident, "0001-01-01", "held back: outOfRange happened")]
    [TestCase("quasi", Incident, "9999-12-31", "held back: outOfRange happened")]
    [TestCase("quasi", Incident, "2024-06-01", "5")]
    [TestCase("quasi", Incident, "2019-06-01", "excluded: condition")]
    [TestCase("internal", "", "0001-01-01", "held back: outOfRange happened")]
    [TestCase("internal", "", "2030-01-01", "5")]
    [TestCase("internal", "", "9999-12-31", "5")]
    public void A_date_that_decides_lies_within_too(string fieldClass, string more, string day, string expected)
    {
        ForceProfile profile = Some.Column("integer", "plain", "keep").Field("happened", "date", fieldClass, more: more)
            .Gates(""" "conditions": [ { "field": "happened", "after": "2019-12-31" } ] """).Parse();
        Assert.That(Some.Outcome(profile, ("value", 5L), ("happened", day)), Is.EqualTo(expected));
    }

    [Test]
    public void The_date_of_an_embargo_may_lie_far_away() =>
        Assert.That(Some.Outcome(Some.Column("integer", "plain", "keep").Parse(), ("value", 5L), ("embargo_until", "9999-12-31")), Is.EqualTo("excluded: embargo"));
}
