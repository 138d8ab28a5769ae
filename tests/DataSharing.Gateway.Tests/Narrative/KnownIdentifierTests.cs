using System.Globalization;
using DataSharing.Disclosure.Narrative;
using DataSharing.Gateway.Narrative;

namespace DataSharing.Gateway.Tests.Narrative;

/// <summary>Whatever a record holds of its people is found in the text in every form in which people write it.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class KnownIdentifierTests
{
    private const int Persons = 200;

    // Made up of syllables, so that no list knows them.
    private static readonly string[] Starts = ["Bre", "Cor", "Dav", "Eth", "Fen", "Gwi", "Hal", "Ish", "Jor", "Kel", "Lun", "Mor", "Nav", "Oth", "Pel", "Qua", "Ros", "Sav", "Tor", "Vel"];
    private static readonly string[] Middles = ["and", "el", "ir", "ov", "und", "as", "em", "ith", "or", "av"];
    private static readonly string[] Ends = ["ka", "rin", "sto", "vey", "lla", "mir", "dez", "zak", "nou", "pek"];

    [Test]
    public void Every_form_of_the_values_of_two_hundred_people_is_masked([Values] RedactionMode mode)
    {
        var redactor = new Redactor(BuiltInWords.Lists, mode, BuiltInWords.Keep);
        var left = new List<string>();
        for (int i = 0; i < Persons; i++)
        {
            Someone person = Someone.Of(i);
            var known = new KnownIdentifiers([person.Name, person.Phone, person.Email, person.Handle, person.Postcode, person.Plate, person.Reference]);
            foreach ((string form, string written) in person.Forms())
            {
                foreach (string text in new[] { $"Then {written} came to the door and shouted.", $"it was {written} again" })
                {
                    string redacted = redactor.Redact(text, known).Text;
                    if (redacted.Contains(written, StringComparison.Ordinal))
                    {
                        left.Add($"{form}: {text} => {redacted}");
                    }
                }
            }
        }

        Assert.That(left, Is.Empty, $"{left.Count} forms were left.\n{string.Join('\n', left.Take(30))}");
    }

    [TestCase("Assault", "An assault was reported.")]
    [TestCase("Road", "It happened on the road.")]
    [TestCase("Will", "She said he will come back.")]
    [TestCase("May", "They may come back in May.")]
    [TestCase("London", "It happened in London.")]
    public void An_ordinary_word_of_a_value_is_not_masked_where_it_is_one(string value, string text) =>
        Assert.That(new Redactor(BuiltInWords.Lists, RedactionMode.Standard, BuiltInWords.Keep).Redact(text, new KnownIdentifiers([value])).Text, Is.EqualTo(text));

    [Test]
    public void Known_identifiers_print_nothing() => Assert.That(new KnownIdentifiers(["Sarah Cohen"]).ToString(), Is.EqualTo("(known identifiers)"));

    private sealed record Someone(string Given, string Family, string Phone, string Email, string Handle, string Postcode, string Plate, string Reference)
    {
        public string Name => $"{Given} {Family}";

        public static Someone Of(int i)
        {
            string given = Starts[i % 20] + Middles[i / 20 % 10] + Ends[i % 10];
            string family = Starts[(i * 7 + 3) % 20] + Middles[(i + 4) % 10] + Ends[(i * 3 + 1) % 10];
            string number = string.Create(CultureInfo.InvariantCulture, $"{i:000}");
            return new Someone(given, family, $"07700900{number}", $"{given}.{family}@example.org".ToLowerInvariant(), $"{given}_{number}".ToLowerInvariant(), $"NW4 {i % 10}AA", $"AB{10 + (i % 80)} XYZ", $"CR/{number}4567/26");
        }

        public IEnumerable<(string Form, string Written)> Forms()
        {
            yield return ("full name", Name);
            yield return ("capitals", Name.ToUpperInvariant());
            yield return ("small letters", Name.ToLowerInvariant());
            yield return ("given name", Given);
            yield return ("family name", Family);
            yield return ("turned round", $"{Family}, {Given}");
            yield return ("initial and family name", $"{Given[0]}. {Family}");
            yield return ("possessive", $"{Family}'s");
            yield return ("title", $"Mrs {Family}");
            yield return ("joined", $"{Given}{Family}".ToLowerInvariant());
            yield return ("hyphen", $"{Given}-{Family}");
            yield return ("accent", Accented(Family));
            yield return ("one letter left out", Family[..2] + Family[3..]);
            yield return ("one letter doubled", Family[..3] + Family[2] + Family[3..]);
            yield return ("two letters changed about", $"{Family[..2]}{Family[3]}{Family[2]}{Family[4..]}");
            yield return ("one letter wrong", Family[..3] + 'x' + Family[4..]);
            yield return ("phone", Phone);
            yield return ("phone in groups", $"{Phone[..5]} {Phone[5..8]} {Phone[8..]}");
            yield return ("phone with hyphens", $"{Phone[..5]}-{Phone[5..8]}-{Phone[8..]}");
            yield return ("phone with its country", $"+44 {Phone[1..5]} {Phone[5..]}");
            yield return ("phone with a zero in brackets", $"+44 (0){Phone[1..5]} {Phone[5..]}");
            yield return ("e-mail", Email);
            yield return ("handle", "@" + Handle);
            yield return ("handle alone", Handle);
            yield return ("postcode", Postcode);
            yield return ("postcode in small letters", Postcode.ToLowerInvariant());
            yield return ("postcode without its blank", Postcode.Replace(" ", "", StringComparison.Ordinal));
            yield return ("plate", Plate);
            yield return ("plate without its blank", Plate.Replace(" ", "", StringComparison.Ordinal));
            yield return ("reference", Reference);
        }

        private static string Accented(string name) => name.Replace('e', 'é').Replace('o', 'ö').Replace('a', 'á').Replace('i', 'í').Replace('u', 'ü');
    }
}
