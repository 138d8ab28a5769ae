using System.Buffers;
using System.Globalization;

namespace DataSharing.Disclosure.Patterns;

/// <summary>
/// Parses a full UK postcode. The inward part is the last three characters whatever the spacing; cutting to a number of characters is wrong
/// (NE3 1ED against NE35 2FG). Source: domain notes, section 4.1.6.
/// </summary>
internal static class Postcode
{
    private const int Shortest = 5;
    private const int Longest = 7;
    private const int InwardLength = 3;

    // Letters that are mistaken for others are not used: C, I, K, M, O, V.
    private static readonly SearchValues<char> InwardLetters = SearchValues.Create("ABDEFGHJLNPQRSTUWXYZ");

    /// <summary>The outward code in upper case, or null when the text is not a postcode.</summary>
    public static string? Outward(string text)
    {
        Span<char> compact = stackalloc char[Longest];
        int length = OutwardLength(text, compact);
        return length == 0 ? null : new string(compact[..length]);
    }

    /// <summary>The outward code's characters as one number; false when the text is not a postcode.</summary>
    public static bool TryPackOutward(string text, out long packed)
    {
        Span<char> compact = stackalloc char[Longest];
        packed = 0;
        foreach (char c in compact[..OutwardLength(text, compact)])
        {
            packed = (packed << 16) | c;
        }

        return packed != 0;
    }

    /// <summary>Blanks of every width, and those without one, come along when a postcode is copied from a page or a sheet.</summary>
    private static bool IsBlank(char c) =>
        c == ' ' || (c > '~' && (char.GetUnicodeCategory(c) == UnicodeCategory.SpaceSeparator || c is '\u200B' or '\u2060' or '\uFEFF'));

    /// <summary>Writes the postcode without spaces in upper case, and gives how long its outward code is; 0 when it is not one.</summary>
    private static int OutwardLength(string text, Span<char> compact)
    {
        int length = 0;
        foreach (char c in text)
        {
            if (IsBlank(c))
            {
                continue;
            }

            if (length == Longest)
            {
                return 0;
            }

            compact[length++] = char.ToUpperInvariant(c);
        }

        if (length < Shortest)
        {
            return 0;
        }

        ReadOnlySpan<char> inward = compact[(length - InwardLength)..length];
        ReadOnlySpan<char> outward = compact[..(length - InwardLength)];
        return char.IsAsciiDigit(inward[0]) && !inward[1..].ContainsAnyExcept(InwardLetters) && IsOutward(outward) ? outward.Length : 0;
    }

    /// <summary>One or two letters, a digit, and at the end perhaps one more digit or letter.</summary>
    private static bool IsOutward(ReadOnlySpan<char> code)
    {
        int digit = char.IsAsciiLetterUpper(code[1]) ? 2 : 1;
        bool hasDigit = code.Length > digit && code.Length <= digit + 2 && char.IsAsciiDigit(code[digit]);
        return hasDigit && char.IsAsciiLetterUpper(code[0])
            && (code.Length == digit + 1 || char.IsAsciiDigit(code[^1]) || char.IsAsciiLetterUpper(code[^1]));
    }
}
