using System.Security.Cryptography;
using System.Text;
using DataSharing.Gateway.Configuration;
using DataSharing.Sandbox;

namespace DataSharing.Gateway.Tests.Configuration;

/// <summary>What is checked is what is hashed: within one reading a file is opened once, whoever saves another in between.</summary>
internal sealed class ReadOnceTests
{
    private const string Force = "metropolitan";

    private static readonly string Config = Path.Combine(RepositoryFolder.Root, "config/cst");

    [Test]
    public void Each_file_behind_a_force_is_opened_once()
    {
        var opened = new List<string>();
        byte[] Open(string path)
        {
            opened.Add(Path.GetRelativePath(Config, path));
            return File.ReadAllBytes(path);
        }

        new ConfigurationFolder(Config, open: Open).ReadForce(Force);
        Assert.That(opened, Is.Unique);
        Assert.That(opened, Is.SupersetOf((string[])[$"forces/{Force}.json", "gateway.json", "protocols/national-2015.json", "source/fields.json", "source/incidents.sql", "reference/towns.csv", "reference/keep.txt"]));
    }

    [Test]
    public void Each_file_behind_all_forces_is_opened_once()
    {
        var opened = new List<string>();
        byte[] Open(string path)
        {
            opened.Add(path);
            return File.ReadAllBytes(path);
        }

        Assert.That(new ConfigurationFolder(Config, open: Open).Check(null), Is.Empty);
        Assert.That(opened, Is.Unique);
    }

    /// <summary>Every file is saved anew, with the same meaning and other bytes, each time after it was opened.</summary>
    [Test]
    public void A_save_between_two_openings_does_not_put_the_hash_of_other_rules_to_these()
    {
        var saves = new Dictionary<string, int>(StringComparer.Ordinal);
        byte[] Open(string path)
        {
            int times = saves[path] = saves.GetValueOrDefault(path) + 1;
            byte[] bytes = File.ReadAllBytes(path);
            return path.EndsWith(".json", StringComparison.Ordinal) || path.EndsWith(".sql", StringComparison.Ordinal) ? [.. bytes, .. Encoding.ASCII.GetBytes(new string('\n', times - 1))] : bytes;
        }

        ForceConfiguration still = new ConfigurationFolder(Config).ReadForce(Force);
        ForceConfiguration saved = new ConfigurationFolder(Config, open: Open).ReadForce(Force);
        Assert.That(saved.FileSha256, Is.EqualTo(still.FileSha256).And.EqualTo(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(Config, "forces", Force + ".json"))))));
        Assert.That(saved.Profile.Hash, Is.EqualTo(still.Profile.Hash));
        Assert.That(saved.Controller.SourceSql, Is.EqualTo(still.Controller.SourceSql));
    }
}
