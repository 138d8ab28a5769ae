using System.Text.RegularExpressions;

namespace DataSharing.Disclosure.Patterns;

/// <summary>
/// The number of a payment card: 13 to 19 digits with up to two separators between them, of a range that is given to payment cards, with a
/// Luhn check digit. Source: ISO/IEC 7812.
/// </summary>
public sealed partial class CardPattern : TextPattern
{
    private const int Shortest = 13;
    private const int Longest = 19;
    private const int GroupAtLeast = 4;

    internal CardPattern()
        : base("a bank card number", fewestDigits: Shortest)
    {
    }

    private protected override IEnumerable<TextSpan> Spans(FoldedText text)
    {
        string numbers = text.Numbers;
        foreach (Match run in Run().Matches(numbers))
        {
            if (CardIn(numbers, run.Index, run.Index + run.Length) is { } card)
            {
                yield return card;
            }
        }
    }

    /// <summary>The first card in a run of digits: whole groups of it, because another number can stand beside the card.</summary>
    private static TextSpan? CardIn(string text, int start, int end)
    {
        for (int from = start; from < end; from++)
        {
            if (!char.IsAsciiDigit(text[from]) || (from > start && char.IsAsciiDigit(text[from - 1])))
            {
                continue;
            }

            // With two separators between every two digits.
            for (int to = Math.Min(end, from + (3 * Longest)); to - from >= Shortest; to--)
            {
                bool atEnd = char.IsAsciiDigit(text[to - 1]) && (to == end || !char.IsAsciiDigit(text[to]));
                if (atEnd && IsGroupedLikeACard(text.AsSpan(from, to - from)) && IsCard(Digits.Of(text.AsSpan(from, to - from))))
                {
                    return new TextSpan(from, to - from);
                }
            }
        }

        return null;
    }

    /// <summary>
    /// Groups of four or more, or equal small ones; dates and times one after the other are neither. The last group can be shorter.
    /// </summary>
    private static bool IsGroupedLikeACard(ReadOnlySpan<char> number)
    {
        List<int> groups = Digits.Groups(number);
        int last = groups[^1];
        groups.RemoveAt(groups.Count - 1);
        return groups.TrueForAll(group => group >= GroupAtLeast)
            || (groups.TrueForAll(group => group == groups[0]) && last <= groups[0] && Digits.HaveOneSeparator(number));
    }

    private static bool IsCard(string digits)
    {
        if (digits.Length is < Shortest or > Longest || !IsPaymentRange(digits))
        {
            return false;
        }

        int sum = 0;
        for (int i = 0; i < digits.Length; i++)
        {
            int digit = digits[digits.Length - 1 - i] - '0';
            int doubled = i % 2 == 0 ? digit : digit * 2;
            sum += doubled > 9 ? doubled - 9 : doubled;
        }

        return sum % 10 == 0;
    }

    /// <summary>3 to 6, and 2221 to 2720: the ids of posts, which begin with 1, and other long numbers are outside.</summary>
    private static bool IsPaymentRange(string digits) =>
        digits[0] is >= '3' and <= '6'
            || (string.CompareOrdinal(digits, 0, "2221", 0, 4) >= 0 && string.CompareOrdinal(digits, 0, "2720", 0, 4) <= 0);

    [GeneratedRegex(@"(?<![\p{L}\p{N}])[0-9](?:[\s.\-]{0,2}[0-9]){12,}(?![\p{L}\p{N}])", RegexOptions.CultureInvariant)]
    private static partial Regex Run();
}
