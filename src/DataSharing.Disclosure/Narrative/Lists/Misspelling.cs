namespace DataSharing.Disclosure.Narrative.Lists;

/// <summary>Whether a word that no list has is an ordinary one with a letter too many, too few, wrong, or two changed about, or two without their blank.</summary>
internal static class Misspelling
{
    private const int Longest = 24;
    private const int Shortest = 4;

    /// <summary>Whether two words differ by one letter more, less or other, or by two changed about.</summary>
    public static bool IsOneOff(ReadOnlySpan<char> one, ReadOnlySpan<char> other)
    {
        int same = one.CommonPrefixLength(other);
        ReadOnlySpan<char> a = one[same..];
        ReadOnlySpan<char> b = other[same..];
        if (a.Length == b.Length)
        {
            return a.Length > 0 && (a[1..].SequenceEqual(b[1..]) || (a.Length > 1 && a[0] == b[1] && a[1] == b[0] && a[2..].SequenceEqual(b[2..])));
        }

        return a.Length > b.Length ? a[1..].SequenceEqual(b) : b[1..].SequenceEqual(a);
    }

    /// <summary>Takes about fifty looks at the lists for every letter.</summary>
    /// <param name="word">The word, in small letters.</param>
    /// <param name="lists">The lists.</param>
    public static bool IsOfOrdinaryWord(ReadOnlySpan<char> word, WordLists lists)
    {
        if (word.Length is < Shortest or > Longest)
        {
            return false;
        }

        // infront, thankyou, aswell: the longer part has four letters, and a shorter one of two is one of the commonest.
        for (int cut = 2; cut <= word.Length - 2; cut++)
        {
            if (Math.Max(cut, word.Length - cut) >= 4 && IsPart(word[..cut], lists) && IsPart(word[cut..], lists))
            {
                return true;
            }
        }

        Span<char> other = stackalloc char[word.Length + 1];
        for (int i = 0; i <= word.Length; i++)
        {
            // A letter too few.
            word[..i].CopyTo(other);
            word[i..].CopyTo(other[(i + 1)..]);
            if (HasAnyLetter(other, i, lists))
            {
                return true;
            }

            if (i == word.Length)
            {
                break;
            }

            // A letter too many.
            Span<char> shorter = other[..(word.Length - 1)];
            word[..i].CopyTo(shorter);
            word[(i + 1)..].CopyTo(shorter[i..]);
            if (IsOrdinary(shorter, lists))
            {
                return true;
            }

            // A wrong letter.
            Span<char> same = other[..word.Length];
            word.CopyTo(same);
            if (HasAnyLetter(same, i, lists))
            {
                return true;
            }

            // Two changed about.
            if (i + 1 < word.Length)
            {
                word.CopyTo(same);
                (same[i], same[i + 1]) = (same[i + 1], same[i]);
                if (IsOrdinary(same, lists))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool IsPart(ReadOnlySpan<char> part, WordLists lists) =>
        part.Length == 2 ? part is "in" or "on" or "at" or "to" or "of" or "up" or "my" or "no" or "so" or "it" or "is" or "be" or "as" or "by" or "do" or "go"
            or "he" or "if" or "me" or "or" or "us" or "we" : IsOrdinary(part, lists);

    private static bool HasAnyLetter(Span<char> word, int index, WordLists lists)
    {
        // The packed word with nothing for the letter, and what the letter adds to it.
        word[index] = 'a';
        if (WordSet.TryPack(word, out ulong key))
        {
            ulong step = 1UL << (WordSet.LetterBits * (word.Length - 1 - index));
            for (char letter = 'a'; letter <= 'z'; letter++, key += step)
            {
                if (lists.IsOrdinary(key))
                {
                    return true;
                }
            }

            return false;
        }

        for (char letter = 'a'; letter <= 'z'; letter++)
        {
            word[index] = letter;
            if (IsOrdinary(word, lists))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOrdinary(ReadOnlySpan<char> word, WordLists lists) => WordSet.TryPack(word, out ulong key) ? lists.IsOrdinary(key) : (lists.Of(word) & WordKinds.Common) != 0;
}
