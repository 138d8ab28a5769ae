namespace DataSharing.Disclosure.Narrative.Recognisers;

/// <summary>What belongs to a name that was found, and the parties of a case: Gerry Israel, R. v. Chalkley.</summary>
internal sealed class NameEndRecogniser : Recogniser
{
    private const int LongestName = 6;

    public override void Find(NarrativeText text, RedactionMode mode, Masks masks)
    {
        FindParties(text, masks);
        for (int i = masks.Next(0); i < text.Count; i = masks.Next(i + 1))
        {
            if (masks.Has(i, MaskType.Person) && !masks.Has(i + 1) && text.Is(i + 1, WordKinds.Kept) && IsKeptSurname(text, i + 1))
            {
                masks.Add(i + 1, i + 1, MaskType.Person);
            }
        }
    }

    /// <summary>Gerry Israel, of whom the record knows Gerald: a family's name that stays elsewhere, behind a given name, with nothing behind it.</summary>
    private static bool IsKeptSurname(NarrativeText text, int index)
    {
        bool given = text.IsNamelike(index - 1) && text.Is(index - 1, WordKinds.Given) && !text.Is(index - 1, WordKinds.Kept | WordKinds.Common);
        return given && text.IsNext(index) && !text.IsNext(index + 1) && text.IsNamelike(index) && text.Is(index, WordKinds.Family) && !text.Is(index, WordKinds.Common);
    }

    /// <summary>R. v. Chalkley and Jeffries: a case is called by its parties.</summary>
    private static void FindParties(NarrativeText text, Masks masks)
    {
        for (int i = text.Next(Interest.Cue, 1); i + 1 < text.Count; i = text.Next(Interest.Cue, i + 1))
        {
            if (!text.Is(i, WordCues.Versus) || text[i].IsCapitalised || !(text.Before(i) is " " or ". ") || !(text.Before(i + 1) is " " or ". ")
                || text[i].Style != TextStyle.Normal || !(text.IsInitial(i - 1) || text.IsNamelike(i - 1)) || !text.IsNamelike(i + 1)
                || text.Is(i + 1, WordKinds.Kept) || text.Is(i - 1, WordKinds.Kept) || text.Is(i + 1, WordKinds.Tag))
            {
                continue;
            }

            int last = i + 1;
            while (text.IsNext(last + 1) && (text.IsNamelike(last + 1) || (text.Is(last + 1, "and") && text.IsNamelike(last + 2) && text.IsNext(last + 2))) && last - i < LongestName)
            {
                last++;
            }

            int first = i - 1;
            while (first > 0 && text.IsNext(first) && text.IsNamelike(first - 1) && i - first < LongestName && !text[first].StartsSentence && !text.Is(first - 1, WordKinds.Grammar | WordKinds.Kept))
            {
                first--;
            }

            masks.Add(first, last, MaskType.Person);
        }
    }
}
