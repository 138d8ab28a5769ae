using System.Globalization;
using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.Profile;
using DataSharing.Disclosure.References;

namespace DataSharing.Disclosure.Tests.Attack;

/// <summary>Honest mistakes in columns, lists, bands and texts of a configuration: planted-columns.txt beside this file, one case a line.</summary>
public sealed class PlantedColumnTests
{
    private const long Key = 104_217;
    private const string Passes = "passes";

    private static IEnumerable<TestCaseData> Planted(string kind) => File.ReadAllLines(Path.Combine(TestWords.Repository, "tests/DataSharing.Disclosure.Tests/Attack/planted-columns.txt"))
        .Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split('|', StringSplitOptions.TrimEntries)).Where(parts => parts[0] == kind)
        .Select(parts => new TestCaseData(parts.Length == 1 ? [] : [parts[1..]]).SetName($"Planted {kind}: {string.Join(", ", parts[1..])}"));

    private static IEnumerable<TestCaseData> Fields() => Planted("field");

    private static IEnumerable<TestCaseData> Rules() => Planted("rule");

    private static IEnumerable<TestCaseData> Cells() => Planted("cell");

    private static IEnumerable<TestCaseData> Texts() => Planted("text");

    private static IEnumerable<TestCaseData> Patterns() => Planted("pattern");

    [Test]
    public void At_least_a_hundred_and_twenty_mistakes_are_planted_and_none_passes()
    {
        TestCaseData[] all = [.. Fields(), .. Rules(), .. Cells(), .. Texts(), .. Patterns()];
        Assert.That(all.Count(one => ((string[])one.Arguments[0]!)[^1] != Passes), Is.AtLeast(120));
    }

    [TestCaseSource(nameof(Fields))]
    public void A_column_with_the_name_of_a_direct_value_is_refused(string[] parts)
    {
        string[] type = parts[1].Split(' ');
        Expect(Some.Profile().Field(parts[0], type[0], type[1], type[0] == "text" ? """["A"]""" : null).Column(parts[0], "drop", special: type[1] == "special").With("other", "boolean", "plain", "keep"), parts[^1] == Passes ? Passes : $"has the word \"{parts[^1]}\" in its name");
    }

    [TestCaseSource(nameof(Rules))]
    public void A_rule_that_gives_too_much_is_refused(string[] parts)
    {
        string[] type = parts[1].Split(' ');
        string more = parts[2].Length == 0 ? "" : ", " + parts[2];
        bool exempt = parts[3].StartsWith("exempt ", StringComparison.Ordinal);
        string treatment = exempt ? parts[3][7..] : parts[3];
        ProfileText text = Some.Profile().Field("value", type[0], type[1], more: more).Column("value", treatment, special: type[1] == "special");
        Expect(exempt ? text.Uncounted("value") : text, parts[^1]);
    }

    [TestCaseSource(nameof(Cells))]
    public void A_cell_that_is_a_direct_value_of_its_own_record_is_held_back(string[] parts)
    {
        string[] type = parts[1].Split(' ');
        string[] other = parts[4].Split(' ');
        ProfileText text = Some.Profile().With("value", type[0], type[1], parts[2]).Field("case_ref", "text", "internal").Field("series_id", "text", "internal").Counting()
            .Roles(""" "caseReference": "case_ref", "series": "series_id" """);
        bool known = other.Length == 1;
        if (!known)
        {
            text.Field(other[0], other[1], other[2], more: other.Length > 3 ? $", \"holds\": \"{other[3]}\"" : "");
        }

        ForceProfile profile = text.Parse();
        var values = new List<(string, object?)> { ("value", Typed(type[0], parts[3])) };
        // What is compared with nothing is not even read.
        if (other[0] != "incident_id" && profile.Shape.Columns.Contains(other[0]))
        {
            values.Add((other[0], Typed(known ? other[0] switch { "premises" => "integer", "people" => "textList", _ => "text" } : other[1], parts[5])));
        }

        Planned plan = Some.Plan(profile, [Some.Record(profile, Key, [.. values])]);
        Assert.That(plan.Counts.HeldBackByField.Keys.Select(held => held.Reason).SingleOrDefault() ?? Passes, Is.EqualTo(parts[^1]));
    }

    [TestCaseSource(nameof(Texts))]
    public void A_text_that_anybody_could_be_known_by_is_refused(string[] parts)
    {
        string written = parts[1];
        if (parts[0] is "town" or "authority")
        {
            var problems = new ConfigProblems();
            ReferenceLists.Parse(parts[0] == "authority" ? $"code,name\nE1,{written}\n" : "code,name\nE1,Barnet\n", parts[0] == "town" ? $"town\n{written}\n" : "town\nLeeds\n", "area,districts\nNE,1\n", problems);
            Assert.That(string.Join('\n', problems.All.Select(problem => problem.Message)), parts[^1] == Passes ? Is.Empty : Does.Contain(parts[^1]));
            return;
        }

        ProfileText text = parts[0] switch
        {
            "constant" => Some.Column("boolean", "plain", $$"""{ "kind": "constant", "value": "{{written}}" }"""),
            "heading" => Some.Column("boolean", "plain", "keep").Headed("value", written),
            "value" => Some.Column("text", "plain", "keep", $"""["A", "{written}"]"""),
            "output" => Some.Column("text", "plain", """{ "kind": "recode", "codes": "kind" }""").Map($$""" "kind": { "A": "{{written}}" } """),
            "label" => Some.Column("text", "plain", """{ "kind": "recode", "codes": "kind" }""").Map($$""" "kind": { "A": { "output": "AS", "label": "{{written}}" } } """),
            "dictionary label" => Some.Column("text", "plain", "keep", $$"""["A"], "labels": { "A": "{{written}}" }"""),
            "meaning" => new ProfileText().Field("kind", "boolean", "plain").Column("kind", "keep", more: $"\"meaning\": \"{written}\","),
            "whenNull" => Some.Column("text", "plain", $$"""{ "kind": "recode", "codes": "kind", "whenNull": "{{written}}" }"""),
            _ => throw new ArgumentException(parts[0]),
        };
        Expect(text, parts[^1]);
    }

    [TestCaseSource(nameof(Patterns))]
    public void A_pattern_of_references_that_takes_something_else_is_refused(string[] parts) =>
        Expect(Some.Column("boolean", "plain", "keep").Own($"\"referencePattern\": \"{parts[1].Replace('!', '|')}\""), parts[^1]);

    private static void Expect(ProfileText text, string expected)
    {
        IReadOnlyList<string> problems = text.Problems();
        if (expected == Passes)
        {
            Assert.That(problems, Is.Empty);
        }
        else
        {
            Assert.That(problems, Is.Not.Empty.And.Some.Contains(expected));
        }
    }

    private static object Typed(string type, string written) => type switch
    {
        "integer" => long.Parse(written, CultureInfo.InvariantCulture),
        "boolean" => written == "1",
        "number" => decimal.Parse(written, CultureInfo.InvariantCulture),
        _ => written.Replace('!', '|').Replace('¦', '\u001F'),
    };
}
