using DataSharing.Disclosure.Narrative;
using DataSharing.Gateway.Narrative;

namespace DataSharing.Gateway.Tests.Narrative;

/// <summary>
/// How well texts are redacted, measured on the corpus beside this file. The floors lie a little below what was measured when the rules were last changed, so
/// that a change that makes them worse is seen.
/// </summary>
[Parallelizable(ParallelScope.All)]
internal sealed class CorpusTests
{
    [TestCase("tune", "uk", RedactionMode.Standard, true, 0.97, 0.87, 0.89, 0.93, 0.045)]
    [TestCase("tune", "uk", RedactionMode.Standard, false, 0.965, 0.84, 0.89, 0.93, 0.045)]
    [TestCase("tune", "uk", RedactionMode.Strict, true, 0.98, 0.905, 0.91, 0.885, 0.055)]
    [TestCase("tune", "uk", RedactionMode.Strict, false, 0.975, 0.885, 0.91, 0.885, 0.055)]
    [TestCase("tune", "personal", RedactionMode.Standard, false, 0.96, 0.81, 0.87, 0.92, 0.16)]
    [TestCase("tune", "personal", RedactionMode.Strict, false, 0.978, 0.89, 0.88, 0.88, 0.185)]
    [TestCase("tune", "judgments", RedactionMode.Standard, false, 0.965, 0.78, 0.85, 0.885, 0.07)]
    [TestCase("tune", "judgments", RedactionMode.Strict, false, 0.98, 0.86, 0.92, 0.835, 0.07)]
    public void Redaction_of_the_corpus_reaches_what_it_reached(string split, string genre, RedactionMode mode, bool withRecord, double direct, double clean, double quasi, double precision, double needless)
    {
        var redactor = new Redactor(BuiltInWords.Lists, mode, BuiltInWords.Keep);
        RedactionScore score = RedactionScore.Of(CorpusText.Read(split, file => GenreOf(file) == genre), redactor, withRecord);
        TestContext.Out.WriteLine($"{split} {genre} {mode} {(withRecord ? "with" : "without")} record: {score}");
        // What is missed in texts that no rule was made on stays unread: whoever reads it makes rules of it.
        string missed = split == "report" ? "" : string.Join('\n', score.Missed.Take(40));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(score.Direct, Is.AtLeast(direct), $"Direct identifiers masked. {score}\n{missed}");
            Assert.That(score.Clean, Is.AtLeast(clean), $"Texts without a direct identifier. {score}\n{missed}");
            Assert.That(score.Quasi, Is.AtLeast(quasi), $"Quasi-identifiers masked. {score}\n{missed}");
            Assert.That(score.Precision, Is.AtLeast(precision), $"Masked words that are part of one. {score}");
            Assert.That(score.Needless, Is.AtMost(needless), $"Kept terms masked. {score}\n{missed}");
        }
    }

    [Test]
    public void The_corpus_is_read_as_it_is_marked()
    {
        IReadOnlyList<CorpusText> texts = [.. CorpusText.Read("tune"), .. CorpusText.Read("report"), .. CorpusText.Read("sealed")];
        Assert.That(texts, Has.Count.AtLeast(1800));
        Assert.That(texts.Select(text => text.Id), Is.Unique);
        foreach (CorpusText text in texts)
        {
            Assert.That(text.Text, Does.Not.Match(@"\{[dqk][:|]"), $"{text.Id} has a mark that is not closed.");
        }
    }

    private static string GenreOf(string file) => file.Split('-')[0] is var genre && genre is ("personal" or "judgments") ? genre : "uk";
}
