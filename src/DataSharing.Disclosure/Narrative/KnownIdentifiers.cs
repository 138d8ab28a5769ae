using DataSharing.Disclosure.Patterns;

namespace DataSharing.Disclosure.Narrative;

/// <summary>
/// What a record holds of the people of an incident, to be found in its text whatever the form: parts of names, initials, accents folded, parts joined by
/// hyphens, one wrong letter, digits with any separators. Prints nothing.
/// </summary>
public sealed class KnownIdentifiers
{
    private const int ShortestName = 3;
    private const int ShortestForTypo = 5;
    private const int ShortestNumber = 6;
    private const int PhoneDigits = 9;
    private const int FirstLetters = 32;

    private readonly HashSet<string> _words = new(StringComparer.Ordinal);
    private readonly HashSet<string> _short = new(StringComparer.Ordinal);
    private readonly HashSet<(string First, string Second)> _pairs = [];
    private readonly HashSet<string> _pairStarts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _glued = new(StringComparer.Ordinal);
    private readonly List<string> _numbers = [];
    private readonly HashSet<string> _initials = new(StringComparer.Ordinal);
    private readonly Dictionary<(int Length, char First), List<string>> _typos = [];

    // By the letter that a word begins with, a bit for each length of those that a typing error is looked for in.
    private readonly uint[] _typoLengths = new uint[FirstLetters];
    private readonly FirstLook _firstLook;

    /// <summary>Takes the values of any fields; empty ones are left out.</summary>
    public KnownIdentifiers(IEnumerable<string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        foreach (string value in values)
        {
            Add(value);
        }

        _pairStarts.UnionWith(_pairs.Select(pair => pair.First));
        _firstLook = new FirstLook(_words.Concat(_pairStarts).Concat(_glued).Concat(_initials));
        foreach (string word in _words.Where(word => word.Length >= ShortestForTypo))
        {
            foreach (char first in new[] { word[0], word[1] }.Distinct())
            {
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
        HashSet<string>.AlternateLookup<ReadOnlySpan<char>> words = _words.GetAlternateLookup<ReadOnlySpan<char>>();
        HashSet<string>.AlternateLookup<ReadOnlySpan<char>> starts = _pairStarts.GetAlternateLookup<ReadOnlySpan<char>>();
        HashSet<string>.AlternateLookup<ReadOnlySpan<char>> glued = _glued.GetAlternateLookup<ReadOnlySpan<char>>();
        HashSet<string>.AlternateLookup<ReadOnlySpan<char>> initials = _initials.GetAlternateLookup<ReadOnlySpan<char>>();
        for (int i = 0; i < text.Count; i++)
        {
            ref readonly Token token = ref text[i];
            ReadOnlySpan<char> word = text.Word(i);
            bool may = _firstLook.MayHave(word);
            if ((!may && !token.IsCapitalised && token.Length > 1 && token.Is(WordKinds.Common | WordKinds.Kept | WordKinds.HasDigit)) || token.Is(WordKinds.Tag))
            {
                continue;
            }

            if (may && _pairs.Count > 0 && starts.Contains(word) && text.IsNextInName(i + 1) && _pairs.Contains((word.ToString(), text.Word(i + 1).ToString())))
            {
                masks.Add(i, i + 1, TypeOf(text, i, i + 1));
            }
            else if (may && words.Contains(word) && IsWritten(text, masks, i))
            {
                masks.Add(i, i, TypeOf(text, i, i));
            }
            else if (may && glued.Contains(word))
            {
                masks.Add(i, i, MaskType.Person);
            }
            else if (may && word.Length is 2 or 3 && text[i].IsAllCapitals && text[i].Style == TextStyle.Normal && initials.Contains(word)
                && !text.Is(i, WordKinds.Acronym))
            {
                masks.Add(i, i, MaskType.Person);
            }
            else if (IsInitialsApart(text, i, out int last))
            {
                masks.Add(i, last, MaskType.Person);
            }
            else if (IsTypo(text, i) || IsPlural(text, i))
            {
                masks.Add(i, i, MaskType.Person);
            }
        }
    }

    private void Add(string value)
    {
        string folded = FoldedText.Of(value).Text;
        List<string> words = NarrativeText.WordsOf(folded.ToLowerInvariant());
        string digits = Digits.Of(folded);
        if (digits.Length >= ShortestNumber)
        {
            AddNumber(digits);
        }

        List<string> names = words.FindAll(word => !word.AsSpan().ContainsAnyInRange('0', '9'));
        foreach (string word in words)
        {
            (word.Length >= ShortestName ? _words : _short).Add(word);
        }

        for (int i = 0; i + 1 < words.Count; i++)
        {
            _pairs.Add((words[i], words[i + 1]));
        }

        if (words.Count == names.Count && names.Count is >= 2 and <= 5 && !folded.Contains('@', StringComparison.Ordinal))
        {
            _pairs.Add((names[^1], names[0]));
            _initials.Add(string.Concat(names.Select(name => name[0])));
            _initials.Add($"{names[0][0]}{names[^1][0]}");
            if (names[0].Length + names[^1].Length >= ShortestNumber)
            {
                _glued.Add(names[0] + names[^1]);
                _glued.Add(names[^1] + names[0]);
                _glued.Add(names[0][0] + names[^1]);
                _glued.Add(names[0] + names[^1][0]);
            }
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

    private void AddNumber(string digits)
    {
        _numbers.Add(digits);
        if (digits.Length >= PhoneDigits + 1 && (digits[0] == '0' || digits.StartsWith("44", StringComparison.Ordinal)))
        {
            _numbers.Add(digits[^PhoneDigits..]);
        }
    }

    /// <summary>
    /// An ordinary word of a value counts where it is written as a name, or beside another word of the record: a record that says "Road" or "Assault"
    /// masks neither everywhere.
    /// </summary>
    private bool IsWritten(NarrativeText text, Masks masks, int index)
    {
        ref readonly Token token = ref text[index];
        if (token.Is(WordKinds.HasDigit))
        {
            return token.Length >= 3 || (text.IsNext(index + 1) && _words.Contains(text.Word(index + 1).ToString())) || (index > 0 && masks.Has(index - 1)
                && text.IsNext(index));
        }

        if (!token.Is(WordKinds.Common | WordKinds.Kept))
        {
            return true;
        }

        bool beside = (text.IsNextInName(index) && (masks.Has(index - 1) || _short.Contains(text.Word(index - 1).ToString()) && text[index - 1].IsCapitalised))
            || (text.IsNextInName(index + 1) && !text.Is(index + 1, WordKinds.Common) && _words.Contains(text.Word(index + 1).ToString()));
        if (token.Is(WordKinds.Kept))
        {
            return beside && token.Is(WordKinds.Names);
        }

        return beside ? !token.Is(WordKinds.Grammar) : text.IsNamelike(index)
            && !token.Is(WordKinds.Grammar | WordKinds.Street | WordKinds.Premises | WordKinds.Organisation | WordKinds.PlaceEnding)
            && (token.Is(WordKinds.Names) ? !token.StartsSentence || text.Is(index + 1, WordKinds.Doing) : !token.StartsSentence
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

    /// <summary>S.C., S C, s.c.: the initials of a name apart.</summary>
    private bool IsInitialsApart(NarrativeText text, int index, out int last)
    {
        last = index;
        if (text[index].Length != 1 || text.Is(index, WordKinds.HasDigit) || !text.Before(index + 1).StartsWith("."))
        {
            return false;
        }

        string together = text.Word(index).ToString();
        while (last + 1 < text.Count && text[last + 1].Length == 1 && text.Before(last + 1) is "." or ". " or " " && together.Length < 4)
        {
            last++;
            together += text.Word(last).ToString();
        }

        return last > index && _initials.Contains(together);
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
                        if (IsOneOff(word, known))
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

    private static bool IsOneOff(ReadOnlySpan<char> one, ReadOnlySpan<char> other)
    {
        int same = one.CommonPrefixLength(other);
        ReadOnlySpan<char> a = one[same..];
        ReadOnlySpan<char> b = other[same..];
        if (a.Length == b.Length)
        {
            return a.Length > 0 && (a[1..].SequenceEqual(b[1..]) || (a.Length > 1 && a[0] == b[1] && a[1] == b[0] && a[2..].SequenceEqual(b[2..])));
        }

        return a.Length > b.Length ? a[1..].SequenceEqual(b) : b[1..].SequenceEqual(a);
    }

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
