using DataSharing.Disclosure.Narrative.Lists;

namespace DataSharing.Disclosure.Narrative;

/// <summary>Words in which a machine, or somebody who hides a name, has digits for the letters that look like them: C0hen, G01dman.</summary>
internal static class Ocr
{
    private const int Shortest = 4;
    private const int Longest = 24;
    private const int MostDigits = 3;

    /// <summary>Whether a word can be one: it begins with a letter, and of its other characters most are letters and the rest 0, 1 and 5.</summary>
    public static bool MayBe(ReadOnlySpan<char> word)
    {
        if (word.Length is < Shortest or > Longest || !char.IsAsciiLetter(word[0]))
        {
            return false;
        }

        int digits = 0;
        foreach (char c in word)
        {
            if (c is '0' or '1' or '5')
            {
                digits++;
            }
            else if (!char.IsAsciiLetter(c) && c != '\'')
            {
                return false;
            }
        }

        return digits is > 0 and <= MostDigits && digits * 2 < word.Length && !char.IsAsciiDigit(word[^1]);
    }

    /// <summary>The word with letters for its digits.</summary>
    /// <param name="word">The word.</param>
    /// <param name="one">The letter for 1.</param>
    /// <param name="letters">Where they are put.</param>
    public static ReadOnlySpan<char> Letters(ReadOnlySpan<char> word, char one, Span<char> letters)
    {
        for (int i = 0; i < word.Length; i++)
        {
            letters[i] = word[i] switch { '0' => 'o', '1' => one, '5' => 's', var letter => letter };
        }

        return letters[..word.Length];
    }

    /// <summary>Whether a word is a name of the lists with digits for letters, and no word.</summary>
    public static bool IsName(ReadOnlySpan<char> word, WordLists lists)
    {
        const WordKinds Words = WordKinds.Common | WordKinds.Uncommon | WordKinds.Acronym;
        if (!MayBe(word))
        {
            return false;
        }

        Span<char> letters = stackalloc char[Longest];
        WordKinds kinds = lists.Of(Letters(word, 'l', letters)) | lists.Of(Letters(word, 'i', letters));
        return (kinds & WordKinds.Names) != 0 && (kinds & Words) == 0;
    }
}
