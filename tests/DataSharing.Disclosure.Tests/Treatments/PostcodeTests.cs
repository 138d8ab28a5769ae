namespace DataSharing.Disclosure.Tests.Treatments;

public sealed class PostcodeTests
{
    [TestCase("NE3 1ED", "NE3", "NE")]
    [TestCase("NE35 2FG", "NE35", "NE")]
    [TestCase("NE31ED", "NE3", "NE")]
    [TestCase("ne352fg", "NE35", "NE")]
    [TestCase("  nE3   1eD ", "NE3", "NE")]
    [TestCase("N E 3 1 E D", "NE3", "NE")]
    [TestCase("NE3\u00A01ED", "NE3", "NE")]
    [TestCase("\uFEFFNE35\u2009\u200B2FG\u3000", "NE35", "NE")]
    [TestCase("", null, null)]
    [TestCase(" \u00A0", null, null)]
    [TestCase("W1A 1AA", "W1A", "W")]
    [TestCase("EC1A 1BB", "EC1A", "EC")]
    [TestCase("M1 1AE", "M1", "M")]
    [TestCase("B33 8TH", "B33", "B")]
    [TestCase("E1 6AN", "E1", "E")]
    [TestCase("BX1 1LT", "BX", "BX", Description = "no place: the code names one bank")]
    [TestCase("E98 1XY", "E", "E", Description = "a code of one firm within an area that is a place")]
    [TestCase(null, null, null)]
    public void Reads_a_postcode_from_its_end(object? value, string? outward, string? area) => AssertBoth(value, outward, area);

    [TestCase("NE3")]
    [TestCase("NE3 1")]
    [TestCase("NE3 1E")]
    [TestCase("NE3 1CD", Description = "C, I, K, M, O and V never stand in an inward part")]
    [TestCase("NE3 1EDX")]
    [TestCase("NE3 ED1")]
    [TestCase("1NE 1ED")]
    [TestCase("NEW3 1ED")]
    [TestCase("NE3-1ED")]
    [TestCase("NE3 1ED\n", Description = "a regular expression's $ stands before a last line end; the code would be cut in the wrong place")]
    [TestCase("NE3 1ED\r\n")]
    [TestCase("\uFF2E\uFF253 1ED")]
    [TestCase("NE\u0663 1ED")]
    [TestCase("10 Example Street, NE3 1ED")]
    public void Holds_back_what_is_not_a_postcode(string value) => AssertBoth(value, "held back: notAPostcode value", "held back: notAPostcode value");

    [TestCase("NE99 1ED")]
    [TestCase("ZZ1 1AA")]
    [TestCase("W1B 1AA")]
    public void Holds_back_a_district_that_is_not_in_the_list(string value) => AssertBoth(value, "held back: notInReference value", "held back: notInReference value");

    [Test]
    public void Holds_back_a_value_of_the_wrong_type() => AssertBoth(31, "held back: unreadable value", "held back: unreadable value");

    [Test]
    public void Grammar_refuses_what_is_more_than_an_outward_code()
    {
        Func<string, bool> outward = Some.Column("postcode", "quasi", "outwardPostcode").Parse().CellGrammars[0];
        Func<string, bool> area = Some.Column("postcode", "quasi", "postcodeArea").Parse().CellGrammars[0];
        Assert.That(new[] { "NE3", "W1A", "BX", "E" }, Has.All.Matches<string?>(cell => outward(cell!)));
        Assert.That(new[] { "NE3 1ED", "NE31ED", "ne3", "NE", "BX1", "E98", "" }, Has.None.Matches<string?>(cell => outward(cell!)));
        Assert.That(new[] { "NE", "W" }, Has.All.Matches<string?>(cell => area(cell!)));
        Assert.That(new[] { "NE3", "N", "" }, Has.None.Matches<string?>(cell => area(cell!)));
    }

    private static void AssertBoth(object? value, string? outward, string? area)
    {
        Assert.That(Some.Outcome(Some.Column("postcode", "quasi", "outwardPostcode").Parse(), ("value", value)), Is.EqualTo(outward));
        Assert.That(Some.Outcome(Some.Column("postcode", "quasi", "postcodeArea").Parse(), ("value", value)), Is.EqualTo(area));
    }
}
