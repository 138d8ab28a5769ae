namespace DataSharing.Disclosure.Narrative.Recognisers;

/// <summary>Ages: aged 34, a 34-year-old, thirty-four years old, 34yo, (34), DOB.</summary>
internal sealed class AgeRecogniser : Recogniser
{
    public override void Find(NarrativeText text, RedactionMode mode, Masks masks)
    {
        for (int i = text.Next(Interest.Number, 0); i < text.Count; i = text.Next(Interest.Number, i + 1))
        {
            if (masks.Has(i) || !IsAge(text, i))
            {
                continue;
            }

            int first = i;
            int last = i;
            // thirty-four
            if (text.Is(i, WordKinds.NumberWord) && text.Is(i + 1, WordKinds.NumberWord) && text.IsNext(i + 1))
            {
                last = i + 1;
            }

            int end = AfterUnit(text, last);
            bool isAge = end > last || HasUnit(text.Word(i));
            last = Math.Max(last, end);
            if (!isAge)
            {
                isAge = IsBefore(text, masks, first, last) || IsBracketed(text, masks, first) || (text.Is(first, WordKinds.HasDigit) && IsSex(text, first, ref last));
            }

            if (!isAge)
            {
                isAge = IsToldOfSomebody(text, masks, first, ref last) || IsAnswer(text, first, last);
            }

            if (isAge)
            {
                masks.Add(first, last, MaskType.Age);
                // "aged between 12 and 14", "aged 12 and 14", "12 or 13 years old"
                if (text.Word(Math.Min(last + 1, text.Count - 1)) is "and" or "or" or "to" && IsAge(text, last + 2) && !masks.Has(last + 2)
                    && (text[last + 2].Length <= 2 || (text.Is(last + 2, WordKinds.NumberWord) && text.Is(first - 1, "between"))))
                {
                    masks.Add(last + 2, last + 2, MaskType.Age);
                }
                else if (first >= 2 && text.Word(first - 1) is "and" or "or" or "to" && text.IsDigits(first - 2) && text[first - 2].Length <= 2
                    && !masks.Has(first - 2))
                {
                    masks.Add(first - 2, first - 2, MaskType.Age);
                }
            }

            i = last;
        }
    }

    private static bool IsAge(NarrativeText text, int index)
    {
        if (index < 0 || index >= text.Count || text.IsClock(index))
        {
            return false;
        }

        if (text.Is(index, WordKinds.NumberWord))
        {
            return true;
        }

        ReadOnlySpan<char> word = text.Word(index);
        if (!char.IsAsciiDigit(word[0]))
        {
            return false;
        }

        int digits = word.IndexOfAnyExceptInRange('0', '9') is var end && end < 0 ? word.Length : end;
        return digits is 1 or 2 or 3 && int.Parse(word[..digits], System.Globalization.CultureInfo.InvariantCulture) is >= 1 and <= 112
            && (digits == word.Length || HasUnit(word));
    }

    /// <summary>34yo, 34yrs, 34m.</summary>
    private static bool HasUnit(ReadOnlySpan<char> word)
    {
        int digits = word.IndexOfAnyExceptInRange('0', '9');
        return digits is 1 or 2 && word[digits..] is "yo" or "yrs" or "yr" or "y" or "years" or "yearold" or "yearsold" or "f" or "ys";
    }

    /// <summary>The last word of "years old", "year-old", "yo", "months old"; -1 when no such words follow. Years alone are a time and no age.</summary>
    private static int AfterUnit(NarrativeText text, int index)
    {
        if (!text.IsNext(index + 1))
        {
            return -1;
        }

        ReadOnlySpan<char> unit = text.Word(index + 1);
        if (unit is "yo" or "yearold" or "y")
        {
            return unit is "y" ? (text.Is(index + 2, "o") && text.Before(index + 2) is "/" or "." ? index + 2 : -1) : index + 1;
        }

        // "I have 41 years and I am alone", "Kacper has 11 years and"
        if (unit is "years" && index > 1 && ((text.Is(index - 1, "have") && text.Is(index - 2, "i")) || (text.Is(index - 1, "has") && !text.Is(index - 2, WordKinds.Organisation | WordKinds.Premises))) && text.IsDigits(index) && text[index].Length == 2
            && (!text.IsNext(index + 2) || text.Word(index + 2) is "and" or "now" or "but"))
        {
            return index + 1;
        }

        // "the suspect is 34 yrs and white", "victim 34 yrs female"; not "lived here for 34 yrs"
        if (unit is "yrs" or "years" && text.IsDigits(index) && text[index].Length == 2 && index > 0 && text.IsNext(index)
            && (text.Word(index - 1) is "is" or "was" or "im" or "i'm" or "he's" or "she's" or "hes" or "shes" or "aged" or "male" or "female" or "victim" or "suspect")
            && (!text.IsNext(index + 2) || text.Word(index + 2) is "and" or "male" or "female" or "white" or "asian" or "black" or "with" or "but"))
        {
            return index + 1;
        }

        if (unit is "year" or "years" or "yr" or "yrs" or "yr's" or "month" or "months" or "week" or "weeks")
        {
            return text.IsNext(index + 2) && text.Word(index + 2) is "old" or "olds" ? index + 2
                : text.IsNext(index + 2) && text.IsNext(index + 3) && text.Is(index + 2, "of") && text.Is(index + 3, "age") ? index + 3 : -1;
        }

        return -1;
    }

    /// <summary>Aged 34, age: 34, "he is 34", "turned 34".</summary>
    private static bool IsBefore(NarrativeText text, Masks masks, int index, int last)
    {
        if (index == 0)
        {
            return false;
        }

        ReadOnlySpan<char> word = text.Word(index - 1);
        bool ends = last + 1 >= text.Count || !text.IsNext(last + 1) || text.Before(last + 1).Contains('\n') || text.Before(last + 1).Contains('&')
            || text.Word(last + 1) is "and" or "but" or "so" or "with" or "he" or "she" or "who" or "on" or "when" or "next" or "now" or "w" or "said" or "says" or "i" or "my";
        ReadOnlySpan<char> gap = text.Before(index);
        if (word is "aged" or "age" or "ages" or "turned" or "turning" && gap.Length <= 3)
        {
            return true;
        }

        if (word is "approx" or "approximately" or "appr" or "appx" or "circa" or "apparently" or "roughly" && text.IsDigits(index) && text[index].Length == 2
            && index + 1 < text.Count && (!text.IsNext(index + 1) || text.Is(index + 1, WordKinds.Doing)))
        {
            return true;
        }

        // "since i was 3"
        if (word is "was" && index > 1 && text.Is(index - 2, "i") && text.Word(Math.Max(0, index - 3)) is "since" or "when" or "until" && text.IsDigits(index) && ends)
        {
            return true;
        }

        // "LOACH is about 50, heavily built", "mother about 60 with stick", "a boy no more than 13"
        if (text.IsDigits(index) && text[index].Length == 2 && index > 1 && text.IsNext(index) && text.IsNext(index - 1) && !text.Before(index + 1).StartsWith(":") && !text.Before(index + 1).StartsWith("%")
            && ((word is "about" or "around" or "roughly" && ((text.Word(index - 2) is "is" or "was" && index + 1 < text.Count && text.Before(index + 1).StartsWith(",")) || text.Is(index - 2, WordKinds.Relation)))
            || (word is "than" && text.Word(index - 2) is "more" or "older" or "younger" && !text.IsNext(index + 1))))
        {
            return true;
        }

        // "maybe 60, well spoken"
        if (word is "maybe" or "perhaps" or "probably" && text.IsDigits(index) && text[index].Length == 2 && !text.IsNext(index + 1)
            && !text.Before(index + 1).StartsWith(":") && !text.Before(index + 1).StartsWith("."))
        {
            return true;
        }

        // "hes only 4", "he'll be 50"
        if (index > 1 && text.IsNext(index) && text.IsNext(index - 1) && ends
            && ((word is "only" or "just" && text.Word(index - 2) is "hes" or "shes" or "he's" or "she's" or "im" or "i'm")
            || (word is "be" && text.Word(index - 2) is "he'll" or "she'll" or "i'll" or "will")))
        {
            return true;
        }

        // "a lady about 50 she", "both 12"
        if (text.IsDigits(index) && text[index].Length == 2 && ((word is "about" or "around" && index > 1 && text.IsNext(index - 1)
            && text.Word(index - 2) is "man" or "woman" or "lady" or "boy" or "girl" or "guy" or "bloke" or "male" or "female" or "lad" or "fella")
            || (word is "both" && ends)))
        {
            return true;
        }

        // "a boy of about 12."
        if (word is "about" or "around" && index > 1 && text.Is(index - 2, "of") && text.IsDigits(index) && text[index].Length <= 2 && (index + 1 >= text.Count
            || !text.IsNext(index + 1) || text.Word(index + 1) is "and" or "who" or "with" or "in" or "wearing"))
        {
            return true;
        }

        // "described as white, about 16, in a black jacket"
        if (word is "about" or "around" && index > 1 && text.Before(index - 1) is ", " && text.IsDigits(index) && text[index].Length == 2
            && index + 1 < text.Count && !text.IsNext(index + 1) && !text.Before(index + 1).StartsWith(":"))
        {
            return true;
        }

        if (word is "of" or "is" or "about" or "around" or "approximately" or "approx" or "between" && index > 1 && text.Word(index - 2) is "age" or "aged")
        {
            return true;
        }

        // "I am 34.", "shes 9", "she is 34 and": a number that nothing is counted with.
        if (ends && word is "im" or "i'm" or "he's" or "she's" or "hes" or "shes" && !text.Before(index + 1).StartsWith(":"))
        {
            return true;
        }

        // "he's 91 and"
        if (ends && gap is "'s " or "’s " && word is "he" or "she" or "who" or "it" or "son" or "daughter" or "mum" or "dad" && text.IsDigits(index)
            && text[index].Length <= 2 && !text.Before(index + 1).StartsWith(":"))
        {
            return true;
        }

        // "She 79, no english"
        if (word is "she" or "he" && text.IsDigits(index) && text[index].Length == 2 && !text.IsNext(index + 1))
        {
            return true;
        }

        // "Tali is six", "my son is 9".
        if (ends && word is "is" or "was" && index > 1 && (masks.Has(index - 2, MaskType.Person) || text.Is(index - 2, WordKinds.Relation | WordKinds.Tag))
            && !text.Before(index + 1).StartsWith(":"))
        {
            return true;
        }

        return ends && !text.Before(index + 1).StartsWith(":") && !text.Before(index + 1).StartsWith("%")
            && word is "am" or "now" or "im" or "i'm" or "is" or "he's" or "she's" or "hes" or "shes" or "was" or "only" or "just"
            && index > 1 && text.Word(index - 2) is "i" or "am" or "he" or "she" or "who" or "is" or "son" or "daughter" or "mother" or "father" or "mum"
            or "dad" or "husband" or "wife" or "brother" or "sister" or "victim"
            && (!text.IsDigits(index) || text[index].Length == 2);
    }

    /// <summary>"What is your age? - Fifty-three.": a number of words that is a whole answer.</summary>
    private static bool IsAnswer(NarrativeText text, int index, int last)
    {
        const int Far = 14;
        if (!text.Is(index, WordKinds.NumberWord) || !text.Before(last + 1).StartsWith(".") || !text.Before(index).Contains(':'))
        {
            return false;
        }

        for (int i = index - 1; i >= 0 && index - i <= Far; i--)
        {
            if (text.Word(i) is "age" or "old" or "aged")
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Sarah Cohen (34), or Sarah Cohen, 34,</summary>
    private static bool IsBracketed(NarrativeText text, Masks masks, int index)
    {
        // "Mrs Irma Baum, ninety-four, stood"; "Amelie, 18 months."
        if (index > 0 && text.Before(index) is ", " && (masks.Has(index - 1, MaskType.Person) || text.Is(index - 1, WordKinds.Relation)))
        {
            int end = text.Is(index, WordKinds.NumberWord) && text.Is(index + 1, WordKinds.NumberWord) && text.IsNext(index + 1) ? index + 1 : index;
            bool months = text.IsNext(end + 1) && text.Word(end + 1) is "months" or "weeks" or "yrs" or "years";
            ReadOnlySpan<char> behind = text.Before(end + 1);
            if (months || (text.Is(index, WordKinds.NumberWord) && (behind.StartsWith(",") || behind.StartsWith("."))))
            {
                return true;
            }
        }

        if (index == 0 || !text.IsDigits(index) || text[index].Length > 2)
        {
            return false;
        }

        // "Sahib (Ghulam Rasool Qadri), 72, was"; "Mrs Devlin, nun, 70."
        if (text[index].Length == 2 && (text.Before(index) is ", " || text.Before(index).EndsWith("), ")) && (text.Before(index + 1).StartsWith(",")
            || text.Before(index + 1).StartsWith(".")) && !(index + 1 < text.Count && text.Before(index + 1) is ".")
            && (masks.Has(index - 1, MaskType.Person) || masks.Has(index - 2, MaskType.Person)))
        {
            return true;
        }

        if (text[index].Length == 1)
        {
            return masks.Has(index - 1, MaskType.Person) && text.Before(index) is " (" && text.Before(index + 1).StartsWith(")");
        }

        bool name = text.IsNamelike(index - 1) || masks.Has(index - 1) || text.Is(index - 1, WordKinds.Relation | WordKinds.Tag);
        ReadOnlySpan<char> before = text.Before(index);
        ReadOnlySpan<char> after = text.Before(index + 1);
        return name && ((before.EndsWith("(") && (after.StartsWith(")") || after.StartsWith("?)") || (after.StartsWith(", ")
            && masks.Has(index - 1, MaskType.Person)) || (after.StartsWith(",") && text.Is(index - 1, WordKinds.Kept | WordKinds.Names)))) || (before is ", " && (after.StartsWith(",") || after.StartsWith(".")
            || after.StartsWith(")")) && (text.IsNamelike(index - 1) || text.Is(index - 1, WordKinds.Relation) || masks.Has(index - 1, MaskType.Person))));
    }

    /// <summary>
    /// Where nothing but an age is told: (31M), "widow, 58)", "29 yrs,", "approx 20-25", "a boy of thirteen", "died at 83", "between 11 months and fourteen".
    /// </summary>
    private static bool IsToldOfSomebody(NarrativeText text, Masks masks, int index, ref int last)
    {
        if (index == 0)
        {
            return false;
        }

        ReadOnlySpan<char> word = text.Word(index - 1);
        ReadOnlySpan<char> gap = text.Before(index);
        ReadOnlySpan<char> after = text.Before(last + 1);
        bool two = text.IsDigits(index) && text[index].Length == 2 && text.Word(index)[0] != '0';
        bool closed = last + 1 >= text.Count || after.StartsWith(")") || (after.Length > 1 && after[0] is ',' or '.' or ';') || after.Contains('\n');

        // "approx 20-25, beard", "aged 30-35"
        if (two && text.Before(index + 1) is "-" or "–" && text.IsDigits(index + 1) && text[index + 1].Length == 2 && text.IsNext(index)
            && (word is "approx" or "approximately" or "aged" or "age" or "about" or "around" or "maybe" or "probably" or "roughly" || text.Is(index + 2, WordKinds.NumberWord))
            && (word is "aged" or "age" || index + 2 >= text.Count || !text.IsNext(index + 2)))
        {
            last = index + 1;
            return true;
        }

        // "- Somali heritage, 29 yrs, wears hijab"; not "I have known him, 29 years"
        if (two && text.IsNext(index + 1) && text.Word(index + 1) is "yrs" or "yr" && (gap.EndsWith(", ") || gap.EndsWith("- ") || gap.EndsWith("(")) && !text.IsNext(index + 2))
        {
            last = index + 1;
            return true;
        }

        // "i am 57 years and i am crying"
        if (two && text.IsNext(index + 1) && text.Is(index + 1, "years") && text.IsNext(index) && (word is "im" or "i'm" || (word is "am" && text.Is(index - 2, "i"))) && !(text.IsNext(index + 2) && text.Word(index + 2) is "in" or "into" or "here"))
        {
            last = index + 1;
            return true;
        }

        // "a bright boy of thirteen", "a baby of seven months"
        if (word is "of" && text.IsNext(index) && index > 1 && text.Word(index - 2) is "boy" or "girl" or "child" or "baby" or "lad" or "woman" or "man" or "lady" or "son" or "daughter" or "toddler" or "kid" or "youth" or "widow" or "widower")
        {
            if (text.IsNext(last + 1) && text.Word(last + 1) is "months" or "weeks" or "years")
            {
                last++;
                return true;
            }

            return closed || text.Word(Math.Min(last + 1, text.Count - 1)) is "and" or "who" or "with" or "in" or "from";
        }

        // "died at 83", "widowed at forty"
        if (word is "at" && text.IsNext(index) && closed && index > 1 && (two || text.Is(index, WordKinds.NumberWord)) && text.Word(index - 2) is "died" or "retired" or "married" or "widowed" or "diagnosed" or "orphaned" or "mi" or "stroke" or "emigrated")
        {
            return true;
        }

        // "claims to be twenty", "both sixty-six, both nurses", "maybe fifty, grey hoodie"
        if (text.IsNext(index) && closed && !text.IsDigits(index) && text.Is(last, WordKinds.NumberWord) && text.Word(last) is not ("one" or "two" or "three" or "four" or "five")
            && ((word is "be" && text.Is(index - 2, "to")) || word is "both" || (word is "maybe" or "perhaps" or "probably" && text.Word(index) is "twenty" or "thirty" or "forty" or "fifty" or "sixty" or "seventy" or "eighty" or "ninety")))
        {
            return true;
        }

        // "aged between 11 months and fourteen", "Youngest is 2 and a half"
        if (word is "between" && text.IsNext(index) && index > 1 && text.Word(index - 2) is "aged" or "ages")
        {
            last = text.IsNext(last + 1) && text.Word(last + 1) is "months" or "weeks" ? last + 1 : last;
            return true;
        }

        if (word is "is" or "was" && index > 1 && text.Word(index - 2) is "youngest" or "eldest" or "oldest" or "baby" or "toddler" && (closed || text.Is(last + 1, "and")))
        {
            last = text.Is(last + 1, "and") && text.Is(last + 2, "a") && text.Is(last + 3, "half") ? last + 3 : last;
            return true;
        }

        // "(31M)", "Kunal (31 m)"
        if (text[index].Length == 3 && gap.EndsWith("(") && text.Word(index)[^1] is 'm' or 'f' && after.StartsWith(")"))
        {
            return true;
        }

        // "im 20 btw", "mum is doreen platt 89, son is nigel"
        if (two && text.IsNext(index) && closed && masks.Has(index - 1, MaskType.Person) && !text.Is(index - 1, WordKinds.Title))
        {
            return true;
        }

        if (two && text.IsNext(index) && word is "im" or "i'm" && text.IsNext(index + 1) && text.Word(index + 1) is "btw" or "yrs" or "tho" or "though" or "this" or "living" or "female" or "male")
        {
            return true;
        }

        // "widow, 58)", "postgrad, 27", "her Saturday girl, 16, stay off": two digits between commas, behind a word for somebody and no other number
        return two && gap is ", " && closed && !text.Is(index - 1, WordKinds.HasDigit | WordKinds.Month | WordKinds.Weekday | WordKinds.Street | WordKinds.Reference | WordKinds.Place | WordKinds.NumberWord)
            && !masks.Has(index - 1, MaskType.Date) && !masks.Has(index - 1, MaskType.Address) && !masks.Has(index - 1, MaskType.Street) && !masks.Has(index - 1, MaskType.Reference)
            && (text.Is(index - 1, WordKinds.Relation | WordKinds.Role | WordKinds.Kept) || text.Word(index - 1) is "widow" or "widower" or "postgrad" or "undergraduate" or "undergrad" or "girl" or "boy" or "man" or "woman" or "lady" or "lad" or "male" or "female" or "child"
                or "retired" or "pensioner" or "married" or "single" or "divorced" or "unemployed" or "engineer" or "accountant" or "pharmacist" or "dentist" or "chef" or "cook" or "builder" or "plumber" or "electrician" or "shopkeeper" or "designer" or "refugee" or "carer" or "cleaner"
                || text.IsNamelike(index - 1));
    }

    /// <summary>M/34, 34/F, F 34, (m, 34).</summary>
    private static bool IsSex(NarrativeText text, int index, ref int last)
    {
        if (!text.IsDigits(index) || text[index].Length != 2)
        {
            return false;
        }

        if (index + 1 < text.Count && text.Word(index + 1) is "m" or "f" && (text.Before(index + 1) is "/" or "" || (text.Before(index + 1) is " " && text[index + 1].IsCapitalised && text[index].Style == TextStyle.Normal)))
        {
            last = index + 1;
            return true;
        }

        return index > 0 && text.Word(index - 1) is "m" or "f" && (text.Before(index) is "/" || (text.Before(index) is " " or ", " && text[index - 1].IsCapitalised));
    }
}
