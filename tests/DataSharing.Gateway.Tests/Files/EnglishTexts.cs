using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace DataSharing.Gateway.Tests.Files;

/// <summary>Invented summaries as reviewers approve them: no identifier, and much that nearly reads like one.</summary>
internal static partial class EnglishTexts
{
    private static readonly string[] Sentences =
    [
        "Abuse was shouted from a passing car on the {road} near {district}.",
        "In {district} the offender followed two people for {n2} minutes.",
        "In {district}, {n2} people were told to leave.",
        "At {time} on {date} a group of {n2} stood outside.",
        "Between {time} and {time2} on {date2} the same words were repeated {n2} times.",
        "It happened {date3} {time3}, {n2} metres from the gate.",
        "Damage of \u00A3{money} was done to {n2} windows.",
        "The post had {count} views, {count} likes and {n3} replies.",
        "A handle ending in {n2} posted \u201C{n2} {n2} {n2}\u201D and nothing else.",
        "The bus {route} stopped; BUS {route} IN {district} THE DRIVER INTERVENED.",
        "On the {road} 1st exit, and again at the {district} 2nd turning, a banner was shown.",
        "Flat {n2}A and flat {n2}B of the block received leaflets.",
        "The caller (male, {age}) said that {n2} of the {n3} pupils, aged {age} to {age}, had heard it.",
        "Seen at platform {n1}, {time}; reported on {date}.",
        "The words \u201C14 88\u201D and \u201C{year}\u201D were written {n1} metres high.",
        "Between {year} and {year} there were {n3} reports, {n2}% of them online.",
        "The e-mail quoted chapter {n2}:{n2} and was signed \u2018a friend\u2019.",
        "A message by @some_account, and one on example.org, said the same.",
        "They met @ {time} at the {road} services, junction {n1}.",
        "Item {n3}-{n2} of the case was closed; log {n4} of {date} refers.",
        "Reference {ref} was given by the operator.",
        "He held {n1} fingers up and counted {n1}, {n1}, {n1}.",
        "The temperature was {n2}\u00B0, the van drove {n2} mph in a {n2} mph zone.",
        "Caf\u00E9 staff and a na\u00EFve bystander \u2013 both unhurt \u2013 left at {time}.",
        "The sign said \u05E9\u05DC\u05D5\u05DD and was torn down.",
        "No one was hurt.\nIt ended {n2} minutes later.",
        "Vers\u00E9 {n2} to {n2}, pages {n3}-{n3}, was cited on {date2}.",
        "Hymn {n3}, {n3} and {n3} were shouted over on {date}.",
    ];

    private static readonly string[] Districts = ["NW4", "NW10", "NW11", "N16", "E17", "E1", "SW19", "M25", "M8", "B12", "LS17", "NG1", "EC1A", "W1A", "SE22", "IG8", "WD6", "HA8", "L15", "BN3", "CF10", "EH9"];
    private static readonly string[] Roads = ["A41", "A406", "A1", "M1", "M25", "M60", "A40", "A1(M)", "B1", "M6", "A13", "B552"];
    private static readonly string[] Routes = ["13", "102", "N5", "X90", "25A", "113", "H12", "U1", "W7", "C11"];

    public static string Next(Random random)
    {
        var text = new StringBuilder();
        int sentences = random.Next(1, 6);
        for (int i = 0; i < sentences; i++)
        {
            text.Append(i == 0 ? "" : " ").Append(Blank().Replace(Sentences[random.Next(Sentences.Length)], blank => Filled(blank.Groups[1].Value, random)));
        }

        return text.ToString();
    }

    private static string Filled(string blank, Random random)
    {
        var day = new DateOnly(random.Next(2015, 2027), random.Next(1, 13), random.Next(1, 29));
        CultureInfo culture = CultureInfo.InvariantCulture;
        return blank switch
        {
            "road" => Roads[random.Next(Roads.Length)],
            "district" => Districts[random.Next(Districts.Length)],
            "route" => Routes[random.Next(Routes.Length)],
            "n1" => random.Next(1, 10).ToString(culture),
            "n2" => random.Next(2, 100).ToString(culture),
            "n3" => random.Next(100, 1_000).ToString(culture),
            "n4" => random.Next(1_000, 10_000).ToString(culture),
            "age" => random.Next(11, 90).ToString(culture),
            "year" => random.Next(1930, 2027).ToString(culture),
            "count" => random.Next(1_000, 900_000).ToString("N0", culture),
            "money" => random.Next(50, 20_000).ToString("N2", culture),
            "time" => $"{random.Next(24):00}:{random.Next(60):00}",
            "time2" => $"{random.Next(1, 13)}.{random.Next(60):00}pm",
            "time3" => $"{random.Next(24):00}.{random.Next(60):00}-{random.Next(24):00}.{random.Next(60):00}",
            "date" => day.ToString("d MMMM yyyy", culture),
            "date2" => day.ToString("dd/MM/yyyy", culture),
            "date3" => day.ToString("dd.MM.yyyy", culture),
            "ref" => $"{random.Next(100_000, 1_000_000)}/{random.Next(15, 27)}",
            _ => throw new ArgumentOutOfRangeException(nameof(blank)),
        };
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Blank();
}
