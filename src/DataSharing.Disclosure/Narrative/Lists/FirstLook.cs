using System.Runtime.CompilerServices;

namespace DataSharing.Disclosure.Narrative;

/// <summary>
/// Which first letters and lengths the words of a set have: most words of a text are none of them, which is told without hashing them. Says yes to every
/// word of the set, and to some others.
/// </summary>
internal sealed class FirstLook
{
    private const int Letters = 64;
    private const int Longest = 63;

    private readonly ulong[] _lengths = new ulong[Letters];

    public FirstLook(IEnumerable<string> words)
    {
        foreach (string word in words.Where(word => word.Length > 0))
        {
            _lengths[word[0] & (Letters - 1)] |= 1UL << Math.Min(word.Length, Longest);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool MayHave(ReadOnlySpan<char> word) => word.Length > 0 && (_lengths[word[0] & (Letters - 1)] & (1UL << Math.Min(word.Length, Longest))) != 0;
}
