using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Nodes;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using DataSharing.Sandbox;

namespace DataSharing.EndToEnd.Tests;

/// <summary>What a force got is a witness of the journal: against somebody who has the whole database, and the witness of this machine too.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class WitnessTests
{
    [Test]
    public async Task A_journal_that_was_rewritten_whole_is_found_with_one_delivered_manifest()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Met, 2);
        rig.Source.Add(500, Rig.Notts);
        await rig.ExportAsync(Rig.Met, connector: rig.Bare);
        await rig.ExportAsync(Rig.Notts, connector: rig.Bare);
        rig.Source.Set(1, ("category_code", "Threats"));
        await rig.ExportAsync(Rig.Met, connector: rig.Bare);
        await rig.RunAsync(new ExportRequest(Rig.Met, ExportTask.Resend, "test") { Sequence = 2, Why = "a test" }, connector: rig.Bare);

        string[] manifests = [.. Rig.Forces.Take(3).SelectMany(force => Directory.Exists(rig.InboxOf(force)) ? Directory.GetFiles(rig.InboxOf(force), "*.json") : []).Order(StringComparer.Ordinal)];
        JsonElement[] told = [.. manifests.Select(file => JsonDocument.Parse(File.ReadAllBytes(file)).RootElement)];
        Assert.That(told.Select(manifest => (manifest.GetProperty("force").GetString(), manifest.GetProperty("sequence").GetInt32())), Is.EqualTo(new[] { (Rig.Met, 1), (Rig.Met, 2), (Rig.Met, 2), (Rig.Notts, 1) }));
        string?[] heads = [.. told.Select(manifest => manifest.GetProperty("journalHead").GetString())];
        Assert.That(heads[1], Is.EqualTo(heads[2]), "A resend repeats what was told.");
        Assert.That(heads.Distinct().Count(), Is.EqualTo(3));
        Assert.That(heads[1..], Is.All.Match("^[0-9a-f]{64}$"));

        Ended verified = await rig.ProgramAsync(["ledger", "verify", "--against", .. manifests]);
        Assert.That((verified.Code, verified.Output.Split('\n').Count(line => line.Contains(": Agrees.", StringComparison.Ordinal))), Is.EqualTo((0, 4)), verified.Output + verified.Error);
        string anchor = Path.Combine(rig.Folder, "anchor.json");
        await File.WriteAllTextAsync(anchor, (await rig.ProgramAsync("--json", "ledger", "anchor")).Output);
        Assert.That((await rig.ProgramAsync("ledger", "anchor")).Output, Does.Match("^cst, [0-9]{4}-.* UTC: journal entry [0-9]+, head [0-9a-f]{64}\\.\n$"));
        Assert.That((await rig.ProgramAsync("ledger", "verify", "--against", anchor)).Code, Is.Zero);

        Rewrite(rig);
        Assert.That((await rig.ProgramAsync("ledger", "verify")).Code, Is.Zero, "By itself the ledger is whole.");
        verified = await rig.ProgramAsync("ledger", "verify", "--against", manifests[1]);
        Assert.That(verified.Code, Is.EqualTo(1), verified.Error);
        Assert.That(verified.Output, Does.Contain($"{manifests[1]}: DIFFERS. The journal was rewritten: entry "));
        JsonNode document = JsonNode.Parse((await rig.ProgramAsync("--json", "ledger", "verify", "--against", anchor, manifests[3])).Output)!;
        Assert.That(((bool)document["ok"]!, (string?)document["problem"]), Is.EqualTo((false, (string?)null)));
        Assert.That(document["against"]!.AsArray().Select(one => ((bool)one!["ok"]!, (string?)one["force"], one["findings"]!.AsArray().Count)), Is.EqualTo(new[] { (false, (string?)null, 1), (false, Rig.Notts, 1) }));
    }

    [Test]
    public async Task A_salt_that_was_destroyed_is_said_and_the_journal_then_says_nothing_of_the_file()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Met, 2);
        await rig.ExportAsync(Rig.Met, connector: rig.Bare);
        RecordedExport export = (await rig.LedgerAsync(ledger => ledger.Exports.FindAsync(Rig.Met, 1)))!;
        using (DbConnection connection = rig.OpenLedger())
        {
            using DbCommand command = connection.CreateCommand();
            command.CommandText = "select group_concat(body) from journal";
            Assert.That((string)command.ExecuteScalar()!, Does.Contain("keyedSha256").And.Not.Contain(export.Sha256!).And.Not.Contain(export.ManifestSha256), "The SHA-256 stands in the row of the export alone.");
            command.CommandText = "delete from export_salt";
            command.ExecuteNonQuery();
        }

        Ended verified = await rig.ProgramAsync("ledger", "verify");
        Assert.That(verified.Code, Is.Zero, verified.Output);
        Assert.That(verified.Output, Does.EndWith("The salt of one export was destroyed: no entry tells of its files.\n"));
    }

    /// <summary>One name in an early entry, and every hash after it; the witness of this machine is as forged as the database.</summary>
    private static void Rewrite(Rig rig)
    {
        rig.DropLedgerTriggers();
        using (DbConnection connection = rig.OpenLedger())
        {
            WrittenEntry.Rewrite(connection, ServerKind.Sqlite, entry => entry.Entry == 1 ? entry with { Actor = "somebody else" } : entry);
        }

        Directory.Delete(rig.WitnessPath, recursive: true);
    }
}
