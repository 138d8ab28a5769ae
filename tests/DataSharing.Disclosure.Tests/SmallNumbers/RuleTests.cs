using DataSharing.Disclosure.Profile;

namespace DataSharing.Disclosure.Tests.SmallNumbers;

/// <summary>What a block of mode <c>k</c> may say.</summary>
public sealed class RuleTests
{
    [Test]
    public void Reads_steps_from_fine_to_coarse()
    {
        ForceProfile profile = Counted(""" "steps": [ {}, { "happened": { "kind": "date", "precision": "month" }, "area": "postcodeArea" }, { "kind": "drop", "area": "drop" } ] """).Parse();
        Assert.That(profile.K, Is.EqualTo(3));
        Assert.That(profile.MatchPurpose, Is.Null);
        Assert.That(profile.CellGrammars[0]("2026-01"), Is.True, "What a coarser step writes can stand.");
        Assert.That(profile.CellGrammars[2]("NE"), Is.True);
        Assert.That(profile.CellGrammars[2]("NE3 1ED"), Is.False);
    }

    [TestCase(""" "steps": [ { "happened": { "kind": "date", "precision": "year" } } ] """, "is released as a year, and rows that arrive every quarter tell more")]
    [TestCase(""" "steps": [ {}, { "area": "postcodeArea" }, { "area": "outwardPostcode" } ] """, "not a coarsening")]
    [TestCase(""" "steps": [ {}, { "area": null } ] """, "without a treatment")]
    [TestCase(""" "steps": [ { "kind": { "kind": "recode", "codes": "split" } }, { "kind": { "kind": "recode", "codes": "apart" } } ] """, "not a coarsening")]
    [TestCase(""" "steps": [ {}, { "nothing": "drop" } ] """, "is not among the columns")]
    [TestCase(""" "steps": [ {}, { "source": "drop" } ] """, "is not counted")]
    [TestCase(""" "steps": [ {}, { "area": "keep" } ] """, "")]
    [TestCase(""" "steps": [] """, "")]
    [TestCase(""" "steps": [ {} ], "refine": true, "offenders": { "columns": ["look"] } """, "cannot be made finer where offenders are counted apart")]
    [TestCase(""" "steps": [ {} ], "offenders": { "columns": ["source"] } """, "is not a counted column")]
    [TestCase(""" "steps": [ {} ], "offenders": { "columns": ["kind"] } """, "None of these columns tells of an offender")]
    [TestCase(""" "steps": [ {} ], "surprise": 1 """, "is not known here")]
    public void Refuses(string rest, string said)
    {
        IReadOnlyList<string> problems = Counted(rest).Problems();
        Assert.That(problems, Is.Not.Empty);
        Assert.That(problems, Has.Some.Contains(said));
    }

    [TestCase("k", "1")]
    [TestCase("period", "\"week\"")]
    [TestCase("release", "\"atOnce\"")]
    [TestCase("periodOf", "\"kind\"")]
    public void Refuses_a_member_with_another_value(string member, string value)
    {
        string block = Block(""" "steps": [ {} ] """);
        string changed = System.Text.RegularExpressions.Regex.Replace(block, $"\"{member}\": [^,]+", $"\"{member}\": {value}");
        Assert.That(changed, Is.Not.EqualTo(block));
        Assert.That(Columns().SmallNumbers(changed).Problems(), Is.Not.Empty);
    }

    [Test]
    public void Refuses_text_and_pseudonyms_and_dates_that_are_not_counted()
    {
        IReadOnlyList<string> problems = Columns().With("alias", "text", "direct", "pseudonym")
            .Column("summary", """{ "kind": "approvedSummary", "purpose": "p" }""", field: "summary_text").SmallNumbers(Block(""" "steps": [ {} ] """)).Problems();
        Assert.That(problems, Has.Some.Contains("\"alias\" tells every row from every other").And.Some.Contains("\"summary\" tells every row from every other"));
    }

    [Test]
    public void Refuses_a_dictionary_that_does_not_say_whom_an_incident_is_about() => Assert.That(
        Some.Profile().With("happened", "date", "quasi", """{ "kind": "date", "precision": "month" }""").SmallNumbers(Block(""" "steps": [ {} ] """)).Problems(),
        Has.Some.Contains("does not say whom an incident is about"));

    [Test]
    public void Without_a_block_a_profile_does_not_parse() =>
        Assert.That(ProfileText.Parse(Columns().Profile, Columns().Protocol.Replace("\"smallNumbers\":", "\"small\":", StringComparison.Ordinal), Columns().Fields, out _), Is.Null);

    [Test]
    public void Refuses_consent_on_a_counted_column_because_the_value_could_not_be_taken_back()
    {
        ProfileText text = Columns().Roles(""" "consents": { "persons": "people", "scopes": ["Any"] } """).Field("gender", "integer", "quasi")
            .Column("gender", "presence", more: "\"releaseIf\": \"consent\", \"consentScopes\": [\"Any\"],");
        Assert.That(text.Problems(), Is.Empty, "In mode match it may be.");
        Assert.That(text.SmallNumbers(Block(""" "steps": [ {} ] """)).Problems(), Has.Count.EqualTo(1).And.All.Contains("\"gender\" needs consent"));
    }

    [TestCase("boolean", "plain", "keep")]
    [TestCase("integer", "quasi", """{ "kind": "countBand", "from": [1, 2, 3, 4] }""")]
    [TestCase("text", "direct", "presence")]
    [TestCase("dateTime", "quasi", """{ "kind": "timeBand", "hours": 6 }""")]
    [TestCase("date", "quasi", """{ "kind": "date", "precision": "month" }""")]
    [TestCase("integer", "special", """{ "kind": "ageBand", "from": [0, 18, 65] }""")]
    public void Whatever_is_released_is_counted(string type, string fieldClass, string treatment)
    {
        ProfileText text = Columns().With("value", type, fieldClass, treatment);
        Assert.That(text.SmallNumbers(Block(""" "steps": [ {} ] """)).Problems(), Is.Empty);
        Assert.That(text.Exempt().Problems(), Has.Count.EqualTo(1).And.All.Contains("The column \"value\" is exempt and not the same in every row.").And.All.Contains("Write \"counted\": true"));
        Assert.That(text.SmallNumbers("""{ "mode": "match", "purpose": "Finding the same incident" }""").Problems(), Is.Empty, "In mode match a column may be exempt.");
    }

    [Test]
    public void A_constant_that_is_written_for_crimes_only_is_counted() => Assert.That(
        Columns().Column("fixed", """{ "kind": "constant", "value": "CST" }""", field: "look").Exempt().SmallNumbers(Block(""" "steps": [ {} ] """)).Problems(),
        Has.Count.EqualTo(1).And.All.Contains("The column \"fixed\" is exempt and not the same in every row."));

    [TestCase("text", """ "items": "persons" """, "Only a list of texts has items")]
    [TestCase("textList", """ "items": "persons" """, "Only \"more\" has items of \"persons\"")]
    [TestCase("textList", """ "items": "No word" """, "does not fit here")]
    public void Refuses_items_that_nothing_can_be_compared_with(string type, string items, string said)
    {
        ProfileText text = Columns();
        string fields = text.Fields.Replace("\"fields\": {", $"\"fields\": {{ \"more\": {{ \"type\": \"{type}\", \"class\": \"internal\", {items} }},", StringComparison.Ordinal);
        Assert.That(ProfileText.Parse(text.Profile, text.Protocol, fields, out IReadOnlyList<string> problems), Is.Null);
        Assert.That(problems, Has.Some.Contains(said));
    }

    internal static ProfileText Counted(string rest) => Columns().SmallNumbers(Block(rest));

    private static string Block(string rest) => $$"""{ "mode": "k", "k": 3, "release": "atPeriodEnd", "period": "quarter", "periodOf": "happened", {{rest}} }""";

    private static ProfileText Columns() => Some.Profile().Counting()
        .With("happened", "date", "quasi", """{ "kind": "date", "precision": "month" }""")
        .With("kind", "text", "plain", "keep", """["A", "B", "C"]""")
        .With("area", "postcode", "quasi", "outwardPostcode")
        .Column("source", """{ "kind": "constant", "value": "CST" }""", field: "kind").Exempt()
        .Roles("\"isCrime\": \"crime\"").Field("crime", "boolean", "special").Field("look", "text", "quasi", """["P", "Q"]""", aboutOffender: true).Column("look", "keep")
        .Map(""" "split": { "A": "X", "B": "X", "C": "Y" }, "apart": { "A": "X", "B": "Z", "C": "Y" } """);
}
