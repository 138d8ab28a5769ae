using System.Globalization;
using System.Text;

namespace DataSharing.Gateway.Tests.Narrative.Laws;

/// <summary>One way of writing the name of somebody.</summary>
/// <param name="Kind">What way it is, for the report of a test.</param>
/// <param name="Lead">What stands before the name and need not be masked: a cue for a person.</param>
/// <param name="Name">What must be masked.</param>
/// <param name="Tail">What stands behind it and need not be masked.</param>
internal sealed record NameForm(string Kind, string Lead, string Name, string Tail)
{
    private static readonly string[] Particles = ["van", "der", "de", "la", "da", "dos", "al", "mac"];

    /// <summary>Every form of a name of the record that the law speaks of.</summary>
    public static IEnumerable<NameForm> Of(InventedPerson person)
    {
        string[] given = person.Given.Split(' ', '-');
        string[] family = [.. person.Family.Split(' ', '-').Where(part => !Particles.Contains(part.ToLowerInvariant()))];
        string last = family[^1];
        char initial = given[0][0];
        return [
            Plain("full", person.Name),
            Plain("given name", person.Given),
            .. given.Length > 1 ? [Plain("first of the given names", given[0])] : Array.Empty<NameForm>(),
            Plain("surname", person.Family),
            .. family.Length > 1 ? [Plain("last part of the surname", last)] : Array.Empty<NameForm>(),
            Plain("initial and surname", $"{initial} {person.Family}"),
            Plain("initial with a stop", $"{initial}. {person.Family}"),
            Plain("initial joined by a stop", $"{initial}.{person.Family}"),
            Plain("surname and initial", $"{person.Family} {initial}"),
            Plain("surname, initial", $"{person.Family}, {initial}."),
            Plain("surname, given name", $"{person.Family}, {person.Given}"),
            Plain("SURNAME given name", $"{person.Family.ToUpperInvariant()} {person.Given}"),
            Plain("SURNAME, given name", $"{person.Family.ToUpperInvariant()}, {person.Given}"),
            .. last[0] == 'Æ' ? Array.Empty<NameForm>() : [Plain("given name and initial", $"{given[0]} {last[0]}")],
            .. last[0] == 'Æ' ? Array.Empty<NameForm>() : [Plain("initials with stops", $"{initial}.{last[0]}."), Plain("initials with stops and a blank", $"{initial}. {last[0]}.")],
            .. InitialsOf(initial, last),
            Plain("hyphened", $"{given[0]}-{last}"),
            Plain("joined", $"{given[0]}{last}"),
            .. last.Length > 3 ? [Plain("joined, initial", $"{initial}{last}")] : Array.Empty<NameForm>(),
            .. Apart(last),
            .. person.Family.Contains('-', StringComparison.Ordinal) ? [Plain("hyphen left out", person.Family.Replace('-', ' ')), Plain("hyphen joined", person.Family.Replace("-", "", StringComparison.Ordinal))] : Array.Empty<NameForm>(),
            .. person.Family.Contains('\'', StringComparison.Ordinal) ? [Plain("apostrophe left out", person.Family.Replace("'", "", StringComparison.Ordinal)), Plain("apostrophe as a blank", person.Family.Replace('\'', ' '))] : Array.Empty<NameForm>(),
            new("possessive", "", person.Family, "'s neighbour"),
            new("possessive, full", "", person.Name, "’s neighbour"),
            new("possessive, given name", "", given[0], "'s neighbour"),
            new("title", "Mr ", person.Family, ""),
            new("title and initial", "Mrs ", $"{initial} {person.Family}", ""),
            new("family", "the ", last, " family"),
            .. person.Short.Length > 0 ? [Plain("nickname", person.Short), Plain("nickname and surname", $"{person.Short} {person.Family}"), new("nickname in quotes", $"", $"{person.Given} \"{person.Short}\" {person.Family}", "")] : Array.Empty<NameForm>(),
            .. person.Written.Length > 0 ? [Plain("transliteration", person.Written), Plain("transliteration of the given name", person.Written.Split(' ')[0]), Plain("transliteration of the surname", person.Written.Split(' ')[^1])] : Array.Empty<NameForm>(),
            .. Letters(person.Name),
        ];
    }

    /// <summary>Whether it says nothing in a style: an A or I without its stop is a word, where capitals do not tell.</summary>
    public bool IsAmbiguous(string style) => Kind is "initial and surname" or "title and initial" or "surname and initial" or "given name and initial"
        && (Name.StartsWith("A ", StringComparison.Ordinal) || Name.StartsWith("I ", StringComparison.Ordinal) || Name.EndsWith(" A", StringComparison.Ordinal) || Name.EndsWith(" I", StringComparison.Ordinal))
        && (style != "as written" || Name.StartsWith('I') || Name.EndsWith('I'));

    private static NameForm Plain(string kind, string name) => new(kind, "", name, "");

    // Letters that are a word by themselves are that word.
    private static IEnumerable<NameForm> InitialsOf(char initial, string last)
    {
        string letters = $"{initial}{last[0]}";
        string[] words = ["AM", "AS", "AN", "AT", "BE", "BY", "DO", "GO", "HE", "IF", "IN", "IS", "IT", "ME", "MY", "NO", "OF", "ON", "OR", "SO", "TO", "IM", "UP", "US", "WE", "MR", "MS", "DR", "PC", "TV", "ID", "OK", "AM", "PM", "UK", "US", "EU", "HR", "GP"];
        if (!words.Contains(letters) && letters.All(char.IsAscii))
        {
            yield return new("two capitals behind a cue", "victim ", letters, "");
            yield return new("two capitals behind a cue", "the complainant ", letters, "");
        }
    }

    // Gold man: a name in two parts, neither of which is a word of grammar.
    private static IEnumerable<NameForm> Apart(string last)
    {
        foreach (string end in (string[])["man", "berg", "son", "stein", "skaya", "enko", "ski", "ova", "mann"])
        {
            if (last.EndsWith(end, StringComparison.Ordinal) && last.Length >= end.Length + 3)
            {
                yield return Plain("split", $"{last[..^end.Length]} {end}");
            }
        }
    }

    /// <summary>Letters that the record has and a keyboard has not, and the other way about.</summary>
    private static IEnumerable<NameForm> Letters(string name)
    {
        string plain = string.Concat(name.Replace("ß", "ss", StringComparison.Ordinal).Replace("Ø", "O", StringComparison.Ordinal).Replace("Æ", "Ae", StringComparison.Ordinal).Replace("Ł", "L", StringComparison.Ordinal).Replace("ł", "l", StringComparison.Ordinal)
            .Replace("ı", "i", StringComparison.Ordinal).Replace("Đ", "D", StringComparison.Ordinal).Replace("đ", "d", StringComparison.Ordinal)
            .Normalize(NormalizationForm.FormD).Where(c => CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark));
        string two = name.Replace("ä", "ae", StringComparison.Ordinal).Replace("ö", "oe", StringComparison.Ordinal).Replace("ü", "ue", StringComparison.Ordinal).Replace("ß", "ss", StringComparison.Ordinal).Replace("Ø", "Oe", StringComparison.Ordinal).Replace("Å", "Aa", StringComparison.Ordinal);
        if (plain != name)
        {
            yield return Plain("without accents", plain);
            yield return Plain("without accents, surname", plain.Split(' ')[^1]);
        }

        if (two != name && two != plain)
        {
            yield return Plain("two letters for one", two);
            yield return Plain("two letters for one, surname", two.Split(' ')[^1]);
        }

        string accented = name.Replace('e', 'é').Replace('o', 'ö').Replace("ss", "ß", StringComparison.Ordinal);
        if (plain == name && accented != name)
        {
            yield return Plain("with accents", accented);
            yield return Plain("with accents, surname", accented.Split(' ')[^1]);
        }
    }
}
