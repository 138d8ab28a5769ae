using DataSharing.Disclosure.Profile;

namespace DataSharing.Disclosure.Tests.Treatments;

/// <summary>What leaves of a date depends on how exactly it is known, wherever the date is looked at.</summary>
public sealed class InexactDateTests
{
    private const string Happened = "2026-03-01 00:00";
    private const string Words = """["Exact", "Day", "Month", "Unknown"]""";

    // The cells of the treatment for Exact, Day, Month, Unknown, and where nobody said.
    [TestCase("""{ "kind": "timeBand", "hours": 6 }""", false, "00:00-05:59 - - - -")]
    [TestCase("""{ "kind": "timeBand", "hours": 6 }""", true, "00:00-05:59 - - - -")]
    [TestCase("""{ "kind": "date", "precision": "day" }""", false, "2026-03-01 2026-03-01 - - -")]
    [TestCase("""{ "kind": "date", "precision": "day" }""", true, "2026-03-01 2026-03-01 2026-03-01 - -")]
    [TestCase("""{ "kind": "date", "precision": "week" }""", false, "2026-02-23 2026-02-23 - - -")]
    [TestCase("""{ "kind": "date", "precision": "week" }""", true, "2026-02-23 2026-02-23 - - -")]
    [TestCase("""{ "kind": "date", "precision": "month" }""", false, "2026-03 2026-03 2026-03 - -")]
    [TestCase("""{ "kind": "date", "precision": "quarter" }""", false, "2026-Q1 2026-Q1 2026-Q1 - -")]
    [TestCase("""{ "kind": "date", "precision": "year" }""", false, "2026 2026 2026 - -")]
    [TestCase("presence", false, "Y Y Y N N")]
    [TestCase("""{ "kind": "constant", "value": "CST" }""", false, "CST CST CST CST CST")]
    public void A_cell_says_no_more_than_is_known(string treatment, bool precisionIsTold, string cells)
    {
        ForceProfile profile = Text(treatment, precisionIsTold).Parse();
        Assert.That(Cells(profile, Happened), Is.EqualTo(cells));
        Assert.That(Some.Outcome(profile, ("value", Happened), ("exactness", "Roughly")), Is.EqualTo("held back: notInList exactness"));
        Assert.That(Some.Outcome(profile, ("value", Happened), ("exactness", 4)), Is.EqualTo("held back: unreadable exactness"));
    }

    [Test]
    public void The_day_that_the_source_has_for_a_month_means_nothing() =>
        Assert.That(Cells(Text("""{ "kind": "date", "precision": "day" }""", true).Parse(), "2026-03-17 14:20"), Is.EqualTo("2026-03-17 2026-03-17 2026-03-01 - -"));

    [TestCase("keep", "2026-03-01")]
    [TestCase("""{ "kind": "recode", "codes": "said" }""", "2026-03-01")]
    [TestCase("""{ "kind": "recode", "codes": "blurred" }""", null)]
    public void The_first_of_a_month_stands_only_beside_a_column_that_tells_months_from_days(string precision, string? cell)
    {
        ForceProfile profile = Text("""{ "kind": "date", "precision": "day" }""", false)
            .Map(""" "said": { "Exact": "D", "Day": "D", "Month": "M", "Unknown": "U" }, "blurred": { "Exact": "D", "Day": "D", "Month": "D", "Unknown": "U" } """)
            .Column("exactness", precision).Parse();
        Assert.That(Some.Outcome(profile, ("value", Happened), ("exactness", "Month")), Is.EqualTo(cell));
        Assert.That(profile.Descriptions.Single(column => column.Name == "value").Form,
            Is.EqualTo(cell is null ? "A day, written yyyy-MM-dd. Empty where the day is not known." : "A day, written yyyy-MM-dd. Where only the month is known, its first day."));
    }

    [Test]
    public void A_kept_date_goes_by_the_same_rule()
    {
        ForceProfile profile = Some.Profile().With("value", "date", "quasi", "keep").Field("exactness", "text", "quasi", Words).Roles(Role).Parse();
        Assert.That(Cells(profile, "2026-03-01"), Is.EqualTo("2026-03-01 2026-03-01 - - -"));
    }

    // Exact, Day, Month, Unknown, nobody said: of a month every day has to meet the condition.
    [TestCase(""" "after": "2026-02-28" """, "shared shared shared - -")]
    [TestCase(""" "after": "2026-03-10" """, "shared shared - - -")]
    [TestCase(""" "before": "2026-03-10" """, "- - - - -")]
    [TestCase(""" "before": "2026-04-01" """, "shared shared shared - -")]
    [TestCase(""" "after": "2026-01-31", "before": "2026-03-20" """, "shared shared - - -")]
    [TestCase(""" "present": true """, "shared shared shared - -")]
    [TestCase(""" "present": false """, "- - - shared shared")]
    public void A_condition_is_met_by_what_is_known(string condition, string expected)
    {
        string day = condition.Contains("\"before\": \"2026-03-10\"", StringComparison.Ordinal) || condition.Contains("03-20", StringComparison.Ordinal) ? "2026-03-15" : "2026-03-17";
        ForceProfile profile = Some.Column("integer", "plain", "keep").Field("happened", "dateTime", "quasi").Field("exactness", "text", "quasi", Words)
            .Roles(Role.Replace("value", "happened", StringComparison.Ordinal)).Gates($$""" "conditions": [ { "field": "happened", {{condition}} } ] """).Parse();
        IEnumerable<string> found = new[] { "Exact", "Day", "Month", "Unknown", null }
            .Select(word => Some.Outcome(profile, ("value", 5L), ("happened", day + " 14:00"), ("exactness", word)) == "5" ? "shared" : "-");
        Assert.That(string.Join(' ', found), Is.EqualTo(expected));
    }

    [TestCase("""{ "kind": "date", "precision": "day" }""", 1)]
    [TestCase("""{ "kind": "date", "precision": "week" }""", 1)]
    [TestCase("""{ "kind": "date", "precision": "month" }""", 0)]
    public void Under_mode_k_no_such_date_is_released_by_the_day(string treatment, int problems)
    {
        ProfileText text = SmallNumbers.RuleTests.Counted(""" "steps": [ {} ] """).Field("exactness", "text", "quasi", Words).Roles(Role.Replace("value", "happened", StringComparison.Ordinal));
        Assert.That(text.Problems(), Is.Empty);
        ProfileText other = Some.Profile().Counting().With("happened", "date", "quasi", treatment).Field("exactness", "text", "quasi", Words).Roles(Role.Replace("value", "happened", StringComparison.Ordinal))
            .SmallNumbers("""{ "mode": "k", "k": 3, "release": "atPeriodEnd", "period": "month", "periodOf": "happened", "steps": [ {} ] }""");
        Assert.That(other.Problems().Where(problem => problem.Contains("roles.datePrecision", StringComparison.Ordinal)), Has.Exactly(problems).Items);
        Assert.That(other.Problems(), Has.Count.EqualTo(problems));
    }

    [TestCase(""" "column": "nothing", "dates": ["value"], "exact": "Exact", "day": "Day", "month": "Month" """, "is not among the fields")]
    [TestCase(""" "column": "exactness", "dates": ["exactness"], "exact": "Exact", "day": "Day", "month": "Month" """, "is not a date or dateTime")]
    [TestCase(""" "column": "exactness", "dates": ["value"], "exact": "Exact", "day": "Days", "month": "Month" """, "\"Days\" is not a value of \"exactness\"")]
    [TestCase(""" "column": "exactness", "dates": ["value"], "exact": "Exact", "day": "Exact", "month": "Month" """, "Two precisions have the same word")]
    [TestCase(""" "column": "wording", "dates": ["value"], "exact": "Exact", "day": "Day", "month": "Month" """, "has no closed list")]
    public void A_role_that_means_nothing_is_a_problem(string role, string problem) =>
        Assert.That(Some.Column("dateTime", "quasi", "presence").Field("exactness", "text", "quasi", Words).Field("wording", "text", "quasi").Roles($$""" "datePrecision": { {{role}} } """).Problems(),
            Has.Exactly(1).Contains(problem));

    private const string Role = """ "datePrecision": { "column": "exactness", "dates": ["value"], "exact": "Exact", "day": "Day", "month": "Month" } """;

    private static ProfileText Text(string treatment, bool precisionIsTold)
    {
        ProfileText text = Some.Column("dateTime", "quasi", treatment).Field("exactness", "text", "quasi", Words).Roles(Role);
        return precisionIsTold ? text.Column("exactness", "keep") : text;
    }

    private static string Cells(ForceProfile profile, string value) =>
        string.Join(' ', new[] { "Exact", "Day", "Month", "Unknown", null }.Select(word => Some.Outcome(profile, ("value", value), ("exactness", word)) ?? "-"));
}
