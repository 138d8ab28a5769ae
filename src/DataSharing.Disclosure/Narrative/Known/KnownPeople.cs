using DataSharing.Disclosure.Narrative.Lists;

namespace DataSharing.Disclosure.Narrative.Known;

/// <summary>
/// The people of a record by the parts of their names, each in every spelling, with what friends say for a given name. A part that is an ordinary word, a month
/// or a term that stays is somebody's name where the sentence tells of somebody, and what it is otherwise elsewhere. Prints nothing.
/// </summary>
internal sealed class KnownPeople
{
    private const int ShortestGlued = 6;
    private const int MostInitials = 4;

    private readonly HashSet<string> _parts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _surnames = new(StringComparer.Ordinal);
    private readonly HashSet<string> _glued = new(StringComparer.Ordinal);
    private readonly HashSet<string> _initials = new(StringComparer.Ordinal);
    private readonly HashSet<string> _sounds = new(StringComparer.Ordinal);
    private readonly HashSet<(string First, string Second)> _pairs = [];
    private readonly HashSet<(char Initial, string Name)> _initialled = [];
    private readonly List<string[]> _phrases = [];
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _part;
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _surname;
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _oneWord;
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _letters;
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _sound;

    /// <param name="names">The names.</param>
    /// <param name="lists">What says of a value of which nobody knows what it is whether it is a name.</param>
    public KnownPeople(IEnumerable<KnownName> names, WordLists lists)
    {
        _part = _parts.GetAlternateLookup<ReadOnlySpan<char>>();
        _surname = _surnames.GetAlternateLookup<ReadOnlySpan<char>>();
        _oneWord = _glued.GetAlternateLookup<ReadOnlySpan<char>>();
        _letters = _initials.GetAlternateLookup<ReadOnlySpan<char>>();
        _sound = _sounds.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (KnownName name in names)
        {
            bool person = name.IsOf(lists);
            if (person || name.IsPlain)
            {
                _surnames.UnionWith(name.Surnames);
                _pairs.UnionWith(name.Pairs);
                _initialled.UnionWith(name.Initialled);
                _glued.UnionWith(name.Glued);
                _initials.UnionWith(name.Initials);
            }

            if (person)
            {
                _phrases.AddRange(name.Phrases);
                _parts.UnionWith(name.Parts);
                _parts.UnionWith(name.Nicknames);
                AddSounds(name);
            }
        }
    }

    /// <summary>The last word of the name of one of them that begins here: two parts, a part with an initial, one part, initials; -1 when none does.</summary>
    /// <param name="text">The text.</param>
    /// <param name="masks">What was found before it.</param>
    /// <param name="index">The word.</param>
    public int LastOf(NarrativeText text, Masks masks, int index)
    {
        if (_pairs.Count > 0 && IsBeside(text, index + 1) && IsPair(text, index, index + 1))
        {
            return index + 1;
        }

        // mark a field, Grace A. Young
        if (index + 2 < text.Count && text[index + 1].Length == 1 && text[index + 2].Length > 1 && !text.Is(index + 1, WordKinds.HasDigit) && text.IsNext(index + 1) && text.IsNextInName(index + 2) && IsPair(text, index, index + 2))
        {
            return index + 2;
        }

        // Rose "Rosie" Marsh
        if (index + 2 < text.Count && !text.IsNext(index + 1) && text.Before(index + 1).Trim() is "\"" or "“" or "'" or "‘" or "(" && text.Before(index + 2).Trim() is "\"" or "”" or "'" or "’" or ")" && IsPair(text, index, index + 2))
        {
            return index + 2;
        }

        if (LastOfPhrase(text, index) is var phrase and >= 0)
        {
            return phrase;
        }

        if (IsInitialled(text, masks, index))
        {
            return text[index].Length == 1 && LastOfPhrase(text, index + 1) is var last and >= 0 ? last : index + 1;
        }

        if (IsNamed(text, masks, index) || IsGlued(text, index))
        {
            return index;
        }

        return IsInitials(text, index) ? index : LastOfInitials(text, index);
    }

    /// <summary>Whether a word is what is the family's of one of them.</summary>
    public bool HasSurname(NarrativeText text, int index) => _surname.Contains(text.Word(index));

    /// <summary>Whether a word that no list has, or that is a name, sounds like the name of one of them.</summary>
    public bool IsAlike(NarrativeText text, int index)
    {
        ref readonly Token token = ref text[index];
        if (_sounds.Count == 0 || token.Length < 4 || token.Is(WordKinds.Common | WordKinds.Uncommon | WordKinds.Grammar | WordKinds.HasDigit | WordKinds.Place | WordKinds.Kept | WordKinds.Month | WordKinds.Weekday))
        {
            return false;
        }

        Span<char> key = stackalloc char[Sound.Longest];
        int length = Sound.Of(text.Word(index), key);
        // A word of no list may be anything; with two sounds it is like too many.
        return length > (token.Is(WordKinds.Names) ? 1 : token.IsCapitalised ? 2 : 3) && _sound.Contains(key[..length]);
    }

    /// <summary>An ordinary surname where the text says that it is one: the field family, mr field, field/hill.</summary>
    public bool IsSurname(NarrativeText text, int index)
    {
        if (!HasSurname(text, index))
        {
            return false;
        }

        bool family = text.IsNext(index + 1) && text.Word(index + 1) is "family" or "families" or "household" or "households" && (text.Is(index - 1, "the") || text.Is(index - 2, "the"));
        bool titled = text.IsNextInName(index) && text.Is(index - 1, WordKinds.Title) && !text.Is(index - 1, "general");
        ref readonly Token token = ref text[index];
        // "Field's bag", "hurt Field", but not "Mill Hill".
        bool named = text.IsNamelike(index) && !token.Is(WordKinds.Kept | WordKinds.Month | WordKinds.Weekday)
            && (token.StartsSentence ? !token.Is(WordKinds.Grammar) && PersonCues.IsAtHead(text, index) : !(text.IsNext(index) && text.IsNamelike(index - 1)) && !(text.IsNext(index + 1) && text.IsNamelike(index + 1)));
        return family || titled || named || (text.Before(index) is "/" && IsOther(index - 1)) || (text.Before(index + 1) is "/" && IsOther(index + 1));
        bool IsOther(int other) => other >= 0 && other < text.Count && !text.Is(other, WordKinds.Month | WordKinds.Weekday | WordKinds.Grammar | WordKinds.HasDigit);
    }

    /// <summary>Side by side, also over a comma.</summary>
    public static bool IsBeside(NarrativeText text, int index) => text.IsNextInName(index) || (index > 0 && index < text.Count && text.Before(index) is "," or ", " or ",\n" or ", \n" or " / " or " - ");

    private bool IsPair(NarrativeText text, int first, int second) => (_surname.Contains(text.Word(first)) || _surname.Contains(text.Word(second))) && _pairs.Contains((text.Word(first).ToString(), text.Word(second).ToString()));

    /// <summary>The last word of a surname with its particles that begins here, in capitals or small; -1 when none does.</summary>
    private int LastOfPhrase(NarrativeText text, int index)
    {
        foreach (string[] phrase in _phrases)
        {
            int length = 0;
            while (length < phrase.Length && text.Is(index + length, phrase[length]) && (length == 0 || text.IsNextInName(index + length)))
            {
                length++;
            }

            if (length == phrase.Length)
            {
                return index + length - 1;
            }
        }

        return -1;
    }

    /// <summary>Whether a word of the text is the name of one of them.</summary>
    private bool IsNamed(NarrativeText text, Masks masks, int index)
    {
        if (!_part.Contains(text.Word(index)))
        {
            return false;
        }

        ref readonly Token token = ref text[index];
        if (!token.Is(WordKinds.Common | WordKinds.Kept | WordKinds.Grammar | WordKinds.Month | WordKinds.Weekday | WordKinds.Particle))
        {
            return token.Length > 2 || token.IsCapitalised || token.Is(WordKinds.Names);
        }

        if (PersonCues.IsWhen(text, masks, index) || token.Is(WordKinds.Particle))
        {
            return false;
        }

        return token.Style == TextStyle.Normal ? IsNamedWithCapitals(text, masks, index) : IsNamedWithoutCapitals(text, masks, index);
    }

    /// <summary>Field's neighbour: only somebody has one.</summary>
    private static bool IsOwner(NarrativeText text, int index) => text.Before(index + 1) is "'s " or "’s " or "'S " or "’S " && PersonCues.IsParty(text, index + 1)
        && !(PersonCues.IsDetermined(text, index) && text.Word(index - 1) is not ("not" or "both" or "that" or "its"));

    private static bool IsNamedWithCapitals(NarrativeText text, Masks masks, int index)
    {
        ref readonly Token token = ref text[index];
        bool before = PersonCues.IsBefore(text, masks, index);
        bool behind = PersonCues.IsBehind(text, index);
        if (!text.IsNamelike(index))
        {
            return (before || (behind && PersonCues.IsOpen(text, index))) && !PersonCues.IsDetermined(text, index) && !PersonCues.IsDescribing(text, index) && !token.Is(WordKinds.Grammar) && !text.Is(index - 1, WordKinds.Doing);
        }

        if (IsOwner(text, index))
        {
            return true;
        }

        if (PersonCues.IsDetermined(text, index) && !token.StartsSentence)
        {
            return text.Word(Math.Min(index + 1, text.Count - 1)) is "family" or "household" || (before && !token.Is(WordKinds.Kept));
        }

        bool described = PersonCues.IsDescribing(text, index) || (text.IsNext(index + 1) && text.IsNamelike(index + 1) && text.Is(index + 1, WordKinds.Common));
        if (PersonCues.IsApart(text, index) || (before && !(described && !text.IsNamelike(index + 1))))
        {
            return true;
        }

        if (token.StartsSentence)
        {
            return !described && (behind || (PersonCues.IsAlone(text, index) && !token.Is(WordKinds.Grammar)));
        }

        // "he is French", "Israel is at war"
        if (token.Is(WordKinds.Kept) && ((text.IsNext(index) && text.Word(index - 1) is "is" or "was" or "are" or "were" or "am" or "be" or "being") || (text.IsNext(index + 1) && text.Word(index + 1) is "is" or "are" && !PersonCues.IsSaying(text, index - 1))))
        {
            return false;
        }

        return !described && (behind || !token.Is(WordKinds.Kept | WordKinds.Street | WordKinds.Premises | WordKinds.PlaceEnding | WordKinds.Organisation) || !PersonCues.IsPlaced(text, index))
            && !(text.IsNext(index) && text.IsNamelike(index - 1) && !masks.Has(index - 1, MaskType.Person) && !text[index - 1].StartsSentence);
    }

    private static bool IsNamedWithoutCapitals(NarrativeText text, Masks masks, int index)
    {
        ref readonly Token token = ref text[index];
        if (IsOwner(text, index))
        {
            return true;
        }

        if (PersonCues.IsDetermined(text, index))
        {
            return text.IsNext(index + 1) && text.Word(index + 1) is "family" or "household" && text.Is(index - 1, "the");
        }

        if (PersonCues.IsDescribing(text, index))
        {
            return masks.Has(index - 1, MaskType.Person) && text.IsNextInName(index);
        }

        if (PersonCues.IsBefore(text, masks, index))
        {
            return true;
        }

        bool told = token.Is(WordKinds.Kept) && text.IsNext(index + 1) && text.Word(index + 1) is "is" or "are" && !PersonCues.IsSaying(text, index - 1);
        bool placed = told || token.Is(WordKinds.Kept | WordKinds.Premises | WordKinds.Street | WordKinds.PlaceEnding) && PersonCues.IsPlaced(text, index);
        return PersonCues.IsApart(text, index) || (!placed && ((PersonCues.IsBehind(text, index) && (PersonCues.IsOpen(text, index) || !token.Is(WordKinds.Common))) || (!token.Is(WordKinds.Grammar) && (PersonCues.IsAlone(text, index) || PersonCues.IsOpen(text, index)))));
    }

    /// <summary>r bibi, W. Field, katz p: a name with the first letter of another of the same value. "A field" and "I may" are none.</summary>
    private bool IsInitialled(NarrativeText text, Masks masks, int index)
    {
        if (index + 1 >= text.Count || _initialled.Count == 0 || (text[index].Length == 1) == (text[index + 1].Length == 1))
        {
            return false;
        }

        int letter = text[index].Length == 1 ? index : index + 1;
        int name = letter == index ? index + 1 : index;
        char initial = text.Word(letter)[0];
        ReadOnlySpan<char> gap = text.Before(index + 1);
        if (gap is not (" " or "." or ". " or ", " or "," or "-" or "\n") || !_initialled.Contains((initial, text.Word(name).ToString())))
        {
            return false;
        }

        bool stop = letter == index ? gap.StartsWith(".") : text.Before(letter + 1).StartsWith(".");
        return stop || (initial is not ('a' or 'i') && !gap.Contains(',')) || (text.IsInitial(letter) && text[letter].Style == TextStyle.Normal && (!text[letter].StartsSentence || (text.IsNamelike(name) && !PersonCues.IsDescribing(text, name))))
            || !text.Is(name, WordKinds.Common) || (letter == index && text.IsNextInName(letter) && text.Is(letter - 1, WordKinds.Title));
    }

    private bool IsGlued(NarrativeText text, int index) => _oneWord.Contains(text.Word(index)) && (text[index].Length >= ShortestGlued || !text.Is(index, WordKinds.Common | WordKinds.Uncommon | WordKinds.Kept));

    /// <summary>SC among small letters, and where the text says that somebody follows: victim sc.</summary>
    private bool IsInitials(NarrativeText text, int index)
    {
        ref readonly Token token = ref text[index];
        if (token.Length is not (2 or 3) || !_letters.Contains(text.Word(index)))
        {
            return false;
        }

        if (token.IsAllCapitals && token.Style == TextStyle.Normal && !token.Is(WordKinds.Acronym))
        {
            return true;
        }

        return text.IsNext(index) && (PersonCues.IsParty(text, index - 1) || text.Is(index - 1, WordKinds.Naming)) && !token.Is(WordKinds.Grammar | WordKinds.Where | WordKinds.Doing)
            && text.Word(index) is not ("id" or "am" or "pm" or "tv" or "dob" or "mr" or "ms" or "dr" or "pc");
    }

    /// <summary>S.C., S C, s.c.: the last of the initials of a name apart; -1 where they are none.</summary>
    private int LastOfInitials(NarrativeText text, int index)
    {
        if (text[index].Length != 1 || text.Is(index, WordKinds.HasDigit) || !text.Before(index + 1).StartsWith("."))
        {
            return -1;
        }

        Span<char> together = stackalloc char[MostInitials];
        together[0] = text.Word(index)[0];
        int last = index;
        while (last + 1 < text.Count && text[last + 1].Length == 1 && text.Before(last + 1) is "." or ". " or " " && last + 1 - index < MostInitials)
        {
            last++;
            together[last - index] = text.Word(last)[0];
        }

        for (; last > index; last--)
        {
            if (_letters.Contains(together[..(last - index + 1)]))
            {
                return last;
            }
        }

        return -1;
    }

    private void AddSounds(KnownName name)
    {
        const int Shortest = 4;
        Span<char> key = stackalloc char[Sound.Longest];
        foreach (string part in name.Parts)
        {
            if (part.Length >= Shortest && Sound.Of(part, key) is var length and > 0)
            {
                _sounds.Add(key[..length].ToString());
            }
        }
    }
}
