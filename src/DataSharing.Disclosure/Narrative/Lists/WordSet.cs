using System.Text;

namespace DataSharing.Disclosure.Narrative;

/// <summary>
/// A set of words or terms in small letters, kept as the bytes of its lists and a table of places in them: a tenth of what as many strings would take.
/// Does not change; safe to use from several threads.
/// </summary>
public sealed class WordSet
{
    private readonly byte[] _bytes;

    // Where a word begins, plus one, in the lower bits, and the highest bits of its hash above them; zero for an empty slot.
    private readonly uint[] _slots;

    private const int PlaceBits = 24;
    private const uint PlaceMask = (1u << PlaceBits) - 1;

    // What each list said of the word in the slot.
    private readonly int[] _marks;

    private WordSet(byte[] bytes, List<(int Start, int Mark)> starts)
    {
        if (bytes.Length >= PlaceMask)
        {
            throw new ArgumentException("The lists have more than 16 MB.", nameof(bytes));
        }

        _bytes = bytes;
        int size = 16;
        while (size < starts.Count + (starts.Count / 2))
        {
            size *= 2;
        }

        _slots = new uint[size];
        _marks = new int[size];
        foreach ((int start, int mark) in starts)
        {
            Put(start, mark);
        }
    }

    /// <summary>No words.</summary>
    public static WordSet None { get; } = new([], []);

    /// <summary>How many words there are.</summary>
    public int Count { get; private set; }

    /// <summary>How many words the longest term has.</summary>
    public int LongestTerm { get; private set; }

    /// <summary>What the set takes in memory, in bytes.</summary>
    public long Size => _bytes.LongLength + (_slots.LongLength * (sizeof(int) * 2L));

    /// <summary>
    /// Reads lists: one word or term a line, in small ASCII letters with apostrophes, and one blank between the words of a term. Lines that begin with # and
    /// empty ones are left out; what stands in several lists is one.
    /// </summary>
    /// <exception cref="FormatException">A line has anything else. The message has the number of the list and of the line, and nothing of the line.</exception>
    public static WordSet Read(params IEnumerable<ReadOnlyMemory<byte>> lists) => Read([.. lists.Select(list => (list, 1))]);

    /// <summary>As the other, with a mark for the words of each list; a word of several lists has all their marks.</summary>
    internal static WordSet Read(IReadOnlyList<(ReadOnlyMemory<byte> Bytes, int Mark)> lists)
    {
        int length = lists.Sum(list => list.Bytes.Length + 1);
        byte[] bytes = new byte[length];
        var starts = new List<(int, int)>();
        int at = 0;
        for (int list = 0; list < lists.Count; list++)
        {
            int number = 0;
            foreach (Range range in lists[list].Bytes.Span.Split((byte)'\n'))
            {
                number++;
                ReadOnlySpan<byte> line = lists[list].Bytes.Span[range].TrimEnd((byte)'\r');
                if (line.IsEmpty || line[0] == (byte)'#')
                {
                    continue;
                }

                if (!IsTerm(line))
                {
                    throw new FormatException($"Line {number} of word list {list + 1} is not a word in small ASCII letters.");
                }

                starts.Add((at, lists[list].Mark));
                line.CopyTo(bytes.AsSpan(at));
                at += line.Length;
                bytes[at++] = (byte)'\n';
            }
        }

        return new WordSet(bytes[..at], starts);
    }

    /// <summary>A set of these words.</summary>
    /// <exception cref="FormatException">One is not a word in small ASCII letters.</exception>
    public static WordSet Of(params IEnumerable<string> words) => Read([(Encoding.UTF8.GetBytes(string.Join('\n', words)), 1)]);

    /// <summary>Whether a word or term in small letters is one of the set's.</summary>
    public bool Contains(ReadOnlySpan<char> word) => MarksOf(word) != 0;

    /// <summary>The marks of a word in small letters; 0 when no list has it.</summary>
    internal int MarksOf(ReadOnlySpan<char> word)
    {
        if (word.IsEmpty)
        {
            return 0;
        }

        uint hash = 2166136261;
        foreach (char c in word)
        {
            if (c > 127)
            {
                return 0;
            }

            hash = Step(hash, (byte)c);
        }

        for (int slot = SlotOf(hash); _slots[slot] is var start and > 0; slot = (slot + 1) & (_slots.Length - 1))
        {
            if (((start ^ hash) & ~PlaceMask) == 0 && Matches(word, (int)(start & PlaceMask) - 1))
            {
                return _marks[slot];
            }
        }

        return 0;
    }

    /// <summary>The first word of every term.</summary>
    internal IEnumerable<string> FirstWords()
    {
        int at = 0;
        while (at < _bytes.Length)
        {
            int end = Array.IndexOf(_bytes, (byte)'\n', at);
            string term = Encoding.ASCII.GetString(_bytes, at, end - at);
            yield return term.Split(' ')[0];
            at = end + 1;
        }
    }

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

    private static uint Step(uint hash, byte next) => unchecked((hash ^ next) * 16777619);

    // The low bits of this hash mix poorly; the high ones are folded in.
    private int SlotOf(uint hash) => (int)unchecked((hash ^ (hash >> 15)) & (uint)(_slots.Length - 1));

    private bool Matches(ReadOnlySpan<char> word, int start)
    {
        if (start + word.Length >= _bytes.Length || _bytes[start + word.Length] != (byte)'\n')
        {
            return false;
        }

        return Ascii.Equals(_bytes.AsSpan(start, word.Length), word);
    }

    private void Put(int start, int mark)
    {
        ReadOnlySpan<byte> word = _bytes.AsSpan(start, _bytes.AsSpan(start).IndexOf((byte)'\n'));
        uint hash = 2166136261;
        foreach (byte b in word)
        {
            hash = Step(hash, b);
        }

        int slot = SlotOf(hash);
        for (; _slots[slot] is var other and > 0; slot = (slot + 1) & (_slots.Length - 1))
        {
            int place = (int)(other & PlaceMask) - 1;
            if (_bytes.AsSpan(place).StartsWith(word) && _bytes[place + word.Length] == (byte)'\n')
            {
                _marks[slot] |= mark;
                return;
            }
        }

        _slots[slot] = ((uint)start + 1) | (hash & ~PlaceMask);
        _marks[slot] = mark;
        Count++;
        LongestTerm = Math.Max(LongestTerm, word.Count((byte)' ') + 1);
    }
}
