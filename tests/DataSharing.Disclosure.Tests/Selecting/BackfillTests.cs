using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Profile;

namespace DataSharing.Disclosure.Tests.Selecting;

/// <summary>How far back a first file goes, where the agreement says so.</summary>
public sealed class BackfillTests
{
    private const string Before = "excluded: beforeBackfill";

    private static ForceProfile Limited => Some.Column("integer", "plain", "keep").Field("happened", "date", "quasi").Field("reported", "dateTime", "quasi")
        .Field("born", "date", "direct", more: ", \"holds\": \"date\"").Agreement("\"backfillFrom\": \"2026-03-01\"").Parse();

    [TestCase("2026-03-01", "2026-03-02 10:00", "5")]
    [TestCase("2026-02-28", "2026-03-02 10:00", Before)]
    [TestCase("2026-03-01", "2026-02-28 23:59", Before)]
    [TestCase(null, "2026-03-01 00:00", "5")]
    [TestCase("2026-03-01", null, "5")]
    [TestCase(null, null, Before)]
    [TestCase("soon", "2026-03-02 10:00", "held back: unreadable happened")]
    [TestCase("soon", "2026-02-02 10:00", Before)]
    public void A_record_of_an_earlier_day_is_not_shared(string? happened, string? reported, string expected) =>
        Assert.That(Some.Outcome(Limited, ("value", 5L), ("happened", happened), ("reported", reported)), Is.EqualTo(expected));

    [Test]
    public void What_the_force_has_already_stays_and_is_kept_up_to_date()
    {
        ForceProfile open = Some.Column("integer", "plain", "keep").Field("happened", "date", "quasi").Field("reported", "dateTime", "quasi")
            .Field("born", "date", "direct", more: ", \"holds\": \"date\"").Parse();
        IReadOnlyList<HoldingRow> held = Some.Holding(Some.Plan(open, [Some.Record(open, 1L, ("value", 5L))]));
        Assert.That(Some.Plan(Limited, [Some.Record(Limited, 1L, ("value", 5L), ("happened", "2020-01-01"))], held).Lines, Is.Empty);
        Assert.That(Some.Plan(Limited, [Some.Record(Limited, 1L, ("value", 6L), ("happened", "2020-01-01"))], held).Lines, Is.EqualTo(new[] { "Amend 1 2 6" }));
    }

    [Test]
    public void Without_a_date_to_compare_and_after_the_end_the_limit_is_a_problem()
    {
        Assert.That(Some.Column("integer", "plain", "keep").Agreement("\"backfillFrom\": \"2026-03-01\"").Problems(), Has.Some.Contains("agreement.backfillFrom").And.Some.Contains("holds"));
        Assert.That(Some.Column("date", "quasi", "keep").Agreement("\"backfillFrom\": \"2027-03-01\"").Problems(), Has.Some.Contains("Nothing could be shared"));
    }
}
