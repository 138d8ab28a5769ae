using System.Numerics;
using System.Runtime.CompilerServices;
using DataSharing.Disclosure.Narrative.Lists;
using DataSharing.Disclosure.Patterns;

namespace DataSharing.Disclosure.Narrative;

/// <summary>A text as the recognisers read it: folded, cut into words, each with what the lists know of it. Prints nothing.</summary>
internal sealed class NarrativeText
{
    private const int LongestTerm = 120;

    // A shorter word that no list has is a name far oftener than a term with a typing error.
    private const int ShortestMisspelt = 7;

    private readonly Token[] _tokens;
    private readonly WordLists _lists;
    private readonly bool _hasBrackets;

    // A bit for every word and interest: first all of the first interest, then all of the next.
    private readonly ulong[] _interests;
    private readonly int _blocks;

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="lists">The lists.</param>
    /// <param name="keep">Terms that stay.</param>
    public NarrativeText(string text, WordLists lists, KeepTerms keep)
        : this(FoldedText.Of(text), lists)
    {
        var words = new Words((Written.Length / 5) + 4);
        Cut(Written, 0, Written.Length, ref words);
        for (int i = 0; i < words.Count; i++)
        {
            // Where a sentence begins asks what the word before it is, which is known by then.
            Join(ref words, i);
            LookUp(ref words[i], keep);
        }

        _tokens = words.Done();
        _blocks = Blocks();
        _interests = Finish(keep);
    }

    /// <summary>
    /// Reads a text again in which parts were masked. What stands between blanks is cut into the same words wherever it stands, so only what had a masked part, between
    /// the blanks around it, is cut and looked up again. What a sentence, tag or term is, is decided anew.
    /// </summary>
    /// <param name="first">The text as it was read; it was not changed by folding.</param>
    /// <param name="masked">What it became.</param>
    /// <param name="spans">What was masked of it.</param>
    /// <param name="keep">Terms that stay.</param>
    private NarrativeText(NarrativeText first, string masked, IReadOnlyList<MaskedSpan> spans, KeepTerms keep)
        : this(FoldedText.Of(masked), first._lists)
    {
        _tokens = Carried(first, spans, keep);
        _blocks = Blocks();
        _interests = Finish(keep);
    }

    private NarrativeText(FoldedText folded, WordLists lists)
    {
        _lists = lists;
        _tokens = [];
        _interests = [];
        Folded = folded;
        Written = folded.Text;
        Lower = Written.ToLowerInvariant().Replace('’', '\'');
        _hasBrackets = Written.Contains('[', StringComparison.Ordinal);
    }

    /// <summary>The text and where its folded characters came from.</summary>
    public FoldedText Folded { get; }

    /// <summary>The folded text with its capitals.</summary>
    public string Written { get; }

    /// <summary>The folded text in small letters, as long as <see cref="Written"/>.</summary>
    public string Lower { get; }

    /// <summary>The lists that it was read with.</summary>
    public WordLists Lists => _lists;

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

    /// <summary>Whether a word is one of these cues.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Is(int index, WordCues any) => unchecked((uint)index) < (uint)_tokens.Length && _tokens[index].Is(any);

    /// <summary>The first word from this one on that a rule has to look at; <see cref="Count"/> when there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Next(Interest interest, int index)
    {
        unchecked
        {
            ReadOnlySpan<ulong> bits = Bits(interest);
            int block = index >> 6;
            if ((uint)block < (uint)bits.Length)
            {
                ulong rest = bits[block] & (ulong.MaxValue << index);
                while (true)
                {
                    if (rest != 0)
                    {
                        return (block << 6) + BitOperations.TrailingZeroCount(rest);
                    }

                    if (++block >= bits.Length)
                    {
                        break;
                    }

                    rest = bits[block];
                }
            }

            return _tokens.Length;
        }
    }

    /// <summary>A bit for every word.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<ulong> Bits(Interest interest) => _interests.AsSpan(unchecked((int)interest * _blocks), _blocks);

    /// <summary>The text in which parts of this one were masked, read again.</summary>
    /// <param name="masked">What it became.</param>
    /// <param name="spans">What was masked of it.</param>
    /// <param name="keep">The terms that stay, as they were when this one was read.</param>
    public NarrativeText Masked(string masked, IReadOnlyList<MaskedSpan> spans, KeepTerms keep) =>
        Folded.IsUnchanged ? new NarrativeText(this, masked, spans, keep) : new NarrativeText(masked, _lists, keep);

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

    /// <summary>Whether a word is the hour or the minute of a time of day: 21:05.</summary>
    public bool IsClock(int index) => IsHour(index) || (IsHour(index - 1) && index < Count);

    /// <summary>The words of a folded text in small letters.</summary>
    public static List<string> WordsOf(string text)
    {
        var words = new Words((text.Length / 5) + 4);
        Cut(text, 0, text.Length, ref words);
        return [.. Array.ConvertAll(words.Done(), word => text[word.Start..word.End])];
    }

    /// <inheritdoc/>
    public override string ToString() => "(text)";

    /// <summary>
    /// The words of a part of a text, which begins and ends at a blank or an end of the text, with their places, capitals, and whether they have digits, and nothing
    /// else of them.
    /// </summary>
    private static void Cut(string text, int from, int to, ref Words words)
    {
        int at = from;
        while (at < to)
        {
            if (!IsPart(text[at]))
            {
                at++;
                continue;
            }

            int start = at;
            bool small = false;
            bool digit = false;
            for (; at < to; at++)
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
                bool capitalised = char.IsUpper(text[start]);
                ref Token word = ref words.Add();
                word.Start = start;
                word.End = end;
                word.Kinds = digit ? WordKinds.HasDigit : WordKinds.None;
                word.IsCapitalised = capitalised;
                word.IsAllCapitals = capitalised && !small && end - start > 1;
            }
        }
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

    /// <summary>What the lists know of a word, by itself.</summary>
    private void LookUp(ref Token token, KeepTerms keep)
    {
        ReadOnlySpan<char> word = Lower.AsSpan(token.Start, token.Length);
        token.LongestTerm = (byte)Math.Min(keep.Longest(word), byte.MaxValue);
        if (token.Is(WordKinds.HasDigit))
        {
            token.Kinds = WordKinds.HasDigit | Vocabulary.Of(word);
            return;
        }

        WordKinds kinds = _lists.Of(word, out token.Cues);
        // "delroys taxi": the sign is often left out.
        if (kinds == WordKinds.None && word.Length > 4 && word[^1] == 's')
        {
            kinds |= _lists.Of(word[..^1]) & WordKinds.Names;
        }

        token.Kinds = kinds;
    }

    /// <summary>Whether a word begins a sentence, and whether it stands directly behind the one before it. The kinds of that one are known.</summary>
    private void Join(ref Words words, int index)
    {
        ref Token token = ref words[index];
        if (index == 0)
        {
            (token.StartsSentence, token.IsNext) = (true, false);
            return;
        }

        ref readonly Token before = ref words[index - 1];
        ReadOnlySpan<char> gap = Written.AsSpan(before.End, token.Start - before.End);
        if (gap is " ")
        {
            (token.StartsSentence, token.IsNext) = (false, true);
            return;
        }

        token.IsNext = gap.Length is > 0 and <= 3 && (gap.Trim(" \t\r\n").IsEmpty ? gap.Count('\n') < 2 : gap is "-" or "'" or "’" or "/");
        token.StartsSentence = EndsSentence(in before, gap);
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

    private int Blocks() => (_tokens.Length + 63) / 64;

    /// <summary>What is decided of the words when all of them are known.</summary>
    private ulong[] Finish(KeepTerms keep)
    {
        TextStyle whole = StyleOf();
        if (whole == TextStyle.Normal)
        {
            MarkSentences();
        }
        else
        {
            foreach (ref Token token in _tokens.AsSpan())
            {
                token.Style = whole;
            }
        }

        MarkTags();
        MarkPhrases(keep);
        if (Markup.MayHave(Written))
        {
            Markup.Mark(Written, Lower, _tokens);
        }

        return Interests();
    }

    private ulong[] Interests()
    {
        const WordKinds LoudKinds = WordKinds.Names | WordKinds.HasDigit | WordKinds.Tag | WordKinds.Kept;
        const WordKinds TitledKinds = WordKinds.Title | WordKinds.Role | WordKinds.Naming | WordKinds.Relation;
        const WordKinds PremisesKinds = WordKinds.Premises | WordKinds.Organisation;
        const int ShortestForeign = 8;
        ulong[] interests = new ulong[(int)Interest.Count * _blocks];
        string written = Written;
        bool the = false;
        bool u = false;
        for (int block = 0; block < _blocks; block++)
        {
            ulong loud = 0, figure = 0, number = 0, day = 0, titled = 0, street = 0, premises = 0, colon = 0, account = 0, signed = 0, letter = 0, unstyled = 0, quoted = 0, cue = 0, spoken = 0;
            int first = block << 6;
            ReadOnlySpan<Token> tokens = _tokens.AsSpan(first, Math.Min(64, _tokens.Length - first));
            for (int i = 0; i < tokens.Length; i++)
            {
                ref readonly Token token = ref tokens[i];
                ulong bit = 1UL << i;
                WordKinds kinds = token.Kinds;
                if (token.IsCapitalised || token.Style != TextStyle.Normal || kinds == WordKinds.None || (kinds & LoudKinds) != 0)
                {
                    loud |= bit;
                    unstyled |= token.Style != TextStyle.Normal ? bit : 0;
                    if ((kinds & (WordKinds.HasDigit | WordKinds.Tag)) != 0)
                    {
                        day |= bit;
                        if ((kinds & WordKinds.HasDigit) != 0 || written.AsSpan(token.Start, token.Length).ContainsAnyInRange('0', '9'))
                        {
                            figure |= bit;
                            number |= bit;
                            account |= bit;
                            signed |= bit;
                        }
                    }

                    if (token.IsCapitalised)
                    {
                        letter |= token.Length == 1 ? bit : 0;
                        street |= token.Length >= ShortestForeign ? bit : 0;
                        quoted |= token.Start > 0 && written[token.Start - 1] is '"' or '“' or '\'' or '‘' ? bit : 0;
                    }
                }

                if ((kinds & (TitledKinds | PremisesKinds | WordKinds.Street | WordKinds.NumberWord | WordKinds.Month)) != 0)
                {
                    titled |= (kinds & TitledKinds) != 0 ? bit : 0;
                    premises |= (kinds & PremisesKinds) != 0 ? bit : 0;
                    street |= (kinds & WordKinds.Street) != 0 ? bit : 0;
                    number |= (kinds & WordKinds.NumberWord) != 0 ? bit : 0;
                    day |= (kinds & WordKinds.Month) != 0 ? bit : 0;
                }

                WordCues cues = token.Cues & ~(WordCues.BeginsPlace | WordCues.BeginsLongPlace);
                cue |= cues != WordCues.None ? bit : 0;
                spoken |= (kinds & WordKinds.NumberWord) != 0 || (cues & WordCues.SpokenDigit) != 0 || (token.Length == 1 && char.IsAsciiLetter(written[token.Start])) ? bit : 0;
                street |= (cues & WordCues.ForeignStreet) != 0 ? bit : 0;
                day |= the && (cues & WordCues.Ordinal) != 0 ? bit : 0;
                the = (cues & WordCues.The) != 0;
                signed |= u || (token.Start > 0 && written[token.Start - 1] is '@' or '/') ? bit : 0;
                u = token.Length == 1 && Lower[token.Start] == 'u';
                if (token.End < written.Length && written[token.End] is ':' or '.')
                {
                    bool inner = written[token.End] == '.' && (first + i + 1 < _tokens.Length ? _tokens[first + i + 1].Start : written.Length) == token.End + 1;
                    colon |= written[token.End] == ':' ? bit : 0;
                    account |= inner ? bit : 0;
                    signed |= inner ? bit : 0;
                }
            }

            interests[Place(Interest.Loud, block)] = loud;
            interests[Place(Interest.Figure, block)] = figure;
            interests[Place(Interest.Number, block)] = number;
            interests[Place(Interest.Day, block)] = day;
            interests[Place(Interest.Titled, block)] = titled;
            interests[Place(Interest.Street, block)] = street;
            interests[Place(Interest.Premises, block)] = premises;
            interests[Place(Interest.Colon, block)] = colon;
            interests[Place(Interest.Account, block)] = account;
            interests[Place(Interest.Signed, block)] = signed;
            interests[Place(Interest.Letter, block)] = letter;
            interests[Place(Interest.Unstyled, block)] = unstyled;
            interests[Place(Interest.Quoted, block)] = quoted;
            interests[Place(Interest.Cue, block)] = cue;
            interests[Place(Interest.Spoken, block)] = spoken;
        }

        return interests;
    }

    private bool IsHour(int index)
    {
        bool parted = index >= 0 && index + 1 < Count && Before(index + 1) is ":" && !(index > 0 && Before(index) is ":");
        if (!parted || !IsDigits(index) || !IsDigits(index + 1))
        {
            return false;
        }

        // 00:00:5E is of a machine; 21:05:10 has its seconds.
        bool more = index + 2 < Count && Before(index + 2) is ":" && !(IsDigits(index + 2) && _tokens[index + 2].Length == 2);
        ReadOnlySpan<char> hour = Word(index);
        ReadOnlySpan<char> minute = Word(index + 1);
        bool early = hour.Length == 1 || (hour.Length == 2 && (hour[0] < '2' || hour is ['2', < '5']));
        return !more && early && minute is [< '6', _];
    }

    private int Place(Interest interest, int block) => unchecked(((int)interest * _blocks) + block);

    private Token[] Carried(NarrativeText first, IReadOnlyList<MaskedSpan> spans, KeepTerms keep)
    {
        const string Blanks = " \n";
        ReadOnlySpan<char> original = first.Written;
        var words = new Words(first.Count + (spans.Count * 4));
        // How much further on a place of the first text lies in this one.
        int moved = 0;
        int token = 0;
        for (int span = 0; span < spans.Count;)
        {
            int from = original[..spans[span].Start].LastIndexOfAny(Blanks) + 1;
            int before = moved;
            int to = -1;
            for (; span < spans.Count && (to < 0 || spans[span].Start <= to); span++)
            {
                MaskedSpan mask = spans[span];
                moved += Redaction.Tag(mask.Type).Length - (mask.End - mask.Start);
                if (mask.End > to)
                {
                    to = original[mask.End..].IndexOfAny(Blanks) is >= 0 and var length ? mask.End + length : original.Length;
                }
            }

            Carry(first, ref token, from, before, keep, ref words);
            int cut = words.Count;
            Cut(Written, from + before, to + moved, ref words);
            for (; cut < words.Count; cut++)
            {
                Join(ref words, cut);
                // Nothing is asked of a tag but that it is one.
                if (!IsTag(in words[cut]))
                {
                    LookUp(ref words[cut], keep);
                }
            }

            while (token < first.Count && first._tokens[token].Start < to)
            {
                token++;
            }
        }

        Carry(first, ref token, original.Length, moved, keep, ref words);
        return words.Done();
    }

    /// <summary>Takes over the words of the first text that end before a place of it.</summary>
    private void Carry(NarrativeText first, ref int token, int before, int moved, KeepTerms keep, ref Words words)
    {
        int start = token;
        while (token < first.Count && first._tokens[token].Start < before)
        {
            token++;
        }

        int carried = words.Count;
        words.Add(first._tokens.AsSpan(start, token - start));
        for (int i = carried; i < words.Count; i++)
        {
            ref Token word = ref words[i];
            word.Start += moved;
            word.End += moved;
            word.Style = TextStyle.Normal;
            if (word.Is(WordKinds.Tag))
            {
                word.Kinds = Lower.AsSpan(word.Start, word.Length).ContainsAnyInRange('0', '9') ? WordKinds.HasDigit : WordKinds.None;
                LookUp(ref word, keep);
            }

            // What stands here alone, or as part of a term.
            word.Kinds &= ~(WordKinds.Kept | WordKinds.Place);
        }

        // Another word stands before the first of them now.
        if (carried > 0 && carried < words.Count)
        {
            Join(ref words, carried);
        }
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
    private void MarkSentences()
    {
        const int Fewest = 4;
        const int FewestSmall = 3;
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
                    _tokens[i].Style = upper ? TextStyle.Upper : TextStyle.Lower;
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

    /// <summary>A tag without a number.</summary>
    private bool IsTag(in Token token) => token.IsAllCapitals && IsBracketed(in token) && token.End < Written.Length && Written[token.End] == ']' && Redaction.IsWord(Lower.AsSpan(token.Start, token.Length));

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

                if (_tokens[last].End < Written.Length && Written[_tokens[last].End] == ']' && Redaction.IsWord(Word(i)))
                {
                    for (int part = i; part <= last; part++)
                    {
                        _tokens[part].Kinds = WordKinds.Tag;
                    }
                }
            }
        }
    }

    private void MarkPhrases(KeepTerms keep)
    {
        Span<char> joined = stackalloc char[LongestTerm];
        for (int i = 0; i < _tokens.Length; i++)
        {
            ref readonly Token token = ref _tokens[i];
            bool placed = token.Is(WordCues.BeginsPlace) && (token.IsCapitalised || token.Style != TextStyle.Normal);
            if ((token.LongestTerm == 0 && !placed) || token.Is(WordKinds.Tag))
            {
                if (token.Kinds == WordKinds.None && token.Length >= ShortestMisspelt && keep.IsMisspelt(Word(i)))
                {
                    Mark(i, i, WordKinds.Kept);
                }

                continue;
            }

            int kept = token.LongestTerm == 0 ? -1 : LastOf(i, token.LongestTerm, keep, joined);
            int place = placed ? LastOf(i, token.Is(WordCues.BeginsLongPlace) ? _lists.SmallPlaces.LongestTerm : 1, null, joined) : -1;
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
            _tokens[i].Kinds |= kind;
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
