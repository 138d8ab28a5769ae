using System.Buffers;
using System.Text.RegularExpressions;

namespace DataSharing.Disclosure.Patterns;

/// <summary>An e-mail address, also with its sign or dots written out in brackets. A handle or the name of a site alone is none.</summary>
public sealed partial class EmailPattern : TextPattern
{
    private static readonly SearchValues<string> Signs = SearchValues.Create(
        ["@", "(at", "[at", "{at", "<at", "( at", "[ at", "{ at", "< at"], StringComparison.OrdinalIgnoreCase);

    internal EmailPattern()
        : base("an e-mail address", fewestDigits: 0)
    {
    }

    /// <summary>Whether there is anything an address could be around.</summary>
    internal static bool HasSign(string text) => text.AsSpan().ContainsAny(Signs);

    private protected override IEnumerable<TextSpan> Spans(FoldedText text)
    {
        if (!HasSign(text.Text))
        {
            yield break;
        }

        foreach (Match match in Address().Matches(text.Text))
        {
            yield return new TextSpan(match.Index, match.Length);
        }
    }

    [GeneratedRegex(
        @"(?<![\p{L}\p{N}])[\p{L}\p{N}](?:[\p{L}\p{N}._%+'\-]{0,63})(?:@|\s@\s|\s?[(\[{<]\s?at\s?[)\]}>]\s?)[\p{L}\p{N}][\p{L}\p{N}\-]{0,62}(?:(?:\.|\s?[(\[{<]\s?dot\s?[)\]}>]\s?)[\p{L}\p{N}\-]{1,63}){0,6}(?:\.|\s?[(\[{<]\s?dot\s?[)\]}>]\s?)\p{L}{2,24}(?![\p{L}\p{N}])",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Address();
}
