using System.Text.Json;
using DataSharing.Disclosure.Profile;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Files;
using DataSharing.Gateway.Files.Checks;
using DataSharing.Sandbox;

namespace DataSharing.Gateway.Tests.Files;

/// <summary>What the shipped configurations say of the files that they make.</summary>
internal sealed class ShippedManifestTests
{
    private const int MostBytes = 20 * 1024;

    private static IEnumerable<TestCaseData> Profiles() =>
        from config in (string[])["cst"]
        from file in Directory.GetFiles(RepositoryFolder.At($"config/{config}/forces"), "*.json").Order(StringComparer.Ordinal)
        select new TestCaseData(config, Path.GetFileNameWithoutExtension(file)).SetArgDisplayNames(config, Path.GetFileNameWithoutExtension(file));

    [TestCaseSource(nameof(Profiles))]
    public void Every_column_has_a_meaning_and_every_code_that_says_nothing_has_a_label(string config, string force)
    {
        ForceProfile profile = new ConfigurationFolder(RepositoryFolder.At($"config/{config}")).ReadForce(force).Profile;
        Assert.That(profile.Columns.Where(column => column.Meaning is null).Select(column => column.Name), Is.Empty);
        FileReading reading = FileReading.Of(profile);
        Assert.That(reading.Columns.Select(column => column.Name), Is.EqualTo(profile.Layout.Headings));
        Assert.That(
            from column in reading.Columns
            from value in column.Values ?? []
            where value is { Label: null, Value.Length: < 3 } && column.Type != "band"
            select $"{column.Name}: {value.Value}",
            Is.Empty);
        Assert.That(reading.Columns.Where(column => column.Type == "code").Select(column => column.Values), Has.None.Null);

        Manifest manifest = Some.Manifest(reading: reading);
        Assert.That(manifest.ToBytes(), Has.Length.LessThan(MostBytes), "It stays small.");
        Assert.That(Manifest.Parse(manifest.ToBytes()).ToBytes(), Is.EqualTo(manifest.ToBytes()));
        using var content = new MemoryStream(manifest.ToBytes());
        Assert.That(() => ManifestCheck.Verify(content, manifest, profile.Layout, CellRule.Of(profile)), Throws.Nothing);
    }

    [Test]
    public void The_example_of_the_reference_is_what_the_program_writes_for_Nottinghamshire()
    {
        ForceProfile profile = new ConfigurationFolder(RepositoryFolder.At("config/cst")).ReadForce("nottinghamshire").Profile;
        using JsonDocument written = JsonDocument.Parse(Some.Manifest(reading: FileReading.Of(profile), head: new ManifestHead(new string('c', 64))).ToBytes());
        string document = File.ReadAllText(RepositoryFolder.At("docs/manifest.md"));
        using JsonDocument example = JsonDocument.Parse(document.Split("```json\n")[1].Split("```")[0]);
        Assert.That(JsonContract.Broken(example.RootElement, written.RootElement), Is.Empty);
        Assert.That(written.RootElement.GetProperty("reading").ToString(), Is.EqualTo(example.RootElement.GetProperty("reading").ToString()));
        Dictionary<string, string> columns = written.RootElement.GetProperty("columns").EnumerateArray().ToDictionary(column => column.GetProperty("name").GetString()!, Compact);
        foreach (JsonElement column in example.RootElement.GetProperty("columns").EnumerateArray())
        {
            Assert.That(Compact(column), Is.EqualTo(columns[column.GetProperty("name").GetString()!]));
        }

        Assert.That(JsonContract.Names(written.RootElement).Distinct().Where(member => !document.Contains($"`{member}`", StringComparison.Ordinal)), Is.Empty, "Every member is described.");
    }

    private static string Compact(JsonElement element) => JsonSerializer.Serialize(element);
}
