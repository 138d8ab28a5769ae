using System.Buffers;
using System.Collections.Frozen;
using System.Text;
using DataSharing.Disclosure.Narrative;
using DataSharing.Disclosure.Patterns;

namespace DataSharing.Disclosure.OwnRecord;

/// <summary>
/// The one table of spellings, for the own-record check and for known identifiers: beside what <see cref="FoldedText"/> does, two dots and
/// rings written as a second letter, with or without it, apostrophes left out or with what stands behind them alone, and small letters that
/// look alike only in print.
/// </summary>
internal static class Spelling
{
    private const int ShortestShortened = 4;
    private const int ShortestSplit = 6;
    private const int ShortestHalf = 3;

    private static readonly SearchValues<char> Apostrophes = SearchValues.Create("'’`´");

    private static readonly FrozenDictionary<char, string> Plain = new Dictionary<char, string>
    {
        // Arabic letters are drawn out by it.
        ['\u0640'] = "",
        // Cyrillic: ve, ka, em, te. Greek: kappa, tau, eta, epsilon.
        ['\u0432'] = "b", ['\u043A'] = "k", ['\u043C'] = "m", ['\u0442'] = "t", ['\u03BA'] = "k", ['\u03C4'] = "t", ['\u03B7'] = "n", ['\u03B5'] = "e",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<char, string> Long = new Dictionary<char, string>
    {
        ['ä'] = "ae", ['Ä'] = "Ae", ['ö'] = "oe", ['Ö'] = "Oe", ['ü'] = "ue", ['Ü'] = "Ue", ['å'] = "aa", ['Å'] = "Aa", ['ø'] = "oe", ['Ø'] = "Oe",
    }.ToFrozenDictionary();

    /// <summary>The folded text.</summary>
    public static FoldedText Fold(string text) => FoldedText.Of(Replaced(text, Plain));

    /// <summary>The words of the folded text, in small letters.</summary>
    public static List<string> WordsOf(string text) => WordsOf(Fold(text));

    /// <inheritdoc cref="WordsOf(string)"/>
    public static List<string> WordsOf(FoldedText folded) => Word.Cut(folded.Text).ConvertAll(word => word.Text);

    /// <summary>For each word of a value every spelling of it, in small letters, the folded one first.</summary>
    public static List<string[]> FormsOf(string value) => FormsOf(value, WordsOf(value));

    /// <inheritdoc cref="FormsOf(string)"/>
    /// <param name="value">The value.</param>
    /// <param name="words">Its words, as <see cref="WordsOf(string)"/> gives them.</param>
    public static List<string[]> FormsOf(string value, List<string> words)
    {
        List<string>? written = WrittenOut(value) is { } other ? WordsOf(other) : null;
        return [.. words.Select((word, i) => FormsOf(word, written is not null && written.Count == words.Count ? written[i] : word))];
    }

    /// <summary>Every spelling of a folded word in small letters, itself first.</summary>
    /// <param name="word">The word.</param>
    /// <param name="written">The same of the value with its two dots and rings written out.</param>
    public static string[] FormsOf(string word, string written)
    {
        bool apostrophe = word.Contains('\'', StringComparison.Ordinal);
        string? plain = Shortened(word);
        if (!apostrophe && plain is null && written == word)
        {
            return [word];
        }

        var forms = new List<string> { word, written };
        if (plain is not null)
        {
            forms.Add(plain);
        }

        if (apostrophe)
        {
            forms.AddRange(forms.ConvertAll(form => form.Replace("'", "", StringComparison.Ordinal)));
            int at = word.IndexOf('\'', StringComparison.Ordinal);
            forms.AddRange(
                forms.FindAll(form => at < 3 && form.Length - at > ShortestShortened && form[at] == '\'')
                .ConvertAll(form => form[(at + 1)..]));
        }

        return [.. forms.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>What stands behind the particle of a name with an apostrophe, in small letters: the Riordan of O'Riordan.</summary>
    public static IEnumerable<string> WithoutParticle(FoldedText value) =>
        !value.Text.AsSpan().ContainsAny(Apostrophes) ? [] : value.Text.Split(' ', ',', ';', '-', '/', '(', ')')
        .Select(part => part.AsSpan().IndexOfAny(Apostrophes) is var at and > 0 and < 3 ? part[(at + 1)..] : "")
        .Where(part => part.Length >= ShortestShortened).SelectMany(WordsOf);

    /// <summary>
    /// The two halves in which a long name may be written apart, unless one of them is a word that joins others: gold man, not new man.
    /// </summary>
    public static IEnumerable<(string First, string Second)> HalvesOf(string name)
    {
        for (int cut = ShortestHalf; name.Length >= ShortestSplit && cut <= name.Length - ShortestHalf; cut++)
        {
            if (!Vocabulary.Of(name.AsSpan(0, cut)).HasFlag(WordKinds.Grammar)
                && (name.AsSpan(cut) is "man" || !Vocabulary.Of(name.AsSpan(cut)).HasFlag(WordKinds.Grammar)))
            {
                yield return (name[..cut], name[cut..]);
            }
        }
    }

    /// <summary>
    /// The text with the two dots and rings of letters written as a second letter, as where a keyboard has none; null where that changes
    /// nothing.
    /// </summary>
    public static string? WrittenOut(string text)
    {
        if (Ascii.IsValid(text))
        {
            return null;
        }

        // A lone surrogate has no normal form.
        string composed = text;
        foreach (char letter in "aouAOU")
        {
            composed = composed.Replace(letter + "\u0308", (letter + "\u0308").Normalize(), StringComparison.Ordinal)
                .Replace(letter + "\u030A", (letter + "\u030A").Normalize(), StringComparison.Ordinal);
        }

        string written = Replaced(composed, Long);
        return ReferenceEquals(written, composed) ? null : written;
    }

    /// <summary>
    /// A name with two letters for one, as Mueller or Aagaard, with one; null where it has none or too little is left of it.
    /// </summary>
    private static string? Shortened(string word)
    {
        if (word.AsSpan().IndexOf("ae") < 0 && word.AsSpan().IndexOf("oe") < 0 && word.AsSpan().IndexOf("ue") < 0
            && word.AsSpan().IndexOf("aa") < 0)
        {
            return null;
        }

        string plain = word.Replace("ae", "a", StringComparison.Ordinal).Replace("oe", "o", StringComparison.Ordinal)
            .Replace("ue", "u", StringComparison.Ordinal).Replace("aa", "a", StringComparison.Ordinal);
        return plain.Length >= ShortestShortened ? plain : null;
    }

    private static string Replaced(string text, FrozenDictionary<char, string> letters)
    {
        // No letter that is replaced is an ASCII one.
        if (Ascii.IsValid(text) || !text.Any(letters.ContainsKey))
        {
            return text;
        }

        var replaced = new StringBuilder(text.Length + 8);
        foreach (char c in text)
        {
            _ = letters.TryGetValue(c, out string? letter) ? replaced.Append(letter) : replaced.Append(c);
        }

        return replaced.ToString();
    }
}
