using System.Text;

namespace DataSharing.Disclosure.Narrative.Lists;

/// <summary>
/// A set of words or terms in small letters: a tenth of what as many strings would take, and one place of memory to look at for nearly every word. Does not
/// change; safe to use from several threads.
/// </summary>
public sealed class WordSet
{
    // A letter takes five bits of a key, so twelve of them fit, and a key with letters alone has its highest bits empty.
    internal const int LetterBits = 5;
    private const int LongestPacked = 12;

    // What tells the key of a longer word from packed letters; below it the highest bits of its hash, and the place of its letters.
    private const ulong Long = 1UL << 63;
    private const int PlaceBits = 24;
    private const ulong PlaceMask = (1UL << PlaceBits) - 1;

    // One to 28 for what a term can have, by its place here; zero for every other character.
    private const string Alphabet = "\0abcdefghijklmnopqrstuvwxyz' ";
    private static readonly byte[] Codes = CodesOf(Alphabet);

    // Zero for an empty slot. The letters themselves where they fit; otherwise Long, bits of the hash, and where the word begins in the longer ones.
    private readonly Slot[] _slots;

    // The words that do not fit into a key, each with a line end behind it.
    private readonly byte[] _longer;

    // How far a hash is shifted so that its highest bits say the slot.
    private readonly int _shift;

    private WordSet(List<(ReadOnlyMemory<byte> Word, long Mark)> words)
    {
        int bits = 4;
        while (1 << bits < words.Count + (words.Count / 2))
        {
            bits++;
        }

        _slots = new Slot[1 << bits];
        _shift = 64 - bits;
        var longer = new List<byte>();
        foreach ((ReadOnlyMemory<byte> word, long mark) in words)
        {
            Put(word.Span, mark, longer);
        }

        _longer = [.. longer];
    }

    /// <summary>No words.</summary>
    public static WordSet None { get; } = new([]);

    /// <summary>How many words there are.</summary>
    public int Count { get; private set; }

    /// <summary>How many words the longest term has.</summary>
    public int LongestTerm { get; private set; }

    /// <summary>What the set takes in memory, in bytes.</summary>
    public long Size => _longer.LongLength + (_slots.LongLength * 2 * sizeof(ulong));

    /// <summary>
    /// Reads lists: one word or term a line, in small ASCII letters with apostrophes, and one blank between the words of a term. Lines that begin with # and
    /// empty ones are left out; what stands in several lists is one.
    /// </summary>
    /// <exception cref="FormatException">A line has anything else. The message has the number of the list and of the line, and nothing of the line.</exception>
    public static WordSet Read(params IEnumerable<ReadOnlyMemory<byte>> lists) => Read([.. lists.Select(list => (list, 1L))]);

    /// <summary>As the other, with a mark for the words of each list; a word of several lists has all their marks.</summary>
    internal static WordSet Read(IReadOnlyList<(ReadOnlyMemory<byte> Bytes, long Mark)> lists)
    {
        if (lists.Sum(list => list.Bytes.Length + 1L) >= (long)PlaceMask)
        {
            throw new ArgumentException("The lists have more than 16 MB.", nameof(lists));
        }

        var words = new List<(ReadOnlyMemory<byte>, long)>();
        for (int list = 0; list < lists.Count; list++)
        {
            int number = 0;
            ReadOnlyMemory<byte> bytes = lists[list].Bytes;
            foreach (Range range in bytes.Span.Split((byte)'\n'))
            {
                number++;
                ReadOnlyMemory<byte> line = bytes[range].TrimEnd((byte)'\r');
                if (line.IsEmpty || line.Span[0] == (byte)'#')
                {
                    continue;
                }

                if (!IsTerm(line.Span))
                {
                    throw new FormatException($"Line {number} of word list {list + 1} is not a word in small ASCII letters.");
                }

                words.Add((line, lists[list].Mark));
            }
        }

        return new WordSet(words);
    }

    /// <summary>A set of these words.</summary>
    /// <exception cref="FormatException">One is not a word in small ASCII letters.</exception>
    public static WordSet Of(params IEnumerable<string> words) => Read([(Encoding.UTF8.GetBytes(string.Join('\n', words)), 1L)]);

    /// <summary>A set of these words, each with its marks.</summary>
    internal static WordSet Of(IEnumerable<KeyValuePair<string, int>> marked) =>
        Read([.. marked.GroupBy(word => word.Value, word => word.Key).Select(group => ((ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(string.Join('\n', group)), (long)group.Key))]);

    /// <summary>Whether this is a word or term of the form that a set can have.</summary>
    internal static bool CanHave(string term)
    {
        bool gap = true;
        foreach (char c in term)
        {
            if (c >= Codes.Length || Codes[c] == 0 || (c == ' ' && gap))
            {
                return false;
            }

            gap = c == ' ';
        }

        return !gap;
    }

    /// <summary>Whether a word or term in small letters is one of the set's.</summary>
    public bool Contains(ReadOnlySpan<char> word) => MarksOf(word) != 0;

    /// <summary>The marks of a word in small letters; 0 when no list has it.</summary>
    internal long MarksOf(ReadOnlySpan<char> word)
    {
        return TryPack(word, out ulong key) ? MarksOf(key) : word.Length > LongestPacked ? MarksOfLonger(word) : 0;
    }

    /// <summary>The letters of a word as one number; false where it has a character that no word of a set has, or too many.</summary>
    internal static bool TryPack(ReadOnlySpan<char> word, out ulong key)
    {
        key = 0;
        if (word.Length > LongestPacked)
        {
            return false;
        }

        byte[] codes = Codes;
        foreach (char c in word)
        {
            int code = c < codes.Length ? codes[c] : 0;
            if (code == 0)
            {
                return false;
            }

            key = (key << LetterBits) | (uint)code;
        }

        return true;
    }

    /// <summary>The marks of a word of which the letters are packed; 0 when no list has it.</summary>
    internal long MarksOf(ulong key)
    {
        // The key of no letters is that of an empty slot, whose mark is zero.
        Slot[] slots = _slots;
        int slot = SlotOf(key);
        while (slots[slot].Key is var other && other != 0)
        {
            if (other == key)
            {
                return slots[slot].Marks;
            }

            slot = (slot + 1) & (slots.Length - 1);
        }

        return 0;
    }

    /// <summary>The packed letters of every word that has one of these marks and is short enough.</summary>
    internal IEnumerable<ulong> Packed(long marks) => _slots.Where(slot => (slot.Marks & marks) != 0 && (slot.Key & Long) == 0).Select(slot => slot.Key);

    /// <summary>The first word of every term that has so many words at least.</summary>
    internal IEnumerable<string> FirstWords(int least) => _slots.Where(slot => slot.Key != 0).Select(slot => TermOf(slot.Key).Split(' ')).Where(words => words.Length >= least).Select(words => words[0]);

    private static bool IsTerm(ReadOnlySpan<byte> line)
    {
        bool gap = true;
        foreach (byte b in line)
        {
            if (b == (byte)' ' && gap)
            {
                return false;
            }

            if (b is not (byte)' ' and not (byte)'\'' and not (>= (byte)'a' and <= (byte)'z'))
            {
                return false;
            }

            gap = b == (byte)' ';
        }

        return !gap;
    }

    private static byte[] CodesOf(string alphabet)
    {
        byte[] codes = new byte[128];
        for (int code = 1; code < alphabet.Length; code++)
        {
            codes[alphabet[code]] = (byte)code;
        }

        return codes;
    }

    private long MarksOfLonger(ReadOnlySpan<char> word)
    {
        ulong hash = 0;
        foreach (char c in word)
        {
            int code = c < Codes.Length ? Codes[c] : 0;
            if (code == 0)
            {
                return 0;
            }

            hash = Step(hash, code);
        }

        for (int slot = SlotOf(hash); _slots[slot].Key is var key and > 0; slot = (slot + 1) & (_slots.Length - 1))
        {
            if (IsLike(key, hash) && Matches(word, (int)(key & PlaceMask)))
            {
                return _slots[slot].Marks;
            }
        }

        return 0;
    }

    // Fibonacci hashing: the highest bits of the product depend on every letter.
    private int SlotOf(ulong key) => (int)(unchecked(key * 0x9E3779B97F4A7C15) >> _shift);

    private static ulong Step(ulong hash, int code) => unchecked((hash ^ (uint)code) * 0x100000001B3);

    private static bool IsLike(ulong key, ulong hash) => (key | PlaceMask) == (hash | Long | PlaceMask);

    private bool Matches(ReadOnlySpan<char> word, int start) => start + word.Length < _longer.Length && _longer[start + word.Length] == (byte)'\n'
        && Ascii.Equals(_longer.AsSpan(start, word.Length), word);

    private string TermOf(ulong key)
    {
        if ((key & Long) != 0)
        {
            ReadOnlySpan<byte> from = _longer.AsSpan((int)(key & PlaceMask));
            return Encoding.ASCII.GetString(from[..from.IndexOf((byte)'\n')]);
        }

        string term = "";
        for (; key != 0; key >>= LetterBits)
        {
            term = Alphabet[(int)(key & ((1 << LetterBits) - 1))] + term;
        }

        return term;
    }

    private void Put(ReadOnlySpan<byte> word, long mark, List<byte> longer)
    {
        bool packed = word.Length <= LongestPacked;
        ulong hash = 0;
        foreach (byte b in word)
        {
            hash = packed ? (hash << LetterBits) | Codes[b] : Step(hash, Codes[b]);
        }

        int slot = SlotOf(hash);
        for (; _slots[slot].Key is var key and > 0; slot = (slot + 1) & (_slots.Length - 1))
        {
            if (packed ? key == hash : IsLike(key, hash) && StartsAt(longer, (int)(key & PlaceMask), word))
            {
                _slots[slot] = new Slot(key, _slots[slot].Marks | mark);
                return;
            }
        }

        _slots[slot] = new Slot(packed ? hash : (hash & ~PlaceMask) | Long | (uint)longer.Count, mark);
        if (!packed)
        {
            longer.AddRange(word);
            longer.Add((byte)'\n');
        }

        Count++;
        LongestTerm = Math.Max(LongestTerm, word.Count((byte)' ') + 1);
    }

    private static bool StartsAt(List<byte> longer, int start, ReadOnlySpan<byte> word)
    {
        if (start + word.Length >= longer.Count || longer[start + word.Length] != (byte)'\n')
        {
            return false;
        }

        for (int i = 0; i < word.Length; i++)
        {
            if (longer[start + i] != word[i])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A word's key, and what each list said of it.</summary>
    private readonly record struct Slot(ulong Key, long Marks);
}
