using System.Text.Json;
using DataSharing.Disclosure;
using DataSharing.Gateway;
using DataSharing.Gateway.Delivery.Sftp;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using DataSharing.Sandbox;

namespace DataSharing.EndToEnd.Tests;

/// <summary>What a profile can ask of a drop, and servers that are peculiar but well.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class DropOptionsTests
{
    [Test]
    public async Task The_evidence_of_a_delivery_is_in_the_ledger_with_the_reading_back_that_was_asked_for([Values] SftpEngine engine)
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 3);
        rig.SetEngine(Rig.Gmp, engine);
        rig.Edit($"forces/{Rig.Gmp}.json", profile => profile["drop"]!["verify"] = "hash");

        ExportResult result = await rig.ExportAsync(Rig.Gmp);
        JsonElement evidence = (await rig.ProgramAsync("--json", "show", Rig.Gmp, "1")).Json().GetProperty("evidence");

        Assert.That(evidence.GetProperty("hostKey").GetString(), Does.StartWith("SHA256:"));
        Assert.That(evidence.GetProperty("server").GetString(), Does.StartWith("OpenSSH_"));
        Assert.That(evidence.GetProperty("remoteLength").GetInt64(), Is.EqualTo(result.Bytes));
        Assert.That(evidence.GetProperty("readBack").GetBoolean(), Is.True);
        bool syncs = engine == SftpEngine.OpenSsh;
        Assert.That((evidence.GetProperty("engine").GetString(), evidence.GetProperty("synced").GetBoolean(), evidence.GetProperty("mode").GetString()), Is.EqualTo((engine.Word(), syncs, "set")));
        Assert.That(evidence.GetProperty("notSyncedBecause").GetString(), Is.EqualTo(syncs ? null : "the engine sshnet cannot ask for it; openssh can"));
        Assert.That((await rig.ProgramAsync("show", Rig.Gmp, "1")).Output, Does.Contain($"engine {engine.Word()}; mode of the file: set to 0640").And.Contain(syncs ? "on disk confirmed" : "not confirmed (the engine sshnet"));
        foreach (string file in Directory.GetFiles(rig.InboxOf(Rig.Gmp)))
        {
            Assert.That(File.GetUnixFileMode(file), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead), Path.GetFileName(file));
        }
    }

    [Test]
    public async Task A_drop_that_refuses_a_later_mode_takes_the_file_and_the_evidence_says_so()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 3);
        rig.SetDropCommand(Rig.Gmp, $"exec {TestSshd.SftpServer} -P setstat,fsetstat -d '{rig.InboxOf(Rig.Gmp)}'");

        Assert.That((await rig.ExportAsync(Rig.Gmp)).Outcome, Is.EqualTo(RunOutcome.Delivered));

        Assert.That((await rig.ProgramAsync("--json", "show", Rig.Gmp, "1")).Json().GetProperty("evidence").GetProperty("mode").GetString(), Is.EqualTo("notSet"));
    }

    [Test]
    public async Task A_required_sync_is_a_problem_with_the_engine_that_cannot_ask_and_check_says_what_else_it_cannot_do()
    {
        await using Rig rig = Rig.Make();
        rig.Edit($"forces/{Rig.Gmp}.json", profile => profile["drop"]!["sync"] = "required");

        Ended refused = await rig.ProgramAsync("check", Rig.Gmp);
        rig.SetEngine(Rig.Gmp, SftpEngine.OpenSsh);
        Ended taken = await rig.ProgramAsync("check", Rig.Gmp);
        Ended other = await rig.ProgramAsync("check", Rig.Met);

        Assert.That((refused.Code, taken.Code, other.Code), Is.EqualTo((2, 0, 0)), refused.Output + taken.Output + other.Output);
        Assert.That(refused.Output, Does.Contain("drop.sync").And.Contain("\"openssh\""));
        Assert.That(taken.Output, Does.Contain("engine openssh").And.Not.Contain("realpath"));
        Assert.That(other.Output, Does.Contain("engine sshnet").And.Contain("realpath").And.Contain("\"engine\": \"openssh\""));
    }

    [Test]
    public async Task A_drop_that_denies_reading_back_gives_weaker_evidence_and_says_so()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 3);
        rig.Edit($"forces/{Rig.Gmp}.json", profile => profile["drop"]!["verify"] = "hash");
        // By name or by the open handle: the engines measure differently.
        rig.SetDropCommand(Rig.Gmp, FaultySftp.Command(rig.InboxOf(Rig.Gmp), "deny:read+fstat+lstat+stat,no-extensions"));

        Assert.That((await rig.ExportAsync(Rig.Gmp)).Outcome, Is.EqualTo(RunOutcome.Delivered));
        JsonElement evidence = (await rig.ProgramAsync("--json", "show", Rig.Gmp, "1")).Json().GetProperty("evidence");

        Assert.That(evidence.GetProperty("remoteLength").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(evidence.GetProperty("synced").GetBoolean() || evidence.GetProperty("readBack").GetBoolean(), Is.False);
    }

    [TestCase("suffix", "cst_")]
    [TestCase("dot", ".cst_")]
    public async Task The_temporary_name_is_as_the_profile_says(string form, string beginning)
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 3);
        rig.Edit($"forces/{Rig.Gmp}.json", profile => profile["drop"]!["temporaryName"] = form);
        string[] during = [];

        ExportResult result = await rig.ExportAsync(Rig.Gmp, ExportStep.Uploaded, () => during = Directory.GetFiles(rig.InboxOf(Rig.Gmp)));

        Assert.That(result.Outcome, Is.EqualTo(RunOutcome.Delivered), result.Message);
        Assert.That(Path.GetFileName(during.Single()), Does.StartWith(beginning).And.EndWith(".part"));
        Assert.That(rig.Replay(Rig.Gmp), Has.Count.EqualTo(3));
    }

    [Test]
    public async Task A_drop_that_lets_nothing_be_removed_does_not_keep_a_change_from_the_force()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 3);
        rig.SetDropCommand(Rig.Gmp, FaultySftp.Command(rig.InboxOf(Rig.Gmp), "deny:remove"));

        ExportResult result = await rig.ExportAsync(Rig.Gmp, ExportStep.Uploaded, () => rig.Source.Delete(2));

        Assert.That(result.Outcome, Is.EqualTo(RunOutcome.Delivered), result.Message);
        string[] staying = Directory.GetFiles(rig.InboxOf(Rig.Gmp), "*.part");
        Assert.That(staying, Has.Length.EqualTo(1), "The drop does not let it be removed.");
        File.Delete(staying[0]);
        Assert.That(rig.Replay(Rig.Gmp), Has.Count.EqualTo(2));
        await rig.VerifyLedgerAsync();
    }

    [TestCase("no-extensions", false)]
    [TestCase("slow", true)]
    public async Task A_profile_can_require_that_the_server_confirms_a_file_is_on_its_disk(string server, bool delivers)
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 3);
        rig.SetDropCommand(Rig.Gmp, FaultySftp.Command(rig.InboxOf(Rig.Gmp), server));
        rig.SetEngine(Rig.Gmp, SftpEngine.OpenSsh);
        rig.Edit($"forces/{Rig.Gmp}.json", profile => profile["drop"]!["sync"] = "required");

        ExportResult result = await rig.ExportAsync(Rig.Gmp);

        Assert.That((result.Outcome, result.Reason), Is.EqualTo(delivers ? (RunOutcome.Delivered, null) : (RunOutcome.Failed, (Reason?)Reason.DropConfiguration)), result.Message);
        Assert.That(Directory.GetFiles(rig.InboxOf(Rig.Gmp)), Has.Length.EqualTo(delivers ? 2 : 0));
    }

    [Test]
    public async Task A_server_that_overwrites_on_rename_is_not_asked_to()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 3);
        rig.SetDropCommand(Rig.Gmp, FaultySftp.Command(rig.InboxOf(Rig.Gmp), "overwrites"));
        string taken = Path.Combine(rig.InboxOf(Rig.Gmp), "cst_greater-manchester_20261120_000001_1.csv");

        ExportResult result = await rig.ExportAsync(Rig.Gmp, ExportStep.Publishing, () => File.WriteAllText(taken, "theirs"));

        Assert.That(result.Reason, Is.EqualTo(Reason.NameTaken), result.Message);
        Assert.That(File.ReadAllText(taken), Is.EqualTo("theirs"));
    }

    [Test]
    public async Task Bytes_sent_are_told_up_to_the_last()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 3);
        var told = new List<(long Sent, long Total)>();

        ExportResult result = await rig.ExportAsync(Rig.Gmp, new RunWatch { BytesSent = (_, sent, total) => told.Add((sent, total)) });

        Assert.That(told, Does.Contain((result.Bytes!.Value, result.Bytes.Value)));
        Assert.That(told.All(one => one.Sent <= one.Total), Is.True);
    }
}
