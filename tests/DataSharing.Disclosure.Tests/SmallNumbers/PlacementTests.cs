namespace DataSharing.Disclosure.Tests.SmallNumbers;

/// <summary>Which step a record gets.</summary>
public sealed class PlacementTests
{
    private static readonly string[] Outward = ["NE1", "NE2", "W1", "W2"];

    [Test]
    public void A_class_of_enough_people_leaves_at_the_finest_step_and_the_rest_at_the_next_one_that_holds()
    {
        ForceProfile profile = Profile(""" "steps": [ {}, { "area": "postcodeArea" } ] """);
        IncidentRecord[] records =
        [
            Record(profile, 1, "A", "NE1 1AA", "V|1"), Record(profile, 2, "A", "NE1 1AA", "V|2"), Record(profile, 3, "A", "NE1 1AA", "V|3"),
            Record(profile, 4, "A", "W1 1AA", "V|4"), Record(profile, 5, "A", "W2 1AA", "V|5"), Record(profile, 6, "A", "W2 1AA", "V|6"),
            Record(profile, 7, "B", "W2 1AA", "V|7"),
        ];
        Planned plan = Counted(profile, records);
        Assert.That(plan.Rows.Select(row => row.Cells[2]), Is.EqualTo((string[])["NE1", "NE1", "NE1", "W", "W", "W"]));
        Assert.That(plan.Counts.HeldBack, Is.EquivalentTo(new Dictionary<string, int> { ["smallNumbers"] = 1 }));
    }

    [Test]
    public void A_later_record_joins_a_class_that_stands_and_a_sent_one_stays_where_it_is()
    {
        ForceProfile profile = Profile(""" "steps": [ {}, { "area": "postcodeArea" } ] """);
        IncidentRecord[] first = [Record(profile, 1, "A", "W1 1AA", "V|1"), Record(profile, 2, "A", "W2 1AA", "V|2"), Record(profile, 3, "A", "W2 1AA", "V|3")];
        Planned plan = Counted(profile, first);
        Assert.That(plan.Rows.Select(row => row.Cells[2]), Is.All.EqualTo("W"));

        IncidentRecord[] second = [.. first, Record(profile, 4, "A", "W2 1AA", "V|4"), Record(profile, 5, "A", "W2 1AA", "V|5")];
        Planned next = Counted(profile, second, Some.Holding(plan));
        Assert.That(next.Rows.Select(row => (row.Entry.Key.Number, row.Entry.Action, row.Cells[2])), Is.EqualTo(((long?, RowAction, string?)[])[(4, RowAction.New, "W"), (5, RowAction.New, "W")]),
            "Two are too few for W2, and those that were sent as W cannot be counted as W2.");
    }

    [Test]
    public void With_refine_a_whole_group_moves_and_nobody_is_left_alone()
    {
        ForceProfile profile = Profile(""" "steps": [ {}, { "area": "postcodeArea" } ], "refine": true """);
        IncidentRecord[] first = [Record(profile, 1, "A", "W1 1AA", "V|1"), Record(profile, 2, "A", "W2 1AA", "V|2"), Record(profile, 3, "A", "W2 1AA", "V|3")];
        IReadOnlyList<HoldingRow> holding = Some.Holding(Counted(profile, first));
        IncidentRecord[] second = [.. first, Record(profile, 4, "A", "W2 1AA", "V|4"), Record(profile, 5, "A", "W1 1AA", "V|5"), Record(profile, 6, "A", "W1 1AA", "V|6")];
        Planned next = Counted(profile, second, holding);
        holding = Some.Holding(next, holding, 2);
        Assert.That(next.Counts.Amend, Is.Zero, "Three of W2 would leave three of W1 behind, but they were not all sent as W before.");

        Planned third = Counted(profile, second, holding);
        Assert.That(third.Rows.Select(row => (row.Entry.Key.Number, row.Entry.Action, row.Cells[2])), Is.EqualTo(((long?, RowAction, string?)[])[
            (1, RowAction.Amend, "W1"), (2, RowAction.Amend, "W2"), (3, RowAction.Amend, "W2"), (4, RowAction.Amend, "W2"), (5, RowAction.Amend, "W1"), (6, RowAction.Amend, "W1")]));
        Assert.That(Counted(profile, second, Some.Holding(third, holding, 3)).Rows, Is.Empty);
    }

    [Test]
    public void Both_sets_must_hold_where_offenders_are_counted_too()
    {
        ForceProfile profile = Profile(""" "steps": [ {}, { "look": "drop" } ], "offenders": { "columns": ["kind", "look"] } """);
        Planned plan = Counted(profile, [.. Enumerable.Range(1, 4).Select(i => Seen(profile, i, $"V|{i}", "O|9"))]);
        Assert.That(plan.Rows.Select(row => row.Cells[4]), Is.All.Null.And.Exactly(4).Items, "One offender of four incidents is told by nothing.");
        plan = Counted(profile, [.. Enumerable.Range(1, 4).Select(i => Seen(profile, i, $"V|{i}", $"O|{i}"))]);
        Assert.That(plan.Rows.Select(row => row.Cells[4]), Is.All.EqualTo("P"));
    }

    [Test]
    public void People_who_are_not_known_count_as_one()
    {
        ForceProfile profile = Profile(""" "steps": [ {} ] """);
        Assert.That(Counted(profile, [.. Enumerable.Range(1, 9).Select(i => Record(profile, i, "A", "W1 1AA", i > 1 ? "V|" : "V|1"))]).Rows, Is.Empty);
        Assert.That(Counted(profile, [.. Enumerable.Range(1, 9).Select(i => Record(profile, i, "A", "W1 1AA", i > 1 ? "V|" + new string(' ', i) : "V|1"))]).Rows, Is.Empty);
        Assert.That(Counted(profile, [.. Enumerable.Range(1, 9).Select(i => Record(profile, i, "A", "W1 1AA", i > 2 ? "V||2026" : $"V|{i}|"))]).Rows, Has.Count.EqualTo(9));
    }

    [TestCase(3)]
    [TestCase(4)]
    [TestCase(5)]
    public void The_order_in_which_records_come_does_not_matter(int seed)
    {
        ForceProfile profile = Profile(""" "steps": [ {}, { "area": "postcodeArea" }, { "kind": "drop" } ] """);
        var random = new Random(seed);
        (string Kind, string Postcode, string[] People)[] world = [.. Enumerable.Range(0, 300).Select(_ => (
            "ABC"[Math.Min(random.Next(9), 2)].ToString(), Outward[Math.Min(random.Next(9), 3)] + " 1AA",
            Enumerable.Range(0, 1 + random.Next(2)).Select(_ => $"V|{random.Next(60)}").ToArray()))];
        string[] once = Cells(profile, world);
        random.Shuffle(world);
        Assert.That(Cells(profile, world).SequenceEqual(once), Is.True, "The same rows leave, with the same cells.");
        Assert.That(once.Select(cells => cells.Split('|')[2].Length).Distinct().Count(), Is.GreaterThan(1), "Several steps were used.");
    }

    private static string[] Cells(ForceProfile profile, (string Kind, string Postcode, string[] People)[] world)
    {
        IncidentRecord[] records = [.. world.Index().Select(one => Record(profile, one.Index + 1, one.Item.Kind, one.Item.Postcode, one.Item.People))];
        return [.. Counted(profile, records).Rows.Select(row => string.Join("|", row.Cells.Select(cell => cell ?? " "))).Order(StringComparer.Ordinal)];
    }

    private static ForceProfile Profile(string rest) => RuleTests.Counted(rest).Parse();

    private static IncidentRecord Record(ForceProfile profile, long id, string kind, string postcode, params string[] people) => Some.Record(profile, id,
        ("happened", "2026-01-15"), ("kind", kind), ("area", postcode), ("people", string.Join('\u001F', people)));

    private static IncidentRecord Seen(ForceProfile profile, long id, params string[] people) => Some.Record(profile, id,
        ("happened", "2026-01-15"), ("kind", "A"), ("area", "W1 1AA"), ("people", string.Join('\u001F', people)), ("look", "P"), ("crime", true));

    private static Planned Counted(ForceProfile profile, IncidentRecord[] records, IReadOnlyList<HoldingRow>? holding = null)
    {
        var planner = new Planner(profile, Some.Keys(), Some.Today, full: false);
        planner.Survey(records, holding ?? []);
        return new Planned([.. planner.Rows(records, holding ?? [])], planner.Counts, planner.Gone);
    }
}
