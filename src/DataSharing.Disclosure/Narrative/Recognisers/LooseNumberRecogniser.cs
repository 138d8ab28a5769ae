using System.Text.RegularExpressions;
using DataSharing.Disclosure.Patterns;

namespace DataSharing.Disclosure.Narrative.Recognisers;

/// <summary>
/// Numbers in parts, as people write, dictate or hide them: a plate or postcode with blanks of its own, an account of another country, an address of a machine with
/// brackets, digits one by one.
/// </summary>
internal sealed partial class LooseNumberRecogniser : Recogniser
{
    private const int Far = 5;
    private const int LongestIban = 34;
    private const int ShortestIban = 15;

    public override void Find(NarrativeText text, RedactionMode mode, Masks masks)
    {
        int first = text.Next(Interest.Figure, 0);
        if (first < text.Count)
        {
            FindForms(text, masks);
        }

        for (int i = first; i < text.Count; i = text.Next(Interest.Figure, i + 1))
        {
            if (!text.Is(i, WordKinds.HasDigit) || text.Is(i, WordKinds.Tag))
            {
                continue;
            }

            if (LastOfIban(text, i) is var iban && iban >= 0)
            {
                masks.Add(i, iban, MaskType.Number);
            }
            else if (!masks.Has(i))
            {
                FindAt(text, masks, i);
            }
        }

        FindDictatedPlates(text, masks);
    }

    private static void FindAt(NarrativeText text, Masks masks, int index)
    {
        if (IsMiddleOfPlate(text, index))
        {
            masks.Add(index - 1, index + 1, MaskType.Plate);
        }
        else if (FirstOfPostcode(text, index, out int last) is var first && first >= 0)
        {
            masks.Add(first, last, MaskType.Postcode);
        }
        else if (LastOfDigits(text, index) is var digits && digits > index)
        {
            masks.Add(index, digits, text.Word(index)[0] == '0' ? MaskType.Phone : MaskType.Number);
        }
        else if (LastOfSpoken(text, index) is var spoken && spoken > index)
        {
            masks.Add(index, spoken, MaskType.Phone);
        }
        else if (IsThreeWords(text, index))
        {
            masks.Add(index + 1, index + 3, MaskType.Address);
        }
        else if (IsSortCode(text, index))
        {
            masks.Add(index, index + 2, MaskType.Number);
        }
        else if (IsTagged(text, index))
        {
            masks.Add(index - 1, index, MaskType.Handle);
        }
    }

    private static void FindForms(NarrativeText text, Masks masks)
    {
        string written = text.Written;
        AddAll(SpelledInsurance(), MaskType.Number, written, masks);
        AddAll(Parted(), MaskType.Number, written, masks);
        AddAll(Compass(), MaskType.Address, written, masks);
        AddAll(Grid(), MaskType.Address, written, masks);
        if (written.Contains("::", StringComparison.Ordinal))
        {
            AddAll(Shortened(), MaskType.Number, written, masks);
        }
    }

    private static void AddAll(Regex form, MaskType type, string written, Masks masks)
    {
        foreach (ValueMatch match in form.EnumerateMatches(written))
        {
            masks.AddCharacters(match.Index, match.Index + match.Length, type);
        }
    }

    /// <summary>reg ab 12 cde, AB I2 CDE: the digits of a plate in three parts, in capitals among small letters or where a vehicle is told of.</summary>
    private static bool IsMiddleOfPlate(NarrativeText text, int index)
    {
        if (text[index].Length != 2 || !IsPartOfPlate(text, index - 1, 2) || !IsPartOfPlate(text, index + 1, 3) || text.Word(index).ContainsAnyExceptInRange('0', '9') && text.Word(index)[0] is not ('i' or 'l' or 'o'))
        {
            return false;
        }

        bool capitals = text[index - 1].IsAllCapitals && text[index + 1].IsAllCapitals && text[index].Style != TextStyle.Upper;
        return text.Before(index) is " " or "-" && text.Before(index + 1) is " " or "-" && (capitals || IsVehicleBefore(text, index - 1));
    }

    private static bool IsPartOfPlate(NarrativeText text, int index, int length) => index >= 0 && index < text.Count && text[index].Length == length && !text.Is(index, WordKinds.HasDigit | WordKinds.Tag | WordKinds.Grammar | WordKinds.Month);

    private static bool IsVehicleBefore(NarrativeText text, int index)
    {
        for (int back = index - 1; back >= 0 && index - back <= Far; back--)
        {
            if (text.Word(back) is "plate" or "plates" or "reg" or "registration" or "index" or "vrm" or "numberplate" or "car" or "van" or "vehicle")
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>AB one two CDE: the digits of a plate in words between its letters.</summary>
    private static void FindDictatedPlates(NarrativeText text, Masks masks)
    {
        for (int i = text.Next(Interest.Number, 1); i + 2 < text.Count; i = text.Next(Interest.Number, i + 1))
        {
            bool digits = text.Is(i, WordKinds.NumberWord) && text.Is(i + 1, WordKinds.NumberWord) && text.IsNext(i) && text.IsNext(i + 1) && text.IsNext(i + 2);
            if (digits && IsPartOfPlate(text, i - 1, 2) && IsPartOfPlate(text, i + 2, 3) && text[i - 1].IsAllCapitals && text[i + 2].IsAllCapitals && text[i].Style != TextStyle.Upper)
            {
                masks.Add(i - 1, i + 2, MaskType.Plate);
            }
        }
    }

    /// <summary>NW 4 2AA, nw 42aa, NW4 2A A: a postcode with its blanks in other places; the first word, or -1.</summary>
    private static int FirstOfPostcode(NarrativeText text, int index, out int last)
    {
        last = index;
        ReadOnlySpan<char> word = text.Word(index);
        ReadOnlySpan<char> before = index > 0 && text.Before(index) is " " or "-" ? text.Word(index - 1) : default;
        // nw 42aa
        if (word.Length is 4 or 5 && IsInward(word[^3..]) && !word[..^3].ContainsAnyExceptInRange('0', '9') && before.Length == 2 && PostcodePattern.IsArea(before))
        {
            return index - 1;
        }

        // n w 4, 2 a a
        if (IsSpelled(text, index))
        {
            last = index + 3;
            return index > 1 && text[index - 2].Length == 1 && PostcodePattern.IsArea($"{text.Word(index - 2)}{text.Word(index - 1)}") ? index - 2 : index - 1;
        }

        if (index + 1 >= text.Count || !(text.Before(index + 1) is " " or "-"))
        {
            return -1;
        }

        ReadOnlySpan<char> next = text.Word(index + 1);
        // NW 4 2AA
        if (text.IsDigits(index) && word.Length <= 2 && next.Length == 3 && IsInward(next) && before.Length is 1 or 2 && PostcodePattern.IsArea(before) && (before.Length == 2 || text[index - 1].IsCapitalised))
        {
            last = index + 1;
            return index - 1;
        }

        // NW4 2A A
        bool outward = word.Length is 2 or 3 or 4 && char.IsAsciiDigit(word[^1]) && word.IndexOfAnyInRange('0', '9') is var letters and (1 or 2) && PostcodePattern.IsArea(word[..letters]);
        if (outward && index + 2 < text.Count && next.Length == 2 && text[index + 2].Length == 1 && text.Before(index + 2) is " " && IsInward($"{next}{text.Word(index + 2)}"))
        {
            last = index + 2;
            return index;
        }

        return -1;
    }

    private static bool IsSpelled(NarrativeText text, int index)
    {
        const int Characters = 6;
        int first = index - 1;
        if (first < 0 || index + 3 >= text.Count || !text.IsDigits(index) || !text.IsDigits(index + 1) || !(text.Before(index + 1) is " " or ", " or ","))
        {
            return false;
        }

        for (int i = first; i < first + Characters - 1; i++)
        {
            if (text[i].Length != 1 || (i > first && i != index + 1 && text.Before(i) is not " "))
            {
                return false;
            }
        }

        return char.IsAsciiLetter(text.Word(first)[0]) && IsInward($"{text.Word(index + 1)}{text.Word(index + 2)}{text.Word(index + 3)}");
    }

    private static bool IsInward(ReadOnlySpan<char> part) => char.IsAsciiDigit(part[0]) && char.IsAsciiLetter(part[1]) && char.IsAsciiLetter(part[2]) && part[1..] is not ("st" or "nd" or "rd" or "th" or "am" or "pm" or "hr" or "ft" or "lb" or "km" or "kg" or "yr" or "mm" or "cm" or "ml" or "mg")
        && !part[1..].ContainsAny('c', 'i', 'k') && !part[1..].ContainsAny('m', 'o', 'v');

    /// <summary>9 4 3 4 7 6 5 9 1 9; 0 7700 900123: the last of the digits that are written one by one, or of a telephone behind its first; the word itself where they are none.</summary>
    private static int LastOfDigits(NarrativeText text, int index)
    {
        const int Fewest = 9;
        if (text[index].Length != 1 || (text.IsDigits(index - 1) && text.Before(index) is " "))
        {
            return index;
        }

        int last = index;
        int digits = 1;
        bool single = true;
        bool counts = true;
        while (text.IsDigits(last + 1) && text.Before(last + 1) is " " or "-")
        {
            last++;
            digits += text[last].Length;
            single &= text[last].Length == 1;
            counts &= text.Word(last)[0] == text.Word(last - 1)[0] + 1;
        }

        bool phone = text.Is(index, "0") && digits is 10 or 11 && text[last].Length > 1;
        return (single && digits >= Fewest && !counts) || phone ? last : index;
    }

    /// <summary>07700 nine hundred one two three: the last word of a telephone that goes on in words; the word itself where none does.</summary>
    private static int LastOfSpoken(NarrativeText text, int index)
    {
        const int FewestWords = 3;
        if (!text.IsDigits(index) || text[index].Length < 3 || text.Word(index)[0] != '0')
        {
            return index;
        }

        int last = index;
        while (text.IsNext(last + 1) && (text.Is(last + 1, WordCues.SpokenDigit) || text.Is(last + 1, "hundred") || text.Is(last + 1, "thousand")))
        {
            last++;
        }

        return last - index >= FewestWords ? last : index;
    }

    /// <summary>sort code 20 45 77; 20/45/77, which is no day.</summary>
    private static bool IsSortCode(NarrativeText text, int index)
    {
        if (!text.IsDigits(index) || !text.IsDigits(index + 1) || !text.IsDigits(index + 2) || text[index].Length != 2 || text[index + 1].Length != 2 || text[index + 2].Length != 2)
        {
            return false;
        }

        ReadOnlySpan<char> gap = text.Before(index + 1);
        bool told = index > 0 && text.Word(index - 1) is "code" or "sc" or "sortcode";
        bool day = text.Word(index + 1)[0] <= '1' || text.Word(index)[0] <= '1';
        return gap.SequenceEqual(text.Before(index + 2)) && (told ? gap is " " or "/" or "." or "-" : gap is "/" && !day);
    }

    /// <summary>w3w filled count soap: three words behind the name of what they are an address of.</summary>
    private static bool IsThreeWords(NarrativeText text, int index) => text.Word(index) is "w3w" or "what3words" && index + 3 < text.Count && text.IsNext(index + 2) && text.IsNext(index + 3) && !text.Is(index + 1, WordKinds.Grammar | WordKinds.Doing) && !text.Is(index + 2, WordKinds.Grammar);

    /// <summary>HaterBoy#1234: the name of an account with its number.</summary>
    private static bool IsTagged(NarrativeText text, int index) => index > 0 && text.IsDigits(index) && text[index].Length == 4 && text.Before(index) is "#" && text[index - 1].Length > 2;

    /// <summary>GB82 WEST 1234 5698 7654 32: the last word of an international account number, which its check digits tell; -1 where none begins here.</summary>
    private static int LastOfIban(NarrativeText text, int index)
    {
        ReadOnlySpan<char> word = text.Word(index);
        if (word.Length < 4 || !char.IsAsciiLetter(word[0]) || !char.IsAsciiLetter(word[1]) || !char.IsAsciiDigit(word[2]) || !char.IsAsciiDigit(word[3]))
        {
            return -1;
        }

        Span<char> all = stackalloc char[LongestIban];
        int length = 0;
        int found = -1;
        for (int i = index; i < text.Count && (i == index || text.Before(i) is " " or "-"); i++)
        {
            ReadOnlySpan<char> part = text.Word(i);
            if (length + part.Length > LongestIban || part.ContainsAny('\'', '_'))
            {
                break;
            }

            part.CopyTo(all[length..]);
            length += part.Length;
            found = length >= ShortestIban && IsChecked(all[..length]) ? i : found;
        }

        return found;
    }

    /// <summary>ISO 13616: the first four characters moved to the end, letters as 10 to 35, leave 1 by 97.</summary>
    private static bool IsChecked(ReadOnlySpan<char> account)
    {
        int rest = 0;
        for (int i = 0; i < account.Length; i++)
        {
            char c = account[(i + 4) % account.Length];
            if (!char.IsAsciiLetterOrDigit(c))
            {
                return false;
            }

            int value = char.IsAsciiDigit(c) ? c - '0' : c - 'a' + 10;
            rest = ((rest * (value > 9 ? 100 : 10)) + value) % 97;
        }

        return rest == 1;
    }

    /// <summary>A B 1 2 3 4 5 6 C</summary>
    [GeneratedRegex(@"(?<![0-9A-Za-z])[A-Za-z] [A-Za-z](?: [0-9]){6} [A-Da-d](?![0-9A-Za-z])", RegexOptions.CultureInvariant)]
    private static partial Regex SpelledInsurance();

    /// <summary>192[.]0[.]2[.]17, 192 . 0 . 2 . 17: an address of a machine that is made unreadable.</summary>
    [GeneratedRegex(@"(?<![0-9.])[0-9]{1,3}(?:\[\.\][0-9]{1,3}){3}(?![0-9])|(?<![0-9.])[0-9]{1,3}(?: \. [0-9]{1,3}){3}(?![0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Parted();

    /// <summary>2001:db8::17</summary>
    [GeneratedRegex(@"(?<![0-9A-Za-z:])[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{1,4}){0,6}::[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{1,4}){0,5}(?![0-9A-Za-z:])", RegexOptions.CultureInvariant)]
    private static partial Regex Shortened();

    /// <summary>N51.5074 W0.1278</summary>
    [GeneratedRegex(@"(?<![0-9A-Za-z])[NSns] ?[0-9]{1,2}\.[0-9]{3,8}°?[, ]{1,2}[EWew] ?[0-9]{1,3}\.[0-9]{3,8}(?![0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Compass();

    /// <summary>SJ 845 982, TQ 3008 8046: a place of the national grid.</summary>
    [GeneratedRegex(@"(?<![0-9A-Za-z])[HNOST][A-HJ-Z] (?:[0-9]{3} [0-9]{3}|[0-9]{4} [0-9]{4}|[0-9]{5} [0-9]{5})(?![0-9A-Za-z])", RegexOptions.CultureInvariant)]
    private static partial Regex Grid();
}
