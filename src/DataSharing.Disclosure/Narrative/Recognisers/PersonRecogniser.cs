namespace DataSharing.Disclosure.Narrative.Recognisers;

/// <summary>
/// Names of people: after a title, by the lists of given and family names, beside initials, after words that name, and words that are names and also
/// ordinary ones where the sentence says which.
/// </summary>
internal sealed class PersonRecogniser : Recogniser
{
    private const int LongestName = 6;

    public override void Find(NarrativeText text, RedactionMode mode, Masks masks)
    {
        for (int i = text.Next(Interest.Titled, 0); i < text.Count; i = text.Next(Interest.Titled, i + 1))
        {
            if (text.Is(i, WordKinds.Title | WordKinds.Role))
            {
                FindTitled(text, masks, i);
            }

            if (text.Is(i, WordKinds.Naming | WordKinds.Relation))
            {
                FindNamed(text, masks, i);
            }
        }

        FindSignatures(text, masks);
        FindInitials(text, masks);
        FindNicknames(text, masks);
        FindQuoted(text, mode, masks);
        for (int i = text.Next(Interest.Loud, 0); i < text.Count; i = text.Next(Interest.Loud, i + 1))
        {
            if (masks.Has(i, MaskType.Person) || text.Is(i, WordKinds.Tag | WordKinds.HasDigit) || (masks.Has(i) && masks[i] != MaskType.Name))
            {
                continue;
            }

            if (text[i].Style == TextStyle.Normal ? IsSeed(text, masks, i) || IsSmallSeed(text, i) : IsSeedWithoutCapitals(text, masks, i))
            {
                (int first, int last) = Grow(text, masks, i);
                masks.Add(first, last, MaskType.Person);
                i = last;
            }
        }

        FindBeside(text, masks);
        FindInitialsBefore(text, masks);
        FindMiddleInitials(text, masks);
        FindSpeakers(text, masks);
        FindHonours(text, masks);
    }

    /// <summary>Sir Nicolas Bratza, Havers QC: what goes with a name and tells more than a form of address.</summary>
    private static void FindHonours(NarrativeText text, Masks masks)
    {
        for (int i = text.Next(Interest.Cue, 0); i < text.Count; i = text.Next(Interest.Cue, i + 1))
        {
            if (text.Is(i, WordCues.Honour) && !masks.Has(i) && text[i].IsCapitalised
                && (text[i].Length > 2 && !text[i].IsAllCapitals ? masks.Has(i + 1, MaskType.Person) && text.IsNext(i + 1) : masks.Has(i - 1, MaskType.Person) && text.Before(i) is " " or ", "))
            {
                masks.Add(i, i, MaskType.Person);
            }
        }
    }

    /// <summary>"codey m ross": without capitals a letter between a word of no list and a family's name.</summary>
    private static void FindMiddleInitials(NarrativeText text, Masks masks)
    {
        for (int i = text.Next(Interest.Unstyled, 1); i + 1 < text.Count; i = text.Next(Interest.Unstyled, i + 1))
        {
            if (text[i].Length != 1 || text.Is(i, WordKinds.HasDigit) || text.Word(i) is "a" or "i" or "u" or "n" or "r" or "y" or "x" or "k" or "o" or "&"
                || !text.IsNext(i) || !text.IsNextInName(i + 1) || text[i + 1].Length < 3 || text[i - 1].Length < 3)
            {
                continue;
            }

            bool before = masks.Has(i - 1, MaskType.Person) || !text.Is(i - 1, (WordKinds)~0 & ~(WordKinds.Given | WordKinds.Family));
            bool after = masks.Has(i + 1, MaskType.Person) || (text.Is(i + 1, WordKinds.Family) && !text.Is(i + 1, WordKinds.Grammar | WordKinds.Where | WordKinds.Doing | WordKinds.Kept))
                || !text.Is(i + 1, (WordKinds)~0 & ~(WordKinds.Given | WordKinds.Family));
            if (before && after)
            {
                masks.Add(i - 1, i + 1, MaskType.Person);
            }
        }
    }

    /// <summary>"Nicole: Remember me": who speaks, at the beginning of a line.</summary>
    private static void FindSpeakers(NarrativeText text, Masks masks)
    {
        for (int i = text.Next(Interest.Colon, 0); i < text.Count; i = text.Next(Interest.Colon, i + 1))
        {
            if (!masks.Has(i) && text.IsNamelike(i) && text.Is(i, WordKinds.Given) && (i == 0 || text.Before(i).Contains('\n')) && text.Before(i + 1) is ": "
                && (!text.Is(i, WordKinds.Common) || text.Is(i, WordKinds.MostlyName)) && !text.Is(i, WordKinds.Kept | WordKinds.Month | WordKinds.Relation | WordKinds.Role | WordKinds.Title | WordKinds.Tag))
            {
                masks.Add(i, i, MaskType.Person);
            }
        }
    }

    /// <summary>A W CHOWDHURY, where capitals tell nothing: letters before a name that was found.</summary>
    private static void FindInitialsBefore(NarrativeText text, Masks masks)
    {
        // Most texts have no sentence in capitals.
        int least = text.Next(Interest.Unstyled, 0);
        for (int i = text.Count - 2; i >= least; i--)
        {
            if (!masks.Has(i) && text[i].Length == 1 && text[i].Style == TextStyle.Upper && !text.Is(i, WordKinds.HasDigit) && masks.Has(i + 1, MaskType.Person)
                && text.IsNextInName(i + 1) && (text.Word(i) is not ("a" or "i") || text[i + 1].Length == 1))
            {
                masks.Add(i, i, MaskType.Person);
            }
        }
    }

    /// <summary>aka Bally, nicknamed Tank: whatever the word is otherwise.</summary>
    private static void FindNicknames(NarrativeText text, Masks masks)
    {
        for (int cue = text.Next(Interest.Cue, 0); cue + 1 < text.Count; cue = text.Next(Interest.Cue, cue + 1))
        {
            int i = cue + 1;
            if (!text.Is(cue, WordCues.LeadsNickname) || (!text.IsNamelike(i) && text[i].Style == TextStyle.Normal))
            {
                continue;
            }

            // "whom she knows as Chelsea", "known as Tank"
            // "MALE KNOWN TO CALLER AS DEZ", "its Moll new number"
            bool caps = text[i].Style == TextStyle.Upper && text.Is(i - 1, "as") && text.IsNext(i) && !text.Is(i, WordKinds.Common | WordKinds.Kept)
                && ((i > 2 && text.Is(i - 2, "known")) || (i > 3 && text.Is(i - 4, "known")));
            bool its = text.Word(i - 1) is "its" or "it's" && i < 8 && text.IsNext(i) && text.IsNamelike(i) && !text[i].IsAllCapitals
                && !text.Is(i, WordKinds.Kept | WordKinds.Weekday | WordKinds.Month | WordKinds.Grammar) && (text.Is(i, WordKinds.Names) || !text.Is(i, WordKinds.Common));
            if ((caps || its) && !masks.Has(i) && !text.Is(i, WordKinds.HasDigit | WordKinds.Tag))
            {
                masks.Add(i, text.IsHyphened(i + 1) ? i + 1 : i, MaskType.Person);
                continue;
            }

            bool known = text.Is(i - 1, "as") && text.IsNext(i) && text.IsNamelike(i) && ((i > 1 && text.Word(i - 2) is "know" or "knows" or "knew" or "known") || (i > 2 && text.Word(i - 3) is "know" or "knows" or "knew" or "known"));
            if ((known || text.Word(i - 1) is "aka" or "nicknamed" or "alias") && !masks.Has(i) && text.Before(i) is " " or " \"" or " '" or ": " or " “"
                && (text.IsNamelike(i) || text[i].Style != TextStyle.Normal) && !text.Is(i, WordKinds.Grammar | WordKinds.HasDigit | WordKinds.Tag)
                && text[i].Length > 2)
            {
                masks.Add(i, i, MaskType.Person);
            }
        }
    }

    /// <summary>
    /// put me down as "Dinghy", everyone says "Biddy": one word in quotation marks, where somebody is called by it; in strict mode one or two words with capitals
    /// in quotation marks, whatever stands before them.
    /// </summary>
    private static void FindQuoted(NarrativeText text, RedactionMode mode, Masks masks)
    {
        for (int i = text.Next(Interest.Quoted, 1); i < text.Count; i = text.Next(Interest.Quoted, i + 1))
        {
            if (text.IsNext(i) || !text.IsNamelike(i))
            {
                continue;
            }

            if (!text.Before(i).EndsWith("\"") && !text.Before(i).EndsWith("“") && !text.Before(i).EndsWith(" '") && !text.Before(i).EndsWith(" ‘"))
            {
                continue;
            }

            int last = IsQuoteEnd(text.Before(i + 1)) ? i : i + 1 < text.Count && IsQuoteEnd(text.Before(i + 2)) && text.IsNext(i + 1) ? i + 1 : -1;
            if (last < 0 || masks.Has(i) || masks.Has(last) || !IsNickname(text, i) || !IsNickname(text, last))
            {
                continue;
            }

            bool cued = last == i && (text.Word(i - 1) is "as" or "says" or "named" or "her" or "him" or "nickname" || text.Is(i - 1, WordKinds.Naming) && !text.Is(i - 1, WordKinds.Speech))
                && (!text.Is(i, WordKinds.Common) || text.Is(i, WordKinds.Names));
            bool word = CapitalRunRecogniser.IsPainted(text, i, last) || text.Is(i, WordKinds.Common) && text.Is(last, WordKinds.Common) && last > i && !text.Is(i, WordKinds.Names) && !text.Is(last, WordKinds.Names);
            if (cued || (mode == RedactionMode.Strict && !word && !text.Before(i + 1).ContainsAny("!?")))
            {
                masks.Add(i, last, MaskType.Person);
            }
        }
    }

    private static bool IsNickname(NarrativeText text, int index) => text.IsNamelike(index) && text[index].Length > 2
        && !text.Is(index, WordKinds.Kept | WordKinds.Grammar | WordKinds.Tag | WordKinds.Weekday | WordKinds.Month | WordKinds.Acronym | WordKinds.Relation);

    private static bool IsQuoteEnd(ReadOnlySpan<char> gap) => !gap.IsEmpty && gap[0] is '"' or '”' or '\'' or '’' && gap.Length > 1 || gap is "\"" or "”";

    /// <summary>What goes with a name that was found: big Davie, Giani ji, "Tubs" Tranmer, Wang ("Coco").</summary>
    private static void FindBeside(NarrativeText text, Masks masks)
    {
        for (int i = masks.NextBeside(Interest.Loud, 0); i < text.Count; i = masks.NextBeside(Interest.Loud, i + 1))
        {
            if (masks.Has(i) || text.Is(i, WordKinds.Tag | WordKinds.HasDigit))
            {
                continue;
            }

            bool ahead = masks.Has(i + 1, MaskType.Person);
            bool behind = masks.Has(i - 1, MaskType.Person);
            if (!ahead && !behind && !text.IsNamelike(i))
            {
                continue;
            }

            // "Rose and Yusuf were walking", "Yusuf and Jordan": one of two, of whom the other was found
            if (text.Is(i, WordKinds.Given) && text.IsNamelike(i) && !text[i].IsAllCapitals && !text.Is(i, WordKinds.Relation | WordKinds.Title | WordKinds.Weekday)
                && ((text.IsNext(i + 1) && text.Word(i + 1) is "and" or "&" && masks.Has(i + 2, MaskType.Person) && text.Is(i + 2, WordKinds.Given) && text.IsNext(i + 2))
                || (text.IsNext(i) && i > 1 && text.Word(i - 1) is "and" or "&" && masks.Has(i - 2, MaskType.Person) && text.Is(i - 2, WordKinds.Given) && !text.Is(i + 1, WordKinds.Kept))))
            {
                masks.Add(i, i, MaskType.Person);
                continue;
            }

            // Eleri ap Gwilym
            if (ahead && text.Is(i, WordKinds.Particle) && text.IsNext(i) && text.IsNext(i + 1) && text.IsNamelike(i - 1) && !text.Is(i - 1, WordKinds.Kept | WordKinds.Grammar))
            {
                masks.Add(i - 1, i, MaskType.Person);
                continue;
            }

            // "NS opened the meeting", "JMC said": who is told of by initials alone
            if (text[i].IsAllCapitals && text[i].Style == TextStyle.Normal && text[i].Length is 2 or 3 && text.IsNext(i + 1)
                && !text.Is(i, WordKinds.Acronym | WordKinds.Kept | WordKinds.Title | WordKinds.Reference | WordKinds.Grammar | WordKinds.Common)
                && (text.Is(i + 1, WordKinds.Speech) || text.Word(i + 1) is "opened" or "closed" or "noted" or "agreed" or "thanked" or "raised" or "suggested" or "proposed" or "rang" or "phoned" or "attended"))
            {
                masks.Add(i, i, MaskType.Person);
                continue;
            }

            if (ahead && text.IsNext(i + 1) && text.Word(i) is "big" or "wee" or "lil" or "auld" or "fat" && !text.Is(i - 1, "a"))
            {
                masks.Add(i, i, MaskType.Person);
            }
            else if (text.IsNamelike(i) && text.Is(i - 1, "r") && text[i - 1].IsCapitalised && text.Before(i) is "' " or "’ " && !text.Is(i, WordKinds.Grammar | WordKinds.Kept))
            {
                masks.Add(i - 1, i, MaskType.Person);
            }
            else if (behind && text.IsNext(i) && text.Word(i) is "bey" or "bhai" or "sahib" or "saab" or "saheb" or "ji" or "hanim" or "apa" or "bhaiya"
                or "jee")
            {
                masks.Add(i, i, MaskType.Person);
            }
            else if (text.IsNamelike(i) && text[i].Length > 2 && !text.Is(i, WordKinds.Kept | WordKinds.Grammar)
                && ((ahead && text.Before(i + 1).Trim() is "\"" or "”" or "'" or "’" && text.Before(i).ContainsAny("\"“'‘")) || (behind
                && text.Before(i).Trim() is "(\"" or "(“" or "('" or "\"" or "“" && text.Before(i + 1).ContainsAny("\"”'’)"))))
            {
                masks.Add(i, i, MaskType.Person);
            }
        }
    }

    /// <summary>A line of one to three words with capitals at the end of a letter is its writer.</summary>
    private static void FindSignatures(NarrativeText text, Masks masks)
    {
        const int Longest = 3;
        int last = text.Count - 1;
        if (last < 1 || text[last].Style != TextStyle.Normal || text.Before(text.Count).ContainsAny("?!:"))
        {
            return;
        }

        // "... Counsel: Nneka Ofori-Lamb. — D."
        if (text.Before(last).ContainsAny("—–") && text.Before(last).Contains('.') && !masks.Has(last) && (text.IsInitial(last) || (text.IsNamelike(last)
            && !text.Is(last, WordKinds.Kept | WordKinds.Grammar))))
        {
            masks.Add(last, last, MaskType.Person);
            return;
        }

        int first = last;
        while (first > 0 && !text.Before(first).Contains('\n') && last - first < Longest)
        {
            first--;
        }

        if (first == 0 || last - first >= Longest || !text.Before(first).Contains('\n'))
        {
            return;
        }

        for (int i = first; i <= last; i++)
        {
            bool part = text.IsInitial(i) || (text.IsNamelike(i)
                && !text.Is(i, WordKinds.Kept | WordKinds.Premises | WordKinds.Organisation | WordKinds.Naming | WordKinds.Grammar | WordKinds.Weekday | WordKinds.Month) && (!text.Is(i, WordKinds.Common) || text.Is(i, WordKinds.Names)));
            if (!part || masks.Has(i))
            {
                return;
            }
        }

        masks.Add(first, last, MaskType.Person);
    }

    /// <summary>G.K.: a person of whom only the initials are told.</summary>
    private static void FindInitials(NarrativeText text, Masks masks)
    {
        for (int i = text.Next(Interest.Letter, 0); i + 1 < text.Count; i = text.Next(Interest.Letter, i + 1))
        {
            if (!text.IsInitial(i) || !text.IsInitial(i + 1) || text.Before(i + 1) is not ("." or ". ") || !text.Before(i + 2).StartsWith(".") || masks.Has(i)
                || text[i].Style != TextStyle.Normal
                || (text.Word(i)[0], text.Word(i + 1)[0]) is ('u', 's') or ('u', 'k') or ('p', 's') or ('n', 'b') or ('p', 'o') or ('q', 'c') or ('k', 'c')
                or ('r', 'i') or ('d', 'o') or ('a', 'm') or ('p', 'm') or ('e', 'u') or ('i', 'd') or ('c', 'v') or ('t', 'v') or ('h', 'm') or ('a', 'k'))
            {
                continue;
            }

            int last = i + 1;
            while (text.IsInitial(last + 1) && text.Before(last + 1) is "." or ". ")
            {
                last++;
            }

            masks.Add(i, last, MaskType.Person);
            i = last;
        }
    }

    /// <summary>Mrs Cohen, PC 4421 Harris, Rabbi Dr Levy, mr ahmed.</summary>
    private static void FindTitled(NarrativeText text, Masks masks, int title)
    {
        int first = title + 1;
        bool role = !text.Is(title, WordKinds.Title);
        if (masks.Has(title, MaskType.Person) || masks.Has(title, MaskType.Premises) || masks.Has(title, MaskType.Street) || masks.Has(title, MaskType.Address))
        {
            return;
        }

        while (first < text.Count && first - title <= 3 && text.IsNextInName(first) && (text.Is(first, WordKinds.Title) || (text.Is(first, WordKinds.HasDigit)
            && !role)))
        {
            if (text.Is(first, WordKinds.HasDigit) && !masks.Has(first))
            {
                break;
            }

            first++;
        }

        // Mrs Sheikh, Mr Short, Dr Said: behind a form of address a word with a capital is a name, whatever else it is.
        if (IsAddressed(text, title) && text.IsNextInName(title + 1) && text.IsNamelike(title + 1) && !text[title + 1].IsAllCapitals
            && text.Is(title + 1, WordKinds.Title | WordKinds.Grammar | WordKinds.Speech | WordKinds.Role) && !(text.IsNextInName(title + 2) && text.IsNamelike(title + 2)))
        {
            masks.Add(TitleOf(text, masks, title), title + 1, MaskType.Person);
            return;
        }

        // Mrs Sheikh, Mr Major: a title that is a name too, with no name behind it.
        if (first - title >= 2 && text.IsNamelike(first - 1) && text.Is(first - 1, WordKinds.Names) && text.Is(first - 1, WordKinds.Title)
            && !(text.IsNextInName(first) && text.IsNamelike(first)))
        {
            masks.Add(TitleOf(text, masks, title), first - 1, MaskType.Person);
            return;
        }

        if (first >= text.Count || !(text.IsNextInName(first) || text.Before(first) is " (" or ", ") || text.Is(first, WordKinds.Tag | WordKinds.HasDigit)
            || (text.Before(first) is " (" or ", " && !masks.Has(first - 1, MaskType.Collar)))
        {
            return;
        }

        // "Mr Tel Aviv": a term of several words that stays is no name.
        if (text.Is(first, WordKinds.Kept) && text.IsNext(first + 1) && text.Is(first + 1, WordKinds.Kept))
        {
            return;
        }

        bool normal = text[first].Style == TextStyle.Normal;
        if (normal)
        {
            // "mr prosser" among sentences with capitals
            bool small = !role && !text[first].IsCapitalised && text[first].Length > 2 && text.IsNext(first) && !text.IsNamelike(title)
                && !text.Is(first, WordKinds.Common | WordKinds.Grammar | WordKinds.Doing | WordKinds.Where | WordKinds.Kept | WordKinds.HasDigit | WordKinds.Tag);
            bool kin = text.Word(title) is "uncle" or "aunt" or "aunty" or "auntie" or "cousin" or "coach" or "skipper" or "nana" or "nan" or "grandad" or "grandma" && !text.Is(first, WordKinds.Grammar | WordKinds.Relation | WordKinds.Role);
            if ((!small && !text.IsNamelike(first)) || (role && (text.Is(first, WordKinds.Kept | WordKinds.Premises | WordKinds.Organisation) || (IsPlainWord(text, first) && !kin)))
                || (text[first].IsAllCapitals && text.Is(first, WordKinds.Acronym)) || (text.Is(first, WordKinds.Grammar) && !text.Is(first, WordKinds.Names)
                && !(text[first].Length == 1 && text.Before(first + 1).StartsWith("."))) || text.Word(first).StartsWith("i'"))
            {
                return;
            }

            // A short title in capitals is also other things: "DS", "MP", "PS".
            if (text.Word(title) is "general" or "justice" or "major" or "master" or "gen" or "ch" or "fr" or "hr" or "hon" or "ds" or "ps" or "di" or "head"
                && (!text.IsNamelike(title) || IsPlainWord(text, first)))
            {
                return;
            }
        }
        else if (role || text.Word(title) is "miss" or "master" or "general" or "justice" or "major" or "sir" or "lady" or "lord" or "dame" or "rev" or "ch"
            or "ps" or "hon" or "fr" or "hr" or "gen" or "mp" or "ds" or "di")
        {
            if (!text.Is(first, WordKinds.Names) || text.Is(first, WordKinds.Common | WordKinds.Kept))
            {
                return;
            }
        }
        else if (text.Is(first, WordKinds.Grammar | WordKinds.Doing | WordKinds.Where) || (text.Is(first, WordKinds.Common) && !text.Is(first, WordKinds.Names)
            && text.Word(title) is "rabbi" or "imam" or "dr" or "sheikh" or "sgt" or "inspector" or "sergeant" or "constable" or "professor" or "vicar"))
        {
            return;
        }

        masks.Add(TitleOf(text, masks, title), Right(text, masks, first, LongestName), MaskType.Person);
    }

    private static bool IsAddressed(NarrativeText text, int title) => text.IsNamelike(title)
        && text.Word(title) is "mr" or "mrs" or "ms" or "miss" or "dr" or "pc" or "dc" or "sgt" or "prof" or "mx" or "pcso" or "cllr";

    /// <summary>The first word of the titles that tell more than a form of address: Rabbi, Cllr, PC, Aunt. They go with the name, because a role in a place is one person's.</summary>
    private static int TitleOf(NarrativeText text, Masks masks, int title)
    {
        if (text.Word(title) is "mr" or "mrs" or "ms" or "mister" or "madam" or "sir" or "messrs" || masks.Has(title))
        {
            return title + 1;
        }

        bool told = text.Is(title, WordKinds.Title) || text.IsNamelike(title);
        return told ? title : title + 1;
    }

    /// <summary>A man called Dave; my neighbour Sarah; signed, R. Khan.</summary>
    private static void FindNamed(NarrativeText text, Masks masks, int cue)
    {
        int first = cue + 1;
        bool relation = !text.Is(cue, WordKinds.Naming);
        while (first < text.Count && first - cue <= 2 && text.Word(first) is "is" or "was" or "as" or "himself" or "herself" or "by")
        {
            first++;
        }

        if (first >= text.Count || text.Is(first, WordKinds.Tag | WordKinds.HasDigit) || masks.Has(first))
        {
            return;
        }

        // "i'm steph", "my names keziah": what is no word of the language.
        if (text.Word(cue) is "name" or "names" or "called" or "named" && text.IsNext(first) && text[first].Length > 2
            && !text.Is(first, WordKinds.Common | WordKinds.Grammar | WordKinds.Kept))
        {
            masks.Add(first, Right(text, masks, first, 3), MaskType.Person);
            return;
        }

        ReadOnlySpan<char> gap = text.Before(first);
        bool near = text.IsNext(first) || gap.Trim() is ":" or "-" or "," or "\"" or "'" or "(" or "“" || (!relation && gap.Trim(" \t\r\n,").IsEmpty);
        if (!near)
        {
            return;
        }

        if (text[first].Style == TextStyle.Normal)
        {
            bool name = text.IsNamelike(first) && !text.Is(first, WordKinds.Kept | WordKinds.Title) && !text.Is(first, WordKinds.Relation)
                && (!IsPlainWord(text, first) || (text.Is(first, WordKinds.Names) && !text.Is(first, WordKinds.Grammar)));
            bool stays = text.Is(cue, WordKinds.Naming) && text.Word(cue) is "shouting" or "called" or "contact" or "number" && (IsPlainWord(text, first)
                || text.Word(first).StartsWith("jew") || gap.ContainsAny("\"“'"));
            // "he is called Piers", "a man called Big Shuggie", and not "called Christ killers".
            if (stays && text.Word(cue) is "called" && cue > 0 && text.IsNext(first) && text.IsNamelike(first)
                && !text.Is(first, WordKinds.Kept | WordKinds.Grammar) && !text.Word(first).StartsWith("jew")
                && (text.Word(cue - 1) is "is" or "was" or "he's" or "she's" or "someone" or "somebody" or "man" or "woman" or "lad" or "guy" or "bloke"
                or "boy" or "girl" or "person" or "fella" or "one" || text.Is(cue - 1, WordKinds.Relation)))
            {
                name = true;
                stays = false;
            }

            if (name && !stays && !(text[first].IsAllCapitals && text.Is(first, WordKinds.Acronym)))
            {
                masks.Add(first, Right(text, masks, first, LongestName), MaskType.Person);
            }
        }
        else if (!text.Is(first, WordKinds.Kept | WordKinds.Grammar | WordKinds.Doing | WordKinds.Where | WordKinds.Relation) && text[first].Length > 2)
        {
            bool strong = text.Word(cue) is "called" or "named" or "name" or "aka" or "nicknamed" or "surname" or "forename" or "regards";
            bool given = text.Is(first, WordKinds.Given);
            bool unknown = !text.Is(first, WordKinds.Common | WordKinds.Uncommon);
            if (!relation ? (strong && (unknown || given)) || text.Is(first, WordKinds.Names) && unknown : given && (unknown || !text.Is(cue, WordKinds.Doing))
                || (unknown && text.IsNext(first) && text[first].Length > 3))
            {
                masks.Add(first, Right(text, masks, first, 3), MaskType.Person);
            }
        }
    }

    private static bool IsKin(NarrativeText text, int index) => index >= 0 && text.Word(index) is "wife" or "husband" or "son" or "daughter" or "brother" or "sister" or "mother" or "father" or "mum" or "dad" or "neighbour"
        or "cousin" or "uncle" or "aunt" or "aunty" or "auntie" or "nephew" or "niece" or "friend" or "partner" or "girlfriend" or "boyfriend" or "colleague" or "flatmate" or "housemate" or "grandson" or "granddaughter" or "toddler" or "stepson" or "stepdaughter";

    private static bool IsSeed(NarrativeText text, Masks masks, int index)
    {
        if (!text.IsNamelike(index) || text.Is(index, WordKinds.Weekday))
        {
            return false;
        }

        // Jordan Maddox, Christian Weber, Chelsea said: countries and clubs that are also given names.
        if (text.Is(index, WordKinds.Kept))
        {
            return text.Is(index, WordKinds.Given) && !text.Is(index - 1, WordKinds.Kept)
                && ((text.IsNext(index + 1) && text.IsNamelike(index + 1) && text.Is(index + 1, WordKinds.Family)
                && !text.Is(index + 1, WordKinds.Common | WordKinds.Kept | WordKinds.Place))
                    || (text.Is(index - 1, WordKinds.Naming) && text.IsNext(index))
                    || (text.IsNext(index + 1) && text.Word(index + 1) is "asked" or "said" or "told" or "says" or "rang" or "phoned" or "cried" or "replied" or "thinks" or "thought")
                    || (text.IsNext(index) && IsKin(text, index - 1) && !(text.IsNext(index + 1) && text.IsNamelike(index + 1)))
                    || (text.Is(index - 1, WordKinds.Naming) && text.Before(index).Contains('\n'))
                    || (text.Is(index - 1, WordKinds.Relation) && text.IsNext(index) && text.Before(index + 1).StartsWith(" (")));
        }

        ref readonly Token token = ref text[index];
        bool names = token.Is(WordKinds.Names);
        if (token.IsAllCapitals && (token.Is(WordKinds.Acronym | WordKinds.Reference) || (!names && token.Length <= 5) || (token.Is(WordKinds.Common)
            && token.Length <= 4)))
        {
            return false;
        }

        if (token.Length == 1)
        {
            return IsInitialed(text, index);
        }

        if (token.Is(WordKinds.MostlyName) && !token.IsAllCapitals && !token.Is(WordKinds.Relation | WordKinds.Title))
        {
            return !IsThing(text, index);
        }

        if (!names)
        {
            return false;
        }

        if (!token.Is(WordKinds.Common | WordKinds.Month))
        {
            // A place that is also a family's name: Hackney, Bolton. Its place is likelier, unless it stands in a name.
            return !token.Is(WordKinds.Place) || IsNameBefore(text, masks, index) || (token.Is(WordKinds.Given) && text.IsNext(index + 1)
                && text.IsNamelike(index + 1) && text.Is(index + 1, WordKinds.Family));
        }

        bool next = text.IsNext(index + 1) && text.IsNamelike(index + 1)
            && !text.Is(index + 1, WordKinds.Kept | WordKinds.Title | WordKinds.Premises | WordKinds.Street | WordKinds.Organisation);
        bool surname = next && (text.Is(index + 1, WordKinds.Family) || !text.Is(index + 1, WordKinds.Common));
        if (token.StartsSentence)
        {
            return (token.Is(WordKinds.Given) && (surname || (next && !token.Is(WordKinds.Grammar)
                && !text.Is(index + 1, WordKinds.Grammar | WordKinds.Weekday | WordKinds.Month | WordKinds.Reference | WordKinds.Acronym | WordKinds.Role)
                && !text[index + 1].IsAllCapitals)) && !token.Is(WordKinds.Relation | WordKinds.Role | WordKinds.Title) && (!token.Is(WordKinds.Grammar)
                || (text.Is(index + 1, WordKinds.Family) && !text.Is(index + 1, WordKinds.Common)))) || (token.Is(WordKinds.Given) && IsDoing(text, index))
                || (token.Is(WordKinds.Family) && text.Is(index + 1, WordKinds.Speech) && text.IsNext(index + 1)
                && !token.Is(WordKinds.Grammar | WordKinds.Relation | WordKinds.Role));
        }

        if (token.Is(WordKinds.Month))
        {
            return surname || IsDoing(text, index) || (text.Is(index - 1, WordKinds.Relation | WordKinds.Naming) && text.IsNext(index));
        }

        if (token.Is(WordKinds.Grammar | WordKinds.Role | WordKinds.Relation | WordKinds.Title))
        {
            return token.Is(WordKinds.Given) && (surname || text.Word(index) is "will" or "hope");
        }

        if (token.Is(WordKinds.Given))
        {
            return !IsThing(text, index) || surname;
        }

        // A family's name that is a word: Young, Park, Baker; not "the Park".
        return IsNameBefore(text, masks, index) || (!IsThing(text, index)
            && !token.Is(WordKinds.Premises | WordKinds.Street | WordKinds.PlaceEnding | WordKinds.Organisation) && !(text.IsNamelike(index - 1)
            && text.IsNext(index)) && !(text.IsNamelike(index + 1) && text.IsNext(index + 1)));
    }

    /// <summary>A given name in small letters among sentences with capitals, as hurried people write it.</summary>
    private static bool IsSmallSeed(NarrativeText text, int index)
    {
        ref readonly Token token = ref text[index];
        if (token.IsCapitalised || (token.Kinds != WordKinds.None && !token.Is(WordKinds.Names)))
        {
            return false;
        }

        if (index > 0 && text.IsNext(index) && text.Word(index - 1) is "i'm" or "im" && token.Length > 3
            && !token.Is((WordKinds)~0 & ~(WordKinds.Given | WordKinds.Family)))
        {
            return true;
        }

        // "gurdial singh": a word of no list before a name
        if (!token.IsCapitalised && !token.Is((WordKinds)~0) && token.Length >= 4 && text.IsNext(index + 1) && !text[index + 1].IsCapitalised && text.Is(index + 1, WordKinds.Names)
            && !text.Is(index + 1, WordKinds.Common | WordKinds.Uncommon | WordKinds.Kept | WordKinds.Place | WordKinds.Grammar) && !text.IsHyphened(index) && !text.IsHyphened(index + 1))
        {
            return true;
        }

        if (token.IsCapitalised || !token.Is(WordKinds.Given)
            || token.Is(WordKinds.Kept | WordKinds.Grammar | WordKinds.Month | WordKinds.Weekday | WordKinds.Particle))
        {
            return false;
        }

        return token.Is(WordKinds.Common | WordKinds.Uncommon)
            ? token.Is(WordKinds.MostlyName) && text.IsNext(index) && text.Is(index - 1, WordKinds.Relation | WordKinds.Role | WordKinds.Naming)
            && !token.Is(WordKinds.Relation)
            : token.Length >= 4 && !text.IsHyphened(index) && !text.IsHyphened(index + 1);
    }

    /// <summary>"the Park", "a Rose", "our Hope Centre".</summary>
    private static bool IsThing(NarrativeText text, int index) => index > 0 && text.IsNext(index)
        && text.Word(index - 1) is "the" or "a" or "an" or "this" or "that" or "these" or "every" or "no" or "new" or "any"
        || (text.IsNext(index + 1) && text.Is(index + 1, WordKinds.Premises | WordKinds.Street | WordKinds.Organisation | WordKinds.PlaceEnding)
        && text.IsNamelike(index + 1));

    private static bool IsNameBefore(NarrativeText text, Masks masks, int index) => text.IsNextInName(index) && (masks.Has(index - 1, MaskType.Person)
        || text.IsInitial(index - 1) || (text.IsNamelike(index - 1) && text.Is(index - 1, WordKinds.Given) && !text.Is(index - 1, WordKinds.Common)));

    private static bool IsDoing(NarrativeText text, int index)
    {
        if (!text.IsNext(index + 1))
        {
            return false;
        }

        // "Will was", but "Will he"; "May said", but "May is" is a month.
        bool speech = text.Is(index + 1, WordKinds.Speech);
        return text.Word(index) is "may" or "will" or "march" or "april" or "june" or "august" or "can" or "mark" or "grant" or "hope" or "joy"
            or "faith" ? speech || text.Word(index + 1).EndsWith("ed") || text.Word(index + 1) is "has" or "had" or "was" or "told" or "called" or "lives"
            or "rang" : text.Is(index + 1, WordKinds.Doing) || text.Word(index + 1).EndsWith("ed") || text.Word(index + 1) is "began" or "grew" or "wrote" or "became" or "won" or "spoke" or "left" or "met" or "held" or "ran" or "sat" or "stood" or "drove" or "put" or "kept" or "found" or "lost";
    }

    /// <summary>S. Cohen, J.K. Smith, A Rahman.</summary>
    private static bool IsInitialed(NarrativeText text, int index)
    {
        if (!text.IsInitial(index))
        {
            return false;
        }

        int next = index + 1;
        while (text.IsInitial(next) && text.IsNextInName(next) && next - index < 4)
        {
            next++;
        }

        bool of = text.IsNext(index) && text.Before(next) is ". " && text.Word(Math.Max(0, index - 1)) is "by" or "from" or "to" or "with" or "for" or "and" or "named" or "told" or "saw" or "witness";
        if (!text.IsNextInName(next) || !text.IsNamelike(next) || (text.Is(next, WordKinds.Kept) && !of) || (text[next].IsAllCapitals && !(text[next].Length > 3
            && text.Is(next, WordKinds.Family))))
        {
            return text.Before(next) is " " or "." && next - index >= 2 && text.Is(index - 1, WordKinds.Relation | WordKinds.Naming);
        }

        bool stopped = text.Before(next).Contains('.') || next - index > 1;
        // "by A. Small": a letter with its stop inside a sentence, and a word with a capital that could be any name
        if (of && !text[index].StartsSentence && !text.Is(next, WordKinds.Grammar | WordKinds.Weekday | WordKinds.Month))
        {
            return true;
        }

        bool cued = text.IsNext(index) && text.Is(index - 1, WordKinds.Role | WordKinds.Title | WordKinds.Relation) && !text.Is(next, WordKinds.Grammar);
        return text.Is(next, WordKinds.Family) ? stopped || !text.Is(index, "a") : stopped && (cued || !IsPlainWord(text, next));
    }

    private static bool IsSeedWithoutCapitals(NarrativeText text, Masks masks, int index)
    {
        ref readonly Token token = ref text[index];
        if (token.Is(WordKinds.MostlyName) && !token.Is(WordKinds.Kept) && !(index > 0 && text.IsNext(index)
            && text.Word(index - 1) is "the" or "a" or "an" or "no" or "any" or "to"))
        {
            return true;
        }

        if (token.Is(WordKinds.Kept | WordKinds.Grammar | WordKinds.Weekday | WordKinds.Month | WordKinds.Title) || token.Length < 3)
        {
            // jordan p; jordan maddox
            return token.Is(WordKinds.Kept) && token.Is(WordKinds.Given) && text.IsNext(index + 1) && ((text[index + 1].Length == 1
                && text.Word(index + 1) is not ("a" or "i" or "n" or "u")) || (text.Is(index + 1, WordKinds.Family)
                && !text.Is(index + 1, WordKinds.Common | WordKinds.Uncommon | WordKinds.Place | WordKinds.Kept)));
        }

        if (!token.Is(WordKinds.Common) && (!token.Is(WordKinds.Uncommon) || token.Is(WordKinds.Given)))
        {
            return token.Is(WordKinds.Given) || (token.Is(WordKinds.Family) && !token.Is(WordKinds.Place));
        }

        // A word that is also a given name, before a family's name that is no word.
        if (!token.Is(WordKinds.Given))
        {
            return false;
        }

        if (text.IsNext(index + 1) && text.Is(index + 1, WordKinds.Family) && !text.Is(index + 1, WordKinds.Common | WordKinds.Uncommon | WordKinds.Kept)
            && !masks.Has(index + 1))
        {
            return true;
        }

        // "the man downstairs frank he put", "me and rose", "rose said": a word that is a name by what stands around it.
        bool person = text.IsNext(index) && (text.Is(index - 1, WordKinds.Relation) || text.Word(index - 1) is "me" or "called" or "named" or "hi" or "dear"
            || (text.Word(index - 1) is "and" or "n" or "&" && masks.Has(index - 2, MaskType.Person)));
        if (token.Is(WordKinds.Relation | WordKinds.Role | WordKinds.Doing | WordKinds.Where))
        {
            return false;
        }

        // "frank he put his music loud"
        if (text.IsNext(index + 1) && text.Word(index + 1) is "he" or "she" && token.Length > 3)
        {
            return true;
        }

        bool acts = text.IsNext(index + 1) && (text.Is(index + 1, WordKinds.Speech) || text.Word(index + 1) is "he" or "she" or "who" or "from" or "has"
            or "is" or "was");
        // "its ash, got ur number", "supervisor lee and one more"
        bool introduced = text.IsNext(index) && text.Word(index - 1) is "its" or "it's" && !text.IsNext(index + 1) && token.Length > 2 && index < 8;
        bool together = person && text.Is(index - 1, WordKinds.Relation) && text.IsNext(index + 1) && text.Is(index + 1, "and");
        return introduced || together || (person && !text.IsNext(index + 1)) || (person && acts) || (acts && token.StartsSentence
            && text.Word(index + 1) is not ("is" or "was" or "from"));
    }

    private static (int First, int Last) Grow(NarrativeText text, Masks masks, int seed)
    {
        int first = seed;
        bool normal = text[seed].Style == TextStyle.Normal && text[seed].IsCapitalised;
        while (first > 0 && seed - first < LongestName && text.IsNextInName(first) && !masks.Has(first - 1) && IsLeft(text, first - 1, normal))
        {
            first--;
        }

        return (first, Right(text, masks, seed, LongestName));
    }

    private static bool IsLeft(NarrativeText text, int index, bool normal)
    {
        if (text.Is(index, WordKinds.Kept | WordKinds.Tag | WordKinds.HasDigit | WordKinds.Title | WordKinds.Weekday))
        {
            return false;
        }

        return normal
            ? text.IsInitial(index) || (text.IsNamelike(index) && !text[index].IsAllCapitals && (text.Is(index, WordKinds.Given)
            && (!text.Is(index, WordKinds.Grammar) || !text[index].StartsSentence) && !(text[index].StartsSentence && text.Is(index, WordKinds.Doing))
            || (!text.Is(index, WordKinds.Common | WordKinds.Place | WordKinds.Acronym | WordKinds.Reference)))
            && !text.Is(index, WordKinds.Premises | WordKinds.Street | WordKinds.Role | WordKinds.Relation))
            : text.Is(index, WordKinds.Given) && !text.Is(index, WordKinds.Grammar | WordKinds.Doing | WordKinds.Common);
    }

    /// <summary>The last word of the name that begins here.</summary>
    private static int Right(NarrativeText text, Masks masks, int first, int most)
    {
        int last = first;
        bool normal = text[first].Style == TextStyle.Normal && text[first].IsCapitalised;
        while (last + 1 < text.Count && last - first + 1 < most && text.IsNextInName(last + 1))
        {
            int next = last + 1;
            // Da Costa, al Masri: nothing can be kept behind a particle.
            if (text.Is(last, WordKinds.Particle) && text[last].IsCapitalised && text.IsNext(next)
                && (normal ? text.IsNamelike(next) : !text.Is(next, WordKinds.Grammar)) && !text.Is(next, WordKinds.Tag | WordKinds.HasDigit))
            {
                last = next;
                continue;
            }

            if (text.Is(next, WordKinds.Tag | WordKinds.HasDigit) || (text[next].StartsSentence && text.Before(next).ContainsAny('\n', '!', '?')))
            {
                break;
            }

            // Maika van de Noort, Willemine ten Pas: small words within a name
            if (normal && !text[next].IsCapitalised && text.Word(next) is "van" or "von" or "de" or "ten" or "ter" or "te" or "zu" or "dos" or "das" or "e" && text.IsNext(next + 1)
                && text.Word(next + 1) is var second && (text.IsNamelike(next + 1) || (second is "de" or "der" or "den" or "la" or "las" or "los" && text.IsNext(next + 2) && text.IsNamelike(next + 2))))
            {
                last = text.IsNamelike(next + 1) ? next + 1 : next + 2;
                continue;
            }

            // Tom I. Holzman: an initial that reads like the writer
            if (normal && text.Is(next, "i") && text[next].IsCapitalised && text.Before(next + 1) is ". " && text.IsNamelike(next + 1) && text.Is(last, WordKinds.Names) && !text.Is(next + 1, WordKinds.Grammar))
            {
                last = next + 1;
                continue;
            }

            // jordan p, les h.
            if (!normal && text[next].Length == 1 && text.Is(last, WordKinds.Given) && text.Word(next) is not ("a" or "i" or "n" or "u" or "r" or "y" or "x"
                or "k" or "o" or "m" or "w") && !text.Is(next, WordKinds.HasDigit))
            {
                return next;
            }

            if (!normal && text[next].Length == 1 && text.Is(last, WordKinds.Given) && (text.Before(next + 1).Trim().Length > 0 || next + 1 == text.Count
                || text.Is(next + 1, WordKinds.Where | WordKinds.Doing)))
            {
                return next;
            }

            if (text.Is(next, WordKinds.Particle) && text.IsNext(next + 1) && (normal ? text.IsNamelike(next + 1) : text.Is(next + 1, WordKinds.Names)
                && !text.Is(next + 1, WordKinds.Common)))
            {
                last = next + 1;
                continue;
            }

            bool joined = text.IsHyphened(next);
            bool takes = normal
                ? text.IsInitial(next) || (text.IsNamelike(next) && (!text.Is(next, WordKinds.Kept) || ((text.Is(last, WordKinds.Given) || text.IsInitial(last))
                && (text.Is(next, WordKinds.Family) || IsKeptSurname(text, last, next))) || joined) && (joined || !text.Is(next, WordKinds.Weekday | WordKinds.Month | WordKinds.Title)
                || text.Is(next, WordKinds.Family) || (text.Is(next, WordKinds.Title) && text.Is(last, WordKinds.Given) && !text.Is(last, WordKinds.Common) && !text[next].IsAllCapitals
                && !(text.IsNextInName(next + 1) && text.IsNamelike(next + 1))))
                    && !(text[next].IsAllCapitals && text.Is(next, WordKinds.Acronym)) && (text.Is(next, WordKinds.Names)
                    || !text.Is(next, WordKinds.Premises | WordKinds.Organisation) || joined) && (text.Is(next, WordKinds.Names)
                    || !text.Is(next, WordKinds.Grammar)))
                : joined || (text.Is(next, WordKinds.Kept) && text.Is(next, WordKinds.Family) && !text.Is(next, WordKinds.Common | WordKinds.Place)
                && text.Is(last, WordKinds.Given) && !text.Is(last, WordKinds.Kept))
                || (!text.Is(next, WordKinds.Kept | WordKinds.Grammar | WordKinds.Doing | WordKinds.Where | WordKinds.Relation | WordKinds.Month | WordKinds.Weekday)
                    && (text.Is(next, WordKinds.Family) && (!text.Is(next, WordKinds.Common) || text.Is(last, WordKinds.Given)
                    && (!text.Is(last, WordKinds.Common) || text.Is(last, WordKinds.MostlyName)))
                    || !text.Is(next, WordKinds.Common | WordKinds.Uncommon | WordKinds.Place)));
            if (!takes && !normal && IsFullName(text, first, last, next))
            {
                return next;
            }

            if (!takes || (masks.Has(next) && masks[next] is not (MaskType.Person or MaskType.Name)))
            {
                break;
            }

            last = next;
        }

        return last;
    }

    /// <summary>Sarah Derby, Daniel Black: a term that stays, behind a given name that is no word; not Sarah Jewish and Ali Muslim, as lists write.</summary>
    private static bool IsKeptSurname(NarrativeText text, int given, int index) => !text.Is(given, WordKinds.Common | WordKinds.Kept) && text[index].IsCapitalised
        && !text[index].IsAllCapitals && !text.Word(index).EndsWith("ish") && !text.Word(index).EndsWith("im") && !text.Word(index).EndsWith("s") && !text.Word(index).EndsWith("ic")
        && !text.Word(index).StartsWith("jew") && !text.Is(index + 1, WordKinds.Kept);

    /// <summary>
    /// Without capitals: "manager sandra keel she said", "MR ROY PLUMB SAID": a word that is also an ordinary one, between a given name that somebody is
    /// introduced by and what that person does.
    /// </summary>
    private static bool IsFullName(NarrativeText text, int first, int last, int next)
    {
        if (first != last || first == 0 || !text.Is(last, WordKinds.Given) || !text.IsNext(next) || text.Before(next).Contains('\n') || text[next].Length < 3
            || text.Is(next, WordKinds.Grammar | WordKinds.Doing | WordKinds.Where | WordKinds.Speech | WordKinds.Relation | WordKinds.Role | WordKinds.Weekday | WordKinds.Month | WordKinds.NumberWord | WordKinds.HasDigit | WordKinds.Tag | WordKinds.Kept))
        {
            return false;
        }

        bool introduced = text.IsNextInName(first) && (text.Is(first - 1, WordKinds.Title | WordKinds.Role | WordKinds.Relation | WordKinds.Naming)
            || text.Word(first - 1) is "is" or "its" or "it's" or "im" or "i'm" or "was" or "with" or "told" || text.Is(first - 1, WordKinds.Given));
        bool done = !text.IsNext(next + 1) || text.Before(next + 1).Contains('\n') || text.Is(next + 1, WordKinds.Doing | WordKinds.Speech | WordKinds.Where)
            || text.Word(next + 1) is "he" or "she" or "and" or "who";
        return introduced && done && !text.Word(next).EndsWith("ed") && !text.Word(next).EndsWith("ing") && !text.Word(next).EndsWith("ly");
    }

    /// <summary>An ordinary word that is no name.</summary>
    private static bool IsPlainWord(NarrativeText text, int index) => text.Is(index, WordKinds.Common) && !text.Is(index, WordKinds.Names);
}
