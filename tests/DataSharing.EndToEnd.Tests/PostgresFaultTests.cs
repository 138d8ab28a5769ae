using System.Data.Common;
using System.Diagnostics;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Planning;
using DataSharing.Gateway;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Rows;
using Npgsql;

namespace DataSharing.EndToEnd.Tests;

/// <summary>A server that goes away, fills up or refuses while an export is under way: nothing half-written is sent, and the next run finishes it.</summary>
[Parallelizable(ParallelScope.All)]
internal sealed class PostgresFaultTests
{
    [TestCase(ExportStep.Planned)]
    [TestCase(ExportStep.Written)]
    [TestCase(ExportStep.Uploaded)]
    [TestCase(ExportStep.Renamed)]
    public async Task A_ledger_lost_in_the_middle_of_an_export_is_gone_on_with_when_it_is_back(ExportStep at)
    {
        await using Rig rig = Rig.Make(DatabaseServer.PostgreSql);
        rig.Fill(Rig.Gmp, 5);
        string ledger = new NpgsqlConnectionStringBuilder(rig.LedgerConnection).Database!;
        ExportResult lost = await rig.ExportAsync(Rig.Gmp, at, () => Server(rig, $"alter database {ledger} with allow_connections false; select pg_terminate_backend(pid) from pg_stat_activity where datname = '{ledger}'"));
        Assert.That((lost.Outcome, lost.Reason), Is.EqualTo((RunOutcome.Failed, Reason.LedgerUnavailable)), lost.Message);
        Assert.That(Directory.GetFiles(rig.InboxOf(Rig.Gmp), "*.json"), Is.Empty, "Without its manifest no file counts.");
        Assert.That(Directory.GetFiles(rig.InboxOf(Rig.Gmp), "*.csv"), Has.Length.EqualTo(at == ExportStep.Renamed ? 1 : 0));

        Server(rig, $"alter database {ledger} with allow_connections true");
        Free(rig);
        ExportResult next = await rig.ExportAsync(Rig.Gmp);
        Assert.That(next.Outcome, Is.AnyOf(RunOutcome.Delivered, RunOutcome.NothingToSend), next.Message);
        Assert.That(rig.Inbox(Rig.Gmp).Select(one => one.Sequence), Is.EqualTo([1]));
        Assert.That(rig.Replay(Rig.Gmp), Has.Count.EqualTo(5));
        await rig.VerifyLedgerAsync();
    }

    [TestCase("exported_row", "53100", "ledgerFull")]
    [TestCase("outbox_block", "53100", "ledgerFull")]
    [TestCase("journal", "53400", "ledgerFull")]
    [TestCase("journal", "53200", "ledgerUnavailable", Description = "Out of memory, which passes and which no room on a disk mends.")]
    public async Task A_database_that_fills_up_while_a_file_is_built_sends_nothing(string table, string state, string reason)
    {
        await using Rig rig = Rig.Make(DatabaseServer.PostgreSql);
        rig.Fill(Rig.Gmp, 5);
        using (ExportLedger ledger = await ExportLedger.OpenAsync(rig.Ledger, applySchema: true, rig.Time))
        {
            // The run itself is opened, which the journal records; after that there is no room.
            Ledger(rig, $"""
                create function no_room() returns trigger language plpgsql as $$ begin
                  if tg_table_name <> 'journal' or (select count(*) from run) > 0 and exists (select 1 from export) then
                    raise exception using errcode = '{state}'; end if; return new; end $$;
                create trigger full_disk before insert on {table} for each row execute function no_room()
                """);
        }

        Ended ended = await rig.ProgramAsync("--json", "export", Rig.Gmp);
        Assert.That((ended.Code, ended.Json().Said()), Is.EqualTo((1, "failed " + reason)), ended.Output + ended.Error);
        Assert.That(Directory.GetFiles(rig.InboxOf(Rig.Gmp)), Is.Empty);

        Ledger(rig, $"drop trigger full_disk on {table}");
        Assert.That((await rig.ExportAsync(Rig.Gmp)).Rows, Is.EqualTo(new RowCounts(5, 0, 0, 0)));
        Assert.That(rig.Inbox(Rig.Gmp).Select(one => one.Sequence), Is.EqualTo([1]));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task A_source_lost_while_it_is_read_withdraws_nothing_and_is_read_again_by_the_next_run()
    {
        await using Rig rig = Rig.Make(DatabaseServer.PostgreSql);
        rig.Fill(Rig.Gmp, 5);
        await rig.ExportAsync(Rig.Gmp);
        rig.Source.Add(6, Rig.Gmp);
        string view = File.ReadAllText(Path.Combine(rig.Config, "source/incidents.sql"));
        // The server ends the session at the third record, as an administrator or a crash would.
        File.WriteAllText(Path.Combine(rig.Config, "source/incidents.sql"), view.Replace("incident_id,",
            "CASE WHEN incident_id = 3 AND pg_terminate_backend(pg_backend_pid()) THEN NULL ELSE incident_id END AS incident_id,", StringComparison.Ordinal));
        ExportResult lost = await rig.ExportAsync(Rig.Gmp);
        Assert.That((lost.Outcome, lost.Reason), Is.EqualTo((RunOutcome.Failed, Reason.SourceUnavailable)), lost.Message);
        Assert.That(rig.Inbox(Rig.Gmp), Has.Count.EqualTo(1));

        File.WriteAllText(Path.Combine(rig.Config, "source/incidents.sql"), view);
        Assert.That((await rig.ExportAsync(Rig.Gmp)).Rows, Is.EqualTo(new RowCounts(1, 0, 0, 0)));
        Assert.That(rig.Replay(Rig.Gmp), Has.Count.EqualTo(6));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task A_value_that_nobody_can_represent_holds_back_its_record_and_not_the_force()
    {
        await using Rig rig = Rig.Make(DatabaseServer.PostgreSql);
        rig.Fill(Rig.Gmp, 6);
        string view = File.ReadAllText(Path.Combine(rig.Config, "source/incidents.sql"));
        string odd = view.Replace("occurred_from,", """
            CASE incident_id WHEN 2 THEN timestamp '294276-12-31' WHEN 3 THEN 'infinity' WHEN 4 THEN timestamp '0044-03-15 BC' ELSE occurred_from::timestamp END AS occurred_from,
            """, StringComparison.Ordinal);
        Assert.That(odd, Is.Not.EqualTo(view));
        File.WriteAllText(Path.Combine(rig.Config, "source/incidents.sql"), odd);
        ExportResult result = await rig.ExportAsync(Rig.Gmp);
        Assert.That((result.Outcome, result.Rows), Is.EqualTo((RunOutcome.Delivered, new RowCounts(3, 0, 0, 0))), result.Message);
        Assert.That(result.HeldBack, Is.EqualTo(new Dictionary<(string, string), int> { [("unreadable", "occurred_from")] = 3 }));
        Assert.That(System.Text.Encoding.UTF8.GetString(rig.Inbox(Rig.Gmp).Single().Bytes), Does.Not.Contain("1999-12").And.Not.Contain("9999-12-31"));

        // A record that the force has keeps its place while its value cannot be read.
        File.WriteAllText(Path.Combine(rig.Config, "source/incidents.sql"), odd.Replace("WHEN 2 ", "WHEN 1 ", StringComparison.Ordinal));
        result = await rig.ExportAsync(Rig.Gmp);
        Assert.That(result.Rows, Is.EqualTo(new RowCounts(1, 0, 0, 0)), result.Message);
        Assert.That(rig.Replay(Rig.Gmp), Has.Count.EqualTo(4));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task An_account_that_may_not_write_the_ledger_is_told_so_and_not_that_the_ledger_is_damaged()
    {
        await using Rig rig = Rig.Make(DatabaseServer.PostgreSql);
        rig.Fill(Rig.Gmp, 1);
        Assert.That((await rig.ExportAsync(Rig.Gmp)).Outcome, Is.EqualTo(RunOutcome.Delivered));
        string reader = "reader_" + new NpgsqlConnectionStringBuilder(rig.LedgerConnection).Database;
        Ledger(rig, $"create role {reader} login; grant select on all tables in schema public to {reader}");
        File.WriteAllText(Path.Combine(rig.Folder, "ledger.connection"), new NpgsqlConnectionStringBuilder(rig.LedgerConnection) { Username = reader }.ConnectionString);
        Ended ended = await rig.ProgramAsync("--json", "export", Rig.Gmp);
        Assert.That((ended.Code, ended.Json().Said()), Is.EqualTo((1, "failed ledgerUnavailable")), ended.Output + ended.Error);
        Assert.That(ended.Output + ended.Error, Does.Contain("42501").And.Not.Contain("damaged"));
    }

    [Test]
    public async Task The_copies_of_a_plan_of_rows_that_was_killed_are_gone_after_the_next_start()
    {
        await using Rig rig = Rig.Make(DatabaseServer.PostgreSql);
        rig.Fill(Rig.Gmp, 2);
        await rig.ExportAsync(Rig.Gmp);
        rig.Source.Set(1, ("category_code", "Threats"));
        string[] before = Directory.GetFileSystemEntries(rig.OutboxPath);

        using (DbConnection held = rig.OpenLedger())
        {
            // The plan waits here with its folder made.
            Execute(held, "begin; lock table outbox_block in access exclusive mode");
            using Process process = rig.StartProgram(new Dictionary<string, string>(), "plan", Rig.Gmp, "--rows");
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
            while (Directory.GetDirectories(rig.OutboxPath, "dry-run-*").Length == 0)
            {
                Assert.That(process.HasExited, Is.False);
                await Task.Delay(20, limit.Token);
            }

            process.Kill();
            await process.WaitForExitAsync(limit.Token);
            Execute(held, "rollback");
        }

        Assert.That(Directory.GetFileSystemEntries(rig.OutboxPath), Has.Length.EqualTo(before.Length + 2), "a folder and its note");
        Assert.That((await rig.ProgramAsync("history")).Code, Is.Zero);
        Assert.That(Directory.GetFileSystemEntries(rig.OutboxPath), Is.EquivalentTo(before));

        Ended plan = await rig.ProgramAsync("--json", "plan", Rig.Gmp, "--rows");
        Assert.That(plan.Json().GetProperty("records")[0].GetProperty("changes").GetArrayLength(), Is.GreaterThan(0), plan.ToString());
        Assert.That(Directory.GetFileSystemEntries(rig.OutboxPath), Is.EquivalentTo(before), "Nothing stays of one that ends.");
        Directory.Delete(rig.OutboxPath, recursive: true);
        Assert.That((await rig.ProgramAsync("plan", Rig.Gmp, "--rows")).Code, Is.Zero);
        Assert.That(Directory.Exists(rig.OutboxPath), Is.False, "Nor a folder that was not there.");
    }

    /// <summary>The run could not release its lease, which a minute later would have ended by itself.</summary>
    private static void Free(Rig rig) => Ledger(rig, "update lease set expires_at = '2026-01-01T00:00:00.000Z'");

    private static void Ledger(Rig rig, string sql)
    {
        using DbConnection ledger = rig.OpenLedger();
        Execute(ledger, sql);
    }

    private static void Server(Rig rig, string sql)
    {
        using var server = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(rig.LedgerConnection) { Database = "postgres", Pooling = false }.ConnectionString);
        server.Open();
        Execute(server, sql);
    }

    private static void Execute(DbConnection connection, string sql)
    {
        using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
