using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace DataSharing.Disclosure.Patterns;

/// <summary>
/// A British vehicle registration: of 2001 and later, prefix (1983), suffix (1963), and Northern Irish; also spelled. Plates without a
/// letter of the year are not told from road and flat numbers and are not looked for. Source: DVLA INF104.
/// </summary>
public sealed partial class PlatePattern : TextPattern
{
    // What stands after an outward code or road ("NW10 THE"), or before a flat or bus route ("BUS 25A"), where a text is in capitals.
    private static readonly FrozenSet<string> Words = (
        "ACT ADD AGE AGO AID AIG AIM AIR ALL AND ANY APR APT ARE ARM ART ASK ATE AUG BAD BAG BAN BAR BAY BBC BED BEG BET BIB BID BIG BIN "
        + "BIT BIZ BLK BOX BOY BTP BUS BUT BUY CAB CAN CAP CAR CAT CCT CIA CID CIS CIT CIV CPS CRY CST CUP CUT DAY DID DIE DIG DIM DIP DIY "
        + "DOG DPD DRY DUE DUG EAR EAT EGG END ETA EYE FAN FAR FAT FEE FEW FIA FIG FIT FIX FLY FOR FRI FUN GAP GAS GAY GET GIF GIG GIN GMP "
        + "GOT GUN GUY GYM HAD HAS HAT HER HEY HIM HIS HIT HIV HOT HOW ITS JAN JEW JIB JIM JOB JOY KEY KFC KID KIM KIN KIT LAD LAW LAY LED "
        + "LEG LET LID LIE LIP LIT LIZ LOT LOW MAN MAP MAR MAY MEN MET MID MIN MIT MIX MPS NAN NAY NEW NHS NIL NIP NOR NOT NOV NOW NUT OCT "
        + "ODD OFF OIL OLD ONE OUR OUT OWN PAL PAN PAY PCC PEN PER PET PIE PIG PIN PIP PIR PIT PRO PUB PUT RAN RAT RAW RED RIB RID RIG RIP "
        + "ROD ROW RUN SAD SAT SAW SAY SEA SEE SET SEX SHE SHY SIM SIN SIP SIR SIT SIX SKY SON SPA SUN TAB TAX TEA TEN TFL THE THU TIE TIM "
        + "TIN TIP TON TOO TOP TOY TRY TUE TWO UID UPS USE VAN VAT VET VIA VIP VIS WAR WAS WAY WED WET WHO WHY WIG WIN WIT WON YES YET YOB "
        + "YOU ZIP ZOO").Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    internal PlatePattern()
        : base("a vehicle registration", fewestDigits: 1)
    {
    }

    private protected override IEnumerable<TextSpan> Spans(FoldedText text)
    {
        foreach (Match match in Plate().Matches(text.Text))
        {
            if (IsPlate(match))
            {
                yield return new TextSpan(match.Index, match.Length);
            }
        }

        if (!SpelledCodes.MayHave(text.Text))
        {
            yield break;
        }

        foreach ((TextSpan span, _) in SpelledCodes.Find(text.Text, IsCode))
        {
            yield return span;
        }
    }

    /// <summary>
    /// Whether signs in capitals, without anything between them, are a plate: letter by letter only one of 2001 and later.
    /// </summary>
    internal static bool IsCode(string compact, bool byWords) =>
        Plate().Match(compact) is { Success: true } match && match.Length == compact.Length && (byWords || match.Groups["new"].Success)
            && !match.Groups["year"].Success;

    private static bool IsPlate(Match match)
    {
        string letters = match.Groups["letters"].Value;
        bool apart = match.Groups["gap"].Length > 0;
        bool capitals = !match.ValueSpan.ContainsAnyInRange('a', 'z');
        if (match.Groups["new"].Success)
        {
            bool small = !match.ValueSpan.ContainsAnyInRange('A', 'Z');
            return !apart || ((capitals || small) && !Words.Contains(letters));
        }

        // "in B12 gun crime": the older forms only in capitals, as plates are written.
        if (!capitals || (apart && Words.Contains(letters)))
        {
            return false;
        }

        return !match.Groups["year"].Success || !apart || match.Groups["year"].ValueSpan is not ['1', '9', ..] and not ['2', '0', ..];
    }

    // The letters I, Q and Z are not used where they could be taken for digits.
    [GeneratedRegex(
        @"(?<![\p{L}\p{N}])(?:(?<new>[A-HJ-PR-Ya-hj-pr-y]{2}(?!00|01|50)[0-9]{2}(?<gap>[\s.\-]?)(?<letters>[A-HJ-PR-Za-hj-pr-z]{3}))|[A-HJ-NPR-TV-Y][1-9][0-9]{0,2}(?<gap>[\s.\-]?)(?<letters>[A-HJ-PR-Z]{3})|(?<letters>[A-HJ-PR-Z]{3})(?<gap>[\s.\-]?)[1-9][0-9]{0,2}[A-HJ-NPR-TV-Y]|(?<letters>[A-Z](?:I[A-Z]|[A-Z]Z))(?<gap>[\s.\-]?)(?<year>[1-9][0-9]{2,3}))(?![\p{L}\p{N}])",
        RegexOptions.CultureInvariant)]
    private static partial Regex Plate();
}
