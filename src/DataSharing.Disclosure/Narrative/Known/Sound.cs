namespace DataSharing.Disclosure.Narrative.Known;

/// <summary>
/// What stays of a name however English letters spell it: Mohammed and Muhammad, Cohen and Kohen, Choudhury and Chowdhury, Yekaterina and Ekaterina. Vowels count
/// only as the beginning, double letters are one, and letters and pairs that stand for one sound are the same.
/// </summary>
internal static class Sound
{
    /// <summary>The longest key there is; what is longer is cut.</summary>
    public const int Longest = 12;

    // A name with fewer consonants sounds like too many others.
    private const int Fewest = 2;

    /// <summary>The key of a name in small letters, in <paramref name="key"/>; how many letters it has, or 0 where it is too short to tell anything.</summary>
    public static int Of(ReadOnlySpan<char> name, Span<char> key)
    {
        int length = 0;
        int consonants = 0;
        bool doubled = false;
        for (int i = 0; i < name.Length && length < Longest; i++)
        {
            (char sound, int skipped) = SoundOf(name, i);
            i += skipped;
            if (sound != '\0' && !(doubled && key[length - 1] == sound))
            {
                key[length++] = sound;
                consonants += sound == 'a' ? 0 : 1;
            }

            doubled = sound is not ('\0' or 'a');
        }

        return consonants >= Fewest ? length : 0;
    }

    private static (char Sound, int Skipped) SoundOf(ReadOnlySpan<char> name, int at)
    {
        char letter = name[at];
        char next = at + 1 < name.Length ? name[at + 1] : '\0';
        return (letter, next) switch
        {
            ('s', 'c') => ('s', 1),
            ('s' or 'c', 'h' or 'z') => ('c', 1),
            ('t', 'z' or 's') => ('s', 1),
            ('p', 'h') => ('f', 1),
            ('k' or 'g', 'h') or ('c', 'k') => ('k', 1),
            ('t' or 'd', 'h') => ('t', 1),
            ('b', 'h') => ('b', 1),
            ('d', 'j' or 'z') => ('j', 1),
            ('c' or 'q' or 'g' or 'x', _) => ('k', 0),
            ('y', 'a' or 'e' or 'i' or 'o' or 'u') when at == 0 => ('a', 1),
            ('a' or 'e' or 'i' or 'o' or 'u' or 'y', _) => (at == 0 ? 'a' : '\0', 0),
            ('h', _) => (at == 0 || (IsVowel(name[at - 1]) && IsVowel(next)) ? 'h' : '\0', 0),
            ('w', _) => (at == 0 || IsVowel(next) ? 'v' : '\0', 0),
            ('z', _) => ('s', 0),
            ('d', _) => ('t', 0),
            ('\'', _) => ('\0', 0),
            _ => (letter, 0),
        };
    }

    private static bool IsVowel(char letter) => letter is 'a' or 'e' or 'i' or 'o' or 'u' or 'y';
}
