using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace DataSharing.Disclosure.Patterns;

/// <summary>
/// A full UK postcode: a handful of addresses. An outward code alone is none. Written joined, with spaces, a hyphen or a dot between its two parts, or with
/// every character by itself. Source: domain notes, section 4.1.6; Royal Mail's list of areas.
/// </summary>
public sealed partial class PostcodePattern : TextPattern
{
    private static readonly FrozenSet<string> Areas = (
        "AB AL B BA BB BD BF BH BL BN BR BS BT BX CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV "
        + "JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW "
        + "UB W WA WC WD WF WN WR WS WV YO ZE").Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> AreaLookup = Areas.GetAlternateLookup<ReadOnlySpan<char>>();

    internal PostcodePattern()
        : base("a full postcode", fewestDigits: 1)
    {
    }

    /// <summary>Whether letters are those of a postal area, whatever their case.</summary>
    internal static bool IsArea(ReadOnlySpan<char> letters) => AreaLookup.Contains(letters);

    private protected override IEnumerable<TextSpan> Places(FoldedText text)
    {
        foreach (Match match in Joined().Matches(text.Text))
        {
            if (IsArea(match.Groups["area"].ValueSpan) && !IsOrdinal(match))
            {
                yield return new TextSpan(match.Index, match.Length);
            }
        }

        if (text.Text.Contains("0AA", StringComparison.OrdinalIgnoreCase))
        {
            foreach (Match match in Giro().Matches(text.Text))
            {
                yield return new TextSpan(match.Index, match.Length);
            }
        }

        if (!HasSpelled(text.Text))
        {
            yield break;
        }

        foreach (Match match in Spelled().Matches(text.Text))
        {
            string compact = string.Concat(match.Value.Where(char.IsAsciiLetterOrDigit));
            if (Joined().Match(compact) is { Success: true } inner && IsArea(inner.Groups["area"].ValueSpan))
            {
                yield return new TextSpan(match.Index, match.Length);
            }
        }
    }

    /// <summary>Whether as many letters and digits stand by themselves, one behind the other, as a spelled postcode has at least.</summary>
    private static bool HasSpelled(ReadOnlySpan<char> text)
    {
        const int Fewest = 5;
        int run = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (!char.IsAsciiLetterOrDigit(text[i]))
            {
                // Two signs in a row.
                run = i > 0 && char.IsAsciiLetterOrDigit(text[i - 1]) ? run : 0;
                continue;
            }

            run = i > 0 && char.IsAsciiLetterOrDigit(text[i - 1]) ? 0 : run + 1;
            if (run == Fewest && (i + 1 == text.Length || !char.IsAsciiLetterOrDigit(text[i + 1])))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>"M1 1st exit", "E17 2nd floor": an outward code or a road in capitals, and then a number in small letters.</summary>
    private static bool IsOrdinal(Match match)
    {
        ReadOnlySpan<char> inward = match.Groups["inward"].ValueSpan;
        return match.Groups["gap"].Length > 0 && char.IsAsciiLetterUpper(match.Groups["area"].ValueSpan[0])
            && inward[1..] is "st" or "nd" or "rd" or "th" or "hr" or "yr" or "ft" or "lb";
    }

    // The inward part has no letter that is mistaken for another: C, I, K, M, O, V.
    [GeneratedRegex(@"(?<![\p{L}\p{N}])(?<area>[A-Za-z]{1,2})[0-9][A-Za-z0-9]?(?<gap>\s{0,3}|[.\-])(?<inward>[0-9][ABD-HJLNP-UW-Zabd-hjlnp-uw-z]{2})(?![\p{L}\p{N}])", RegexOptions.CultureInvariant)]
    private static partial Regex Joined();

    [GeneratedRegex(@"(?<![\p{L}\p{N}])[Gg][Ii][Rr]\s{0,3}0[Aa]{2}(?![\p{L}\p{N}])", RegexOptions.CultureInvariant)]
    private static partial Regex Giro();

    [GeneratedRegex(@"(?<![\p{L}\p{N}])[A-Za-z](?:[\s.\-][A-Za-z0-9]){3,5}[\s.\-][A-Za-z](?![\p{L}\p{N}])", RegexOptions.CultureInvariant)]
    private static partial Regex Spelled();
}
