using DataSharing.Gateway.Configuration;

namespace DataSharing.Gateway.Tests.Configuration;

/// <summary>Where the witness is.</summary>
internal sealed class WitnessFolderSettingTests
{
    [TestCase("""{ "file": "/keys/cst.keys" }""", "", ExpectedResult = "/keys/cst.keys.witness")]
    [TestCase("""{ "credential": "cst-keys" }""", "", ExpectedResult = "/var/lib/datasharing/cst.witness")]
    [TestCase("""{ "environment": "NO_SUCH_VARIABLE" }""", "", ExpectedResult = "/var/lib/datasharing/cst.witness")]
    [TestCase("""{ "credential": "cst-keys" }""", """, "outboxFolder": "/srv/outbox/" """, ExpectedResult = "/srv/cst.witness")]
    [TestCase("""{ "file": "/keys/cst.keys" }""", """, "witnessFolder": "../witness" """, ExpectedResult = "/etc/witness")]
    public string It_is_beside_the_key_ring_or_the_outbox_or_where_it_is_said_to_be(string keys, string more)
    {
        using var folder = new Files.TemporaryFolder();
        File.WriteAllText(folder["gateway.json"], $$"""
            { "controller": "cst", "title": "CST", "source": { "server": "sqlite", "database": "/srv/incidents.db" },
              "ledger": { "server": "sqlite", "database": "/var/lib/datasharing/ledger.db" }, "keys": {{keys}}{{more}} }
            """);
        string found = new ConfigurationFolder(folder.FullName).ReadSettings().WitnessFolder;
        return found.Replace(Path.GetDirectoryName(folder.FullName)!, "/etc", StringComparison.Ordinal);
    }
}
