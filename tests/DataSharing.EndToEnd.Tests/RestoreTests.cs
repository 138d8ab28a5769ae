using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using DataSharing.Disclosure;
using DataSharing.Gateway;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Rows;
using DataSharing.Sandbox;
using Microsoft.Data.Sqlite;

namespace DataSharing.EndToEnd.Tests;

/// <summary>A ledger that is older than what was sent is noticed, on every server: nothing is sent twice, and nothing of what was sent is destroyed.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class RestoreTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(150);

    [TestCase(ServerKind.Sqlite)]
    [TestCase(ServerKind.PostgreSql)]
    [TestCase(ServerKind.SqlServer)]
    public async Task A_restored_ledger_stops_the_force_until_a_person_goes_on_at_a_higher_number(ServerKind server)
    {
        await using Rig rig = Rig.Make(server);
        rig.Fill(Rig.Met, 2);
        await rig.ExportAsync(Rig.Met);
        LedgerCopy copy = await LedgerCopy.TakeAsync(rig);
        await NightAsync(rig, 3);
        await NightAsync(rig, 4);
        string[] outbox = Listing(rig.OutboxPath);
        string[] inbox = Listing(rig.InboxOf(Rig.Met));
        copy.Restore();

        Ended ended = await rig.ProgramAsync("--json", "export", Rig.Met);
        Assert.That((ended.Code, ended.Json().Said()), Is.EqualTo((1, "refused ledgerOlder")), ended.Output);
        Assert.That(ended.Json().GetProperty("message").GetString(), Does.Contain("accept-restored metropolitan --next 4"));
        foreach (string[] command in (string[][])[["resend", Rig.Met, "1", "--reason", "asked"], ["reexport", Rig.Met, "--full", "--reason", "asked"], ["confirm", Rig.Met, "1"], ["plan", Rig.Met]])
        {
            Ended refused = await rig.ProgramAsync(["--json", .. command]);
            Assert.That((refused.Code, refused.Json().GetProperty("reason").GetString()), Is.EqualTo((1, "ledgerOlder")), string.Join(' ', command));
        }

        Ended verified = await rig.ProgramAsync("--json", "ledger", "verify");
        Assert.That((verified.Code, verified.Json().GetProperty("ok").GetBoolean()), Is.EqualTo((1, false)), verified.Output);
        JsonElement older = verified.Json().GetProperty("older").EnumerateArray().Single();
        Assert.That((older.GetProperty("force").GetString(), older.GetProperty("ledgerNext").GetInt32(), older.GetProperty("next").GetInt32()), Is.EqualTo((Rig.Met, 2, 4)));
        Ended status = await rig.ProgramAsync("status", Rig.Met);
        Assert.That((status.Code, status.Error.Contains("ledgerOlder", StringComparison.Ordinal)), Is.EqualTo((1, true)), status.Error);
        Ended check = await rig.ProgramAsync("check", "--connect");
        Assert.That((check.Code, check.Output.Contains("ledgerOlder", StringComparison.Ordinal)), Is.EqualTo((2, true)), check.Output);
        Assert.That((await rig.ProgramAsync("--json", "export", Rig.Gmp)).Code, Is.Zero, "The ledger knows all that was sent to another force.");

        Ended low = await AcceptAsync(rig, 3);
        Assert.That((low.Code, low.Json().GetProperty("error").GetProperty("code").GetString()), Is.EqualTo((1, "nextTooLow")), low.Output);
        Assert.That(low.Output, Does.Contain("--next 4"));
        Assert.That((Listing(rig.OutboxPath), Listing(rig.InboxOf(Rig.Met))).Item2, Is.EqualTo(inbox));
        Assert.That(Listing(rig.OutboxPath).Where(entry => entry.StartsWith(Rig.Met, StringComparison.Ordinal)), Is.EqualTo(outbox), "Nothing was destroyed.");

        Ended accepted = await AcceptAsync(rig, 4);
        Assert.That((accepted.Code, accepted.Json().GetProperty("next").GetInt32()), Is.EqualTo((0, 4)), accepted.Output + accepted.Error);
        rig.Source.Delete(4);
        Ended full = await rig.ProgramAsync("--json", "reexport", Rig.Met, "--full", "--reason", "restored");
        Assert.That((full.Code, full.Json().GetProperty("sequence").GetInt32()), Is.EqualTo((0, 4)), full.Output);
        Assert.That(Table.Replay(rig.Inbox(Rig.Met), emptiedBefore: 4), Has.Count.EqualTo(3));
        Assert.That(Listing(rig.InboxOf(Rig.Met)), Is.SupersetOf(inbox));
        Assert.That(Listing(rig.OutboxPath), Is.SupersetOf(outbox), "The archive of what was sent is kept.");

        rig.Source.Add(5, Rig.Met);
        rig.Time.Now = TimeProvider.System.GetUtcNow();
        Assert.That((await rig.ExportAsync(Rig.Met)).Sequence, Is.EqualTo(5));
        Assert.That(Table.Replay(rig.Inbox(Rig.Met), emptiedBefore: 4), Has.Count.EqualTo(4));
        Assert.That((await rig.ProgramAsync("ledger", "verify")).Code, Is.Zero);
        Assert.That(Listing(rig.OutboxPath), Is.SupersetOf(outbox));
        Assert.That(rig.Journalled("restoredAccepted"), Is.EqualTo(1));
    }

    [Test]
    public async Task The_newest_copy_in_its_place_goes_on_as_if_nothing_had_been()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Met, 2);
        await rig.ExportAsync(Rig.Met);
        LedgerCopy old = await LedgerCopy.TakeAsync(rig);
        await NightAsync(rig, 3);
        LedgerCopy newest = await LedgerCopy.TakeAsync(rig);
        old.Restore();
        Assert.That((await rig.ExportAsync(Rig.Met)).Reason, Is.EqualTo(Reason.LedgerOlder));
        newest.Restore();
        await NightAsync(rig, 4);
        Assert.That(rig.Replay(Rig.Met), Has.Count.EqualTo(4));
        await rig.VerifyLedgerAsync();
    }

    [TestCase(2, Description = "Above the next sequence: nothing but a newer ledger gives such a number.")]
    [TestCase(1, Description = "The next sequence itself: a crash leaves the same.")]
    public async Task Without_a_witness_the_outbox_tells(int nights)
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Met, 2);
        await rig.ExportAsync(Rig.Met);
        LedgerCopy copy = await LedgerCopy.TakeAsync(rig);
        for (int night = 0; night < nights; night++)
        {
            await NightAsync(rig, 3 + night);
        }

        string[] outbox = Listing(rig.OutboxPath);
        copy.Restore();
        Directory.Delete(rig.WitnessPath, recursive: true);
        ExportResult result = await rig.ExportAsync(Rig.Met);
        Assert.That((result.Outcome, result.Reason), Is.EqualTo((RunOutcome.Refused, Reason.LedgerOlder)), result.Message);
        Assert.That(result.Message, Does.Contain($"--next {nights + 2}").And.Contain($"metropolitan-00000{nights + 1}-1.csv.sealed"));
        Assert.That(Listing(rig.OutboxPath), Is.EqualTo(outbox));
        Assert.That(Directory.Exists(rig.WitnessPath), Is.False, "A witness that was written now would be of the older ledger.");
        Assert.That((await AcceptAsync(rig, nights + 2)).Code, Is.EqualTo(1), "The file of orders went with the witness: a person has to say what was withdrawn.");
        Assert.That((await AcceptAsync(rig, nights + 2, "--withdrawals", "0")).Code, Is.Zero);
        Assert.That((await rig.RunAsync(new ExportRequest(Rig.Met, ExportTask.ReexportFull, "test") { Why = "restored" })).Sequence, Is.EqualTo(nights + 2));
        Assert.That(Listing(rig.OutboxPath), Is.SupersetOf(outbox));
    }

    [Test]
    public async Task What_a_crash_left_without_a_witness_is_kept_until_a_person_moves_it_and_with_one_it_goes()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Met, 2);
        await rig.ExportAsync(Rig.Met);
        rig.Source.Add(3, Rig.Met);
        await rig.KilledAsync(Rig.Met, ExportStep.Written);
        string[] left = [.. Listing(rig.OutboxPath).Where(entry => entry.Contains("-000002-", StringComparison.Ordinal))];
        Assert.That(left, Has.Length.EqualTo(2));
        string witness = File.ReadAllText(Path.Combine(rig.WitnessPath, "metropolitan.json"));
        Directory.Delete(rig.WitnessPath, recursive: true);
        Assert.That((await rig.ExportAsync(Rig.Met)).Reason, Is.EqualTo(Reason.LedgerOlder));
        Assert.That(Listing(rig.OutboxPath), Is.SupersetOf(left));

        Directory.CreateDirectory(rig.WitnessPath);
        File.WriteAllText(Path.Combine(rig.WitnessPath, "metropolitan.json"), witness);
        ExportResult result = await rig.ExportAsync(Rig.Met);
        Assert.That((result.Outcome, result.Sequence), Is.EqualTo((RunOutcome.Delivered, 2)), result.Message);
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task An_older_ledger_into_which_somebody_has_written_meanwhile_is_noticed_by_the_entry_that_is_another()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Met, 2);
        await rig.ExportAsync(Rig.Met);
        LedgerCopy copy = await LedgerCopy.TakeAsync(rig);
        Assert.That((await rig.RunAsync(new ExportRequest(Rig.Met, ExportTask.Resend, "test") { Sequence = 1, Why = "lost" })).Attempt, Is.EqualTo(2));
        long entry = Witness(rig).GetProperty("entry").GetInt64();
        copy.Restore();
        // Without the folder of the outbox, as where the files are in the ledger.
        Directory.Delete(rig.OutboxPath, recursive: true);
        using (ExportLedger ledger = await ExportLedger.OpenAsync(rig.Ledger, applySchema: false, rig.Time))
        {
            while ((await ledger.Journal.HeadAsync()).Entry <= entry)
            {
                await ledger.Journal.AppendAsync(JournalKind.KeysAdded, null, "administrator", new JournalBody());
            }
        }

        ExportResult result = await rig.ExportAsync(Rig.Met);
        Assert.That(result.Reason, Is.EqualTo(Reason.LedgerOlder), result.Message);
        Assert.That(result.Message, Does.Contain(string.Create(CultureInfo.InvariantCulture, $"journal entry {entry}")));

        // The next resend of the sequence is not the attempt that was used.
        Assert.That((await AcceptAsync(rig, 2)).Code, Is.Zero);
        Assert.That((await rig.LedgerAsync(ledger => ledger.Exports.NextAttemptAsync(Rig.Met, 1))).Attempt, Is.EqualTo(3));
    }

    [TestCase(ServerKind.PostgreSql)]
    [TestCase(ServerKind.SqlServer)]
    public async Task A_worker_whose_witness_lags_goes_on_and_learns_from_the_one_that_knows(ServerKind server)
    {
        await using Rig rig = Rig.Make(server);
        rig.Fill(Rig.Met, 2);
        await rig.ExportAsync(Rig.Met);
        LedgerCopy copy = await LedgerCopy.TakeAsync(rig);

        // Another machine has a witness of its own.
        rig.Edit("gateway.json", gateway => gateway["witnessFolder"] = "../other-machine");
        await NightAsync(rig, 3);
        rig.Edit("gateway.json", gateway => gateway.AsObject().Remove("witnessFolder"));
        Assert.That((await rig.ProgramAsync("ledger", "verify")).Code, Is.Zero, "It lags, which is no fault.");
        await NightAsync(rig, 4);
        rig.Edit("gateway.json", gateway => gateway["witnessFolder"] = "../other-machine");
        Assert.That((await rig.ProgramAsync("ledger", "verify")).Code, Is.Zero);

        copy.Restore();
        File.Delete(Path.Combine(rig.WitnessPath, "metropolitan.json"));
        Assert.That((await rig.ExportAsync(Rig.Met)).Reason, Is.EqualTo(Reason.LedgerOlder));
        rig.Edit("gateway.json", gateway => gateway.AsObject().Remove("witnessFolder"));
        ExportResult told = await rig.ExportAsync(Rig.Met);
        Assert.That((told.Reason, told.Message!.Contains("its own journal entry", StringComparison.Ordinal)), Is.EqualTo((Reason.LedgerOlder, true)), told.Message);

        // Accepted on one machine, it is settled on the other, whose witness nobody rewrote.
        Assert.That((await AcceptAsync(rig, 4)).Code, Is.Zero);
        rig.Edit("gateway.json", gateway => gateway["witnessFolder"] = "../other-machine");
        Assert.That((await rig.RunAsync(new ExportRequest(Rig.Met, ExportTask.ReexportFull, "test") { Why = "restored" })).Sequence, Is.EqualTo(4));
        Assert.That((await rig.ProgramAsync("ledger", "verify")).Code, Is.Zero);
    }

    [Test]
    public async Task What_was_on_its_way_when_the_backup_was_made_does_not_go_a_second_time()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Met, 2);
        await rig.KilledAsync(Rig.Met, ExportStep.Uploaded);
        LedgerCopy copy = await LedgerCopy.TakeAsync(rig);
        await rig.ExportAsync(Rig.Met);
        string[] inbox = Listing(rig.InboxOf(Rig.Met));
        string[] outbox = Listing(rig.OutboxPath);
        // With the night that had nothing to tell.
        int next = rig.Inbox(Rig.Met).Max(one => one.Sequence) + 1;
        // The force has collected it.
        foreach (string file in Directory.GetFiles(rig.InboxOf(Rig.Met)))
        {
            File.Delete(file);
        }

        copy.Restore();
        Assert.That((await rig.ExportAsync(Rig.Met)).Reason, Is.EqualTo(Reason.LedgerOlder));
        Ended accepted = await AcceptAsync(rig, next);
        Assert.That(accepted.Code, Is.Zero, accepted.Output);
        Assert.That(accepted.Json().GetProperty("givenUp").EnumerateArray().Select(sequence => sequence.GetInt32()), Is.EqualTo(new[] { 1 }), accepted.Output);
        ExportResult full = await rig.RunAsync(new ExportRequest(Rig.Met, ExportTask.ReexportFull, "test") { Why = "restored" });
        Assert.That((full.Outcome, full.Sequence, full.Resumed.Count), Is.EqualTo((RunOutcome.Delivered, next, 0)), full.Message);
        Assert.That(Listing(rig.InboxOf(Rig.Met)).Intersect(inbox), Is.Empty, "No name went twice.");
        Assert.That(Listing(rig.OutboxPath), Is.SupersetOf(outbox), "The archive of what may have been sent is kept.");
        Assert.That((await rig.ProgramAsync("ledger", "verify")).Code, Is.Zero);
    }

    [Test]
    public async Task An_export_that_was_given_up_after_it_was_witnessed_is_no_older_ledger([Values] bool collected)
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Met, 2);
        await rig.ExportAsync(Rig.Met);
        rig.Source.Add(3, Rig.Met);
        Assert.That((await rig.KilledAsync(Rig.Met, ExportStep.Witnessed)).Code, Is.EqualTo(137));
        Assert.That(Witness(rig).GetProperty("sequence").GetInt32(), Is.EqualTo(2));
        // No rename was asked for, and its record may no longer leave: it is void, and its sequence free.
        rig.Source.Set(3, ("do_not_share", 1));
        rig.Source.Add(4, Rig.Met);
        if (collected)
        {
            await rig.KilledAsync(Rig.Met, ExportStep.Written);
        }

        ExportResult result = await rig.ExportAsync(Rig.Met);
        Assert.That((result.Outcome, result.Sequence, result.Attempt), Is.EqualTo((RunOutcome.Delivered, 2, 2)), result.Message);
        Assert.That((await rig.ProgramAsync("ledger", "verify")).Code, Is.Zero);
        Assert.That(rig.Replay(Rig.Met), Has.Count.EqualTo(3));
        await rig.VerifyLedgerAsync();
    }

    [TestCase("rename")]
    [TestCase("direct")]
    public async Task The_witness_names_what_is_asked_for_before_anything_has_its_final_name(string publish)
    {
        await using Rig rig = Rig.Make();
        rig.Edit("forces/metropolitan.json", profile => profile["drop"]!["publish"] = publish);
        rig.Fill(Rig.Met, 2);
        string[] before = ["not looked"];
        (int, int) witnessed = default;
        ExportResult result = await rig.ExportAsync(Rig.Met, ExportStep.Witnessed, () =>
        {
            before = [.. Directory.GetFiles(rig.InboxOf(Rig.Met)).Where(file => !file.EndsWith(".part", StringComparison.Ordinal))];
            witnessed = (Witness(rig).GetProperty("sequence").GetInt32(), Witness(rig).GetProperty("attempt").GetInt32());
        });
        Assert.That((result.Outcome, witnessed, before.Length), Is.EqualTo((RunOutcome.Delivered, (1, 1), 0)), result.Message);
        if (!OperatingSystem.IsWindows())
        {
            Assert.That(File.GetUnixFileMode(Path.Combine(rig.WitnessPath, "metropolitan.json")), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        }

        long entry = Witness(rig).GetProperty("entry").GetInt64();
        await rig.RunAsync(new ExportRequest(Rig.Met, ExportTask.Resend, "test") { Sequence = 1, Why = "lost" });
        JsonElement after = Witness(rig);
        Assert.That((after.GetProperty("sequence").GetInt32(), after.GetProperty("attempt").GetInt32()), Is.EqualTo((1, 2)));
        Assert.That(after.GetProperty("entry").GetInt64(), Is.GreaterThan(entry));
        Assert.That(await rig.LedgerAsync(ledger => ledger.Journal.HasEntryAsync(new JournalHead(after.GetProperty("entry").GetInt64(), after.GetProperty("head").GetString()!))), Is.True);
    }

    [Test]
    public async Task A_witness_that_cannot_be_written_or_read_sends_nothing_and_says_where([Values("not a folder", "not a witness")] string fault)
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Met, 1);
        string path = rig.WitnessPath;
        if (fault == "not a folder")
        {
            File.WriteAllText(path, "");
        }
        else
        {
            Directory.CreateDirectory(path);
            File.WriteAllText(Path.Combine(path, "metropolitan.json"), "{}");
        }

        Ended ended = await rig.ProgramAsync("--json", "export", Rig.Met);
        Assert.That(ended.Code, Is.EqualTo(1), ended.Output);
        Assert.That(ended.Output, Does.Contain("witnessUnavailable").And.Contain(path));
        Assert.That(Directory.GetFiles(rig.InboxOf(Rig.Met)), Is.Empty);
        Ended check = await rig.ProgramAsync("check", Rig.Met, "--connect");
        if (fault == "not a folder")
        {
            Assert.That((check.Code, check.Output.Contains("witnessUnavailable", StringComparison.Ordinal)), Is.EqualTo((2, true)), check.Output);
        }
    }

    [Test]
    public async Task A_damaged_witness_hides_neither_the_verification_nor_the_status_and_stops_its_force_alone()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Met, 1);
        rig.Source.Add(10, Rig.Notts);
        await rig.ExportAsync(Rig.Met);
        File.WriteAllText(Path.Combine(rig.WitnessPath, "metropolitan.json"), "{");
        // Without an entry there the witness alone could say that something was sent: as with a ledger on a server.
        Directory.Move(rig.OutboxPath, rig.OutboxPath + ".aside");

        Ended verified = await rig.ProgramAsync("ledger", "verify");
        Assert.That(verified.Code, Is.EqualTo(1), verified.ToString());
        Assert.That(verified.Output, Does.StartWith("The ledger is whole: ").And.Contain("Not compared with what was sent: witnessUnavailable. "));
        JsonElement json = (await rig.ProgramAsync("--json", "ledger", "verify")).Json();
        Assert.That((json.GetProperty("ok").GetBoolean(), json.GetProperty("problem").ValueKind), Is.EqualTo((false, JsonValueKind.Null)));
        Assert.That(json.GetProperty("notCompared").GetString(), Does.StartWith("witnessUnavailable. ").And.Contain(rig.WitnessPath));
        Ended status = await rig.ProgramAsync("status");
        Assert.That((status.Code, status.Output.Contains(Rig.Met, StringComparison.Ordinal)), Is.EqualTo((1, true)), status.Error);
        Assert.That(status.Error, Does.Contain("witnessUnavailable"));
        Assert.That((await rig.ExportAsync(Rig.Notts)).Outcome, Is.EqualTo(RunOutcome.Delivered));
        Assert.That((await rig.ExportAsync(Rig.Met)).Reason, Is.EqualTo(Reason.WitnessUnavailable));
    }

    [Test]
    public async Task An_invented_acceptance_does_not_hide_what_the_verification_found()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Met, 1);
        await rig.ExportAsync(Rig.Met);
        using (System.Data.Common.DbConnection ledger = rig.OpenLedger())
        {
            using System.Data.Common.DbCommand invent = ledger.CreateCommand();
            invent.CommandText = "insert into told (kind, subject, told_at) values ('restoredAccepted', 'metropolitan 3', '2026-11-28T10:00:00.000Z')";
            invent.ExecuteNonQuery();
        }

        Ended verified = await rig.ProgramAsync("ledger", "verify");
        Assert.That(verified.Code, Is.EqualTo(1), verified.Error);
        Assert.That(verified.Output, Does.StartWith("The ledger was altered. ").And.Contain("There is a restore that no entry tells of.").And.Contain("ledgerDamaged"));
    }

    [Test]
    public async Task A_force_without_a_profile_can_be_accepted_too()
    {
        await using Rig rig = Rig.Make();
        LedgerCopy copy = await LedgerCopy.TakeAsync(rig);
        rig.Fill(Rig.Met, 1);
        await rig.ExportAsync(Rig.Met);
        copy.Restore();
        string profile = Path.Combine(rig.Config, "forces/metropolitan.json");
        File.Delete(profile);
        Assert.That((await rig.ProgramAsync("ledger", "verify")).Output, Does.Contain("metropolitan: ledgerOlder."));
        Ended accepted = await AcceptAsync(rig, 2);
        Assert.That(accepted.Code, Is.Zero, accepted.ToString());
        Assert.That((await rig.ProgramAsync("ledger", "verify")).Code, Is.Zero);
        Assert.That((await rig.ProgramAsync("ledger", "accept-restored", "no-such-force", "--next", "2", "--reason", "x")).Code, Is.EqualTo(2));
    }

    [TestCase("the outbox", ServerKind.Sqlite)]
    [TestCase("the witness", ServerKind.Sqlite)]
    [TestCase("the witness", ServerKind.PostgreSql)]
    public async Task A_lost_ledger_is_not_made_anew_where_something_was_sent(string evidence, ServerKind server)
    {
        await using Rig rig = Rig.Make(server);
        rig.Fill(Rig.Met, 2);
        await rig.ExportAsync(Rig.Met);
        Lose(rig);
        Directory.Delete(evidence == "the outbox" ? rig.WitnessPath : rig.OutboxPath, recursive: true);
        foreach (string[] command in (string[][])[["export", Rig.Met], ["plan", Rig.Met], ["history"], ["ledger", "verify"], ["keys", "new", "--rotate"]])
        {
            Ended ended = await rig.ProgramAsync(["--json", .. command]);
            Assert.That((ended.Code, ended.Json().GetProperty("error").GetProperty("code").GetString()), Is.EqualTo((1, "ledgerMissing")), string.Join(' ', command) + ended.Output);
        }

        Ended check = await rig.ProgramAsync("check", Rig.Met, "--connect");
        Assert.That((check.Code, check.Output.Contains("ledgerMissing", StringComparison.Ordinal)), Is.EqualTo((2, true)), check.Output);
        File.Move(Path.Combine(rig.Folder, "keys/master.keys"), Path.Combine(rig.Folder, "keys/kept"));
        Ended keys = await rig.ProgramAsync("keys", "new");
        // Files in the outbox say at once which key is missing.
        Assert.That((keys.Code, keys.Error.Contains(evidence == "the outbox" ? "No key was made" : "accept-restored", StringComparison.Ordinal)), Is.EqualTo((1, true)), keys.Error);
        Assert.That(File.Exists(Path.Combine(rig.Folder, "keys/master.keys")), Is.False);
        File.Move(Path.Combine(rig.Folder, "keys/kept"), Path.Combine(rig.Folder, "keys/master.keys"), overwrite: true);
        Assert.That(await ExportLedger.ExistsAsync(rig.Ledger), Is.False, "No command made one.");

        // There is no backup: a person goes on without.
        Assert.That((await AcceptAsync(rig, 1)).Code, Is.EqualTo(1));
        Ended accepted = await AcceptAsync(rig, 2, evidence == "the outbox" ? ["--withdrawals", "0"] : []);
        Assert.That(accepted.Code, Is.Zero, accepted.Output);
        ExportResult full = await rig.RunAsync(new ExportRequest(Rig.Met, ExportTask.ReexportFull, "test") { Why = "the ledger is lost" });
        Assert.That((full.Outcome, full.Sequence), Is.EqualTo((RunOutcome.Delivered, 2)), full.Message);
        Assert.That(Table.Replay(rig.Inbox(Rig.Met), emptiedBefore: 2), Has.Count.EqualTo(2));
    }

    [Test]
    public async Task A_key_ring_alone_is_a_new_installation_and_a_number_that_is_next_anyway_needs_no_acceptance()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Met, 1);
        Ended ended = await AcceptAsync(rig, 1);
        Assert.That((ended.Code, ended.Json().GetProperty("error").GetProperty("code").GetString()), Is.EqualTo((1, "nothingWaiting")), ended.Output);
        Assert.That((await rig.ExportAsync(Rig.Met)).Outcome, Is.EqualTo(RunOutcome.Delivered));
        Assert.That((await rig.ProgramAsync("ledger", "accept-restored", "nowhere", "--next", "2", "--reason", "asked")).Code, Is.EqualTo(2));
        Assert.That((await rig.ProgramAsync("ledger", "accept-restored", Rig.Met, "--next", "0", "--reason", "asked")).Code, Is.EqualTo(2));

        // All that this machine knew is gone, and the force says that it has more: a higher number is always taken.
        Assert.That((await AcceptAsync(rig, 7)).Code, Is.Zero);
        rig.Source.Add(2, Rig.Met);
        Assert.That((await rig.ExportAsync(Rig.Met)).Sequence, Is.EqualTo(7));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task An_acceptance_that_somebody_took_out_of_the_ledger_is_found_by_its_verification()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Met, 1);
        await rig.ExportAsync(Rig.Met);
        Assert.That((await AcceptAsync(rig, 7)).Code, Is.Zero);
        await rig.VerifyLedgerAsync();
        using (DbConnection connection = rig.OpenLedger())
        using (DbCommand command = connection.CreateCommand())
        {
            command.CommandText = "delete from told where kind = 'restoredAccepted'";
            Assert.That(command.ExecuteNonQuery(), Is.EqualTo(1));
        }

        Assert.That((await rig.LedgerAsync(ledger => ledger.Journal.VerifyAsync())).Problem, Does.Contain("restore"));
    }

    [Test]
    public async Task A_hash_is_looked_up_by_its_entry_in_a_journal_of_any_length()
    {
        await using Rig rig = Rig.Make();
        await rig.MakeLedgerAsync();
        using DbConnection connection = rig.OpenLedger();
        foreach (string sql in (string[])["select hash from journal where entry = 5", "select entry, hash from journal where entry = (select max(entry) from journal)", "select subject from told where kind in ('a', 'b')"])
        {
            using DbCommand command = connection.CreateCommand();
            command.CommandText = "explain query plan " + sql;
            using DbDataReader plan = command.ExecuteReader();
            var steps = new List<string>();
            while (plan.Read())
            {
                steps.Add(plan.GetString(3));
            }

            Assert.That(steps, Has.None.StartsWith("SCAN journal").And.None.StartsWith("SCAN told"), sql);
        }
    }

    [Test]
    public async Task The_worker_is_not_ready_and_tells_at_once_that_its_ledger_is_older()
    {
        await using Rig rig = Rig.Make();
        string told = Path.Combine(rig.Folder, "told");
        int port = FreePort();
        rig.Edit("gateway.json", gateway =>
        {
            gateway["alerts"] = new JsonObject { ["command"] = new JsonArray("/bin/sh", "-c", $"cat >> {told}") };
            gateway["healthPort"] = port;
        });
        rig.Fill(Rig.Met, 1);
        await rig.ExportAsync(Rig.Met);
        LedgerCopy copy = await LedgerCopy.TakeAsync(rig);
        await NightAsync(rig, 2);
        copy.Restore();
        string ready = await ReadyAsync(rig, port, "WorkerStarted");
        Assert.That(ready, Is.EqualTo("""503 {"ready":false,"reason":"ledgerOlder","suspended":0}"""));
        JsonNode alert = File.ReadAllLines(told).Select(line => JsonNode.Parse(line)!).Single();
        Assert.That(((string?)alert["kind"], (string?)alert["force"], (string?)alert["reason"]), Is.EqualTo(("deliveryStopped", Rig.Met, "ledgerOlder")));
        Assert.That((string?)alert["message"], Does.Contain("accept-restored metropolitan --next 3"));

        File.Delete(told);
        Lose(rig);
        ready = await ReadyAsync(rig, port, "LedgerAwaited");
        Assert.That(ready, Is.EqualTo("""503 {"ready":false,"reason":"ledgerMissing","suspended":null}"""));
    }

    private static async Task<string> ReadyAsync(Rig rig, int port, string line)
    {
        using System.Diagnostics.Process worker = rig.StartProgram(new Dictionary<string, string>(), "run");
        var said = new TaskCompletionSource();
        var log = new System.Collections.Concurrent.ConcurrentQueue<string>();
        worker.ErrorDataReceived += (_, written) =>
        {
            log.Enqueue(written.Data ?? "");
            if (written.Data?.Contains(line, StringComparison.Ordinal) == true)
            {
                said.TrySetResult();
            }
        };
        worker.BeginErrorReadLine();
        try
        {
            await said.Task.WaitAsync(Patience);
            using var web = new HttpClient();
            using HttpResponseMessage answer = await web.GetAsync(new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/health/ready")));
            return $"{((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture)} {await answer.Content.ReadAsStringAsync()}";
        }
        catch (TimeoutException)
        {
            Assert.Fail(string.Join('\n', log));
            throw;
        }
        finally
        {
            worker.Kill();
            await worker.WaitForExitAsync();
        }
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task NightAsync(Rig rig, long id)
    {
        rig.Source.Add(id, Rig.Met);
        rig.Time.Now = rig.Time.Now.AddDays(1);
        ExportResult result = await rig.ExportAsync(Rig.Met);
        Assert.That(result.Outcome, Is.EqualTo(RunOutcome.Delivered), result.Message);
    }

    private static Task<Ended> AcceptAsync(Rig rig, int next, params string[] more) =>
        rig.ProgramAsync(["--json", "ledger", "accept-restored", Rig.Met, "--next", next.ToString(CultureInfo.InvariantCulture), "--reason", "restored CST-2026-001234", .. more]);

    private static void Lose(Rig rig)
    {
        if (rig.Ledger.Server.Kind() == ServerKind.Sqlite)
        {
            SqliteConnection.ClearAllPools();
            Array.ForEach(Directory.GetFiles(rig.Folder, "ledger.db*"), File.Delete);
            return;
        }

        using DbConnection connection = rig.OpenLedger();
        using DbCommand command = connection.CreateCommand();
        command.CommandText = "drop schema public cascade; create schema public";
        command.ExecuteNonQuery();
    }

    private static JsonElement Witness(Rig rig)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path.Combine(rig.WitnessPath, "metropolitan.json")));
        return document.RootElement.Clone();
    }

    /// <summary>The files of a folder with the hash of their bytes.</summary>
    private static string[] Listing(string folder) => !Directory.Exists(folder)
        ? []
        : [.. Directory.GetFiles(folder).Select(file => $"{Path.GetFileName(file)} {Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)))}").Order(StringComparer.Ordinal)];
}
