using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Profile;
using DataSharing.Disclosure.Records;
using DataSharing.Disclosure.SmallNumbers;

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

        IncidentRecord[] second = [.. first, Record(profile, 4, "A", "W2 1AA", "V|4"), Record(profile, 5, "A", "W2 1AA", "V|5"), Record(profile, 6, "A", "W1 1AA", "V|6")];
        Planned next = Counted(profile, second, Some.Holding(plan));
        Assert.That(next.Rows.Select(row => (row.Entry.Key.Number, row.Entry.Action, row.Cells[2])), Is.EqualTo(((long?, RowAction, string?)[])[(4, RowAction.New, "W"), (5, RowAction.New, "W"), (6, RowAction.New, "W")]),
            "Two are too few for W2, and those that were sent as W cannot be counted as W2.");
    }

    [Test]
    public void Late_records_wait_until_enough_of_their_period_arrive_together()
    {
        ForceProfile profile = Profile(""" "steps": [ {}, { "area": "postcodeArea" } ] """);
        IncidentRecord[] records = [Record(profile, 1, "A", "W1 1AA", "V|1"), Record(profile, 2, "A", "W1 1AA", "V|2"), Record(profile, 3, "A", "W1 1AA", "V|3")];
        IReadOnlyList<HoldingRow> holding = Some.Holding(Counted(profile, records));

        records = [.. records, Record(profile, 4, "A", "W1 1AA", "V|4"), Record(profile, 5, "A", "W1 1AA", "V|5"), Record(profile, 6, "A", "W1 1AA", "V|5")];
        Planned plan = Counted(profile, records, holding);
        Assert.That(plan.Rows, Is.Empty, "Three records of two people.");
        Assert.That(plan.Counts.HeldBack, Is.EquivalentTo(new Dictionary<string, int> { ["latePeriod"] = 3 }));
        Assert.That(Counted(profile, [.. records, Dated(profile, 7, "2026-02-03", "V|7"), Dated(profile, 8, "2026-02-03", "V|8"), Dated(profile, 9, "2026-02-03", "V|9")], holding).Rows.Select(row => row.Entry.Key.Number),
            Is.EqualTo((long?[])[4, 5, 6, 7, 8, 9]), "February is in the same quarter.");
        Assert.That(Counted(profile, [.. records, Dated(profile, 7, "2025-12-03", "V|7"), Dated(profile, 8, "2025-12-03", "V|8"), Dated(profile, 9, "2025-12-03", "V|9")], holding).Rows.Select(row => row.Entry.Key.Number),
            Is.EqualTo((long?[])[7, 8, 9]), "December is in another, and its rows arrive with each other.");
        Assert.That(Counted(profile, [.. records, Record(profile, 7, "A", "W1 1AA", "V|7")], holding).Rows, Has.Count.EqualTo(4));
        Assert.That(Counted(profile, [.. records, Record(profile, 7, "B", "NE1 1AA", "V|7")], holding).Counts.HeldBack,
            Is.EquivalentTo(new Dictionary<string, int> { ["latePeriod"] = 3, ["smallNumbers"] = 1 }), "Who cannot leave is no company for the others.");
    }

    [Test]
    public void What_returns_is_no_company_for_what_is_new_but_new_rows_are_for_what_returns()
    {
        ForceProfile profile = Profile(""" "steps": [ {} ] """);
        IncidentRecord[] all = [.. Enumerable.Range(1, 9).Select(i => Record(profile, i, "A", "W1 1AA", $"V|{i}"))];
        IReadOnlyList<HoldingRow> holding = Some.Holding(Counted(profile, all[..6]));
        Planned gone = Counted(profile, all[2..6], holding);
        Assert.That(gone.Rows.Select(row => row.Entry.Action), Is.EqualTo((RowAction[])[RowAction.Withdraw, RowAction.Withdraw]), "A withdrawal never waits.");
        holding = Some.Holding(gone, holding, 2);

        Assert.That(Counted(profile, all[..6], holding).Counts.HeldBack, Is.EquivalentTo(new Dictionary<string, int> { ["latePeriod"] = 2 }));
        Assert.That(Counted(profile, all[..8], holding).Counts.HeldBack, Is.EquivalentTo(new Dictionary<string, int> { ["latePeriod"] = 4 }), "Two that return are known by their tokens; the other two would stand out.");
        Planned together = Counted(profile, all, holding);
        Assert.That(together.Rows.Select(row => (row.Entry.Key.Number, row.Entry.Action)), Is.EqualTo(((long?, RowAction)[])[(1, RowAction.New), (2, RowAction.New), (7, RowAction.New), (8, RowAction.New), (9, RowAction.New)]));
        Assert.That(together.Rows[0].Entry.Token, Is.EqualTo(holding[0].Token));
    }

    [Test]
    public void In_a_full_export_too_a_late_record_waits()
    {
        ForceProfile profile = Profile(""" "steps": [ {} ] """);
        IncidentRecord[] all = [.. Enumerable.Range(1, 4).Select(i => Record(profile, i, "A", "W1 1AA", $"V|{i}"))];
        Planned plan = Counted(profile, all, Some.Holding(Counted(profile, all[..3])), full: true);
        Assert.That(plan.Rows.Select(row => row.Entry.Action), Is.EqualTo((RowAction[])[RowAction.Resend, RowAction.Resend, RowAction.Resend]));
        Assert.That(plan.Counts.HeldBack, Is.EquivalentTo(new Dictionary<string, int> { ["latePeriod"] = 1 }));
    }

    [Test]
    public void Rows_that_show_no_date_arrive_together_and_whoever_counted_on_them_is_placed_again()
    {
        // Three of two years share a class without a date. In the finest form each is alone.
        ForceProfile profile = Profile(""" "steps": [ {}, { "happened": "drop", "area": "drop" } ] """);
        IncidentRecord[] records = [Record(profile, 1, "A", "W1 1AA", "V|1"), Dated(profile, 2, "2025-01-03", "V|2"), Dated(profile, 3, "2024-01-03", "V|3")];
        Planned plan = Counted(profile, records);
        Assert.That(plan.Rows.Select(row => row.Cells[0]), Is.EqualTo((string?[])[null, null, null]));
        Assert.That(Counted(profile, [.. records, Dated(profile, 4, "2023-01-03", "V|4"), Dated(profile, 5, "2022-01-03", "V|5")], Some.Holding(plan)).Rows, Is.Empty, "Two of no date are too few.");
    }

    [Test]
    public void Rows_of_another_mode_are_said_to_be_in_no_class()
    {
        ForceProfile profile = Profile(""" "steps": [ {} ] """);
        IncidentRecord[] records = [.. Enumerable.Range(1, 4).Select(i => Record(profile, i, i < 4 ? "A" : "B", "W1 1AA", $"V|{i}"))];
        HoldingRow[] before = [.. Some.Holding(Counted(profile, [.. Enumerable.Range(1, 4).Select(i => Record(profile, i, "B", "W1 1AA", $"V|{i}"))])).Select(row => new HoldingRow(row.Key, row.Token, row.Version, row.RowHash, row.KeyId, row.LastSequence, null))];
        SmallNumberFigures figures = Figures(profile, records, before[3..]);
        Assert.That((figures.Holds, figures.Uncounted, figures.Released.Rows), Is.EqualTo(((bool?)false, 1, 3)), "The fourth was sent alone, and is kept.");
        Assert.That(Figures(profile, records[..3], []).Holds, Is.True);
    }

    [Test]
    public void The_claim_counts_rows_that_the_recipient_keeps_and_falls_with_a_correction_of_whom_they_are_about()
    {
        ForceProfile profile = Profile(""" "steps": [ {} ] """);
        IncidentRecord[] records = [.. Enumerable.Range(1, 3).Select(i => Record(profile, i, "A", "W1 1AA", $"V|{i}"))];
        IReadOnlyList<HoldingRow> holding = Some.Holding(Counted(profile, records));
        records[2] = Record(profile, 3, "B", "W1 1AA", "V|3");
        SmallNumberFigures figures = Figures(profile, records, holding);
        Assert.That((figures.Holds, figures.Released.Rows, figures.Released.SmallestClass), Is.EqualTo(((bool?)true, 3, 3)), "The third was corrected, and the recipient keeps what it has.");
        records[2] = Record(profile, 3, "A", "W1 1AA", "V|2");
        figures = Figures(profile, records, holding);
        Assert.That((figures.Holds, figures.ShrunkClasses, figures.Released.SmallestClass), Is.EqualTo(((bool?)false, 1, 2)));
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

    [TestCase("12", "012", "V|12")]
    [TestCase("p-7", "P-7", "P -7")]
    [TestCase("ab", "a\u200Bb", "\u0430b")]
    [TestCase("41", "\uFF14\uFF11", " 41\t")]
    [TestCase("", "  ", "\u00A0\u200B")]
    public void Ways_to_write_one_id_make_no_people(string one, string same, string again)
    {
        ForceProfile profile = Profile(""" "steps": [ {} ] """);
        string[] ids = [one, same, again.Replace("V|", "", StringComparison.Ordinal), "second"];
        IncidentRecord[] records = [.. ids.Index().Select(id => Record(profile, id.Index + 1, "A", "W1 1AA", $"V|{id.Item}||||"))];
        Assert.That(Counted(profile, records).Rows, Is.Empty);
        Assert.That(Counted(profile, [.. records, Record(profile, 9, "A", "W1 1AA", "V|third||||")]).Rows, Has.Count.EqualTo(5));
    }

    [Test]
    public void Ways_to_write_one_premises_make_no_places()
    {
        ForceProfile profile = Some.Profile().Counting(premises: "text").With("happened", "date", "quasi", """{ "kind": "date", "precision": "month" }""")
            .SmallNumbers("""{ "mode": "k", "k": 3, "release": "atPeriodEnd", "period": "quarter", "periodOf": "happened", "steps": [ {} ] }""").Parse();
        string[] premises = ["Shop 1", "shop 1", "Shop\u00A01", "SHOP\u200B1", "Shop 2"];
        IncidentRecord[] records = [.. premises.Index().Select(place => Some.Record(profile, place.Index + 1, ("happened", "2026-01-15"), ("people", $"V|{place.Index}"), ("premises", place.Item)))];
        Assert.That(Counted(profile, records).Rows, Is.Empty);
    }

    [TestCase("V|1|Any¦V|2||||")]
    [TestCase("V|1||||¦V|2")]
    [TestCase("V|1¦V|2||||")]
    public void Persons_with_different_numbers_of_parts_hold_the_record_back(string people)
    {
        people = List(people)!;
        ForceProfile profile = Profile(""" "steps": [ {} ] """);
        IncidentRecord[] records = [.. Enumerable.Range(1, 4).Select(i => Record(profile, i, "A", "W1 1AA", i == 4 ? people : $"V|{i}||||"))];
        Assert.That(Counted(profile, records).Counts.HeldBack, Is.EquivalentTo(new Dictionary<string, int> { ["unreadable"] = 1 }));
    }

    [TestCase("V|1||||¦V|9||||", "1")]
    [TestCase("V|1||||", "1¦9")]
    [TestCase("V|1||||", null)]
    [TestCase(null, "1")]
    public void Lists_of_different_numbers_of_items_hold_the_record_back(string? people, string? ids)
    {
        (people, ids) = (List(people), List(ids));
        ForceProfile counted = Some.Profile().Counting(items: "persons").Field("ids", "textList", "internal", items: "persons").With("happened", "date", "quasi", """{ "kind": "date", "precision": "month" }""")
            .SmallNumbers("""{ "mode": "k", "k": 2, "release": "atPeriodEnd", "period": "quarter", "periodOf": "happened", "steps": [ {} ] }""").Parse();
        Assert.That(counted.Shape.Columns, Does.Contain("ids"), "Read with the list that it belongs to.");
        IncidentRecord[] records = [.. Enumerable.Range(1, 3).Select(i => Some.Record(counted, i, ("happened", "2026-01-15"), ("people", i == 3 ? people : $"V|{i}||||"), ("ids", i == 3 ? ids : $"{i}")))];
        Planned plan = Counted(counted, records);
        Assert.That((plan.Rows.Count, plan.Counts.HeldBackByField.Single().Key), Is.EqualTo((2, ("unreadable", "people"))));

        ForceProfile matched = Some.Column("integer", "quasi", "presence").Counting(items: "persons").Field("ids", "textList", "internal", items: "persons")
            .Roles(""" "consents": { "persons": "people", "scopes": ["Any"] } """).Column("asked", "presence", field: "value", more: "\"releaseIf\": \"consent\", \"consentScopes\": [\"Any\"],").Parse();
        Assert.That(Some.Outcome(matched, ("value", 5L), ("people", people), ("ids", ids)), Is.EqualTo("held back: unreadable people"));
        Assert.That(Some.Outcome(matched, ("value", 5L), ("people", "V|1||||"), ("ids", "1")), Is.EqualTo("Y"));
    }

    [TestCase("V|||||", "", true)]
    [TestCase("V|||||", "  ", true)]
    [TestCase("", "1", true)]
    [TestCase("", "", true)]
    [TestCase(null, "", true)]
    [TestCase("V|||||", null, false)]
    [TestCase("V|||||¦V|||||", "", false)]
    public void An_empty_text_is_one_empty_item_or_none(string? people, string? ids, bool agree)
    {
        ForceProfile profile = Some.Column("integer", "quasi", "presence").Counting(items: "persons").Field("ids", "textList", "internal", items: "persons")
            .Roles(""" "consents": { "persons": "people", "scopes": ["Any"] } """).Column("asked", "presence", field: "value", more: "\"releaseIf\": \"consent\", \"consentScopes\": [\"Any\"],").Parse();
        Assert.That(Some.Outcome(profile, ("value", 5L), ("people", List(people)), ("ids", List(ids))), Is.EqualTo(agree ? "Y" : "held back: unreadable people"));
    }

    [Test]
    public void Lists_that_only_the_measure_reads_hold_nothing_back()
    {
        ForceProfile profile = Some.Column("integer", "quasi", "presence").Counting(items: "persons").Field("ids", "textList", "internal", items: "persons").Parse();
        Assert.That((profile.Shape.Columns.Contains("people"), profile.MeasuredShape.Columns.Contains("ids")), Is.EqualTo((false, true)));
        var planner = new Planner(profile, Some.Keys(), Some.Today, full: false, measure: true);
        var row = new Dictionary<string, object?> { ["incident_id"] = 1L, ["force_slug"] = Some.Force, ["status"] = "Verified", ["do_not_share"] = false, ["value"] = 5L, ["people"] = "V|1||||", ["ids"] = "1\u001F9" };
        PlannedRow[] rows = [.. planner.Rows([new IncidentRecord(profile.MeasuredShape, [.. profile.MeasuredShape.Columns.Select(column => row.GetValueOrDefault(column))])], [])];
        Assert.That((rows.Length, planner.Counts.HeldBack.Count), Is.EqualTo((1, 0)), "A run does not read them.");
        Assert.That(planner.Figures!.Released.Rows, Is.EqualTo(1));
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

    /// <summary>A list of the source; a broken bar stands for what separates its items.</summary>
    private static string? List(string? written) => written?.Replace('¦', '\u001F');

    private static IncidentRecord Dated(ForceProfile profile, long id, string day, params string[] people) => Some.Record(profile, id,
        ("happened", day), ("kind", "A"), ("area", "W1 1AA"), ("people", string.Join('\u001F', people)));

    private static SmallNumberFigures Figures(ForceProfile profile, IncidentRecord[] records, IReadOnlyList<HoldingRow> holding)
    {
        var planner = new Planner(profile, Some.Keys(), Some.Today, full: false, measure: true);
        planner.Survey(records, holding);
        _ = planner.Rows(records, holding).Count();
        return planner.Figures!;
    }

    private static Planned Counted(ForceProfile profile, IncidentRecord[] records, IReadOnlyList<HoldingRow>? holding = null, bool full = false)
    {
        var planner = new Planner(profile, Some.Keys(), Some.Today, full);
        planner.Survey(records, holding ?? []);
        return new Planned([.. planner.Rows(records, holding ?? [])], planner.Counts);
    }
}
