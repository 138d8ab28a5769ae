using DataSharing.Disclosure;
using DataSharing.Disclosure.Planning;
using DataSharing.Gateway;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Keys;
using DataSharing.Gateway.Ledger;
using Microsoft.Data.Sqlite;

namespace DataSharing.EndToEnd.Tests;

/// <summary>A ledger or a key ring that cannot be used stops a run before the source is read.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class LedgerFaultTests
{
    [Test]
    public async Task A_ledger_that_another_program_has_locked_stops_the_run_before_the_source_is_read()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 1);
        await rig.ExportAsync(Rig.Gmp);
        // A source that is not there would be the run's end, if it were asked.
        rig.Edit("gateway.json", gateway => gateway["source"]!["database"] = "../nowhere.db");
        using var other = new SqliteConnection($"Data Source={rig.LedgerPath};Pooling=False");
        other.Open();
        using (SqliteCommand command = other.CreateCommand())
        {
            command.CommandText = "BEGIN EXCLUSIVE";
            command.ExecuteNonQuery();
        }

        Ended ended = await rig.ProgramAsync("--json", "export", Rig.Gmp);
        Assert.That(ended.Code, Is.EqualTo(1));
        Assert.That(Code(ended), Is.EqualTo("ledgerLocked"));
    }

    [Test]
    public async Task A_ledger_locked_while_the_file_is_sent_leaves_nothing_published()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 2);
        using var other = new SqliteConnection($"Data Source={rig.LedgerPath};Pooling=False");
        using ExportLedger ledger = await ExportLedger.OpenAsync(rig.LedgerPath, applySchema: true, rig.Time, new LedgerOptions { BusyTimeout = TimeSpan.FromSeconds(1) });
        var flow = new ExportRun(new Gateway.Configuration.ConfigurationFolder(rig.Config), ledger, Gateway.Delivery.Drops.Connector(TimeProvider.System), rig.Time,
            Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, Rig.Watching(ExportStep.LookedAgain, () =>
            {
                other.Open();
                using SqliteCommand command = other.CreateCommand();
                command.CommandText = "BEGIN IMMEDIATE";
                command.ExecuteNonQuery();
            }));
        ExportResult result = await flow.RunAsync(new ExportRequest(Rig.Gmp, ExportTask.Export, "test"), CancellationToken.None);
        Assert.That((result.Outcome, result.Reason), Is.EqualTo((RunOutcome.Failed, Reason.LedgerLocked)), result.Message);
        Assert.That(Directory.GetFiles(rig.InboxOf(Rig.Gmp)).Select(Path.GetExtension), Has.None.EqualTo(".csv"));
        using (SqliteCommand command = other.CreateCommand())
        {
            // The run could not release its lease, which a minute later would have ended by itself.
            command.CommandText = "UPDATE lease SET expires_at = '2026-01-01T00:00:00.000Z'; COMMIT";
            command.ExecuteNonQuery();
        }

        other.Close();
        Assert.That((await rig.ExportAsync(Rig.Gmp)).Outcome, Is.AnyOf(RunOutcome.Delivered, RunOutcome.NothingToSend));
        Assert.That(rig.Inbox(Rig.Gmp), Has.Count.EqualTo(1));
        Assert.That(rig.Replay(Rig.Gmp), Has.Count.EqualTo(2));
        await rig.VerifyLedgerAsync();
    }

    [TestCase("no database at all")]
    [TestCase("a torn header")]
    [TestCase("a torn table")]
    public async Task A_damaged_ledger_is_told_as_such_and_nothing_is_sent(string damage)
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 1);
        await rig.ExportAsync(Rig.Gmp);
        rig.Source.Add(2, Rig.Gmp);
        int files = Directory.GetFiles(rig.InboxOf(Rig.Gmp)).Length;
        SqliteConnection.ClearAllPools();
        using (var file = new FileStream(rig.LedgerPath, FileMode.Open, FileAccess.Write))
        {
            file.Position = damage == "a torn table" ? 4096 : 0;
            file.Write(new byte[damage == "no database at all" ? file.Length : 4096 * 3]);
        }

        File.Delete(rig.LedgerPath + "-wal");
        File.Delete(rig.LedgerPath + "-shm");
        Ended ended = await rig.ProgramAsync("--json", "export", Rig.Gmp);
        Assert.That(ended.Code, Is.EqualTo(1), ended.Output);
        Assert.That(Code(ended), Is.EqualTo("ledgerDamaged"));
        Assert.That(Directory.GetFiles(rig.InboxOf(Rig.Gmp)), Has.Length.EqualTo(files));
    }

    [Test]
    public async Task A_ledger_restored_with_its_outbox_and_without_a_witness_overwrites_nothing_and_the_check_says_what_to_do()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Met, 2);
        await rig.ExportAsync(Rig.Met);
        string backup = Path.Combine(rig.Folder, "backup.db");
        Assert.That((await rig.ProgramAsync("ledger", "backup", backup)).Code, Is.Zero);
        rig.Source.Add(3, Rig.Met);
        await rig.ExportAsync(Rig.Met);
        string[] before = [.. rig.Inbox(Rig.Met).Select(one => Convert.ToHexString(one.Bytes))];
        foreach (string stale in (string[])["-wal", "-shm"])
        {
            File.Delete(rig.LedgerPath + stale);
        }

        File.Copy(backup, rig.LedgerPath, overwrite: true);
        // Nothing of this machine knows better: the drop is the last that does.
        Directory.Delete(Ring(rig) + ".witness", recursive: true);
        foreach (string entry in Directory.GetFiles(rig.OutboxPath, "*-000002-*"))
        {
            File.Delete(entry);
        }

        Ended check = await rig.ProgramAsync("check", Rig.Met, "--connect");
        Assert.That((check.Code, check.Output.Contains("RUNBOOK.md", StringComparison.Ordinal), check.Output.Contains("nameTaken", StringComparison.Ordinal)), Is.EqualTo((2, true, true)), check.Output);
        rig.Source.Add(4, Rig.Met);
        ExportResult again = await rig.ExportAsync(Rig.Met);
        Assert.That((again.Outcome, again.Reason), Is.EqualTo((RunOutcome.Failed, Reason.NameTaken)), again.Message);
        Assert.That(rig.Inbox(Rig.Met).Select(one => Convert.ToHexString(one.Bytes)), Is.EqualTo(before));
    }

    [Test]
    public async Task A_table_or_column_of_the_ledger_that_differs_is_found_by_the_check()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Met, 1);
        await rig.ExportAsync(Rig.Met);
        Assert.That((await rig.ProgramAsync("check", Rig.Met, "--connect")).Code, Is.Zero);
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={rig.LedgerPath};Pooling=False"))
        {
            connection.Open();
            using Microsoft.Data.Sqlite.SqliteCommand alter = connection.CreateCommand();
            alter.CommandText = "alter table run add column colour text; alter table holding rename column placement to place";
            alter.ExecuteNonQuery();
        }

        Ended check = await rig.ProgramAsync("check", Rig.Met, "--connect");
        Assert.That(check.Code, Is.EqualTo(2));
        Assert.That(check.Output, Does.Contain("run has a column colour").And.Contain("holding has no column placement").And.Contain("holding has a column place,"));
    }

    [Test]
    public async Task A_missing_key_ring_stops_the_run_and_says_what_to_do()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 1);
        File.Delete(Ring(rig));
        Ended ended = await rig.ProgramAsync("--json", "export", Rig.Gmp);
        Assert.That((ended.Code, ended.Json().Said()), Is.EqualTo((1, "failed keysMissing")));
        Assert.That((await rig.ProgramAsync("export", Rig.Gmp)).Output, Does.Contain("backup"));
    }

    [TestCase(UnixFileMode.OtherRead)]
    [TestCase(UnixFileMode.GroupRead)]
    [TestCase(UnixFileMode.GroupWrite)]
    public async Task A_key_ring_that_others_can_read_or_write_is_not_used(UnixFileMode more)
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 1);
        File.SetUnixFileMode(Ring(rig), File.GetUnixFileMode(Ring(rig)) | more);
        ExportResult result = await rig.ExportAsync(Rig.Gmp);
        Assert.That(result.Reason, Is.EqualTo(Reason.KeysMissing), result.Message);
        Assert.That(result.Message, Does.Contain("chmod 0600"));
        Assert.That(Directory.GetFiles(rig.InboxOf(Rig.Gmp)), Is.Empty);
    }

    [Test]
    public async Task A_run_that_found_the_force_busy_has_its_line_in_the_history()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 2);
        await rig.LedgerAsync(async ledger =>
        {
            await using Lease lease = (await ledger.Leases.TryAcquireAsync(Rig.Gmp))!;
            Ended ended = await rig.ProgramAsync("--json", "export", Rig.Gmp);
            Assert.That((ended.Code, ended.Json().Said()), Is.EqualTo((4, "busy busy")), ended.ToString());
            Assert.That(ended.Json().GetProperty("message").GetString(), Does.Contain($"process {Environment.ProcessId} on "), "Who has it.");
            return true;
        });
        RecordedRun run = (await rig.LedgerAsync(ledger => ledger.Runs.HistoryAsync(Rig.Gmp, 10))).Single();
        Assert.That((run.Outcome, run.Reason, run.EndedAt is not null), Is.EqualTo((RunOutcome.Busy, "busy", true)));
        Assert.That((await rig.ExportAsync(Rig.Gmp)).Outcome, Is.EqualTo(RunOutcome.Delivered));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task Another_key_ring_is_noticed_and_sends_nothing()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 2);
        await rig.ExportAsync(Rig.Gmp);
        File.Move(Ring(rig), Ring(rig) + ".kept");
        KeyRingFile.Create(Ring(rig));
        Ended ended = await rig.ProgramAsync("--json", "export", Rig.Gmp);
        Assert.That((ended.Code, ended.Json().Said()), Is.EqualTo((1, "failed keysMissing")));
        Assert.That(rig.Inbox(Rig.Gmp), Has.Count.EqualTo(1));

        // Another record alone would not need the old key, but the same incident must never get a second token.
        rig.Source.Delete(1);
        rig.Source.Delete(2);
        rig.Source.Add(3, Rig.Gmp);
        Assert.That((await rig.ExportAsync(Rig.Gmp)).Reason, Is.EqualTo(Reason.KeysMissing));

        File.Move(Ring(rig) + ".kept", Ring(rig), overwrite: true);
        Assert.That((await rig.ExportAsync(Rig.Gmp)).Outcome, Is.EqualTo(RunOutcome.Delivered));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task A_file_built_under_another_key_ring_is_not_sent()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 2);
        await rig.KilledAsync(Rig.Gmp, ExportStep.Built);
        File.Delete(Ring(rig));
        KeyRingFile.Create(Ring(rig));
        ExportResult result = await rig.ExportAsync(Rig.Gmp);
        Assert.That((result.Outcome, result.Reason), Is.EqualTo((RunOutcome.Failed, Reason.KeysMissing)), result.Message);
        Assert.That(Directory.GetFiles(rig.InboxOf(Rig.Gmp)), Is.Empty);
    }

    [Test]
    public async Task A_key_added_by_rotation_sends_nothing_again()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 2);
        await rig.ExportAsync(Rig.Gmp);
        Assert.That((await rig.ProgramAsync("keys", "new", "--rotate")).Code, Is.Zero);
        Assert.That((await rig.ExportAsync(Rig.Gmp)).Outcome, Is.EqualTo(RunOutcome.NothingToSend));
        rig.Source.Set(1, ("category_code", "Threats"));
        rig.Source.Add(3, Rig.Gmp);
        ExportResult result = await rig.ExportAsync(Rig.Gmp);
        Assert.That(result.Rows, Is.EqualTo(new RowCounts(1, 1, 0, 0)));
        Assert.That(rig.Replay(Rig.Gmp), Has.Count.EqualTo(3), "The amended record kept its token.");
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task An_outbox_entry_that_was_altered_is_not_sent()
    {
        await using Rig rig = Rig.Make();
        rig.Fill(Rig.Gmp, 2);
        await rig.KilledAsync(Rig.Gmp, ExportStep.Built);
        string entry = Directory.GetFiles(rig.OutboxPath, "*.csv.sealed").Single();
        byte[] bytes = File.ReadAllBytes(entry);
        bytes[^1] ^= 1;
        File.WriteAllBytes(entry, bytes);
        ExportResult result = await rig.ExportAsync(Rig.Gmp);
        Assert.That((result.Outcome, result.Reason), Is.EqualTo((RunOutcome.Failed, Reason.OutboxDamaged)), result.Message);
        Assert.That(Directory.GetFiles(rig.InboxOf(Rig.Gmp)), Is.Empty);
    }

    private static string Ring(Rig rig) => Path.Combine(rig.Folder, "keys/master.keys");

    private static string? Code(Ended ended) => ended.Json().TryGetProperty("error", out var error) ? error.GetProperty("code").GetString() : ended.Json().GetProperty("reason").GetString();
}
