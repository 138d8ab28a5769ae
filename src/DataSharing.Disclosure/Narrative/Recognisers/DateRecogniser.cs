namespace DataSharing.Disclosure.Narrative.Recognisers;

/// <summary>Days with their month, in figures or words; months with their year; and in strict mode years. A month or weekday alone stays, and so does the time of day.</summary>
internal sealed class DateRecogniser : Recogniser
{
    public override void Find(NarrativeText text, RedactionMode mode, Masks masks)
    {
        for (int i = text.Next(Interest.Day, 0); i < text.Count; i = text.Next(Interest.Day, i + 1))
        {
            if (masks.Has(i) || text.Is(i, WordKinds.Kept) || (!text.Is(i, WordKinds.HasDigit | WordKinds.Month | WordKinds.Tag) && !text.Is(i - 1, "the")))
            {
                continue;
            }

            int last = InFigures(text, i);
            if (last < 0 && text.Is(i, WordKinds.Month))
            {
                (int first, int end) = AroundMonth(text, i);
                if (end >= 0)
                {
                    Mask(text, masks, first, end);
                    i = end;
                }

                continue;
            }

            if (last >= 0)
            {
                Mask(text, masks, i, last);
                i = last;
            }
            else if (IsYear(text, i) && mode == RedactionMode.Strict && !IsCounted(text, i))
            {
                masks.Add(i, i, MaskType.Date);
            }
            else if (mode == RedactionMode.Strict && text[i].Length == 5 && text.Word(i)[^1] == 's' && text.Word(i)[..2] is "19" or "20" && !text.Word(i)[..4].ContainsAnyExceptInRange('0', '9'))
            {
                // in the 1990s
                masks.Add(i, i, MaskType.Date);
            }
            else if (IsYear(text, i) && text.Word(Math.Max(0, i - 1)) is "and" or "or" && masks.Has(i - 2, MaskType.Date))
            {
                // "born in 1951 and 1954"
                masks.Add(i, i, MaskType.Date);
            }
            else if (IsYear(text, i) && i > 1 && text.Word(i - 1) is "in" or "born" && text.Word(i - 2) is "born" or "b" or "in")
            {
                masks.Add(i, i, MaskType.Date);
            }
            else if (text[i].Length <= 4 && text.Is(i, WordKinds.HasDigit) && text.Is(i - 1, "the") && !text.IsNext(i + 1) && IsOrdinal(text, i))
            {
                Mask(text, masks, i, i);
            }
            else if (text[i].Length <= 4 && text.Is(i, WordKinds.HasDigit) && IsOrdinal(text, i) && text.Is(i - 1, "on") && (!text.IsNext(i + 1) || text.Word(i + 1) is "at" or "i" or "he" or "she" or "they" or "we" or "about" or "around" or "in"))
            {
                masks.Add(i, i, MaskType.Date);
            }
            else if (text[i].Length <= 4 && text.Is(i, WordKinds.HasDigit) && IsOrdinal(text, i) && text.Is(i - 1, WordKinds.Weekday) && text.IsNext(i))
            {
                masks.Add(i - 1, i, MaskType.Date);
            }
            else if (mode == RedactionMode.Strict && text.Is(i, WordKinds.HasDigit) && IsOrdinal(text, i) && text.Is(i - 1, "the") && (!text.IsNext(i + 1)
                || text.Is(i + 1, WordKinds.Grammar)))
            {
                masks.Add(i, i, MaskType.Date);
            }
            else if (text.Is(i - 1, "the") && IsOrdinal(text, i) && text.Word(Math.Max(i - 2, 0)) is "on" or "of" or "since" or "from" or "until" or "by"
                && (!text.IsNext(i + 1) || (text.Is(i, WordKinds.HasDigit) && text.Word(i + 1) is "at" or "i" or "he" or "she" or "they" or "we" or "about" or "around" or "in" or "when" or "and" or "a" or "outside" or "near" or "my" or "the")))
            {
                masks.Add(i, i, MaskType.Date);
            }
        }
    }

    private static void Mask(NarrativeText text, Masks masks, int first, int last)
    {
        // 11, 12 and 13 October
        while (first > 1 && (text.Before(first) is ", " || (text.Word(first - 1) is "and" or "to" && text.Before(first) is " ")) && IsDayWord(text, text.Before(first) is ", " ? first - 1 : first - 2)
            && text.Is(text.Before(first) is ", " ? first - 1 : first - 2, WordKinds.HasDigit) && !text.IsClock(text.Before(first) is ", " ? first - 1 : first - 2) && IsDayWord(text, first) && last > first && (text.Is(last, WordKinds.Month) || text.Is(last - 1, WordKinds.Month)))
        {
            first -= text.Before(first) is ", " ? 1 : 2;
        }

        if (first > 0 && text.Is(first - 1, WordKinds.Weekday) && !text.Is(first - 1, WordKinds.Kept) && text.Before(first) is " " or ", " or ",")
        {
            first--;
        }
        else if (first > 1 && text.Is(first - 1, "the") && text.Is(first - 2, WordKinds.Weekday))
        {
            first -= 2;
        }

        masks.Add(first, last, MaskType.Date);
    }

    /// <summary>12/03/2024, 12-03-24, 12.3.24, 2024-03-12, 20240312, and 12/3 where nothing says that it is something else; the last word, or -1.</summary>
    private static int InFigures(NarrativeText text, int index)
    {
        if (!text.IsDigits(index))
        {
            return -1;
        }

        ReadOnlySpan<char> word = text.Word(index);
        if (index + 2 < text.Count && text.IsDigits(index + 1))
        {
            ReadOnlySpan<char> sign = text.Before(index + 1);
            ReadOnlySpan<char> next = text.Before(index + 2);
            if (sign is "/" or "-" or "." or " / " or " - " && next.SequenceEqual(sign))
            {
                ReadOnlySpan<char> third = text.Word(index + 2);
                int digits = third.IndexOfAnyExceptInRange('0', '9') is var end && end < 0 ? third.Length : end;
                if (word.Length <= 2 && text[index + 1].Length <= 2 && digits is 2 or 4 && IsDay(word) && IsDay(text.Word(index + 1)))
                {
                    return index + 2;
                }

                if (word.Length == 4 && text[index + 1].Length <= 2 && IsDay(text.Word(index + 1)) && digits is 1 or 2)
                {
                    return index + 2;
                }
            }
        }

        // "on 17.10. her door was covered": a day as it is written elsewhere, and no time of day
        if (index > 0 && text.Is(index - 1, "on") && index + 1 < text.Count && text.Before(index + 1) is "." && text.IsDigits(index + 1) && IsDay(word) && text[index + 1].Length == 2
            && text.Before(index + 2).StartsWith(".") && int.Parse(text.Word(index + 1), System.Globalization.CultureInfo.InvariantCulture) is >= 1 and <= 12)
        {
            return index + 1;
        }

        if (index + 1 < text.Count && text.Before(index + 1) is "/" && text.IsDigits(index + 1) && IsDay(word) && text[index + 1].Length <= 2
            && int.Parse(text.Word(index + 1), System.Globalization.CultureInfo.InvariantCulture) is >= 1 and <= 12
            && !(text.Is(index - 1, WordKinds.Reference) || text.Word(Math.Max(0, index - 1)) is "route" or "bus" or "flat" or "scored" or "about")
            && !text.Is(index + 1, WordKinds.Premises) && word.Length + text[index + 1].Length > 2 + (word is "24" && text.Is(index + 1, "7") ? 1 : 0))
        {
            return index + 1;
        }

        return -1;
    }

    /// <summary>The words of a date around the name of its month; no last word where the month stands alone.</summary>
    private static (int First, int Last) AroundMonth(NarrativeText text, int index)
    {
        int first = index;
        int last = -1;
        bool common = text.Word(index) is "may" or "march" or "mar" or "sat" or "sun" or "dec";
        // 12 March, 12th of March, the twelfth of March
        if (index > 0 && IsNear(text, index) && IsDayWord(text, index - 1))
        {
            first = index - 1;
            last = index;
            // 6/7 August
            if (index > 1 && text.Before(index - 1) is "/" or "-" or "–" && IsDayWord(text, index - 2))
            {
                first = index - 2;
            }
            else if (index > 1 && text.Word(index - 2) is "twenty" or "thirty" && IsNear(text, index - 1))
            {
                first = index - 2;
            }
        }
        else if (index > 1 && text.Is(index - 1, "of") && IsDayWord(text, index - 2))
        {
            first = index > 2 && text.Word(index - 3) is "twenty" or "thirty" && IsNear(text, index - 2) ? index - 3 : index - 2;
            last = index;
        }
        // August the second
        else if (text.Is(index + 1, "the") && text.Before(index + 1) is " " && IsOrdinal(text, index + 2) && text.Before(index + 2) is " ")
        {
            last = index + 2;
        }
        else if (index + 1 < text.Count && IsNear(text, index + 1) && IsDayWord(text, index + 1) && !(common && text.Word(index + 1) is "second")
            && !IsYear(text, index + 1))
        {
            last = index + 1;
        }

        // "may 2" in a sentence without capitals is rarely a date; with a year it is one.
        int year = (last >= 0 ? last : index) + 1;
        if (year < text.Count && text.Before(year) is " " or ", " or "," or " '" or "-" or "/" or ". " && (IsYear(text, year) || (last >= 0
            && IsShortYear(text, year))))
        {
            last = year;
        }
        else if (last < 0 && text.Is(index + 1, "of") && IsYear(text, index + 2))
        {
            last = index + 2;
        }

        return (first, last);
    }

    private static bool IsNear(NarrativeText text, int index) => text.Before(index) is " " or "-" or "/" or "." or ". " or ", " or "" or "\n" or " the ";

    private static bool IsDayWord(NarrativeText text, int index) => (text.IsDigits(index) && IsDay(text.Word(index))) || IsOrdinal(text, index);

    /// <summary>12th, or twelfth.</summary>
    private static bool IsOrdinal(NarrativeText text, int index)
    {
        if (index >= text.Count)
        {
            return false;
        }

        ReadOnlySpan<char> word = text.Word(index);
        return (word.Length is 3 or 4 && word[^2..] is "st" or "nd" or "rd" or "th" && IsDay(word[..^2]))
            || word is "first" or "second" or "third" or "fourth" or "fifth" or "sixth" or "seventh" or "eighth" or "ninth" or "tenth" or "eleventh"
            or "twelfth" or "thirteenth" or "fourteenth" or "fifteenth" or "sixteenth"
                or "seventeenth" or "eighteenth" or "nineteenth" or "twentieth" or "thirtieth";
    }

    private static bool IsDay(ReadOnlySpan<char> digits) => digits.Length is 1 or 2 && int.TryParse(digits, out int day) && day is >= 1 and <= 31;

    private static bool IsYear(NarrativeText text, int index) => text.IsDigits(index) && text[index].Length == 4
        && text.Word(index)[..2] is "19" or "20" or "18";

    private static bool IsShortYear(NarrativeText text, int index) => text.IsDigits(index) && text[index].Length == 2
        && text.Before(index) is " " or "-" or "/" or " '" && !(index + 1 < text.Count && text.Before(index + 1) is ":" or ".");

    /// <summary>2000 people, £2000: no year.</summary>
    private static bool IsCounted(NarrativeText text, int index) => (text[index].Start > 0 && text.Written[text[index].Start - 1] is '£' or '$' or '€' or ':')
        || text.Is(index - 1, WordKinds.NumberWord) || IsTime(text, index)
        // Equality Act 2010
        || (text.IsNext(index) && text.Word(index - 1) is "act" or "acts" or "order" or "regulations" or "convention" or "directive" or "bill" or "rules" or "code" or "covid");

    /// <summary>1845 hrs; between 1800 and 1900 hours: no year.</summary>
    private static bool IsTime(NarrativeText text, int index)
    {
        if (!ReferenceRecogniser.IsClock(text.Word(index)) || !text.IsNext(index + 1))
        {
            return false;
        }

        bool until = text.Word(index + 1) is "and" or "to" && text.IsNext(index + 2) && text.IsNext(index + 3) && text.IsDigits(index + 2);
        return text.Word(until ? index + 3 : index + 1) is "hrs" or "hours" or "hr";
    }
}
