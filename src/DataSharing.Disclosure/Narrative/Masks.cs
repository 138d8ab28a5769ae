using System.Numerics;
using System.Runtime.CompilerServices;

namespace DataSharing.Disclosure.Narrative;

/// <summary>What the recognisers found in one text. Every mask covers whole words.</summary>
internal sealed class Masks(NarrativeText text)
{
    private readonly List<(int Start, int End, MaskType Type)> _found = [];

    // One more than the type of each word; zero where it is not masked.
    private readonly byte[] _types = new byte[text.Count];

    // A bit for each word, set where it is masked.
    private readonly ulong[] _masked = new ulong[(text.Count + 63) / 64];

    /// <summary>Whether anything was found.</summary>
    public bool Any => _found.Count > 0;

    /// <summary>Whether a word is masked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Has(int index) => unchecked((uint)index) < (uint)_types.Length && _types[index] != 0;

    /// <summary>Whether a word is masked as this.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Has(int index, MaskType type) => unchecked((uint)index) < (uint)_types.Length && _types[index] == (byte)type + 1;

    /// <summary>The first masked word from this one on; the number of words when there is none.</summary>
    public int Next(int index)
    {
        unchecked
        {
            for (int block = index >> 6; block < _masked.Length; block++, index = 0)
            {
                if ((_masked[block] & (ulong.MaxValue << index)) is var rest and not 0)
                {
                    return (block << 6) + BitOperations.TrailingZeroCount(rest);
                }
            }

            return text.Count;
        }
    }

    /// <summary>The first word from this one on that a rule has to look at or that stands beside a masked one; the number of words when there is none.</summary>
    public int NextBeside(Interest interest, int index)
    {
        if (_found.Count == 0)
        {
            return text.Next(interest, index);
        }

        unchecked
        {
            ReadOnlySpan<ulong> bits = text.Bits(interest);
            for (int block = index >> 6; block < _masked.Length; block++, index = 0)
            {
                ulong beside = (_masked[block] << 1) | (_masked[block] >> 1) | (block > 0 ? _masked[block - 1] >> 63 : 0)
                    | (block + 1 < _masked.Length ? _masked[block + 1] << 63 : 0);
                if (((bits[block] | beside) & (ulong.MaxValue << index)) is var rest and not 0)
                {
                    return Math.Min(text.Count, (block << 6) + BitOperations.TrailingZeroCount(rest));
                }
            }

            return text.Count;
        }
    }

    /// <summary>What a word is masked as.</summary>
    public MaskType? this[int index] => Has(index) ? (MaskType)(_types[index] - 1) : null;

    /// <summary>Masks words, both ends included, with what stands between them. A tag of an earlier redaction is never covered.</summary>
    public void Add(int first, int last, MaskType type)
    {
        for (int i = first; i <= last; i++)
        {
            if (text.Is(i, WordKinds.Tag))
            {
                if (i > first)
                {
                    Add(first, i - 1, type);
                }

                if (i < last)
                {
                    Add(i + 1, last, type);
                }

                return;
            }
        }

        if (first <= last)
        {
            AddRange(text[first].Start, text[last].End, first, last, type);
        }
    }

    /// <summary>Masks characters of the folded text, and the rest of every word they touch.</summary>
    public void AddCharacters(int start, int end, MaskType type)
    {
        int first = FirstEndingAfter(start);
        int last = first;
        while (last + 1 < text.Count && text[last + 1].Start < end)
        {
            last++;
        }

        if (first >= text.Count || text[first].Start >= end)
        {
            return;
        }

        for (int i = first; i <= last; i++)
        {
            if (text.Is(i, WordKinds.Tag))
            {
                return;
            }
        }

        AddRange(Math.Min(start, text[first].Start), Math.Max(end, text[last].End), first, last, type);
    }

    /// <summary>The first word that ends after a place in the folded text.</summary>
    public int FirstEndingAfter(int place)
    {
        int low = 0;
        int high = text.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (text[middle].End > place)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }

    /// <summary>The masks in characters of the original, in order, without overlaps; neighbours of one type are one where only blanks or a hyphen part them.</summary>
    public List<MaskedSpan> Spans()
    {
        _found.Sort((one, other) => one.Start != other.Start ? one.Start.CompareTo(other.Start) : other.End.CompareTo(one.End));
        var joined = new List<(int Start, int End, MaskType Type)>(_found.Count);
        foreach ((int start, int end, MaskType type) in _found)
        {
            if (joined.Count > 0 && joined[^1] is var last && (start < last.End || (last.Type == type && IsNamed(type) && IsJoint(last.End, start))))
            {
                bool longer = end - start > last.End - last.Start;
                joined[^1] = (last.Start, Math.Max(last.End, end), longer ? type : last.Type);
            }
            else
            {
                joined.Add((start, end, type));
            }
        }

        var spans = new List<MaskedSpan>(joined.Count);
        foreach ((int start, int end, MaskType type) in joined)
        {
            Patterns.TextSpan original = text.Folded.Original(start, end - start);
            // One character can be read as several words, as a half is as "1" and "2": then two masks are of the same character.
            if (spans.Count > 0 && original.Start < spans[^1].End)
            {
                spans[^1] = spans[^1] with { End = Math.Max(spans[^1].End, original.Start + original.Length) };
            }
            else
            {
                spans.Add(new MaskedSpan(original.Start, original.Start + original.Length, type));
            }
        }

        return spans;
    }

    private static bool IsNamed(MaskType type) => type is MaskType.Person or MaskType.Place or MaskType.Premises or MaskType.Organisation or MaskType.Name
        or MaskType.Street or MaskType.Address or MaskType.Date;

    private bool IsJoint(int from, int to)
    {
        ReadOnlySpan<char> gap = text.Written.AsSpan(from, to - from);
        // The stop of an initial or short title, and no end of a sentence.
        return gap is " " or "-" or "" || (gap is ". " && char.IsUpper(text.Written[from - 1]) && (from < 2 || !char.IsLetter(text.Written[from - 2])));
    }

    private void AddRange(int start, int end, int first, int last, MaskType type)
    {
        _found.Add((start, end, type));
        for (int i = first; i <= last; i++)
        {
            if (_types[i] == 0)
            {
                _types[i] = (byte)(type + 1);
                _masked[i >> 6] |= 1UL << (i & 63);
            }
        }
    }
}
