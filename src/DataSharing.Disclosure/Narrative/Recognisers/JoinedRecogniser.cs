namespace DataSharing.Disclosure.Narrative.Recognisers;

/// <summary>The rest of a number that was found in part: what signs join to it, and the letters it begins or ends with: GMP-110424-B, CRIS 4223981/23, plate BC 07 URS.</summary>
internal sealed class JoinedRecogniser : Recogniser
{
    private const int LongestLetters = 5;

    public override void Find(NarrativeText text, RedactionMode mode, Masks masks)
    {
        for (int i = text.Next(Interest.Figure, 0); i < text.Count; i = text.Next(Interest.Figure, i + 1))
        {
            if (masks[i] is not (MaskType.Reference or MaskType.Number or MaskType.Plate or MaskType.Card or MaskType.Identifier or MaskType.Phone or MaskType.Date or MaskType.Collar)
                || !text.Is(i, WordKinds.HasDigit))
            {
                continue;
            }

            bool number = masks[i] is not (MaskType.Phone or MaskType.Date);
            int first = i;
            while (!masks.Has(first - 1) && first > 0 && IsSign(text.Before(first)) && IsPart(text, first - 1))
            {
                first--;
            }

            if (number && !masks.Has(first - 1) && text.Before(first) is " " && (IsLetters(text, first - 1) || (text.IsInitial(first - 1) && text.Before(first + 1) is "/")))
            {
                first--;
            }

            // Log 588, Niche 13240621190: in strict mode the word of a register that belongs to its number
            if (mode == RedactionMode.Strict && masks[i] == MaskType.Reference && first > 0 && !masks.Has(first - 1) && text.Before(first) is " " or " #"
                && text.IsNamelike(first - 1) && !text[first - 1].StartsSentence
                && (text.Is(first - 1, WordKinds.Reference) || !text.Is(first - 1, WordKinds.Common | WordKinds.Grammar | WordKinds.Kept | WordKinds.Title | WordKinds.Month | WordKinds.Weekday)))
            {
                first--;
            }

            // CAD 2214, URN 0117: the letters of a register in capitals
            if (number && first > 0 && !masks.Has(first - 1) && text.Before(first) is " " && text[first - 1].IsAllCapitals && text[first - 1].Style == TextStyle.Normal
                && text.Word(first - 1) is "cad" or "urn" or "crn" or "inc" or "cris" or "niche" or "log" or "ticket" or "docket")
            {
                first--;
            }

            // (03) 5550 3344
            if (first > 0 && !masks.Has(first - 1) && text.Before(first) is ") " && text.Before(first - 1).EndsWith("(") && text.IsDigits(first - 1) && text[first - 1].Length <= 5)
            {
                first--;
            }

            int last = i;
            while (last + 1 < text.Count && !masks.Has(last + 1) && (IsSign(text.Before(last + 1)) || (number && text.Before(last + 1) is " ?" or "?" && text[last + 1].Length <= 3))
                && IsPart(text, last + 1))
            {
                last++;
            }

            if (first < i || last > i)
            {
                masks.Add(first, last, masks[i]!.Value);
                i = last;
            }
        }
    }

    private static bool IsSign(ReadOnlySpan<char> gap) => gap is "-" or "/" or "*" or "\\" or "_" or "#" or "–";

    private static bool IsPart(NarrativeText text, int index) => !text.Is(index, WordKinds.Tag) && text[index].Length <= 8
        && (text.Is(index, WordKinds.HasDigit) || text[index].IsAllCapitals || text.IsInitial(index));

    /// <summary>CRIS, PALS: letters in capitals before a number, that are no word of their own.</summary>
    private static bool IsLetters(NarrativeText text, int index) => index >= 0 && text[index].IsAllCapitals && text[index].Length <= LongestLetters && text[index].Style == TextStyle.Normal
        && !text.Is(index, WordKinds.Kept | WordKinds.Reference | WordKinds.Grammar | WordKinds.Title | WordKinds.Tag | WordKinds.Street | WordKinds.HasDigit | WordKinds.Month);
}
