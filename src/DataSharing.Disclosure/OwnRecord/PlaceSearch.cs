using System.Collections.Frozen;

namespace DataSharing.Disclosure.OwnRecord;

/// <summary>Looks for addresses, parts of them, postcodes, number plates and names of organisations.</summary>
/// <param name="keep">Words that are ordinary, in small letters.</param>
internal sealed class PlaceSearch(FrozenSet<string> keep)
{
    private const int ShortestWord = 3;
    private const int ShortestCode = 5;

    private static readonly FrozenSet<string> Units = FrozenSet.ToFrozenSet(
        ["flat", "apartment", "apt", "unit", "suite", "room"], StringComparer.Ordinal);

    private static readonly string[] Ones =
        ["", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"];

    private static readonly string[] Tens = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

    private static readonly string[][] Streets =
    [
        ["road", "rd"], ["street", "st", "str"], ["avenue", "ave", "av"], ["lane", "ln"], ["close", "cl"], ["drive", "dr", "drv"], ["gardens", "garden", "gdns", "gdn"], ["crescent", "cres", "cr"],
        ["terrace", "terr", "ter", "tce"], ["grove", "grv", "gr"], ["square", "sq"], ["court", "crt", "ct"], ["place", "pl"], ["mews"], ["way"], ["walk"], ["rise"], ["parade", "pde"], ["row"],
    ];

    private static readonly FrozenDictionary<string, string[]> StreetTypes = Streets.SelectMany(
        names => names.Select(name => (name, names))).ToFrozenDictionary(pair => pair.name, pair => pair.names);

    /// <summary>A postcode in full, wherever it stands in the value; one from abroad as a whole.</summary>
    public static bool HasPostcode(OpenText text, bool isPostcode, List<string> words)
    {
        string whole = string.Concat(words);
        return Windows(words, 2)
            .Any(compact => Patterns.Postcode.Outward(compact) is not null && (text.Spells(compact) || text.HasSpelledCode(compact)))
            || (isPostcode && whole.Length >= ShortestCode && whole.Any(char.IsAsciiDigit) && text.Spells(whole));
    }

    /// <summary>A number plate or a reference of that kind, wherever it stands in the value.</summary>
    public static bool HasPlate(OpenText text, bool isPlate, List<string> words)
    {
        const int Longest = 8;
        const int ShortestOwn = 4;
        string whole = string.Concat(words);
        bool Fits(string compact, int shortest) => compact.Length >= shortest && compact.Length <= Longest && compact.Any(char.IsAsciiDigit)
            && compact.Any(char.IsAsciiLetter);
        return (Fits(whole, isPlate ? ShortestOwn : ShortestCode)
            && (text.Spells(whole) || (whole.Length >= ShortestCode && text.HasSpelledCode(whole))))
            || Windows(words, 3)
            .Any(compact => Fits(compact, ShortestCode) && compact.Count(char.IsAsciiDigit) >= 2 && compact.Count(char.IsAsciiLetter) >= 2
            && text.Spells(compact));
    }

    /// <summary>The whole value, word by word, where it has several; of ordinary words only where all are written as names.</summary>
    public bool HasSequence(OpenText text, List<string> words, ReleasedPlaces released)
    {
        if (words.Count < 2 || released.Contains(words))
        {
            return false;
        }

        bool nobody = NameSearch.IsNobody(words);
        bool ordinary = words.TrueForAll(word => keep.Contains(word) || Parts.IsKind(word) || (nobody && NameSearch.IsNobody([word])));
        return !(nobody && ordinary)
            && text.Sequences(words)
            .Any(spot => !ordinary
            || Enumerable.Range(spot, words.Count).All(word => text.Words[word].IsCapitalised || text.IsOneCase(word)));
    }

    /// <summary>A line of an address, a house number beside its street, a street, or two words of a name.</summary>
    /// <param name="text">The text.</param>
    /// <param name="value">The folded value.</param>
    /// <param name="isDescription">Whether the value may be a description, of which two ordinary words tell nothing.</param>
    /// <param name="released">The places released in the row.</param>
    public bool HasPart(OpenText text, string value, bool isDescription, ReleasedPlaces released)
    {
        foreach (string part in value.Split([',', ';', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries))
        {
            List<string> words = Spelling.WordsOf(part);
            if ((!words.TrueForAll(word => keep.Contains(word) || Parts.IsKind(word)) && HasSequence(text, words, released))
                || HasHouse(text, words) || HasStreet(text, words, released) || HasParts(text, part, words, isDescription, released))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>House numbers beside the street they belong to, and numbers of flats.</summary>
    private bool HasHouse(OpenText text, List<string> words)
    {
        for (int i = 0; i < words.Count; i++)
        {
            if (!char.IsAsciiDigit(words[i][0]))
            {
                continue;
            }

            if (i > 0 && Units.Contains(words[i - 1]) && text.HasSequence([words[i - 1], words[i]]))
            {
                return true;
            }

            int street = words.FindIndex(i, word => !char.IsAsciiDigit(word[0]));
            if (street < 0 || words[street].Length < ShortestWord || Units.Contains(words[street]))
            {
                continue;
            }

            string[] name = keep.Contains(words[street]) && street + 1 < words.Count ? [words[street], words[street + 1]] : [words[street]];
            if (text.HasSequence([words[i], .. name]) || (NumberInWords(words[i]) is { } number && text.HasSequence([.. number, .. name])))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasStreet(OpenText text, List<string> words, ReleasedPlaces released)
    {
        int type = words.FindIndex(1 < words.Count ? 1 : 0, StreetTypes.ContainsKey);
        int first = type < 1 ? -1 : words.FindLastIndex(type - 1, type, word => char.IsAsciiDigit(word[0]) || Units.Contains(word)) + 1;
        if (first < 0 || first >= type)
        {
            return false;
        }

        List<string> street = words[first..(type + 1)];
        return street.Exists(word => Parts.IsPart(word) && !StreetTypes.ContainsKey(word)) && !released.Contains(street)
            && StreetTypes[words[type]].Any(name => text.HasSequence([.. street.SkipLast(1), name]));
    }

    /// <summary>
    /// Two parts of one line side by side, in either order. What kind of thing something is tells nothing: primary school.
    /// </summary>
    private bool HasParts(OpenText text, string line, List<string> words, bool isDescription, ReleasedPlaces released)
    {
        List<string[]> forms = Spelling.FormsOf(line, words);
        forms.RemoveAll(form => !Parts.IsPart(form[0]) || Units.Contains(form[0]) || form[0].Any(char.IsAsciiDigit));
        bool isJoined = line.AsSpan().ContainsAny('&', '+');
        for (int i = 0; i + 1 < forms.Count; i++)
        {
            if ((Parts.IsKind(forms[i][0]) && Parts.IsKind(forms[i + 1][0]))
                || (isDescription && (keep.Contains(forms[i][0]) || keep.Contains(forms[i + 1][0]))))
            {
                continue;
            }

            string[] others = StreetTypes.TryGetValue(forms[i + 1][0], out string[]? types) ? types : forms[i + 1];
            if (forms[i].Any(
                one => others.Any(
                other => text.Beside(one, other).Concat(text.Beside(other, one)).Concat(isJoined ? text.Sequences([one, "and", other]) : [])
                .Any(spot => !released.Covers(spot) || !released.Covers(spot + 1)))))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A house number below one hundred as it is spoken: twenty one.</summary>
    private static string[]? NumberInWords(string digits)
    {
        const int Ten = 10;
        if (digits.Length > 2
            || !int.TryParse(
            digits, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int number)
            || number == 0)
        {
            return null;
        }

        return number < Ones.Length ? [Ones[number]] : number % Ten == 0 ? [Tens[number / Ten]] : [Tens[number / Ten], Ones[number % Ten]];
    }

    /// <summary>Up to so many words in a row, written as one.</summary>
    private static IEnumerable<string> Windows(List<string> words, int most) =>
        Enumerable.Range(0, words.Count)
            .SelectMany(first => Enumerable.Range(1, Math.Min(most, words.Count - first))
            .Select(count => string.Concat(words.Skip(first).Take(count))));
}
