using System.Buffers;
using System.Text.RegularExpressions;

namespace DataSharing.Disclosure.Patterns;

/// <summary>
/// An address of three words, a square of three metres: behind three strokes (///filled.count.soap) or behind the name of the system. Three
/// words with stops between them and nothing else are none: a sentence can be typed so.
/// </summary>
public sealed partial class ThreeWordPattern : TextPattern
{
    private static readonly SearchValues<string> Signs = SearchValues.Create(
        ["///", "what3word", "what 3 word", "what three word", "whatthreeword", "w3w"], StringComparison.OrdinalIgnoreCase);

    internal ThreeWordPattern()
        : base("a three-word address", fewestDigits: 0)
    {
    }

    /// <summary>Whether there is a sign or name that such an address stands behind.</summary>
    internal static bool MayHave(string text) => text.AsSpan().ContainsAny(Signs);

    private protected override IEnumerable<TextSpan> Spans(FoldedText text)
    {
        if (!MayHave(text.Text))
        {
            yield break;
        }

        foreach (Match match in Address().Matches(text.Text))
        {
            yield return new TextSpan(match.Groups["words"].Index, match.Groups["words"].Length);
        }
    }

    [GeneratedRegex(
        @"(?:(?<![\p{L}\p{N}:/])///\s?(?<words>\p{L}{2,24}(?:\s?\.\s?|\s|\sdot\s)\p{L}{2,24}(?:\s?\.\s?|\s|\sdot\s)\p{L}{2,24})"
        + @"|(?:what\s?(?:3|three)\s?words?|w3w)(?:\.com|\.co)?['""\u2019\u201C\u201D():=,/\-]{0,3}(?:\s(?:\p{L}{1,12}['""\u2019\u201C\u201D:=,\-]{0,2}\s){0,4}['""\u2018\u201C(]?)?/{0,3}(?<words>\p{L}{2,24}(?:\s?\.\s?|\sdot\s)\p{L}{2,24}(?:\s?\.\s?|\sdot\s)\p{L}{2,24}))(?![\p{L}\p{N}])",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Address();
}
