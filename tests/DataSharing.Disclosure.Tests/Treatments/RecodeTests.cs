namespace DataSharing.Disclosure.Tests.Treatments;

public sealed class RecodeTests
{
    private const string Written = """{ "kind": "recode", "codes": "kind" }""";
    private const string WithNull = """{ "kind": "recode", "codes": "kind", "whenNull": "Not recorded" }""";

    [TestCase("text", "A", "ASSAULT")]
    [TestCase("text", "a", "held back: unknownCode value")]
    [TestCase("text", "A ", "held back: unknownCode value")]
    [TestCase("text", "", null)]
    [TestCase("text", "\u00A0 ", null)]
    [TestCase("integer", "", null)]
    [TestCase("text", null, null)]
    [TestCase("text", 7, "held back: unreadable value")]
    [TestCase("integer", 7, "SEVEN")]
    [TestCase("integer", 8, "held back: unknownCode value")]
    [TestCase("boolean", 1, "YES")]
    [TestCase("boolean", false, "held back: unknownCode value")]
    public void Maps_a_code_and_holds_back_an_unknown_one(string type, object? value, string? expected) =>
        Assert.That(Some.Outcome(Some.Column(type, "special", Written).Parse(), ("value", value)), Is.EqualTo(expected));

    [Test]
    public void Says_what_a_missing_code_means() =>
        Assert.That(Some.Outcome(Some.Column("text", "quasi", WithNull).Parse(), ("value", null)), Is.EqualTo("Not recorded"));

    [Test]
    public void Rejects_a_map_that_is_not_there_and_a_code_that_the_field_never_holds()
    {
        Assert.That(Some.Column("text", "quasi", """{ "kind": "recode", "codes": "knid" }""").Problems(), Is.EqualTo(new[]
        {
            """protocols/national-2015.json:3: columns.value.treatment.codes: There is no code map "knid". Add it to "codeMaps", or name one of kind.""",
        }));
        Assert.That(Some.Column("text", "quasi", Written, """["A", "B", "7"]""").Problems(), Is.EqualTo(new[]
        {
            """protocols/national-2015.json:2: codeMaps.kind.true: The code map "kind" has the code "true", which "value" never holds. Correct the code, or add it to the field's values in source/fields.json.""",
        }));
    }

    [Test]
    public void Rejects_an_output_that_begins_with_a_formula_sign() =>
        Assert.That(Some.Column("text", "quasi", Written).Map("\"kind\": { \"A\": \"=ASSAULT\" }").Problems(), Is.EqualTo(new[]
        {
            """protocols/national-2015.json:2: codeMaps.kind.A: "=ASSAULT" does not fit here. Write a value like "ASSAULT".""",
        }));
}
