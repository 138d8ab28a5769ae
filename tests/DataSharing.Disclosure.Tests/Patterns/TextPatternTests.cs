using System.Text;
using DataSharing.Disclosure.Patterns;

namespace DataSharing.Disclosure.Tests.Patterns;

public sealed class TextPatternTests
{
    [Test]
    public void Are_ten_with_a_name_each() =>
        Assert.That(TextPattern.All.Select(pattern => pattern.Name), Is.EquivalentTo(new[]
        {
            Patterned.Postcode, Patterned.Phone, Patterned.Email, Patterned.Plate, Patterned.NationalInsurance, Patterned.Nhs, Patterned.Card,
            Patterned.Coordinates, Patterned.PlusCode, Patterned.ThreeWords,
        }));

    [TestCase("")]
    [TestCase("Abuse was shouted from a passing car.")]
    [TestCase("On 3 May 2026 at 18:30, 12 people near the A41 in NW4 shouted for 20 minutes; damage of \u00A31,250.")]
    [TestCase("A post by @some_account had 1,204 likes.")]
    public void Finds_nothing_in_a_text_that_has_none(string text) => Assert.That(TextPattern.FirstIn(text), Is.Null);

    [TestCase(5)]
    public void Ends_soon_and_without_an_exception_whatever_the_text(int seed)
    {
        string[] parts = ["0", "7", "4111", "NW4 ", "2AA", "@", "(at)", ".", " ", "-", "AB12", "\n", "\u200B", "\uFF10", "\u0410", "x", "+44", "(", ")", "\uD800", "dot", "]"];
        var random = new Random(seed);
        var text = new StringBuilder();
        for (int i = 0; i < 20_000; i++)
        {
            text.Clear();
            int length = random.Next(1, i % 100 == 0 ? 2_000 : 20);
            for (int part = 0; part < length; part++)
            {
                text.Append(parts[random.Next(parts.Length)]);
            }

            FoldedText folded = FoldedText.Of(text.ToString());
            foreach (TextPattern pattern in TextPattern.All)
            {
                int before = 0;
                foreach (TextSpan place in pattern.Find(folded))
                {
                    bool inside = place.Start >= 0 && place.Length > 0 && place.Start + place.Length <= text.Length;
                    Assert.That(inside, Is.True);
                    before = place.Start;
                }

                Assert.That(before, Is.LessThanOrEqualTo(text.Length));
            }
        }
    }

    [TestCase("0 ")]
    [TestCase("a@")]
    [TestCase("a.a-")]
    [TestCase("(at) ")]
    [TestCase("N ")]
    [TestCase("7700 ")]
    [TestCase("@a.a.")]
    [TestCase("51\u00B0 ")]
    [TestCase("1.234 ")]
    [TestCase("N 5 ")]
    [TestCase("///a.")]
    [TestCase("w3w a ")]
    [TestCase("9C3X+")]
    [TestCase("alpha ")]
    [TestCase("A 1 ")]
    public void Ends_soon_on_a_long_text_that_repeats(string part)
    {
        string text = string.Concat(Enumerable.Repeat(part, 20_000));
        long started = System.Diagnostics.Stopwatch.GetTimestamp();
        TextPattern.FirstIn(text);
        foreach (TextPattern pattern in TextPattern.All)
        {
            pattern.IsIn(FoldedText.Of(text));
        }

        Assert.That(System.Diagnostics.Stopwatch.GetElapsedTime(started), Is.LessThan(TimeSpan.FromSeconds(10)));
    }
}
