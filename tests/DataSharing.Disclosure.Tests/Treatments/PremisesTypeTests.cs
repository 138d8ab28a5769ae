namespace DataSharing.Disclosure.Tests.Treatments;

public sealed class PremisesTypeTests
{
    private const string Values = """["Synagogue", "School", "Shop"]""";
    private const string Written = """{ "kind": "premisesType", "codes": "types" }""";

    [TestCase("Synagogue", "Religious premises")]
    [TestCase("Shop", "Commercial premises")]
    [TestCase("synagogue", "held back: unknownCode value")]
    [TestCase("Beth Alon Synagogue", "held back: unknownCode value")]
    [TestCase("", null)]
    [TestCase(null, null)]
    public void Gives_the_type_and_never_the_premises(string? value, string? expected) =>
        Assert.That(Some.Outcome(Text().Parse(), ("value", value)), Is.EqualTo(expected));

    [Test]
    public void Rejects_a_map_that_lacks_a_type() =>
        Assert.That(Text(""" "Synagogue": "Religious premises", "Shop": "Commercial premises" """).Problems(), Is.EqualTo(new[]
        {
            "protocols/national-2015.json:2: codeMaps.types: The code map has no code for \"School\", which \"value\" may hold. Add it to the map: every type of premises needs a code.",
        }));

    [Test]
    public void Rejects_a_field_without_a_closed_list() =>
        Assert.That(Some.Column("text", "quasi", """{ "kind": "premisesType", "codes": "kind" }""").Problems(), Has.Count.EqualTo(1).And.All.Contains("\"value\" has no closed list of types in the data dictionary."));

    [Test]
    public void Grammar_takes_the_outputs_alone()
    {
        Func<string, bool> grammar = Text().Parse().CellGrammars[0];
        Assert.That((grammar("Education"), grammar("School"), grammar("")), Is.EqualTo((true, false, false)));
    }

    private static ProfileText Text(string codes = """ "Synagogue": "Religious premises", "School": "Education", "Shop": "Commercial premises" """) =>
        Some.Column("text", "quasi", Written, Values).Map($$""" "types": { {{codes}} } """);
}
