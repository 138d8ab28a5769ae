namespace DataSharing.Disclosure.Narrative.Recognisers;

/// <summary>
/// References in parts, some of them letters: URN: 01 SX 00418 25, membership no 6610 2237 84, exhibits RT/1 to RT/9, ref AM/FINK/1,
/// TVP-WEB-0419937.
/// </summary>
internal sealed class PartedReferenceRecogniser : Recogniser
{
    private const int FewestDigits = 5;

    public override void Find(NarrativeText text, RedactionMode mode, Masks masks)
    {
        for (int i = text.Next(Interest.Figure, 0); i < text.Count; i = text.Next(Interest.Figure, i + 1))
        {
            if (!text.Is(i, WordKinds.HasDigit) || text.IsClock(i))
            {
                continue;
            }

            int first = i;
            while (first > 0 && IsPartOf(text, first - 1, text.Before(first)) && !text.Is(first - 1, WordKinds.Reference))
            {
                first--;
            }

            int last = i;
            while (last + 1 < text.Count && IsPartOf(text, last + 1, text.Before(last + 1)))
            {
                last++;
            }

            int digits = 0;
            bool masked = true;
            bool signs = true;
            for (int part = first; part <= last; part++)
            {
                digits += text.Is(part, WordKinds.HasDigit) ? text[part].Length : 0;
                masked &= masks.Has(part);
                signs &= part == first || text.Before(part) is "-" or "/";
            }

            bool letters = last > first && !text.Is(first, WordKinds.HasDigit);
            bool cued = last > first && ReferenceRecogniser.IsCued(text, first) && (digits >= FewestDigits || (signs && letters));
            bool whole = signs && letters && last > first + 1 && digits >= FewestDigits;
            if (!masked && (cued || whole || IsExhibit(text, first, last)))
            {
                masks.Add(first, last, MaskType.Reference);
            }

            i = last;
        }
    }

    /// <summary>exhibits RT/1 to RT/9</summary>
    private static bool IsExhibit(NarrativeText text, int first, int last)
    {
        bool form = last == first + 1 && text.Before(last) is "/" && text[first].Length is 2 or 3 && text[first].IsAllCapitals
            && text[first].Style != TextStyle.Upper && text.IsDigits(last);
        return form && first > 0 && text.Word(first - 1) is "exhibit" or "exhibits" or "to" or "and" or "as" or "item" or "items";
    }

    private static bool IsPartOf(NarrativeText text, int index, ReadOnlySpan<char> gap)
    {
        if (gap is not (" " or "-" or "/") || text.IsClock(index) || text.Is(index, WordKinds.Tag | WordKinds.Grammar))
        {
            return false;
        }

        bool apart = gap is " ";
        ref readonly Token token = ref text[index];
        return token.Is(WordKinds.HasDigit) ? !apart || (text.IsDigits(index) && token.Length >= 2)
            : token.IsAllCapitals && token.Style != TextStyle.Upper && token.Length <= (apart ? 2 : 4);
    }
}
