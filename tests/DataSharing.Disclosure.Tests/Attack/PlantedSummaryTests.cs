using System.Globalization;
using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.Dictionary;
using DataSharing.Disclosure.Narrative;
using DataSharing.Disclosure.Patterns;
using DataSharing.Disclosure.Profile;
using DataSharing.Disclosure.Records;
using DataSharing.Disclosure.References;

namespace DataSharing.Disclosure.Tests.Attack;

/// <summary>
/// Honest mistakes in approved summaries, one a line of planted-summaries.txt: names of ordinary words, addresses in words, spellings, coordinates, spelled codes. Rules:
/// the shipped dictionary, profile and keep lists.
/// </summary>
public sealed class PlantedSummaryTests
{
    private const string Purpose = "police-sharing";
    private static readonly DateTime At = new(2026, 5, 1, 10, 30, 0, DateTimeKind.Utc);

    private static readonly Lazy<ForceProfile> Shipped = new(() =>
    {
        var problems = new ConfigProblems();
        ConfigObject Document(string file) => ConfigDocument.Parse(file, File.ReadAllBytes(Config(file)), problems)!;
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

    private static string[][] Lines { get; } =
        [.. File.ReadAllLines(Path.Combine(TestWords.Repository, "tests/DataSharing.Disclosure.Tests/Attack/planted-summaries.txt")).Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split(" | ", StringSplitOptions.TrimEntries))];

    [Test]
    public void At_least_two_hundred_leaks_and_one_hundred_near_misses_are_planted()
    {
        Assert.That(Lines.Count(line => line[0] is "held" or "identifier"), Is.AtLeast(200));
        Assert.That(Lines.Count(line => line[0] is "passes" or "unmarked"), Is.AtLeast(100));
        Assert.That(Lines.Select(line => line[0]).Distinct(), Is.SubsetOf(new[] { "held", "identifier", "passes", "unmarked" }));
    }

    [Test]
    public void Every_planted_leak_holds_its_record_back() =>
        Assert.That(Of("held", "identifier").Where(line => Reason(line) is not ("ownRecord" or "summaryHit")).Select(Named), Is.Empty);

    [Test]
    public void Every_identifier_is_masked_in_both_modes_and_stops_a_finished_file([Values] RedactionMode mode)
    {
        Redactor redactor = TestWords.Redactor(mode);
        Assert.That(Of("identifier").Where(line => redactor.Redact(line[4], KnownIdentifiers.None).Spans.Count == 0).Select(Named), Is.Empty);
        Assert.That(Of("identifier").Where(line => TextPattern.FirstIn(line[4]) is null).Select(Named), Is.Empty);
    }

    [Test]
    public void Every_near_miss_passes() => Assert.That(Of("passes").Where(line => Reason(line) is not null).Select(line => $"{Reason(line)} {Named(line)}"), Is.Empty);

    [Test]
    public void A_finished_file_is_not_stopped_for_near_misses() =>
        Assert.That(Of("passes", "unmarked").Where(line => TextPattern.FirstIn(line[4]) is not null).Select(line => $"{TextPattern.FirstIn(line[4])!.Name}: {Named(line)}"), Is.Empty);

    [Test]
    public void A_hit_names_the_field_that_it_stands_in_and_not_the_first_open_one() => Assert.That(
        Held(["held", "", "victim_names", "Miriam Goldberg", "Miriam Goldberg was pushed."], ("police_ref", "01/2345678/26"), ("police_force_slug", "metropolitan")),
        Is.EqualTo(("ownRecord", "summary_shareable")));

    private static IEnumerable<string[]> Of(params string[] kinds) => Lines.Where(line => kinds.Contains(line[0]));

    private static string Named(string[] line) => $"{line[1]} | {line[3]} | {line[4]}";

    private static string? Reason(string[] line) => Held(line)?.Reason;

    private static (string Reason, string Field)? Held(string[] line, params (string Field, object? Value)[] more)
    {
        string text = line[4].Replace("\\n", "\n", StringComparison.Ordinal).Normalize();
        string[] parts = line[3].Split("¦¦");
        var values = new List<(string Field, object? Value)>
        {
            ("summary_shareable", text), ("summary_author", "A. Example"), ("summary_approved_by", "B. Example"), ("summary_approved_at", At.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
            ("summary_approved_hash", SummaryApproval.Hash(IncidentKey.FromNumber(1), text, "B. Example", At, Purpose)), ("summary_purpose", Purpose), ("town", parts.Length > 1 ? parts[1] : null),
        };
        values.AddRange(more);
        if (line[2] != "-")
        {
            values.Add((line[2], line[2] is "lat" or "lon" ? decimal.Parse(parts[0], CultureInfo.InvariantCulture) : parts[0].Replace('¦', '\u001F')));
        }

        Planned plan = Some.Plan(Shipped.Value, [Some.Record(Shipped.Value, 1L, [.. values])]);
        if (plan.Counts.HeldBackByField.Count > 0)
        {
            return plan.Counts.HeldBackByField.Single().Key;
        }

        Assert.That(plan.Rows.Single().Cells, Does.Contain(text), "The text would leave.");
        return null;
    }

    private static string Config(string file) => Path.Combine(TestWords.Repository, "config/cst", file);
}
