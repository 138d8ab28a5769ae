using DataSharing.Disclosure.Profile;

namespace DataSharing.Disclosure.Tests.Selecting;

public sealed class StatisticalRecipientTests
{
    [TestCase("force_slug", "essex", "5")]
    [TestCase("force_slug", null, "5")]
    [TestCase("force_slug", 4, "held back: unreadable force_slug")]
    [TestCase("force_slug", "Metropolitan", "held back: notInList force_slug")]
    [TestCase("force_slug", null, "5")]
    [TestCase("source_force", Some.Force, "excluded: originator")]
    [TestCase("source_force", "essex", "5")]
    [TestCase("source_force", "kent", "excluded: originator")]
    [TestCase("status", "Unverified", "excluded: status")]
    [TestCase("do_not_share", true, "excluded: objection")]
    [TestCase("embargo_until", "2027-01-01", "excluded: embargo")]
    public void Reads_all_places_and_knows_no_echo(string gate, object? value, string expected)
    {
        ForceProfile profile = Some.Column("integer", "plain", "keep").Own("""
            "recipient": "statistical", "selection": { "acceptOriginators": ["essex"] }
            """).Parse();
        Assert.That(profile.IsStatistical, Is.True);
        Assert.That(Some.Outcome(profile, ("value", 5L), (gate, value)), Is.EqualTo(expected));
    }

    [Test]
    public void A_profile_is_a_force_s_unless_it_says_otherwise()
    {
        Assert.That(Some.Column("integer", "plain", "keep").Parse().IsStatistical, Is.False);
        Assert.That(Some.Column("integer", "plain", "keep").Own("\"recipient\": \"force\"").Parse().IsStatistical, Is.False);
    }

    [Test]
    public void Rejects_a_force_s_slug_for_a_statistical_recipient()
    {
        ProfileText text = Some.Column("integer", "plain", "keep").Own("\"recipient\": \"statistical\"");
        string fields = text.Fields.Replace("\"force_slug\": { \"type\": \"text\", \"class\": \"internal\"", $"\"force_slug\": {{ \"type\": \"text\", \"class\": \"internal\", \"values\": [\"{Some.Force}\"]", StringComparison.Ordinal);
        ProfileText.Parse(text.Profile, text.Protocol, fields, out IReadOnlyList<string> problems);
        Assert.That(problems, Is.EqualTo(new[]
        {
            """forces/metropolitan.json:1: recipient: "metropolitan" is a force of the data dictionary and cannot be a statistical recipient. Give the recipient a slug of its own.""",
        }));
    }
}
