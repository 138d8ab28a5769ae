using System.Buffers;
using System.Globalization;
using System.Text.RegularExpressions;
using DataSharing.Disclosure.Patterns;

namespace DataSharing.Disclosure.Narrative.Recognisers;

/// <summary>Postcodes, telephones, plates, also spelled, National Insurance and NHS numbers, bank cards, coordinates, plus codes and three-word addresses.</summary>
internal sealed partial class NumberRecogniser : Recogniser
{
    private static readonly (TextPattern Pattern, MaskType Type)[] Long = [.. Typed(TextPattern.All.Where(pattern => pattern is not (EmailPattern or PostcodePattern or PlatePattern or CoordinatePattern or PlusCodePattern or ThreeWordPattern)))];
    private static readonly (TextPattern Pattern, MaskType Type)[] Uninsured = [.. Long.Where(form => form.Pattern is not NationalInsurancePattern)];
    private static readonly (TextPattern Pattern, MaskType Type)[] Postcode = [.. Typed(TextPattern.All.Where(pattern => pattern is PostcodePattern))];
    private static readonly (TextPattern Pattern, MaskType Type)[] Plate = [.. Typed(TextPattern.All.Where(pattern => pattern is PlatePattern))];

    private static readonly (TextPattern Pattern, MaskType Type)[] Coordinates = [.. Typed(TextPattern.All.Where(pattern => pattern is CoordinatePattern))];
    private static readonly (TextPattern Pattern, MaskType Type)[] PlusCode = [.. Typed(TextPattern.All.Where(pattern => pattern is PlusCodePattern))];
    private static readonly (TextPattern Pattern, MaskType Type)[] ThreeWords = [.. Typed(TextPattern.All.Where(pattern => pattern is ThreeWordPattern))];
    private static readonly (TextPattern Pattern, MaskType Type)[] Spelled = [.. Postcode, .. Plate];

    private static IEnumerable<(TextPattern Pattern, MaskType Type)> Typed(IEnumerable<TextPattern> patterns) => patterns.Select(pattern => (pattern, pattern switch
    {
        PostcodePattern => MaskType.Postcode,
        PhonePattern => MaskType.Phone,
        PlatePattern => MaskType.Plate,
        CardPattern => MaskType.Card,
        CoordinatePattern or PlusCodePattern or ThreeWordPattern => MaskType.Address,
        _ => MaskType.Number,
    }));

    // Letters that no inward part has, as they look too much like others.
    private static readonly SearchValues<char> NotInward = SearchValues.Create("cikmov");

    // Letters and signs of a number that stand before its first or behind its last digit, with a blank or two.
    private const int Around = 16;

    // A sort code and the digits of a National Insurance number; a telephone of North America; one with letters for digits.
    private const int FewestOfSortCode = 6;
    private const int FewestOfPhone = 10;

    public override void Find(NarrativeText text, RedactionMode mode, Masks masks)
    {
        // Every pattern has digits, and most of a narrative has none: only what stands around them is searched.
        string written = text.Written;
        int at = 0;
        while (written.AsSpan(at).IndexOfAnyInRange('0', '9') is >= 0 and var found)
        {
            int start = Math.Max(at, at + found - Around);
            while (start > at && !char.IsWhiteSpace(written[start - 1]))
            {
                start--;
            }

            int end = at + found + 1;
            while (end < written.Length && written.AsSpan(end, Math.Min(Around * 2, written.Length - end)).LastIndexOfAnyInRange('0', '9') is >= 0 and var next)
            {
                end += next + 1;
            }

            end = Math.Min(written.Length, end + Around);
            while (end < written.Length && !char.IsWhiteSpace(written[end]))
            {
                end++;
            }

            FindIn(text, masks, start, end);
            at = end;
        }

        if (PlusCodePattern.MayHave(written))
        {
            Add(PlusCode, int.MaxValue, masks, text.Folded, 0);
        }

        if (ThreeWordPattern.MayHave(written))
        {
            Add(ThreeWords, int.MaxValue, masks, text.Folded, 0);
        }

        if (HasSpelled(text))
        {
            Add(Spelled, int.MaxValue, masks, text.Folded, 0);
        }

        FindPartialPlates(text, masks);
        FindPlatesOfWords(text, masks);
        FindSpokenPhones(text, masks);
    }

    /// <summary>Whether the words for letters, or letters by themselves, are as many as a postcode or plate has.</summary>
    private static bool HasSpelled(NarrativeText text)
    {
        const int FewestWords = 2;
        const int FewestLetters = 3;
        int count = 0;
        for (int i = text.Next(Interest.Cue, 0); i < text.Count && count < FewestWords; i = text.Next(Interest.Cue, i + 1))
        {
            count += text.Is(i, WordCues.Letter) ? 1 : 0;
        }

        if (count >= FewestWords)
        {
            return true;
        }

        count = 0;
        for (int i = text.Next(Interest.Letter, 0); i < text.Count && count < FewestLetters; i = text.Next(Interest.Letter, i + 1))
        {
            count++;
        }

        return count >= FewestLetters && SpelledCodes.MayHave(text.Written);
    }

    /// <summary>oh seven seven double oh …, digit by digit; and the extension behind a number.</summary>
    private static void FindSpokenPhones(NarrativeText text, Masks masks)
    {
        const int Fewest = 7;
        for (int i = text.Next(Interest.Figure, 2); i < text.Count; i = text.Next(Interest.Figure, i + 1))
        {
            if (masks.Has(i - 2, MaskType.Phone) && !masks.Has(i) && text[i].Length <= 5 && text.Word(i - 1) is "ext" or "extension" or "x" && text.IsDigits(i))
            {
                masks.Add(i - 1, i, MaskType.Phone);
            }
        }

        for (int i = text.Next(Interest.Cue, 0); i < text.Count; i = text.Next(Interest.Cue, i + 1))
        {
            int end = i;
            while (text.Is(end, WordCues.SpokenDigit) && (end == i || text.IsNext(end) || text.Before(end) is ", "))
            {
                end++;
            }

            if (end - i >= Fewest)
            {
                masks.Add(i, end - 1, MaskType.Phone);
            }

            i = Math.Max(i, end - 1);
        }
    }

    private static void FindIn(NarrativeText text, Masks masks, int offset, int end)
    {
        ReadOnlySpan<char> written = text.Written.AsSpan(offset, end - offset);
        Sides sides = SidesOf(written);
        // Most numbers of a narrative are times, ages and days.
        int digits = LongestRun(written, out int like);
        bool isLong = like >= FewestOfSortCode;
        bool isPlace = CoordinatePattern.MayHave(written);
        if (!isLong && !isPlace && !IsMixed(sides))
        {
            return;
        }

        FoldedText part = text.Folded.Part(offset, end - offset);
        if (isPlace)
        {
            Add(Coordinates, int.MaxValue, masks, part, offset);
        }

        FindMixed(text, masks, part, offset, sides);
        if (!isLong)
        {
            return;
        }

        bool insured = HasLetterOfInsurance(part.Text);
        Add(insured ? Long : Uninsured, ReferenceEquals(part.Numbers, part.Text) ? digits : LongestRun(part.Numbers, out _), masks, part, offset);
        if (like >= FewestOfPhone && HasRunLikeDigits(part.Text, FewestOfPhone))
        {
            Add(WithLetters(), MaskType.Phone, masks, part, offset);
        }

        if (digits >= FewestOfSortCode)
        {
            foreach (ValueMatch match in SortCode().EnumerateMatches(part.Text))
            {
                if (!IsDate(part.Text.AsSpan(match.Index, match.Length)))
                {
                    masks.AddCharacters(offset + match.Index, offset + match.Index + match.Length, MaskType.Number);
                }
            }

            if (insured)
            {
                Add(LikeInsurance(), MaskType.Number, masks, part, offset);
            }
        }

        if (digits >= FewestOfPhone)
        {
            Add(NorthAmerican(), MaskType.Phone, masks, part, offset);
        }
    }

    private static bool IsMixed(Sides sides) => Has(sides, Sides.Before | Sides.LettersBehind) || Has(sides, Sides.Before | Sides.ThreeBehind) || Has(sides, Sides.CapitalsApart | Sides.ThreeBehind)
        || Has(sides, Sides.Before | Sides.Alone) || (sides & (Sides.Giro | Sides.Spelled | Sides.CapitalBehind | Sides.Northern | Sides.HyphenedApart)) != 0;

    /// <summary>Postcodes and plates, which have letters beside their digits; each is searched for only where every one of its matches would leave a trace.</summary>
    private static void FindMixed(NarrativeText text, Masks masks, FoldedText part, int offset, Sides sides)
    {
        // A letter before a digit and letters behind one; GIR 0AA; or every character by itself.
        bool coded = Has(sides, Sides.Before | Sides.LettersBehind);
        if (coded || Has(sides, Sides.Giro) || Has(sides, Sides.Spelled))
        {
            Add(Postcode, 1, masks, part, offset);
        }

        // A letter before its digits and three behind them; a letter behind them; or the capitals of Northern Ireland.
        bool joined = Has(sides, Sides.Before | Sides.ThreeBehind) || Has(sides, Sides.CapitalBehind);
        if (joined || Has(sides, Sides.Northern))
        {
            Add(Plate, 1, masks, part, offset);
        }

        if (joined)
        {
            foreach (ValueMatch match in OldPlate().EnumerateMatches(part.Text))
            {
                int first = masks.FirstEndingAfter(offset + match.Index);
                if (first < text.Count && text[first].Style == TextStyle.Normal && !masks.Has(first) && (!text.IsNext(first + 1)
                    || !text.Is(first + 1, WordKinds.Acronym | WordKinds.Month)))
                {
                    masks.AddCharacters(offset + match.Index, offset + match.Index + match.Length, MaskType.Plate);
                }
            }
        }

        if (Has(sides, Sides.CapitalsApart | Sides.ThreeBehind))
        {
            foreach (ValueMatch match in ParcelledPlate().EnumerateMatches(part.Text))
            {
                int first = masks.FirstEndingAfter(offset + match.Index);
                if (first + 2 < text.Count && !masks.Has(first) && !text.Is(first, WordKinds.Grammar | WordKinds.Kept) && !text.Is(first + 2, WordKinds.Grammar | WordKinds.Kept | WordKinds.Month | WordKinds.Acronym)
                    && (text[first].Style == TextStyle.Normal || !text.Is(first + 2, WordKinds.Common)))
                {
                    masks.AddCharacters(offset + match.Index, offset + match.Index + match.Length, MaskType.Plate);
                }
            }
        }

        if (Has(sides, Sides.HyphenedApart))
        {
            Add(ForeignPlate(), MaskType.Plate, masks, part, offset);
        }

        if (Has(sides, Sides.Before | Sides.Alone))
        {
            Add(SpacedPostcode(), MaskType.Postcode, masks, part, offset);
        }

        if (coded)
        {
            FindLoosePostcodes(masks, part, offset);
        }
    }

    /// <summary>
    /// Written like a postcode with letters that no inward part has, as whoever mistypes or invents one writes it: NE8 4VW, ZZ9 9ZZ. In small letters only behind
    /// the letters of an area, and not "w1 2nd".
    /// </summary>
    private static void FindLoosePostcodes(Masks masks, FoldedText part, int offset)
    {
        foreach (ValueMatch match in LoosePostcode().EnumerateMatches(part.Text))
        {
            ReadOnlySpan<char> code = part.Text.AsSpan(match.Index, match.Length);
            int letters = code.IndexOfAnyInRange('0', '9');
            bool unit = char.ToLowerInvariant(code[^2]) is var one && char.ToLowerInvariant(code[^1]) is var two
                && (one, two) is ('a', 'm') or ('p', 'm') or ('s', 't') or ('n', 'd') or ('r', 'd') or ('t', 'h') or ('h', 'r') or ('y', 'r') or ('f', 't') or ('l', 'b') or ('k', 'm') or ('k', 'g') or ('y', 'o');
            if (!unit && (PostcodePattern.IsArea(code[..letters]) || (char.IsAsciiLetterUpper(code[0]) && char.IsAsciiLetterUpper(code[^1]))))
            {
                masks.AddCharacters(offset + match.Index, offset + match.Index + match.Length, MaskType.Postcode);
            }
        }
    }

    /// <summary>What stands at the sides of the digits of a text, of any of them.</summary>
    [Flags]
    private enum Sides
    {
        None = 0,

        /// <summary>An ASCII letter directly before a digit.</summary>
        Before = 1,

        /// <summary>Two ASCII letters directly behind a digit.</summary>
        LettersBehind = 2,

        /// <summary>A capital directly behind a digit.</summary>
        CapitalBehind = 4,

        /// <summary>Two capitals, and one sign or blank between them and a digit.</summary>
        CapitalsApart = 8,

        /// <summary>A hyphen, one capital or two, and one sign or blank between them and a digit.</summary>
        HyphenedApart = 16,

        /// <summary>A digit with a sign or blank before it and one behind it.</summary>
        Alone = 32,

        /// <summary>0AA.</summary>
        Giro = 64,

        /// <summary>Three ASCII letters and no more behind a digit, directly or behind one sign or blank.</summary>
        ThreeBehind = 128,

        /// <summary>Three capitals, the second an I or the third a Z, before a digit, directly or with one sign or blank between.</summary>
        Northern = 256,

        /// <summary>A digit alone, with a letter or digit alone at either side, one sign or blank between.</summary>
        Spelled = 512,
    }

    /// <summary>Whether all of these are there, at one digit or at several.</summary>
    private static bool Has(Sides sides, Sides all) => (sides & all) == all;

    private static Sides SidesOf(ReadOnlySpan<char> text)
    {
        Sides sides = Sides.None;
        for (int i = text.IndexOfAnyInRange('0', '9'); i >= 0 && i < text.Length; i++)
        {
            if (!char.IsAsciiDigit(text[i]))
            {
                continue;
            }

            char before = i > 0 ? text[i - 1] : '\0';
            char behind = i + 1 < text.Length ? text[i + 1] : '\0';
            char last = i + 2 < text.Length ? text[i + 2] : '\0';
            if (char.IsAsciiLetter(before))
            {
                sides |= IsNorthern(text[..i]) ? Sides.Before | Sides.Northern : Sides.Before;
            }
            else if (i > 1 && !char.IsAsciiDigit(before) && char.IsAsciiLetterUpper(text[i - 2]))
            {
                bool two = i > 2 && char.IsAsciiLetterUpper(text[i - 3]);
                sides |= two ? Sides.CapitalsApart : Sides.None;
                sides |= i > 2 && text[i - (two && i > 3 ? 4 : 3)] == '-' ? Sides.HyphenedApart : Sides.None;
                sides |= IsNorthern(text[..(i - 1)]) ? Sides.Northern : Sides.None;
            }

            if (!char.IsAsciiDigit(behind) && HasThree(text[(i + 1)..]))
            {
                sides |= Sides.ThreeBehind;
            }

            if (char.IsAsciiLetter(behind))
            {
                sides |= char.IsAsciiLetterUpper(behind) ? Sides.CapitalBehind : Sides.None;
                sides |= char.IsAsciiLetter(last) ? Sides.LettersBehind : Sides.None;
                sides |= text[i] == '0' && behind is 'a' or 'A' && last is 'a' or 'A' ? Sides.Giro : Sides.None;
            }
            else if (i > 1 && !char.IsAsciiLetterOrDigit(before) && !char.IsAsciiLetterOrDigit(behind) && i + 1 < text.Length)
            {
                sides |= Sides.Alone;
                // A postcode whose every character stands by itself neither begins nor ends with a digit.
                bool apart = char.IsAsciiLetterOrDigit(text[i - 2]) && (i < 3 || !char.IsAsciiLetterOrDigit(text[i - 3]))
                    && char.IsAsciiLetterOrDigit(last) && (i + 3 >= text.Length || !char.IsAsciiLetterOrDigit(text[i + 3]));
                sides |= apart ? Sides.Spelled : Sides.None;
            }
        }

        return sides;
    }

    private static bool IsNorthern(ReadOnlySpan<char> before) => before.Length > 2 && (before[^2] == 'I' || before[^1] == 'Z') && char.IsAsciiLetterUpper(before[^1]) && char.IsAsciiLetterUpper(before[^2])
        && char.IsAsciiLetterUpper(before[^3]);

    private static bool HasThree(ReadOnlySpan<char> behind)
    {
        ReadOnlySpan<char> letters = !behind.IsEmpty && !char.IsAsciiLetter(behind[0]) ? behind[1..] : behind;
        return letters.Length > 2 && char.IsAsciiLetter(letters[0]) && char.IsAsciiLetter(letters[1]) && char.IsAsciiLetter(letters[2])
            && (letters.Length == 3 || !char.IsAsciiLetterOrDigit(letters[3]));
    }

    private static void Add((TextPattern Pattern, MaskType Type)[] patterns, int digits, Masks masks, FoldedText part, int offset)
    {
        foreach ((TextPattern pattern, MaskType type) in patterns)
        {
            if (digits < pattern.FewestDigits)
            {
                continue;
            }

            foreach (TextSpan place in pattern.FindFolded(part))
            {
                masks.AddCharacters(offset + place.Start, offset + place.Start + place.Length, type);
            }
        }
    }

    private static void Add(Regex form, MaskType type, Masks masks, FoldedText part, int offset)
    {
        foreach (ValueMatch match in form.EnumerateMatches(part.Text))
        {
            masks.AddCharacters(offset + match.Index, offset + match.Index + match.Length, type);
        }
    }

    /// <summary>A letter from A to D by itself, behind a digit and two signs or blanks at most: the end of a National Insurance number.</summary>
    private static bool HasLetterOfInsurance(ReadOnlySpan<char> text)
    {
        const int MostBetween = 2;
        for (int i = 1; i < text.Length; i++)
        {
            if (text[i] is (>= 'A' and <= 'D') or (>= 'a' and <= 'd') && (i + 1 == text.Length || !char.IsAsciiLetterOrDigit(text[i + 1])))
            {
                int digit = i - 1;
                while (digit > 0 && i - digit <= MostBetween && !char.IsAsciiLetterOrDigit(text[digit]))
                {
                    digit--;
                }

                if (char.IsAsciiDigit(text[digit]))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>
    /// How many digits stand in a row at most, with nothing between two but a few blanks, brackets, stops and hyphens, which is all that parts the digits of any number
    /// looked for. A day with strokes and a time are two rows.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="like">The same when letters that look like digits count as some.</param>
    private static int LongestRun(ReadOnlySpan<char> text, out int like)
    {
        const int MostBetween = 4;
        int longest = 0;
        int run = 0;
        int runLike = 0;
        int between = 0;
        like = 0;
        foreach (char c in text)
        {
            if (c > '9')
            {
                run = 0;
                if (c is 'O' or 'o' or 'I' or 'l')
                {
                    like = Math.Max(like, ++runLike);
                    between = 0;
                }
                else
                {
                    runLike = 0;
                }
            }
            else if (c >= '0')
            {
                longest = Math.Max(longest, ++run);
                like = Math.Max(like, ++runLike);
                between = 0;
            }
            else if (runLike > 0 && (++between > MostBetween || !(c is ' ' or '(' or ')' or '.' or '-' || char.IsWhiteSpace(c))))
            {
                run = 0;
                runLike = 0;
            }
        }

        return longest;
    }

    /// <summary>Whether so many digits, or letters that look like some, stand in a row with at most one blank or hyphen between two.</summary>
    private static bool HasRunLikeDigits(ReadOnlySpan<char> text, int least)
    {
        int run = 0;
        bool parted = false;
        foreach (char c in text)
        {
            if (char.IsAsciiDigit(c) || c is 'O' or 'o' or 'I' or 'l')
            {
                parted = false;
                if (++run == least)
                {
                    return true;
                }
            }
            else
            {
                run = c is ' ' or '-' && !parted ? run : 0;
                parted = true;
            }
        }

        return false;
    }

    /// <summary>"part of the plate, NL65 H": what somebody remembered of a plate.</summary>
    private static void FindPartialPlates(NarrativeText text, Masks masks)
    {
        const int Far = 7;
        for (int i = text.Next(Interest.Figure, 1); i < text.Count; i = text.Next(Interest.Figure, i + 1))
        {
            if (!text.Is(i, WordKinds.HasDigit) || masks.Has(i))
            {
                continue;
            }

            ReadOnlySpan<char> word = text.Word(i);
            if (word.Length is < 4 or > 6 || !char.IsAsciiLetter(word[0]) || !char.IsAsciiLetter(word[1])
                || !char.IsAsciiDigit(word[2]) || !char.IsAsciiDigit(word[3]) || word[4..].ContainsAnyExceptInRange('a', 'z'))
            {
                continue;
            }

            for (int back = i - 1; back >= 0 && i - back <= Far; back--)
            {
                if (text.Word(back) is "plate" or "plates" or "reg" or "registration" or "index" or "vrm" or "number" or "numberplate")
                {
                    int last = text.IsNext(i + 1) && text[i + 1].Length <= 2 && text[i + 1].IsCapitalised && !text.Is(i + 1, WordKinds.HasDigit)
                        && !text.Is(i + 1, "i") ? i + 1 : i;
                    masks.Add(i, last, MaskType.Plate);
                    break;
                }
            }
        }
    }

    /// <summary>
    /// NO18 SEX, R11 DAD: a plate whose letters are a word, which in a sentence in capitals may be what follows a postal district. In capitals among small letters, or
    /// behind a word for a vehicle or plate.
    /// </summary>
    private static void FindPlatesOfWords(NarrativeText text, Masks masks)
    {
        const int Far = 5;
        for (int i = text.Next(Interest.Figure, 0); i + 1 < text.Count; i = text.Next(Interest.Figure, i + 1))
        {
            ReadOnlySpan<char> word = text.Word(i);
            if (!text.Is(i, WordKinds.HasDigit) || masks.Has(i + 1) || text[i + 1].Length != 3 || text.Is(i + 1, WordKinds.HasDigit | WordKinds.Tag) || !(text.Before(i + 1) is " " or "-") || word.Length > 4 || !char.IsAsciiLetter(word[0]))
            {
                continue;
            }

            // M25 IAB, W1A OAX: an inward part of which a letter was read for its digit
            if (text[i].IsAllCapitals && IsCapitals(text, i + 1) && text.Word(i + 1)[0] is 'i' or 'o' or 'l' && !text.Word(i + 1)[1..].ContainsAny(NotInward) && IsOutward(word)
                && !text.Is(i + 1, WordKinds.Common | WordKinds.Names | WordKinds.Acronym | WordKinds.Month))
            {
                masks.Add(i, i + 1, MaskType.Postcode);
                continue;
            }

            bool capitals = IsBeginOfPlate(word) && text[i].IsAllCapitals && text[i + 1].IsAllCapitals && text[i].Style != TextStyle.Upper && !text.Is(i + 1, WordKinds.Acronym | WordKinds.Month) && word.Length > 2;
            bool vehicle = false;
            for (int back = i - 1; back >= 0 && i - back <= Far && !vehicle; back--)
            {
                vehicle = text.Word(back) is "plate" or "plates" or "reg" or "registration" or "index" or "vrm" or "numberplate" or "car" or "van" or "vehicle" or "motorbike" or "lorry" or "taxi" or "moped" or "audi" or "bmw" or "ford" or "vauxhall" or "golf" or "corsa" or "mercedes" or "transit"
                    || (text.Is(back, "vw") && text[back].Length == 2);
            }

            if (capitals || (vehicle && IsBeginOfPlate(word) && !text.Is(i + 1, WordKinds.Grammar)))
            {
                masks.Add(i, i + 1, MaskType.Plate);
            }
        }
    }

    private static bool IsCapitals(NarrativeText text, int index) => text[index].IsAllCapitals || (text.Written[text[index].Start] == 'l' && char.IsUpper(text.Written[text[index].Start + 1]) && char.IsUpper(text.Written[text[index].Start + 2]));

    /// <summary>The letters of a postal area, a digit, and a digit or letter more.</summary>
    private static bool IsOutward(ReadOnlySpan<char> word)
    {
        int letters = word.IndexOfAnyInRange('0', '9');
        return letters is 1 or 2 && word.Length - letters <= 2 && PostcodePattern.IsArea(word[..letters]);
    }

    /// <summary>Two letters and the year of one of 2001 and later, or a letter and up to three digits.</summary>
    private static bool IsBeginOfPlate(ReadOnlySpan<char> word)
    {
        int letters = word.IndexOfAnyInRange('0', '9');
        int digits = word.Length - letters;
        return !word[letters..].ContainsAnyExceptInRange('0', '9') && !word[..Math.Max(0, letters)].ContainsAnyExceptInRange('a', 'z') && (letters == 2 ? digits == 2 : letters == 1 && digits <= 3);
    }

    /// <summary>Whether three pairs of digits can be day, month and year, in this order or the other.</summary>
    private static bool IsDate(ReadOnlySpan<char> pairs)
    {
        int one = int.Parse(pairs[..2], CultureInfo.InvariantCulture);
        int two = int.Parse(pairs[3..5], CultureInfo.InvariantCulture);
        return (one is >= 1 and <= 31 && two is >= 1 and <= 12) || (one is >= 1 and <= 12 && two is >= 1 and <= 31);
    }

    /// <summary>07700 9OO 415: a telephone with letters for the digits that look like them.</summary>
    [GeneratedRegex(@"(?<![0-9A-Za-z])[0O][0-9OolI](?:[ -]?[0-9OolI]){8,9}(?![0-9A-Za-z])", RegexOptions.CultureInvariant)]
    private static partial Regex WithLetters();

    /// <summary>Y11 BOX, ABC 123D: plates from before 2001.</summary>
    [GeneratedRegex(@"(?<![0-9A-Za-z])(?:[A-HJ-NPR-TV-Y][0-9]{1,3} ?[A-HJ-PR-Y]{3}|[A-HJ-PR-Y]{3} ?[0-9]{1,3}[A-HJ-NPR-TV-Y])(?![0-9A-Za-z])", RegexOptions.CultureInvariant)]
    private static partial Regex OldPlate();

    /// <summary>AB 12 CDE: a plate in three parts.</summary>
    [GeneratedRegex(@"(?<![0-9A-Za-z])[A-HJ-PR-Y]{2} [0-9]{2} [A-HJ-PR-Z]{3}(?![0-9A-Za-z])", RegexOptions.CultureInvariant)]
    private static partial Regex ParcelledPlate();

    /// <summary>QQ 12 34 56 C: written like a National Insurance number, whatever its prefix.</summary>
    [GeneratedRegex(@"(?<![0-9A-Za-z])[A-Za-z]{2} ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-Da-d](?![0-9A-Za-z])", RegexOptions.CultureInvariant)]
    private static partial Regex LikeInsurance();

    /// <summary>RO-JT 47, B-MW 1234: a plate of another country.</summary>
    [GeneratedRegex(@"(?<![0-9A-Za-z-])[A-Z]{1,3}-[A-Z]{1,2} [0-9]{1,4}(?![0-9A-Za-z])", RegexOptions.CultureInvariant)]
    private static partial Regex ForeignPlate();

    /// <summary>20-45-77: a bank's sort code.</summary>
    [GeneratedRegex(@"(?<![0-9A-Za-z-])[0-9]{2}-[0-9]{2}-[0-9]{2}(?![0-9A-Za-z-])", RegexOptions.CultureInvariant)]
    private static partial Regex SortCode();

    /// <summary>L3 4 BX: a postcode with a blank too many.</summary>
    [GeneratedRegex(@"(?<![0-9A-Za-z])[A-Z]{1,2}[0-9]{1,2}[A-Z]? [0-9] [ABD-HJLNP-UW-Z]{2}(?![0-9A-Za-z])", RegexOptions.CultureInvariant)]
    private static partial Regex SpacedPostcode();

    [GeneratedRegex(@"(?<![0-9A-Za-z])(?:[A-Z]{1,2}[0-9][0-9A-Z]? {1,2}[0-9][A-Z]{2}|[A-Za-z]{1,2}[0-9][0-9A-Za-z]? [0-9][A-Za-z]{2})(?![0-9A-Za-z])", RegexOptions.CultureInvariant)]
    private static partial Regex LoosePostcode();

    /// <summary>(612) 555-0148: a telephone of North America.</summary>
    [GeneratedRegex(@"(?<![0-9])(?:\([0-9]{3}\) ?|[0-9]{3}[-. ])[0-9]{3}[-. ][0-9]{4}(?![0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex NorthAmerican();
}
