using DataSharing.Disclosure.Narrative;
using DataSharing.Gateway.Narrative;
using DataSharing.Sandbox;

namespace DataSharing.Gateway.Tests.Narrative.Laws;

/// <summary>
/// Every form of the record's own people is masked, in both modes: over invented people, the forms of their names, letters as written, small and in capitals, and
/// the sentences they stand in. A term that stays or an ordinary word never wins against the record's own person.
/// </summary>
[Parallelizable(ParallelScope.All)]
public sealed class OwnPeopleLawTests
{
    private const int Seed = 20261129;
    private const int DrawnPeople = 200;

    // One sentence in ten of them in a short run, each form with others.
    private static readonly int Sentences = LongRun.IsAsked ? LawText.SentenceCount : 1;

    [Test]
    public void Every_form_of_an_invented_person_is_masked([Values] RedactionMode mode) => Check(mode, LawText.Of(InventedPerson.All, Seed, Sentences));

    [Test]
    public void Every_form_of_a_person_whose_name_is_drawn_from_the_lists_is_masked([Values] RedactionMode mode) =>
        // With an initial before it a short name may be another word: Hale, Shale.
        Check(mode, LawText.Of(InventedPerson.Drawn(Seed, DrawnPeople), Seed, Sentences).Where(text => text.Form != "joined, initial"));

    [Test]
    public void A_name_that_is_a_word_stays_where_it_is_the_word([Values] RedactionMode mode)
    {
        Redactor redactor = Of(mode);
        var masked = new List<string>();
        int texts = 0;
        foreach (string[] parts in File.ReadLines(Table).Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split(" ## ")))
        {
            texts++;
            Redaction without = redactor.Redact(parts[0], KnownIdentifiers.None);
            Redaction with = redactor.Redact(parts[0], new KnownIdentifiers(parts[1].Split(';')));
            if (with.Text != without.Text)
            {
                masked.Add($"{parts[0]} => {with.Text}");
            }
        }

        Assert.That(texts, Is.AtLeast(35));
        Assert.That(masked, Is.Empty, string.Join('\n', masked));
    }

    [TestCase("May Young", "It began on 12 May 2024.", "It began on [DATE].")]
    [TestCase("May Young", "It began on the 3rd of May.", "It began on the [DATE].")]
    [TestCase("June Hill", "It began on 2 June, and in August it stopped.", "It began on [DATE], and in August it stopped.")]
    [TestCase("August Best", "on 5 august he came back", "on [DATE] he came back")]
    [TestCase("April Summers", "BETWEEN 1 APRIL AND 3 MAY", "BETWEEN [DATE] AND [DATE]")]
    [TestCase("Sunday Okafor", "On Sunday 12 May 2024 it rained.", "On [DATE] it rained.")]
    public void A_month_or_weekday_that_is_a_name_does_not_split_a_date(string name, string text, string redacted)
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Of(RedactionMode.Standard).Redact(text, new KnownIdentifiers([name])).Text, Is.EqualTo(redacted));
            Assert.That(Of(RedactionMode.Strict).Redact(text, new KnownIdentifiers([name])).Text, Is.EqualTo(redacted));
        }
    }

    private static string Table => RepositoryFolder.At("tests", "DataSharing.Gateway.Tests", "Narrative", "Laws", "words.txt");

    private static Redactor Of(RedactionMode mode) => new(BuiltInWords.Lists, mode, BuiltInWords.Keep);

    private static void Check(RedactionMode mode, IEnumerable<LawText> texts)
    {
        Redactor redactor = Of(mode);
        var left = new List<string>();
        int count = 0;
        foreach (LawText text in texts)
        {
            count++;
            Redaction redaction = redactor.Redact(text.Text, new KnownIdentifiers([text.Person.Name]));
            if (text.IsLeft(redaction))
            {
                left.Add($"{text.Form}, {text.Person.Name}: {text.Text} => {redaction.Text}");
            }
        }

        TestContext.Out.WriteLine($"{mode}: {left.Count} of {count} texts leak.");
        Assert.That(count, Is.AtLeast(10_000));
        Assert.That(left, Is.Empty, $"{left.Count} of {count}\n{string.Join('\n', left.Take(40))}");
    }
}
