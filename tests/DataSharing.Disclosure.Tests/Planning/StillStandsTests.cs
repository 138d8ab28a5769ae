using DataSharing.Disclosure.Keys;
using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Profile;
using DataSharing.Disclosure.Records;

namespace DataSharing.Disclosure.Tests.Planning;

/// <summary>The second look, directly before a file leaves, and before an old file is sent again.</summary>
public sealed class StillStandsTests
{
    private const string Purpose = "police-sharing";
    private static readonly ForceProfile Plain = Some.Column("integer", "plain", "keep").Parse();
    private static readonly ForceProfile Open = Some.Column("integer", "plain", "keep").Column("summary", $$"""{ "kind": "approvedSummary", "purpose": "{{Purpose}}" }""", field: "summary_text").Parse();

    [TestCase("value", 5L, true)]
    [TestCase("value", 6L, false)]
    [TestCase("value", "x", false)]
    [TestCase("do_not_share", true, false)]
    [TestCase("do_not_share", null, false)]
    [TestCase("status", "Unverified", false)]
    [TestCase("embargo_until", "2026-05-21", false)]
    [TestCase("source_force", Some.Force, false)]
    [TestCase("force_slug", "essex", false)]
    public void A_new_row_stands_while_it_would_be_planned_the_same(string field, object? value, bool expected)
    {
        ExportedRow row = New(Plain, ("value", 5L));
        Assert.That(Planner(Plain).StillStands(Some.Record(Plain, 1L, ("value", 5L), (field, value)), row), Is.EqualTo(expected));
    }

    [Test]
    public void An_amendment_stands_although_the_record_is_an_echo()
    {
        ExportedRow row = New(Plain, ("value", 5L));
        var amend = new ExportedRow(row.Key, row.Token, RowAction.Amend, 2, row.RowHash, row.KeyId);
        Assert.That(Planner(Plain).StillStands(Some.Record(Plain, 1L, ("value", 5L), ("source_force", Some.Force)), amend), Is.True);
    }

    [TestCase(false, "do_not_share", true, true)]
    [TestCase(false, "value", 5L, false)]
    [TestCase(false, "value", "x", false)]
    [TestCase(true, "value", "x", true)]
    [TestCase(true, "value", 5L, false)]
    public void A_withdrawal_stands_while_the_record_is_withdrawn(bool full, string field, object value, bool expected)
    {
        ExportedRow row = New(Plain, ("value", 5L));
        var withdraw = new ExportedRow(row.Key, row.Token, RowAction.Withdraw, 2, null, row.KeyId);
        Assert.That(Planner(Plain, full).StillStands(Some.Record(Plain, 1L, ("value", 5L), (field, value)), withdraw), Is.EqualTo(expected));
    }

    [Test]
    public void Another_record_s_row_neither_stands_nor_is_shared()
    {
        ExportedRow row = New(Plain, ("value", 5L));
        Assert.That(Planner(Plain).StillStands(Some.Record(Plain, 2L, ("value", 5L)), row), Is.False);
        Assert.That(Planner(Plain).StillShared(Some.Record(Plain, 2L, ("value", 5L)), row), Is.False);
    }

    [Test]
    public void A_row_under_an_old_key_is_compared_under_that_key()
    {
        ExportedRow row = New(Plain, ("value", 5L));
        Assert.That(Planner(Plain, keys: Some.Keys(7, 8)).StillStands(Some.Record(Plain, 1L, ("value", 5L)), row), Is.True);
        Assert.That(() => Planner(Plain, keys: Some.Keys(8)).StillStands(Some.Record(Plain, 1L, ("value", 5L)), row), Throws.TypeOf<KeyUnknownException>());
    }

    [TestCase("value", 6L, true)]
    [TestCase("value", "x", true)]
    [TestCase("source_force", Some.Force, true)]
    [TestCase("do_not_share", true, false)]
    [TestCase("status", null, true)]
    [TestCase("status", "Unverified", false)]
    [TestCase("force_slug", "essex", false)]
    [TestCase("force_slug", "Metropolitan", true)]
    public void A_record_is_shared_whatever_its_values_are_now(string field, object? value, bool expected) =>
        Assert.That(Planner(Plain).StillShared(Some.Record(Plain, 1L, ("value", 5L), (field, value)), New(Plain, ("value", 5L))), Is.EqualTo(expected));

    [Test]
    public void A_text_is_shared_only_while_it_is_the_text_that_was_sent()
    {
        ExportedRow row = New(Open, [("value", 5L), .. Approved("Text one.")]);
        Assert.That(Planner(Open).StillShared(Some.Record(Open, 1L, [("value", 5L), .. Approved("Text one.")]), row), Is.True);
        Assert.That(Planner(Open).StillShared(Some.Record(Open, 1L, ("value", 5L)), row), Is.False, "Approval withdrawn.");
        // The old file has the old text, which may have been replaced because of what it said.
        Assert.That(Planner(Open).StillShared(Some.Record(Open, 1L, [("value", 5L), .. Approved("Text two.")]), row), Is.False, "Another text approved.");
        Assert.That(Planner(Open).StillShared(Some.Record(Open, 1L, [("value", "x"), .. Approved("Text one.")]), row), Is.False, "Cannot be cleared, so cannot be told.");
        Assert.That(Planner(Open).StillShared(Some.Record(Open, 1L, [("value", 6L), .. Approved("Text one.")]), row), Is.True, "The same text, other values.");
        Assert.That(Planner(Open).StillShared(Some.Record(Open, 1L, [("value", 6L), .. Approved("Text one.")]), New(Open, ("value", 5L))), Is.True, "No text was sent.");
    }

    [Test]
    public void A_row_with_a_value_that_needs_consent_is_shared_only_while_it_has_consent_or_had_none_when_it_was_sent()
    {
        const string consent = "V|7|Any|2026-05-01T10:00:00Z|2027-05-01T10:00:00Z|";
        ForceProfile profile = Some.Column("integer", "plain", "keep").Roles(""" "consents": { "persons": "people", "scopes": ["Any"] } """).Field("people", "textList", "internal").Field("cost", "integer", "quasi")
            .Column("cost", "keep", more: "\"releaseIf\": \"consent\", \"consentScopes\": [\"Any\"],").Parse();
        ExportedRow with = New(profile, ("value", 5L), ("cost", 30L), ("people", consent));
        ExportedRow without = New(profile, ("value", 5L), ("cost", 30L));
        bool Shared(ExportedRow row, long value, string? people) => Planner(profile).StillShared(Some.Record(profile, 1L, ("value", value), ("cost", 30L), ("people", people)), row);
        Assert.That(Shared(with, 5, consent), Is.True);
        Assert.That(Shared(with, 6, consent), Is.True, "Other values do not matter.");
        Assert.That(Shared(with, 5, consent + "2026-05-19T10:00:00Z"), Is.False, "Withdrawn since.");
        Assert.That(Shared(without, 5, null), Is.True, "It never had the value.");
        Assert.That(Shared(without, 6, null), Is.False, "It cannot be told whether it had the value.");
    }

    private static (string, object?)[] Approved(string text) =>
    [
        ("summary_text", text), ("summary_author", "A. Example"), ("summary_approved_by", "B. Example"), ("summary_approved_at", "2026-05-01T10:00:00Z"), ("summary_purpose", Purpose),
        ("summary_approved_hash", SummaryApproval.Hash(IncidentKey.FromNumber(1), text, "B. Example", new DateTime(2026, 5, 1, 10, 0, 0, DateTimeKind.Utc), Purpose)),
    ];

    private static ExportedRow New(ForceProfile profile, params (string, object?)[] values) => Some.Plan(profile, [Some.Record(profile, 1L, values)]).Rows.Single().Entry;

    private static Planner Planner(ForceProfile profile, bool full = false, ForceKeys? keys = null) => new(profile, keys ?? Some.Keys(), Some.Today, full);
}
