using System.Collections.Frozen;
using System.Text;
using DataSharing.Disclosure.Patterns;

namespace DataSharing.Disclosure.OwnRecord;

/// <summary>Folding for the comparison of names: beside what <see cref="FoldedText"/> does, letters that are written as two, and small letters that look alike only in print.</summary>
internal static class Spelling
{
    private static readonly FrozenDictionary<char, string> Plain = new Dictionary<char, string>
    {
        ['ß'] = "ss", ['ẞ'] = "SS", ['æ'] = "ae", ['Æ'] = "Ae", ['œ'] = "oe", ['Œ'] = "Oe", ['þ'] = "th", ['Þ'] = "Th", ['ð'] = "d", ['Ð'] = "D",
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
    public static List<string> WordsOf(string text) => [.. Word.Cut(Fold(text).Text).Select(word => word.Text)];

    /// <summary>The text with the two dots and rings of letters written as a second letter, as where a keyboard has none; null where that changes nothing.</summary>
    public static string? WrittenOut(string text)
    {
        string composed = text.Replace("a\u0308", "ä", StringComparison.Ordinal).Replace("o\u0308", "ö", StringComparison.Ordinal).Replace("u\u0308", "ü", StringComparison.Ordinal)
            .Replace("A\u0308", "Ä", StringComparison.Ordinal).Replace("O\u0308", "Ö", StringComparison.Ordinal).Replace("U\u0308", "Ü", StringComparison.Ordinal);
        string written = Replaced(composed, Long);
        return ReferenceEquals(written, composed) ? null : written;
    }

    private static string Replaced(string text, FrozenDictionary<char, string> letters)
    {
        if (!text.Any(letters.ContainsKey))
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
