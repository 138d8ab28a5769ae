using DataSharing.Disclosure.Cells;
using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Profile;
using DataSharing.Disclosure.Records;

namespace DataSharing.Disclosure.Tests.Planning;

/// <summary>What must not leave, and the force may have: never sent, it is held back; sent, it is withdrawn.</summary>
public sealed class AlreadySentTests
{
    private const string Purpose = "police-sharing";
    private const string Text = "Eggs were thrown at the lavender thistle wall.";
    private const string Number = "The caller left the number 07700 900123.";
    private static readonly ForceProfile Profile = Some.Column("integer", "plain", "keep").Field("victim", "text", "direct")
        .Column("summary", $$"""{ "kind": "approvedSummary", "purpose": "{{Purpose}}" }""", field: "summary_text").Parse();

    private static readonly (string, object?) Victim = ("victim", "Lavender Thistle");

    /// <summary>What stands in the record when the force may have had it before, and what the plan says.</summary>
    private static IEnumerable<TestCaseData> Cases()
    {
        static TestCaseData Case(string name, bool held, (string, object?)[] now, string? action, string counted) => new TestCaseData(held, false, now, action, counted).SetName(name);
        yield return Case("Never sent, a name of the record: held back", false, [Victim, .. Approved(Text)], null, "ownRecord summary_text");
        yield return Case("Sent, and the name was entered since: withdrawn", true, [Victim, .. Approved(Text)], "Withdraw 1 2", "excluded alreadySent: ownRecord summary_text");
        yield return Case("Never sent, a number in the summary: held back", false, [.. Approved(Number)], null, "summaryHit summary_text");
        yield return Case("Sent, and a number in the new summary: withdrawn, because what the force has cannot be looked at again", true, [.. Approved(Number)], "Withdraw 1 2", "excluded alreadySent: summaryHit summary_text");
        yield return Case("Sent, and what holds it back beside hides nothing: an unreadable value", true, [Victim, ("value", "x"), .. Approved(Text)], "Withdraw 1 2", "excluded alreadySent: ownRecord summary_text");
        yield return Case("Sent, and what holds it back beside hides nothing: an unreadable gate", true, [Victim, ("do_not_share", null), .. Approved(Text)], "Withdraw 1 2", "excluded alreadySent: ownRecord summary_text");
        yield return Case("Never sent, and two reasons: the one that must not leave is told", false, [Victim, ("value", "x"), .. Approved(Text)], null, "ownRecord summary_text");
        yield return Case("Sent, and excluded: withdrawn for that", true, [Victim, ("do_not_share", true), .. Approved(Text)], "Withdraw 1 2", "excluded objection");
        yield return Case("Sent, and held back for another reason: the force keeps it", true, [("value", "x"), .. Approved(Text)], null, "unreadable value");
        yield return new TestCaseData(true, true, ((string, object?)[])[Victim, .. Approved(Text)], "Withdraw 1 2", "excluded alreadySent: ownRecord summary_text").SetName("Sent, in a full file: withdrawn and told");
        yield return new TestCaseData(true, true, ((string, object?)[])[("value", "x"), .. Approved(Text)], "Withdraw 1 2", "unreadable value").SetName("Sent and only held back, in a full file: withdrawn and not told");
    }

    [TestCaseSource(nameof(Cases))]
    public void Tells_never_sent_and_already_sent_apart(bool held, bool full, (string, object?)[] now, string? action, string counted)
    {
        IReadOnlyList<HoldingRow> holding = held ? Some.Holding(First(), sequence: 7) : [];
        Planned plan = Some.Plan(Profile, [Some.Record(Profile, 1L, now)], holding, full: full);
        Assert.That(plan.Lines, Is.EqualTo(action is null ? (string[])[] : [action]));
        Assert.That(Counted(plan), Is.EqualTo(counted));
        if (plan.Counts.AlreadySent.SingleOrDefault() is { } row)
        {
            Assert.That((row.Key, row.Token, row.Version, row.Sequence), Is.EqualTo((holding[0].Key, holding[0].Token, 1, 7)), "The version the force has, and the export that brought it.");
        }
    }

    [TestCase("textPattern", false, false, null, "textPattern summary_text")]
    [TestCase("textPattern", true, false, "Withdraw 1 2", "excluded alreadySent: textPattern summary_text")]
    [TestCase("textPattern", true, true, "Withdraw 1 2", "excluded alreadySent: textPattern summary_text")]
    [TestCase("cellGrammar", true, false, null, "cellGrammar summary_text")]
    [TestCase("cellGrammar", true, true, "Withdraw 1 2", "cellGrammar summary_text")]
    public void What_the_check_of_the_finished_file_found_goes_by_the_same_rule(string reason, bool held, bool full, string? action, string counted)
    {
        var refused = new Dictionary<IncidentKey, RefusedRow> { [IncidentKey.FromNumber(1)] = new(Reason.All.Single(one => one.Code == reason), "summary_text") };
        var planner = new Planner(Profile, Some.Keys(), Some.Today, full, refused: refused);
        List<PlannedRow> rows = [.. planner.Rows([Some.Record(Profile, 1L, [("value", 5L), .. Approved(Text)])], held ? Some.Holding(First()) : [])];
        var plan = new Planned(rows, planner.Counts);
        Assert.That(plan.Lines, Is.EqualTo(action is null ? (string[])[] : [action]));
        Assert.That(Counted(plan), Is.EqualTo(counted));
    }

    [Test]
    public void A_corrected_record_is_new_under_its_old_token_and_is_not_found_again_until_it_has_the_fault_again()
    {
        IReadOnlyList<HoldingRow> holding = Some.Holding(First());
        string token = holding[0].Token;
        IncidentRecord[] faulty = [Some.Record(Profile, 1L, [Victim, .. Approved(Text)])];
        holding = Some.Holding(Some.Plan(Profile, faulty, holding), holding, 2);
        Planned quiet = Some.Plan(Profile, faulty, holding);
        Assert.That((quiet.Rows.Count, Counted(quiet)), Is.EqualTo((0, "ownRecord summary_text")), "Withdrawn once, and held back from then on.");

        IncidentRecord[] corrected = [Some.Record(Profile, 1L, [Victim, ("value", 5L), .. Approved("Eggs were thrown at the wall.")])];
        Planned back = Some.Plan(Profile, corrected, holding);
        Assert.That(back.Lines, Is.EqualTo(new[] { "New 1 3 5|Eggs were thrown at the wall." }));
        Assert.That(back.Rows[0].Entry.Token, Is.EqualTo(token));
        holding = Some.Holding(back, holding, 3);
        Planned again = Some.Plan(Profile, faulty, holding);
        Assert.That((again.Lines.Single(), again.Counts.AlreadySent.Single().Version), Is.EqualTo(("Withdraw 1 4", 3)));
    }

    [Test]
    public void The_second_look_keeps_the_withdrawal_and_stops_the_row_and_the_old_file()
    {
        ExportedRow sent = First().Rows.Single().Entry;
        var withdraw = new ExportedRow(sent.Key, sent.Token, RowAction.Withdraw, 2, null, sent.KeyId);
        IncidentRecord faulty = Some.Record(Profile, 1L, [Victim, ("value", 5L), .. Approved(Text)]);
        IncidentRecord fine = Some.Record(Profile, 1L, [("value", 5L), .. Approved(Text)]);
        var planner = new Planner(Profile, Some.Keys(), Some.Today, full: false);
        Assert.That((planner.StillStands(fine, sent), planner.StillStands(fine, withdraw), planner.StillShared(fine, sent)), Is.EqualTo((true, false, true)));
        Assert.That((planner.StillStands(faulty, sent), planner.StillStands(faulty, withdraw), planner.StillShared(faulty, sent)), Is.EqualTo((false, true, false)));

        // A row that carried no text is not sent again either: the force was told to delete the record.
        ExportedRow bare = Some.Plan(Profile, [Some.Record(Profile, 1L, ("value", 5L))]).Rows.Single().Entry;
        Assert.That((planner.StillShared(fine, bare), planner.StillShared(faulty, bare)), Is.EqualTo((true, false)));
    }

    [TestCase("cellGrammar", "New 4 1, New 5 1, New 6 1, New 7 1", 0, TestName = "Counted: held back rows that the recipient keeps make a class with a new one")]
    [TestCase("textPattern", "Withdraw 1 2, Withdraw 2 2, New 5 1, New 6 1, New 7 1", 2, TestName = "Counted: withdrawn rows are counted with no class any more")]
    public void A_withdrawn_row_makes_no_class_bigger(string reason, string expected, int sent)
    {
        ForceProfile counted = SmallNumbers.RuleTests.Counted(""" "steps": [ {} ] """).Parse();
        // Three of another area come with the new one, so that it does not arrive alone.
        IncidentRecord Record(long id) => Some.Record(counted, id, ("happened", "2026-01-15"), ("kind", "A"), ("area", id < 5 ? "W1 1AA" : "E1 1AA"), ("people", $"V|{id}"));
        IncidentRecord[] first = [Record(1), Record(2), Record(3)];
        IReadOnlyList<HoldingRow> holding = Some.Holding(Plan(first, [], null));
        Assert.That(holding, Has.Count.EqualTo(3));
        var refused = new RefusedRow(Reason.All.Single(one => one.Code == reason), "area");
        Planned next = Plan([.. first, Record(4), Record(5), Record(6), Record(7)], holding, new Dictionary<IncidentKey, RefusedRow> { [IncidentKey.FromNumber(1)] = refused, [IncidentKey.FromNumber(2)] = refused });
        Assert.That(string.Join(", ", next.Rows.Select(row => $"{row.Entry.Action} {row.Entry.Key} {row.Entry.Version}")), Is.EqualTo(expected));
        Assert.That(next.Counts.Excluded.GetValueOrDefault("alreadySent"), Is.EqualTo(sent));
        Assert.That(next.Counts.HeldBack.GetValueOrDefault("smallNumbers"), Is.EqualTo(sent == 0 ? 0 : 1), "Two are too few.");
        foreach (PlannedRow row in next.Rows.Where(row => row.Entry.Action == RowAction.Withdraw))
        {
            Assert.That(row.Entry.Placing, Is.EqualTo(holding.Single(one => one.Key == row.Entry.Key).Placing), "A withdrawal repeats where the row stood.");
        }

        Planned Plan(IncidentRecord[] records, IReadOnlyList<HoldingRow> held, Dictionary<IncidentKey, RefusedRow>? taken)
        {
            var planner = new Planner(counted, Some.Keys(), Some.Today, full: false, refused: taken);
            planner.Survey(records, held);
            return new Planned([.. planner.Rows(records, held)], planner.Counts);
        }
    }

    [Test]
    public void Every_reason_that_must_not_leave_holds_back() =>
        Assert.That(Reason.All.Where(reason => reason.MustNotLeave), Is.Not.Empty.And.All.Property(nameof(Reason.Kind)).EqualTo(ReasonKind.HeldBack));

    private static Planned First() => Some.Plan(Profile, [Some.Record(Profile, 1L, [("value", 5L), .. Approved(Text)])]);

    /// <summary>The only thing that was counted of the record, and where it was sent what was found.</summary>
    private static string Counted(Planned plan)
    {
        IEnumerable<string> excluded = plan.Counts.Excluded.Select(pair => "excluded " + pair.Key + string.Concat(plan.Counts.AlreadySent.Select(row => $": {row.Reason} {row.Field}")));
        return string.Join(", ", excluded.Concat(plan.Counts.HeldBackByField.Select(pair => $"{pair.Key.Reason} {pair.Key.Field}")));
    }

    private static (string, object?)[] Approved(string text) =>
    [
        ("summary_text", text), ("summary_author", "A. Example"), ("summary_approved_by", "B. Example"), ("summary_approved_at", "2026-05-01T10:00:00Z"), ("summary_purpose", Purpose),
        ("summary_approved_hash", SummaryApproval.Hash(IncidentKey.FromNumber(1), text, "B. Example", new DateTime(2026, 5, 1, 10, 0, 0, DateTimeKind.Utc), Purpose)),
    ];
}
