using System.Text;
using System.Text.RegularExpressions;
using DataSharing.Gateway.Files;
using DataSharing.Sandbox;

namespace DataSharing.EndToEnd.Tests.ForForces;

/// <summary>The nights worked out in docs/for-forces: the files make the tables that the page prints.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed partial class WorkedNightsTests
{
    private static readonly string Examples = RepositoryFolder.At("docs/for-forces/examples");

    [Test]
    public async Task Each_night_makes_the_table_that_the_page_prints()
    {
        string[] pages = File.ReadAllText(RepositoryFolder.At("docs/for-forces/README.md")).Split("\n### ");
        using var importer = new Importer();
        foreach ((string night, string title) in new[] { ("night-1", "Night 1"), ("night-2", "Night 2"), ("night-3", "Night 3"), ("full", "And a full file") })
        {
            foreach (string file in Directory.GetFiles(Path.Combine(Examples, night)))
            {
                File.Copy(file, Path.Combine(importer.Inbox, Path.GetFileName(file)));
            }

            Ended ended = await importer.RunAsync();
            Assert.That(ended.Code, Is.Zero, ended.Output + ended.Error);
            Assert.That(importer.Names, Is.Empty);
            string page = pages.Single(part => part.StartsWith(title, StringComparison.Ordinal));
            string[] printed = [.. TableRow().Matches(page).Select(row => row.Groups[1].Value)];
            Assert.That(printed, Has.Length.EqualTo(3), title);
            Assert.That(importer.Rows().OrderBy(row => row.Key, StringComparer.Ordinal).Select(row => $"{row.Key} | {Version(importer, row.Key)} | {Shown(row.Value)}"), Is.EqualTo(printed), title);
        }
    }

    [Test]
    public async Task The_help_has_an_example_and_the_exit_codes_of_the_page()
    {
        using var importer = new Importer();
        Ended help = await importer.RunAsync("--help");
        string page = File.ReadAllText(RepositoryFolder.At("docs/for-forces/README.md"));
        string[] printed = [.. ExitCodeRow().Matches(page).Select(row => $"{row.Groups[1].Value}  {row.Groups[2].Value}")];
        Assert.That(printed, Has.Length.EqualTo(4));
        Assert.That(printed.Where(code => !help.Output.Contains(code, StringComparison.Ordinal)), Is.Empty, help.Output);
        Assert.That(help.Code, Is.Zero);
        Assert.That(help.Output, Does.Contain($"  {Command().Match(page).Groups[1].Value}\n"));
    }

    [Test]
    public async Task Manifests_are_left_where_they_are_when_that_is_asked_for_and_files_are_not()
    {
        using var importer = new Importer();
        importer.Put("essex-000001-1", Importer.Example("night-1/essex-000001-1.csv"));
        Assert.That((await importer.RunAsync("--keep-manifests")).Code, Is.Zero);
        Assert.That(importer.Names, Is.EqualTo(new[] { "essex-000001-1.json" }));
        // One of before ledger version 9 tells nothing of the journal.
        importer.Put("essex-000002-1", Importer.Example("night-1/essex-000001-1.csv"), manifest =>
        {
            manifest["sequence"] = 2;
            ((System.Text.Json.Nodes.JsonObject)manifest).Remove("journalHead");
        });
        Ended again = await importer.RunAsync("--keep-manifests");
        Assert.That((again.Code, importer.Names.Order()), Is.EqualTo((0, new[] { "essex-000001-1.json", "essex-000002-1.json" })), again.Output);
    }

    [Test]
    public void Each_manifest_of_the_examples_is_as_the_program_writes_it()
    {
        string[] manifests = Directory.GetFiles(Examples, "*.json", SearchOption.AllDirectories);
        Assert.That(manifests, Has.Length.EqualTo(5));
        foreach (string manifest in manifests)
        {
            Assert.That(() => Manifest.Parse(File.ReadAllBytes(manifest)), Throws.Nothing, manifest);
        }
    }

    [Test]
    public async Task A_withdrawn_record_is_not_left_in_the_database_file()
    {
        using var importer = new Importer();
        importer.Put("essex-000001-1", Importer.Example("night-1/essex-000001-1.csv"));
        await importer.RunAsync();
        Assert.That(await WordsInDatabaseAsync(importer), Is.EqualTo((true, true)));
        importer.Put("essex-000002-2", Importer.Example("night-2/essex-000002-2.csv"), manifest =>
        {
            manifest["sequence"] = 2;
            (manifest["counts"]!["new"], manifest["counts"]!["amend"], manifest["counts"]!["withdraw"]) = (1, 1, 1);
        });
        Ended ended = await importer.RunAsync();
        Assert.That(ended.Output, Does.Contain("1 new, 1 amended, 1 withdrawn"));
        Assert.That(await WordsInDatabaseAsync(importer), Is.EqualTo((false, false)), "The withdrawn record's token and place.");
    }

    [Test]
    public async Task Every_way_of_writing_a_file_is_read_as_its_manifest_says()
    {
        using var importer = new Importer();
        // No header, semicolons, every cell quoted, Windows-1252, another null token, and an apostrophe that belongs to the text.
        string row = "\"2R0DZPGEVYS9TGC8\";\"NEW\";\"1\";\"-\";\"Exact\";\"St Albans\";\"Threats\";\"1\";\"'=caf\u00E9; \"\"said\"\"\r\n\u20AC5, NULL\"\r\n";
        importer.Put("essex-000001-1", CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetBytes(row), manifest =>
        {
            System.Text.Json.Nodes.JsonNode reading = manifest["reading"]!;
            (reading["encoding"], reading["byteOrderMark"], reading["delimiter"], reading["quoteAlways"]) = ("windows-1252", false, ";", true);
            (reading["header"], reading["nullToken"], reading["formulasEscaped"]) = (false, "-", false);
            manifest["counts"]!["new"] = 1;
        });
        // As above, escaped: a sign that looks like one of a formula, after a space.
        string escaped = "\uFEFF4R0AW90QHSJXN4SV\tNEW\t1\t\tExact\tSt Albans\tThreats\tNULL\t' \uFF1D1\n";
        importer.Put("essex-000002-1", Encoding.UTF8.GetBytes(escaped), manifest =>
        {
            System.Text.Json.Nodes.JsonNode reading = manifest["reading"]!;
            (reading["delimiter"], reading["lineEnding"], reading["header"], reading["nullToken"]) = ("\t", "lf", false, "");
            (manifest["sequence"], manifest["counts"]!["new"]) = (2, 1);
        });
        Ended ended = await importer.RunAsync();
        Assert.That(ended.Code, Is.Zero, ended.Output + ended.Error);
        Dictionary<string, Dictionary<string, string?>> rows = importer.Rows();
        Dictionary<string, string?> first = rows["2R0DZPGEVYS9TGC8"];
        Assert.That((first["incident_date"], first["victim_count"], first["summary"]), Is.EqualTo(((string?)null, "1", "'=caf\u00E9; \"said\"\r\n\u20AC5, NULL")));
        Dictionary<string, string?> second = rows["4R0AW90QHSJXN4SV"];
        Assert.That((second["incident_date"], second["victim_count"], second["summary"]), Is.EqualTo(((string?)null, "NULL", " \uFF1D1")));
    }

    private static async Task<(bool Token, bool Place)> WordsInDatabaseAsync(Importer importer)
    {
        string bytes = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(importer.Database));
        return (bytes.Contains("4R0AW90QHSJXN4SV", StringComparison.Ordinal), bytes.Contains("Colchester", StringComparison.Ordinal));
    }

    private static object Version(Importer importer, string token) => importer.Read($"SELECT version FROM records WHERE record_id = '{token}'");

    private static string Shown(Dictionary<string, string?> cells) =>
        string.Join(" | ", cells.Values.Select(cell => cell?.Replace("\n", "<br>", StringComparison.Ordinal) ?? "*null*"));

    [GeneratedRegex(@"^\| ([0-3]) \| (.*) \|$", RegexOptions.Multiline)]
    private static partial Regex ExitCodeRow();

    [GeneratedRegex("```\n(python3 .*)\n```")]
    private static partial Regex Command();

    [GeneratedRegex(@"^\| ([0-9A-Z]{16} \| .*) \|$", RegexOptions.Multiline)]
    private static partial Regex TableRow();
}
