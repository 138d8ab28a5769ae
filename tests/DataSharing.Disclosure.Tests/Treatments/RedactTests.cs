using DataSharing.Disclosure.Keys;
using DataSharing.Disclosure.Narrative;
using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Profile;
using DataSharing.Disclosure.Records;

namespace DataSharing.Disclosure.Tests.Treatments;

/// <summary>A text leaves redacted when a person approved that exact text, and then only as it was approved.</summary>
public sealed class RedactTests
{
    private const string Text = "A man shouted at Tamar Quillfeather outside the caf\u00E9 on Sunday.\nShe rang 07700 900461.";
    private const string Redacted = "A man shouted at [PERSON] outside the caf\u00E9 on Sunday.\nShe rang [PHONE].";
    private const string Rule = "DPIA 2026-4 section 7 accepts the measured rate";

    private static readonly ForceProfile Profile = Of("redact");
    private static readonly ForceProfile Unread = Of($$"""{ "kind": "redact", "unread": "accepted", "reason": "{{Rule}}" }""", "strict");

    [Test]
    public void A_text_that_nobody_read_does_not_leave_and_is_counted()
    {
        Planned plan = Some.Plan(Profile, [Record(1)]);
        Assert.That((plan.Rows.Single().Cells[0], plan.Counts.TextsWaiting), Is.EqualTo(((string?)null, 1)));
    }

    [Test]
    public void A_proposal_masks_what_the_record_knows_and_what_the_text_shows()
    {
        ProposedText text = Proposed(Record(1));
        Assert.That((text.Original, text.Proposal.Text, text.State), Is.EqualTo((Text, Redacted, TextState.Waiting)));
        Assert.That(Proposed(Record(1, "Ask for dunmarrow at the desk.", ("names", "Olu Dunmarrow"))).Proposal.Text, Is.EqualTo("Ask for [PERSON] at the desk."));
    }

    [Test]
    public void An_approved_text_leaves_as_it_was_approved()
    {
        Planned plan = Some.Plan(Profile, [Record(1)], decisions: Approving(Record(1)));
        Assert.That((plan.Rows.Single().Cells[0], plan.Counts.TextsWaiting), Is.EqualTo((Redacted, 0)));
    }

    [Test]
    public void What_a_program_would_propose_today_does_not_change_what_was_approved() =>
        Assert.That(Cell(Record(1), (_, _) => new TextDecision(Proposed(Record(1)).SourceHash, "What an older program proposed.")), Is.EqualTo("What an older program proposed."));

    [Test]
    public void One_changed_character_voids_an_approval()
    {
        TextDecisions decisions = Approving(Record(1));
        string approved = Proposed(Record(1)).Id;
        for (int i = 0; i < Text.Length; i++)
        {
            foreach (string changed in (string[])[Text.Remove(i, 1), Text.Insert(i, "x"), Text[..i] + (Text[i] == 'z' ? 'y' : 'z') + Text[(i + 1)..]])
            {
                IncidentRecord record = Record(1, changed);
                Assert.That(Cell(record, decisions), Is.Null, $"A character was changed at {i}.");
                Assert.That(Proposed(record).Id, Is.Not.EqualTo(approved), $"A character was changed at {i}.");
            }
        }
    }

    [Test]
    public void What_is_approved_is_bound_to_the_proposal_too()
    {
        ProposedText standard = Proposed(Record(1, "He came in 1997."));
        ForceProfile strict = Of("redact", "strict");
        ProposedText other = Proposed(strict, Some.Record(strict, 1L, ("story", "He came in 1997."), ("names", "Tamar Quillfeather")));
        Assert.That(other.Proposal.Text, Is.Not.EqualTo(standard.Proposal.Text), "The modes differ on this text.");
        Assert.That((other.SourceHash == standard.SourceHash, other.Id == standard.Id), Is.EqualTo((true, false)));
    }

    [TestCase("\r\n")]
    [TestCase("\r")]
    public void Line_ends_and_normal_forms_are_no_change(string end) =>
        Assert.That(Cell(Record(1, Text.Replace("\n", end, StringComparison.Ordinal).Replace("\u00E9", "e\u0301", StringComparison.Ordinal)), Approving(Record(1))), Is.EqualTo(Redacted));

    [Test]
    public void An_approval_of_another_incident_is_none() => Assert.That(Cell(Record(2), Approving(Record(1))), Is.Null);

    [Test]
    public void A_rejected_text_does_not_leave_and_does_not_wait()
    {
        Planned plan = Some.Plan(Profile, [Record(1)], decisions: (_, _) => new TextDecision(Proposed(Record(1)).SourceHash, null));
        Assert.That((plan.Rows.Single().Cells[0], plan.Counts.TextsWaiting), Is.EqualTo(((string?)null, 0)));
    }

    [Test]
    public void A_new_key_voids_no_approval() =>
        Assert.That(Some.Plan(Profile, [Record(1)], keys: Some.Keys(7, 8), decisions: Approving(Record(1))).Rows.Single().Cells[0], Is.EqualTo(Redacted));

    [Test]
    public void Another_force_has_other_hashes()
    {
        ProposedText here = Proposed(Record(1));
        ProposedText there = new Planner(Profile, new ForceKeys(Some.Ring(7), Some.Controller, "essex"), Some.Today, full: false).Texts([Record(1)], []).Single();
        Assert.That((here.SourceHash == there.SourceHash, here.Id == there.Id), Is.EqualTo((false, false)));
    }

    [Test]
    public void An_approved_text_that_names_somebody_of_the_record_holds_the_row_back() => Assert.That(
        Some.Plan(Profile, [Record(1)], decisions: (_, _) => new TextDecision(Proposed(Record(1)).SourceHash, "A man shouted at Tamar outside.")).Counts.HeldBackByField.Single().Key,
        Is.EqualTo(("ownRecord", "story")));

    [Test]
    public void An_approval_amends_and_a_rejection_takes_the_text_back()
    {
        Planned first = Some.Plan(Profile, [Record(1)]);
        Planned second = Some.Plan(Profile, [Record(1)], Some.Holding(first), decisions: Approving(Record(1)));
        Planned third = Some.Plan(Profile, [Record(1)], Some.Holding(second, sequence: 2), decisions: (_, _) => new TextDecision(Proposed(Record(1)).SourceHash, null));
        Assert.That((first.Lines, second.Lines, third.Lines), Is.EqualTo((new[] { "New 1 1 -" }, new[] { $"Amend 1 2 {Redacted}" }, new[] { "Amend 1 3 -" })));
    }

    [Test]
    public void A_record_that_the_force_must_not_have_has_no_text_to_decide_about() =>
        Assert.That(new Planner(Profile, Some.Keys(), Some.Today, full: false).Texts([Record(1, Text, ("do_not_share", true))], []), Is.Empty);

    [TestCase("")]
    [TestCase(null)]
    [TestCase("half a character")]
    public void No_text_is_no_text(string? none)
    {
        // The name of a test cannot carry half a character.
        none = none?.Replace("half a character", "half a character \uD83D", StringComparison.Ordinal);
        Assert.That(new Planner(Profile, Some.Keys(), Some.Today, full: false).Texts([Record(1, none)], []), Is.Empty);
        Assert.That(Some.Plan(Profile, [Record(1, none)]).Counts.TextsWaiting, Is.Zero);
        Assert.That(Some.Plan(Unread, [Record(Unread, 1, none)]).Rows.Single().Cells[0], Is.Null);
    }

    [Test]
    public void Texts_and_decisions_print_nothing()
    {
        ProposedText text = Proposed(Record(1));
        Assert.That(new[] { text.ToString(), new TextDecision(text.SourceHash, Redacted).ToString(), text.Proposal.ToString() }, Has.None.Contains("shouted"));
    }

    [Test]
    public void Where_the_agreement_accepts_it_texts_leave_unread_as_strict_mode_redacts_them()
    {
        Planned plan = Some.Plan(Unread, [Record(Unread, 1, Text)]);
        Assert.That((plan.Rows.Single().Cells[0], plan.Counts.TextsWaiting), Is.EqualTo((Redacted, 0)));
        Assert.That((Unread.Columns[0].UnreadReason, Profile.Columns[0].UnreadReason), Is.EqualTo((Rule, (string?)null)));
        ProposedText text = Proposed(Unread, Record(Unread, 1, Text));
        Assert.That(Some.Plan(Unread, [Record(Unread, 1, Text)], decisions: (_, _) => new TextDecision(text.SourceHash, null)).Rows.Single().Cells[0], Is.Null, "A person can still reject one.");
    }

    [Test]
    public void A_text_that_leaves_unread_needs_all_direct_values() =>
        Assert.That(Some.Outcome(Unread, ("story", Text), ("names", 5)), Is.EqualTo("held back: unreadable story"));

    [TestCase("""{ "kind": "redact", "unread": "accepted" }""", "strict", "Texts that nobody read leave only for a reason that is written down.")]
    [TestCase("""{ "kind": "redact", "reason": "a reason that is long" }""", "strict", "Texts that nobody read leave only for a reason that is written down.")]
    [TestCase("""{ "kind": "redact", "unread": "accepted", "reason": "a reason that is long" }""", "standard", "Texts that nobody read leave in strict mode only.")]
    [TestCase("""{ "kind": "redact", "unread": "yes", "reason": "a reason that is long" }""", "strict", "\"yes\"")]
    [TestCase("""{ "kind": "redact", "mode": "strict" }""", "strict", "\"mode\"")]
    public void Refuses_to_release_unread_texts_otherwise(string treatment, string mode, string expected) =>
        Assert.That(Written(treatment, mode).Problems(), Has.Some.Contains(expected));

    [TestCase("A man shouted at Mrs Oyelaran outside.")]
    [TestCase("A man rang 07700 900461.")]
    [TestCase("It was at 14 Larkspur Passage.")]
    [TestCase("On 3 March 2026 a man shouted.")]
    [TestCase("The pupils of Marshwood Academy were abused.")]
    public void An_approved_summary_that_reads_like_somebody_is_held(string summary) =>
        Assert.That(OfSummary(summary), Is.EqualTo("held back: summaryHit summary_text"));

    [TestCase("Abuse was shouted from a passing car.")]
    [TestCase("A man made a Nazi salute at people leaving a synagogue in Manchester and said that Hitler was right.")]
    [TestCase("On a Sunday in May two women in hijab were spat at on a bus in London.")]
    public void An_approved_summary_that_names_nobody_leaves(string summary) => Assert.That(OfSummary(summary), Is.EqualTo(summary));

    private static ProfileText Written(string treatment, string mode) => Some.Profile().Field("names", "textList", "direct").With("story", "text", "freeText", treatment).Own($$""" "narrative": { "mode": "{{mode}}" } """);

    private static ForceProfile Of(string treatment, string mode = "standard") => Written(treatment, mode).Parse();

    private static IncidentRecord Record(long key, string? text = Text, params (string, object?)[] more) => Record(Profile, key, text, more);

    private static IncidentRecord Record(ForceProfile profile, long key, string? text, params (string, object?)[] more) =>
        Some.Record(profile, key, [("story", text), ("names", "Tamar Quillfeather"), .. more]);

    private static ProposedText Proposed(IncidentRecord record) => Proposed(Profile, record);

    private static ProposedText Proposed(ForceProfile profile, IncidentRecord record) => new Planner(profile, Some.Keys(), Some.Today, full: false).Texts([record], []).Single();

    private static TextDecisions Approving(IncidentRecord record)
    {
        ProposedText text = Proposed(record);
        return (_, _) => new TextDecision(text.SourceHash, text.Proposal.Text);
    }

    private static string? Cell(IncidentRecord record, TextDecisions decisions) => Some.Plan(Profile, [record], decisions: decisions).Rows.Single().Cells[0];

    private static string? OfSummary(string text)
    {
        ForceProfile profile = Some.Profile().Column("summary", """{ "kind": "approvedSummary", "purpose": "p" }""", field: "summary_text").Parse();
        var at = new DateTime(2026, 5, 1, 9, 0, 0, DateTimeKind.Utc);
        return Some.Outcome(profile, ("summary_text", text), ("summary_author", "a.writer"), ("summary_approved_by", "b.reader"), ("summary_approved_at", "2026-05-01T09:00:00Z"),
            ("summary_purpose", "p"), ("summary_approved_hash", SummaryApproval.Hash(IncidentKey.FromNumber(1), text, "b.reader", at, "p")));
    }
}
