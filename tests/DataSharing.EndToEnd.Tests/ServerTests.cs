using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using DataSharing.Disclosure.Planning;
using DataSharing.Gateway;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Rows;
using DataSharing.Sandbox;
using Microsoft.Data.SqlClient;
using Npgsql;

namespace DataSharing.EndToEnd.Tests;

/// <summary>Source and ledger on a real server, with the outbox in the ledger's database.</summary>
[TestFixture(ServerKind.PostgreSql)]
[TestFixture(ServerKind.SqlServer)]
[Parallelizable(ParallelScope.All)]
internal sealed class ServerTests(ServerKind server)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);

    [Test]
    public async Task Nights_resends_and_full_files_are_as_on_sqlite()
    {
        await using Rig rig = Rig.Make(server);
        await using Rig other = Rig.Make();
        foreach (Rig one in (Rig[])[rig, other])
        {
            one.Fill(Rig.Met, 40);
            one.Source.Approve(5, "Abuse was shouted from a passing car.");
            Assert.That((await one.ExportAsync(Rig.Met)).Rows, Is.EqualTo(new RowCounts(40, 0, 0, 0)));
            one.Source.Set(3, ("category_code", "Threats"));
            one.Source.Set(7, ("do_not_share", 1));
            one.Source.Delete(9);
            one.Source.Add(41, Rig.Met);
            one.Time.Now = one.Time.Now.AddDays(1);
            Assert.That((await one.ExportAsync(Rig.Met)).Rows, Is.EqualTo(new RowCounts(1, 1, 2, 0)));
            Assert.That((await one.RunAsync(new ExportRequest(Rig.Met, ExportTask.Resend, "test") { Sequence = 2, Why = "lost" })).Outcome, Is.EqualTo(RunOutcome.Delivered));
            Assert.That((await one.RunAsync(new ExportRequest(Rig.Met, ExportTask.ReexportFull, "test") { Why = "rebuilt" })).Rows.Resend, Is.EqualTo(39));
            await one.VerifyLedgerAsync();
        }

        // Under keys of their own: all but the tokens is the same.
        Assert.That(Contents(rig), Is.EqualTo(Contents(other)));
        Assert.That(Directory.GetFiles(rig.OutboxPath), Is.Empty, "What was delivered is kept in the database alone.");
    }

    [Test]
    public async Task The_program_checks_plans_exports_shows_and_verifies()
    {
        await using Rig rig = Rig.Make(server);
        rig.Fill(Rig.Met, 3);
        Ended check = await rig.ProgramAsync("check", Rig.Met, "--connect");
        Assert.That(check.Code, Is.Zero, check.Output + check.Error);
        foreach (string[] command in (string[][])[["plan", Rig.Met], ["export", Rig.Met], ["show", Rig.Met, "1"], ["history"], ["ledger", "verify"]])
        {
            Ended ended = await rig.ProgramAsync(command);
            Assert.That(ended.Code, Is.Zero, string.Join(' ', command) + ended.Output + ended.Error);
        }

        check = await rig.ProgramAsync("check", Rig.Met, "--connect");
        Assert.That(check.Code, Is.Zero, check.Output + check.Error);
        Execute(rig, server == ServerKind.PostgreSql ? "alter table run add column colour text" : "alter table run add colour nvarchar(9)");
        check = await rig.ProgramAsync("check", Rig.Met, "--connect");
        Assert.That((check.Code, check.Output.Contains("run has a column colour", StringComparison.Ordinal)), Is.EqualTo((2, true)), check.Output);
        Ended backup = await rig.ProgramAsync("ledger", "backup", Path.Combine(rig.Folder, "b.db"));
        Assert.That((backup.Code, backup.Error.Contains(server == ServerKind.PostgreSql ? "pg_dump" : "BACKUP DATABASE", StringComparison.Ordinal)), Is.EqualTo((1, true)), backup.Error);
    }

    [Test]
    public async Task Texts_are_approved_and_what_was_altered_is_noticed()
    {
        await using Rig rig = Rig.Make(server);
        rig.RedactSummaries();
        rig.Fill(Rig.Met, 2);
        await rig.ApproveAsync(Rig.Met, 2, "A man shouted at [PERSON].");
        await rig.ExportAsync(Rig.Met);
        Assert.That(rig.Replay(Rig.Met).Values.Select(row => row["summary"]), Does.Contain("A man shouted at [PERSON]."));
        await rig.VerifyLedgerAsync();
        rig.DropLedgerTriggers();
        Execute(rig, "update exported_row set token = 'AAAAAAAAAAAAAAAA' where incident_key like '%1'");
        using ExportLedger ledger = await ExportLedger.OpenAsync(rig.Ledger, applySchema: false, rig.Time);
        Assert.That((await ledger.Journal.VerifyAsync()).Ok, Is.False);
    }

    [Test]
    public async Task Long_texts_of_many_records_are_read_whole()
    {
        await using Rig rig = Rig.Make(server);
        rig.Fill(Rig.Met, 700);
        rig.Source.Execute("UPDATE incident SET summary_shareable = @text, summary_internal = @text, case_notes = @text", ("@text", string.Concat(Enumerable.Repeat("Nobody approved it. ", 150))));
        Assert.That((await rig.ExportAsync(Rig.Met)).Rows, Is.EqualTo(new RowCounts(700, 0, 0, 0)));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task What_one_machine_built_another_finishes_with_the_same_bytes()
    {
        await using Rig rig = Rig.Make(server);
        rig.Fill(Rig.Met, 5);
        Ended killed = await rig.KilledAsync(Rig.Met, ExportStep.Sending);
        Assert.That(killed.Code, Is.Not.Zero);
        RecordedExport built = (await rig.LedgerAsync(ledger => ledger.Exports.PendingAsync(Rig.Met))).Single();

        // The other machine has a disk of its own.
        rig.Edit("gateway.json", gateway => gateway["outboxFolder"] = "../another-disk");
        ExportResult finished = await rig.ExportAsync(Rig.Met);
        Assert.That(finished.Resumed, Is.EqualTo(new[] { 1 }));
        RecordedExport delivered = (await rig.LedgerAsync(ledger => ledger.Exports.FindAsync(Rig.Met, 1)))!;
        Assert.That((delivered.State, delivered.Sha256, delivered.FileName), Is.EqualTo((ExportState.Delivered, built.Sha256, built.FileName)));
        Assert.That(rig.Replay(Rig.Met), Has.Count.EqualTo(5));
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task Of_two_workers_one_is_killed_and_the_other_finishes_the_same_export()
    {
        await using Rig rig = Rig.Make(server);
        rig.Fill(Rig.Met, 5);
        foreach (string other in (string[])[Rig.Gmp, Rig.Notts])
        {
            File.Delete(Path.Combine(rig.Config, $"forces/{other}.json"));
        }

        Ended killed = await rig.KilledAsync(Rig.Met, ExportStep.Uploaded);
        Assert.That(killed.Code, Is.Not.Zero);
        RecordedExport sending = (await rig.LedgerAsync(ledger => ledger.Exports.PendingAsync(Rig.Met))).Single();
        rig.Edit("gateway.json", gateway => gateway["outboxFolder"] = "../another-disk");
        TimeZoneInfo london = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");
        DateTimeOffset due = TimeZoneInfo.ConvertTime(TimeProvider.System.GetUtcNow().AddSeconds(65), london);
        rig.Edit("forces/metropolitan.json", profile => profile["schedule"]!["cron"] = string.Create(CultureInfo.InvariantCulture, $"0 {due.Minute} {due.Hour} * * ?"));
        Running[] running = [Running.Start(rig), Running.Start(rig)];
        Process[] workers = [.. running.Select(one => one.Process)];
        Task<Ended>[] ends = [.. running.Select(one => one.End)];
        try
        {
            // A file is at the drop before the ledger has closed its export, and a worker that is stopped in between leaves that to the next run.
            await Task.WhenAny(running.Select(one => one.Served)).WaitAsync(Patience);
        }
        finally
        {
            await StopAsync(workers);
        }

        Ended[] ended = await Task.WhenAll(ends);
        Assert.That(ended.Select(one => one.Code), Is.All.Zero, ended[0].Error + ended[1].Error);
        RecordedExport delivered = (await rig.LedgerAsync(ledger => ledger.Exports.FindAsync(Rig.Met, 1)))!;
        Assert.That((delivered.State, delivered.Sha256), Is.EqualTo((ExportState.Delivered, sending.Sha256)));
        Assert.That(rig.Replay(Rig.Met), Has.Count.EqualTo(5));
        Assert.That(Directory.GetFiles(rig.InboxOf(Rig.Met), "*.part"), Is.Empty);
        await rig.VerifyLedgerAsync();
    }

    [Test]
    public async Task Two_workers_share_a_schedule_in_the_database_and_the_one_that_is_left_finishes_what_the_other_began()
    {
        await using Rig rig = Rig.Make(server);
        rig.Fill(Rig.Met, 5);
        foreach (string other in (string[])[Rig.Gmp, Rig.Notts])
        {
            File.Delete(Path.Combine(rig.Config, $"forces/{other}.json"));
        }

        rig.Edit("gateway.json", gateway => gateway["scheduler"] = new JsonObject { ["store"] = "database" });
        rig.Edit("forces/metropolitan.json", profile => profile["schedule"]!["cron"] = "0 * * * * ?");
        Running[] running = [Running.Start(rig), Running.Start(rig)];
        Process[] workers = [.. running.Select(one => one.Process)];
        Task<Ended>[] ends = [.. running.Select(one => one.End)];
        try
        {
            // As soon as anything of a file is at the drop, whoever works for the force is killed.
            using (var inbox = new FileSystemWatcher(rig.InboxOf(Rig.Met)))
            {
                var began = new TaskCompletionSource();
                inbox.Created += (_, _) => began.TrySetResult();
                inbox.EnableRaisingEvents = true;
                Task first = await Task.WhenAny(began.Task, ends[0], ends[1]).WaitAsync(Patience);
                Assert.That(first, Is.SameAs(began.Task), ends.FirstOrDefault(end => end.IsCompleted)?.Result.Error);
            }

            int holder = await rig.LedgerAsync(async ledger => (await ledger.Leases.DescribeHolderAsync(Rig.Met))?.Pid ?? 0);
            Process killed = workers.FirstOrDefault(worker => worker.Id == holder) ?? workers[0];
            killed.Kill();
            long start = Stopwatch.GetTimestamp();
            await running.Single(one => one.Process != killed).Served.WaitAsync(Patience);
            TestContext.Out.WriteLine($"Taken over after {Stopwatch.GetElapsedTime(start).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s");
        }
        finally
        {
            await StopAsync(workers);
            await Task.WhenAll(ends);
        }

        RecordedExport[] attempts = [.. await rig.LedgerAsync(ledger => ledger.Exports.AttemptsAsync(Rig.Met, 1))];
        Assert.That(attempts.Count(attempt => attempt.State == ExportState.Delivered), Is.EqualTo(1));
        Assert.That(rig.Replay(Rig.Met), Has.Count.EqualTo(5));
        Assert.That(Directory.GetFiles(rig.InboxOf(Rig.Met), "*.part"), Is.Empty);
    }

    [Test]
    public async Task A_source_that_cannot_be_reached_fails_without_its_password()
    {
        await using Rig rig = Rig.Make(server);
        File.WriteAllText(Path.Combine(rig.Folder, "source.connection"), server == ServerKind.PostgreSql
            ? "Host=127.0.0.1;Port=1;Username=x;Password=hushhush;Database=y" : "Server=127.0.0.1,1;User ID=x;Password=hushhush;Database=y;Encrypt=Optional");
        Ended ended = await rig.ProgramAsync("--json", "export", Rig.Met);
        Assert.That(((string?)JsonNode.Parse(ended.Output)!["reason"], ended.Code), Is.EqualTo(("sourceUnavailable", 1)), ended.Output);
        Assert.That(ended.Output + ended.Error, Does.Not.Contain("hushhush"));
        File.WriteAllText(Path.Combine(rig.Folder, "ledger.connection"), "this is no connection string; Password=hushhush");
        Ended second = await rig.ProgramAsync("export", Rig.Met);
        Assert.That(second.Code, Is.EqualTo(1));
        Assert.That(second.Output + second.Error, Does.Contain("its connection string is none").And.Not.Contain("hushhush"));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task The_accounts_of_the_scripts_are_enough_and_may_do_nothing_else(bool anAdministratorMakesTheTables)
    {
        await using Rig rig = Rig.Make(server);
        rig.Fill(Rig.Met, 3);
        string administrator = rig.LedgerConnection!;
        if (anAdministratorMakesTheTables)
        {
            (await ExportLedger.OpenAsync(rig.Ledger, applySchema: true, rig.Time)).Dispose();
        }

        string login = Accounts.Script(server, "ledger-login.sql");
        if (anAdministratorMakesTheTables)
        {
            login = login[..login.IndexOf("CREATE SCHEMA", StringComparison.Ordinal)] + Accounts.Script(server, "ledger-rights.sql");
        }

        string source = Accounts.Make(server, File.ReadAllText(rig.SourceConnectionPath), "datasharing_source", Accounts.Script(server, "source-login.sql"));
        string ledger = Accounts.Make(server, administrator, "datasharing_ledger", login);
        File.WriteAllText(rig.SourceConnectionPath, source);
        File.WriteAllText(Path.Combine(rig.Folder, "ledger.connection"), ledger);
        Assert.That((await rig.ExportAsync(Rig.Met)).Rows, Is.EqualTo(new RowCounts(3, 0, 0, 0)));
        rig.Source.Set(1, ("category_code", "Threats"));
        rig.Source.Delete(2);
        Assert.That((await rig.ExportAsync(Rig.Met)).Rows, Is.EqualTo(new RowCounts(0, 1, 1, 0)));
        await rig.VerifyLedgerAsync();
        Ended check = await rig.ProgramAsync("check", Rig.Met, "--connect");
        Assert.That(check.Code, Is.Zero, check.Output + check.Error);

        string[] refused = ["select count(*) from incident", "update sharing_incident set status = 'Draft'", "create table mine (a int)"];
        Assert.That(refused.Where(sql => Succeeds(source, sql)), Is.Empty, "The account of the source");
        string[] alsoRefused = ["update journal set actor = 'nobody'", "delete from journal", "delete from exported_row", "delete from used_name", "drop table told", "create table mine (a int)"];
        Assert.That(alsoRefused.Where(sql => anAdministratorMakesTheTables && Succeeds(ledger, sql)), Is.Empty, "The account of the ledger");
    }

    /// <summary>Whether an account may do something.</summary>
    private bool Succeeds(string connection, string sql)
    {
        using DbConnection opened = server == ServerKind.PostgreSql ? new NpgsqlConnection(connection + ";Pooling=False") : new SqlConnection(connection + ";Pooling=False");
        opened.Open();
        using DbCommand command = opened.CreateCommand();
        command.CommandText = sql;
        try
        {
            command.ExecuteNonQuery();
            return true;
        }
        catch (DbException)
        {
            return false;
        }
    }

    private static async Task StopAsync(Process[] workers)
    {
        foreach (Process worker in workers.Where(worker => !worker.HasExited))
        {
            using Process kill = Process.Start("kill", ["-TERM", worker.Id.ToString(CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync();
        }
    }

    private static IEnumerable<string> Contents(Rig rig) => rig.Replay(Rig.Met).Values
        .Select(row => string.Join('|', row.Where(cell => cell.Key != "record_id").OrderBy(cell => cell.Key, StringComparer.Ordinal).Select(cell => $"{cell.Key}={cell.Value}"))).Order(StringComparer.Ordinal);

    private static void Execute(Rig rig, string sql)
    {
        using DbConnection connection = rig.OpenLedger();
        using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>A worker whose log is read as it comes.</summary>
    /// <param name="Process">The program.</param>
    /// <param name="Served">Completes when it logs that a run for the force has ended well, which it does when the ledger has closed the export.</param>
    /// <param name="End">Its end.</param>
    private sealed record Running(Process Process, Task Served, Task<Ended> End)
    {
        public static Running Start(Rig rig)
        {
            Process process = rig.StartProgram(new Dictionary<string, string>(), "run");
            var served = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return new Running(process, served.Task, EndAsync(process, served));
        }

        private static async Task<Ended> EndAsync(Process process, TaskCompletionSource served)
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            var log = new StringBuilder();
            while (await process.StandardError.ReadLineAsync() is { } line)
            {
                log.AppendLine(line);
                if (line.Contains($"RunEnded {Rig.Met} {RunOutcome.Delivered} ", StringComparison.Ordinal))
                {
                    served.TrySetResult();
                }
            }

            await process.WaitForExitAsync();
            return new Ended(process.ExitCode, await output, log.ToString());
        }
    }
}
