using DataSharing.Disclosure.Patterns;

namespace DataSharing.Disclosure.Narrative.Recognisers;

/// <summary>Districts, villages and small towns: by the list, by the ends of their names, and after words of place.</summary>
internal sealed class PlaceRecogniser : Recogniser
{
    public override void Find(NarrativeText text, RedactionMode mode, Masks masks)
    {
        for (int i = text.Next(Interest.Loud, 0); i < text.Count; i = text.Next(Interest.Loud, i + 1))
        {
            if (text.Is(i, WordKinds.Place) && !text.Is(i, WordKinds.Kept) && !masks.Has(i) && IsPlace(text, i))
            {
                int last = i;
                while (text.IsNext(last + 1) && text.Is(last + 1, WordKinds.Place) && !masks.Has(last + 1))
                {
                    last++;
                }

                masks.Add(i, last, MaskType.Place);
                i = last;
            }
            else if (text.Is(i, WordKinds.Kept) && !masks.Has(i) && IsDistrictOfClub(text, masks, i))
            {
                masks.Add(i, i, MaskType.Place);
            }
            else if (text.Is(i, WordKinds.PlaceEnding) && text.IsNamelike(i) && text.IsNext(i) && text.IsNamelike(i - 1)
                && !text.Is(i - 1, WordKinds.Kept | WordKinds.Grammar | WordKinds.Weekday) && !masks.Has(i)
                && !(text[i - 1].StartsSentence && text.Is(i - 1, WordKinds.Common)))
            {
                masks.Add(i - 1, i, MaskType.Place);
            }
            else if (IsOutward(text, i) && !masks.Has(i))
            {
                masks.Add(i, i, MaskType.Place);
            }
        }
    }

    /// <summary>"203 Lordship Parade, Tottenham", "in Fulham": the district, and not the club that is called by it.</summary>
    private static bool IsDistrictOfClub(NarrativeText text, Masks masks, int index) =>
        text.Word(index) is "tottenham" or "chelsea" or "fulham" or "everton" or "brentford" or "millwall" or "charlton" or "aston" or "arsenal"
        && index > 0 && !text.Is(index + 1, WordKinds.Kept) && !text.Is(index - 1, WordKinds.Kept)
        && !(text.IsNext(index + 1) && text.Word(index + 1) is "fans" or "fan" or "supporters" or "supporter" or "match" or "game" or "hotspur" or "shirt" or "scarf" or "fc" or "f" or "players" or "v" or "vs")
        && ((text.IsNext(index) && text.Word(index - 1) is "in" or "near" or "to" or "around" or "through")
            || (text.Before(index) is ", " && (masks.Has(index - 1, MaskType.Address) || masks.Has(index - 1, MaskType.Street) || masks.Has(index - 1, MaskType.Premises))));

    /// <summary>A place's name that is also a word needs a capital inside a sentence, or a word of place before it.</summary>
    private static bool IsPlace(NarrativeText text, int index)
    {
        if (text[index].Style != TextStyle.Normal)
        {
            return !text.Is(index, WordKinds.Common) || text.Is(index + 1, WordKinds.Place) || (text.Word(Math.Max(0, index - 1)) is "in" or "near"
                && !text.Is(index, WordKinds.Grammar));
        }

        return text.IsNamelike(index) && (!text.Is(index, WordKinds.Common) || (!text[index].StartsSentence && !text.Is(index, WordKinds.Grammar))
            || (text.IsNext(index + 1) && text.Is(index + 1, WordKinds.Place) && text.IsNamelike(index + 1)));
    }

    /// <summary>NW4, M25 0 is a road: letters of a postal area and one or two digits, in capitals, where a place is told.</summary>
    private static bool IsOutward(NarrativeText text, int index)
    {
        if (!text.Is(index, WordKinds.HasDigit) || text[index].Length is < 2 or > 4 || !text[index].IsAllCapitals)
        {
            return false;
        }

        ReadOnlySpan<char> word = text.Word(index);
        int letters = word.IndexOfAnyInRange('0', '9');
        bool form = letters is 1 or 2 && (!word[letters..].ContainsAnyExceptInRange('0', '9') || (word.Length - letters == 2
            && char.IsAsciiDigit(word[letters])));
        if (!form || !PostcodePattern.IsArea(word[..letters]))
        {
            return false;
        }

        // S1 and W1 are suspects and witnesses, B1 and E5 other things, unless a place is told.
        return letters == 2 || word[0] is 'n' || (text.IsNext(index) && (text.Is(index - 1, WordKinds.Where) || text.IsNamelike(index - 1)
            && text.Is(index - 1, WordKinds.Place | WordKinds.Street))) || (text.Before(index) is ", " && index > 0 && text.IsNamelike(index - 1));
    }
}
