using System.Text.Json;
using DataSharing.Disclosure;
using DataSharing.Gateway;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Keys;
using DataSharing.Gateway.Ledger;
using Microsoft.Data.Sqlite;

namespace DataSharing.EndToEnd.Tests;

/// <summary>A ring that is lost, foreign, or made a second time beside a ledger that knows the first.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class KeyRingTests
{
    [Test]
    public async Task A_lost_ring_is_not_made_again_beside_the_ledger_that_needs_it()
    {
        await using Rig rig = Rig.Make();
        string key = await SentAsync(rig);
        File.Delete(Ring(rig));

        Ended ended = await rig.ProgramAsync("--json", "keys", "new");
        Assert.That((ended.Code, ErrorOf(ended)), Is.EqualTo((1, "keysMissing")), ended.ToString());
        Assert.That(ended.Output, Does.Contain(key).And.Contain("greater-manchester: 1 export").And.Contain("Bring the ring back"));
        Assert.That(File.Exists(Ring(rig)), Is.False);

        ended = await rig.ProgramAsync("keys", "new", "--without-ledger");
        Assert.That(ended.Code, Is.EqualTo(1), "The outbox knows the key as well.");
        Assert.That(ended.Error, Does.Contain(key).And.Contain(rig.OutboxPath));
        Assert.That(File.Exists(Ring(rig)), Is.False);
    }

    [Test]
    public async Task A_foreign_ring_is_an_error_of_the_check_and_stops_an_export_before_the_source_is_read()
    {
        await using Rig rig = Rig.Make();
        string key = await SentAsync(rig);
        File.Move(Ring(rig), Ring(rig) + ".kept");
        KeyRingFile.Create(Ring(rig));
        byte[] foreign = await File.ReadAllBytesAsync(Ring(rig));

        Ended check = await rig.ProgramAsync("--json", "check", "--connect");
        Assert.That(check.Code, Is.EqualTo(2), check.ToString());
        JsonElement problem = check.Json().GetProperty("problems").EnumerateArray().Single(one => one.GetProperty("code").GetString() == "keysMissing");
        Assert.That((problem.GetProperty("severity").GetString(), problem.GetProperty("path").GetString()), Is.EqualTo(("error", "keys")));
        Assert.That(problem.GetProperty("message").GetString(), Does.Contain(key).And.Contain("greater-manchester: 1 export"));
        Assert.That(problem.GetProperty("fix").GetString(), Does.Contain("Bring the ring back from its backup"));

        Ended rotated = await rig.ProgramAsync("--json", "keys", "new", "--rotate");
        Assert.That((rotated.Code, ErrorOf(rotated)), Is.EqualTo((1, "keysMissing")), rotated.ToString());
        Assert.That(await File.ReadAllBytesAsync(Ring(rig)), Is.EqualTo(foreign), "The file is as it was.");

        rig.LoseSource();
        ExportResult result = await rig.ExportAsync(Rig.Gmp);
        Assert.That((result.Outcome, result.Reason, result.IsTransient), Is.EqualTo((RunOutcome.Failed, Reason.KeysMissing, false)), result.Message);
        Assert.That(result.Message, Does.Contain(key));
        Ended plan = await rig.ProgramAsync("--json", "plan", Rig.Gmp);
        Assert.That((plan.Code, plan.Json().GetProperty("reason").GetString()), Is.EqualTo((1, "keysMissing")), plan.ToString());
    }

    [Test]
    public async Task A_force_that_no_key_is_named_for_goes_on_under_another_ring_but_the_check_says_what_is_missing()
    {
        await using Rig rig = Rig.Make();
        rig.Source.Add(100, Rig.Met);
        await SentAsync(rig);
        File.Delete(Ring(rig));
        KeyRingFile.Create(Ring(rig));
        Assert.That((await rig.ExportAsync(Rig.Met)).Outcome, Is.EqualTo(RunOutcome.Delivered));
        Assert.That((await rig.ProgramAsync("check", "--connect")).Output, Does.Contain("greater-manchester: 1 export").And.Not.Contain("metropolitan: 1 export"));
    }

    [Test]
    public async Task The_key_of_an_approved_text_alone_is_needed_too()
    {
        await using Rig rig = Rig.Make();
        rig.RedactSummaries();
        rig.Source.Add(700, Rig.Met);
        await rig.ApproveAsync(Rig.Met, 700, "An approved text.");
        File.Delete(Ring(rig));
        Ended ended = await rig.ProgramAsync("keys", "new");
        Assert.That(ended.Code, Is.EqualTo(1), ended.ToString());
        Assert.That(ended.Error, Does.Contain("metropolitan: 1 approved text"));

        KeyRingFile.Create(Ring(rig));
        ended = await rig.ProgramAsync("--json", "text", "approve", Rig.Met, "700", "--text", "ABCDEFGHJKMNPQRS");
        Assert.That((ended.Code, ErrorOf(ended)), Is.EqualTo((1, "keysMissing")), "No text is sealed under a second ring.");
    }

    [Test]
    public async Task An_outbox_whose_ledger_is_gone_still_needs_its_ring()
    {
        await using Rig rig = Rig.Make();
        string key = await SentAsync(rig);
        SqliteConnection.ClearAllPools();
        foreach (string file in Directory.GetFiles(rig.Folder, "ledger.db*"))
        {
            File.Delete(file);
        }

        File.Delete(Ring(rig));
        Ended ended = await rig.ProgramAsync("keys", "new");
        Assert.That(ended.Code, Is.EqualTo(1), ended.ToString());
        Assert.That(ended.Error, Does.Contain(key).And.Contain("The outbox"));
        Assert.That(File.Exists(rig.LedgerPath), Is.False, "No ledger was made either.");
    }

    [Test]
    public async Task Without_its_ledger_a_ring_is_made_on_purpose_only()
    {
        await using Rig rig = Rig.Make();
        File.Delete(Ring(rig));
        rig.Edit("gateway.json", gateway =>
        {
            gateway["ledger"] = new System.Text.Json.Nodes.JsonObject { ["server"] = "postgresql", ["connection"] = new System.Text.Json.Nodes.JsonObject { ["file"] = "../no.connection" } };
            gateway["outboxFolder"] = "../outbox";
        });

        Ended ended = await rig.ProgramAsync("--json", "keys", "new");
        Assert.That((ended.Code, ErrorOf(ended)), Is.EqualTo((1, "ledgerUnavailable")), ended.ToString());
        Assert.That(ended.Output, Does.Contain("keys new --without-ledger"));
        Assert.That(File.Exists(Ring(rig)), Is.False);

        Assert.That((await rig.ProgramAsync("keys", "new", "--without-ledger")).Code, Is.Zero);
        ended = await rig.ProgramAsync("--json", "keys", "new", "--rotate");
        Assert.That((ended.Code, ErrorOf(ended)), Is.EqualTo((1, "ledgerUnavailable")), ended.ToString());
        Assert.That(ended.Output, Does.Contain("keys new --rotate --without-ledger"));
        Assert.That((await rig.ProgramAsync("keys", "new", "--rotate", "--without-ledger")).Code, Is.Zero);
        Assert.That(KeyRingFile.Read(Ring(rig), "a test").Ids, Has.Exactly(2).Items);
    }

    [Test]
    public async Task A_new_installation_gets_its_ring_and_its_ledger()
    {
        await using Rig rig = Rig.Make();
        Directory.Delete(Path.Combine(rig.Folder, "keys"), recursive: true);
        Ended ended = await rig.ProgramAsync("keys", "new");
        Assert.That(ended.Code, Is.Zero, ended.ToString());
        Assert.That(File.Exists(rig.LedgerPath) && File.Exists(Ring(rig)), Is.True);
        Assert.That((await rig.ProgramAsync("check", "--connect")).Code, Is.Zero);
    }

    /// <summary>Delivers once.</summary>
    /// <returns>The id of the key it was made under.</returns>
    private static async Task<string> SentAsync(Rig rig)
    {
        rig.Fill(Rig.Gmp, 2);
        Assert.That((await rig.ExportAsync(Rig.Gmp)).Outcome, Is.EqualTo(RunOutcome.Delivered));
        return KeyRingFile.Read(Ring(rig), "a test").Active.Id;
    }

    private static string Ring(Rig rig) => Path.Combine(rig.Folder, "keys/master.keys");

    private static string? ErrorOf(Ended ended) => ended.Json().GetProperty("error").GetProperty("code").GetString();
}
