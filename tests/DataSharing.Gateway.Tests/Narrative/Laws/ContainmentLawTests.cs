using DataSharing.Disclosure.Narrative;
using DataSharing.Gateway.Narrative;
using DataSharing.Sandbox;

namespace DataSharing.Gateway.Tests.Narrative.Laws;

/// <summary>Strict contains standard: every character that is masked in standard mode is masked in strict mode too.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class ContainmentLawTests
{
    private const int Seed = 20261129;

    private static readonly Redactor Standard = new(BuiltInWords.Lists, RedactionMode.Standard, BuiltInWords.Keep);
    private static readonly Redactor Strict = new(BuiltInWords.Lists, RedactionMode.Strict, BuiltInWords.Keep);

    [TestCase("tune")]
    [TestCase("report")]
    public void Strict_contains_standard_in_the_corpus(string split)
    {
        int lost = 0;
        int texts = 0;
        foreach (CorpusText text in CorpusText.Read(split))
        {
            foreach (string written in (string[])[text.Text, text.Text.ToLowerInvariant(), text.Text.ToUpperInvariant()])
            {
                texts++;
                lost += Lost(written, new KnownIdentifiers(text.Record)) + Lost(written, KnownIdentifiers.None);
            }
        }

        TestContext.Out.WriteLine($"{split}: {lost} characters of {texts} texts are masked in standard mode only.");
        Assert.That(lost, Is.Zero);
    }

    [Test]
    public void Strict_contains_standard_in_texts_about_invented_people()
    {
        foreach (LawText text in LawText.Of(InventedPerson.All, Seed, 1).Where((_, i) => LongRun.IsAsked || i % 4 == 0))
        {
            Assert.That(Lost(text.Text, new KnownIdentifiers([text.Person.Name])) + Lost(text.Text, KnownIdentifiers.None), Is.Zero, text.Text);
        }
    }

    /// <summary>Words of a text taken out, put in, changed about, made small or large.</summary>
    [Test]
    public void Strict_contains_standard_in_texts_that_were_changed()
    {
        var random = new Random(Seed);
        IReadOnlyList<CorpusText> texts = CorpusText.Read("tune");
        string[] all = [.. texts.SelectMany(text => text.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))];
        for (int round = LongRun.Rounds(20); round > 0; round--)
        {
            foreach (CorpusText text in texts)
            {
                List<string> words = [.. text.Text.Split(' ')];
                for (int change = (words.Count / 12) + 1; change > 0; change--)
                {
                    Change(words, all[random.Next(all.Length)], random);
                }

                string changed = string.Join(' ', words);
                Assert.That(Lost(changed, round % 2 == 0 ? new KnownIdentifiers(text.Record) : KnownIdentifiers.None), Is.Zero, $"{text.Id}: {changed}");
            }
        }
    }

    private static void Change(List<string> words, string other, Random random)
    {
        int at = random.Next(words.Count);
        switch (random.Next(5))
        {
            case 0 when words.Count > 1:
                words.RemoveAt(at);
                break;
            case 1:
                words.Insert(at, other);
                break;
            case 2:
                words[at] = words[at].ToUpperInvariant();
                break;
            case 3:
                words[at] = words[at].ToLowerInvariant();
                break;
            default:
                (words[at], words[^1]) = (words[^1], words[at]);
                break;
        }
    }

    /// <summary>How many characters are masked in standard mode and not in strict mode.</summary>
    private static int Lost(string text, KnownIdentifiers known)
    {
        bool[] masked = new bool[text.Length];
        foreach (MaskedSpan span in Standard.Redact(text, known).Spans)
        {
            masked.AsSpan(span.Start, span.End - span.Start).Fill(true);
        }

        foreach (MaskedSpan span in Strict.Redact(text, known).Spans)
        {
            masked.AsSpan(span.Start, span.End - span.Start).Clear();
        }

        return masked.Count(one => one);
    }
}
