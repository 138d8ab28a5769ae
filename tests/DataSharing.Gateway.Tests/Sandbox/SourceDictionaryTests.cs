using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.Dictionary;
using DataSharing.Disclosure.References;
using DataSharing.Sandbox;

namespace DataSharing.Gateway.Tests.Sandbox;

internal sealed class SourceDictionaryTests
{
    private static readonly string Query = File.ReadAllText(RepositoryFolder.At("config", "cst", "source", "incidents.sql"));

    /// <summary>Columns whose codes are those of a list of another name.</summary>
    private static readonly Dictionary<string, string> CodeLists = new(StringComparer.Ordinal)
    {
        ["victim_gender"] = "gender",
        ["offender_gender"] = "gender",
        ["victim_ethnicity"] = "ethnicity",
        ["victim_religion_observance"] = "religion_observance",
        ["victim_disability"] = "disability",
        ["offender_appearance"] = "perceived_appearance",
        ["offender_relationship"] = "relationship",
    };

    private SourceFile _source = null!;
    private DataDictionary _dictionary = null!;

    [OneTimeSetUp]
    public void ReadDictionary()
    {
        _source = new SourceFile(seed: 21, incidents: 600);
        var problems = new ConfigProblems();
        ConfigObject? document = ConfigDocument.Parse("source/fields.json", File.ReadAllBytes(RepositoryFolder.At("config", "cst", "source", "fields.json")), problems);
        DataDictionary? dictionary = document is null ? null : DataDictionary.Parse(document);
        Assert.That(problems.All.Select(problem => problem.Message), Is.Empty);
        _dictionary = dictionary!;
    }

    [OneTimeTearDown]
    public void RemoveSource() => _source.Dispose();

    [Test]
    public void View_query_and_dictionary_have_the_same_columns()
    {
        string[] view = Columns("SELECT name FROM pragma_table_info('sharing_incident')");
        string[] query = [.. Query.Split('\n').Where(line => line.StartsWith("  ", StringComparison.Ordinal)).Select(line => line.Trim().TrimEnd(','))];
        Assert.That(query, Is.EqualTo(view));
        Assert.That(_dictionary.Names, Is.EquivalentTo(view));
    }

    [Test]
    public void Every_closed_list_is_the_code_list_of_the_source()
    {
        string[] forces = [.. File.ReadAllLines(RepositoryFolder.At("config", "cst", "reference", "local-authorities.csv"))[1..].Select(line => line[(line.LastIndexOf(',') + 1)..]).Distinct(), "btp"];
        foreach (DictionaryField field in _dictionary.Names.Select(name => _dictionary.Find(name)!).Where(field => field.Values is not null))
        {
            string[] codes = field.Name is "force_slug" or "police_force_slug" or "source_force"
                ? forces
                : Columns($"SELECT code FROM code_list WHERE list = '{CodeLists.GetValueOrDefault(field.Name, field.Name)}'");
            Assert.That(field.Values!.Where(value => value != "Mixed"), Is.EquivalentTo(codes), field.Name);
        }
    }

    [Test]
    public void Every_value_of_the_source_is_one_its_dictionary_knows()
    {
        foreach (DictionaryField field in _dictionary.Names.Select(name => _dictionary.Find(name)!).Where(field => field.Values is not null))
        {
            Assert.That(Columns($"SELECT DISTINCT {field.Name} FROM sharing_incident WHERE {field.Name} IS NOT NULL"), Is.SubsetOf(field.Values!), field.Name);
        }

        foreach (DictionaryField field in _dictionary.Names.Select(name => _dictionary.Find(name)!))
        {
            string? form = field.Type switch
            {
                FieldType.Boolean => "[01]",
                FieldType.Integer => "[0-9]*",
                FieldType.Date => "[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]",
                FieldType.DateTime => "[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9] [0-2][0-9]:[0-5][0-9]",
                FieldType.Instant => "[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z",
                _ => null,
            };
            if (form is not null)
            {
                Assert.That(_source.Single($"SELECT COUNT(*) FROM sharing_incident WHERE {field.Name} NOT GLOB '{form}'"), Is.EqualTo("0"), field.Name);
            }
        }
    }

    [Test]
    public void Reading_one_force_in_key_order_uses_the_index_and_does_not_sort()
    {
        string[] plan = [.. _source.Query($"EXPLAIN QUERY PLAN SELECT incident_id, force_slug, status, town, category_code FROM ({Query}) AS source WHERE force_slug = @force ORDER BY incident_id", ("@force", "metropolitan")).Select(row => row[3]!)];
        Assert.That(plan, Has.Some.Contains("INDEX location_by_force (force_slug=?)"));
        Assert.That(plan, Has.None.Contains("TEMP B-TREE").And.None.Contains("SCAN"));
        Assert.That(plan, Has.None.Contains("SUBQUERY"), "a column that was not asked for is computed");
    }

    [Test]
    public void No_column_builds_a_whole_table_for_each_row()
    {
        string[] plan = [.. _source.Query($"EXPLAIN QUERY PLAN SELECT * FROM ({Query}) AS source WHERE force_slug = @force ORDER BY incident_id", ("@force", "metropolitan")).Select(row => row[3]!)];
        Assert.That(plan, Has.None.Contains("MATERIALIZE").And.None.Contains("AUTOMATIC").And.None.Contains("TEMP B-TREE"));
        Assert.That(plan.Where(step => step.StartsWith("SCAN", StringComparison.Ordinal)), Is.All.EqualTo("SCAN x"), "only the few persons of one incident may be scanned");
    }

    [Test]
    public void The_view_has_one_row_for_each_incident_and_lists_all_its_persons()
    {
        Assert.That(_source.Single("SELECT COUNT(*) || '/' || COUNT(DISTINCT incident_id) FROM sharing_incident"), Is.EqualTo("600/600"));
        Assert.That(_source.Single("""
            SELECT SUM(CASE WHEN person_consents IS NULL THEN 0 ELSE LENGTH(person_consents) - LENGTH(REPLACE(person_consents, char(31), '')) + 1 END) FROM sharing_incident
            """), Is.EqualTo(_source.Single("SELECT (SELECT COUNT(*) FROM victim) + (SELECT COUNT(*) FROM offender) + (SELECT COUNT(*) FROM reporter)")));
        Assert.That(_source.Single("""
            SELECT COUNT(*) FROM incident_link k INNER JOIN victim v ON v.incident_id = k.incident_id INNER JOIN sharing_incident s ON s.incident_id = k.linked_incident_id
            WHERE v.full_name IS NOT NULL AND instr(COALESCE(s.linked_person_names, ''), v.full_name) = 0
            """), Is.EqualTo("0"), "a link counts in both directions");
    }

    [Test]
    public void The_reference_lists_are_read_without_a_problem_and_hold_every_place_of_the_source()
    {
        string Text(string name) => File.ReadAllText(RepositoryFolder.At("config", "cst", "reference", name));
        var problems = new ConfigProblems();
        ReferenceLists? lists = ReferenceLists.Parse(Text("local-authorities.csv"), Text("towns.csv"), Text("outward-codes.csv"), problems);
        Assert.That(problems.All.Select(problem => problem.Message), Is.Empty);
        Assert.That(lists, Is.Not.Null);

        var outward = new HashSet<string>(StringComparer.Ordinal);
        foreach (string[] row in Text("outward-codes.csv").Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(',')))
        {
            foreach (string part in row[1].Split(' '))
            {
                string[] ends = part.Split('-');
                if (char.IsAsciiLetter(part[0]))
                {
                    outward.Add(part);
                    continue;
                }

                for (int district = int.Parse(ends[0], null); district <= int.Parse(ends[^1], null); district++)
                {
                    outward.Add($"{row[0]}{district}");
                }
            }
        }

        Assert.That(Text("towns.csv").Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).SelectMany(line => line.Split(',')[2].Split(' ')).Distinct(), Is.SubsetOf(outward));
        Assert.That(Columns("SELECT DISTINCT postcode FROM sharing_incident WHERE postcode IS NOT NULL").Select(postcode => postcode.Split(' ')[0]).Distinct(), Is.SubsetOf(outward));
    }

    private string[] Columns(string sql) => [.. _source.Query(sql).Select(row => row[0]!)];
}
