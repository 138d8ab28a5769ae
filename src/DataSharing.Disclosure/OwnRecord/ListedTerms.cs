using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.Dictionary;
using DataSharing.Disclosure.Narrative;
using DataSharing.Disclosure.Narrative.Lists;
using DataSharing.Disclosure.Patterns;
using DataSharing.Disclosure.Records;

namespace DataSharing.Disclosure.OwnRecord;

/// <summary>
/// Looks for the direct values of a source in what its configuration lists. A list that somebody filled with names releases names, and only
/// the source knows which words are names there. Addresses and postcodes are not compared: a town is one and a street's name another.
/// </summary>
public sealed class ListedTerms
{
    private const int ShortestWhole = 3;
    private const int ShortestNumber = 6;
    private const int ShortestSentence = 3;

    private static readonly DirectKind[] Places = [DirectKind.Address, DirectKind.Postcode];

    private readonly DictionaryField[] _fields;
    private readonly int[] _ordinals;
    private readonly Dictionary<string, List<ListedTerm>> _whole = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<ListedTerm>> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<ListedTerm, SortedSet<string>> _hits = [];
    private readonly List<ListedTerm> _terms;

    /// <summary>Prepares the terms.</summary>
    /// <param name="dictionary">The dictionary, whose direct fields are compared.</param>
    /// <param name="terms">What the configuration lists.</param>
    /// <param name="words">The word lists: an ordinary word is no name because somebody is called so.</param>
    public ListedTerms(DataDictionary dictionary, IEnumerable<ListedTerm> terms, WordLists words)
    {
        ArgumentNullException.ThrowIfNull(dictionary);
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(words);
        _terms = [.. terms];
        _fields = [.. dictionary.Direct.Where(field => !Places.Contains(field.Holds))];
        Shape = new RecordShape(dictionary, _fields);
        _ordinals = [.. _fields.Select(Shape.Ordinal)];
        var ordinary = _terms.Where(term => term.IsKept).SelectMany(term => Spelling.WordsOf(term.Text)).ToHashSet(StringComparer.Ordinal);
        foreach (ListedTerm term in _terms)
        {
            List<string> parts = Spelling.WordsOf(term.Text);
            string squeezed = string.Concat(parts);
            if (squeezed.Length >= ShortestWhole && !(parts.Count == 1 && IsOrdinary(parts[0], words, term.IsKept)))
            {
                Add(_whole, squeezed, term);
                Add(_whole, Sorted(parts), term);
                if (parts.Count == 1 && (term.IsKept || !ordinary.Contains(parts[0])))
                {
                    Add(_names, parts[0], term);
                }
            }

            // Somebody named in a label or in a sentence about a column.
            foreach (Word word in parts.Count < ShortestSentence || term.IsKept ? []
                : Word.Cut(Spelling.Fold(term.Text).Text).Where(word => word.IsCapitalised && IsNameOnly(word.Text, words)))
            {
                Add(_names, word.Text, term);
            }

            if (NumberOf(term.Text) is { } number)
            {
                Add(_whole, number, term);
            }
        }
    }

    /// <summary>The columns to read.</summary>
    public RecordShape Shape { get; }

    /// <summary>Compares one record.</summary>
    public void Look(IncidentRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        for (int i = 0; i < _fields.Length; i++)
        {
            switch (record[_ordinals[i]])
            {
                case string text:
                    Look(_fields[i], text);
                    break;
                case string[] texts:
                    foreach (string text in texts)
                    {
                        Look(_fields[i], text);
                    }

                    break;
                case long number:
                    Look(_fields[i], number.ToString(System.Globalization.CultureInfo.InvariantCulture));
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>A warning for each term that is a direct value of the source, in the order of the terms. The value is not in it.</summary>
    public IEnumerable<ConfigProblem> Warnings() =>
        _terms.Where(_hits.ContainsKey).Select(term => ConfigProblem.Warning("listHasDirectValue", term.File, term.Path, term.Line,
        $"The text here is also a direct value of the source, in {string.Join(", ", _hits[term])}.",
        term.IsKept ? "A term that stays is not looked for as a name where it stands alone. Take it out, unless it is an ordinary word."
            : "What is listed can leave. Take it out, unless it says nothing of that person."));

    private void Look(DictionaryField field, string value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return;
        }

        List<string> parts = Spelling.WordsOf(value);
        Hit(_whole, string.Concat(parts), field);
        if (parts.Count > 1)
        {
            Hit(_whole, Sorted(parts), field);
        }

        if (field.Holds is DirectKind.PersonName or DirectKind.Any)
        {
            foreach (string part in parts)
            {
                Hit(_names, part, field);
            }
        }
        else if (NumberOf(value) is { } number)
        {
            Hit(_whole, number, field);
        }
    }

    private void Hit(Dictionary<string, List<ListedTerm>> known, string key, DictionaryField field)
    {
        if (!known.TryGetValue(key, out List<ListedTerm>? terms))
        {
            return;
        }

        foreach (ListedTerm term in terms)
        {
            if (!_hits.TryGetValue(term, out SortedSet<string>? columns))
            {
                _hits[term] = columns = new SortedSet<string>(StringComparer.Ordinal);
            }

            columns.Add(field.Name);
        }
    }

    private static void Add(Dictionary<string, List<ListedTerm>> known, string key, ListedTerm term)
    {
        if (!known.TryGetValue(key, out List<ListedTerm>? terms))
        {
            known[key] = terms = [];
        }

        if (!terms.Contains(term))
        {
            terms.Add(term);
        }
    }

    // A list of terms that stay is made of words that are also names: there a rare word is none by itself either.
    private static bool IsOrdinary(string word, WordLists words, bool isKept) =>
        (words.Of(word) & (WordKinds.Common | WordKinds.Grammar | (isKept ? WordKinds.Uncommon : WordKinds.None))) != 0;

    /// <summary>Whether the word lists have a word as a name of people and as nothing else, or not at all.</summary>
    private static bool IsNameOnly(string word, WordLists words) => (words.Of(word) & ~(WordKinds.Given | WordKinds.Family)) == 0;

    /// <summary>The words in the order of letters: "Cohen, Miriam" is "Miriam Cohen".</summary>
    private static string Sorted(List<string> parts) => string.Join(' ', parts.Order(StringComparer.Ordinal));

    private static string? NumberOf(string text)
    {
        string digits = Digits.Of(FoldedText.Of(text).Numbers).TrimStart('0');
        string number = digits.Length > 10 && digits.StartsWith("44", StringComparison.Ordinal) ? digits[2..].TrimStart('0') : digits;
        return number.Length >= ShortestNumber ? "#" + number : null;
    }
}
