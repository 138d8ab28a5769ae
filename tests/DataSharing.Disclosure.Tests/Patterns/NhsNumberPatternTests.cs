namespace DataSharing.Disclosure.Tests.Patterns;

public sealed class NhsNumberPatternTests
{
    [TestCase("9990000018")]
    [TestCase("999 876 5439")]
    [TestCase("999-876-5439")]
    [TestCase("\uFF19\uFF19\uFF19 \uFF15\uFF15\uFF15 \uFF10121")]
    [TestCase("999\u200B8765439")]
    [TestCase("999\n876\n5439")]
    [TestCase("999OOOOO18")]
    public void Finds(string text) => Patterned.Hits(Patterned.Nhs, text);

    [TestCase("9990000019")]
    [TestCase("1111111111")]
    [TestCase("0000000000")]
    [TestCase("99900000")]
    [TestCase("999000000181")]
    [TestCase("999 000")]
    [TestCase("12/05/2026")]
    public void Passes_over(string text) => Patterned.Misses(Patterned.Nhs, text);
}
