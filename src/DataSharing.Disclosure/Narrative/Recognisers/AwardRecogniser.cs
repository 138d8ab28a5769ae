namespace DataSharing.Disclosure.Narrative.Recognisers;

/// <summary>
/// In strict mode, what a court decided and anybody can look up: terms of imprisonment (three years and four months' imprisonment) and sums of a thousand and more
/// (TRL 88,260,073; 205,000 Turkish liras).
/// </summary>
internal sealed class AwardRecogniser : Recogniser
{
    private const int LeastDigitsOfSum = 4;
    private const int LongestTerm = 12;

    public override void Find(NarrativeText text, RedactionMode mode, Masks masks)
    {
        if (mode != RedactionMode.Strict)
        {
            return;
        }

        for (int i = text.Next(Interest.Number, 0); i < text.Count; i = text.Next(Interest.Number, i + 1))
        {
            if (masks.Has(i) || !text.Is(i, WordKinds.HasDigit | WordKinds.NumberWord))
            {
                continue;
            }

            if (LastOfTerm(text, i) is var term and >= 0)
            {
                masks.Add(i, term, MaskType.Number);
                i = term;
            }
            else if (text.IsDigits(i) && LastOfSum(text, i, out int first) is var sum and >= 0)
            {
                masks.Add(first, sum, MaskType.Number);
                i = sum;
            }
        }
    }

    /// <summary>The last word of "three years and four months", where somebody was sentenced to it; -1 where nobody was.</summary>
    private static int LastOfTerm(NarrativeText text, int index)
    {
        int last = -1;
        for (int i = index; i < text.Count && i - index < LongestTerm; i++)
        {
            if (i > index && !(text.IsNext(i) || text.Before(i) is ", " || text.Before(i).StartsWith("'") || text.Before(i).StartsWith("’")))
            {
                break;
            }

            if (IsUnit(text.Word(i)))
            {
                last = i;
            }
            else if (!text.Is(i, WordKinds.HasDigit | WordKinds.NumberWord) && !text.Is(i, "and"))
            {
                break;
            }
        }

        if (last < 0)
        {
            return -1;
        }

        bool ahead = index > 1 && text.IsNext(index) && (text.Word(index - 1) is "to" or "of" && text.Word(index - 2) is "sentenced" or "sentence" or "term" or "period");
        int next = last + 1;
        bool behind = next < text.Count && (text.Word(next) is "imprisonment" or "detention" or "custody" || (text.Is(next, "in") && text.Word(Math.Min(next + 1, text.Count - 1)) is "prison" or "custody" or "detention" or "jail"));
        return ahead || behind ? last : -1;
    }

    private static bool IsUnit(ReadOnlySpan<char> word) => word is "years" or "year" or "months" or "month" or "weeks" or "days" or "years'" or "months'" or "weeks'" or "days'";

    /// <summary>The last word of a sum of money that begins here, its currency included; -1 where it is less than a thousand or no money.</summary>
    private static int LastOfSum(NarrativeText text, int index, out int first)
    {
        first = index;
        int last = index;
        int digits = text[index].Length;
        while (text.Before(last + 1) is "," or " " && text.IsDigits(last + 1) && text[last + 1].Length == 3)
        {
            last++;
            digits += text[last].Length;
        }

        if (digits < LeastDigitsOfSum)
        {
            return -1;
        }

        if (text[index].Start > 0 && text.Written[text[index].Start - 1] is '£' or '$' or '€')
        {
            return last;
        }

        if (index > 0 && text.Before(index) is " " && IsCode(text, index - 1))
        {
            first = index - 1;
            return last;
        }

        // 205,000 Turkish liras (TRY)
        int unit = text.IsNext(last + 1) && text.IsNext(last + 2) && IsMoney(text.Word(last + 2)) ? last + 2 : last + 1;
        if (unit >= text.Count || !text.IsNext(unit) || !(IsMoney(text.Word(unit)) || IsCode(text, unit)))
        {
            return -1;
        }

        unit = text.Is(unit, "pounds") && text.Is(unit + 1, "sterling") ? unit + 1 : unit;
        return unit + 1 < text.Count && text.Before(unit + 1) is " (" && IsCode(text, unit + 1) ? unit + 1 : unit;
    }

    private static bool IsCode(NarrativeText text, int index) => text[index].IsAllCapitals && text.Word(index) is "eur" or "gbp" or "usd" or "try" or "trl" or "pln" or "plz" or "chf" or "dem" or "itl" or "frf" or "rub" or "uah" or "huf" or "ron" or "rol" or "sek" or "nok" or "dkk" or "czk" or "skk" or "sit" or "hrk" or "mdl" or "lvl" or "ltl" or "cyp" or "ats" or "fim";

    private static bool IsMoney(ReadOnlySpan<char> word) => word is "euros" or "euro" or "pounds" or "liras" or "lira" or "dollars" or "zlotys" or "zloty" or "francs" or "marks" or "roubles" or "rubles" or "kroner" or "kronor" or "forints" or "levs" or "lei" or "hryvnias";
}
