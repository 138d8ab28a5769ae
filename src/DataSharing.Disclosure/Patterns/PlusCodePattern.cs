using System.Text.RegularExpressions;

namespace DataSharing.Disclosure.Patterns;

/// <summary>
/// A plus code (Open Location Code): a spot on the map of a few metres, in full (9C3XGV9J+XX) or without its first four signs (GV9J+XX),
/// which stand for a region. Source: Open Location Code specification, version 1.
/// </summary>
public sealed partial class PlusCodePattern : TextPattern
{
    private const string Alphabet = "23456789CFGHJMPQRVWX";
    private const int Short = 4;
    private const double Region = 20;

    internal PlusCodePattern()
        : base("a plus code", fewestDigits: 0)
    {
    }

    /// <summary>Whether there is a sign that a plus code could be around.</summary>
    internal static bool MayHave(string text) => text.Contains('+', StringComparison.Ordinal);

    /// <summary>
    /// The middle of every plus code of a text within its degree of latitude and longitude, which the short form tells too, and half the
    /// size of its square.
    /// </summary>
    internal IEnumerable<(double Latitude, double Longitude, double Tolerance)> Fractions(FoldedText text)
    {
        foreach (TextSpan span in Spans(text))
        {
            string written = text.Text.Substring(span.Start, span.Length).ToUpperInvariant();
            string pairs = string.Concat(written.Where(c => Alphabet.Contains(c, StringComparison.Ordinal)));
            // The first four signs stand for the region; a short form leaves two or all of them out.
            int start = written[..written.IndexOf('+', StringComparison.Ordinal)].TrimEnd().Length - Short;
            double size = Region / Alphabet.Length;
            double latitude = 0;
            double longitude = 0;
            for (int i = start; i + 1 < pairs.Length; i += 2)
            {
                size /= Alphabet.Length;
                latitude += Alphabet.IndexOf(pairs[i], StringComparison.Ordinal) * size;
                longitude += Alphabet.IndexOf(pairs[i + 1], StringComparison.Ordinal) * size;
            }

            yield return (latitude + (size / 2), longitude + (size / 2), size);
        }
    }

    private protected override IEnumerable<TextSpan> Spans(FoldedText text)
    {
        if (!MayHave(text.Text))
        {
            yield break;
        }

        foreach (Match match in Code().Matches(text.Text))
        {
            ReadOnlySpan<char> code = match.ValueSpan;
            bool capitals = !code.ContainsAnyInRange('a', 'z');
            // "2222+33" is a sum; in small letters a code has a digit.
            if (code.ContainsAnyInRange('A', 'Z') || code.ContainsAnyInRange('a', 'z') ? capitals || code.ContainsAnyInRange('0', '9')
                : code.Length > Short * 2)
            {
                yield return new TextSpan(match.Index, match.Length);
            }
        }
    }

    [GeneratedRegex(@"(?<![\p{L}\p{N}+])(?:[2-9CFGHJMPQRVWX]{8}\s?\+\s?|[2-9CFGHJMPQRVWX]{6}\+|[2-9CFGHJMPQRVWX]{4}\+)[2-9CFGHJMPQRVWX]{2,3}(?![\p{L}\p{N}+])", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Code();
}
