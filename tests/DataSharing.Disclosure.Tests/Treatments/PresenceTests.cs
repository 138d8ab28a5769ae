namespace DataSharing.Disclosure.Tests.Treatments;

public sealed class PresenceTests
{
    [TestCase("text", "anything", "Y")]
    [TestCase("text", "", "N")]
    [TestCase("text", "  ", "N")]
    [TestCase("text", "\u00A0", "N")]
    [TestCase("postcode", "", "N")]
    [TestCase("date", "", "N")]
    [TestCase("integer", " ", "N")]
    [TestCase("instant", "", "N")]
    [TestCase("textList", " \u001F\u00A0", "N")]
    [TestCase("text", null, "N")]
    [TestCase("text", 5, "held back: unreadable value")]
    [TestCase("integer", 0, "Y")]
    [TestCase("boolean", false, "Y")]
    [TestCase("date", "2026-05-01", "Y")]
    [TestCase("date", "yesterday", "held back: unreadable value")]
    [TestCase("postcode", "not a postcode", "Y")]
    [TestCase("textList", "one\u001Ftwo", "Y")]
    [TestCase("textList", "", "N")]
    [TestCase("textList", "\u001F", "N")]
    [TestCase("textList", null, "N")]
    public void Says_only_whether_there_is_a_value(string type, object? value, string expected) =>
        Assert.That(Some.Outcome(Some.Column(type, "direct", "presence").Parse(), ("value", value)), Is.EqualTo(expected));
}
