using System.Globalization;
using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Profile;
using DataSharing.Disclosure.Records;
using DataSharing.Disclosure.Tests.SmallNumbers;

namespace DataSharing.Disclosure.Tests.Planning;

/// <summary>Which ranges can be sent again, and which records are in one: nothing from which a day could be found.</summary>
public sealed class ReleasedRangeTests
{
    private static ProfileText Dated(string precision, string name = "happened") => Some.Profile().With(name, "date", "quasi", $$"""{ "kind": "date", "precision": "{{precision}}" }""");

    [TestCase("day", "2026-04-01", "2026-04-30", null)]
    [TestCase("day", "2026-02-01", "2026-02-28", null)]
    [TestCase("day", "2024-02-01", "2024-02-29", null)]
    [TestCase("day", "2025-12-01", "2026-02-28", null)]
    [TestCase("day", "0001-01-01", "9999-12-31", null)]
    [TestCase("day", "2026-04-02", "2026-04-30", "--from 2026-04-01 --to 2026-04-30")]
    [TestCase("day", "2026-04-01", "2026-04-29", "--from 2026-04-01 --to 2026-04-30")]
    [TestCase("day", "2024-02-01", "2024-02-28", "--from 2024-02-01 --to 2024-02-29")]
    [TestCase("day", "2026-04-15", "2026-04-15", "--from 2026-04-01 --to 2026-04-30")]
    [TestCase("day", "2026-05-01", "2026-04-30", "ends before it begins")]
    [TestCase("week", "2026-04-06", "2026-04-12", "first day of a month")]
    [TestCase("week", "2026-04-01", "2026-04-30", null)]
    [TestCase("month", "2026-04-01", "2026-04-30", null)]
    [TestCase("quarter", "2026-04-01", "2026-06-30", null)]
    [TestCase("quarter", "2026-04-01", "2026-04-30", "--from 2026-04-01 --to 2026-06-30")]
    [TestCase("quarter", "2026-05-01", "2026-09-30", "--from 2026-04-01 --to 2026-09-30")]
    [TestCase("year", "2026-01-01", "2026-12-31", null)]
    [TestCase("year", "2026-01-01", "2026-06-30", "first day of a year")]
    public void A_range_is_of_whole_months_or_of_what_is_released(string precision, string from, string to, string? said) => Judge(Dated(precision).Parse(), from, to, null, said);

    [Test]
    public void A_kept_date_has_months_and_the_coarsest_step_decides_under_mode_k()
    {
        Judge(Some.Column("date", "quasi", "keep").Parse(), "2026-04-01", "2026-04-30", null, null);
        ForceProfile steps = RuleTests.Counted(""" "steps": [ {}, { "happened": { "kind": "date", "precision": "quarter" } }, { "happened": "drop" } ] """).Parse();
        Judge(steps, "2026-04-01", "2026-04-30", null, "first day of a quarter");
        Judge(steps, "2026-04-01", "2026-06-30", null, null);
    }

    [Test]
    public void The_date_is_the_one_that_the_profile_releases()
    {
        Judge(Some.Column("integer", "plain", "keep").Parse(), "2026-04-01", "2026-04-30", null, "releases no date");
        Judge(Some.Profile().With("band", "dateTime", "quasi", """{ "kind": "timeBand", "hours": 6 }""").Parse(), "2026-04-01", "2026-04-30", null, "releases no date");
        ForceProfile two = Dated("day").With("told", "date", "quasi", """{ "kind": "date", "precision": "quarter" }""").With("value", "integer", "plain", "keep").Headed("told", "Reported").Parse();
        Judge(two, "2026-04-01", "2026-04-30", null, "more than one date: happened, Reported. Name one");
        Judge(two, "2026-04-01", "2026-04-30", "happened", null);
        Judge(two, "2026-04-01", "2026-04-30", "told", "A range of Reported begins on the first day of a quarter");
        Judge(two, "2026-04-01", "2026-06-30", "Reported", null);
        Judge(two, "2026-04-01", "2026-06-30", "value", "is no date");
        ReleasedRange.Of(two, new DateOnly(2026, 4, 1), new DateOnly(2026, 4, 30), "Perpetua", out string? problem);
        Assert.That(problem, Does.Contain("happened, Reported").And.Not.Contain("Perpetua"));
    }

    [Test]
    public void Two_ranges_cannot_be_subtracted_to_find_a_day()
    {
        ForceProfile profile = Dated("day").Parse();
        var first = new DateOnly(2026, 1, 1);
        IncidentRecord[] days = [.. Enumerable.Range(0, 150).Select(day => Some.Record(profile, (long)day, ("happened", Iso(first.AddDays(day)))))];
        IReadOnlyList<HoldingRow> holding = Some.Holding(Some.Plan(profile, days));
        var found = new List<HashSet<long>>();
        for (int from = 0; from < days.Length; from++)
        {
            for (int to = from; to < days.Length; to++)
            {
                if (ReleasedRange.Of(profile, first.AddDays(from), first.AddDays(to), null, out _) is { } range)
                {
                    found.Add([.. Some.Plan(profile, days, holding, range: range).Rows.Select(row => row.Entry.Key.Number!.Value)]);
                }
            }
        }

        Assert.That(found, Has.Count.EqualTo(10), "January to April, and what begins and ends among them.");
        foreach (HashSet<long> difference in found.SelectMany(one => found.Select(other => one.Except(other).ToHashSet())))
        {
            foreach (IGrouping<int, int> month in Enumerable.Range(0, 120).GroupBy(day => first.AddDays(day).Month))
            {
                Assert.That(month.Count(day => difference.Contains(day)), Is.EqualTo(0).Or.EqualTo(month.Count()), "A month is whole, or not there.");
            }
        }
    }

    [Test]
    public void A_range_is_the_difference_and_what_the_force_has_of_it_again()
    {
        ForceProfile profile = Dated("day").With("value", "integer", "plain", "keep").Parse();
        IncidentRecord Of(long key, string? happened, object? value, params (string, object?)[] more) => Some.Record(profile, key, [("happened", happened), ("value", value), .. more]);
        IReadOnlyList<HoldingRow> holding = Some.Holding(Some.Plan(profile,
            [Of(1, "2026-03-31", 1L), Of(2, "2026-04-01", 2L), Of(3, "2026-04-30", 3L), Of(4, "2026-05-01", 4L), Of(5, null, 5L), Of(6, "2026-04-10", 6L), Of(7, "2026-04-11", 7L), Of(8, "2026-04-12", 8L), Of(9, "2026-04-13", 9L)]));
        IncidentRecord[] now =
        [
            Of(1, "2026-03-31", 1L), Of(2, "2026-04-01", 2L), Of(3, "2026-04-30", 3L), Of(4, "2026-05-01", 44L), Of(5, null, 5L),
            Of(6, "2026-04-10", "not a number"), Of(7, "2026-04-11", 7L, ("do_not_share", true)), Of(8, "2026-03-12", 8L), Of(10, "2026-03-01", 10L),
        ];
        Planned plan = Some.Plan(profile, now, holding, range: April(profile));
        Assert.That(plan.Lines, Is.EqualTo(new[]
        {
            "Resend 2 1 2026-04-01|2", "Resend 3 1 2026-04-30|3", "Amend 4 2 2026-05-01|44", "Withdraw 7 2", "Amend 8 2 2026-03-12|8", "Withdraw 9 2", "New 10 1 2026-03-01|10",
        }), "What is held back stays, and a record without a date is in no range.");
        Assert.That((plan.Counts.Resend, plan.Counts.HeldBack["unreadable"]), Is.EqualTo((2, 1)));
        Assert.That(Some.Plan(profile, now, holding).Lines, Is.EqualTo(plan.Lines.Where(line => !line.StartsWith("Resend", StringComparison.Ordinal))));
    }

    [TestCase("week", "2026-05-01", false, "2026-04-27", true)]
    [TestCase("week", "2026-03-31", false, "2026-04-06", true)]
    [TestCase("month", "2026-03-31", false, "2026-04-30", true)]
    public void What_is_released_decides_and_not_what_the_source_has(string precision, string one, bool isOne, string other, bool isOther)
    {
        // The week that begins on 27 April has the first of May in it.
        ForceProfile profile = Dated(precision).Parse();
        IncidentRecord[] source = [Some.Record(profile, 1L, ("happened", one)), Some.Record(profile, 2L, ("happened", other))];
        Planned plan = Some.Plan(profile, source, Some.Holding(Some.Plan(profile, source)), range: April(profile));
        bool monday = precision == "week" && one == "2026-05-01";
        Assert.That(plan.Rows.Select(row => row.Entry.Key.Number), Is.EqualTo(new long?[] { isOne || monday ? 1 : null, isOther ? 2 : null }.OfType<long>()));
    }

    [Test]
    public void A_quarter_is_in_a_range_as_a_whole()
    {
        ForceProfile profile = Dated("quarter").Parse();
        IncidentRecord[] source = [.. new[] { "2025-03-31", "2025-04-01", "2025-06-30", "2025-07-01" }.Select((day, i) => Some.Record(profile, (long)i, ("happened", day)))];
        ReleasedRange range = ReleasedRange.Of(profile, new DateOnly(2025, 4, 1), new DateOnly(2025, 6, 30), null, out _)!;
        Assert.That(Some.Plan(profile, source, Some.Holding(Some.Plan(profile, source)), range: range).Lines, Is.EqualTo(new[] { "Resend 1 1 2025-Q2", "Resend 2 1 2025-Q2" }));
    }

    [Test]
    public void A_plan_explains_what_becomes_of_each_record()
    {
        ForceProfile profile = Some.Column("integer", "plain", "keep").Field("case_ref", "text", "internal").Roles("\"caseReference\": \"case_ref\"").Parse();
        IncidentRecord Of(long key, object? value, params (string Field, object? Value)[] more)
        {
            var row = new Dictionary<string, object?> { ["incident_id"] = key, ["force_slug"] = Some.Force, ["status"] = "Verified", ["do_not_share"] = false, ["value"] = value, ["case_ref"] = $"CST-{key}" };
            foreach ((string field, object? changed) in more)
            {
                row[field] = changed;
            }

            return new IncidentRecord(profile.ExplainedShape, [.. profile.ExplainedShape.Columns.Select(column => row.GetValueOrDefault(column))]);
        }

        IReadOnlyList<HoldingRow> holding = Some.Holding(Some.Plan(profile, [.. Enumerable.Range(1, 6).Concat([10, 11]).Select(key => Of(key, (long)key))]), sequence: 3);
        IncidentRecord[] now = [Of(1, 1L), Of(2, 22L), Of(3, 3L, ("do_not_share", true)), Of(4, "x"), Of(7, "x"), Of(8, 8L, ("status", "Unverified")), Of(9, 9L, ("case_ref", null))];
        var told = new PlanExplanations();
        var planner = new Planner(profile, Some.Keys(), Some.Today, full: false, explanations: told);
        PlannedRow[] rows = [.. planner.Rows(now, holding, keys =>
        {
            Assert.That(keys.Select(key => key.Number), Is.EqualTo(new long?[] { 5, 6, 10, 11 }));
            return
            [
                (IncidentKey.FromNumber(5), Of(5, 5L, ("force_slug", "essex"))), (IncidentKey.FromNumber(10), Of(10, 10L, ("force_slug", "Metropolitan"))),
                (IncidentKey.FromNumber(11), Of(11, 11L, ("force_slug", "Metropolitan"), ("do_not_share", true))),
            ];
        })];
        Assert.That(rows.Select(row => Said(told.Rows[row.Entry.Key])), Is.EqualTo(new[] { "2 CST-2 3", "3 CST-3 3 objection", "9  ", "5 CST-5 3 otherForce", "6  3 deleted", "11 CST-11 3 objection" }));
        Assert.That(told.HeldBack.Select(Said), Is.EqualTo(new[] { "4 CST-4 3 unreadable value", "10 CST-10 3 notInList force_slug", "7 CST-7  unreadable value" }), "What the force has comes first.");
        Assert.That(told.Excluded.Select(Said), Is.EqualTo(new[] { "8 CST-8  status" }));
        Assert.That($"{told} {told.HeldBack[0]}", Is.EqualTo("(withheld) (withheld)"));
    }

    [Test]
    public void No_more_than_a_thousand_records_of_a_kind_are_listed_and_those_the_force_has_come_first()
    {
        ForceProfile profile = Some.Column("integer", "plain", "keep").Parse();
        IEnumerable<IncidentRecord> Source(object? last) => Enumerable.Range(1, 2600).Select(key => key % 2 == 0 ? Some.Record(profile, (long)key, ("value", "x")) : Some.Record(profile, (long)key, ("status", "Unverified")))
            .Append(Some.Record(profile, 2601L, ("value", last)));
        var told = new PlanExplanations();
        _ = new Planner(profile, Some.Keys(), Some.Today, full: false, explanations: told).Rows(Source("x"), Some.Holding(Some.Plan(profile, [Some.Record(profile, 2601L, ("value", 1L))]))).Count();
        Assert.That((told.HeldBack.Count, told.Excluded.Count, told.HeldBack[0].Key.Number), Is.EqualTo((PlanExplanations.ListedAtMost, PlanExplanations.ListedAtMost, (long?)2601)));
    }

    private static string Said(ExplainedRecord record) =>
        $"{record.Key} {record.CaseReference} {record.LastSequence}{(record.Reason is null ? "" : " " + record.Reason.Code)}{(record.Field is null ? "" : " " + record.Field)}";

    private static ReleasedRange April(ForceProfile profile) => ReleasedRange.Of(profile, new DateOnly(2026, 4, 1), new DateOnly(2026, 4, 30), null, out _)!;

    private static void Judge(ForceProfile profile, string from, string to, string? column, string? said)
    {
        ReleasedRange? range = ReleasedRange.Of(profile, DateOnly.Parse(from, CultureInfo.InvariantCulture), DateOnly.Parse(to, CultureInfo.InvariantCulture), column, out string? problem);
        Assert.That((range is null, problem is null), Is.EqualTo((said is not null, said is null)), problem);
        Assert.That(problem ?? "", Does.Contain(said ?? ""));
    }

    private static string Iso(DateOnly day) => day.ToString("O", CultureInfo.InvariantCulture);
}
