using System.Numerics;
using System.Runtime.CompilerServices;

namespace DataSharing.Disclosure.Narrative.Lists;

/// <summary>
/// Tells of most words of a text that a set has none of them, by their length and three of their letters, without hashing them. Says yes to every word of the
/// set, and to few others.
/// </summary>
internal sealed class FirstLook
{
    // Bits for each word, so that one word in sixteen that is none of the set's is said to be one at most; the table of a few words stays in the first cache.
    private const int BitsPerWord = 16;
    private const int FewestBits = 256;

    private readonly ulong[] _bits;

    public FirstLook(IEnumerable<string> words)
    {
        string[] all = [.. words.Where(word => word.Length > 0)];
        _bits = new ulong[(int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(FewestBits, all.Length * BitsPerWord)) / 64];
        foreach (string word in all)
        {
            uint place = PlaceOf(word);
            _bits[(place >> 6) & (uint)(_bits.Length - 1)] |= 1UL << (int)(place & 63);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool MayHave(ReadOnlySpan<char> word)
    {
        if (word.IsEmpty)
        {
            return false;
        }

        uint place = PlaceOf(word);
        return (_bits[(place >> 6) & (uint)(_bits.Length - 1)] & (1UL << (int)(place & 63))) != 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint PlaceOf(ReadOnlySpan<char> word)
    {
        uint letters = ((uint)word[0] << 16) ^ ((uint)word[word.Length / 2] << 8) ^ ((uint)word[^1] << 3) ^ (uint)word.Length;
        return unchecked(letters * 2654435769) >> 8;
    }
}
