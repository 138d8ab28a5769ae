using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace DataSharing.Disclosure.Patterns;

/// <summary>
/// A National Insurance number: two letters, six digits and A to D. Without its last letter it is not told from a reference number.
/// Source: HMRC, National Insurance Manual NIM39110.
/// </summary>
public sealed partial class NationalInsurancePattern : TextPattern
{
    private static readonly FrozenSet<string> NeverGiven = new[] { "BG", "GB", "KN", "NK", "NT", "TN", "ZZ" }.ToFrozenSet(
        StringComparer.OrdinalIgnoreCase);

    // "at 12 30 45 a man": a short word before the digits, not in capitals.
    private static readonly FrozenSet<string> Words = new[] { "am", "an", "as", "at", "be", "by", "he", "me", "my", "pm", "re",
        "we" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    internal NationalInsurancePattern()
        : base("a National Insurance number", fewestDigits: 6)
    {
    }

    private protected override IEnumerable<TextSpan> Spans(FoldedText text)
    {
        foreach (Match match in Number().Matches(text.Text))
        {
            string prefix = match.Groups["prefix"].Value;
            bool word = match.Groups["gap"].Length > 0 && !prefix.All(char.IsAsciiLetterUpper) && Words.Contains(prefix);
            if (!word && !NeverGiven.Contains(prefix))
            {
                yield return new TextSpan(match.Index, match.Length);
            }
        }
    }

    [GeneratedRegex(
        @"(?<![\p{L}\p{N}])(?<prefix>[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z])(?<gap>[\s.\-]{0,2})[0-9]{2}[\s.\-]{0,2}[0-9]{2}[\s.\-]{0,2}[0-9]{2}[\s.\-]{0,2}[A-D](?![\p{L}\p{N}])",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Number();
}
