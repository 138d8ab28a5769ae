using DataSharing.Disclosure.Profile;

namespace DataSharing.Disclosure.Tests.Selecting;

public sealed class OffenderTests
{
    [TestCase("text", "Yes", "ASSAULT")]
    [TestCase("text", "No", null)]
    [TestCase("text", "Unknown", null)]
    [TestCase("text", "yes", null)]
    [TestCase("text", "Yes ", null)]
    [TestCase("text", "", null)]
    [TestCase("text", null, null)]
    [TestCase("text", 1L, "held back: unreadable crime")]
    [TestCase("boolean", 1L, "ASSAULT")]
    [TestCase("boolean", 0L, null)]
    [TestCase("boolean", null, null)]
    [TestCase("boolean", "Yes", "held back: unreadable crime")]
    public void Detail_of_an_offender_is_released_of_a_crime_only(string type, object? crime, string? expected)
    {
        ForceProfile profile = Text(type).Parse();
        Assert.That(Some.Outcome(profile, ("detail", "A"), ("crime", crime)), Is.EqualTo(expected));
    }

    [Test]
    public void Other_columns_do_not_ask_whether_it_is_a_crime()
    {
        ForceProfile profile = Text("text").With("other", "integer", "plain", "keep").Parse();
        Assert.That(Some.Plan(profile, [Some.Record(profile, 1L, ("detail", "A"), ("crime", "No"), ("other", 5L))]).Lines, Is.EqualTo(new[] { "New 1 1 -|5" }));
        Assert.That(Some.Column("integer", "plain", "keep").Roles("\"isCrime\": \"crime\"").Field("crime", "text", "special").Parse().Shape.Columns, Does.Not.Contain("crime"));
    }

    [Test]
    public void An_incident_that_is_a_crime_no_longer_loses_its_detail()
    {
        ForceProfile profile = Text("text").Parse();
        Planned first = Some.Plan(profile, [Some.Record(profile, 1L, ("detail", "A"), ("crime", "Yes"))]);
        Assert.That(Some.Plan(profile, [Some.Record(profile, 1L, ("detail", "A"), ("crime", "Unknown"))], Some.Holding(first)).Lines, Is.EqualTo(new[] { "Amend 1 2 -" }));
    }

    [Test]
    public void Rejects_offender_fields_where_no_column_says_what_a_crime_is() =>
        Assert.That(Some.Profile().Field("detail", "text", "special", aboutOffender: true).With("value", "integer", "plain", "keep").Problems(), Has.Count.EqualTo(1).And.All.Contains("\"detail\" is about an offender, and no column says whether an incident is a crime."));

    [Test]
    public void Rejects_a_list_of_values_in_which_nothing_is_a_crime() =>
        Assert.That(Some.Profile().Roles("\"isCrime\": \"crime\"").Field("crime", "text", "special", """["Y", "N"]""").With("value", "integer", "plain", "keep").Problems(),
            Has.Count.EqualTo(1).And.All.Contains("The values of \"crime\" do not have \"Yes\"."));

    private static ProfileText Text(string type) =>
        Some.Profile().Roles("\"isCrime\": \"crime\"").Field("crime", type, "special").Field("detail", "text", "special", aboutOffender: true)
            .Column("detail", """{ "kind": "recode", "codes": "kind", "whenNull": "NONE" }""", special: true);
}
