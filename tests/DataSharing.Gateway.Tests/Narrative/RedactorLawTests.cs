using System.Diagnostics;
using System.Globalization;
using System.Text;
using DataSharing.Disclosure.Narrative;
using DataSharing.Gateway.Narrative;
using DataSharing.Sandbox;

namespace DataSharing.Gateway.Tests.Narrative;

/// <summary>What holds of every redaction, whatever the text.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class RedactorLawTests
{
    private static Redactor Of(RedactionMode mode, bool numbered = false) => new(BuiltInWords.Lists, mode, BuiltInWords.Keep, numbered);

    [Test]
    public void Redacting_twice_changes_nothing([Values] RedactionMode mode, [Values] bool numbered)
    {
        Redactor redactor = Of(mode, numbered);
        var changed = new List<string>();
        foreach (CorpusText text in CorpusText.Read("tune").Concat(CorpusText.Read("report")))
        {
            string once = redactor.Redact(text.Text, new KnownIdentifiers(text.Record)).Text;
            Redaction twice = redactor.Redact(once, new KnownIdentifiers(text.Record));
            if (twice.Text != once)
            {
                changed.Add($"{text.Id}: {Difference(once, twice.Text)}");
            }
        }

        Assert.That(changed, Is.Empty, string.Join('\n', changed.Take(30)));
    }

    /// <summary>Words of the corpus in any order and case, with signs, tags, marks and parts of numbers between them.</summary>
    [Test]
    public void Redacting_twice_changes_nothing_in_texts_that_nobody_would_write([Values] RedactionMode mode)
    {
        const int Texts = 4_000;
        const int MostWords = 30;
        string[] words = [.. CorpusText.Read("tune").SelectMany(text => text.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))];
        string[] signs = [".", ",", "-", "/", "(", ")", "\"", "'", "’", "\n", "@", "#", "*", "[", "]", "!", ":", "😀", "\u200B", "é", "ﬁ", "１", "٠", "\uFEFF", "St.", "Mr", "PC", "no.", "flat", "12", "a", "A.", "the", "07700", "[PERSON]", "[PERSON 2]"];
        var random = new Random(20261123);
        Redactor redactor = Of(mode);
        var known = new KnownIdentifiers(["Sarah Cohen", "07700 900123", "14 Elm Road"]);
        for (int i = 0; i < Texts; i++)
        {
            var text = new StringBuilder();
            for (int word = random.Next(MostWords); word > 0; word--)
            {
                string next = random.Next(5) < 3 ? words[random.Next(words.Length)] : signs[random.Next(signs.Length)];
                text.Append(random.Next(10) switch { 0 => next.ToUpperInvariant(), 1 => next.ToLowerInvariant(), _ => next }).Append(random.Next(4) switch { 0 => "", 1 => "\n", _ => " " });
            }

            string once = redactor.Redact(text.ToString(), known).Text;
            string twice = redactor.Redact(once, known).Text;
            Assert.That(twice, Is.EqualTo(once), $"{text} => {Difference(once, twice)}");
        }
    }

    /// <summary>Every rule looks at the words around one; at the beginning and end of a text there are none.</summary>
    [Test]
    public void A_text_that_is_cut_off_anywhere_is_redacted([Values] RedactionMode mode)
    {
        int every = LongRun.IsAsked ? 9 : 27;
        const int Longest = 120;
        Redactor redactor = Of(mode);
        var faults = new List<string>();
        foreach (CorpusText text in CorpusText.Read("tune"))
        {
            var known = new KnownIdentifiers(text.Record);
            for (int cut = 1; cut < text.Text.Length; cut += every)
            {
                foreach (string part in (string[])[text.Text[..cut], text.Text[cut..Math.Min(text.Text.Length, cut + Longest)]])
                {
                    try
                    {
                        redactor.Redact(part, known);
                    }
                    catch (Exception error) when (error is IndexOutOfRangeException or ArgumentException)
                    {
                        faults.Add($"{text.Id} at {cut}: {error.GetType().Name} {error.StackTrace?.Split('\n').Skip(1).FirstOrDefault()?.Trim()}");
                    }
                }
            }
        }

        Assert.That(faults, Is.Empty, string.Join('\n', faults.Take(10)));
    }

    [Test]
    public void Only_the_spans_change_and_they_cover_whole_words([Values] RedactionMode mode)
    {
        Redactor redactor = Of(mode);
        foreach (CorpusText text in CorpusText.Read("tune").Concat(CorpusText.Read("report")))
        {
            Redaction redaction = redactor.Redact(text.Text, new KnownIdentifiers(text.Record));
            var rebuilt = new StringBuilder();
            int at = 0;
            foreach (MaskedSpan span in redaction.Spans)
            {
                Assert.That(span.Start, Is.AtLeast(at), $"{text.Id}: spans are in order and do not overlap.");
                Assert.That(span.End, Is.GreaterThan(span.Start), text.Id);
                Assert.That(span.Start == 0 || !(char.IsLetterOrDigit(text.Text[span.Start - 1]) && char.IsLetterOrDigit(text.Text[span.Start])), Is.True, $"{text.Id}: a word is cut at {span.Start}.");
                Assert.That(span.End == text.Text.Length || !(char.IsLetterOrDigit(text.Text[span.End - 1]) && char.IsLetterOrDigit(text.Text[span.End])), Is.True, $"{text.Id}: a word is cut at {span.End}.");
                rebuilt.Append(text.Text, at, span.Start - at).Append(Redaction.Tag(span.Type));
                at = span.End;
            }

            rebuilt.Append(text.Text, at, text.Text.Length - at);
            Assert.That(redaction.Text, Is.EqualTo(rebuilt.ToString()), text.Id);
        }
    }

    [TestCase("😀😀 Sarah Cohen rang", 5, 16)]
    [TestCase("Zoe\u0301 rang Sarah Cohen", 10, 21)]
    [TestCase("first line\r\nsecond, Sarah Cohen\r\nthird", 20, 31)]
    [TestCase("\uFEFFSarah Cohen", 1, 12)]
    [TestCase("Ｓａｒａｈ Ｃｏｈｅｎ rang", 0, 11)]
    [TestCase("ﬁrst Sarah Cohen", 5, 16)]
    public void Offsets_are_those_of_the_original(string text, int start, int end)
    {
        Redaction redaction = Of(RedactionMode.Standard).Redact(text, new KnownIdentifiers(["Sarah Cohen"]));
        Assert.That(redaction.Spans.Select(span => (span.Start, span.End)), Does.Contain((start, end)), redaction.Text);
    }

    /// <summary>Characters that stand for several words or letters, between and inside of names, numbers and places.</summary>
    [Test]
    public void A_character_that_is_read_as_several_words_is_masked_once([Values] RedactionMode mode, [Values("½", "¼", "⅔", "№", "℡", "㏂", "℅", "™", "…", "ﷺ", "㍿", "ⅷ", "⒈")] string sign)
    {
        var redactor = new Redactor(BuiltInWords.Lists, mode, BuiltInWords.Keep);
        KnownIdentifiers[] known = [KnownIdentifiers.None, new(["Sarah Levy", "Flat B, 3½ Tanner's Hill", "12½", "1 2", "07700 900123", $"B{sign}Levy"])];
        string[] frames =
        [
            "B 3{0} Tanner", "r6{0}as", "Sarah{0}Levy", "Sarah {0} Levy of 3{0} Tanner's Hill", "{0}", "{0}{0}{0}", "12{0} and 1{0}2, {0}Sarah Levy{0}", "at 3{0}, {0}/{0}/2024", "07700 9{0}00123",
            "Flat {0}, 3{0} Acacia Road, N{0}6 1{0}A",
        ];
        foreach ((string frame, KnownIdentifiers of) in frames.SelectMany(frame => known.Select(of => (frame, of))))
        {
            string text = string.Format(CultureInfo.InvariantCulture, frame, sign);
            Redaction redaction = redactor.Redact(text, of);
            Assert.That(redaction.Spans.Zip(redaction.Spans.Skip(1)).All(pair => pair.First.End <= pair.Second.Start), Is.True, text);
            Assert.That(redactor.Redact(redaction.Text, of).Text, Is.EqualTo(redaction.Text), text);
        }
    }

    [Test]
    public void People_are_told_apart_by_numbers_when_asked()
    {
        string text = "Sarah Cohen rang. Mrs Cohen had seen Amina Yusuf. Amina cried and Sarah left.";
        Assert.That(Of(RedactionMode.Standard, numbered: true).Redact(text, KnownIdentifiers.None).Text,
            Is.EqualTo("[PERSON 1] rang. Mrs [PERSON 1] had seen [PERSON 2]. [PERSON 2] cried and [PERSON 1] left."));
    }

    [Test]
    public void A_repeat_is_masked_throughout_the_text()
    {
        string redacted = Of(RedactionMode.Standard).Redact("A man called Threlkeld shouted. Later threlkeld came back, and THRELKELD spat.", KnownIdentifiers.None).Text;
        Assert.That(redacted, Does.Not.Contain("threlkeld").IgnoreCase);
    }

    [Test]
    public void A_kept_term_of_the_profile_stays()
    {
        var keep = BuiltInWords.Keep.With(["Quillfeather Cup"]);
        string redacted = new Redactor(BuiltInWords.Lists, RedactionMode.Strict, keep).Redact("After the Quillfeather Cup a fan was spat at.", KnownIdentifiers.None).Text;
        Assert.That(redacted, Is.EqualTo("After the Quillfeather Cup a fan was spat at."));
    }

    /// <summary>
    /// A text four times as long takes about four times as long: twice that much is allowed for, and a square would be sixteen times. Alone, and once more where
    /// something else on the machine took the time.
    /// </summary>
    [TestCaseSource(nameof(Hostile))]
    [NonParallelizable]
    [Retry(3)]
    public void No_text_takes_more_than_linear_time(string name, string unit)
    {
        const int Short = 100_000;
        Redactor redactor = Of(RedactionMode.Strict);
        var known = new KnownIdentifiers(["Sarah Cohen", "07700 900123", "7777777777"]);
        string text = Repeated(unit, Short);
        string longer = Repeated(unit, Short * 4);
        redactor.Redact(text, known);
        TimeSpan one = Enumerable.Range(0, 2).Min(_ => Time(() => redactor.Redact(text, known)));
        TimeSpan four = Time(() => redactor.Redact(longer, known));
        Assert.That(four.TotalMilliseconds, Is.AtMost((one.TotalMilliseconds * 8) + 250), $"{name}: {one.TotalMilliseconds:F0} ms and {four.TotalMilliseconds:F0} ms for four times as much.");
    }

    private static IEnumerable<TestCaseData> Hostile() => new (string Name, string Unit)[]
    {
        ("opening brackets", "["), ("closing brackets", "]"), ("nested brackets", "([{"), ("digits", "7"), ("groups of digits", "12 "), ("zeros and sevens", "0 7 "), ("capitals", "A"), ("words with capitals", "Ab "), ("one letter", "a"),
        ("letters apart", "a "), ("initials", "A. "), ("hyphens", "a-"), ("slashes", "1/"), ("stops", "a."), ("at signs", "a@"), ("at as a word", "a at "), ("dot as a word", "a dot "), ("underscores", "_"), ("apostrophes", "a'"),
        ("titles", "Mr "), ("names", "Sarah Cohen "), ("and", "Ab and "), ("of", "School of "), ("emoji", "😀"), ("combining marks", "e\u0301"), ("line ends", "\n"), ("quotes", "\""), ("months", "May "), ("number words", "twenty "),
        ("flats", "Flat 3, "), ("roads", "Elm Road "), ("tags", "[PERSON] "), ("zero-width", "a\u200B"), ("web addresses", "www."), ("references", "ref ref "), ("postcodes", "NW4 2AA "), ("saints", "St. "), ("country codes", "+44 "), ("mails", "s.cohen@example.org "), ("names in one word", "Cohen/"), ("signs apart", "@ a "),
    }.Select(one => new TestCaseData(one.Name, one.Unit).SetArgDisplayNames(one.Name));

    private static string Repeated(string unit, int length) => new StringBuilder(length + unit.Length).Insert(0, unit, length / unit.Length).ToString();

    private static TimeSpan Time(Action act)
    {
        long start = Stopwatch.GetTimestamp();
        act();
        return Stopwatch.GetElapsedTime(start);
    }

    private static string Difference(string one, string other)
    {
        int same = one.AsSpan().CommonPrefixLength(other);
        int from = Math.Max(0, same - 20);
        return string.Create(CultureInfo.InvariantCulture, $"{one[from..Math.Min(one.Length, same + 25)]} => {other[from..Math.Min(other.Length, same + 25)]}").ReplaceLineEndings("⏎");
    }
}
