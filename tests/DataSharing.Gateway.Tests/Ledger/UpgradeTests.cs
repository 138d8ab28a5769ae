using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using DataSharing.Disclosure.Planning;
using DataSharing.Gateway.Ledger;
using DataSharing.Sandbox;

namespace DataSharing.Gateway.Tests.Ledger;

/// <summary>An older ledger is brought up to date whole or not at all, and an older program that still runs writes nothing into a newer one.</summary>
[TestFixture(ServerKind.Sqlite)]
[TestFixture(ServerKind.PostgreSql)]
[TestFixture(ServerKind.SqlServer)]
internal sealed class UpgradeTests(ServerKind server)
{
    private const string Force = ScratchLedger.Force;
    private ScratchLedger _scratch = null!;

    [SetUp]
    public void Prepare() => _scratch = new ScratchLedger(server);

    [TearDown]
    public void Clean() => _scratch?.Dispose();

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    [TestCase(4)]
    [TestCase(5)]
    [TestCase(6)]
    [TestCase(7)]
    [TestCase(8)]
    public async Task A_ledger_of_an_earlier_version_keeps_everything(int version)
    {
        await FillAsync();
        string before = await TellAsync();
        Revert(version);
        LedgerException refused = (await Assert.ThrowsAsync<LedgerException>(() => _scratch.OpenAsync(applySchema: false)))!;
        Assert.That(refused.Kind, Is.EqualTo(LedgerFault.SchemaMissing));

        var told = new List<LedgerUpgrade>();
        using (await ExportLedger.OpenAsync(_scratch.Address, applySchema: true, TimeProvider.System, new Told(told)))
        {
        }

        Assert.That(told.Select(step => step.Statement), Is.EqualTo(Enumerable.Range(1, told[0].Statements)), "Every statement is told of, in order.");
        Assert.That((told[0].From, told[0].To, told[0].Rows), Is.EqualTo((version, ExportLedger.SchemaVersion, 5L)));
        Assert.That(await TellAsync(), Is.EqualTo(before));
        ExportLedger ledger = await _scratch.OpenAsync(applySchema: false);
        Assert.That(await ledger.CompareSchemaAsync(), Is.Empty);
        await using Lease lease = (await ledger.Leases.TryAcquireAsync(Force))!;
        Assert.That(lease.Fence, Is.EqualTo(2), "The fence goes on from where it was.");
        await _scratch.DeliverAsync(ledger, lease, ScratchLedger.Row(2, RowAction.Withdraw, 3));
        Assert.That((await ledger.Journal.VerifyAsync()).Problem, Is.Null);
    }

    [Test]
    [CancelAfter(120_000)]
    public async Task An_upgrade_that_is_killed_in_the_middle_has_changed_nothing_and_is_begun_again(CancellationToken cancellation)
    {
        if (server == ServerKind.SqlServer)
        {
            Assert.Ignore("The program in the other process opens SQLite and PostgreSQL.");
        }

        await FillAsync();
        string before = await TellAsync();
        Revert(3);
        int statements = Enumerable.Range(4, ExportLedger.SchemaVersion - 3).Sum(version => Statements(version).Count) + 1;
        foreach (int statement in (int[])[2, statements])
        {
            using Process upgrading = Start(statement);
            Assert.That(await upgrading.StandardOutput.ReadLineAsync(cancellation), Is.EqualTo(FormattableString.Invariant($"at {statement} of {statements}")));
            upgrading.Kill();
            await upgrading.WaitForExitAsync(cancellation);
            Assert.That(Convert.ToInt64(_scratch.Scalar("select max(version) from schema_version"), CultureInfo.InvariantCulture), Is.EqualTo(3));
            Assert.That((await Assert.ThrowsAsync<LedgerException>(() => _scratch.OpenAsync(applySchema: false)))!.Kind, Is.EqualTo(LedgerFault.SchemaMissing));
        }

        Assert.That(await TellAsync(), Is.EqualTo(before));
        Assert.That(await (await _scratch.OpenAsync()).CompareSchemaAsync(cancellation), Is.Empty);
    }

    [TestCase("update run set outcome = 'failed' where id = {1}")]
    [TestCase("update run set request_reason = 'x' where id = {1}")]
    [TestCase("update run set force = 'metropolitan' where id = {1}")]
    [TestCase("update run set ended_at = null, outcome = null where id = {1}")]
    [TestCase("update runs_covered set entry = 1")]
    [TestCase("insert into run_count (run_id, kind, reason, field, records) values ({1}, 'excluded', 'embargo', '', 1)")]
    [TestCase("insert into run (force, asked_by, person, command, program_version, started_at, ended_at, outcome) values ('metropolitan', 'person', 'a', 'export', '1', '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z', 'delivered')")]
    public async Task Runs_from_before_their_ends_were_in_the_journal_are_covered_by_one_entry(string sql)
    {
        await FillAsync();
        long refused;
        using (ExportLedger before = await _scratch.OpenAsync())
        {
            // One that built no export, so that nothing else tells of it.
            refused = await before.Runs.RecordRefusedAsync(Force, ScratchLedger.Request, RunOutcome.Refused, "agreementLapsed");
        }

        Revert(6);
        ExportLedger ledger = await _scratch.OpenAsync();
        Assert.That((await ledger.Journal.VerifyAsync()).Problem, Is.Null);
        await ledger.Runs.RecordRefusedAsync(Force, ScratchLedger.Request, RunOutcome.Refused, "stopAll");
        long covering = Convert.ToInt64(_scratch.Scalar("select entry from journal where kind = 'runsCovered'"), CultureInfo.InvariantCulture);
        Assert.That(_scratch.Execute(sql.Replace("{1}", refused.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)), Is.Positive);

        LedgerVerdict verdict = await ledger.Journal.VerifyAsync();
        Assert.That((verdict.Ok, verdict.FirstBad), Is.EqualTo((false, (long?)covering)), verdict.Problem);
        Assert.That(verdict.Problem, Does.StartWith("The runs that no entry of their own tells of").Or.StartWith("The entry that covers the runs from before"));
    }

    [Test]
    public async Task Where_an_administrator_applied_the_script_the_runs_are_covered_at_the_first_opening_that_may_write()
    {
        await FillAsync();
        Revert(6);
        foreach (string statement in Enumerable.Range(7, ExportLedger.SchemaVersion - 6).SelectMany(Statements))
        {
            _scratch.Execute(statement);
        }

        using (ExportLedger looking = await _scratch.OpenAsync(applySchema: false))
        {
            LedgerVerdict before = await looking.Journal.VerifyAsync();
            Assert.That((before.Ok, before.Problem), Is.EqualTo((false, "There is a run that has ended, and no entry tells of its end.")));
        }

        ExportLedger ledger = await _scratch.OpenAsync();
        Assert.That((await ledger.Journal.VerifyAsync()).Problem, Is.Null);
        Assert.That(Number("select count(*) from journal where kind = 'runsCovered'"), Is.EqualTo("1"));
        ledger.Dispose();
        Assert.That((await (await _scratch.OpenAsync()).Journal.VerifyAsync()).Problem, Is.Null, "Once.");
        Assert.That(Number("select count(*) from journal where kind = 'runsCovered'"), Is.EqualTo("1"));
    }

    [Test]
    public async Task A_mark_that_was_taken_away_covers_nothing_a_second_time()
    {
        await FillAsync();
        _scratch.Execute("delete from runs_covered");
        _scratch.Execute("insert into run (force, asked_by, person, command, program_version, started_at, ended_at, outcome) values ('metropolitan', 'person', 'a', 'export', '1', '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z', 'delivered')");
        Assert.That((await (await _scratch.OpenAsync()).Journal.VerifyAsync()).Problem, Is.EqualTo("There is a run that has ended, and no entry tells of its end."));
    }

    [Test]
    public async Task A_program_that_runs_stops_at_its_next_look_or_write_when_a_newer_one_has_brought_the_ledger_up_to_date()
    {
        ExportLedger ledger = await _scratch.OpenAsync();
        await using Lease lease = (await ledger.Leases.TryAcquireAsync(Force))!;
        RecordedExport export = await _scratch.BuildAsync(ledger, lease, ScratchLedger.Row(1));
        _scratch.Execute("insert into schema_version (version, applied_at) values (99, '2027-01-01T00:00:00.000Z')");

        Func<Task>[] ways =
        [
            () => ledger.LookAsync(),
            () => ledger.Exports.PendingAsync(Force),
            () => ledger.Exports.NextSequenceAsync(Force),
            () => ledger.Exports.SetStateAsync(lease, export.Id, ExportState.Built, ExportState.Sending),
            () => lease.ConfirmAsync(TimeSpan.FromSeconds(30)),
            () => ledger.Leases.TryAcquireAsync("metropolitan"),
            () => ledger.Journal.VerifyAsync(),
            () => Task.Run(() => ledger.Holdings.Read(Force).Count()),
            () => Task.Run(() => ledger.Exports.ReadRowsByKey(export.Id).Count()),
        ];
        for (int i = 0; i < ways.Length; i++)
        {
            LedgerException stopped = (await Assert.ThrowsAsync<LedgerException>(() => ways[i]()))!;
            Assert.That(stopped.Kind, Is.EqualTo(LedgerFault.SchemaNewer), FormattableString.Invariant($"way {i}"));
            Assert.That(stopped.Message, Does.Contain("schema version 99").And.Contain("newer version of this program"));
        }

        Assert.That(_scratch.Scalar("select state from export"), Is.EqualTo("built"), "Nothing was written.");
        _scratch.Execute("delete from schema_version where version = 99");
    }

    [Test]
    public async Task A_program_stops_when_an_older_ledger_was_put_in_the_place_of_its_own()
    {
        ExportLedger ledger = await _scratch.OpenAsync();
        _scratch.Execute(FormattableString.Invariant($"delete from schema_version where version = {ExportLedger.SchemaVersion}"));
        Assert.That((await Assert.ThrowsAsync<LedgerException>(() => ledger.Leases.TryAcquireAsync(Force)))!.Kind, Is.EqualTo(LedgerFault.SchemaMissing));
    }

    [Test]
    public async Task A_running_worker_of_version_3_takes_no_lease_any_more()
    {
        ExportLedger ledger = await _scratch.OpenAsync();
        await (await ledger.Leases.TryAcquireAsync(Force))!.DisposeAsync();
        // What the program of version 3 writes first in every run. The refusal of a check or of an absent value is told by it as ledgerUnavailable.
        const string identity = "host = 'h', boot_id = 'b', pid_namespace = 'n', pid = 1, process_start = 1, expires_at = '2027-01-01T00:00:00.000Z'";
        Assert.Catch<DbException>(() => _scratch.Execute($"update lease set fence = fence + 1, {identity} where force = '{Force}'"));
        Assert.Catch<DbException>(() => _scratch.Execute(
            "insert into lease (force, fence, host, boot_id, pid_namespace, pid, process_start, expires_at) values ('metropolitan', 1, 'h', 'b', 'n', 1, 1, '2027-01-01T00:00:00.000Z')"));
        Assert.That(Convert.ToInt64(_scratch.Scalar("select count(*) from lease where expires_at is not null"), CultureInfo.InvariantCulture), Is.Zero);
    }

    [Test]
    public async Task An_upgrade_waits_for_a_write_that_is_under_way()
    {
        if (server != ServerKind.PostgreSql)
        {
            Assert.Ignore("A writer has a file for itself, and SQL Server is asked for its locks in another way.");
        }

        ExportLedger ledger = await _scratch.OpenAsync();
        await using Lease lease = (await ledger.Leases.TryAcquireAsync(Force))!;
        long run = await ledger.Runs.OpenAsync(lease, ScratchLedger.Request);
        const string free = "select pg_try_advisory_xact_lock(hashtextextended('schema', 0))";
        IEnumerable<ExportedRow> Rows()
        {
            Assert.That(_scratch.Scalar(free), Is.False);
            yield return ScratchLedger.Row(1);
        }

        await ledger.Exports.RecordBuiltAsync(lease, _scratch.Export(run, new ExportNumber(1, 1)), Rows());
        Assert.That(_scratch.Scalar(free), Is.True);
    }

    private string Number(string sql) => Convert.ToInt64(_scratch.Scalar(sql), CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);

    private async Task FillAsync()
    {
        using ExportLedger ledger = await _scratch.OpenAsync();
        await using Lease lease = (await ledger.Leases.TryAcquireAsync(Force))!;
        RecordedExport first = await _scratch.DeliverAsync(ledger, lease, ScratchLedger.Row(1), ScratchLedger.Row(2), ScratchLedger.Row(3));
        await _scratch.DeliverAsync(ledger, lease, ScratchLedger.Row(2, RowAction.Amend, 2), ScratchLedger.Row(3, RowAction.Withdraw, 2));
        await ScratchLedger.DeliverAsync(ledger, lease, await _scratch.ResendAsync(ledger, lease, first));
    }

    /// <summary>Everything that the ledger answers, as one text.</summary>
    private async Task<string> TellAsync()
    {
        using ExportLedger ledger = await _scratch.OpenAsync();
        LedgerVerdict verdict = await ledger.Journal.VerifyAsync();
        IEnumerable<string> exports = (await ledger.Exports.AttemptsAsync(Force, 1)).Concat(await ledger.Exports.AttemptsAsync(Force, 2))
            .Select(export => FormattableString.Invariant($"{export.Number} {export.Kind} {export.State} {export.Rows} {export.RowsDigest} {export.Evidence!.HostKeyFingerprint}"));
        IEnumerable<string> holding = ledger.Holdings.Read(Force).Select(row => FormattableString.Invariant($"{row.Key} {row.Token} {row.Version} {Convert.ToHexString(row.RowHash ?? [])} {row.LastSequence}"));
        return string.Join('\n', [.. exports, .. holding, FormattableString.Invariant($"{verdict.Ok} {verdict.Problem} {verdict.RunsUnderWay}")]);
    }

    /// <summary>Makes the ledger what an earlier version left, with the same content.</summary>
    private void Revert(int version)
    {
        Assert.That(ExportLedger.SchemaVersion, Is.EqualTo(9), "A later version is taken back here too.");
        _scratch.ForgetWitnesses();
        if (server == ServerKind.PostgreSql)
        {
            _scratch.Execute("drop function only_added_to()");
        }

        DropColumn("journal", "nonce");
        DropColumn("export", "head_entry");
        DropColumn("export", "head_value");
        _scratch.Execute(Statements(8).Single(statement => statement.StartsWith("create table delivered_profile", StringComparison.Ordinal)));
        _scratch.Execute("insert into delivered_profile (force, sha256, last_export, files) select d.force, d.sha256, d.last_export, t.files from profile_delivered d join profile_text t on t.force = d.force and t.sha256 = d.sha256");
        foreach (string table in LedgerTables(9).Reverse())
        {
            _scratch.Execute($"drop table {table}");
        }

        DropColumn("export", "report");
        if (version == 8)
        {
            _scratch.Execute("delete from schema_version where version > 8");
            return;
        }

        foreach (string table in LedgerTables(8).Reverse())
        {
            _scratch.Execute($"drop table {table}");
        }

        DropColumn("export", "withdrawal");
        DropColumn("export", "part_taken");
        DropColumn("run", "scope");
        if (version == 7)
        {
            _scratch.Execute("delete from schema_version where version > 7");
            return;
        }

        _scratch.ForgetRunEnds();
        _scratch.Execute("drop table runs_covered");
        if (version == 6)
        {
            _scratch.Execute("delete from schema_version where version > 6");
            return;
        }

        string On(string table) => server == ServerKind.SqlServer ? $" on {table}" : "";
        _scratch.Execute($"drop index journal_by_at{On("journal")}");
        _scratch.Execute("drop table clock_word");
        _scratch.Execute("drop table profile_word");
        _scratch.Execute("alter table profile_seen drop column entry");
        _scratch.Execute("alter table export drop column release_hash");
        if (version == 5)
        {
            _scratch.Execute("delete from schema_version where version > 5");
            return;
        }

        _scratch.Execute("drop table already_sent");
        if (version == 4)
        {
            _scratch.Execute("delete from schema_version where version > 4");
            return;
        }

        _scratch.Execute($"drop index exported_row_by_incident{On("exported_row")}");
        _scratch.Execute($"drop index holding_by_token{On("holding")}");
        string lease = Statements(1).Single(statement => statement.StartsWith("create table lease", StringComparison.Ordinal));
        _scratch.Execute(lease.Replace("table lease", "table lease_before", StringComparison.Ordinal));
        _scratch.Execute("insert into lease_before select force, fence, host, boot_id, pid_namespace, pid, process_start, expires_at from lease");
        _scratch.Execute("drop table lease");
        _scratch.Execute(lease);
        _scratch.Execute("insert into lease select * from lease_before");
        _scratch.Execute("drop table lease_before");

        if (version < 3)
        {
            // Up to version 2 the holding had a row for every record.
            _scratch.Execute("""
                insert into holding (force, incident_key, token, version, row_hash, key_id, placement, last_sequence)
                select 'nottinghamshire', incident_key, token, version, row_hash, key_id, placement, 1 from exported_row r
                where export_id = (select min(id) from export) and not exists (select 1 from holding h where h.incident_key = r.incident_key)
                """);
        }

        if (version < 2)
        {
            foreach (string table in LedgerTables(2))
            {
                _scratch.Execute($"drop table {table}");
            }
        }

        _scratch.Execute(FormattableString.Invariant($"delete from schema_version where version > {version}"));
    }

    private void DropColumn(string table, string column)
    {
        if (server == ServerKind.SqlServer)
        {
            // It drops no column that a constraint of its own is about.
            _scratch.Execute($"""
                declare @constraints nvarchar(max) = N'';
                select @constraints += N'alter table {table} drop constraint ' + quotename(c.name) + N';'
                from (select name, parent_object_id, parent_column_id from sys.default_constraints
                      union all select name, parent_object_id, parent_column_id from sys.check_constraints) c
                where c.parent_object_id = object_id(N'{table}') and c.parent_column_id = columnproperty(object_id(N'{table}'), N'{column}', 'ColumnId');
                exec (@constraints);
                """);
        }

        _scratch.Execute($"alter table {table} drop column {column}");
    }

    private IEnumerable<string> LedgerTables(int version) => Statements(version).Where(statement => statement.StartsWith("create table ", StringComparison.Ordinal)).Select(statement => statement.Split(' ')[2]);

    private IReadOnlyList<string> Statements(int version)
    {
        string script = File.ReadAllText(RepositoryFolder.At(FormattableString.Invariant($"deploy/sql/{NameOf(server)}/ledger-{version:000}.sql")));
        string code = string.Join('\n', script.Split('\n').Where(line => line.Length > 0 && !line.StartsWith("--", StringComparison.Ordinal)));
        return [.. code.Split(";\n", StringSplitOptions.RemoveEmptyEntries)];
    }

    private Process Start(int statement)
    {
        string place = server == ServerKind.Sqlite ? _scratch.Path : _scratch.ConnectionFile;
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(UpgradeStopping).Assembly.Location, "upgrade-ledger", NameOf(server), place, statement.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        };
        return Process.Start(start)!;
    }

    private static string NameOf(ServerKind server) => server switch
    {
        ServerKind.Sqlite => "sqlite",
        ServerKind.PostgreSql => "postgresql",
        _ => "sqlserver",
    };

    private sealed class Told(List<LedgerUpgrade> steps) : IProgress<LedgerUpgrade>
    {
        public void Report(LedgerUpgrade value) => steps.Add(value);
    }
}
