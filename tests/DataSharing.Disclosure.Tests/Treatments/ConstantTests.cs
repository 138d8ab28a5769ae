namespace DataSharing.Disclosure.Tests.Treatments;

public sealed class ConstantTests
{
    private const string Written = """{ "kind": "constant", "value": "CST" }""";

    [TestCase("whatever")]
    [TestCase("")]
    [TestCase(null)]
    public void Says_the_same_whatever_the_field_holds(object? value) =>
        Assert.That(Some.Outcome(Some.Column("text", "quasi", Written).Parse(), ("value", value)), Is.EqualTo("CST"));

    [Test]
    public void Holds_back_a_value_of_the_wrong_type() =>
        Assert.That(Some.Outcome(Some.Column("integer", "plain", Written).Parse(), ("value", "x")), Is.EqualTo("held back: unreadable value"));

    [TestCase("=1")]
    [TestCase("+44")]
    [TestCase(" CST")]
    [TestCase("")]
    [TestCase("a\\nb")]
    [TestCase("1234567890123456789012345678901234567890123456789012345678901")]
    public void Rejects_a_text_that_no_cell_should_hold(string text) =>
        Assert.That(Some.Column("text", "quasi", $$"""{ "kind": "constant", "value": "{{text}}" }""").Problems().Single(),
            Does.StartWith("protocols/national-2015.json:3: columns.value.treatment.value: ").And.EndsWith("does not fit here. Write a value like \"CST\"."));

    [Test]
    public void Rejects_the_word_alone() =>
        Assert.That(Some.Column("text", "quasi", "constant").Problems(), Is.EqualTo(new[]
        {
            """protocols/national-2015.json:3: columns.value.treatment: The treatment "constant" needs settings. Write { "kind": "constant", "value": "CST" }.""",
        }));
}
