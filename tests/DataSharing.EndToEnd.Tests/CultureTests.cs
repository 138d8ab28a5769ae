using System.Text.Json.Nodes;
using DataSharing.Sandbox;

namespace DataSharing.EndToEnd.Tests;

/// <summary>The same bytes whatever the machine's culture.</summary>
[Parallelizable(ParallelScope.Self)]
internal sealed class CultureTests
{
    private static readonly DateOnly Today = new(2026, 11, 20);

    [Test]
    public async Task Files_are_the_same_bytes_under_every_culture()
    {
        Dictionary<string, byte[]>? expected = null;
        byte[]? ring = null;
        foreach (string culture in (string[])["C", "en_GB.UTF-8", "de_DE.UTF-8", "tr_TR.UTF-8"])
        {
            await using Rig rig = Rig.Make();
            string keys = Path.Combine(rig.Folder, "keys/master.keys");
            ring ??= await File.ReadAllBytesAsync(keys);
            await File.WriteAllBytesAsync(keys, ring);
            File.Delete(rig.SourcePath);
            SyntheticSource.Create(rig.SourcePath, 5, 200, Today);
            var environment = new Dictionary<string, string> { ["LC_ALL"] = culture, ["LANG"] = culture };
            Ended first = await rig.ProgramAsync(environment, "export", "--all", "--json");
            Assert.That(first.Code, Is.Zero, first.Error);
            Assert.That(JsonNode.Parse(first.Output)!["exports"]!.AsArray(), Has.Count.EqualTo(3));
            SyntheticSource.Change(rig.SourcePath, 6, Today);
            Assert.That((await rig.ProgramAsync(environment, "export", "--all", "--json")).Code, Is.Zero);

            // The date in a file's name is that of the run; everything else is the same.
            Dictionary<string, byte[]> files = Rig.Forces.SelectMany(force => rig.Inbox(force).Select(one => (Name: $"{force} {one.Sequence}", one.Bytes)))
                .ToDictionary(file => file.Name, file => file.Bytes);
            expected ??= files;
            Assert.That(files.Keys, Is.EquivalentTo(expected.Keys), culture);
            foreach ((string name, byte[] bytes) in files)
            {
                Assert.That(bytes, Is.EqualTo(expected[name]), $"{name} under {culture}");
            }
        }
    }
}
