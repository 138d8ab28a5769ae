using DataSharing.Disclosure.Narrative;

namespace DataSharing.Disclosure.Tests.Narrative;

/// <summary>
/// A name of the record in every form in which people write it, for every kind of name: ordinary words, short ones, double ones, particles, accents, other letters. A
/// text leaks when a part of the name is left in it.
/// </summary>
public sealed class KnownNameTests
{
    private const int Texts = 1_620;
    private const int MostLeaks = 8;

    // Given name and surname, by what kind of name it is.
    private static readonly (string Given, string Family)[] Names =
    [
        ("Mark", "Field"), ("Tess", "Small"), ("Wendy", "Field"), ("Grace", "Young"), ("Rose", "Hill"), ("May", "Marsh"), ("Will", "Stone"), ("Hope", "Green"), ("Penny", "Price"), ("Robin", "Baker"), ("Jack", "Fisher"),
        ("Dawn", "Frost"), ("Peter", "Katz"), ("Rukhsana", "Bibi"), ("Sarah", "Cohen"), ("Amina", "Yusuf"), ("David", "Levy"), ("Li", "Wen"), ("Noa", "Xu"), ("Thandeka", "Mkhize"), ("Agnieszka", "Szczepanska"), ("Olu", "Adeyemi"),
        ("Ruth", "Levy-Ashkenazi"), ("Anna-Maria", "Kowalska"), ("Sean", "O'Riordan"), ("Niamh", "O'Dowd"), ("Jan", "van der Berg"), ("Maria", "de la Cruz"), ("Dov", "Ben-David"), ("Anna", "Gößling"), ("Judith", "Löw"), ("Ahmed", "Müller"),
        ("Sven", "Ødegaard"), ("Ida", "Æblegaard"), ("Zoë", "Kovács"), ("Tom", "Goldman"), ("Lea", "Rosenberg"), ("Rafał", "Wójcik"), ("Siân", "Prytherch"), ("José", "Núñez"),
    ];

    private static readonly string[] Before = ["then ", "A man shouted at ", "the caller said that ", "Police were told by "];
    private static readonly string[] Behind = [" was hurt", " and then left.", " told the police.", " again"];

    [TestCase(20261128, RedactionMode.Standard)]
    [TestCase(20261128, RedactionMode.Strict)]
    public void Of_generated_texts_about_names_of_the_record_next_to_none_leaks(int seed, RedactionMode mode)
    {
        var random = new Random(seed);
        Redactor redactor = TestWords.Redactor(mode);
        var leaks = new List<string>();
        int texts = 0;
        while (texts < Texts)
        {
            foreach ((string given, string family) in Names)
            {
                var known = new KnownIdentifiers([$"{given} {family}"]);
                foreach ((string form, string written, bool whole) in Forms(given, family))
                {
                    if (texts == Texts)
                    {
                        break;
                    }

                    texts++;
                    string text = whole ? written : Before[random.Next(Before.Length)] + written + Behind[random.Next(Behind.Length)];
                    string left = redactor.Redact(text, known).Text;
                    if (Parts(written).Any(part => HasWord(left, part)))
                    {
                        leaks.Add($"{form}: {text} => {left}");
                    }
                }
            }
        }

        TestContext.Out.WriteLine($"{mode}: {leaks.Count} leaks of {texts} texts");
        Assert.That(leaks, Has.Count.AtMost(MostLeaks), string.Join('\n', leaks.Take(60)));
    }

    private static IEnumerable<(string Form, string Written, bool IsWhole)> Forms(string given, string family)
    {
        string last = family.Split(' ')[^1];
        yield return ("full", $"{given} {family}", false);
        yield return ("full, small", Small($"{given} {family}"), false);
        yield return ("full, capitals", $"{given} {family}".ToUpperInvariant(), false);
        yield return ("turned round", $"{family}, {given}", false);
        yield return ("turned round, small", Small($"{family}, {given}"), false);
        yield return ("turned round without a comma, small", Small($"{family} {given}"), false);
        yield return ("over a line end, small", Small($"{given}\n{family}"), false);
        yield return ("hyphen, small", Small($"{given}-{family}"), false);
        yield return ("initial, small", Small($"{given[0]} {family}"), false);
        yield return ("initial with a stop, small", Small($"{given[0]}. {family}"), false);
        yield return ("initial with a stop", $"{given[0]}. {family}", false);
        yield return ("initial joined by a stop, small", Small($"{given[0]}.{family}"), false);
        yield return ("initial behind, small", Small($"{family} {given[0]}"), false);
        yield return ("initial behind a comma", $"{family}, {given[0]}.", false);
        yield return ("title, small", Small($"mr {family}"), false);
        yield return ("title", $"Mrs {family}", false);
        yield return ("the family, small", Small($"the {last} family"), false);
        yield return ("the family", $"the {last} family", false);
        yield return ("slash, small", Small($"{last}/smith"), false);
        yield return ("joined, small", Small($"{given}{last}"), false);
        yield return ("joined initial, small", Small($"{given[0]}{last}"), false);
        yield return ("initials", $"{given[0]}.{last[0]}.", false);
        yield return ("at the head, doing", $"A man came. {last} was spat at and left.", true);
        yield return ("at the head, given name", $"A man came. {given.Split('-')[0]} told the police.", true);
        yield return ("at the head, possessive", $"A man came. {last}'s bag was torn.", true);
        yield return ("at the head, other verb", $"A man came. {last} grabbed the bag.", true);
        yield return ("inside a sentence", $"A man came and {last} was hurt.", true);
        yield return ("possessive, small", Small($"{given} {last}'s"), false);
        yield return ("dots written out, small", Small($"{given} {WrittenOut(last)}"), false);
        yield return ("dots written out, surname", WrittenOut(last), false);
        yield return ("apostrophe left out, small", Small($"{given[0]} {last.Replace("'", "", StringComparison.Ordinal)}"), false);
        yield return ("apostrophe as a space, small", Small($"{given} {last.Replace('\'', ' ')}"), false);
        yield return ("capitals, family first", $"{family.ToUpperInvariant()} {given}", false);
        yield return ("three, small", Small($"{given} a {last}"), false);
    }

    private static string Small(string text) => text.ToLowerInvariant();

    private static string WrittenOut(string name) => name.Replace("ö", "oe", StringComparison.Ordinal).Replace("ü", "ue", StringComparison.Ordinal).Replace("ß", "ss", StringComparison.Ordinal).Replace("Ø", "Oe", StringComparison.Ordinal)
        .Replace("Æ", "Ae", StringComparison.Ordinal).Replace("aa", "å", StringComparison.Ordinal);

    /// <summary>The words of a form that tell who it is of.</summary>
    private static IEnumerable<string> Parts(string written) => written.Split([' ', ',', '.', '-', '/', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(part => part.EndsWith("'s", StringComparison.Ordinal) ? part[..^2] : part)
        .Where(part => part.Length > 1 && Names.SelectMany(name => new[] { name.Given, name.Family }).SelectMany(name => name.Split(' ', '-').Append(WrittenOut(name)).Append(name.Replace("'", "", StringComparison.Ordinal)))
            .Any(name => name.Length > 2 && part.Contains(name, StringComparison.OrdinalIgnoreCase) && part.ToLowerInvariant() is not ("der" or "van")));

    private static bool HasWord(string text, string part) => text.Split([' ', ',', '.', '-', '/', '\n', '[', ']'], StringSplitOptions.RemoveEmptyEntries)
        .Any(word => word == part || word == part + "'s");
}
