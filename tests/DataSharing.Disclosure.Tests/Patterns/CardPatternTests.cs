namespace DataSharing.Disclosure.Tests.Patterns;

public sealed class CardPatternTests
{
    [TestCase("4111 1111 1111 1111")]
    [TestCase("4111111111111111")]
    [TestCase("4111-1111-1111-1111")]
    [TestCase("5555555555554444")]
    [TestCase("3782 822463 10005")]
    [TestCase("2223 0031 2200 3222")]
    [TestCase("\uFF14\uFF11\uFF11\uFF11 1111 1111 1111")]
    [TestCase("4111\u200B1111\u2009 1111 1111")]
    [TestCase("41ll 1111 1111 1111")]
    [TestCase("4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1")]
    public void Finds(string text) => Patterned.Hits(Patterned.Card, text);

    [TestCase("4111 1111 1111 1112")]
    [TestCase("1790000000000000000")]
    [TestCase("1000123412341234")]
    [TestCase("411111111111")]
    [TestCase("9999999999999995")]
    [TestCase("2019 2020 2021 2022")]
    [TestCase("0123456789012345")]
    [TestCase("x4111111111111111")]
    public void Passes_over(string text) => Patterned.Misses(Patterned.Card, text);

    [TestCase("4111 1111 1111 1111 12")]
    [TestCase("12 4111 1111 1111 1111")]
    public void Finds_a_card_beside_another_number(string text) => Assert.That(Patterned.IsIn(Patterned.Card, text), Is.True);
}
