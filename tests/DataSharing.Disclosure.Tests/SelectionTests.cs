using DataSharing.Disclosure.Keys;
using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Profile;
using DataSharing.Disclosure.Records;

namespace DataSharing.Disclosure.Tests;

public sealed class SelectionTests
{
    private static readonly ForceProfile Profile = Some.Column("integer", "plain", "keep").Parse();

    private static HoldingRow Held => new(IncidentKey.FromNumber(1), "0000000000000000", 1, new byte[ForceKeys.RowHashLength], Some.Ring(7).Active.Id, 1);

    [TestCase("status", "Unverified", "excluded: status")]
    [TestCase("status", null, "held back: notInList status")]
    [TestCase("status", "", "held back: notInList status")]
    [TestCase("status", "verified", "held back: notInList status")]
    [TestCase("status", 1, "held back: unreadable status")]
    [TestCase("do_not_share", true, "excluded: objection")]
    [TestCase("do_not_share", 1L, "excluded: objection")]
    [TestCase("do_not_share", 0L, "5")]
    [TestCase("do_not_share", null, "held back: unreadable do_not_share")]
    [TestCase("do_not_share", "", "held back: unreadable do_not_share")]
    [TestCase("do_not_share", "no", "held back: unreadable do_not_share")]
    [TestCase("do_not_share", 2L, "held back: unreadable do_not_share")]
    [TestCase("embargo_until", "2026-05-21", "excluded: embargo")]
    [TestCase("embargo_until", "2026-05-20", "5")]
    [TestCase("embargo_until", "2026-05-19", "5")]
    [TestCase("embargo_until", null, "5")]
    [TestCase("embargo_until", "", "5")]
    [TestCase("embargo_until", "2026-02-30", "held back: unreadable embargo_until")]
    [TestCase("embargo_until", "soon", "held back: unreadable embargo_until")]
    [TestCase("source_force", Some.Force, "excluded: echo")]
    [TestCase("source_force", "west-midlands", "excluded: originator")]
    [TestCase("source_force", "Metropolitan", "excluded: originator")]
    [TestCase("source_force", "no such force", "excluded: originator")]
    [TestCase("source_force", " ", "excluded: originator")]
    [TestCase("source_force", "", "5")]
    [TestCase("source_force", null, "5")]
    [TestCase("source_force", 4, "held back: unreadable source_force")]
    [TestCase("force_slug", "west-midlands", "excluded: otherForce")]
    [TestCase("force_slug", "Metropolitan", "held back: notInList force_slug")]
    [TestCase("force_slug", "", "held back: notInList force_slug")]
    [TestCase("force_slug", null, "held back: notInList force_slug")]
    [TestCase("force_slug", 4, "held back: unreadable force_slug")]
    public void A_gate_decides_whether_a_record_may_leave(string gate, object? value, string expected) =>
        Assert.That(Some.Outcome(Profile, ("value", 5L), (gate, value)), Is.EqualTo(expected));

    [Test]
    public void An_echo_stops_the_first_sending_only()
    {
        Assert.That(Some.Outcome(Profile, Some.Today, Held, ("value", 5L), ("source_force", Some.Force)), Is.EqualTo("5"));
        // Withdrawn since: sending it again would be a first sending.
        var withdrawn = new HoldingRow(Held.Key, Held.Token, 2, null, Held.KeyId, 2);
        Assert.That(Some.Outcome(Profile, Some.Today, withdrawn, ("value", 5L), ("source_force", Some.Force)), Is.EqualTo("excluded: echo"));
    }

    [TestCase("status", "Unverified")]
    [TestCase("do_not_share", true)]
    [TestCase("embargo_until", "2027-01-01")]
    [TestCase("force_slug", "west-midlands")]
    [TestCase("source_force", "west-midlands")]
    public void A_gate_that_closes_withdraws_what_the_force_has(string gate, object value) =>
        Assert.That(Some.Plan(Profile, [Some.Record(Profile, 1L, ("value", 5L), (gate, value))], [Held]).Lines, Is.EqualTo(new[] { "Withdraw 1 2" }));

    [TestCase("status", 1)]
    [TestCase("do_not_share", null)]
    [TestCase("embargo_until", "soon")]
    [TestCase("force_slug", 4)]
    [TestCase("source_force", 4)]
    public void A_gate_that_cannot_be_read_leaves_the_force_what_it_has(string gate, object? value) =>
        Assert.That(Some.Plan(Profile, [Some.Record(Profile, 1L, ("value", 5L), (gate, value))], [Held]).Lines, Is.Empty);

    [Test]
    public void The_first_closed_gate_gives_the_reason()
    {
        // Each step opens the gate that gave the reason before.
        (string Gate, object? Closed, object? Open, string Expected)[] gates =
        [
            ("force_slug", "west-midlands", Some.Force, "excluded: otherForce"),
            ("do_not_share", true, false, "excluded: objection"),
            ("status", "Unverified", "Verified", "excluded: status"),
            ("embargo_until", "2027-01-01", null, "excluded: embargo"),
            ("source_force", Some.Force, null, "excluded: echo"),
        ];
        for (int open = 0; open < gates.Length; open++)
        {
            (string, object?)[] values = [.. gates.Select((gate, i) => (gate.Gate, i < open ? gate.Open : gate.Closed))];
            Assert.That(Some.Outcome(Profile, values), Is.EqualTo(gates[open].Expected));
        }
    }

    [TestCase("status", "Unverified", "excluded: status")]
    [TestCase("embargo_until", "2027-01-01", "excluded: embargo")]
    [TestCase("source_force", Some.Force, "excluded: echo")]
    [TestCase("value", "x", "held back: unreadable do_not_share")]
    public void A_closed_gate_counts_more_than_an_objection_that_cannot_be_read(string gate, object value, string expected) =>
        Assert.That(Some.Outcome(Profile, ("do_not_share", "maybe"), (gate, value)), Is.EqualTo(expected));

    [Test]
    public void An_objection_stops_a_record_whatever_else_cannot_be_read() =>
        Assert.That(Some.Outcome(Profile, ("do_not_share", true), ("status", 1), ("embargo_until", "soon"), ("source_force", 4), ("value", "x")), Is.EqualTo("excluded: objection"));

    [Test]
    public void Rejects_a_status_that_the_dictionary_does_not_know()
    {
        ProfileText text = Some.Column("integer", "plain", "keep");
        ProfileText.Parse(text.Profile, text.Protocol.Replace("\"status\": [\"Verified\"]", "\"status\": [\"Verifed\", \"Verified\", \"Verified\"]", StringComparison.Ordinal), text.Fields, out IReadOnlyList<string> problems);
        Assert.That(problems, Is.EqualTo(new[]
        {
            """protocols/national-2015.json:1: selection.status[2]: "Verified" stands twice in the list. Keep one of them.""",
            """protocols/national-2015.json:1: selection.status: "Verifed" is not a status of the data dictionary. Known: Unverified, Verified.""",
        }));
    }
}
