using DataSharing.Disclosure.Profile;

namespace DataSharing.Disclosure.Tests.Treatments;

public sealed class OwnReferenceTests
{
    private const string Pattern = "\"referencePattern\": \"^[0-9]{2}/[0-9]{7}/[0-9]{2}$\"";

    [TestCase(Some.Force, "01/1234567/26", "01/1234567/26")]
    [TestCase(Some.Force, "01/1234567/26\n", null)]
    [TestCase(Some.Force, " 01/1234567/26", null)]
    [TestCase(Some.Force, "x01/1234567/26", null)]
    [TestCase(Some.Force, "01/123456/26", null)]
    [TestCase(Some.Force, "\u0661\u0661/1234567/26", null)]
    [TestCase(Some.Force, "Jo Example 01/1234567/26", null)]
    [TestCase(Some.Force, "", null)]
    [TestCase(Some.Force, null, null)]
    [TestCase("essex", "01/1234567/26", null)]
    [TestCase("Metropolitan", "01/1234567/26", null)]
    [TestCase("", "01/1234567/26", null)]
    [TestCase(null, "01/1234567/26", null)]
    [TestCase(4L, "01/1234567/26", "held back: unreadable issuer")]
    public void Only_a_reference_that_the_force_issued_in_its_form_is_released(object? issuer, string? reference, string? expected)
    {
        foreach (ProfileText text in new[] { Text().Own(Pattern), Text().Shared($$""" "referencePatterns": { "{{Some.Force}}": "^[0-9]{2}/[0-9]{7}/[0-9]{2}$", "essex": "^E[0-9]{11}$" } """) })
        {
            Assert.That(Some.Outcome(text.Parse(), ("reference", reference), ("issuer", issuer)), Is.EqualTo(expected));
        }
    }

    [Test]
    public void Without_a_pattern_for_the_force_nothing_is_released()
    {
        foreach (ProfileText text in new[] { Text(), Text().Shared("""  "referencePatterns": { "essex": "^[0-9/]{13}$" } """) })
        {
            ForceProfile profile = text.Parse();
            Assert.That(Some.Outcome(profile, ("reference", "01/1234567/26"), ("issuer", Some.Force)), Is.Null);
            Assert.That(profile.CellGrammars[0]("01/1234567/26"), Is.False);
        }
    }

    [Test]
    public void The_cell_is_open_and_its_grammar_is_the_pattern()
    {
        ForceProfile profile = Text().Own(Pattern).Parse();
        Assert.That(profile.Columns[0].IsOpen, Is.True);
        Assert.That(profile.CellGrammars[0]("01/1234567/26"), Is.True);
        Assert.That(profile.CellGrammars[0]("01/1234567/26 Jo"), Is.False);
    }

    [TestCase("01/1234567/26", "held back: directValue reference")]
    [TestCase("01 1234567 26", "held back: directValue reference")]
    [TestCase("02/1234567/26", "01/1234567/26")]
    public void A_reference_that_is_the_charity_s_own_is_held_back(string own, string expected)
    {
        ForceProfile profile = Text().Own(Pattern).Roles("\"caseReference\": \"case_ref\"").Field("case_ref", "text", "internal").Parse();
        Assert.That(Some.Outcome(profile, ("reference", "01/1234567/26"), ("issuer", Some.Force), ("case_ref", own)), Is.EqualTo(expected));
        Assert.That(Some.Outcome(profile, ("reference", "01/1234567/26"), ("issuer", "essex"), ("case_ref", own)), Is.Null, "Another force's reference is not released, so it is compared with nothing.");
    }

    [Test]
    public void A_statistical_recipient_gets_no_reference() =>
        Assert.That(Text().Own(Pattern + ", \"recipient\": \"statistical\"").Problems(), Is.EqualTo(new[]
        {
            "protocols/national-2015.json:3: columns.reference.treatment: A statistical recipient issues no references. Leave the column out.",
        }));

    [Test]
    public void Is_for_the_reference_of_the_dictionary_alone() =>
        Assert.That(Text().Own(Pattern).With("other", "text", "quasi", "ownReference").Problems(), Is.EqualTo(new[]
        {
            "protocols/national-2015.json:4: columns.other.treatment: \"other\" is not the police reference of the data dictionary. Use the field that roles.policeReference.text names in source/fields.json.",
        }));

    [TestCase("[0-9]{11}", "The pattern does not say where a reference begins and ends.")]
    [TestCase("^[0-9]{11}", "The pattern does not say where a reference begins and ends.")]
    [TestCase("[0-9]{11}$", "The pattern does not say where a reference begins and ends.")]
    [TestCase("^[0-9]{11}\\\\$", "This is not a regular expression that can be run without backtracking.")]
    [TestCase("^[0-9$", "This is not a regular expression that can be run without backtracking.")]
    [TestCase("^1)|(?:2$", "This is not a regular expression that can be run without backtracking.")]
    [TestCase("^(1)\\\\1$", "This is not a regular expression that can be run without backtracking.")]
    [TestCase("^(?=1)[0-9]{11}$", "The pattern has options or looks around.")]
    [TestCase("^(?i)a[0-9]{11}$", "The pattern has options or looks around.")]
    [TestCase("^.*$", "The pattern takes names, addresses or nothing for a reference.")]
    [TestCase("^[A-Za-z]+$", "The pattern takes names, addresses or nothing for a reference.")]
    [TestCase("^[0-9]*$", "The pattern takes names, addresses or nothing for a reference.")]
    [TestCase("^[0-9 ]+$", "The pattern takes names, addresses or nothing for a reference.")]
    [TestCase("^[A-Z0-9 ]+$", "The pattern takes names, addresses or nothing for a reference.")]
    public void Rejects_a_pattern_that_is_no_pattern_of_references(string pattern, string expected)
    {
        Assert.That(Text().Own($"\"referencePattern\": \"{pattern}\"").Problems(), Has.Count.EqualTo(1).And.All.StartsWith("forces/metropolitan.json:1: referencePattern: " + expected));
        Assert.That(Text().Shared($$""" "referencePatterns": { "essex": "{{pattern}}" } """).Problems(), Has.Count.EqualTo(1).And.All.StartsWith("protocols/national-2015.json:1: referencePatterns.essex: " + expected));
    }

    [Test]
    public void Alternatives_are_bounded_on_both_sides()
    {
        ForceProfile profile = Text().Own("\"referencePattern\": \"^A[0-9]{6}|B[0-9]{6}$\"").Parse();
        Assert.That(new[] { "A123456", "B123456", "A123456 Jo", "Jo B123456" }.Select(cell => profile.CellGrammars[0](cell)), Is.EqualTo(new[] { true, true, false, false }));
    }

    [Test]
    public void A_pattern_with_nested_counts_is_not_slow()
    {
        ForceProfile profile = Text().Own("\"referencePattern\": \"^(?:(?:1+)+)+$\"").Parse();
        Assert.That(Some.Outcome(profile, ("reference", new string('1', 39) + "x"), ("issuer", Some.Force)), Is.Null);
    }

    [Test]
    public void Rejects_two_patterns_for_one_force() =>
        Assert.That(Text().Own(Pattern).Shared($$""" "referencePatterns": { "{{Some.Force}}": "^E[0-9]{11}$" } """).Problems(), Is.EqualTo(new[]
        {
            """forces/metropolitan.json:1: referencePattern: The protocol has the pattern of "metropolitan" already. Remove it here, or referencePatterns.metropolitan there.""",
        }));

    private static ProfileText Text() =>
        Some.Profile().Roles(""" "policeReference": { "text": "reference", "issuedBy": "issuer" } """).Field("issuer", "text", "quasi").With("reference", "text", "quasi", "ownReference");
}
