using DataSharing.Disclosure.Profile;

namespace DataSharing.Disclosure.Tests.Treatments;

public sealed class TopBottomTests
{
    private static readonly ForceProfile Profile = Some.Column("integer", "quasi", """{ "kind": "topBottom", "bottom": 18, "top": 65 }""").Parse();

    [TestCase(17L, "under 18")]
    [TestCase(18L, "18")]
    [TestCase(64L, "64")]
    [TestCase(65L, "65+")]
    [TestCase(long.MinValue, "under 18")]
    [TestCase(long.MaxValue, "65+")]
    [TestCase(null, null)]
    [TestCase("30", "held back: unreadable value")]
    public void Tells_a_number_between_the_ends_and_no_other(object? value, string? expected) => Assert.That(Some.Outcome(Profile, ("value", value)), Is.EqualTo(expected));

    [Test]
    public void Grammar_takes_what_can_come_out_and_nothing_else()
    {
        Assert.That(new[] { "under 18", "18", "64", "65+" }, Has.All.Matches<string?>(cell => Profile.CellGrammars[0](cell!)));
        Assert.That(new[] { "17", "65", "018", "+18", "18.0", "under 17", "64+", "", " 18" }, Has.None.Matches<string?>(cell => Profile.CellGrammars[0](cell!)));
    }

    [TestCase("\"bottom\": 65, \"top\": 65", "top: The top is not above the bottom.")]
    [TestCase("\"bottom\": 66, \"top\": 65", "top: The top is not above the bottom.")]
    [TestCase("\"bottom\": -1, \"top\": 65", "bottom: \"-1\" is not a whole number from 0 to 1000000.")]
    [TestCase("\"top\": 65", "\"bottom\" is missing.")]
    public void Rejects_ends_with_nothing_between_them(string settings, string expected) =>
        Assert.That(Some.Column("integer", "quasi", $$"""{ "kind": "topBottom", {{settings}} }""").Problems(), Has.Count.EqualTo(1).And.All.Contains(expected));
}
