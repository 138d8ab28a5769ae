namespace DataSharing.Disclosure.Narrative.Recognisers;

/// <summary>References of the police, courts and organisations: what follows "ref", "CAD", "application no.", and words of letters and digits that nothing else explains.</summary>
internal sealed class ReferenceRecogniser : Recogniser
{
    private const int ShortestMixed = 5;
    private const int ShortestDigits = 5;

    public override void Find(NarrativeText text, RedactionMode mode, Masks masks)
    {
        for (int i = text.Next(Interest.Figure, 0); i < text.Count; i = text.Next(Interest.Figure, i + 1))
        {
            if (masks.Has(i) || !text.Is(i, WordKinds.HasDigit) || text.IsClock(i) || (text.Is(i, WordKinds.Kept) && !IsCued(text, i)))
            {
                continue;
            }

            // a card ending 4471, the last four digits 0192
            if (text.IsDigits(i) && text[i].Length is 3 or 4 && i > 0 && text.IsNext(i) && (text.Is(i - 1, "ending") || (text.Is(i - 1, "in") && text.Is(i - 2, "ending"))
                || (text.Is(i - 1, "digits") && text.Is(i - 2, "four"))))
            {
                masks.Add(i, i, MaskType.Number);
                continue;
            }

            int first = i;
            while (first > 0 && IsJoined(text, first) && !text.IsClock(first - 1) && text[first - 1].Length <= 12)
            {
                first--;
            }

            int last = i;
            while (last + 1 < text.Count && (IsJoined(text, last + 1) || (text.Before(last + 1) is "/" or "-" && text[last + 1].Length <= 3
                && text[last + 1].Length < text[i].Length + 2 && last > i)))
            {
                last++;
            }

            if (IsReference(text, ref first, last))
            {
                // Reference BTP 334-12112023; ref 42 118377 23
                if (first > 0 && text.IsNext(first) && (text[first - 1].IsAllCapitals || text.IsInitial(first - 1)) && text[first - 1].Length <= 5
                    && !text.Is(first - 1, WordKinds.Reference | WordKinds.Grammar) && IsCued(text, first - 1))
                {
                    first--;
                }

                while (text.IsDigits(last + 1) && text.Before(last + 1) is " " && text[last + 1].Length >= 2 && IsCued(text, first) && !(text.IsNext(last + 2)
                    && text.Is(last + 2, WordKinds.Month)))
                {
                    last++;
                }

                // plate BC 07 URS
                if (last + 1 < text.Count && text.Before(last + 1) is " " && text[last + 1].IsAllCapitals && text[last + 1].Length <= 3 && IsCued(text, first)
                    && !text.Is(last + 1, WordKinds.Kept | WordKinds.Acronym | WordKinds.Tag) && text[last + 1].Style == TextStyle.Normal)
                {
                    last++;
                }

                // CAD 1234 of 12 May: the day was found before; "1234/12MAR24" is joined.
                masks.Add(first, last, MaskType.Reference);
            }

            i = last;
        }
    }

    /// <summary>Joined to the word before by a sign that references have.</summary>
    private static bool IsJoined(NarrativeText text, int index) => (text.Before(index) is "-" && text[index - 1].IsAllCapitals && text[index - 1].Length <= 5
        && text[index].IsCapitalised && text[index].Length <= 2) || (text.Before(index) is "/" && text[index].Length <= 3
        && text.Is(index - 1, WordKinds.HasDigit) && text[index].IsCapitalised) || text.Before(index) is "/" or "-" or "." or ":" or "\\"
        && (text.Is(index, WordKinds.HasDigit) || text.Is(index - 1, WordKinds.HasDigit));

    private static bool IsReference(NarrativeText text, ref int first, int last)
    {
        int digits = 0;
        int letters = 0;
        for (int i = first; i <= last; i++)
        {
            foreach (char c in text.Word(i))
            {
                digits += char.IsAsciiDigit(c) ? 1 : 0;
                letters += char.IsLetter(c) ? 1 : 0;
            }
        }

        // 3 O 1182/95, 1 BvR 388/97: a court's file.
        if (last == first + 1 && text.Before(last) is "/" && letters == 0 && first > 1 && text.IsNext(first) && text.IsNamelike(first - 1)
            && text[first - 1].Length <= 4 && text.IsDigits(first - 2) && text.IsNext(first - 1) && text[first - 2].Length <= 3)
        {
            first -= 2;
            return true;
        }

        // I Ns 611/93, II S 38/04
        if (last == first + 1 && text.Before(last) is "/" && letters == 0 && first > 1 && text.IsNext(first) && text[first - 1].Length <= 3 && text.IsNamelike(first - 1)
            && text.IsNext(first - 1) && text.Word(first - 2) is "i" or "ii" or "iii" or "iv" or "v" or "vi" or "vii" or "viii" or "ix" or "x" && text[first - 2].IsCapitalised)
        {
            first -= 2;
            return true;
        }

        bool cued = IsCued(text, first);
        // the number 62 bus
        if (text.IsNext(last + 1) && text.Word(last + 1) is "bus" or "tram" or "train" or "route" && digits <= 3)
        {
            return false;
        }

        if (IsTimeOrSum(text, first, last))
        {
            return false;
        }

        if (letters == 0)
        {
            bool slash = last == first + 1 && text.Before(last) is "/";
            // PALS 24-1189, R 99/512
            if (last == first + 1 && text.Before(last) is "-" or "/" && digits >= 5 && first > 0 && text.Before(first) is " " && text[first - 1].Style == TextStyle.Normal
                && (text.IsInitial(first - 1) || (text[first - 1].IsAllCapitals && text[first - 1].Length <= 5)) && !text.Is(first - 1, WordKinds.Grammar) && !IsRange(text, first, last))
            {
                return true;
            }

            // Applications to courts: 12345/07.
            return (slash && text[first].Length >= 3 && digits >= 5) || (cued && digits >= 2) || (last == first && digits >= ShortestDigits
                && !IsCount(text, last)) || (last > first && digits >= 7);
        }

        if (cued)
        {
            return digits >= 1 && digits + letters >= 3;
        }

        // 4x4, 2nd, 10pm, A406, M25, NW4, 24hr are words; AB12/3456/24 and 4512CX are not.
        bool joined = last > first;
        if (joined)
        {
            return digits >= 3 && digits + letters >= 6 && !IsRange(text, first, last);
        }

        ReadOnlySpan<char> word = text.Word(first);
        int lead = word.IndexOfAnyInRange('0', '9');
        bool unit = lead == 0 && letters > 0 && digits <= 3;
        return digits >= 2 && digits + letters >= ShortestMixed && !unit && !(lead >= 4 && digits <= 2)
            && word is not "covid19" and not "1990s" and not "1980s" and not "2000s" and not "1970s" and not "24hrs" and not "100th" and not "1000s";
    }

    /// <summary>Whether a word for a reference stands up to three words before, with nothing but small words and signs between.</summary>
    internal static bool IsCued(NarrativeText text, int first)
    {
        for (int i = first - 1; i >= 0 && i >= first - 4; i--)
        {
            ReadOnlySpan<char> gap = text.Before(i + 1);
            if (gap.ContainsAny(",;\n!") || gap.Contains('?') || (gap.Contains(". ", StringComparison.Ordinal) && !text.Is(i, WordKinds.Reference)))
            {
                return false;
            }

            if (text.Is(i, WordKinds.Reference))
            {
                return true;
            }

            // badge HC 3318
            if (i == first - 1 && (text[i].IsAllCapitals || text.IsInitial(i)) && text[i].Length <= 4 && gap is " ")
            {
                continue;
            }

            if (text.Word(i) is not ("is" or "was" or "as" or "the" or "my" or "number" or "of" or "report" or "police" or "no" or "under" or "id" or "code"))
            {
                return false;
            }
        }

        return false;
    }

    internal static bool IsTimeOrSum(NarrativeText text, int first, int last)
    {
        char before = text[first].Start > 0 ? text.Written[text[first].Start - 1] : ' ';
        if (before is '£' or '$' or '€')
        {
            return true;
        }

        ReadOnlySpan<char> after = text.Before(last + 1);
        if (after.StartsWith("%") || after.StartsWith(" %"))
        {
            return true;
        }

        // 19:30, 7.45pm, 1930hrs
        ReadOnlySpan<char> end = text.Word(last);
        if (last == first ? IsToldTime(text, first) : last == first + 1 && IsHours(text, first, last))
        {
            return true;
        }

        bool clock = last == first + 1 && text.Before(last) is ":" or "." && text[first].Length <= 2 && end.Length >= 2 && char.IsAsciiDigit(end[0])
            && char.IsAsciiDigit(end[1]);
        return clock || end.EndsWith("hrs") || end.EndsWith("hr") || end.EndsWith("pm") || end.EndsWith("am") || end.EndsWith("km") || end.EndsWith("mph")
            || (last + 1 < text.Count && text.IsNext(last + 1) && text.Word(last + 1) is "hrs" or "hours" or "am" or "pm" or "hr" or "people" or "euros"
            or "pounds" or "eur" or "gbp" or "miles" or "metres" or "percent");
    }

    /// <summary>1600-2200; 1933-1945 are years.</summary>
    internal static bool IsHours(NarrativeText text, int first, int last)
    {
        if (first < 0 || last >= text.Count || !(text.Before(last) is "-" or "–"))
        {
            return false;
        }

        ReadOnlySpan<char> from = text.Word(first);
        ReadOnlySpan<char> to = text.Word(last);
        return IsClock(from) && IsClock(to) && from[..2] is not ("18" or "19" or "20") && to[..2] is not ("18" or "19" or "20");
    }

    /// <summary>at 2359, between 1800 and 1900: four digits that are a time, where a time is told.</summary>
    private static bool IsToldTime(NarrativeText text, int index)
    {
        if (!IsClock(text.Word(index)) || !text.IsNext(index))
        {
            return false;
        }

        ReadOnlySpan<char> told = text.Word(index - 1);
        ReadOnlySpan<char> next = text.IsNext(index + 1) ? text.Word(index + 1) : default;
        bool year = text.Word(index)[..2] is "19" or "20" or "18";
        return year ? told is "at" || told is "between" && next is "on" or "and" or "hrs" or "hours" or "hr" or "the" or "when"
            : told is "at" or "around" or "about" or "approx" or "approximately" or "since" or "until" or "till" or "circa";
    }

    /// <summary>0000 to 2359.</summary>
    internal static bool IsClock(ReadOnlySpan<char> digits) => digits.Length == 4 && !digits.ContainsAnyExceptInRange('0', '9') && (digits[0] is '0' or '1' || (digits[0] == '2' && digits[1] is >= '0' and <= '3')) && digits[2] is >= '0' and <= '5';

    /// <summary>12-14, 2019/20: from one number to another.</summary>
    private static bool IsRange(NarrativeText text, int first, int last) => last == first + 1 && text.Before(last) is "-" or "/" && text[first].Length <= 4
        && text[last].Length <= 4 && text.IsDigits(first) && text.IsDigits(last);

    /// <summary>A number of things.</summary>
    internal static bool IsCount(NarrativeText text, int last) =>
        text.IsNext(last + 1) && text.Is(last + 1, WordKinds.Common) && text.Word(last + 1) is "people" or "members" or "followers" or "views" or "times"
            or "euros" or "pounds" or "copies" or "residents" or "metres" or "words" or "years" or "days"
        || (text.IsNext(last + 1) && text.Word(last + 1) is "and" or "or" && text.IsNext(last + 2) && text.Is(last + 2, WordKinds.HasDigit));
}
