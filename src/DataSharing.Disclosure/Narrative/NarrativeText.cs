using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;
using DataSharing.Disclosure.Patterns;

namespace DataSharing.Disclosure.Narrative;

/// <summary>A text as the recognisers read it: folded, cut into words, each with what the lists know of it. Prints nothing.</summary>
internal sealed class NarrativeText
{
    private const int LongestTerm = 120;

    private readonly Token[] _tokens;
    private readonly WordLists _lists;
    private readonly bool _hasBrackets;
    private readonly ulong[] _loud;

    public NarrativeText(string text, WordLists lists, KeepTerms keep)
    {
        _lists = lists;
        Folded = FoldedText.Of(text);
        Written = Folded.Text;
        Lower = Written.ToLowerInvariant().Replace('’', '\'');
        _tokens = Cut(Written);
        _hasBrackets = Written.Contains('[', StringComparison.Ordinal);
        TextStyle whole = StyleOf();
        for (int i = 0; i < _tokens.Length; i++)
        {
            ref Token token = ref _tokens[i];
            // Where a sentence begins asks what the word before it is, which is known by then.
            (bool starts, bool next) = Joint(i);
            WordKinds kinds = KindsOf(in token, out bool beginsPlace);
            token = token with { Kinds = kinds, StartsSentence = starts, Style = whole, BeginsPlace = beginsPlace, IsNext = next };
        }

        MarkSentences(whole);
        MarkTags();
        MarkPhrases(lists, keep);
        _loud = Loud();
    }

    /// <summary>The text and where its folded characters came from.</summary>
    public FoldedText Folded { get; }

    /// <summary>The folded text with its capitals.</summary>
    public string Written { get; }

    /// <summary>The folded text in small letters, as long as <see cref="Written"/>.</summary>
    public string Lower { get; }

    /// <summary>How many words there are.</summary>
    public int Count => _tokens.Length;

    public ref readonly Token this[int index] => ref _tokens[index];

    /// <summary>A word in small letters.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<char> Word(int index) => Lower.AsSpan(_tokens[index].Start, _tokens[index].Length);

    /// <summary>Whether a word is this one, in small letters.</summary>
    public bool Is(int index, string word) => unchecked((uint)index) < (uint)_tokens.Length && Word(index).SequenceEqual(word);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Is(int index, WordKinds any) => unchecked((uint)index) < (uint)_tokens.Length && _tokens[index].Is(any);

    /// <summary>
    /// The first word from this one on that is not plain; <see cref="Count"/> when all are. A plain word is small, in a sentence with capitals, and one that the
    /// lists have, but as no name, term that stays, tag, or with digits: a rule for words that are capitalised, names, unknown or have digits, and for
    /// sentences without capitals or of nothing else, need not look at it.
    /// </summary>
    public int NextLoud(int index)
    {
        for (int block = index >> 6, bit = index & 63; block < _loud.Length; block++, bit = 0)
        {
            ulong rest = _loud[block] & (ulong.MaxValue << bit);
            if (rest != 0)
            {
                return (block << 6) + BitOperations.TrailingZeroCount(rest);
            }
        }

        return Count;
    }

    /// <summary>What stands before a word, after the word before it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<char> Before(int index)
    {
        int from = index == 0 ? 0 : _tokens[index - 1].End;
        int to = index == Count ? Written.Length : _tokens[index].Start;
        return Written.AsSpan(from, to - from);
    }

    /// <summary>Whether nothing but blanks, or a hyphen or apostrophe, stands between a word and the one before it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsNext(int index) => unchecked((uint)index) < (uint)_tokens.Length && _tokens[index].IsNext;

    /// <summary>As <see cref="IsNext"/>, also after the stop of an initial or of a short title.</summary>
    public bool IsNextInName(int index) =>
        IsNext(index) || (index > 0 && index < Count && Before(index) is ". " or "." && (_tokens[index - 1].Length == 1
            || _tokens[index - 1].Is(WordKinds.Title)));

    /// <summary>Whether a hyphen alone joins a word to the one before it.</summary>
    public bool IsHyphened(int index) => index > 0 && index < Count && Before(index) is "-";

    /// <summary>Whether a word is written as a name is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsNamelike(int index)
    {
        if (unchecked((uint)index) >= (uint)_tokens.Length)
        {
            return false;
        }

        ref readonly Token token = ref _tokens[index];
        return token.IsCapitalised && token.Style == TextStyle.Normal && !token.Is(WordKinds.Tag | WordKinds.HasDigit);
    }

    /// <summary>A single capital letter, as an initial is written.</summary>
    public bool IsInitial(int index) =>
        index >= 0 && index < Count && _tokens[index] is { Length: 1, IsCapitalised: true } && !_tokens[index].Is(WordKinds.HasDigit) && !Is(index, "i");

    /// <summary>Whether a word that no list has reads like an ordinary one with a typing error.</summary>
    public bool IsMisspelt(int index) => Misspelling.IsOfOrdinaryWord(Word(index), _lists);

    /// <summary>Whether a run of digits and letters is digits alone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsDigits(int index) => index >= 0 && index < Count && char.IsAsciiDigit(Lower[_tokens[index].Start]) && !Word(index).ContainsAnyExceptInRange('0', '9');

    /// <summary>The words of a folded text in small letters.</summary>
    public static List<string> WordsOf(string text) => [.. Cut(text).Select(word => text[word.Start..word.End])];

    /// <inheritdoc/>
    public override string ToString() => "(text)";

    /// <summary>The words of a folded text with their places, capitals, and whether they have digits, and nothing else of them.</summary>
    private static Token[] Cut(string text)
    {
        Token[] words = ArrayPool<Token>.Shared.Rent((text.Length / 5) + 4);
        int count = 0;
        int at = 0;
        while (at < text.Length)
        {
            if (!IsPart(text[at]))
            {
                at++;
                continue;
            }

            int start = at;
            bool small = false;
            bool digit = false;
            for (; at < text.Length; at++)
            {
                char c = text[at];
                if (char.IsAsciiLetterLower(c))
                {
                    small = true;
                }
                else if (char.IsAsciiDigit(c))
                {
                    digit = true;
                }
                else if (IsPart(c) || IsInner(text, at))
                {
                    small |= c > 127 && char.IsLower(c);
                }
                else
                {
                    break;
                }
            }

            int end = at;
            // Sarah's: the name ends before the sign.
            if (at - start > 3 && text[at - 1] is 's' or 'S' && text[at - 2] is '\'' or '’')
            {
                end = at - 2;
                small = HasSmall(text.AsSpan(start, end - start));
            }

            if (start < end)
            {
                if (count == words.Length)
                {
                    Token[] more = ArrayPool<Token>.Shared.Rent(count * 2);
                    words.CopyTo(more, 0);
                    ArrayPool<Token>.Shared.Return(words);
                    words = more;
                }

                bool capitalised = char.IsUpper(text[start]);
                words[count++] = new Token
                {
                    Start = start, End = end, Kinds = digit ? WordKinds.HasDigit : WordKinds.None, IsCapitalised = capitalised,
                    IsAllCapitals = capitalised && !small && end - start > 1,
                };
            }
        }

        Token[] cut = words.AsSpan(0, count).ToArray();
        ArrayPool<Token>.Shared.Return(words);
        return cut;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsPart(char c) => c < 128 ? char.IsAsciiLetterOrDigit(c) || c == '_' : char.IsLetterOrDigit(c) || c == '_' || char.IsSurrogate(c)
        || char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.SpacingCombiningMark;

    private static bool IsInner(string text, int at) => text[at] is '\'' or '’' && at > 0 && at + 1 < text.Length && char.IsLetter(text[at - 1])
        && char.IsLetter(text[at + 1]);

    private static bool HasSmall(ReadOnlySpan<char> word)
    {
        foreach (char c in word)
        {
            if (char.IsLower(c))
            {
                return true;
            }
        }

        return false;
    }

    private WordKinds KindsOf(in Token token, out bool beginsPlace)
    {
        ReadOnlySpan<char> word = Lower.AsSpan(token.Start, token.Length);
        if (token.Is(WordKinds.HasDigit))
        {
            beginsPlace = false;
            return WordKinds.HasDigit | Vocabulary.Of(word);
        }

        WordKinds kinds = _lists.Of(word, out beginsPlace);
        // "delroys taxi": the sign is often left out.
        if (kinds == WordKinds.None && word.Length > 4 && word[^1] == 's')
        {
            kinds |= _lists.Of(word[..^1]) & WordKinds.Names;
        }

        return kinds;
    }

    /// <summary>Whether a word begins a sentence, and whether it stands directly behind the one before it. The kinds of that one are known.</summary>
    private (bool StartsSentence, bool IsNext) Joint(int index)
    {
        if (index == 0)
        {
            return (true, false);
        }

        ReadOnlySpan<char> gap = Before(index);
        if (gap is " ")
        {
            return (false, true);
        }

        bool next = gap.Length is > 0 and <= 3 && (gap.Trim(" \t\r\n").IsEmpty ? gap.Count('\n') < 2 : gap is "-" or "'" or "’" or "/");
        return (EndsSentence(in _tokens[index - 1], gap), next);
    }

    private static bool EndsSentence(in Token word, ReadOnlySpan<char> gap)
    {
        if (gap.ContainsAny('\n', '!', '?'))
        {
            return true;
        }

        int stop = gap.IndexOf('.');
        if (stop >= 0)
        {
            // The stop of an initial, of a title, or within a number or address of the net.
            return stop + 1 < gap.Length && !(stop == 0 && ((word.Length == 1 && word.IsCapitalised) || word.Is(WordKinds.Title)));
        }

        return gap.ContainsAny("“\"•:;") || gap.Contains(" - ", StringComparison.Ordinal) || gap.Contains(" '", StringComparison.Ordinal);
    }

    private bool IsBracketed(in Token token) => _hasBrackets && token.Start > 0 && Written[token.Start - 1] == '[';

    /// <summary>A bit for every word, set where it is not plain.</summary>
    private ulong[] Loud()
    {
        ulong[] loud = new ulong[(_tokens.Length + 63) / 64];
        for (int i = 0; i < _tokens.Length; i++)
        {
            ref readonly Token token = ref _tokens[i];
            if (token.IsCapitalised || token.Style != TextStyle.Normal || token.Kinds == WordKinds.None || token.Is(WordKinds.Names | WordKinds.HasDigit | WordKinds.Tag | WordKinds.Kept))
            {
                loud[i >> 6] |= 1UL << (i & 63);
            }
        }

        return loud;
    }

    /// <summary>Whether the writer uses capitals for names at all.</summary>
    private TextStyle StyleOf()
    {
        int letters = 0;
        int capitals = 0;
        int capitalised = 0;
        int counted = 0;
        foreach (ref readonly Token token in _tokens.AsSpan())
        {
            if (token.Length < 2 || !char.IsLetter(Written[token.Start]) || IsBracketed(in token))
            {
                continue;
            }

            counted++;
            letters += token.Length;
            capitalised += token.IsCapitalised && !token.IsAllCapitals ? 1 : 0;
            capitals += token.IsAllCapitals ? token.Length : 0;
        }

        if (counted == 0)
        {
            return TextStyle.Normal;
        }

        return capitals * 10 > letters * 7 ? TextStyle.Upper : capitalised * 50 < counted ? TextStyle.Lower : TextStyle.Normal;
    }

    /// <summary>A sentence in capitals, or one without any although it begins one, within a text of both.</summary>
    private void MarkSentences(TextStyle whole)
    {
        const int Fewest = 4;
        const int FewestSmall = 3;
        if (whole != TextStyle.Normal)
        {
            return;
        }

        for (int first = 0; first < _tokens.Length;)
        {
            int after = first + 1;
            int small = 0;
            int large = 0;
            // Most sentences begin with a capital and have small letters, and neither mark is theirs.
            bool capital = HasCapitals(first, first + 1);
            for (int i = first; i < _tokens.Length && (i == first || !_tokens[i].StartsSentence); i++)
            {
                after = i + 1;
                if (!(capital && small > 0) && _tokens[i].Length > 1 && !_tokens[i].Is(WordKinds.HasDigit) && !IsBracketed(in _tokens[i]))
                {
                    small += _tokens[i].IsAllCapitals ? 0 : 1;
                    large += _tokens[i].IsAllCapitals ? 1 : 0;
                }
            }

            bool upper = large >= Fewest && small == 0;
            if (upper || (small >= FewestSmall && !HasCapitals(first, after)))
            {
                for (int i = first; i < after; i++)
                {
                    _tokens[i] = _tokens[i] with { Style = upper ? TextStyle.Upper : TextStyle.Lower };
                }
            }

            first = after;
        }
    }

    private bool HasCapitals(int first, int after)
    {
        for (int i = first; i < after; i++)
        {
            // A tag stands for what was written with a capital.
            if (_tokens[i].IsCapitalised && !(_tokens[i].Length == 1 && Is(i, "i")) && !Is(i, "i'm"))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The tags of an earlier redaction are left as they are.</summary>
    private void MarkTags()
    {
        if (!_hasBrackets)
        {
            return;
        }

        for (int i = 0; i < _tokens.Length; i++)
        {
            ref Token token = ref _tokens[i];
            if (token.IsAllCapitals && IsBracketed(in token))
            {
                int last = i;
                if (token.End < Written.Length && Written[token.End] == ' ' && i + 1 < _tokens.Length && IsDigits(i + 1))
                {
                    last = i + 1;
                }

                if (_tokens[last].End < Written.Length && Written[_tokens[last].End] == ']' && Enum.TryParse<MaskType>(Word(i), ignoreCase: true, out _))
                {
                    for (int part = i; part <= last; part++)
                    {
                        _tokens[part] = _tokens[part] with { Kinds = WordKinds.Tag };
                    }
                }
            }
        }
    }

    private void MarkPhrases(WordLists lists, KeepTerms keep)
    {
        Span<char> joined = stackalloc char[LongestTerm];
        for (int i = 0; i < _tokens.Length; i++)
        {
            if (_tokens[i].Is(WordKinds.Tag))
            {
                continue;
            }

            ReadOnlySpan<char> word = Word(i);
            int longest = keep.Longest(word);
            int kept = longest == 0 ? -1 : LastOf(i, longest, keep, joined);
            int place = _tokens[i].BeginsPlace && (_tokens[i].IsCapitalised || _tokens[i].Style != TextStyle.Normal)
                ? LastOf(i, lists.SmallPlaces.LongestTerm, null, joined) : -1;
            if (kept < 0 && place < 0)
            {
                continue;
            }

            // "Swiss Cottage" is no Swiss cottage, and "Chelsea FC" is not Chelsea.
            Mark(i, place, WordKinds.Place);
            if (kept >= place)
            {
                Mark(i, kept, WordKinds.Kept);
            }

            i = Math.Max(i, kept > i && kept >= place ? kept : place);
        }
    }

    private void Mark(int first, int last, WordKinds kind)
    {
        for (int i = first; i <= last; i++)
        {
            _tokens[i] = _tokens[i] with { Kinds = _tokens[i].Kinds | kind };
        }
    }

    /// <summary>The last word of the longest term that begins here, of those that stay or else of the small places; -1 when none does.</summary>
    private int LastOf(int first, int longest, KeepTerms? keep, Span<char> joined)
    {
        int length = 0;
        int found = -1;
        for (int i = first; i < _tokens.Length && i - first < longest; i++)
        {
            if (i > first && !IsNext(i))
            {
                break;
            }

            ReadOnlySpan<char> word = Word(i);
            if (length + word.Length + 1 > joined.Length)
            {
                break;
            }

            if (i > first)
            {
                joined[length++] = ' ';
            }

            word.CopyTo(joined[length..]);
            length += word.Length;
            if (keep is null ? _lists.SmallPlaces.Contains(joined[..length]) : keep.Contains(joined[..length]))
            {
                found = i;
            }
        }

        return found;
    }
}
