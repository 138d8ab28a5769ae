using DataSharing.Disclosure.Configuration;
using DataSharing.Gateway.Configuration;
using DataSharing.Sandbox;

namespace DataSharing.Gateway.Tests.Configuration;

/// <summary>A direct column that the statement gives under a harmless name is noticed when the folder is read.</summary>
internal sealed class AliasTests
{
    private string _folder = null!;
    private string _statement = null!;

    [OneTimeSetUp]
    public void Copy()
    {
        _folder = Directory.CreateTempSubdirectory("datasharing-alias-").FullName;
        string from = RepositoryFolder.At("config", "cst");
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith("narrative-keep.txt", StringComparison.Ordinal)))
        {
            string copy = Path.Combine(_folder, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        _statement = File.ReadAllText(Path.Combine(_folder, "source/incidents.sql"));
    }

    [OneTimeTearDown]
    public void Remove() => Directory.Delete(_folder, recursive: true);

    [TestCase("date_of_birth AS reported_at", "reported_at", "birth")]
    [TestCase("p.date_of_birth AS reported_at", "reported_at", "birth")]
    [TestCase("dbo.person.DateOfBirth reported_at", "reported_at", "birth")]
    [TestCase("[dbo].[person].[Surname] AS [town]", "town", "surnam")]
    [TestCase("\"person\".\"surname\" AS \"town\"", "town", "surnam")]
    [TestCase("victim_names AS medium", "medium", "name")]
    [TestCase("uprn AS victim_count", "victim_count", "uprn")]
    [TestCase("telephone /* as agreed */ AS victim_age", "victim_age", "telephon")]
    [TestCase("phone\n  AS offender_count", "offender_count", "phone")]
    [TestCase("reported_on AS reported_at", "reported_at", null)]
    [TestCase("postcode_full AS postcode", "postcode", null, Description = "only the outward code of it leaves")]
    [TestCase("CASE WHEN victim_emails IS NULL THEN 0 ELSE 1 END AS is_online", "is_online", null, Description = "an expression is not understood")]
    [TestCase("premises_label AS premises_name", "premises_name", null)]
    public void Finds(string expression, string column, string? word)
    {
        File.WriteAllText(Path.Combine(_folder, "source/incidents.sql"), _statement.Replace($"\n  {column},", $"\n  {expression},", StringComparison.Ordinal));
        ConfigProblem[] problems = [.. new ConfigurationFolder(_folder).Check("nottinghamshire")];
        Assert.That(problems.Select(problem => problem.File), Is.EqualTo(word is null ? [] : new[] { "source/incidents.sql" }));
        Assert.That(problems.Select(problem => problem.Message), Is.All.Contains($"has the word \"{word}\" in its name and is given as \"{column}\""));
        int line = _statement.Split('\n').ToList().FindIndex(written => written.Trim() == column + ",") + 1;
        Assert.That(problems.Select(problem => problem.Line), Is.All.EqualTo(line));
    }

    [Test]
    public void The_shipped_statement_has_none()
    {
        File.WriteAllText(Path.Combine(_folder, "source/incidents.sql"), _statement);
        ConfigProblems found = new ConfigurationFolder(_folder).Look(null);
        Assert.That(found.All, Is.Empty);
        Assert.That(found.Notes, Is.Empty, "The shipped dictionary names its case reference and series.");
    }

    [Test]
    public void A_dictionary_that_names_no_case_reference_and_no_series_is_told_so_and_is_no_problem()
    {
        string path = Path.Combine(_folder, "source/fields.json");
        string fields = File.ReadAllText(path);
        try
        {
            File.WriteAllText(path, fields.Replace("\"caseReference\": \"case_ref\",", "", StringComparison.Ordinal).Replace("\"series\": \"series_id\",", "", StringComparison.Ordinal));
            ConfigProblems found = new ConfigurationFolder(_folder).Look("nottinghamshire");
            Assert.That(found.All, Is.Empty);
            Assert.That(found.Notes.Select(note => (note.Code, note.File, note.Path)), Is.EqualTo(new[] { ("noCaseReference", "source/fields.json", "roles"), ("noSeries", "source/fields.json", "roles") }));
        }
        finally
        {
            File.WriteAllText(path, fields);
        }
    }
}
