namespace DataSharing.Disclosure.Tests.Patterns;

public sealed class NationalInsurancePatternTests
{
    [TestCase("AB123456C")]
    [TestCase("ab123456c")]
    [TestCase("AB 12 34 56 C")]
    [TestCase("AB-12-34-56-C")]
    [TestCase("ab 12 34 56 c")]
    [TestCase("\uFF21\uFF22\uFF11\uFF12\uFF13\uFF14\uFF15\uFF16\uFF23")]
    [TestCase("\u0410\u0412123456\u0421")]
    [TestCase("AB12\u200B3456C")]
    [TestCase("JX 123456 D")]
    public void Finds(string text) => Patterned.Hits(Patterned.NationalInsurance, text);

    [TestCase("AB123456")]
    [TestCase("AB123456E")]
    [TestCase("GB123456A")]
    [TestCase("BG123456A")]
    [TestCase("DB123456A")]
    [TestCase("QQ123456C")]
    [TestCase("AO123456C")]
    [TestCase("at 12 30 45 a")]
    [TestCase("XAB123456C")]
    [TestCase("AB1234567C")]
    [TestCase("AB12345C")]
    [TestCase("CR 123456")]
    public void Passes_over(string text) => Patterned.Misses(Patterned.NationalInsurance, text);
}
