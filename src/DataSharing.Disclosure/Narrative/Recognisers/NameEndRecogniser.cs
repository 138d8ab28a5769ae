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

        FindSpeakers(text, masks);
        FindShort(text, masks);
        if (mode == RedactionMode.Strict)
        {
            FindLetters(text, masks);
        }
    }

    /// <summary>GP (16) and SP (14), "G. PRIDHAM": initials with an age, and an initial before a name in capitals.</summary>
    private static void FindShort(NarrativeText text, Masks masks)
    {
        for (int i = text.Next(Interest.Loud, 0); i + 1 < text.Count; i = text.Next(Interest.Loud, i + 1))
        {
            if (masks.Has(i) || !text[i].IsCapitalised || text[i].Style != TextStyle.Normal)
            {
                continue;
            }

            bool aged = text[i].Length == 2 && text[i].IsAllCapitals && IsAgeBehind(text, i)
                && !text.Is(i, WordKinds.Common | WordKinds.Kept);
            bool initial = text.IsInitial(i) && text.Before(i + 1) is ". " && text[i + 1].IsAllCapitals && text[i + 1].Length > 3
                && !masks.Has(i + 1)
                && !text.Is(i + 1, WordKinds.Acronym | WordKinds.Kept | WordKinds.Common | WordKinds.Tag);
            if (aged || initial)
            {
                masks.Add(i, aged ? i : i + 1, MaskType.Person);
            }
        }
    }

    private static bool IsAgeBehind(NarrativeText text, int index) => text.Before(index + 1) is " (" && text.IsDigits(index + 1)
        && text[index + 1].Length <= 2 && text.Before(index + 2) is [')', ..];

    /// <summary>"Jen 🏃: which way?": who speaks, with a picture behind the name.</summary>
    private static void FindSpeakers(NarrativeText text, Masks masks)
    {
        for (int i = text.Next(Interest.Loud, 0); i < text.Count; i = text.Next(Interest.Loud, i + 1))
        {
            if (masks.Has(i) || !text[i].IsCapitalised || !text.Is(i, WordKinds.Given) || !(i == 0 || text.Before(i).Contains('\n')))
            {
                continue;
            }

            ReadOnlySpan<char> behind = text.Before(i + 1);
            int colon = behind.IndexOf(':');
            if (colon > 1 && !behind[..colon].Contains('\n') && behind[0] == ' ' && behind[1] > '\u2000')
            {
                masks.Add(i, i, MaskType.Person);
            }
        }
    }

    /// <summary>E told J, "A.: spat at", siblings GP and SP: a letter where a name would stand.</summary>
    private static void FindLetters(NarrativeText text, Masks masks)
    {
        for (int i = text.Next(Interest.Loud, 0); i < text.Count; i = text.Next(Interest.Loud, i + 1))
        {
            ref readonly Token token = ref text[i];
            if (token.Length > 3 || !token.IsCapitalised || token.Style == TextStyle.Upper || masks.Has(i)
                || token.Is(WordKinds.HasDigit | WordKinds.Tag))
            {
                continue;
            }

            bool begins = i == 0 || text.Before(i).ContainsAny('\n', ':') || token.StartsSentence;
            if (token.Length == 1 ? IsLetterOf(text, masks, i, begins) : begins && AreInitials(text, i))
            {
                masks.Add(i, i, MaskType.Person);
            }
        }
    }

    private static bool IsLetterOf(NarrativeText text, Masks masks, int index, bool begins)
    {
        if (text.Word(index) is "i" || (text.IsNext(index) && text.Is(index - 1, WordKinds.Reference)))
        {
            return false;
        }

        bool article = text.Word(index) is "a";
        bool speaks = begins && (text.Before(index + 1) is ".: " or ": " || (!article && text.IsNext(index + 1)
            && text.Is(index + 1, WordKinds.Speech | WordKinds.Doing)));
        bool couple = text.Before(index + 1) is ". & " or " & " or ". and " && masks.Has(index + 1, MaskType.Person);
        return speaks || couple || (!article && IsToldOf(text, index));
    }

    /// <summary>E told J: a letter behind what somebody does to somebody, and no first letter of several.</summary>
    private static bool IsToldOf(NarrativeText text, int index)
    {
        bool more = text.IsNext(index + 1) && text[index + 1].Length == 1 && text[index + 1].IsCapitalised;
        return index > 0 && text.IsNext(index) && text.Word(index - 1) is "told" or "asked" or "called" or "hit" or "pushed" or "with"
            && !text.IsHyphened(index + 1) && !more;
    }

    private static bool AreInitials(NarrativeText text, int index) => text[index].IsAllCapitals && text.Before(index + 1) is ": "
        && !text.Is(index, WordKinds.Acronym | WordKinds.Kept | WordKinds.Common);

    /// <summary>
    /// Gerry Israel, of whom the record knows Gerald: a family's name that stays elsewhere, behind a given name, with nothing behind it.
    /// </summary>
    private static bool IsKeptSurname(NarrativeText text, int index)
    {
        bool given = text.IsNamelike(index - 1) && text.Is(index - 1, WordKinds.Given)
            && !text.Is(index - 1, WordKinds.Kept | WordKinds.Common);
        return given && text.IsNext(index) && !text.IsNext(index + 1) && text.IsNamelike(index) && text.Is(index, WordKinds.Family)
            && !text.Is(index, WordKinds.Common);
    }

    /// <summary>R v Tranter: the Crown is no party that anybody knows somebody by.</summary>
    private static int FirstParty(NarrativeText text, int first, int versus) => first == versus - 1 && text.Word(first) is "r" or "pf"
        or "hma" or "dpp" or "regina" or "rex" ? versus + 1 : first;

    /// <summary>R. v. Chalkley and Jeffries: a case is called by its parties.</summary>
    private static void FindParties(NarrativeText text, Masks masks)
    {
        for (int i = text.Next(Interest.Cue, 1); i + 1 < text.Count; i = text.Next(Interest.Cue, i + 1))
        {
            if (!text.Is(i, WordCues.Versus) || text[i].IsCapitalised || !(text.Before(i) is " " or ". ") || !(text.Before(i + 1) is " "
                or ". ")
                || text[i].Style != TextStyle.Normal || !(text.IsInitial(i - 1) || text.IsNamelike(i - 1)) || !text.IsNamelike(i + 1)
                || text.Is(i + 1, WordKinds.Kept) || text.Is(i - 1, WordKinds.Kept) || text.Is(i + 1, WordKinds.Tag))
            {
                continue;
            }

            int last = i + 1;
            while (text.IsNext(last + 1) && (text.IsNamelike(last + 1) || (text.Is(last + 1, "and") && text.IsNamelike(last + 2)
                && text.IsNext(last + 2))) && last - i < LongestName)
            {
                last++;
            }

            int first = i - 1;
            while (first > 0 && text.IsNext(first) && text.IsNamelike(first - 1) && i - first < LongestName
                && !text[first].StartsSentence && !text.Is(first - 1, WordKinds.Grammar | WordKinds.Kept))
            {
                first--;
            }

            masks.Add(FirstParty(text, first, i), last, MaskType.Person);
        }
    }
}
