using System.Text.RegularExpressions;

namespace DataSharing.Disclosure.Patterns;

/// <summary>
/// A telephone number: UK with its leading 0 (10 or 11 digits; 01, 02, 03, 07 and 08), a mobile number without it, +44, 0044 or 44, and any
/// number in international form. Grouped in any way that a number is written; a date or time before other digits is none. Source: Ofcom,
/// National Telephone Numbering Plan.
/// </summary>
public sealed partial class PhonePattern : TextPattern
{
    private const int FirstGroupAtLeast = 3;
    private const int PairsAtLeast = 5;
    private const int LongestSmallGroup = 3;
    private const int DateLength = 8;

    internal PhonePattern()
        : base("a phone number", fewestDigits: 8)
    {
    }

    private protected override IEnumerable<TextSpan> Spans(FoldedText text)
    {
        foreach (Match match in Number().Matches(text.Numbers))
        {
            if (!match.Groups["national"].Success || IsGroupedLikeANumber(match.ValueSpan))
            {
                yield return new TextSpan(match.Index, match.Length);
            }
        }
    }

    /// <summary>
    /// An area code has three digits or more with its 0, which "01.02.2026 18" and "07.30-08.45 12" have not; or the whole is in many small
    /// groups with one separator.
    /// Eight digits that end in a year and stand apart are a date.
    /// </summary>
    private static bool IsGroupedLikeANumber(ReadOnlySpan<char> number)
    {
        List<int> groups = Digits.Groups(number);
        return groups[0] < FirstGroupAtLeast
            ? groups.Count >= PairsAtLeast && groups.TrueForAll(group => group <= LongestSmallGroup) && Digits.HaveOneSeparator(number)
            : groups[0] != DateLength || number[4..6] is not "19" and not "20";
    }

    [GeneratedRegex(
        @"(?<![\p{L}\p{N}])(?:(?<national>\(?0[\s.\-]?[12378](?:[\s().\-]{0,2}[0-9]){8,9})|7[0-9]{3}[\s.\-]?[0-9]{3}[\s.\-]?[0-9]{3}|44\s?\(?0?\)?\s?7[0-9]{3}[\s.\-]?[0-9]{3}[\s.\-]?[0-9]{3}|(?<![0-9][:.])00\s?[1-9](?:[\s().\-]{0,2}[0-9]){9,13}|\+\s?[1-9](?:[\s().\-]{0,3}[0-9]){7,14})(?![\p{L}\p{N}])",
        RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
