using DataSharing.Disclosure.Patterns;

namespace DataSharing.Disclosure.Narrative.Recognisers;

/// <summary>
/// What somebody told over the telephone and another wrote down as it was said: a name letter by letter, a plate, postcode, telephone or reference sign by sign, a
/// house whose number is a word.
/// </summary>
internal sealed class DictatedRecogniser : Recogniser
{
    private const int LongestName = 4;

    // How far before what is told its cue stands: "the reference on the letter is".
    private const int FarthestCue = 8;

    public override void Find(NarrativeText text, RedactionMode mode, Masks masks)
    {
        for (int i = text.Next(Interest.Spoken, 0); i < text.Count; i = text.Next(Interest.Spoken, i + 1))
        {
            if (masks.Has(i))
            {
                continue;
            }

            int first = i;
            while (first > 0 && !masks.Has(first - 1) && IsBeside(text, first) && IsSign(text, first - 1)
                && !text.Is(first - 1, WordKinds.Tag))
            {
                first--;
            }

            int end = EndOf(text, masks, i);
            if (end == first + 1 && !IsNumber(text, i))
            {
                continue;
            }

            ToldSigns told = ToldSigns.Of(text, first, end);
            if (!FindHouse(text, masks, told) && TypeOf(text, mode, told) is { } type)
            {
                // dx seven seven oh three two: what comes before is of no language, and of the same reference.
                bool led = type is MaskType.Reference && first > 0 && text.IsNext(first) && text[first - 1].Length is 2 or 3
                    && !text.Is(first - 1, WordKinds.Acronym | WordKinds.Names | WordKinds.Tag
                    | WordKinds.Common | WordKinds.Uncommon | WordKinds.Grammar | WordKinds.Kept | WordKinds.Doing | WordKinds.Where);
                masks.Add(led ? first - 1 : told.First, told.Last, type);
            }

            i = Math.Max(i, end - 1);
        }
    }

    /// <summary>The end of a row of signs, which is behind its last.</summary>
    private static int EndOf(NarrativeText text, Masks masks, int first)
    {
        int end = first + 1;
        while (end < text.Count && !masks.Has(end) && IsBeside(text, end) && (IsSign(text, end) || IsInner(text, end)))
        {
            end++;
        }

        return end;
    }

    /// <summary>A stroke with a sign behind it.</summary>
    private static bool IsInner(NarrativeText text, int index) => IsStroke(text, index) && index + 1 < text.Count
        && text.IsNext(index + 1) && IsSign(text, index + 1);

    private static bool IsBeside(NarrativeText text, int index) => text.IsNext(index) || text.Before(index) is ", " or "-" or " - "
        or " — " or "/";

    private static bool IsSign(NarrativeText text, int index) => IsLetter(text, index) || IsNumber(text, index) || (text.IsDigits(index)
        && text[index].Length <= 5) || IsPart(text, index);

    /// <summary>M8, 9QX, ZT: signs that are written together among others that are told.</summary>
    internal static bool IsPart(NarrativeText text, int index) => text[index].Length is 2 or 3 or 4 && !text.Is(index, WordKinds.Tag)
        && (text.Is(index, WordKinds.HasDigit) ? !char.IsAsciiDigit(text.Word(index)[0]) || text[index].Length == 3
        && char.IsAsciiLetter(text.Word(index)[1])
            : text[index].Length < 4 && text[index].IsAllCapitals && text[index].Style == TextStyle.Normal
            && !text.Is(index, WordKinds.Acronym | WordKinds.Kept | WordKinds.Grammar | WordKinds.Title | WordKinds.Common));

    internal static bool IsLetter(NarrativeText text, int index) => text[index].Length == 1 && char.IsAsciiLetter(text.Word(index)[0]);

    private static bool IsNumber(NarrativeText text, int index) => text.Is(index, WordKinds.NumberWord)
        || text.Is(index, WordCues.SpokenDigit) || text.Word(index) is "hundred" or "treble";

    internal static bool IsStroke(NarrativeText text, int index) => text.Word(index) is "stroke" or "slash" or "dash" or "hyphen";

    private static MaskType? TypeOf(NarrativeText text, RedactionMode mode, ToldSigns told)
    {
        if (told.Parts < 2)
        {
            return null;
        }

        if (told.Letters == 0)
        {
            return OfDigits(text, mode, told);
        }

        return told.Digits == 0 ? OfLetters(text, mode, told) : OfBoth(text, told);
    }

    /// <summary>oh seven seven double oh nine hundred one four two; log number nine one two.</summary>
    private static MaskType? OfDigits(NarrativeText text, RedactionMode mode, ToldSigns told)
    {
        const int FewestOfPhone = 9;
        const int FewestOfAny = 5;
        const int FewestOfStrict = 4;
        if (!told.IsTold)
        {
            return null;
        }

        string digits = told.Code;
        bool phone = digits.Length >= FewestOfPhone && told.Single > FewestOfAny;
        if (phone)
        {
            return MaskType.Phone;
        }

        bool many = told.Single >= (mode == RedactionMode.Strict ? FewestOfStrict : FewestOfAny);
        bool cued = digits.Length >= 3 && told.Parts >= 2 && CueOf(text, told.First, told.Parts == 2 ? 3 : FarthestCue) is not null;
        return cued ? MaskType.Reference : many ? MaskType.Number : null;
    }

    /// <summary>w a r s a m e: a name letter by letter; the plate ended k f b. c c t v is no name.</summary>
    private static MaskType? OfLetters(NarrativeText text, RedactionMode mode, ToldSigns told)
    {
        const int FewestOfName = 4;
        const int FewestOfAny = 3;
        if (told.Letters < FewestOfAny || told.IsRepeated || IsAbbreviation(told.Code))
        {
            return null;
        }

        if (CueOf(text, told.First, FarthestCue) is MaskType.Plate)
        {
            return MaskType.Plate;
        }

        bool repeats = IsWordBefore(text, told);
        return repeats || told.Letters >= FewestOfName || (mode == RedactionMode.Strict && text[told.First].Style != TextStyle.Normal)
            ? MaskType.Person : null;
    }

    /// <summary>l v sixty eight t g o; b d eight seven w q; t m one eight eight four.</summary>
    private static MaskType? OfBoth(NarrativeText text, ToldSigns told)
    {
        const int FewestSigns = 4;
        MaskType? cue = CueOf(text, told.First, FarthestCue);
        if (told.Letters + told.Digits < FewestSigns)
        {
            return cue is not null && told.Parts > 2 && !told.IsClock ? cue : null;
        }

        string code = told.Code.ToUpperInvariant();
        if (PlatePattern.IsCode(code, byWords: true))
        {
            return MaskType.Plate;
        }

        if (PostcodePattern.IsCode(code))
        {
            return MaskType.Postcode;
        }

        bool signs = told.Letters > 1 || told.Single > 2;
        return told.IsClock || !signs ? null : cue ?? MaskType.Reference;
    }

    /// <summary>The word for a reference, plate or number that stands before; null where none does.</summary>
    private static MaskType? CueOf(NarrativeText text, int first, int far)
    {
        for (int i = first - 1; i >= 0 && first - i <= far; i--)
        {
            if (text.Word(i) is "plate" or "plates" or "registration" or "reg" or "numberplate" or "vrm")
            {
                return MaskType.Plate;
            }

            if (text.Word(i) is "ref" or "reference" or "cad" or "crime" or "log" or "incident" or "job" or "urn" or "booking"
                or "ticket" or "membership" or "policy" or "number" or "number's"
                or "order" or "badge" or "collar" or "shoulder" or "warrant" or "exhibit" or "claim" or "passport" or "licence" or "pass")
            {
                return MaskType.Reference;
            }

            if (text.Before(i + 1).ContainsAny(".?!\n") && text[i].Style == TextStyle.Normal)
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>Whether the letters are those of a word just before: "ayaan warsame that's w a r s a m e".</summary>
    private static bool IsWordBefore(NarrativeText text, ToldSigns told)
    {
        for (int i = told.First - 1; i >= 0 && told.First - i <= FarthestCue; i--)
        {
            if (text.Word(i).SequenceEqual(told.Code))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsAbbreviation(string letters) => Vocabulary.Of(letters) is var kinds && (kinds & WordKinds.Acronym) != 0
        || letters is "abc" or "abcd" or "xyz" or "hiv" or "mri" or "rsvp";

    /// <summary>flat two, twenty seven darenth close, the house number is fifty two.</summary>
    private static bool FindHouse(NarrativeText text, Masks masks, ToldSigns told)
    {
        if (told.Letters > 1 || told.IsTold || told.Digits is 0 or > 4 || text.IsDigits(told.First))
        {
            return false;
        }

        int first = told.First;
        bool flat = first > 0 && text.IsNext(first) && text.Word(first - 1) is "flat" or "apartment" or "unit";
        bool number = first > 1 && text.Word(first - 1) is "number" or "no" && text.IsNext(first) && text.Word(first - 2) is "house"
            or "at" or "from" or "outside" or "flat";
        bool said = first > 2 && text.Word(first - 1) is "is" or "was" && text.Word(first - 2) is "number"
            && text.Word(first - 3) is "house" or "flat" or "door";
        int street = StreetBehind(text, told.Last, flat);
        if (street < 0 && !flat && !number && !said)
        {
            return false;
        }

        masks.Add(flat || number ? first - 1 : first, street < 0 ? told.Last : street, MaskType.Address);
        return true;
    }

    /// <summary>The word for a street that ends the name behind a house's number; -1 where none does.</summary>
    private static int StreetBehind(NarrativeText text, int number, bool flat)
    {
        int end = -1;
        for (int i = number + 1; i < text.Count && i - number <= (flat ? LongestName + 1 : LongestName) && (text.IsNext(i)
            || text.Before(i) is ", "); i++)
        {
            bool head = i > number + 1 && text.Is(i, WordKinds.Street) && IsNameBefore(text, number, i, flat);
            bool building = i > number + 1 && flat && text.Word(i) is "house" or "court" or "lodge" or "tower" or "mansions" or "point"
                or "heights";
            if (head || building)
            {
                end = i;
            }
            else if (text.Is(i, WordKinds.Grammar | WordKinds.Where | WordKinds.Doing | WordKinds.HasDigit | WordKinds.Tag | WordKinds.Weekday | WordKinds.Month))
            {
                break;
            }
        }

        return end;
    }

    /// <summary>
    /// Whether the words between a number and a word for a street are a street's name: "twenty seven darenth close", and not "two men
    /// close".
    /// </summary>
    private static bool IsNameBefore(NarrativeText text, int number, int street, bool flat)
    {
        bool clear = text.Word(street) is "road" or "rd" or "street" or "avenue" or "ave" or "lane" or "crescent" or "terrace"
            or "gardens" or "grove" or "row" or "mews";
        for (int i = number + 1; i < street; i++)
        {
            if (text.Word(i) is "main" or "busy" or "quiet" or "side" or "nearby" or "back" or "different" or "separate" or "local"
                or "minutes" or "miles" or "people" or "times" or "lads" or "years" or "hours")
            {
                return false;
            }
        }

        return flat || clear || !text.Is(street - 1, WordKinds.Common) || text.Is(street - 1, WordKinds.Names | WordKinds.Place);
    }
}
