using System.Globalization;
using System.Text;
using DataSharing.Disclosure.Profile;
using DataSharing.Disclosure.Records;

namespace DataSharing.Disclosure.Tests.Treatments;

public sealed class ApprovedSummaryTests
{
    private const string Text = "Two people shouted at a caf\u00E9.\nThey left.";
    private const string Purpose = "police-sharing";
    private const string NewHash = "2:268815aa713b74d7e7bb706894db0fea2cdb0183fa7e8a54c52e4b78e52474fb";
    private static readonly DateTime At = new(2026, 5, 1, 10, 30, 0, DateTimeKind.Utc);

    private static readonly ForceProfile Profile = Some.Profile().Column("summary", $$"""{ "kind": "approvedSummary", "purpose": "{{Purpose}}" }""", field: "summary_text").Parse();

    [Test]
    public void Releases_a_text_whose_approval_matches() => Assert.That(Outcome(), Is.EqualTo(Text));

    [TestCase("summary_text", Text + " ")]
    [TestCase("summary_text", "")]
    [TestCase("summary_text", null)]
    [TestCase("summary_approved_by", "K. Example")]
    [TestCase("summary_approved_by", null)]
    [TestCase("summary_approved_at", "2026-05-01T10:30:01Z")]
    [TestCase("summary_approved_at", null)]
    [TestCase("summary_approved_at", "yesterday")]
    [TestCase("summary_approved_hash", "0000000000000000000000000000000000000000000000000000000000000000")]
    [TestCase("summary_approved_hash", "")]
    [TestCase("summary_approved_hash", null)]
    [TestCase("summary_purpose", "training")]
    [TestCase("summary_purpose", null)]
    [TestCase("summary_author", null)]
    public void Leaves_the_cell_empty_when_a_part_changed_after_the_approval(string field, string? value) =>
        Assert.That(Outcome(changes: (field, value)), Is.Null);

    [Test]
    public void Holds_back_a_text_of_the_wrong_type() => Assert.That(Outcome(changes: ("summary_text", 5)), Is.EqualTo("held back: unreadable summary_text"));

    [Test]
    public void Leaves_the_cell_empty_for_the_approval_of_another_incident() => Assert.That(Outcome(key: 2), Is.Null);

    [Test]
    public void Leaves_the_cell_empty_for_an_approval_for_another_purpose() => Assert.That(Outcome(purpose: "training"), Is.Null);

    [TestCase("A. Example", "A. Example")]
    [TestCase("A. Example", " a. example ")]
    [TestCase("Jos\u00E9", "Jose\u0301", Description = "the same name in two normal forms")]
    [TestCase("", "A. Example")]
    [TestCase("  ", "A. Example")]
    [TestCase("A. Example", "")]
    [TestCase("jo@charity.example", "jo", Description = "a domain makes no second person")]
    [TestCase("jo", "JO@charity.example")]
    [TestCase("jo@charity.example", "jo@other.example")]
    [TestCase("jo+2@charity.example", "jo")]
    [TestCase("Jo Reader <jo@charity.example>", "jo")]
    [TestCase("CHARITY\\jo", "jo@charity.example")]
    [TestCase("jo\uFF20charity.example", "jo", Description = "a sign that is an @ when it is folded")]
    [TestCase("b.reader", "B Reader")]
    [TestCase("b\u00A0reader", "b-reader")]
    [TestCase("b.\u200Breader", "b.reader", Description = "a sign that is not seen")]
    [TestCase("b.r\u0435\u0430der", "b.reader", Description = "Cyrillic letters")]
    [TestCase("\u0412\u041E\u0412", "bob", Description = "Cyrillic capitals")]
    [TestCase("\u0432\u043E\u0432", "Bob", Description = "letters that look alike as capitals only")]
    [TestCase("b.read\u00E9r", "b.reader")]
    [TestCase("read3r.1O", "read3r.l0", Description = "digits that look like letters")]
    [TestCase("@charity.example", "A. Example", Description = "nobody")]
    [TestCase("-", "A. Example")]
    public void Leaves_the_cell_empty_when_nobody_else_approved(string approver, string author) =>
        Assert.That(Outcome(approver: approver, changes: ("summary_author", author)), Is.Null);

    [TestCase("b.reader@charity.example", "a.writer@charity.example")]
    [TestCase("b.reader", "b.writer")]
    [TestCase("reader1", "reader2")]
    [TestCase("\u05D3\u05D5\u05D3", "\u05E9\u05E8\u05D4", Description = "letters of another script")]
    public void Releases_what_another_person_approved(string approver, string author) =>
        Assert.That(Outcome(approver: approver, changes: ("summary_author", author)), Is.EqualTo(Text));

    [TestCase("2026-05-20T23:59:59Z", true, Description = "the day of the run")]
    [TestCase("2026-05-21T00:00:00Z", false, Description = "the day after")]
    [TestCase("2062-05-01T10:30:00Z", false)]
    [TestCase("1980-01-01T00:00:00Z", true)]
    [TestCase("1979-12-31T23:59:59Z", false)]
    [TestCase("0001-01-01T00:00:00Z", false)]
    public void Counts_an_approval_of_a_day_at_which_somebody_can_have_approved(string at, bool counts) =>
        Assert.That(Outcome(at: DateTime.Parse(at, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal)), Is.EqualTo(counts ? Text : null));

    [Test]
    public void Takes_no_day_that_is_none() =>
        Assert.That(Some.Column("text", "quasi", "presence").NotBefore("\"1980\"").Problems(), Is.EqualTo(new[] { "source/fields.json:1: notBefore: \"1980\" is not a date. Write it as year-month-day, for example \"2026-03-01\"." }));

    [TestCase("\"2026-05-01\"", true)]
    [TestCase("\"2026-05-02\"", false)]
    public void Counts_no_approval_from_before_the_day_that_the_dictionary_names(string notBefore, bool counts)
    {
        ForceProfile profile = Some.Profile().NotBefore(notBefore).Column("summary", $$"""{ "kind": "approvedSummary", "purpose": "{{Purpose}}" }""", field: "summary_text").Parse();
        Assert.That(Outcome(profile: profile), Is.EqualTo(counts ? Text : null));
    }

    [TestCase("Two people shouted at a caf\u00E9.\r\nThey left.")]
    [TestCase("Two people shouted at a caf\u00E9.\rThey left.")]
    [TestCase("Two people shouted at a cafe\u0301.\nThey left.")]
    [TestCase("Two people shouted at a cafe\u0301.\r\nThey left.")]
    public void Matches_whatever_the_line_ends_and_the_normal_form(string stored) =>
        Assert.That(Outcome(changes: ("summary_text", stored)), Is.EqualTo(Text));

    [TestCase("summary_text")]
    [TestCase("summary_author")]
    [TestCase("summary_approved_by")]
    public void Leaves_the_cell_empty_for_half_a_character(string field) => Assert.That(Outcome(changes: (field, "x\uD83D")), Is.Null);

    [Test]
    public void Hash_follows_its_definition() =>
        // Computed outside this program: SHA-256 over five length-prefixed parts.
        Assert.That(SummaryApproval.Hash(IncidentKey.FromNumber(1), "Two people shouted.\r\nThey left.", "B. Example", At, Purpose),
            Is.EqualTo("268815aa713b74d7e7bb706894db0fea2cdb0183fa7e8a54c52e4b78e52474fb"));

    [Test]
    public void The_second_version_of_the_hash_follows_its_definition()
    {
        // Computed outside this program, over the text with a blank for the tab and a line end for the vertical tab.
        Assert.That(SummaryApproval.Hash(IncidentKey.FromNumber(1), "Two people\tshouted.\vThey left.", "B. Example", At, Purpose, SummaryApproval.NewVersion), Is.EqualTo(NewHash));
        Assert.That(SummaryApproval.Hash(IncidentKey.FromNumber(1), "Two people shouted.\r\nThey left.", "B. Example", At, Purpose, SummaryApproval.NewVersion), Is.EqualTo(NewHash));
        Assert.That(() => SummaryApproval.Hash(IncidentKey.FromNumber(1), "x", "B. Example", At, Purpose, 3), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [TestCase("Two people\tshouted.\vThey left.", 1, "Two people\tshouted.\vThey left.", true, Description = "an approval from before there were versions")]
    [TestCase("Two people\tshouted.\vThey left.", 2, "Two people shouted.\nThey left.", true)]
    [TestCase("Two people\tshouted.\vThey left.", 2, "Two people\tshouted.\vThey left.", true)]
    [TestCase("Two people shouted.\nThey left.", 2, "Two people\tshouted.\vThey left.", true, Description = "the same text as it is released")]
    [TestCase("Two people\tshouted.\vThey left.", 1, "Two people shouted.\nThey left.", false, Description = "the older version tells a tab from a blank")]
    [TestCase("Two people\tshouted.\vThey left again.", 2, "Two people shouted.\nThey left.", false)]
    public void Both_versions_of_the_hash_hold_and_a_tab_leaves_as_a_blank(string stored, int version, string approved, bool leaves)
    {
        string hash = SummaryApproval.Hash(IncidentKey.FromNumber(1), approved, "B. Example", At, Purpose, version);
        Assert.That(Some.Outcome(Profile, ("summary_text", stored), ("summary_author", "A. Example"), ("summary_approved_by", "B. Example"), ("summary_approved_at", At), ("summary_approved_hash", hash), ("summary_purpose", Purpose)),
            Is.EqualTo(leaves ? "Two people shouted.\nThey left." : null));
    }

    [TestCase("2:")]
    [TestCase("3:")]
    [TestCase("1:")]
    public void A_version_before_another_hash_makes_no_approval(string mark) =>
        Assert.That(Outcome(changes: ("summary_approved_hash", mark + new string('0', 64))), Is.Null);

    [TestCase("{ \"kind\": \"approvedSummary\", \"purpose\": \"police-sharing\" }", """protocols/national-2015.json:3: columns.value.treatment: "value" is not the approved summary of the data dictionary. Use the field that roles.summary.text names in source/fields.json.""")]
    [TestCase("approvedSummary", """protocols/national-2015.json:3: columns.value.treatment: The treatment "approvedSummary" needs settings. Write { "kind": "approvedSummary", "purpose": "police-sharing" }.""")]
    public void Rejects_a_text_that_nobody_approves(string treatment, string expected) =>
        Assert.That(Some.Column("text", "freeText", treatment).Problems(), Is.EqualTo(new[] { expected }));

    [Test]
    public void Grammar_refuses_an_empty_cell_and_control_characters()
    {
        Func<string, bool> grammar = Profile.CellGrammars[0];
        Assert.That((grammar(Text), grammar(""), grammar("a\0b"), grammar("a\rb"), grammar("=1"), grammar("'=1")), Is.EqualTo((true, false, false, false, false, true)));
    }

    private static string? Outcome(long key = 1, string approver = "B. Example", string purpose = Purpose, (string Field, object? Value)? changes = null, DateTime? at = null, ForceProfile? profile = null)
    {
        DateTime approvedAt = at ?? At;
        var values = new Dictionary<string, object?>
        {
            ["summary_text"] = Text,
            ["summary_author"] = "A. Example",
            ["summary_approved_by"] = approver,
            ["summary_approved_at"] = approvedAt.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            ["summary_approved_hash"] = SummaryApproval.Hash(IncidentKey.FromNumber(key), Text.Normalize(NormalizationForm.FormC), approver, approvedAt, purpose),
            ["summary_purpose"] = purpose,
        };
        if (changes is { } change)
        {
            values[change.Field] = change.Value;
        }

        return Some.Outcome(profile ?? Profile, [.. values.Select(pair => (pair.Key, pair.Value))]);
    }
}
