using DataSharing.Disclosure.Patterns;

namespace DataSharing.Disclosure.Tests.Patterns;

public sealed class FoldedTextTests
{
    [TestCase("plain Text 12", "plain Text 12")]
    [TestCase("caf\u00E9", "cafe")]
    [TestCase("cafe\u0301", "cafe")]
    [TestCase("\uFF21\uFF22\uFF11", "AB1")]
    [TestCase("a\u200Bb\u200Dc\u202Ed\u2066e\uFEFFf\u00ADg", "abcdefg")]
    [TestCase("\u0661\u06F2\u0969", "123")]
    [TestCase("\u0430\u0441\u0435", "ace")]
    [TestCase("\u0391\u0392", "AB")]
    [TestCase("1\u20132\u20143\u22124", "1-2-3-4")]
    [TestCase("a\u00A0b\u2003c\u2028d", "a b c d")]
    [TestCase("\uFB01ve", "five")]
    [TestCase("\U0001F170\U0001F1E7\u2460", "AB1")]
    [TestCase("\u1D00\u0299\u1D04", "abc")]
    [TestCase("a\u3164b", "ab")]
    [TestCase("\u05E9\u05DC\u05D5\u05DD", "\u05E9\u05DC\u05D5\u05DD")]
    [TestCase("", "")]
    public void Makes_one_spelling_of_what_looks_the_same(string text, string folded) => Assert.That(FoldedText.Of(text).Text, Is.EqualTo(folded));

    [TestCase("O77OO 9OOl23", "07700 900123")]
    [TestCase("On 10 Oil", "On 10 Oil")]
    [TestCase("O1 1O", "O1 1O")]
    [TestCase("A100O", "A100O")]
    public void Reads_letters_as_digits_only_among_digits(string text, string numbers) => Assert.That(FoldedText.Of(text).Numbers, Is.EqualTo(numbers));

    [Test]
    public void Knows_where_each_part_came_from()
    {
        const string Text = "x \u202A\uFB01\u200Bve\u0301 y";
        FoldedText folded = FoldedText.Of(Text);
        Assert.That(folded.Text, Is.EqualTo("x five y"));
        TextSpan five = folded.Original(2, 4);
        Assert.That(Text.Substring(five.Start, five.Length), Is.EqualTo("\uFB01\u200Bve\u0301"));
        TextSpan last = folded.Original(7, 1);
        Assert.That((last.Start, last.Length), Is.EqualTo((Text.Length - 1, 1)));
    }

    // Built here, because a test case cannot carry half a pair.
    [Test]
    public void Takes_half_a_surrogate_pair() => Assert.That(FoldedText.Of($"a{(char)0xD800}b").Text, Is.EqualTo("a\uFFFDb"));

    [Test]
    public void Prints_nothing_of_the_text() => Assert.That(FoldedText.Of("secret").ToString(), Is.EqualTo("(folded text)"));
}
