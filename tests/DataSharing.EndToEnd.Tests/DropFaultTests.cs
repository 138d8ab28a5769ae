using System.Diagnostics;
using System.Text.Json.Nodes;
using DataSharing.Disclosure;
using DataSharing.Gateway;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using DataSharing.Sandbox;

namespace DataSharing.EndToEnd.Tests;

/// <summary>What goes wrong at a drop: nothing is lost, nothing is overwritten, and what was built goes under the same sequence.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class DropFaultTests
{
    [Test]
    public async Task An_unreachable_drop_leaves_the_export_built_and_the_next_run_sends_the_same_bytes()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 3);
        await using DropGate gate = DropGate.Before(rig);
        gate.Shut();
        Ended ended = await rig.ProgramAsync("--json", "export", Rig.Gmp);
        Assert.That((ended.Code, ended.Json().Said()), Is.EqualTo((1, "failed dropUnreachable")));
        Assert.That(await rig.PendingAsync(Rig.Gmp), Is.EqualTo((ExportState[])[ExportState.Built]));
        string built = (await rig.LedgerAsync(ledger => ledger.Exports.FindAsync(Rig.Gmp, 1)))!.Sha256!;

        gate.Open();
        ended = await rig.ProgramAsync("--json", "export", Rig.Gmp);
        Assert.That((ended.Code, ended.Json().Said()), Is.EqualTo((0, "nothingToSend")));
        Assert.That(ended.Json().GetProperty("resumed").EnumerateArray().Select(one => one.GetInt32()), Is.EqualTo((int[])[1]));
        Delivered only = rig.Inbox(Rig.Gmp).Single();
        Assert.That((only.Sequence, only.Manifest.GetProperty("sha256").GetString()), Is.EqualTo((1, built)));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task An_outage_of_several_nights_is_made_good_by_two_files_without_a_gap()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Met, 3);
        await using DropGate gate = DropGate.Before(rig);
        gate.Shut();
        for (int night = 0; night < 3; night++)
        {
            rig.Source.Add(10 + night, Rig.Met);
            Assert.That((await rig.ExportAsync(Rig.Met)).Reason, Is.EqualTo(Reason.DropUnreachable));
        }

        gate.Open();
        ExportResult result = await rig.ExportAsync(Rig.Met);
        Assert.That(result.Resumed, Is.EqualTo((int[])[1]));
        Assert.That(rig.Inbox(Rig.Met).Select(one => one.Records.Count), Is.EqualTo((int[])[4, 2]));
        Assert.That(rig.Replay(Rig.Met), Has.Count.EqualTo(6));
        await rig.VerifyLedgerAsync();
    }

    [TestCase(ExportStep.Sending)]
    [TestCase(ExportStep.Uploaded)]
    [TestCase(ExportStep.Renamed)]
    [TestCase(ExportStep.Published)]
    public async Task A_connection_cut_after_a_step_loses_nothing(ExportStep step)
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 3);
        await using DropGate gate = DropGate.Before(rig);
        ExportResult result = await rig.ExportAsync(Rig.Gmp, step, gate.Cut);
        Assert.That(result.Outcome, Is.AnyOf(RunOutcome.Failed, RunOutcome.Delivered), result.Message);
        result = await rig.ExportAsync(Rig.Gmp);
        Assert.That(result.Outcome, Is.EqualTo(RunOutcome.NothingToSend), result.Message);
        Assert.That(rig.Inbox(Rig.Gmp).Single().Records, Has.Count.EqualTo(3));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task A_full_drop_is_told_as_such_and_the_file_goes_when_there_is_room()
    {
        await using Rig rig = Rig.Make();
        if (!Environment.IsPrivilegedProcess || Run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", rig.InboxOf(Rig.Gmp)) != 0)
        {
            Assert.Ignore("This account may not mount a small disk.");
        }

        try
        {
            rig.Fill(Rig.Gmp, 3);
            string filler = Path.Combine(rig.InboxOf(Rig.Gmp), "filler");
            File.WriteAllBytes(filler, new byte[1020 * 1024]);
            ExportResult result = await rig.ExportAsync(Rig.Gmp);
            Assert.That(result.Reason, Is.EqualTo(Reason.DropFull), result.Message);
            Assert.That(Directory.GetFiles(rig.InboxOf(Rig.Gmp)), Is.EqualTo((string[])[filler]), "No part of the file is left.");

            File.Delete(filler);
            result = await rig.ExportAsync(Rig.Gmp);
            Assert.That(result.Resumed, Is.EqualTo((int[])[1]), result.Message);
            Assert.That(rig.Inbox(Rig.Gmp).Single().Records, Has.Count.EqualTo(3));
            await rig.VerifyLedgerAsync();
        }
        finally
        {
            Assert.That(Run("umount", "-l", rig.InboxOf(Rig.Gmp)), Is.Zero);
        }
    }

    [TestCase("missing", "failed dropConfiguration")]
    [TestCase("readable by all", "failed dropConfiguration")]
    [TestCase("of somebody else", "failed dropLogin")]
    public async Task A_login_key_that_is_wrong_stops_the_delivery(string key, string expected)
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 1);
        string other = Path.Combine(rig.Folder, "other");
        if (key != "missing")
        {
            Assert.That(Run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", other), Is.Zero);
            File.SetUnixFileMode(other, key == "readable by all" ? (UnixFileMode)0x1A4 : (UnixFileMode)0x180);
        }

        rig.Edit($"forces/{Rig.Gmp}.json", profile => profile["drop"]!["login"]!["key"]!["file"] = other);
        Ended ended = await rig.ProgramAsync("--json", "export", Rig.Gmp);
        Assert.That((ended.Code, ended.Json().Said()), Is.EqualTo((1, expected)));
        Assert.That(Directory.GetFiles(rig.InboxOf(Rig.Gmp)), Is.Empty);
    }

    [Test]
    public async Task A_changed_host_key_is_refused_before_anything_is_sent()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 1);
        string other = Path.Combine(rig.Folder, "other");
        Assert.That(Run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", other), Is.Zero);
        string pinned = string.Join(' ', File.ReadAllText(other + ".pub").Split(' ').Take(2)).Trim();
        rig.Edit($"forces/{Rig.Gmp}.json", profile => profile["drop"]!["hostKeys"] = new JsonArray(pinned));
        Ended ended = await rig.ProgramAsync("--json", "export", Rig.Gmp);
        Assert.That((ended.Code, ended.Json().Said()), Is.EqualTo((1, "refused hostKey")));
        Assert.That(ended.Error, Does.Contain("HostKeyRefused"));
        Assert.That(Directory.GetFiles(rig.InboxOf(Rig.Gmp)), Is.Empty);

        rig.Edit($"forces/{Rig.Gmp}.json", profile => profile["drop"]!["hostKeys"] = new JsonArray(pinned, OneServer.Running.HostKeyLine));
        Assert.That((await rig.ExportAsync(Rig.Gmp)).Outcome, Is.EqualTo(RunOutcome.Delivered), "Both keys are pinned while one replaces the other.");
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task A_name_taken_before_the_upload_is_not_overwritten_and_the_file_goes_when_it_is_free()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Notts, 2);
        string taken = Path.Combine(rig.InboxOf(Rig.Notts), "nottinghamshire-000001-1.csv");
        File.WriteAllText(taken, "theirs");
        ExportResult result = await rig.ExportAsync(Rig.Notts);
        Assert.That(result.Reason, Is.EqualTo(Reason.NameTaken), result.Message);
        Assert.That(File.ReadAllText(taken), Is.EqualTo("theirs"));
        Assert.That((await rig.ExportAsync(Rig.Notts)).Reason, Is.EqualTo(Reason.NameTaken), "Also the second time.");
        File.Delete(taken);
        Assert.That((await rig.ExportAsync(Rig.Notts)).Resumed, Is.EqualTo((int[])[1]));
        Assert.That(rig.Replay(Rig.Notts), Has.Count.EqualTo(2));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task A_name_taken_at_the_last_moment_is_not_overwritten()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Notts, 2);
        string taken = Path.Combine(rig.InboxOf(Rig.Notts), "nottinghamshire-000001-1.csv");
        ExportResult result = await rig.ExportAsync(Rig.Notts, ExportStep.Publishing, () => File.WriteAllText(taken, "theirs"));
        Assert.That(result.Reason, Is.EqualTo(Reason.NameTaken), result.Message);
        Assert.That((await rig.ExportAsync(Rig.Notts)).Reason, Is.EqualTo(Reason.NameTaken), "The temporary is still there, so the other file is not ours.");
        Assert.That(File.ReadAllText(taken), Is.EqualTo("theirs"));
        File.Delete(taken);
        Assert.That((await rig.ExportAsync(Rig.Notts)).Resumed, Is.EqualTo((int[])[1]));
        Assert.That(rig.Replay(Rig.Notts), Has.Count.EqualTo(2));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task A_manifest_name_taken_keeps_the_export_open_until_it_is_free()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Notts, 2);
        string taken = Path.Combine(rig.InboxOf(Rig.Notts), "nottinghamshire-000001-1.json");
        File.WriteAllText(taken, "theirs");
        Assert.That((await rig.ExportAsync(Rig.Notts)).Reason, Is.EqualTo(Reason.NameTaken));
        Assert.That(File.ReadAllText(taken), Is.EqualTo("theirs"));
        Assert.That(await rig.PendingAsync(Rig.Notts), Is.EqualTo((ExportState[])[ExportState.Published]));
        File.Delete(taken);
        Assert.That((await rig.ExportAsync(Rig.Notts)).Resumed, Is.EqualTo((int[])[1]));
        Assert.That(rig.Replay(Rig.Notts), Has.Count.EqualTo(2));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task Files_of_others_in_the_inbox_are_left_alone()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 2);
        string[] theirs = [.. new[] { "notes.txt", "something.part", "000001.json.bak" }.Select(name => Path.Combine(rig.InboxOf(Rig.Gmp), name))];
        foreach (string file in theirs)
        {
            File.WriteAllText(file, "theirs");
        }

        await rig.KilledAsync(Rig.Gmp, ExportStep.Uploaded);
        Assert.That((await rig.ExportAsync(Rig.Gmp)).Resumed, Is.EqualTo((int[])[1]));
        foreach (string file in theirs)
        {
            Assert.That(File.ReadAllText(file), Is.EqualTo("theirs"));
            File.Delete(file);
        }

        Assert.That(rig.Replay(Rig.Gmp), Has.Count.EqualTo(2));
    }

    private static int Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }
}
