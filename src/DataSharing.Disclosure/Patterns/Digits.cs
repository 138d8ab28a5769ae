namespace DataSharing.Disclosure.Patterns;

/// <summary>The digits of a part of a text and the check sums over them.</summary>
internal static class Digits
{
    /// <summary>The digits alone.</summary>
    public static string Of(ReadOnlySpan<char> text)
    {
        Span<char> digits = text.Length <= 64 ? stackalloc char[text.Length] : new char[text.Length];
        int count = 0;
        foreach (char c in text)
        {
            if (char.IsAsciiDigit(c))
            {
                digits[count++] = c;
            }
        }

        return new string(digits[..count]);
    }

    /// <summary>The lengths of the groups of digits, in order.</summary>
    public static List<int> Groups(ReadOnlySpan<char> text)
    {
        var groups = new List<int>();
        bool inside = false;
        foreach (char c in text)
        {
            bool digit = char.IsAsciiDigit(c);
            if (digit && inside)
            {
                groups[^1]++;
            }
            else if (digit)
            {
                groups.Add(1);
            }

            inside = digit;
        }

        return groups;
    }

    /// <summary>Whether everything between the digits is one and the same character.</summary>
    public static bool HaveOneSeparator(ReadOnlySpan<char> number)
    {
        int first = number.IndexOfAnyExceptInRange('0', '9');
        foreach (char c in number)
        {
            if (!char.IsAsciiDigit(c) && c != number[first])
            {
                return false;
            }
        }

        return true;
    }
}
