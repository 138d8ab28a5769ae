using System.Globalization;
using DataSharing.Disclosure.Planning;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Servers.Sqlite;
using Microsoft.Data.Sqlite;

namespace DataSharing.Gateway.Tests.Ledger;

/// <summary>
/// The sample has two delivered deltas (exports 1 and 2), a delivered resend (3), a void export (4) and one under way (5). Every test alters a copy.
/// </summary>
internal sealed class JournalTests
{
    private const string Force = ScratchLedger.Force;
    private static readonly string[] Covered = ["export", "used_name", "exported_row", "holding", "journal", "profile_seen", "run", "run_count"];

    // Where an alteration is not simply "another text": the table, the column, the change and the rows changed.
    private static readonly (string Table, string Column, string Value, string Where)[] Alterations =
    [
        ("export", "id", "id + 100", "id = 1"),
        ("export", "force", "'metropolitan'", "id = 1"),
        ("export", "sequence", "sequence + 100", "id = 1"),
        ("export", "attempt", "attempt + 100", "id = 1"),
        ("export", "kind", "'full'", "id = 1"),
        ("export", "state", "'held'", "id = 4"),
        ("export", "reason", "'massWithdrawal'", "id = 1"),
        ("export", "run_id", "2", "id = 1"),
        ("export", "created_at", "'2020-01-01T00:00:00.000Z'", "id = 1"),
        ("export", "delivered_at", "'2020-01-01T00:00:00.000Z'", "id = 1"),
        ("export", "bytes", "bytes + 1", "id = 1"),
        ("export", "manifest_bytes", "manifest_bytes + 1", "id = 1"),
        ("export", "rows_new", "rows_new + 1", "id = 1"),
        ("export", "rows_amend", "rows_amend + 1", "id = 1"),
        ("export", "rows_withdraw", "rows_withdraw + 1", "id = 1"),
        ("export", "rows_resend", "rows_resend + 1", "id = 1"),
        ("export", "content_of", "2", "id = 3"),
        ("export", "withdrawal", "1", "id = 1"),
        ("export", "part_taken", "1", "id = 1"),
        ("export", "head_entry", "1", "id = 1"),
        ("journal", "nonce", "null", "entry = 3"),
        ("used_name", "force", "'metropolitan'", "export_id = 1"),
        ("used_name", "export_id", "2", "export_id = 1"),
        ("exported_row", "export_id", "2", "export_id = 1 and incident_key = 'n8000000000000003'"),
        ("exported_row", "action", "2", "export_id = 1 and incident_key = 'n8000000000000001'"),
        ("exported_row", "version", "version + 1", "export_id = 1 and incident_key = 'n8000000000000001'"),
        ("exported_row", "text_hash", "x'00'", "export_id = 1 and incident_key = 'n8000000000000001'"),
        ("exported_row", "row_hash", "x'00'", "export_id = 1 and incident_key = 'n8000000000000001'"),
        ("holding", "force", "'metropolitan'", "incident_key = 'n8000000000000001'"),
        ("holding", "version", "version + 1", "incident_key = 'n8000000000000001'"),
        ("holding", "row_hash", "null", "incident_key = 'n8000000000000001'"),
        ("holding", "placement", "x'00'", "incident_key = 'n8000000000000001'"),
        ("exported_row", "placement", "x'00'", "incident_key = 'n8000000000000001'"),
        ("holding", "last_sequence", "1", "incident_key = 'n8000000000000001'"),
        ("journal", "entry", "entry + 1000", "entry = 3"),
        ("journal", "kind", "'keysAdded'", "entry = 3"),
        ("journal", "force", "null", "entry = 3"),
        ("journal", "at", "'2020-01-01T00:00:00.000Z'", "entry = 3"),
        ("profile_seen", "first_enabled_at", "'2020-01-01T00:00:00.000Z'", "1 = 1"),
        ("profile_seen", "entry", "entry + 1", "1 = 1"),
        ("run", "id", "id + 100", "id = 1"),
        ("run", "force", "'metropolitan'", "id = 1"),
        ("run", "fence", "fence + 1", "id = 1"),
        ("run", "asked_by", "'schedule', person = null, due_at = '2020-01-01T00:00:00.000Z'", "id = 1"),
        ("run", "started_at", "'2020-01-01T00:00:00.000Z'", "id = 1"),
        ("run", "ended_at", "'2020-01-01T00:00:00.000Z'", "id = 1"),
        ("run", "outcome", "'failed'", "id = 1"),
        ("run", "reason", "'sourceUnavailable'", "id = 1"),
        ("run", "export_id", "2", "id = 1"),
        ("run_count", "run_id", "1", "kind = 'excluded'"),
        ("run_count", "kind", "'heldBack'", "kind = 'excluded'"),
        ("run_count", "reason", "'objection'", "kind = 'excluded'"),
        ("run_count", "field", "'town'", "kind = 'excluded'"),
        ("run_count", "records", "records + 1", "kind = 'excluded'"),
        ("run", "due_at", "'2020-01-01T00:00:00.000Z'", "id = 2"),
        ("run", "person", "'somebody else'", "id = 1"),
        ("run", "request_reason", "'another reason'", "id = 1"),
        ("run", "command", "'reexport'", "id = 1"),
        ("run", "profile_hash", "null", "id = 1"),
        ("run", "program_version", "'9.9'", "id = 1"),
    ];

    private ScratchLedger _sample = null!;
    private ScratchLedger _scratch = null!;

    [OneTimeSetUp]
    public async Task MakeSample()
    {
        _sample = new ScratchLedger();
        using ExportLedger ledger = await _sample.OpenAsync();
        await ledger.Profiles.FirstSeenEnabledAsync(Force, TimeProvider.System.GetUtcNow());
        await ledger.Journal.AppendAsync(JournalKind.KeysAdded, null, "administrator", new JournalBody().With("keyId", ScratchLedger.KeyId));
        await using Lease lease = (await ledger.Leases.TryAcquireAsync(Force))!;
        RecordedExport first = await _sample.DeliverAsync(ledger, lease, ScratchLedger.Row(1), ScratchLedger.Row(2), ScratchLedger.Row(3));
        long scheduled = await ledger.Runs.OpenAsync(
            lease, RunRequest.BySchedule(TimeProvider.System.GetUtcNow(), RunCommand.Export, ScratchLedger.Sha('d'), "0.1.0"));
        RecordedExport second = await ledger.Exports.RecordBuiltAsync(
            lease,
            _sample.Export(scheduled, await ledger.Exports.NextSequenceAsync(Force)),
            ScratchLedger.InKeyOrder(ScratchLedger.Row(1, RowAction.Amend, 2), ScratchLedger.Row(2, RowAction.Withdraw, 2)));
        await ScratchLedger.DeliverAsync(ledger, lease, second);
        await ScratchLedger.DeliverAsync(ledger, lease, await _sample.ResendAsync(ledger, lease, first));
        RecordedExport fourth = await _sample.BuildAsync(ledger, lease, ScratchLedger.Row(4));
        await ledger.Exports.VoidAsync(lease, fourth.Id, "sourceChanging");
        long counted = await ledger.Runs.OpenAsync(lease, ScratchLedger.Request);
        var counts = new RunCounts(new Dictionary<string, int> { ["status"] = 3 }, new Dictionary<(string, string), int> { [("unknownCode", "town")] = 1 });
        await ledger.Runs.CloseAsync(lease, counted, RunOutcome.NothingToSend, null, counts, null);
        await ledger.Runs.RecordRefusedAsync("metropolitan", ScratchLedger.Request, RunOutcome.Refused, "profileInvalid");
        RecordedExport fifth = await _sample.BuildAsync(ledger, lease, ScratchLedger.Row(4));
        await ledger.Exports.SetStateAsync(lease, fifth.Id, ExportState.Built, ExportState.Sending);
        _sample.DropTriggers();
    }

    [OneTimeTearDown]
    public void RemoveSample() => _sample.Dispose();

    [SetUp]
    public void Copy()
    {
        _scratch = new ScratchLedger();
        File.Copy(_sample.Path, _scratch.Path);
    }

    [TearDown]
    public void Clean() => _scratch.Dispose();

    [Test]
    public async Task Finds_nothing_in_a_ledger_as_it_was_written()
    {
        LedgerVerdict verdict = await VerifyAsync();
        Assert.That(verdict.Problem, Is.Null);
        Assert.That(verdict.Ok, Is.True);
        Assert.That(verdict.FirstBad, Is.Null);
        Assert.That(verdict.Entries, Is.EqualTo(_scratch.Scalar("select max(entry) from journal")));
        Assert.That(verdict.Head, Is.EqualTo(_scratch.Scalar("select hash from journal order by entry desc limit 1")));
    }

    [Test]
    public async Task Finds_nothing_wrong_with_an_empty_ledger()
    {
        using var empty = new ScratchLedger();
        ExportLedger ledger = await empty.OpenAsync();
        Assert.That(await ledger.Journal.VerifyAsync(), Has.Property(nameof(LedgerVerdict.Ok)).True.And.Property(nameof(LedgerVerdict.Entries)).Zero.And.Property(nameof(LedgerVerdict.Head)).Null.And.Property(nameof(LedgerVerdict.RunsUnderWay)).Zero);
    }

    [TestCaseSource(nameof(Columns))]
    public async Task Finds_an_altered_column(string table, string column)
    {
        (string value, string where) = Alteration(table, column);
        long expected = ExpectedEntry(table, column);
        Assert.That(_scratch.Execute($"update {table} set {column} = {value} where {where}"), Is.Positive, "nothing was altered");
        LedgerVerdict verdict = await VerifyAsync();
        Assert.That(verdict.Ok, Is.False);
        Assert.That(verdict.FirstBad, Is.EqualTo(expected), verdict.Problem);
        Assert.That(verdict.Problem, Is.Not.Empty);
    }

    [Test]
    public async Task Finds_a_missing_entry_wherever_it_was([Values(1, 2, 5, -1)] long position)
    {
        long last = (long)_scratch.Scalar("select max(entry) from journal")!;
        long entry = position < 0 ? last : position;
        _scratch.Execute($"delete from journal where entry = {entry}");
        LedgerVerdict verdict = await VerifyAsync();
        Assert.That(verdict.Ok, Is.False);
        // The last entry is missed because the export it told of says more than the journal.
        Assert.That(verdict.FirstBad, Is.EqualTo(entry == last ? last - 1 : entry));
    }

    [Test]
    public async Task Finds_entries_that_were_closed_up_after_one_was_taken_out()
    {
        _scratch.Execute("delete from journal where entry = 5; update journal set entry = entry + 1000 where entry > 5; update journal set entry = entry - 1001 where entry > 1000;");
        Assert.That((await VerifyAsync()).FirstBad, Is.EqualTo(5));
    }

    [TestCase("delete from export where id = 2", "export = 2")]
    [TestCase("delete from exported_row where export_id = 1 and incident_key = 'n8000000000000003'", "export = 1")]
    [TestCase("insert into exported_row values (1, 'ZZZ', 'n8000000000000009', 1, 1, x'00', 'k', null, null)", "export = 1")]
    [TestCase("update exported_row set export_id = 77 where export_id = 5", "export = 5")]
    [TestCase("delete from holding where incident_key = 'n8000000000000001'", "closed = 2")]
    [TestCase("delete from holding where incident_key = 'n8000000000000002'", "closed = 2")]
    [TestCase("insert into holding select 'nottinghamshire', incident_key, token, version, row_hash, key_id, placement, 2 from exported_row where export_id = 1 and incident_key = 'n8000000000000003'", "closed = 1")]
    [TestCase("insert into holding (force, incident_key, token, version, row_hash, key_id, last_sequence) values ('nottinghamshire', 'n8000000000000009', 'ZZZ', 1, x'00', 'k', 2)", "last")]
    [TestCase("delete from used_name where export_id = 1", "export = 1")]
    [TestCase("insert into used_name values ('metropolitan', 'a.csv', 1)", "head")]
    [TestCase("delete from profile_seen", "entry = 1")]
    [TestCase("insert into profile_seen (force, first_enabled_at) values ('metropolitan', '2026-01-01T00:00:00.000Z')", "head")]
    [TestCase("delete from run where id = 1", "export = 1")]
    [TestCase("delete from run where outcome = 'refused'", "refused")]
    [TestCase("delete from run where outcome = 'nothingToSend'", "counted")]
    [TestCase("update run set ended_at = null, outcome = null, reason = null where outcome = 'refused'", "refused")]
    [TestCase("delete from run_count where kind = 'heldBack'", "counted")]
    [TestCase("insert into run_count select id, 'excluded', 'embargo', '', 2 from run where outcome = 'nothingToSend'", "counted")]
    [TestCase("insert into run_count values (99, 'excluded', 'embargo', '', 2)", "head")]
    [TestCase("insert into run (force, asked_by, person, command, program_version, started_at, ended_at, outcome) values ('metropolitan', 'person', 'a', 'export', '1', '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z', 'delivered')", "head")]
    [TestCase("update run set ended_at = '2026-01-01T00:00:00.000Z', outcome = 'delivered' where ended_at is null", "head")]
    public async Task Finds_a_row_that_was_added_or_taken_away(string sql, string where)
    {
        long expected = where switch
        {
            "head" => (long)_scratch.Scalar("select max(entry) from journal")!,
            "last" => (long)_scratch.Scalar("select max(entry) from journal where force is not null")!,
            "entry = 1" => 1,
            "refused" => (long)_scratch.Scalar("select entry from journal where kind = 'runEnded' and body like '%\"refused\"%'")!,
            "counted" => Ended(Counted),
            "closed = 1" => Closed(1),
            "closed = 2" => Closed(2),
            _ => Built(where[^1] - '0'),
        };
        Assert.That(_scratch.Execute(sql), Is.Positive);
        LedgerVerdict verdict = await VerifyAsync();
        Assert.That(verdict.FirstBad, Is.EqualTo(expected), verdict.Problem);
        Assert.That(verdict.Ok, Is.False);
    }

    [Test]
    public async Task Finds_an_export_put_in_without_an_entry()
    {
        string columns = string.Join(", ", ColumnsOf("export").Where(column => column is not ("id" or "attempt")));
        _scratch.Execute($"insert into export (id, attempt, {columns}) select 99, 99, {columns} from export where id = 1");
        LedgerVerdict verdict = await VerifyAsync();
        Assert.That(verdict.Problem, Is.EqualTo("There is an export that no entry tells of."));
    }

    [Test]
    public async Task Finds_a_body_that_was_rewritten_together_with_its_own_hash()
    {
        string body = (string)_scratch.Scalar("select body from journal where entry = 3")!;
        string forged = body.Replace("administrator", "somebody", StringComparison.Ordinal);
        Assert.That(forged, Is.Not.EqualTo(body));
        _scratch.Execute($"update journal set body = '{forged}', hash = '{ScratchLedger.Sha('0')}' where entry = 3");
        Assert.That((await VerifyAsync()).FirstBad, Is.EqualTo(3));
    }

    [TestCase("update export set withdrawal = 0", "The export or its run differs from the entry in: withdrawal.")]
    [TestCase("update export set part_taken = 0", "Whether a file of the export was taken unfinished is not what the journal says.")]
    public async Task Finds_what_an_export_was_said_not_to_be(string sql, string problem)
    {
        using var scratch = new ScratchLedger();
        ExportLedger ledger = await scratch.OpenAsync();
        await using Lease lease = (await ledger.Leases.TryAcquireAsync(Force))!;
        await scratch.DeliverAsync(ledger, lease, ScratchLedger.Row(1));
        long run = await ledger.Runs.OpenAsync(lease, ScratchLedger.Request);
        BuiltExport built = scratch.Export(run, await ledger.Exports.NextSequenceAsync(Force), isWithdrawal: true);
        RecordedExport export = await ledger.Exports.RecordBuiltAsync(lease, built, [ScratchLedger.Row(1, RowAction.Withdraw, 2)]);
        await ledger.Exports.SetStateAsync(lease, export.Id, ExportState.Built, ExportState.Sending, temporaryName: "a.part");
        RecordedExport taken = await ledger.Unfinished.RecordPartTakenAsync(lease, export.Id, export.FileName!, "delivery");
        Assert.That((taken.IsWithdrawal, taken.PartTaken), Is.EqualTo((true, true)));
        Assert.That((await ledger.Journal.VerifyAsync()).Problem, Is.Null);
        Assert.That(scratch.Execute(sql), Is.Positive);
        Assert.That((await ledger.Journal.VerifyAsync()).Problem, Is.EqualTo(problem));
    }

    [TestCase("delete from already_sent where version = 1 and token = '{1}'", "tells of")]
    [TestCase("delete from already_sent", "missing")]
    [TestCase("update already_sent set version = 7 where token = '{1}'", "tells of")]
    [TestCase("update already_sent set token = 'Z' where token = '{1}'", "tells of")]
    [TestCase("update already_sent set reason = 'textPattern' where token = '{1}'", "tells of")]
    [TestCase("update already_sent set field = 'other' where token = '{1}'", "tells of")]
    [TestCase("update already_sent set sequence = 9 where token = '{1}'", "tells of")]
    [TestCase("update already_sent set incident_key = 'n8000000000000009' where token = '{1}'", "tells of")]
    [TestCase("update already_sent set force = 'metropolitan' where token = '{1}'", "no entry tells of|tells of")]
    [TestCase("update already_sent set acknowledged_by = null", "missing")]
    [TestCase("update already_sent set acknowledged_by = null where token = '{1}'", "acknowledges")]
    [TestCase("update already_sent set acknowledged_by = 1", "no entry acknowledges|missing")]
    [TestCase("update already_sent set acknowledged_by = (select max(acknowledged_by) from already_sent) where acknowledged_by is null", "acknowledges")]
    public async Task Finds_an_alteration_of_what_was_already_sent(string sql, string problem)
    {
        using var scratch = new ScratchLedger();
        ExportLedger ledger = await scratch.OpenAsync();
        await using Lease lease = (await ledger.Leases.TryAcquireAsync(Force))!;
        await scratch.DeliverAsync(ledger, lease, ScratchLedger.Row(1), ScratchLedger.Row(2), ScratchLedger.Row(3));
        await ScratchLedger.FindAlreadySentAsync(ledger, lease, 1, 2);
        await ledger.Holdings.AcknowledgeAlreadySentAsync(Force, "administrator", "x");
        await ScratchLedger.FindAlreadySentAsync(ledger, lease, 3);
        Assert.That((await ledger.Journal.VerifyAsync()).Problem, Is.Null);
        Assert.That(scratch.Execute(sql.Replace("{1}", ScratchLedger.Token(1), StringComparison.Ordinal)), Is.Positive);
        LedgerVerdict verdict = await ledger.Journal.VerifyAsync();
        Assert.That(verdict.Ok, Is.False);
        Assert.That(verdict.Problem, Does.Match(problem));
    }

    [Test]
    public async Task Says_damaged_when_the_file_itself_is_broken()
    {
        long page = (long)_scratch.Scalar("select rootpage from sqlite_master where name = 'journal'")!;
        await using (FileStream file = File.OpenWrite(_scratch.Path))
        {
            file.Position = (page - 1) * 4096;
            file.Write(new byte[64]);
        }

        ExportLedger ledger = await _scratch.OpenAsync();
        LedgerException? fault = await Assert.ThrowsAsync<LedgerException>(() => ledger.Journal.VerifyAsync());
        Assert.That(fault!.Kind, Is.EqualTo(LedgerFault.Damaged));
    }

    [Test]
    public async Task Writes_bodies_with_sorted_members()
    {
        ExportLedger ledger = await _scratch.OpenAsync();
        await ledger.Journal.AppendAsync(
            JournalKind.GuardAccepted, Force, "administrator", new JournalBody().With("withdrawals", 25).With("reason", "a \"large\" clean-up").With("absent", (string?)null));
        Assert.That(
            _scratch.Scalar("select body from journal order by entry desc limit 1"),
            Is.EqualTo("""{"absent":null,"reason":"a \u0022large\u0022 clean-up","withdrawals":25}"""));
        Assert.That((await ledger.Journal.VerifyAsync()).Ok, Is.True);
    }

    [Test]
    public async Task Leaves_the_entries_about_exports_to_the_ledger()
    {
        ExportLedger ledger = await _scratch.OpenAsync();
        Assert.That(
            async () => await ledger.Journal.AppendAsync(JournalKind.ExportDelivered, Force, "administrator", new JournalBody()), Throws.ArgumentException);
    }

    [Test]
    public async Task Names_who_asked_with_every_entry()
    {
        using ExportLedger ledger = await _scratch.OpenAsync();
        Assert.That(_scratch.Scalar("select count(distinct actor) from journal where kind like 'export%'"), Is.EqualTo(2L));
        Assert.That(_scratch.Scalar("select actor from journal where entry = " + Built(1).ToString(CultureInfo.InvariantCulture)), Is.EqualTo("administrator"));
        Assert.That(_scratch.Scalar("select actor from journal where entry = " + Built(2).ToString(CultureInfo.InvariantCulture)), Is.EqualTo("schedule"));
    }

    [Test]
    public void Has_a_stable_word_for_everything_it_stores()
    {
        Assert.That(Enum.GetValues<JournalKind>().Select(kind => kind.Word()), Is.Unique.And.All.Not.Empty);
        Assert.That(Enum.GetValues<RunCommand>().Select(command => command.Word()), Is.EqualTo(new[] { "export", "resend", "reexport", "confirm", "resume" }));
        Assert.That(
            Enum.GetValues<ExportState>().Select(state => state.Word()),
            Is.EqualTo(new[] { "built", "sending", "publishing", "published", "delivered", "held", "unconfirmed", "void" }));
        Assert.That(
            Enum.GetValues<RunOutcome>().Select(outcome => outcome.Word()),
            Is.EqualTo(new[] { "delivered", "nothingToSend", "held", "unconfirmed", "refused", "busy", "failed", "cancelled" }));
        Assert.That(Enum.GetValues<ExportKind>().Select(kind => kind.Word()), Is.EqualTo(new[] { "delta", "full", "resend" }));
    }

    private static List<TestCaseData> Columns()
    {
        using var scratch = new ScratchLedger();
        ExportLedger.OpenAsync(SqliteServer.File(scratch.Path), applySchema: true, TimeProvider.System).GetAwaiter().GetResult().Dispose();
        var columns = new List<(string Table, string Column)>();
        foreach (string table in Covered)
        {
            using var connection = new SqliteConnection($"Data Source={scratch.Path};Pooling=False");
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = $"select name from pragma_table_info('{table}')";
            using SqliteDataReader reader = command.ExecuteReader();
            while (reader.Read())
            {
                columns.Add((table, reader.GetString(0)));
            }
        }

        return columns.ConvertAll(column => new TestCaseData(column.Table, column.Column));
    }

    private static (string Value, string Where) Alteration(string table, string column)
    {
        foreach ((string t, string c, string value, string where) in Alterations)
        {
            if (t == table && c == column)
            {
                return (value, where);
            }
        }

        // Any other column is a text that may be any other text.
        string row = table switch
        {
            "export" or "run" => "id = 1",
            "used_name" => "export_id = 1",
            "exported_row" => "export_id = 1 and incident_key = 'n8000000000000001'",
            "holding" => "incident_key = 'n8000000000000001'",
            "journal" => "entry = 3",
            _ => "1 = 1",
        };
        return ($"coalesce({column}, '') || 'x'", row);
    }

    private long ExpectedEntry(string table, string column) => (table, column) switch
    {
        ("export", "id") => Built(1),
        ("export", "state") => Closed(4),
        ("export", "reason" or "delivered_at" or "temporary_name" or "evidence") => Closed(1),
        ("export", "content_of") => Built(3),
        ("exported_row", _) or ("export", _) => Built(1),
        ("used_name", _) => Built(1),
        // The export that brought the row last.
        ("holding", _) => Closed(2),
        ("journal", _) => 3,
        ("profile_seen", _) => 1,
        ("run", "due_at") => Built(2),
        ("run", "fence" or "started_at" or "ended_at" or "outcome" or "reason" or "export_id" or "scope") => Ended(1),
        ("run_count", "run_id") => Ended(1),
        ("run_count", _) => Ended(Counted),
        _ => Built(1),
    };

    private long Counted => (long)_scratch.Scalar("select id from run where outcome = 'nothingToSend'")!;

    private long Ended(long run) => (long)_scratch.Scalar(FormattableString.Invariant($"select entry from journal where kind = 'runEnded' and json_extract(body, '$.run') = {run}"))!;

    private long Built(long exportId) => Entry("min", exportId);

    private long Closed(long exportId) => Entry("max", exportId);

    private long Entry(string which, long exportId) => (long)_scratch.Scalar(
        FormattableString.Invariant($"select {which}(entry) from journal where kind like 'export%' and json_extract(body, '$.export') = {exportId}"))!;

    private List<string> ColumnsOf(string table) =>
        [.. ((string)_scratch.Scalar($"select group_concat(name) from pragma_table_info('{table}')")!).Split(',')];

    private async Task<LedgerVerdict> VerifyAsync() => await (await _scratch.OpenAsync()).Journal.VerifyAsync();
}
