using DataSharing.Sandbox;

namespace DataSharing.Gateway.Tests.Narrative.Laws;

/// <summary>Somebody who does not exist, as a record holds the name, with how else people write it.</summary>
/// <param name="Given">The given name, of one word or several.</param>
/// <param name="Family">The family's name, with its particles.</param>
/// <param name="Short">What friends say for the given name; empty where they say nothing else.</param>
/// <param name="Written">The whole name as somebody else spells it in English letters; empty where everybody spells it so.</param>
internal sealed record InventedPerson(string Given, string Family, string Short, string Written)
{
    private static readonly HashSet<string> Grammar = [.. "man all and any are but can for had has her him his how its may more most not one our out she the they this was who why you your said told with were here there than then them some much many well what when while also back".Split(' ')];

    /// <summary>As the record holds it.</summary>
    public string Name => $"{Given} {Family}";

    /// <summary>
    /// People of many communities. Names that are words (Small, Field, May), terms that stay (Bibi, Israel, London), titles, months and weekdays are there on
    /// purpose; so are hyphens, particles, two given names, accents, and names that English spells in several ways.
    /// </summary>
    public static IReadOnlyList<InventedPerson> All { get; } = [.. Read(
        """
        Tess Small | Tessie
        Mark Field
        June Hill
        May Young
        Rose Marsh | Rosie
        William Stone | Bill
        Will Day
        Grace Park | Gracie
        Hope Green
        Faith Love
        Joy Price
        Dawn Frost
        Penelope Baker | Penny
        Robin Fisher
        Jack London
        April Summers
        Summer Rain
        August Best
        Dean Bishop
        Earl Knight
        Prince Mensah
        Sunday Okafor
        Blessing Monday
        Comfort Boateng
        Precious Moyo
        Gift Banda
        Justice Phiri
        Angel Gomez
        Jesus Navarro
        Christian Jewell | Chris
        Jordan Israel
        Chelsea West
        Florence Temple | Flo
        Sydney Bolton | Syd
        Paris Derby
        Kent English
        Sarah French
        Thomas England | Tom
        Daniel Black | Danny
        Lucy White
        Ivy Grey
        Michael Rich | Mick
        Susan Long | Sue
        Robert Short | Bob
        Katherine Little | Kitty
        Gail Storm
        Miles Walker
        Chase Banks
        Andrew Church | Drew
        Patricia Street | Pat
        James Close | Jim
        Heath Moor
        Ray Law
        Victor Case | Vic
        Frank Self
        Rukhsana Bibi
        Rafiq Islam || Rafik Islam
        Ramadan Yusuf || Ramazan Yousef
        Nadia Begum
        Imam Hussain || Imam Hussein
        Mohammed Khan | Mo | Muhammad Khan
        Muhammad Ahmed || Mohamed Ahmad
        Aisha Choudhury || Ayesha Chowdhury
        Fatima al-Masri || Fatimah Al Masry
        Omar Al Farsi || Umar al-Farsi
        Abdul Rahman Chaudhry | Abs | Abdur Rehman Chaudhary
        Syed Hassan Raza || Sayed Hasan Raza
        Nur Jahan Sheikh || Noor Jehan Shaikh
        Harpreet Kaur | Harps
        Gurdeep Singh Gill || Gurdip Singh Gill
        Priya Patel
        Lakshmi Narayanan || Laxmi Narayanan
        Sarah Cohen || Sara Kohen
        David Levy || Dovid Levi
        Yitzchak Goldman | Yitz | Itzhak Goldmann
        Rivka Rosenberg || Rivkah Rozenberg
        Chaim Weiss || Haim Weis
        Moshe Ben-David | Moishy | Mosheh Ben David
        Ruth Levy-Ashkenazi || Ruth Levi-Ashkenazy
        Avraham Katz | Avi | Abraham Kats
        Deborah Small-Field | Debs
        Anna-Maria Kowalska
        Małgorzata Wójcik | Gosia
        Katarzyna Szczepańska | Kasia
        Rafał Łukasik
        Olena Shevchenko | Lena | Olena Ševčenko
        Oleksandr Kravchuk | Sasha | Aleksandr Kravtchuk
        Ekaterina Volkova | Katya | Yekaterina Volkova
        Jiří Dvořák
        Anna Gößling
        Judith Löw
        Ahmed Müller
        Jürgen Strauß
        Sven Ødegaard
        Ida Æblegaard
        Åsa Lindström
        Zoë Kovács
        Siân Prytherch
        José Núñez | Pepe
        María José de la Cruz
        João dos Santos
        Renée Lefèvre
        Jan van der Berg
        Pieter de Wit
        Leonardo da Costa | Leo
        Sean O'Riordan || Shaun O'Reardon
        Niamh O'Dowd
        Ewan MacAllister || Euan McAllister
        Fiona McBride || Fiona MacBride
        Mary Jane Holloway
        Anne Marie Duval
        Mary-Kate Brook-Wells
        Ayodele Okonkwo-Bright
        Thandeka Mkhize
        Olu Adeyemi
        Kwame Asante
        Chidi Nwosu
        Yaw Darko
        Tendai Chipo
        Samuel Tesfaye | Sam
        Hodan Warsame
        Zainab Kamara || Zaynab Kamara
        Noa Xu
        Li Wen
        Mei Ling Wong | May | Mei-ling Wong
        Nguyen Thi Hoa
        Sakura Tanaka
        Min-jun Choi || Minjun Choi
        Arjun Das
        Mihai Popescu
        Ștefan Țurcanu
        Elena Dimitriou || Eleni Demetriou
        Ayşe Yılmaz
        Çağla Şahin
        Dženan Đorđević || Dzenan Djordjevic
        Luan Hoxha
        Roza Nowicka
        Margaret Ward | Peggy
        Elizabeth Wood | Liz
        Richard Cross | Rick
        Jonathan Gold | Jonny
        Rebecca Silver | Becky
        Alexandra King | Alex
        Nicholas Reed | Nick
        Theresa Major | Terry
        Charles Wolf | Charlie
        Siobhan Keane | Shiv
        Stephen Hand | Steve
        Gwilym Rees | Gwil
        Bernard Savage | Bernie
        Joan Bird
        Eve Rivers
        Art Carpenter
        """)];

    /// <summary>
    /// People whose given names and surnames are drawn from the lists of the program, each of them a word or a term that stays too; the same seed gives the same
    /// people. Words of one or two letters, and those that a sentence cannot do without, are no names here: nothing tells "he" from He in small letters.
    /// </summary>
    public static IEnumerable<InventedPerson> Drawn(int seed, int count)
    {
        var random = new Random(seed);
        HashSet<string> words = [.. Words("lists/words-common"), .. Words("keep"), .. Words("lists/keep-cities")];
        string[] given = [.. Words("lists/given-own").Where(name => words.Contains(name) && IsName(name))];
        string[] family = [.. Words("lists/family-own").Concat(Words("lists/family-scowl")).Where(name => words.Contains(name) && IsName(name))];
        for (int i = 0; i < count; i++)
        {
            string surname = family[random.Next(family.Length)];
            yield return new InventedPerson(Capital(given[random.Next(given.Length)]), Capital(surname), "", "");
        }
    }

    private static string Capital(string name) => char.ToUpperInvariant(name[0]) + name[1..];

    private static bool IsName(string word) => word.Length > 2 && word.All(char.IsAsciiLetter) && !Grammar.Contains(word);

    private static IEnumerable<string> Words(string list) => File.ReadLines(RepositoryFolder.At("src", "DataSharing.Gateway", "Narrative", list + ".txt")).Select(line => line.Trim().ToLowerInvariant());

    private static IEnumerable<InventedPerson> Read(string lines)
    {
        foreach (string[] parts in lines.Split('\n').Select(line => line.Split('|', StringSplitOptions.TrimEntries)))
        {
            string[] words = parts[0].Split(' ');
            int family = Array.FindIndex(words, 1, word => char.IsLower(word[0]) || word is "Al" or "Singh");
            int first = family > 0 ? family : words is ["Nguyen", ..] ? 1 : words.Length - 1;
            yield return new InventedPerson(string.Join(' ', words[..first]), string.Join(' ', words[first..]), parts.Length > 1 ? parts[1] : "", parts.Length > 2 ? parts[2] : "");
        }
    }
}
