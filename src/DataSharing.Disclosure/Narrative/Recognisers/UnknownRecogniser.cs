namespace DataSharing.Disclosure.Narrative.Recognisers;

/// <summary>Words written as names that no list explains, and in strict mode everything that is not known to be safe.</summary>
internal sealed class UnknownRecogniser : Recogniser
{
    private const int LongestAcronym = 5;

    public override void Find(NarrativeText text, RedactionMode mode, Masks masks)
    {
        bool strict = mode == RedactionMode.Strict;
        for (int i = 0; i < text.Count; i++)
        {
            ref readonly Token token = ref text[i];
            // In strict mode numbers of three and four digits are somebody's, unless they count something, are a time or begin a line of a log.
            if (strict && !masks.Has(i) && text.IsDigits(i) && token.Length is 3 or 4 && !token.StartsSentence && !token.Is(WordKinds.Kept | WordKinds.Tag)
                && !ReferenceRecogniser.IsCount(text, i) && !ReferenceRecogniser.IsTimeOrSum(text, i, i))
            {
                masks.Add(i, i, MaskType.Reference);
                continue;
            }

            if (masks.Has(i) || token.Is(WordKinds.Kept | WordKinds.Tag | WordKinds.HasDigit) || token.Length < 2)
            {
                continue;
            }

            if (strict && IsUnsafe(text, masks, i))
            {
                masks.Add(i, i, TypeOf(text, masks, i));
                continue;
            }

            if (token.Style == TextStyle.Normal ? IsUnknown(text, i, strict) : IsUnknownWithoutCapitals(text, masks, i, strict))
            {
                masks.Add(i, i, TypeOf(text, masks, i));
                // AVROMI STERN: a family's name that is a word, behind a name that no list has.
                if (token.Style != TextStyle.Normal && text.IsNext(i + 1) && !masks.Has(i + 1) && text.Is(i + 1, WordKinds.Family)
                    && !text.Is(i + 1, WordKinds.Grammar | WordKinds.Where | WordKinds.Doing | WordKinds.Kept | WordKinds.Tag))
                {
                    masks.Add(i + 1, i + 1, MaskType.Person);
                }
            }
        }
    }

    /// <summary>In strict mode: a word that is also a name, where a name may stand, and an ordinary word with a capital inside a sentence.</summary>
    private static bool IsUnsafe(NarrativeText text, Masks masks, int index)
    {
        ref readonly Token token = ref text[index];
        if (token.IsAllCapitals && token.Style == TextStyle.Normal && token.Length is 2 or 3
            && !token.Is(WordKinds.Common | WordKinds.Uncommon | WordKinds.Acronym | WordKinds.Reference | WordKinds.Title | WordKinds.Street))
        {
            return true;
        }

        if (token.Is(WordKinds.Grammar | WordKinds.Weekday | WordKinds.Month | WordKinds.Title | WordKinds.Role | WordKinds.Relation | WordKinds.Acronym | WordKinds.Reference | WordKinds.Doing | WordKinds.Speech | WordKinds.NumberWord | WordKinds.Where))
        {
            return false;
        }

        if (token.Style != TextStyle.Normal)
        {
            return token.Is(WordKinds.Uncommon) || (token.Is(WordKinds.Names) && text.IsNext(index)
                && text.Is(index - 1, WordKinds.Role | WordKinds.Relation | WordKinds.Naming)) || (token.Is(WordKinds.Given) && !(index > 0
                && text.IsNext(index) && text.Word(index - 1) is "the" or "a" or "an" or "to" or "my" or "his" or "her" or "their" or "our" or "no" or "of"))
                || (text.IsNext(index) && masks.Has(index - 1, MaskType.Person) && token.Is(WordKinds.Family));
        }

        if (!token.IsCapitalised)
        {
            return false;
        }

        if (token.IsAllCapitals)
        {
            return token.Length >= 4 && token.Is(WordKinds.Names | WordKinds.Uncommon) || (token.Is(WordKinds.Names) && text.IsNext(index)
                && masks.Has(index - 1, MaskType.Person));
        }

        return token.StartsSentence
            ? token.Is(WordKinds.Given) || (token.Is(WordKinds.Names) && text.IsNext(index + 1) && (text.IsNamelike(index + 1)
            || text.Is(index + 1, WordKinds.Doing) || text.Word(index + 1) is "and"))
            : !CapitalRunRecogniser.IsOrdinary(text, index);
    }

    private static bool IsUnknown(NarrativeText text, int index, bool strict)
    {
        ref readonly Token token = ref text[index];
        if (!token.IsCapitalised)
        {
            // Written small and in no list: a typing error far oftener than a name.
            return strict && !token.Is((WordKinds)~0) && token.Length > 3 && !text.Word(index).ContainsAny("'’_");
        }

        // Greetings of the languages that people write in.
        if (text.Word(index) is "hola" or "bonsoir" or "bonjour" or "diolch" or "cofion" or "annwyl" or "buna" or "salut" or "namaste")
        {
            return false;
        }

        if (token.Is(WordKinds.Common | WordKinds.Acronym | WordKinds.Month | WordKinds.Weekday | WordKinds.Title | WordKinds.Grammar | WordKinds.Relation | WordKinds.Reference | WordKinds.Premises))
        {
            return false;
        }

        if (token.IsAllCapitals && token.Length <= LongestAcronym)
        {
            // A family's name as the police write it, which can be spoken: THEW.
            return (strict || (token.Length >= 4 && text.Word(index).ContainsAny("aeiou"))) && !token.Is(WordKinds.Uncommon) && token.Length > 2;
        }

        return !token.Is(WordKinds.Uncommon) || (!token.StartsSentence && (strict || !token.IsAllCapitals));
    }

    private static bool IsUnknownWithoutCapitals(NarrativeText text, Masks masks, int index, bool strict)
    {
        ref readonly Token token = ref text[index];
        if ((token.Kinds & ~(WordKinds.Particle | WordKinds.Given | WordKinds.Family)) != 0 || token.Length < 3)
        {
            return false;
        }

        return strict || (text.IsNext(index) && masks.Has(index - 1, MaskType.Person))
            || text.Word(Math.Max(0, index - 1)) is "in" or "near" or "at" or "from" && text.IsNext(index)
            || IsUnlikeAnyWord(text, index);
    }

    /// <summary>"so did aneeka": no word of the language, and not one with a typing error either.</summary>
    private static bool IsUnlikeAnyWord(NarrativeText text, int index)
    {
        ReadOnlySpan<char> word = text.Word(index);
        return word.Length >= 4 && !word.ContainsAny("'’_") && !(word.EndsWith("ing") || word.EndsWith("ed") || word.EndsWith("ly") || word.EndsWith("ish")
            || word.EndsWith("ness"))
            && !text.IsHyphened(index) && !text.IsHyphened(index + 1) && !text.IsMisspelt(index);
    }

    private static MaskType TypeOf(NarrativeText text, Masks masks, int index)
    {
        if (index > 0 && text.IsNextInName(index) && masks[index - 1] is { } before && before is MaskType.Person or MaskType.Place or MaskType.Premises
            or MaskType.Name)
        {
            return before;
        }

        // "shouted at Perpetua"
        if (index > 1 && text.Is(index - 1, "at") && text.Word(index - 2) is "shouted" or "shouting" or "swore" or "spat" or "screamed" or "yelled" or "laughed" or "stared" or "pointed")
        {
            return MaskType.Person;
        }

        int back = text.Is(index - 1, "the") ? index - 2 : index - 1;
        return text.Is(back, WordKinds.Where) && text.Word(back) is not ("from" or "by" or "to" or "with") ? MaskType.Place : MaskType.Name;
    }
}
