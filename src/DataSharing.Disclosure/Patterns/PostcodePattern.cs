using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace DataSharing.Disclosure.Patterns;

/// <summary>
/// A full UK postcode: a handful of addresses. An outward code alone is none. Written joined, with spaces, a hyphen or a dot between its
/// two parts, or spelled, letter by letter or by the words for letters. Source: domain notes, section 4.1.6; Royal Mail's list of areas.
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

    private protected override IEnumerable<TextSpan> Spans(FoldedText text)
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

        if (!SpelledCodes.MayHave(text.Text))
        {
            yield break;
        }

        foreach ((TextSpan span, _) in SpelledCodes.Find(text.Text, static (code, _) => IsCode(code)))
        {
            yield return span;
        }
    }

    /// <summary>Whether signs in capitals, without anything between them, are a full postcode.</summary>
    internal static bool IsCode(string compact) =>
        Joined().Match(compact) is { Success: true } match && match.Length == compact.Length && IsArea(match.Groups["area"].ValueSpan);

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
}
