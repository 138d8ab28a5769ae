using DataSharing.Disclosure.Dictionary;
using DataSharing.Disclosure.Narrative.Known;
using DataSharing.Disclosure.Narrative.Lists;
using DataSharing.Disclosure.OwnRecord;
using DataSharing.Disclosure.Patterns;

namespace DataSharing.Disclosure.Narrative;

/// <summary>
/// What a record holds of the people of an incident, to be found in its text whatever the form: parts of names, initials, accents folded, parts joined by
/// hyphens, one wrong letter, two parts side by side in any order, digits with any separators. Prints nothing.
/// </summary>
public sealed class KnownIdentifiers
{
    private const int ShortestName = 3;
    private const int ShortestForTypo = 5;
    private const int ShortestNumber = 6;
    private const int PhoneDigits = 9;
    private const int FirstLetters = 32;
    private const int MostInName = 5;

    // Between a value and what somebody wrote beside it.
    private static readonly char[] Notes = ['(', ')', '[', ']', ';'];

    private readonly HashSet<string> _words = new(StringComparer.Ordinal);
    private readonly HashSet<string> _short = new(StringComparer.Ordinal);
    private readonly HashSet<(string First, string Second)> _pairs = [];

    // Two words of a value that are no two parts of it, as "university of" and "primary school": with a capital or a part beside them, and only the latter.
    private readonly HashSet<(string First, string Second)> _loosePairs = [];
    private readonly HashSet<(string First, string Second)> _kindPairs = [];
    private readonly List<string[]> _released = [];
    private readonly HashSet<string> _pairStarts = new(StringComparer.Ordinal);
    private readonly List<string> _numbers = [];
    private readonly Dictionary<(int Length, char First), List<string>> _typos = [];

    // By the letter that a word begins with, a bit for each length of those that a typing error is looked for in.
    private readonly uint[] _typoLengths = new uint[FirstLetters];
    private readonly FirstLook _firstLook;
    private readonly List<KnownName> _names = [];

    // Who of the values is a person is known when the first text comes with the lists; making it twice does no harm.
    private KnownPeople? _people;

    /// <summary>Takes the values of any fields; empty ones are left out.</summary>
    public KnownIdentifiers(IEnumerable<string> values)
        : this(values.Select(value => (DirectKind.Any, value)), [])
    {
    }

    /// <param name="values">The values, with what their fields hold.</param>
    /// <param name="released">Places that are released with the text: the name of one tells nothing more.</param>
    internal KnownIdentifiers(IEnumerable<(DirectKind Kind, string Value)> values, IEnumerable<string> released)
    {
        foreach ((DirectKind kind, string value) in values)
        {
            Add(kind, value);
        }

        _released.AddRange(released.Select(place => WordsOf(place).ToArray()).Where(place => place.Length > 0));
        foreach (HashSet<(string First, string Second)> pairs in (ReadOnlySpan<HashSet<(string First, string Second)>>)[_pairs, _loosePairs, _kindPairs])
        {
            foreach ((string first, _) in pairs)
            {
                _pairStarts.Add(first);
            }
        }

        _firstLook = new FirstLook(_words.Concat(_pairStarts).Concat(_names.SelectMany(name => name.Looked)));
        foreach (string word in _words)
        {
            for (int letter = 0; word.Length >= ShortestForTypo && letter < (word[0] == word[1] ? 1 : 2); letter++)
            {
                char first = word[letter];
                if (!_typos.TryGetValue((word.Length, first), out List<string>? list))
                {
                    _typos[(word.Length, first)] = list = [];
                }

                list.Add(word);
                _typoLengths[first & (FirstLetters - 1)] |= Bit(word.Length);
            }
        }
    }

    /// <summary>Nothing is known.</summary>
    public static KnownIdentifiers None { get; } = new([]);

    /// <inheritdoc/>
    public override string ToString() => "(known identifiers)";

    /// <summary>Masks what is known.</summary>
    internal void Find(NarrativeText text, Masks masks)
    {
        if (_words.Count == 0 && _numbers.Count == 0 && _pairs.Count == 0 && _short.Count == 0)
        {
            return;
        }

        FindNumbers(text, masks);
        KnownPeople people = _people ??= new KnownPeople(_names, text.Lists);
        HashSet<string>.AlternateLookup<ReadOnlySpan<char>> words = _words.GetAlternateLookup<ReadOnlySpan<char>>();
        HashSet<string>.AlternateLookup<ReadOnlySpan<char>> starts = _pairStarts.GetAlternateLookup<ReadOnlySpan<char>>();
        HashSet<int>? covered = Covered(text);
        for (int i = 0; i < text.Count; i++)
        {
            ref readonly Token token = ref text[i];
            ReadOnlySpan<char> word = text.Word(i);
            bool may = _firstLook.MayHave(word);
            if (token.Is(WordKinds.HasDigit) && !may && IsMisread(word))
            {
                masks.Add(i, i, MaskType.Person);
                continue;
            }

            if ((!may && !token.IsCapitalised && token.Length > 1 && token.Is(WordKinds.Common | WordKinds.Kept | WordKinds.HasDigit)) || token.Is(WordKinds.Tag))
            {
                continue;
            }

            bool released = covered is not null && covered.Contains(i);
            if (may && _pairStarts.Count > 0 && starts.Contains(word) && KnownPeople.IsBeside(text, i + 1) && IsPair(text, masks, i) && !(released && covered!.Contains(i + 1)))
            {
                masks.Add(i, i + 1, TypeOf(text, i, i + 1));
            }
            else if (may && !released && people.LastOf(text, masks, i) is var last and >= 0)
            {
                masks.Add(i, last, MaskType.Person);
            }
            else if (may && !released && words.Contains(word) && IsWritten(text, masks, i, people))
            {
                masks.Add(i, i, TypeOf(text, i, i));
            }
            else if (!released && (IsTypo(text, i) || IsPlural(text, i) || IsWithoutApostrophe(text, i) || people.IsAlike(text, i)))
            {
                // Fatimah al Masry: the particle between two parts, of which no spelling is the record's.
                masks.Add(i > 1 && text.Is(i - 1, WordKinds.Particle) && text.IsNext(i) && text.IsNext(i - 1) && masks.Has(i - 2, MaskType.Person) ? i - 1 : i, i, MaskType.Person);
            }
        }
    }

    private static List<string> WordsOf(string value) => NarrativeText.WordsOf(FoldedText.Of(value).Text.ToLowerInvariant().Replace('’', '\''));

    /// <summary>Every spelling of each word of a value, the folded one first.</summary>
    private static List<string[]> FormsOf(string value, List<string> words)
    {
        List<string>? written = Spelling.WrittenOut(value) is { } other ? WordsOf(other) : null;
        return [.. words.Select((word, i) => Spelling.FormsOf(word, written is not null && written.Count == words.Count ? written[i] : word))];
    }

    private void Add(DirectKind kind, string value)
    {
        string folded = FoldedText.Of(value).Text;
        string digits = Digits.Of(folded);
        if (digits.Length >= ShortestNumber)
        {
            AddNumber(digits);
        }

        foreach (string part in value.Split(Notes, StringSplitOptions.RemoveEmptyEntries))
        {
            AddWords(kind, part);
        }

        // A name in an address of the net: sarah.cohen1984
        if (folded.Contains('@', StringComparison.Ordinal) || folded.Contains('_', StringComparison.Ordinal))
        {
            foreach (string part in folded.ToLowerInvariant().Split('@')[0].Split('.', '_', '-', '+').Select(part => part.Trim("0123456789".ToCharArray())).Where(part => part.Length > ShortestName))
            {
                _words.Add(part);
            }
        }
    }

    private void AddWords(DirectKind kind, string value)
    {
        List<string> words = WordsOf(value);
        List<string[]> forms = FormsOf(value, words);
        foreach (string[] spellings in forms)
        {
            foreach (string word in spellings)
            {
                (word.Length >= ShortestName ? _words : _short).Add(word);
            }
        }

        // No two words of a description side by side tell who it is of, nor do two that say that nobody is known.
        bool description = words.Exists(Parts.IsDescription) || (words.Count > MostInName && words.Exists(word => Parts.IsJoining(word) && word is not ("of" or "the" or "and")));
        bool person = kind is DirectKind.PersonName or DirectKind.Any;
        for (int i = 0; i + 1 < words.Count; i++)
        {
            bool parts = IsPart(words[i]) && IsPart(words[i + 1]);
            bool kinds = Parts.IsKind(words[i]) && Parts.IsKind(words[i + 1]);
            Pair(kinds || (parts && description) ? _kindPairs : parts ? _pairs : _loosePairs, forms[i], forms[i + 1]);
            if (parts && !kinds && !description && !person && !IsNumber(words[i]))
            {
                Pair(_pairs, forms[i + 1], forms[i]);
            }
        }

        if (person)
        {
            foreach (string form in forms.SelectMany(form => form))
            {
                _pairs.UnionWith(Spelling.HalvesOf(form));
            }

            if (!description && words.Count is >= 1 and <= MostInName && !value.Contains('@', StringComparison.Ordinal) && !words.Exists(IsNumber))
            {
                _names.Add(new KnownName(kind == DirectKind.PersonName, value.Contains(',', StringComparison.Ordinal), words, forms));
            }
        }

        // A letter of a name; "a" and "I" are words.
        bool IsPart(string word) => Parts.IsPart(word) || IsNumber(word) || (word.Length == 1 && word is not ("a" or "i"));
    }

    private static bool IsNumber(string word) => word.AsSpan().ContainsAnyInRange('0', '9');

    private static void Pair(HashSet<(string First, string Second)> pairs, string[] first, string[] second)
    {
        foreach (string one in first)
        {
            foreach (string other in second)
            {
                pairs.Add((one, other));
            }
        }
    }

    private void AddNumber(string digits)
    {
        _numbers.Add(digits);
        if (digits.Length >= PhoneDigits + 1 && (digits[0] == '0' || digits.StartsWith("44", StringComparison.Ordinal)))
        {
            _numbers.Add(digits[^PhoneDigits..]);
        }
    }

    /// <summary>The words of the text that belong to the name of a place that is released; null when none do.</summary>
    private HashSet<int>? Covered(NarrativeText text)
    {
        HashSet<int>? covered = null;
        foreach (string[] place in _released)
        {
            for (int i = 0; i + place.Length <= text.Count; i++)
            {
                int length = 0;
                while (length < place.Length && text.Is(i + length, place[length]) && (length == 0 || text.IsNext(i + length)))
                {
                    length++;
                }

                if (length == place.Length)
                {
                    (covered ??= []).UnionWith(Enumerable.Range(i, length));
                }
            }
        }

        return covered;
    }

    private bool IsPair(NarrativeText text, Masks masks, int index)
    {
        (string First, string Second) pair = (text.Word(index).ToString(), text.Word(index + 1).ToString());
        if (_pairs.Contains(pair))
        {
            return true;
        }

        bool beside = (masks.Has(index - 1) && text.IsNext(index)) || (masks.Has(index) && text.IsNext(index + 1));
        return (beside && (_loosePairs.Contains(pair) || _kindPairs.Contains(pair)))
            || (((text.IsNamelike(index) && !text[index].StartsSentence && !text.Is(index, WordKinds.Grammar)) || (text.IsNamelike(index + 1) && !text.Is(index + 1, WordKinds.Grammar))) && _loosePairs.Contains(pair));
    }

    /// <summary>C0hen, G01dman: a name in which digits were read for letters.</summary>
    private bool IsMisread(ReadOnlySpan<char> word)
    {
        if (!Ocr.MayBe(word))
        {
            return false;
        }

        Span<char> letters = stackalloc char[word.Length];
        HashSet<string>.AlternateLookup<ReadOnlySpan<char>> words = _words.GetAlternateLookup<ReadOnlySpan<char>>();
        return words.Contains(Ocr.Letters(word, 'l', letters)) || words.Contains(Ocr.Letters(word, 'i', letters));
    }

    /// <summary>O'Riordan, where the record has no apostrophe.</summary>
    private bool IsWithoutApostrophe(NarrativeText text, int index)
    {
        ReadOnlySpan<char> word = text.Word(index);
        return word.Contains('\'') && word.Length > ShortestForTypo && _words.Contains(word.ToString().Replace("'", "", StringComparison.Ordinal));
    }

    /// <summary>
    /// An ordinary word of a value counts where it is written as a name, or beside another word of the record: a record that says "Road" or "Assault"
    /// masks neither everywhere.
    /// </summary>
    private bool IsWritten(NarrativeText text, Masks masks, int index, KnownPeople people)
    {
        ref readonly Token token = ref text[index];
        if (token.Is(WordKinds.HasDigit))
        {
            return token.Length >= 3 || (text.IsNext(index + 1) && _words.Contains(text.Word(index + 1).ToString())) || (index > 0 && masks.Has(index - 1)
                && text.IsNext(index));
        }

        // "in June" is no June.
        if (PersonCues.IsWhen(text, masks, index))
        {
            return false;
        }

        if (!token.Is(WordKinds.Common | WordKinds.Kept))
        {
            return true;
        }

        if (people.IsSurname(text, index))
        {
            return true;
        }

        bool beside = (text.IsNextInName(index) && (masks.Has(index - 1) || _short.Contains(text.Word(index - 1).ToString()) && text[index - 1].IsCapitalised))
            || (text.IsNextInName(index + 1) && !text.Is(index + 1, WordKinds.Common) && _words.Contains(text.Word(index + 1).ToString()));
        if (token.Is(WordKinds.Kept))
        {
            return beside && token.Is(WordKinds.Names);
        }

        // "in April"
        if (!beside && token.Is(WordKinds.Month | WordKinds.Weekday) && (text.Is(index - 1, WordKinds.Where | WordKinds.HasDigit | WordKinds.Grammar) || text.IsDigits(index + 1)))
        {
            return false;
        }

        return beside ? !token.Is(WordKinds.Grammar) : text.IsNamelike(index)
            && !token.Is(WordKinds.Grammar | WordKinds.Street | WordKinds.Premises | WordKinds.Organisation | WordKinds.PlaceEnding)
            && (token.Is(WordKinds.Names) || people.HasSurname(text, index) ? !token.StartsSentence || PersonCues.IsAtHead(text, index) : !token.StartsSentence
            && !token.Is(WordKinds.Relation | WordKinds.Role));
    }

    private static MaskType TypeOf(NarrativeText text, int first, int last)
    {
        for (int i = first; i <= last; i++)
        {
            if (text.Is(i, WordKinds.HasDigit))
            {
                return text.Is(last, WordKinds.HasDigit) && first == last ? MaskType.Identifier : MaskType.Address;
            }

            if (text.Is(i, WordKinds.Street) && !text.Is(i, WordKinds.Names))
            {
                return MaskType.Street;
            }
        }

        return text.Is(first, WordKinds.Place) && !text.Is(first, WordKinds.Names) ? MaskType.Place : MaskType.Person;
    }

    /// <summary>One letter more, less, other or two changed about, in a word that is none.</summary>
    private bool IsTypo(NarrativeText text, int index)
    {
        if (_typos.Count == 0 || text[index].Length < ShortestForTypo || text.Is(index, WordKinds.Common | WordKinds.Kept | WordKinds.HasDigit))
        {
            return false;
        }

        ReadOnlySpan<char> word = text.Word(index);
        // The lengths of the words that could be meant, for either of the two letters that one of them can begin with.
        uint lengths = _typoLengths[word[0] & (FirstLetters - 1)] | _typoLengths[word[1] & (FirstLetters - 1)];
        for (int length = word.Length - 1; length <= word.Length + 1; length++)
        {
            if ((lengths & Bit(length)) == 0)
            {
                continue;
            }

            for (int letter = 0; letter < 2; letter++)
            {
                if ((letter == 0 || word[1] != word[0]) && _typos.TryGetValue((length, word[letter]), out List<string>? list))
                {
                    foreach (string known in list)
                    {
                        if (Misspelling.IsOneOff(word, known))
                        {
                            return true;
                        }
                    }
                }
            }
        }

        return false;
    }

    private bool IsPlural(NarrativeText text, int index)
    {
        ReadOnlySpan<char> word = text.Word(index);
        return text[index].IsCapitalised && word.Length > ShortestForTypo && word[^1] == 's' && _words.Contains(word[..^1].ToString());
    }

    private static uint Bit(int length) => 1U << Math.Min(length, 31);

    /// <summary>Digits in a row, whatever separates them, in which a known number stands.</summary>
    private void FindNumbers(NarrativeText text, Masks masks)
    {
        if (_numbers.Count == 0 || !text.Written.AsSpan().ContainsAnyInRange('0', '9'))
        {
            return;
        }

        const int MostBetween = 3;
        string written = text.Folded.Numbers;
        var places = new List<int>();
        for (int i = 0; i <= written.Length; i++)
        {
            if (places.Count == 0)
            {
                int next = written.AsSpan(i).IndexOfAnyInRange('0', '9');
                if (next < 0)
                {
                    return;
                }

                i += next;
            }

            bool digit = i < written.Length && char.IsAsciiDigit(written[i]);
            if (digit)
            {
                places.Add(i);
                continue;
            }

            bool between = i < written.Length && places.Count > 0 && i - places[^1] <= MostBetween
                && written[i] is ' ' or '-' or '.' or '(' or ')' or '/' or '+' or ',' or '_' or '\n';
            if (!between && places.Count > 0)
            {
                if (places.Count >= ShortestNumber)
                {
                    MaskKnown(string.Create(places.Count, (written, places), static (run, from) =>
                    {
                        for (int digit = 0; digit < run.Length; digit++)
                        {
                            run[digit] = from.written[from.places[digit]];
                        }
                    }), places, masks);
                }

                places.Clear();
            }
        }
    }

    private void MaskKnown(string run, List<int> places, Masks masks)
    {
        foreach (string number in _numbers)
        {
            for (int at = run.IndexOf(number, StringComparison.Ordinal); at >= 0; at = run.IndexOf(number, at + 1, StringComparison.Ordinal))
            {
                masks.AddCharacters(places[at], places[at + number.Length - 1] + 1, number.Length >= PhoneDigits ? MaskType.Phone : MaskType.Identifier);
            }
        }
    }
}
