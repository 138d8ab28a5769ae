using System.Collections.Frozen;
using System.Globalization;
using DataSharing.Disclosure.Patterns;

namespace DataSharing.Disclosure.OwnRecord;

/// <summary>
/// Looks for the direct values of a record, its linked persons' included, in what is about to be released of it as open text. A hit holds the row back.
/// Closed cells are never looked at: they come from closed sets, and a surname that is also a town must not hold a town back. Source: design, section 4.
/// </summary>
internal sealed class OwnRecordCheck
{
    private const int ShortestName = 3;
    private const int ShortestHandle = 4;
    private const int ShortestNumber = 6;
    private const int PhoneDigits = 9;

    private static readonly FrozenSet<string> Titles = FrozenSet.ToFrozenSet(
        ["mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "rabbi", "rebbetzin", "chazan", "imam", "sheikh", "maulana", "rev", "revd", "reverend", "father", "canon",
            "sir", "dame", "lord", "lady", "baroness", "cllr", "councillor", "pc", "pcso", "dc", "ds", "sgt", "sergeant", "inspector", "insp"], StringComparer.Ordinal);

    private static readonly string[] Months = [.. Enumerable.Range(1, 12).Select(month => CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName(month).ToLowerInvariant())];

    private readonly DirectField[] _fields;
    private readonly FrozenSet<string> _keep;

    /// <param name="shape">The columns that are read.</param>
    /// <param name="fields">The direct fields of the dictionary.</param>
    /// <param name="keep">Words that are no names unless they stand beside one, in small letters.</param>
    public OwnRecordCheck(RecordShape shape, IEnumerable<DictionaryField> fields, FrozenSet<string> keep)
    {
        _fields = [.. fields.Select(field => new DirectField(field, shape.Ordinal(field), field.Holds))];
        _keep = keep;
    }

    /// <summary>Why the row is held back, with the field because of which: <see cref="Reason.OwnRecord"/>, or a direct value that cannot be read; null when nothing was found.</summary>
    /// <param name="record">The record.</param>
    /// <param name="open">The open cells of the row that have a value, in column order.</param>
    /// <param name="openField">The field of the first of them.</param>
    /// <param name="places">The place cells released in the row.</param>
    public (Reason Reason, string Field)? Find(IncidentRecord record, IEnumerable<string> open, string openField, IEnumerable<string> places)
    {
        var text = new OpenText(string.Join('\n', open));
        var released = places.Select(place => string.Join(' ', WordsOf(place))).ToHashSet(StringComparer.Ordinal);
        var values = new List<(DirectKind Kind, string Value)>();
        foreach (DirectField field in _fields)
        {
            object? value = record[field.Ordinal];
            if (ReferenceEquals(value, IncidentRecord.UnreadableValue))
            {
                return (Reason.Unreadable, field.Field.Name);
            }

            values.AddRange(Texts(value).Select(one => (field.Kind, one)));
        }

        // Words that are names and nothing else: beside one of them, a word of the keep list is a name too.
        var names = values.Where(value => value.Kind is DirectKind.PersonName or DirectKind.Any).SelectMany(value => WordsOf(value.Value))
            .Where(word => word.Length >= ShortestName && !_keep.Contains(word) && !char.IsAsciiDigit(word[0])).ToHashSet(StringComparer.Ordinal);
        return values.Exists(value => IsIn(text, value.Kind, value.Value, released, names)) ? (Reason.OwnRecord, openField) : null;
    }

    private static IEnumerable<string> Texts(object? value) => value switch
    {
        string text => [text],
        string[] texts => texts.Where(text => text is not null),
        decimal number => [number.ToString(CultureInfo.InvariantCulture)],
        long number => [number.ToString(CultureInfo.InvariantCulture)],
        DateOnly day => [day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)],
        DateTime time => [time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)],
        _ => [],
    };

    private static List<string> WordsOf(string text) => [.. Word.Cut(FoldedText.Of(text).Text).Select(word => word.Text)];

    private bool IsIn(OpenText text, DirectKind kind, string value, HashSet<string> released, HashSet<string> names)
    {
        List<string> words = WordsOf(value);
        if (words.Count == 0)
        {
            return false;
        }

        string folded = FoldedText.Of(value).Text;
        string digits = Digits.Of(folded);
        return HasSequence(text, words, released)
            || HasNumber(text, kind, digits)
            || (Is(kind, DirectKind.Date) && HasDate(text, digits))
            || (Is(kind, DirectKind.Postcode, DirectKind.Address) && HasPostcode(text, folded))
            || (Is(kind, DirectKind.Plate) && HasPlate(text, words))
            || HasAddressOfTheNet(text, kind, folded.ToLowerInvariant().Trim())
            || (Is(kind, DirectKind.PersonName, DirectKind.Organisation) && HasName(text, kind, words, released, names))
            || (Is(kind, DirectKind.Address, DirectKind.Organisation) && HasPart(text, folded, released));
    }

    private static bool Is(DirectKind kind, params ReadOnlySpan<DirectKind> kinds) => kind == DirectKind.Any || kinds.Contains(kind);

    /// <summary>The whole value, word by word, where it has several.</summary>
    private bool HasSequence(OpenText text, List<string> words, HashSet<string> released) =>
        words.Count > 1 && !released.Contains(string.Join(' ', words)) && !words.TrueForAll(_keep.Contains) && text.FindSequence(words) >= 0;

    private static bool HasNumber(OpenText text, DirectKind kind, string digits) =>
        Is(kind, DirectKind.Phone) && digits.Length >= PhoneDigits ? text.HasDigits(digits[^PhoneDigits..])
        : kind is not (DirectKind.PersonName or DirectKind.Date or DirectKind.Organisation) && digits.Length >= ShortestNumber && text.HasDigits(digits);

    /// <summary>A day as digits in the orders in which days are written, or with its month's name.</summary>
    private static bool HasDate(OpenText text, string digits)
    {
        if (digits.Length < 8 || !DateOnly.TryParseExact(digits[..8], "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day))
        {
            return false;
        }

        foreach (string form in new[] { "yyyyMMdd", "ddMMyyyy", "dMyyyy", "ddMMyy", "dMMyyyy", "ddMyyyy" })
        {
            string written = day.ToString(form, CultureInfo.InvariantCulture);
            if (written.Length >= ShortestNumber && text.HasDigits(written))
            {
                return true;
            }
        }

        string month = Months[day.Month - 1];
        string[] days = [day.Day.ToString(CultureInfo.InvariantCulture), day.ToString("dd", CultureInfo.InvariantCulture), Ordinal(day.Day)];
        string year = day.Year.ToString(CultureInfo.InvariantCulture);
        return days.Any(number => new[] { month, month[..3] }.Any(name =>
            text.FindSequence([number, name, year]) >= 0 || text.FindSequence([number, "of", name, year]) >= 0 || text.FindSequence([name, number, year]) >= 0));
    }

    private static string Ordinal(int day) => day.ToString(CultureInfo.InvariantCulture) + (day is 11 or 12 or 13 ? "th" : (day % 10) switch { 1 => "st", 2 => "nd", 3 => "rd", _ => "th" });

    /// <summary>A full postcode, which may stand at the end of an address.</summary>
    private static bool HasPostcode(OpenText text, string folded)
    {
        List<string> words = WordsOf(folded);
        for (int last = Math.Max(0, words.Count - 2); last < words.Count; last++)
        {
            string compact = string.Concat(words.Skip(last));
            if (Treatments.Postcode.Outward(compact) is not null && text.Spells(compact, compact.Length))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasPlate(OpenText text, List<string> words)
    {
        string compact = string.Concat(words);
        return compact.Length is >= 5 and <= 8 && compact.Any(char.IsAsciiDigit) && compact.Any(char.IsAsciiLetter) && text.Spells(compact, compact.Length);
    }

    /// <summary>An e-mail address, a handle or a page, however it is written out.</summary>
    private bool HasAddressOfTheNet(OpenText text, DirectKind kind, string value)
    {
        if (value.Length < ShortestHandle)
        {
            return false;
        }

        if (Is(kind, DirectKind.Email) && value.IndexOf('@', StringComparison.Ordinal) is var at and > 0)
        {
            string compact = Compact(text.Lower);
            string local = value[..at];
            return compact.Contains(Compact(value), StringComparison.Ordinal) || (local.Length >= ShortestHandle && local.Any(c => !char.IsLetter(c)) && text.HasWhole(local));
        }

        if (Is(kind, DirectKind.Url) && (value.Contains("//", StringComparison.Ordinal) || value.Contains('/', StringComparison.Ordinal)))
        {
            string page = value[(value.IndexOf("//", StringComparison.Ordinal) is var slashes and >= 0 ? slashes + 2 : 0)..].TrimEnd('/');
            page = page.StartsWith("www.", StringComparison.Ordinal) ? page[4..] : page;
            string last = page[(page.LastIndexOf('/') + 1)..].TrimStart('@');
            return Compact(text.Lower).Contains(Compact(page), StringComparison.Ordinal) || (last.Length >= ShortestHandle && !_keep.Contains(last) && text.HasWhole(last));
        }

        if (kind == DirectKind.Handle || (kind == DirectKind.Any && value[0] == '@'))
        {
            string handle = value.TrimStart('@');
            return handle.Length >= ShortestHandle && !_keep.Contains(handle) && (text.HasWhole(handle) || text.Spells(string.Concat(WordsOf(handle)), handle.Length));
        }

        return false;
    }

    /// <summary>Without spaces, and with the signs that are written out as words.</summary>
    private static string Compact(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)))
        .Replace("(at)", "@", StringComparison.Ordinal).Replace("[at]", "@", StringComparison.Ordinal).Replace("{at}", "@", StringComparison.Ordinal)
        .Replace("(dot)", ".", StringComparison.Ordinal).Replace("[dot]", ".", StringComparison.Ordinal).Replace("{dot}", ".", StringComparison.Ordinal);

    /// <summary>A name by one of its words, or a short word beside its neighbour.</summary>
    private bool HasName(OpenText text, DirectKind kind, List<string> words, HashSet<string> released, HashSet<string> names)
    {
        for (int i = 0; i + 1 < words.Count; i++)
        {
            bool isShort = words[i].Length < ShortestName || words[i + 1].Length < ShortestName;
            if (isShort && words[i].Length + words[i + 1].Length >= ShortestName && !_keep.Contains(words[i]) && !_keep.Contains(words[i + 1]) && text.FindSequence([words[i], words[i + 1]]) >= 0)
            {
                return true;
            }
        }

        // Of an organisation with several words each may be an ordinary one.
        bool byWord = kind != DirectKind.Organisation || words.Count == 1;
        return byWord && words.Exists(word => word.Length >= ShortestName && word.All(char.IsLetter) && !released.Contains(word) && HasName(text, word, names));
    }

    private bool HasName(OpenText text, string name, HashSet<string> names)
    {
        bool ordinary = _keep.Contains(name);
        foreach (int place in text.PlacesOf(name))
        {
            if ((!ordinary && (text.IsOneCase || text.Words[place].IsCapitalised)) || IsBesideName(text, place, ordinary, name, names))
            {
                return true;
            }
        }

        return !ordinary && name.Length > ShortestName && IsSpelledOut(text, name);
    }

    /// <summary>Whether another name, a title or an initial stands beside a word.</summary>
    private static bool IsBesideName(OpenText text, int place, bool ordinary, string name, HashSet<string> names)
    {
        foreach (int beside in new[] { place - 1, place + 1 })
        {
            if (beside < 0 || beside >= text.Words.Count)
            {
                continue;
            }

            Word other = text.Words[beside];
            bool initial = other.Text.Length == 1 && char.IsLetter(other.Text[0])
                && (other.BeforeStop || (other.IsCapitalised && !ordinary) || (other.IsCapitalised && other.Text is not ("a" or "i")));
            bool title = beside < place && Titles.Contains(other.Text);
            if (initial || title || (other.Text != name && names.Contains(other.Text)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A name split over a line end or by a hyphen, or letter by letter.</summary>
    private static bool IsSpelledOut(OpenText text, string name)
    {
        for (int i = 0; i + 1 < text.Words.Count; i++)
        {
            string together = text.Words[i].Text;
            if (!name.StartsWith(together, StringComparison.Ordinal))
            {
                continue;
            }

            bool letters = together.Length == 1;
            for (int j = i + 1; j < text.Words.Count && together.Length < name.Length; j++)
            {
                if (!text.Words[j].AfterLineEnd && !(letters && text.Words[j].Text.Length == 1))
                {
                    break;
                }

                together += text.Words[j].Text;
                if (together == name)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>A line of an address, a house number beside its street, or two words of a name that are no ordinary ones.</summary>
    private bool HasPart(OpenText text, string value, HashSet<string> released)
    {
        foreach (string part in value.Split([',', ';', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries))
        {
            List<string> words = WordsOf(part);
            if (HasSequence(text, words, released))
            {
                return true;
            }

            for (int i = 0; i + 1 < words.Count; i++)
            {
                bool number = char.IsAsciiDigit(words[i][0]) && words[i + 1].Length >= ShortestName;
                bool ownWords = words[i].Length >= ShortestName && words[i + 1].Length >= ShortestName && !_keep.Contains(words[i]) && !_keep.Contains(words[i + 1])
                    && !released.Contains(words[i]) && !released.Contains(words[i + 1]) && !released.Contains($"{words[i]} {words[i + 1]}");
                if ((number || ownWords) && text.FindSequence([words[i], words[i + 1]]) >= 0)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private sealed record DirectField(DictionaryField Field, int Ordinal, DirectKind Kind);
}
