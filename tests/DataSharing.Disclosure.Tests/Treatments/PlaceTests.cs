namespace DataSharing.Disclosure.Tests.Treatments;

public sealed class PlaceTests
{
    [TestCase("localAuthority", "Barnet", "Barnet")]
    [TestCase("localAuthority", "E09000003", "Barnet")]
    [TestCase("localAuthority", "barnet", "Barnet")]
    [TestCase("localAuthority", "NEWCASTLE UPON TYNE", "Newcastle upon Tyne")]
    [TestCase("localAuthority", "e09000003", "Barnet")]
    [TestCase("localAuthority", "newcastle", "Newcastle upon Tyne")]
    [TestCase("""{ "kind": "localAuthority", "as": "code" }""", "Tyneside City", "E08000021")]
    [TestCase("localAuthority", "Newcastle; Tyneside City", "held back: notInReference value")]
    [TestCase("localAuthority", "Barnet ", "Barnet")]
    [TestCase("localAuthority", "", null)]
    [TestCase("localAuthority", null, null)]
    [TestCase("localAuthority", 5, "held back: unreadable value")]
    [TestCase("""{ "kind": "localAuthority", "as": "code" }""", "Barnet", "E09000003")]
    [TestCase("""{ "kind": "localAuthority", "as": "code" }""", "E08000021", "E08000021")]
    [TestCase("""{ "kind": "localAuthority", "as": "name" }""", "E08000021", "Newcastle upon Tyne")]
    [TestCase("town", "Leeds", "Leeds")]
    [TestCase("town", "leeds", "held back: notInReference value")]
    [TestCase("town", "Leeds, 10 Example Street", "held back: notInReference value")]
    [TestCase("town", "", null)]
    [TestCase("town", null, null)]
    [TestCase("town", 5, "held back: unreadable value")]
    public void Names_a_place_of_the_reference_list_only(string treatment, object? value, string? expected) =>
        Assert.That(Some.Outcome(Some.Column("text", "quasi", treatment).Parse(), ("value", value)), Is.EqualTo(expected));

    [Test]
    public void Grammar_keeps_names_and_codes_apart()
    {
        Func<string, bool> name = Some.Column("text", "quasi", "localAuthority").Parse().CellGrammars[0];
        Func<string, bool> code = Some.Column("text", "quasi", """{ "kind": "localAuthority", "as": "code" }""").Parse().CellGrammars[0];
        Assert.That((name("Barnet"), name("E09000003"), code("E09000003"), code("Barnet")), Is.EqualTo((true, false, true, false)));
        Assert.That(new[] { "barnet", "Newcastle", "Tyneside City", "" }, Has.None.Matches<string?>(cell => name(cell!)), "What leaves is the list's own word.");
    }

    [Test]
    public void Rejects_a_form_that_is_not_known() =>
        Assert.That(Some.Column("text", "quasi", """{ "kind": "localAuthority", "as": "map" }""").Problems(), Is.EqualTo(new[]
        {
            """protocols/national-2015.json:3: columns.value.treatment.as: "map" is not one of the words allowed here. Allowed: name, code, force.""",
        }));
}
