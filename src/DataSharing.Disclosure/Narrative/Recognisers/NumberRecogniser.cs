using DataSharing.Disclosure.Patterns;

namespace DataSharing.Disclosure.Narrative.Recognisers;

/// <summary>Postcodes, telephones, plates, National Insurance and NHS numbers, and bank cards.</summary>
internal sealed partial class NumberRecogniser : Recogniser
{
    private static readonly (TextPattern Pattern, MaskType Type)[] Patterns = [.. TextPattern.All.Where(pattern => pattern is not EmailPattern).Select(pattern => (pattern, pattern switch
    {
        PostcodePattern => MaskType.Postcode,
        PhonePattern => MaskType.Phone,
        PlatePattern => MaskType.Plate,
        CardPattern => MaskType.Card,
        _ => MaskType.Number,
    }))];

    public override void Find(NarrativeText text, RedactionMode mode, Masks masks)
    {
        if (!text.Written.AsSpan().ContainsAnyInRange('0', '9'))
        {
            return;
        }

        foreach ((TextPattern pattern, MaskType type) in Patterns)
        {
            foreach (TextSpan place in pattern.FindFolded(text.Folded))
            {
                masks.AddCharacters(place.Start, place.Start + place.Length, type);
            }
        }

        foreach (System.Text.RegularExpressions.ValueMatch match in WithLetters().EnumerateMatches(text.Written))
        {
            masks.AddCharacters(match.Index, match.Index + match.Length, MaskType.Phone);
        }

        foreach (System.Text.RegularExpressions.ValueMatch match in OldPlate().EnumerateMatches(text.Written))
        {
            int first = masks.FirstEndingAfter(match.Index);
            if (first < text.Count && text[first].Style == TextStyle.Normal && !masks.Has(first) && (text.IsNext(first + 1) ? !text.Is(first + 1, WordKinds.Acronym | WordKinds.Month) : true))
            {
                masks.AddCharacters(match.Index, match.Index + match.Length, MaskType.Plate);
            }
        }

        foreach (System.Text.RegularExpressions.ValueMatch match in SortCode().EnumerateMatches(text.Written))
        {
            // A day and month of two figures is a date.
            ReadOnlySpan<char> found = text.Written.AsSpan(match.Index, match.Length);
            if (int.Parse(found[3..5], System.Globalization.CultureInfo.InvariantCulture) > 12 && int.Parse(found[..2], System.Globalization.CultureInfo.InvariantCulture) is > 12 or 0 || int.Parse(found[3..5], System.Globalization.CultureInfo.InvariantCulture) > 31)
            {
                masks.AddCharacters(match.Index, match.Index + match.Length, MaskType.Number);
            }
        }

        foreach (System.Text.RegularExpressions.ValueMatch match in SpacedPostcode().EnumerateMatches(text.Written))
        {
            masks.AddCharacters(match.Index, match.Index + match.Length, MaskType.Postcode);
        }

        foreach (System.Text.RegularExpressions.ValueMatch match in NorthAmerican().EnumerateMatches(text.Written))
        {
            masks.AddCharacters(match.Index, match.Index + match.Length, MaskType.Phone);
        }
    }

    /// <summary>07700 9OO 415: a telephone with letters for the digits that look like them.</summary>
    [System.Text.RegularExpressions.GeneratedRegex(@"(?<![0-9A-Za-z])[0O][0-9OolI](?:[ -]?[0-9OolI]){8,9}(?![0-9A-Za-z])", System.Text.RegularExpressions.RegexOptions.CultureInvariant)]
    private static partial System.Text.RegularExpressions.Regex WithLetters();

    /// <summary>Y11 BOX, ABC 123D: plates from before 2001.</summary>
    [System.Text.RegularExpressions.GeneratedRegex(@"(?<![0-9A-Za-z])(?:[A-HJ-NPR-TV-Y][0-9]{1,3} ?[A-HJ-PR-Y]{3}|[A-HJ-PR-Y]{3} ?[0-9]{1,3}[A-HJ-NPR-TV-Y])(?![0-9A-Za-z])", System.Text.RegularExpressions.RegexOptions.CultureInvariant)]
    private static partial System.Text.RegularExpressions.Regex OldPlate();

    /// <summary>20-45-77: a bank's sort code.</summary>
    [System.Text.RegularExpressions.GeneratedRegex(@"(?<![0-9A-Za-z-])[0-9]{2}-[0-9]{2}-[0-9]{2}(?![0-9A-Za-z-])", System.Text.RegularExpressions.RegexOptions.CultureInvariant)]
    private static partial System.Text.RegularExpressions.Regex SortCode();

    /// <summary>L3 4 BX: a postcode with a blank too many.</summary>
    [System.Text.RegularExpressions.GeneratedRegex(@"(?<![0-9A-Za-z])[A-Z]{1,2}[0-9]{1,2}[A-Z]? [0-9] [ABD-HJLNP-UW-Z]{2}(?![0-9A-Za-z])", System.Text.RegularExpressions.RegexOptions.CultureInvariant)]
    private static partial System.Text.RegularExpressions.Regex SpacedPostcode();

    /// <summary>(612) 555-0148: a telephone of North America.</summary>
    [System.Text.RegularExpressions.GeneratedRegex(@"(?<![0-9])(?:\([0-9]{3}\) ?|[0-9]{3}[-. ])[0-9]{3}[-. ][0-9]{4}(?![0-9])", System.Text.RegularExpressions.RegexOptions.CultureInvariant)]
    private static partial System.Text.RegularExpressions.Regex NorthAmerican();
}
