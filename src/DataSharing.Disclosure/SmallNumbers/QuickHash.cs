using System.Runtime.InteropServices;
using DataSharing.Disclosure.Keys;

namespace DataSharing.Disclosure.SmallNumbers;

/// <summary>
/// 64 bits of a text, for telling classes and people of one run from each other in memory. Seeded by the force's key, so that it cannot be
/// foretold; never stored. What is stored is a keyed hash (see <see cref="ForceKeys.ClassHash"/>).
/// </summary>
internal readonly struct QuickHash(ulong seed)
{
    private const ulong Prime = 0x9E37_79B9_7F4A_7C15;

    // A value that is none equals only itself.
    private const ulong NoValue = 0xD6E8_FEB8_6659_FD93;

    public ulong Of(string? text) => text is null ? Mix(seed ^ NoValue, Prime) : Of(text.AsSpan());

    public ulong Of(ReadOnlySpan<char> text)
    {
        ulong hash = Mix(seed ^ (ulong)text.Length, Prime);
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<char, ulong>(text);
        foreach (ulong word in words)
        {
            hash = Mix(hash ^ word, Prime);
        }

        foreach (char rest in text[(words.Length * sizeof(ulong) / sizeof(char))..])
        {
            hash = Mix(hash ^ rest, Prime);
        }

        return hash;
    }

    /// <summary>Puts one more part to a hash; the order of the parts matters.</summary>
    public static ulong With(ulong hash, ulong part) => Mix(hash ^ part, Prime);

    private static ulong Mix(ulong left, ulong right)
    {
        ulong high = Math.BigMul(left, right, out ulong low);
        return high ^ low ^ (left >> 32);
    }
}
