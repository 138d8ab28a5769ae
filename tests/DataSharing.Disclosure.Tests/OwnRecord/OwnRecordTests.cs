using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.Dictionary;
using DataSharing.Disclosure.Narrative;
using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Profile;
using DataSharing.Disclosure.Records;
using DataSharing.Disclosure.References;

namespace DataSharing.Disclosure.Tests.OwnRecord;

/// <summary>The direct values of a record are found in open text, and ordinary English is not taken for them. Rules: the shipped dictionary and keep list.</summary>
public sealed partial class OwnRecordTests
{
    private static readonly string[] OrdinaryNames = ["May", "Street", "Park", "White", "Black", "Young", "London", "Israel", "Christian", "Lee", "Ali"];
    private static readonly string[] Others = ["Tamar", "Yusuf", "Agnieszka", "Olu", "Gareth", "Shira", "Hannah", "Imran"];

    // What people who approve texts write: no name in it, and every one of the ordinary words above somewhere.
    private static readonly string[] Sentences =
    [
        "A man shouted antisemitic abuse at a group of people.", "White paint was thrown at the wall of a synagogue.", "In May a group of young men shouted slogans in the street.",
        "Black graffiti was found on a bench in the park.", "The caller said that Israel should be destroyed.", "A Christian preacher shouted at passers-by.", "The demonstration was held in London.",
        "Young people threw eggs from a car.", "The threat was made by telephone.", "Stickers were found in the park and on the road.", "Somebody spat at a woman outside a shop.", "The High Street was busy at the time.",
        "On 3 May 2026 the abuse was repeated.", "Two men in a white van made Nazi salutes.", "A swastika was drawn on a poster about Gaza.", "The offender said he would come back.", "An e-mail with abuse was sent to a school.",
    ];

    private static readonly Lazy<ForceProfile> Shipped = new(() =>
    {
        var problems = new ConfigProblems();
        // A text that somebody approved of a proposal: what is approved whole is looked at by the recognisers of names too.
        string Written(string file) => File.ReadAllText(Config(file)).Replace("""{ "kind": "approvedSummary", "purpose": "police-sharing" }""", "\"redact\"", StringComparison.Ordinal);
        ConfigObject Document(string file) => ConfigDocument.Parse(file, Encoding.UTF8.GetBytes(Written(file)), problems)!;
        string Text(string file) => File.ReadAllText(Config("reference/" + file));
        ForceProfile? profile = ForceProfile.Parse(new ProfileSources
        {
            Profile = Document("forces/metropolitan.json"),
            Protocol = Document("protocols/national-2015.json"),
            Dictionary = DataDictionary.Parse(Document("source/fields.json"))!,
            References = ReferenceLists.Parse(Text("local-authorities.csv"), Text("towns.csv"), Text("outward-codes.csv"), problems, Text("premises.csv"), Text("keep.txt"))!,
            Narrative = TestWords.Narrative,
            Force = Some.Force,
            Hash = "",
        });
        Assert.That(problems.All.Select(problem => problem.ToString()), Is.Empty);
        return profile!;
    });

    private static IEnumerable<TestCaseData> Planted() => File.ReadAllLines(Path.Combine(TestWords.Repository, "tests/DataSharing.Disclosure.Tests/OwnRecord/planted-leaks.txt"))
        .Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split('|', StringSplitOptions.TrimEntries))
        .Select(parts => new TestCaseData(parts[1], Unescaped(parts[2]), Unescaped(parts[3]), parts[4]).SetName($"Own record: {parts[0]}"));

    [TestCaseSource(nameof(Planted))]
    public void Finds(string field, string value, string text, string expected)
    {
        // A character that no cell may carry holds the row before its words are looked at.
        Assert.That(expected, Is.AnyOf("held", "passes", "controlCharacter"));
        object typed = field is "lat" or "lon" ? decimal.Parse(value, CultureInfo.InvariantCulture) : value;
        Assert.That(Find([(field, typed)], text), Is.EqualTo(expected switch { "held" => "ownRecord", "passes" => null, _ => expected }));
    }

    [Test]
    public void At_least_sixty_kinds_of_leak_are_planted() => Assert.That(Planted().Count(one => (string?)one.Arguments[3] == "held"), Is.GreaterThanOrEqualTo(60));

    [Test]
    public void A_place_that_is_released_in_the_row_is_no_name()
    {
        Assert.That(Find([("victim_names", "Yael Hendon")], "It was in Hendon.", "Hendon"), Is.Null);
        Assert.That(Find([("victim_names", "Yael Hendon")], "It was in Hendon."), Is.EqualTo("ownRecord"));
    }

    [Test]
    public void A_direct_value_that_cannot_be_read_holds_the_row_back() =>
        Assert.That(Find([("lat", "north")], "A text."), Is.EqualTo("unreadable"));

    [Test]
    public void Fields_whose_kind_is_not_said_are_looked_for_in_every_way()
    {
        Assert.That(Find([("offender_marks", "Tattoo of a serpent")], "He had a tattoo of a serpent."), Is.EqualTo("ownRecord"));
        Assert.That(Find([("offender_marks", "Zerubavel")], "Then Zerubavel left."), Is.EqualTo("ownRecord"));
    }

    [TestCase(20261123)]
    public void Of_ten_thousand_clean_rows_with_ordinary_names_at_most_one_in_two_hundred_is_held(int seed)
    {
        const int Rows = 10_000;
        var random = new Random(seed);
        int held = 0;
        for (int row = 0; row < Rows; row++)
        {
            string Name() => random.Next(2) == 0
                ? $"{Others[random.Next(Others.Length)]} {OrdinaryNames[random.Next(OrdinaryNames.Length)]}"
                : $"{OrdinaryNames[random.Next(OrdinaryNames.Length)]} {Others[random.Next(Others.Length)]}";
            string text = string.Join(' ', Enumerable.Range(0, 2 + random.Next(4)).Select(_ => Sentences[random.Next(Sentences.Length)]));
            (string, object)[] values =
            [
                ("victim_names", $"{Name()}\u001F{Name()}"), ("offender_names", Name()), ("reporter_names", Name()),
                ("victim_phones", string.Create(CultureInfo.InvariantCulture, $"07700 900{random.Next(1000):000}")), ("victim_dobs", string.Create(CultureInfo.InvariantCulture, $"19{random.Next(40, 99)}-0{random.Next(1, 10)}-1{random.Next(10)}")),
                ("victim_addresses", string.Create(CultureInfo.InvariantCulture, $"{random.Next(1, 200)} Park Road, London")), ("victim_postcodes", "NW4 2AA"), ("victim_school_names", "Park Road Primary School"),
            ];
            held += Find(values, text) is null ? 0 : 1;
        }

        TestContext.Out.WriteLine($"{held} of {Rows} clean rows held");
        Assert.That(held, Is.LessThanOrEqualTo(Rows / 200));
    }

    /// <summary>The reason for which a record with these values and this approved text is held back, or null.</summary>
    private static string? Find((string Field, object Value)[] values, string text, string? town = null)
    {
        IncidentRecord record = Some.Record(Shipped.Value, 1L, [("summary_shareable", "The source text."), ("town", town), .. values.Select(value => (value.Field, (object?)value.Value))]);
        ProposedText proposed = new Planner(Shipped.Value, Some.Keys(), Some.Today, full: false).Texts([record], []).Single();
        Planned plan = Some.Plan(Shipped.Value, [record], decisions: (_, _) => new TextDecision(proposed.SourceHash, text.Normalize()));
        if (plan.Counts.HeldBackByField.Count == 0)
        {
            Assert.That(plan.Rows.Single().Cells, Does.Contain(text.Normalize()), "The text would leave.");
            return null;
        }

        return plan.Counts.HeldBackByField.Single().Key.Reason;
    }

    private static string Unescaped(string text) => Escape().Replace(text.Replace("\\n", "\n", StringComparison.Ordinal).Replace('¦', '\u001F'),
        match => ((char)ushort.Parse(match.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString());

    private static string Config(string file) => Path.Combine(TestWords.Repository, "config/cst", file);

    [GeneratedRegex(@"\\u([0-9A-F]{4})", RegexOptions.CultureInvariant)]
    private static partial Regex Escape();
}
