using System.Globalization;
using System.Text;

namespace DataSharing.Sandbox.Source;

/// <summary>
/// Invents people. Telephone numbers are those that Ofcom keeps for drama, mail is at names kept for examples, number plates have an age that
/// was never issued, and the inward half of a postcode has letters that are hardly given out.
/// </summary>
internal sealed class People(Dice dice, Places places)
{
    private static readonly string[] Women =
        ["Rebecca", "Sarah", "Hannah", "Leah", "Miriam", "Esther", "Naomi", "Zoë", "Chloé", "Emily", "Olivia", "Priya", "Aisha", "Grace", "Megan", "Siân", "Fiona", "Ruth", "Deborah", "Tamar", "Charlotte", "Joanne", "Karen", "Natasha", "Yael"];

    private static readonly string[] Men =
        ["David", "Daniel", "Joshua", "Benjamin", "Samuel", "Adam", "Jonathan", "Michael", "Simon", "Rhys", "Callum", "Oliver", "Mohammed", "Kwame", "Tomasz", "Liam", "Ewan", "Moshe", "Yitzchok", "Aaron", "Nathan", "Gareth", "Stephen", "Darren", "José"];

    private static readonly string[] Surnames =
        ["Aldermoor", "Brightwell", "Cohen", "Goldman", "Levene", "Rosenthal", "Freedlander", "Kaplinsky", "Shapiro", "Weissman", "Hartnoll", "Pemberton", "O'Connell", "Okonkwo", "Siddiqui", "Patel-Shaw", "Nowak", "Griffiths", "MacAllister", "Thornbury", "Whitcombe", "Fairclough", "Müller", "Abergel", "Blumenfeld", "Davenport", "Ellingham", "Featherstone", "Grünbaum", "Hollingsworth", "Isaacs", "Jellinek", "Kestrelman", "Lansbury", "Montefalco", "Nightingale", "Orme", "Quilter", "Ravenscroft", "Silkin"];

    private static readonly string[] Streets =
        ["Alder", "Birchfield", "Cavendish", "Dunmore", "Elmgate", "Fernley", "Granville", "Hazelmere", "Inverleith", "Juniper", "Kingsmead", "Larkspur", "Mapleton", "Northcote", "Oakhurst", "Priory", "Quarry", "Rosebank", "Sycamore", "Thornhill", "Underwood", "Vicarage", "Willowbank", "Yewtree"];

    private static readonly string[] StreetKinds = ["Road", "Street", "Avenue", "Close", "Lane", "Gardens", "Crescent", "Drive", "Terrace", "Way"];

    private static readonly string[] DramaAreas =
        ["020 7946 0", "0161 496 0", "0113 496 0", "0114 496 0", "0115 496 0", "0116 496 0", "0117 496 0", "0121 496 0", "0131 496 0", "0141 496 0", "0151 496 0", "01632 960"];

    private static readonly string[] MailHosts = ["example.org", "example.com", "mail.example", "post.example", "uni.example", "works.example"];

    private readonly List<Person> _known = [];

    /// <summary>The id of the next new person.</summary>
    public long NextId { get; set; } = 1;

    /// <summary>Somebody who lives in the area of a force: a new person, or in one of twelve cases somebody known from before.</summary>
    public Person Meet(string force)
    {
        if (_known.Count > 50 && dice.Chance(8))
        {
            return dice.Pick(_known);
        }

        bool woman = dice.Chance(50);
        string first = dice.Pick(woman ? Women : Men);
        string last = dice.Pick(Surnames);
        Place home = places.PickIn(force, dice);
        string plain = Plain($"{first}.{last}");
        var person = new Person
        {
            Id = NextId,
            First = first,
            Last = last,
            Gender = dice.Chance(2) ? "Other" : woman ? "Female" : "Male",
            Born = new DateOnly(1940, 1, 1).AddDays(dice.Below(27_000)),
            Phone = Phone(),
            Email = dice.Below(3) switch
            {
                0 => $"{plain}@{dice.Pick(MailHosts)}",
                1 => string.Create(CultureInfo.InvariantCulture, $"{plain.Replace(".", "", StringComparison.Ordinal)}{dice.Below(99)}@{dice.Pick(MailHosts)}"),
                _ => $"{plain[0]}_{plain[(plain.IndexOf('.', StringComparison.Ordinal) + 1)..]}@{dice.Pick(MailHosts)}",
            },
            Street = Street(),
            Flat = dice.Chance(15) ? string.Create(CultureInfo.InvariantCulture, $"Flat {dice.Between(1, 40)}") : null,
            Town = home.Town,
            Postcode = Postcode(home),
            Handle = string.Create(CultureInfo.InvariantCulture, $"@{plain.Replace('.', '_')}{dice.Between(1, 99)}"),
            Plate = Plate(),
        };
        NextId++;
        if (_known.Count < 400)
        {
            _known.Add(person);
        }
        else
        {
            _known[dice.Below(_known.Count)] = person;
        }

        return person;
    }

    /// <summary>A house number and a street: never a place name alone.</summary>
    public string Street() => string.Create(CultureInfo.InvariantCulture, $"{dice.Between(1, 260)} {dice.Pick(Streets)} {dice.Pick(StreetKinds)}");

    /// <summary>A postcode with a real outward code of the place and an invented inward part.</summary>
    public string Postcode(Place place)
    {
        const string unit = "WXYZ";
        return string.Create(CultureInfo.InvariantCulture, $"{dice.Pick(place.OutwardCodes)} {dice.Below(10)}{unit[dice.Below(4)]}{unit[dice.Below(4)]}");
    }

    private string Phone()
    {
        int number = dice.Below(1000);
        return dice.Below(10) switch
        {
            < 4 => string.Create(CultureInfo.InvariantCulture, $"07700 900{number:000}"),
            4 => string.Create(CultureInfo.InvariantCulture, $"07700900{number:000}"),
            5 => string.Create(CultureInfo.InvariantCulture, $"+44 7700 900{number:000}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{dice.Pick(DramaAreas)}{number:000}"),
        };
    }

    private string Plate()
    {
        const string letters = "ABCDEFGHJKLMNOPRSTUVWXY";
        char Letter() => letters[dice.Below(letters.Length)];
        string gap = dice.Chance(70) ? " " : "";
        return string.Create(CultureInfo.InvariantCulture, $"{Letter()}{Letter()}{dice.Between(80, 99)}{gap}{Letter()}{Letter()}{Letter()}");
    }

    /// <summary>A name in lower-case ASCII letters and the full stop.</summary>
    private static string Plain(string name)
    {
        var plain = new StringBuilder(name.Length);
        foreach (char c in name.Normalize(NormalizationForm.FormD))
        {
            if (char.IsAsciiLetter(c) || c == '.')
            {
                plain.Append(char.ToLowerInvariant(c));
            }
        }

        return plain.ToString();
    }
}
