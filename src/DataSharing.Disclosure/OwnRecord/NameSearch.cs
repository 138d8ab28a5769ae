using System.Buffers;
using System.Collections.Frozen;
using DataSharing.Disclosure.Narrative;

namespace DataSharing.Disclosure.OwnRecord;

/// <summary>Looks for names of people, and for an organisation's name of one word.</summary>
/// <param name="keep">Words that are no names unless they stand beside one, in small letters.</param>
internal sealed class NameSearch(FrozenSet<string> keep)
{
    private const int Shortest = 3;
    private const int ShortestPlural = 4;
    private const int ShortestGlued = 6;

    private static readonly FrozenSet<string> Titles = FrozenSet.ToFrozenSet(
        ["mr", "mister", "mrs", "missus", "ms", "miss", "mx", "messrs", "master", "madam", "dr", "doctor", "prof", "professor", "rabbi", "reb", "rav", "rebbe", "rebbetzin", "rabbanit", "chazan", "cantor", "imam", "mufti", "sheikh",
            "sheik", "shaykh", "maulana", "ustadh", "haji", "hajji", "rev", "revd", "reverend", "pastor", "father", "canon", "deacon",
                "sir", "dame", "lord", "lady", "baroness", "cllr", "councillor", "judge", "nurse", "aunt", "auntie",
            "uncle", "captain", "capt", "lieutenant", "pc", "pcso", "dc", "ds", "sgt", "sergeant", "inspector", "insp", "detective",
                "named", "surname", "surnamed", "née", "nee", "aka", "alias"], StringComparer.Ordinal);

    // What stands in a field of names where nobody is known.
    private static readonly FrozenSet<string> Nobody =
        FrozenSet.ToFrozenSet(
            ["unknown", "anonymous", "unnamed", "unidentified", "unspecified", "withheld", "various"], StringComparer.Ordinal);

    // Between a name and what somebody wrote beside it.
    private static readonly char[] Notes = ['(', ')', '[', ']', ';', '\n', '\r', '\u001F'];

    // Behind one of these and a colon, a dash or a bracket stands who it is.
    private static readonly FrozenSet<string> Roles = FrozenSet.ToFrozenSet(
        ["name", "names", "victim", "victims", "complainant", "aggrieved", "offender", "offenders", "suspect", "suspects", "accused", "perpetrator", "witness", "witnesses", "reporter", "informant", "caller"], StringComparer.Ordinal);

    private static readonly SearchValues<char> Introducing = SearchValues.Create(":-–—(=");

    private static readonly FrozenSet<string> Relations = FrozenSet.ToFrozenSet(
        ["son", "sons", "daughter", "daughters", "child", "children", "wife", "husband", "widow", "widower", "mother", "father", "brother", "sister", "cousin", "nephew", "niece", "parents"], StringComparer.Ordinal);

    private static readonly FrozenSet<string> Families = FrozenSet.ToFrozenSet(
        ["family", "families", "household", "households", "family's"], StringComparer.Ordinal);

    /// <summary>The words of a value that can be names, in small letters.</summary>
    public static List<string> NamesOf(SoughtValue value) =>
        value.Words.FindAll(word => !Titles.Contains(word) && !Nobody.Contains(word) && !char.IsAsciiDigit(word[0]));

    /// <summary>Whether a value says that nobody is known.</summary>
    public static bool IsNobody(IEnumerable<string> words) => words.Any(Nobody.Contains);

    /// <summary>Whether a name stands in the text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="value">The value.</param>
    /// <param name="byWord">Whether one word of several is enough.</param>
    /// <param name="isDescription">Whether the value may be a description, of which two words tell nothing.</param>
    /// <param name="released">The places released in the row.</param>
    /// <param name="others">Words that are names of the record's people and nothing else.</param>
    public bool IsIn(OpenText text, SoughtValue value, bool byWord, bool isDescription, ReleasedPlaces released, HashSet<string> others)
    {
        List<string> words = value.Names;
        if (words.Count == 0)
        {
            return false;
        }

        var names = words.ToHashSet(StringComparer.Ordinal);
        names.UnionWith(Spelling.WithoutParticle(value.Folded));
        foreach (string[] forms in value.Forms)
        {
            names.UnionWith(forms.Skip(1).Where(form => !Titles.Contains(form)));
        }

        if (isDescription)
        {
            // "on the face": what stands beside a word of it tells nothing.
            names.RemoveWhere(Parts.IsJoining);
            others = [];
        }

        bool IsOne(string name) => name.All(char.IsLetter)
            && (name.Length >= Shortest ? HasName(text, name, words, released, others) : HasShort(text, name, words));
        bool several = (!isDescription && HasParts(text, value, released)) || HasShortPair(text, words) || HasGlued(text, words, byWord);
        return several || HasSubstring(text, words) || (byWord && (names.Any(IsOne) || HasSurname(text, value, released)));
    }

    /// <summary>Two parts of one name side by side, in any order. A value that says who nobody knows is no name: tall white male.</summary>
    private static bool HasParts(OpenText text, SoughtValue value, ReleasedPlaces released)
    {
        foreach (string note in value.Text.Split(Notes, StringSplitOptions.RemoveEmptyEntries))
        {
            List<string[]> forms = FormsOf(value, note);
            if (forms.Exists(form => Parts.IsDescription(form[0])))
            {
                continue;
            }

            forms = forms.FindAll(form => Parts.IsPart(form[0]) && !Titles.Contains(form[0]));
            for (int i = 0; i < forms.Count; i++)
            {
                for (int j = 0; j < forms.Count; j++)
                {
                    if (i != j && forms[i].Any(
                        first => text.NamesAt(first).Count > 0
                        && forms[j].Any(
                        second => text.Beside(first, second).Any(spot => !released.Covers(spot) || !released.Covers(spot + 1)))))
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }

    /// <summary>An ordinary surname where the text says that it is one: the field family, field/hill.</summary>
    private static bool HasSurname(OpenText text, SoughtValue value, ReleasedPlaces released)
    {
        List<string[]> forms = FormsOf(value, value.Text.Split(Notes, StringSplitOptions.RemoveEmptyEntries)[0]);
        bool turned = value.Text.Contains(',', StringComparison.Ordinal);
        return forms.Skip(forms.Count > 1 && !turned ? 1 : 0)
            .Where(form => Parts.IsPart(form[0]) && form[0].Length >= Shortest && !Titles.Contains(form[0])
            && !Parts.IsDescription(form[0])).SelectMany(form => form)
            .Any(name => text.NamesAt(name)
            .Any(spot => !released.Covers(spot.Index) && (IsFamily(text, spot.Index) || IsBesideSlash(text, spot.Index))));
    }

    /// <summary>The spellings of a value's part between notes, which is mostly all of it.</summary>
    private static List<string[]> FormsOf(SoughtValue value, string note) => note == value.Text ? value.Forms : Spelling.FormsOf(note);

    private static bool IsFamily(OpenText text, int spot) =>
        spot + 1 < text.Words.Count && Families.Contains(text.Words[spot + 1].Text) && text.Words[spot + 1].Gap == WordGap.None
        && (text.IsAt(spot - 1, "the") || text.IsAt(spot - 2, "the"));

    private static bool IsBesideSlash(OpenText text, int spot)
    {
        bool IsOther(int other) => Vocabulary.Of(text.Words[other].Text) is var kinds
            && (kinds & (WordKinds.Month | WordKinds.Weekday | WordKinds.Grammar)) == 0 && char.IsLetter(text.Words[other].Text[0]);
        return (text.Words[spot].Gap.HasFlag(WordGap.Slash) && IsOther(spot - 1))
            || (spot + 1 < text.Words.Count && text.Words[spot + 1].Gap.HasFlag(WordGap.Slash) && IsOther(spot + 1));
    }

    private bool HasShortPair(OpenText text, List<string> words)
    {
        for (int i = 0; i + 1 < words.Count; i++)
        {
            bool isShort = words[i].Length < Shortest || words[i + 1].Length < Shortest;
            if (isShort && words[i].Length + words[i + 1].Length >= Shortest && !keep.Contains(words[i]) && !keep.Contains(words[i + 1])
                && text.HasSequence([words[i], words[i + 1]]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Two or three words of a name written as one, in either order, or a long one with an initial.</summary>
    private bool HasGlued(OpenText text, List<string> words, bool isPerson)
    {
        for (int i = 0; i + 1 < words.Count; i++)
        {
            string one = words[i];
            string two = words[i + 1];
            string[] glued = i + 2 < words.Count ? [one + two, two + one, one + two + words[i + 2]] : [one + two, two + one];
            if ((isPerson || !keep.Contains(one) || !keep.Contains(two)) && one.Length > 1 && two.Length > 1
                && glued.Any(name => name.Length >= ShortestGlued && text.Lower.Contains(name, StringComparison.Ordinal)))
            {
                return true;
            }

            bool IsLong(string word) => word.Length >= ShortestGlued && !keep.Contains(word);
            if (isPerson && (
                (IsLong(two) && text.SpotsOf(one[..1] + two).Count > 0) || (IsLong(one) && text.SpotsOf(one + two[..1]).Count > 0)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Names in scripts without capitals, whose words carry prefixes or are not set apart at all.</summary>
    private static bool HasSubstring(OpenText text, List<string> words) => words.Exists(word =>
        word.Length >= (IsIdeographic(word[0]) ? 2 : Shortest) && word.All(c => char.IsLetter(c) && !char.IsLower(c))
            && text.Lower.Contains(word, StringComparison.Ordinal));

    private static bool IsIdeographic(char c) =>
        c is >= '\u3040' and <= '\u30FF' or >= '\u3400' and <= '\u9FFF' or >= '\uAC00' and <= '\uD7AF';

    /// <summary>A name of two letters, after a title or its own initial.</summary>
    private static bool HasShort(OpenText text, string name, List<string> words) =>
        name.Length == Shortest - 1
            && text.NamesAt(name).Any(spot => spot.LooksLikeName && spot.Index > 0 && text.Words[spot.Index - 1].Text is var before
            && (Titles.Contains(before)
            || (before.Length == 1 && words.Exists(word => word != name && word.StartsWith(before, StringComparison.Ordinal)))));

    private bool HasName(OpenText text, string name, List<string> words, ReleasedPlaces released, HashSet<string> others)
    {
        bool kept = keep.Contains(name) || released.Contains([name]);
        foreach (OpenText.NameSpot spot in text.NamesAt(name))
        {
            bool ordinary = kept || released.Covers(spot.Index);
            if ((!ordinary && spot.LooksLikeName) || IsIntroduced(text, spot.Index)
                || IsBesideName(text, spot, ordinary, name, words, others))
            {
                return true;
            }
        }

        return !kept && name.Length >= ShortestPlural
            && (text.NamesAt(name + "s").Concat(text.NamesAt(name + "es"))
            .Any(spot => spot.LooksLikeName && !keep.Contains(text.Words[spot.Index].Text)) || IsSpelledOut(text, name)
                || Spelling.HalvesOf(name).Any(halves => text.Beside(halves.First, halves.Second, acrossMarks: false).Any()));
    }

    /// <summary>
    /// Whether the text says of a word that it is somebody: victim: field; field, the victim; his name is field; the daughter of field.
    /// </summary>
    private static bool IsIntroduced(OpenText text, int spot)
    {
        bool comma = spot + 1 < text.Words.Count && text.Between(spot + 1).Contains(',');
        if (comma && spot + 2 < text.Words.Count && text.Words[spot + 1].Text == "the" && Roles.Contains(text.Words[spot + 2].Text))
        {
            return true;
        }

        if (spot == 0)
        {
            return false;
        }

        Word before = text.Words[spot - 1];
        if (Roles.Contains(before.Text) && (text.Between(spot).ContainsAny(Introducing) || (comma && text.Between(spot).Contains(','))))
        {
            return true;
        }

        string further = spot > 1 ? text.Words[spot - 2].Text : "";
        return (before.Text is "is" or "was" && further is "name" or "surname" or "forename")
            || (before.Text == "of" && Relations.Contains(further));
    }

    /// <summary>Whether another name, a title or an initial stands beside a word.</summary>
    private bool IsBesideName(OpenText text, OpenText.NameSpot spot, bool ordinary, string name, List<string> words, HashSet<string> others)
    {
        foreach (int beside in new[] { spot.Index - 1, spot.Index + 1 })
        {
            if (beside < 0 || beside >= text.Words.Count)
            {
                continue;
            }

            Word other = text.Words[beside];
            bool title = beside < spot.Index && Titles.Contains(other.Text);
            bool own = other.Text != name && words.Exists(word => word.StartsWith(other.Text, StringComparison.Ordinal));
            if (title || IsInitial(other, own, mayBeWord: ordinary || !spot.LooksLikeName)
                || (other.Text != name && others.Contains(other.Text)))
            {
                return true;
            }

            // Two ordinary words make a name where both are written as names.
            bool ownWord = own && words.Contains(other.Text) && keep.Contains(other.Text) && other.Text.Length >= Shortest;
            if (ownWord && spot.LooksLikeName && (other.IsCapitalised || text.IsOneCase(beside)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Whether a word is the initial of a name; "a" and "I" are words of their own where nothing else says that they are initials.
    /// </summary>
    private static bool IsInitial(Word word, bool own, bool mayBeWord)
    {
        if (word.Text.Length != 1 || !char.IsLetter(word.Text[0]))
        {
            return false;
        }

        bool article = word.Text is "a" or "i";
        return word.BeforeStop || (word.IsCapitalised && !(article && mayBeWord)) || (own && !article);
    }

    /// <summary>A name split over a line end, by signs or a space, or letter by letter.</summary>
    private bool IsSpelledOut(OpenText text, string name)
    {
        for (int first = 0; first + 1 < text.Words.Count; first++)
        {
            Word start = text.Words[first];
            int length = start.Text.Length;
            if (length >= name.Length || !name.StartsWith(start.Text, StringComparison.Ordinal))
            {
                continue;
            }

            bool joined = true;
            bool letters = length == 1;
            bool unusual = !keep.Contains(start.Text) && (start.IsCapitalised || text.IsOneCase(first)) && name.Length >= ShortestGlued;
            for (int next = first + 1; next < text.Words.Count && length < name.Length; next++)
            {
                Word word = text.Words[next];
                joined &= word.IsJoined;
                letters &= word.Text.Length == 1;
                unusual &= !keep.Contains(word.Text);
                if (!(joined || letters || unusual) || !name.AsSpan(length).StartsWith(word.Text, StringComparison.Ordinal))
                {
                    break;
                }

                length += word.Text.Length;
            }

            if (length == name.Length)
            {
                return true;
            }
        }

        return false;
    }
}
