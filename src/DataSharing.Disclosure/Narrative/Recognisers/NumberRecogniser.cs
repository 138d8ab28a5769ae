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

        foreach (System.Text.RegularExpressions.ValueMatch match in NorthAmerican().EnumerateMatches(text.Written))
        {
            masks.AddCharacters(match.Index, match.Index + match.Length, MaskType.Phone);
        }
    }

    /// <summary>(612) 555-0148: a telephone of North America.</summary>
    [System.Text.RegularExpressions.GeneratedRegex(@"(?<![0-9])(?:\([0-9]{3}\) ?|[0-9]{3}[-. ])[0-9]{3}[-. ][0-9]{4}(?![0-9])", System.Text.RegularExpressions.RegexOptions.CultureInvariant)]
    private static partial System.Text.RegularExpressions.Regex NorthAmerican();
}
