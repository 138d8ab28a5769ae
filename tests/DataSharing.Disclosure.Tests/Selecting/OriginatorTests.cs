using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Profile;

namespace DataSharing.Disclosure.Tests.Selecting;

/// <summary>Where a report came from, and who may have it.</summary>
public sealed class OriginatorTests
{
    private static readonly string[] Slugs = [Some.Force, "essex", "kent", "btp", "somewhere else"];

    [TestCase("essex", "5")]
    [TestCase("kent", "excluded: originator")]
    [TestCase("Essex", "excluded: originator")]
    [TestCase("essex ", "excluded: originator")]
    [TestCase(Some.Force, "excluded: echo")]
    [TestCase(null, "5")]
    public void A_report_of_another_force_is_shared_only_where_the_profile_accepts_that_force(string? source, string expected) =>
        Assert.That(Some.Outcome(Accepting("essex"), ("value", 5L), ("source_force", source)), Is.EqualTo(expected));

    [Test]
    public void A_held_record_whose_origin_becomes_another_force_is_withdrawn()
    {
        ForceProfile profile = Accepting("essex");
        Planned first = Some.Plan(profile, [Some.Record(profile, 1L, ("value", 5L))]);
        IReadOnlyList<HoldingRow> held = Some.Holding(first);
        Assert.That(Some.Plan(profile, [Some.Record(profile, 1L, ("value", 6L), ("source_force", "kent"))], held).Lines, Is.EqualTo(new[] { "Withdraw 1 2" }));
        Assert.That(Some.Plan(profile, [Some.Record(profile, 1L, ("value", 6L), ("source_force", "essex"))], held).Lines, Is.EqualTo(new[] { "Amend 1 2 6" }));
        Assert.That(Some.Plan(profile, [Some.Record(profile, 1L, ("value", 6L), ("source_force", Some.Force))], held).Lines, Is.EqualTo(new[] { "Amend 1 2 6" }), "An echo stops a first sending only.");
    }

    /// <summary>The law, said apart from the code: with any origin, held or not, accepted or not.</summary>
    [Test]
    public void What_leaves_came_from_no_force_or_an_accepted_one_or_is_a_held_record_of_this_one([Range(0, 31)] int accepted)
    {
        string[] accepts = [.. Slugs.Where((slug, i) => slug != Some.Force && (accepted & (1 << i)) != 0)];
        ForceProfile profile = Accepting(accepts);
        IReadOnlyList<HoldingRow> held = Some.Holding(Some.Plan(profile, [Some.Record(profile, 1L, ("value", 5L))]));
        foreach (string? source in Slugs.Append(null).Append(""))
        {
            foreach (bool isHeld in new[] { false, true })
            {
                Planned plan = Some.Plan(profile, [Some.Record(profile, 1L, ("value", 6L), ("source_force", source))], isHeld ? held : []);
                bool expected = string.IsNullOrEmpty(source) || accepts.Contains(source) || (source == Some.Force && isHeld);
                Assert.That(plan.Rows.Any(row => row.Entry.Action != RowAction.Withdraw), Is.EqualTo(expected), $"{source ?? "none"} {isHeld}");
                Assert.That(plan.Counts.Excluded.Values.Sum(), Is.EqualTo(expected ? 0 : 1));
                Assert.That(plan.Rows.Any(row => row.Entry.Action == RowAction.Withdraw), Is.EqualTo(isHeld && !expected));
            }
        }
    }

    [Test]
    public void Rejects_an_originator_that_makes_no_sense()
    {
        ProfileText text = Some.Column("integer", "plain", "keep").Own($$""" "selection": { "acceptOriginators": ["esex", "{{Some.Force}}", "kent", "kent"] } """);
        string fields = text.Fields.Replace("""
            "force_slug": { "type": "text", "class": "internal" }
            """.Trim(), $$""" "force_slug": { "type": "text", "class": "internal", "values": ["{{Some.Force}}", "essex", "kent"] } """, StringComparison.Ordinal);
        ProfileText.Parse(text.Profile, text.Protocol, fields, out IReadOnlyList<string> problems);
        Assert.That(problems, Is.EqualTo(new[]
        {
            """forces/metropolitan.json:1: selection.acceptOriginators[3]: "kent" stands twice in the list. Keep one of them.""",
            """forces/metropolitan.json:1: selection.acceptOriginators: "esex" is not a force of the data dictionary. Did you mean "essex"?""",
            """forces/metropolitan.json:1: selection.acceptOriginators: "metropolitan" is this force: its own reports are never sent to it as new. Remove it.""",
        }));
    }

    [Test]
    public void A_protocol_accepts_no_originator_for_its_forces() =>
        Assert.That(Some.Column("integer", "plain", "keep").Gates(""" "acceptOriginators": ["essex"] """).Problems(), Has.Count.EqualTo(1).And.All.Contains("\"acceptOriginators\" is not known here"));

    private static ForceProfile Accepting(params string[] slugs) =>
        (slugs.Length == 0 ? Some.Column("integer", "plain", "keep")
            : Some.Column("integer", "plain", "keep").Own($$""" "selection": { "acceptOriginators": [{{string.Join(", ", slugs.Select(slug => $"\"{slug}\""))}}] } """)).Parse();
}
