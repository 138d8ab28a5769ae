namespace DataSharing.Disclosure.Narrative.Recognisers;

/// <summary>Words written as names that no list explains, and in strict mode everything that is not known to be safe.</summary>
internal sealed class UnknownRecogniser : Recogniser
{
    private const int LongestAcronym = 5;

    public override void Find(NarrativeText text, RedactionMode mode, Masks masks)
    {
        bool strict = mode == RedactionMode.Strict;
        for (int i = text.Next(Interest.Loud, 0); i < text.Count; i = text.Next(Interest.Loud, i + 1))
        {
            ref readonly Token token = ref text[i];
            // In strict mode numbers of three and four digits are somebody's, unless they count something, are a time or begin a line of a log.
            if (strict && !masks.Has(i) && text.IsDigits(i) && token.Length is 3 or 4 && !token.StartsSentence && !token.Is(WordKinds.Kept | WordKinds.Tag)
                && !IsKnownFigure(text, i) && !IsTimeOfDay(text, masks, i))
            {
                masks.Add(i, i, MaskType.Reference);
                continue;
            }

            if (!masks.Has(i) && token.Is(WordKinds.HasDigit) && Ocr.IsName(text.Word(i), text.Lists))
            {
                masks.Add(i, i, MaskType.Person);
                continue;
            }

            if (!masks.Has(i) && token.Is(WordKinds.HasDigit) && !token.Is(WordKinds.Kept | WordKinds.Tag) && TypeOfFigures(text, masks, i, strict, out int first) is { } figures)
            {
                masks.Add(first, i, figures);
                continue;
            }

            if (!masks.Has(i) && token.Length == 1 && IsLetterOfName(text, i))
            {
                masks.Add(i, i, MaskType.Name);
                continue;
            }

            if (strict && text.Is(i, WordKinds.Kept) && !masks.Has(i) && IsHomeTown(text, masks, i))
            {
                masks.Add(i, i, MaskType.Place);
                continue;
            }

            if (masks.Has(i) || token.Is(WordKinds.Kept | WordKinds.Tag | WordKinds.HasDigit) || token.Length < 2)
            {
                continue;
            }

            // Names in letters without capitals: nothing tells them from other words of that language.
            if (token.Kinds == WordKinds.None && IsHebrewOrArabic(text.Word(i)))
            {
                masks.Add(i, i, masks.Has(i - 1, MaskType.Person) && text.IsNext(i) ? MaskType.Person : MaskType.Name);
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

    /// <summary>A count, a time, a sum, a bus, the year of a law.</summary>
    private static bool IsKnownFigure(NarrativeText text, int index) => ReferenceRecogniser.IsCount(text, index) || ReferenceRecogniser.IsTimeOrSum(text, index, index)
        || (text.IsNext(index + 1) && text.Word(index + 1) is "bus" or "tram" or "train" or "route") || (text.IsNext(index) && text.Word(index - 1) is "act" or "acts" or "section" or "sections" or "article" or "articles" or "rule" or "part" or "schedule" or "paragraph" or "para");

    private static bool IsHebrewOrArabic(ReadOnlySpan<char> word) => word[0] is (>= '\u0590' and <= '\u06FF') or (>= '\u0750' and <= '\u077F') or (>= '\u08A0' and <= '\u08FF');

    /// <summary>"born in 1968 and lives in Bristol": with a birth beside it, a city tells of one person.</summary>
    private static bool IsHomeTown(NarrativeText text, Masks masks, int index) => index > 4 && text.IsNamelike(index) && text.Is(index - 1, "in") && text.IsNext(index)
        && text.Word(index - 2) is "lives" or "lived" or "resides" or "live" && text.Word(index - 3) is "and" && masks.Has(index - 4, MaskType.Date);

    /// <summary>
    /// FC/1, room 30; in strict mode also a number of a house or age that stands by itself, and figures mixed with letters: at 19, EO22. Null where it is a
    /// time, a count, a measure, or the number of a list.
    /// </summary>
    private static MaskType? TypeOfFigures(NarrativeText text, Masks masks, int index, bool strict, out int first)
    {
        first = index;
        ReadOnlySpan<char> word = text.Word(index);
        ReadOnlySpan<char> before = index > 0 ? text.Word(index - 1) : default;
        ReadOnlySpan<char> gap = text.Before(index);
        if (index > 0 && gap is "/" or "-" && text[index - 1].IsAllCapitals | text.IsInitial(index - 1) && text[index - 1].Length <= 4 && before is not "covid")
        {
            first = index - 1;
            return MaskType.Reference;
        }

        if (ReferenceRecogniser.IsTimeOrSum(text, index, index) || text.IsClock(index) || IsSection(text, index))
        {
            return null;
        }

        if (text.IsDigits(index) && word.Length <= 3 && text.IsNext(index) && before is "room" or "plot" && !text.IsNext(index + 1))
        {
            first = index - 1;
            return MaskType.Address;
        }

        if (!strict)
        {
            return null;
        }

        if (!text.IsDigits(index))
        {
            int lead = word.IndexOfAnyExceptInRange('0', '9');
            bool measure = lead > 0 && word[lead..] is "am" or "pm" or "hr" or "hrs" or "min" or "mins" or "st" or "nd" or "rd" or "th" or "x" or "k" or "m" or "km" or "cm" or "mm" or "ft" or "kg" or "g" or "mg" or "ml"
                or "mph" or "s" or "p" or "yr" or "yrs" or "ish" or "d" or "pt" or "gb" or "mb" or "inch" or "in" or "ins" or "secs" or "sec" or "k's" or "h" or "o'clock" or "oclock";
            return word.Length >= 3 && !measure && !IsRoad(text, index) && word is not ("covid19" or "mp3" or "mp4" or "co2" or "h20" or "4x4") ? MaskType.Reference : null;
        }

        if (word.Length > 2 || text[index].StartsSentence || text.IsNext(index + 1) && text.Word(index + 1) is "bus" or "tram" or "train" or "route")
        {
            return null;
        }

        if (text.IsNext(index) && before is "number" or "room" or "door" or "plot" || (before is "no" && gap is ". " or " "))
        {
            first = index - 1;
            return MaskType.Address;
        }

        if (text.IsNext(index) && before is "at" && text.IsNext(index + 1) && text.Is(index + 1, WordKinds.Doing) && index > 1 && (masks.Has(index - 2) || text.Is(index - 2, WordKinds.Relation)))
        {
            return MaskType.Address;
        }

        ReadOnlySpan<char> after = text.Before(index + 1);
        bool person = masks.Has(index - 1, MaskType.Person) || text.Is(index - 1, WordKinds.Relation) || masks.Has(index - 1, MaskType.Name);
        return word.Length == 2 && word[0] != '0' && person && gap.ContainsAny(",(") && !gap.Contains('\n') && !after.StartsWith(":") && !after.StartsWith("/")
            && !text.IsNext(index + 1) ? MaskType.Age : null;
    }

    /// <summary>25.3.25 1145, 1600-2200: a time behind a day, or from one to another.</summary>
    private static bool IsTimeOfDay(NarrativeText text, Masks masks, int index) => ReferenceRecogniser.IsHours(text, index - 1, index) || ReferenceRecogniser.IsHours(text, index, index + 1)
        || (masks.Has(index - 1, MaskType.Date) && text.Before(index) is " " or ", " or ": " && ReferenceRecogniser.IsClock(text.Word(index)));

    /// <summary>GBH S20, charged s4a, S5 POA: a section of a law, where a crime or law is told of.</summary>
    private static bool IsSection(NarrativeText text, int index)
    {
        ReadOnlySpan<char> word = text.Word(index);
        bool form = word.Length is 2 or 3 or 4 or 5 && word[0] == 's' && char.IsAsciiDigit(word[1]) && !word[1..^1].ContainsAnyExceptInRange('0', '9') && (char.IsAsciiDigit(word[^1]) || word[^1] is >= 'a' and <= 'd');
        ReadOnlySpan<char> before = index > 0 ? text.Word(index - 1) : default;
        ReadOnlySpan<char> after = index + 1 < text.Count ? text.Word(index + 1) : default;
        return form && (before is "gbh" or "abh" or "charged" or "under" or "contrary" or "prev" or "breach" or "for" or "w" or "arrested" or "bar" or "assault" or "or" or "and"
            || after is "poa" or "direction" or "act" or "cja" or "oapa" or "offence" or "offences" or "pace" or "caution" or "public" or "assault" or "pha" or "oap");
    }

    /// <summary>the M25, on the A406</summary>
    private static bool IsRoad(NarrativeText text, int index) => text[index].IsCapitalised && text.IsNext(index) && text.Word(index)[0] is 'm' or 'a' or 'b' && !text.Word(index)[1..].ContainsAnyExceptInRange('0', '9')
        && text.Word(index - 1) is "the" or "on" or "off" or "along";

    /// <summary>A capital that stands for somebody: "a picture of K. asleep"; not plan B and vitamin C.</summary>
    private static bool IsLetterOfName(NarrativeText text, int index) =>
        text.IsInitial(index) && text[index].Style == TextStyle.Normal && !text.Is(index, "a") && text.Before(index + 1).StartsWith(".") && index > 0
        && text.Before(index) is " " or "\n" or ", " or " (" && !text[index].StartsSentence
        && text.Word(index - 1) is not ("plan" or "vitamin" or "block" or "section" or "part" or "article" or "class" or "group" or "category" or "type" or "appendix" or "form" or "figure"
            or "table" or "unit" or "hepatitis" or "grade" or "wing" or "zone" or "team" or "platform" or "stand" or "gate" or "set");

    /// <summary>In strict mode: a word that is also a name, where a name may stand, and an ordinary word with a capital inside a sentence.</summary>
    private static bool IsUnsafe(NarrativeText text, Masks masks, int index)
    {
        ref readonly Token token = ref text[index];
        if (token.IsAllCapitals && token.Style == TextStyle.Normal && token.Length is 2 or 3
            && !token.Is(WordKinds.Common | WordKinds.Uncommon | WordKinds.Acronym | WordKinds.Reference | WordKinds.Title | WordKinds.Street | WordKinds.Relation))
        {
            return true;
        }

        if (text.Is(index + 1, WordKinds.HasDigit) && text.IsNext(index + 1) && text.Word(index) is "part" or "section" or "schedule" or "article" or "rule" or "chapter" or "act")
        {
            return false;
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
            // "gurdial singh", "coach stacks" among sentences with capitals
            return token.Length >= 3 && token.Is(WordKinds.Names) && !text.IsHyphened(index) && !text.IsHyphened(index + 1) && (!token.Is(WordKinds.Common | WordKinds.Uncommon)
                || (text.IsNext(index) && (masks.Has(index - 1, MaskType.Person) || masks.Has(index - 1, MaskType.Name)) && !token.Is(WordKinds.Common)));
        }

        if (token.IsAllCapitals)
        {
            return token.Length >= 4 && token.Is(WordKinds.Names | WordKinds.Uncommon) || (token.Is(WordKinds.Names) && text.IsNext(index)
                && masks.Has(index - 1, MaskType.Person));
        }

        // "Biddy rang Kent Police": no common word, where somebody begins a sentence
        if (token.StartsSentence && !token.Is(WordKinds.Common) && text.IsNext(index + 1) && (text.Is(index + 1, WordKinds.Speech) || text.Word(index + 1) is "rang" or "phoned" or "texted" or "emailed" or "called"))
        {
            return true;
        }

        // Chuck Brannigan: a word before a name, where only the sentence begins.
        if (token.StartsSentence && masks.Has(index + 1, MaskType.Person) && text.IsNext(index + 1) && text.IsNamelike(index + 1) && text[index].Length is >= 3 and <= 8
            && !text.Word(index).EndsWith("ly") && !text.Word(index).EndsWith("ed") && !text.Word(index).EndsWith("ing"))
        {
            return true;
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

        if (token.Is(WordKinds.Common | WordKinds.Acronym | WordKinds.Month | WordKinds.Weekday | WordKinds.Title | WordKinds.Grammar | WordKinds.Relation | WordKinds.Reference | WordKinds.Premises))
        {
            return false;
        }

        // Greetings of the languages that people write in.
        if (text.Word(index) is "hola" or "bonsoir" or "bonjour" or "diolch" or "cofion" or "annwyl" or "buna" or "salut" or "namaste")
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
            || text.Word(Math.Max(0, index - 1)) is "in" or "near" or "at" or "from" or "my" && text.IsNext(index)
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
