using System.Collections.Frozen;
using DataSharing.Disclosure.Narrative.Lists;
using DataSharing.Disclosure.Patterns;

namespace DataSharing.Disclosure.Narrative;

/// <summary>Terms that stay although they are written as names: religions, clubs, countries, cities, forces, festivals, slogans.</summary>
public sealed class KeepTerms
{
    private const int ShortestForTypo = 6;

    private readonly FrozenSet<string> _phrases;

    // The terms that are letters alone, which are nearly all, are looked up in a set of words.
    private readonly WordSet _plain;
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _others;
    private readonly WordSet _plainStarts;
    private readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _otherStarts;

    // The terms of one word that are long enough for a typing error, by their length and first letter.
    private readonly Dictionary<(int Length, char First), string[]> _long;

    private readonly FirstLook _starts;
    private readonly FirstLook _terms;

    private KeepTerms(IEnumerable<string> phrases)
    {
        _phrases = phrases.ToFrozenSet(StringComparer.Ordinal);
        _plain = WordSet.Of(_phrases.Where(WordSet.CanHave));
        _others = _phrases.Where(phrase => !WordSet.CanHave(phrase)).ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        Dictionary<string, int> longest = _phrases.GroupBy(phrase => phrase[..(phrase.IndexOf(' ', StringComparison.Ordinal) is var space and > 0 ? space : phrase.Length)], StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Max(phrase => phrase.Count(c => c == ' ') + 1), StringComparer.Ordinal);
        _plainStarts = WordSet.Of(longest.Where(start => WordSet.CanHave(start.Key)));
        _otherStarts = longest.Where(start => !WordSet.CanHave(start.Key)).ToFrozenDictionary(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        _long = _phrases.Where(phrase => phrase.Length >= ShortestForTypo && WordSet.CanHave(phrase) && !phrase.Contains(' ', StringComparison.Ordinal)).GroupBy(phrase => (phrase.Length, phrase[0])).ToDictionary(group => group.Key, group => group.ToArray());
        _starts = new FirstLook(longest.Keys);
        _terms = new FirstLook(_phrases);
    }

    /// <summary>No terms.</summary>
    public static KeepTerms None { get; } = new([]);

    /// <summary>How many terms there are.</summary>
    public int Count => _phrases.Count;

    /// <summary>Makes a list of terms of one word or several; case, accents and the kind of spaces do not matter. Empty ones are left out.</summary>
    public static KeepTerms Of(IEnumerable<string> terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        return new KeepTerms(terms.Select(Fold).Where(term => term.Length > 0).Distinct(StringComparer.Ordinal));
    }

    /// <summary>Reads a list: one term a line; what begins with # is a comment.</summary>
    public static KeepTerms Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Of(text.TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n').Select(line => line.Trim()).Where(line => !line.StartsWith('#')));
    }

    /// <summary>These terms and more.</summary>
    public KeepTerms With(IReadOnlyCollection<string> terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        return terms.Count == 0 ? this : new KeepTerms(_phrases.Concat(terms.Select(Fold).Where(term => term.Length > 0)).Distinct(StringComparer.Ordinal));
    }

    /// <summary>The words of a term, folded, in small letters, with one space between them, as <see cref="NarrativeText"/> puts words together.</summary>
    internal static string Fold(string term) => string.Join(' ', NarrativeText.WordsOf(FoldedText.Of(term).Text.ToLowerInvariant()));

    /// <summary>How many words a term that begins with this word has at most; 0 when none does.</summary>
    internal int Longest(ReadOnlySpan<char> first)
    {
        if (!_starts.MayHave(first))
        {
            return 0;
        }

        int words = (int)_plainStarts.MarksOf(first);
        return words == 0 && _otherStarts.Dictionary.Count > 0 ? _otherStarts.TryGetValue(first, out words) ? words : 0 : words;
    }

    /// <summary>Whether a word that no list has is a term with one letter too many, too few, wrong, or two changed about: Pakisan, palastine.</summary>
    internal bool IsMisspelt(ReadOnlySpan<char> word)
    {
        for (int length = word.Length - 1; length <= word.Length + 1; length++)
        {
            foreach (string term in _long.TryGetValue((length, word[0]), out string[]? terms) ? terms : [])
            {
                if (Misspelling.IsOneOff(word, term))
                {
                    return true;
                }
            }
        }

        return false;
    }

    internal bool Contains(ReadOnlySpan<char> term) => _terms.MayHave(term) && (_plain.Contains(term) || (_others.Set.Count > 0 && _others.Contains(term)));
}
