using System.Text.RegularExpressions;

namespace DataSharing.Disclosure.Patterns;

/// <summary>
/// An NHS number (also a Scottish CHI or a Northern Irish Health and Care number): ten digits, joined or 3-3-4, the last a check digit
/// modulo 11. Source: NHS Data Dictionary, NHS NUMBER.
/// </summary>
public sealed partial class NhsNumberPattern : TextPattern
{
    private const int Length = 10;
    private const int Modulus = 11;

    internal NhsNumberPattern()
        : base("an NHS number", fewestDigits: Length)
    {
    }

    private protected override IEnumerable<TextSpan> Spans(FoldedText text)
    {
        foreach (Match match in Number().Matches(text.Numbers))
        {
            if (HasCheckDigit(Digits.Of(match.ValueSpan)))
            {
                yield return new TextSpan(match.Index, match.Length);
            }
        }
    }

    private static bool HasCheckDigit(string digits)
    {
        int sum = 0;
        for (int i = 0; i < Length - 1; i++)
        {
            sum += (digits[i] - '0') * (Length - i);
        }

        // A remainder that would need the digit 10 is never given; ten equal digits have a valid one and are a filler.
        int check = (Modulus - (sum % Modulus)) % Modulus;
        return check == digits[^1] - '0' && digits.AsSpan().ContainsAnyExcept(digits[0]);
    }

    [GeneratedRegex(@"(?<![\p{L}\p{N}])[0-9]{3}[\s.\-]{0,2}[0-9]{3}[\s.\-]{0,2}[0-9]{4}(?![\p{L}\p{N}])", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
