using DataSharing.Disclosure.Patterns;

namespace DataSharing.Disclosure.Tests.Patterns;

public sealed class HiddenCharactersTests
{
    [TestCase(0x0000)]
    [TestCase(0x0009)]
    [TestCase(0x000D)]
    [TestCase(0x001B)]
    [TestCase(0x007F)]
    [TestCase(0x0085)]
    [TestCase(0x061C)]
    [TestCase(0x200E)]
    [TestCase(0x200F)]
    [TestCase(0x2028)]
    [TestCase(0x2029)]
    [TestCase(0x202E)]
    [TestCase(0x2066)]
    [TestCase(0x2069)]
    [TestCase(0xFEFF)]
    [TestCase(0xFFFE)]
    [TestCase(0xE000)]
    [TestCase(0x0378)]
    [TestCase(0xE0041)]
    [TestCase(0x10FFFF)]
    public void Finds(int rune) => Assert.That(HiddenCharacters.AreIn($"a{char.ConvertFromUtf32(rune)}b"), Is.True);

    [TestCase("Plain, with \"quotes\" and 'apostrophes'.")]
    [TestCase("Two\nlines")]
    [TestCase("\u201CCaf\u00E9\u201D \u2013 \u00A35 \u05E9\u05DC\u05D5\u05DD \uFFFD")]
    [TestCase("\U0001F468\u200D\U0001F469\u200D\U0001F467 soft\u00ADhyphen, zero\u200Bwidth")]
    [TestCase("")]
    public void Passes_over(string text) => Assert.That(HiddenCharacters.AreIn(text), Is.False);
}
