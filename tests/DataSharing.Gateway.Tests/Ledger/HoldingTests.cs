using DataSharing.Disclosure.Planning;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Rows;

namespace DataSharing.Gateway.Tests.Ledger;

[TestFixture(DatabaseServer.Sqlite)]
[TestFixture(DatabaseServer.PostgreSql)]
[TestFixture(DatabaseServer.SqlServer)]
internal sealed class HoldingTests(DatabaseServer server)
{
    private const string Force = ScratchLedger.Force;
    private ScratchLedger _scratch = null!;
    private ExportLedger _ledger = null!;
    private Lease _lease = null!;

    [SetUp]
    public async Task Prepare()
    {
        _scratch = new ScratchLedger(server);
        _ledger = await _scratch.OpenAsync();
        _lease = (await _ledger.Leases.TryAcquireAsync(Force))!;
    }

    [TearDown]
    public async Task Clean()
    {
        await (_lease?.DisposeAsync() ?? ValueTask.CompletedTask);
        _scratch?.Dispose();
    }

    [Test]
    public async Task Moves_only_when_the_export_is_closed_as_delivered()
    {
        RecordedExport export = await _scratch.BuildAsync(_ledger, _lease, ScratchLedger.Row(1));
        await ScratchLedger.PublishAsync(_ledger, _lease, export);
        Assert.That(_ledger.Holdings.Read(Force), Is.Empty);
        await _ledger.Exports.CloseDeliveredAsync(_lease, export.Id, ScratchLedger.Evidence);
        Assert.That(_ledger.Holdings.Read(Force).Count(), Is.EqualTo(1));
    }

    [TestCase("version", "bigint", "4294967297", Description = "as 32 bits it would be 1")]
    [TestCase("last_sequence", "bigint", "4294967298")]
    [TestCase("token", "bytea", "'\\x00'")]
    [TestCase("incident_key", "text", "'n5'")]
    public async Task On_PostgreSQL_a_value_that_no_ledger_writes_is_damage_and_is_not_made_into_another(string column, string type, string value)
    {
        if (server != DatabaseServer.PostgreSql)
        {
            Assert.Ignore("Only there is the holding copied.");
        }

        // The first export is read from its own rows, what came later from the table of the holding.
        await _scratch.DeliverAsync(_ledger, _lease, ScratchLedger.Row(1));
        await _scratch.DeliverAsync(_ledger, _lease, ScratchLedger.Row(1, RowAction.Amend, 2));
        using (var connection = new Npgsql.NpgsqlConnection(await File.ReadAllTextAsync(_scratch.ConnectionFile)))
        {
            connection.Open();
            foreach (string table in (string[])["exported_row", "holding"])
            {
                using var command = new Npgsql.NpgsqlCommand($"select count(*) from information_schema.columns where table_name = '{table}' and column_name = '{column}'", connection);
                if ((long)command.ExecuteScalar()! > 0)
                {
                    command.CommandText = $"alter table {table} alter column {column} drop default; alter table {table} alter column {column} type {type} using {value}::{type}";
                    command.ExecuteNonQuery();
                }
            }
        }

        Assert.That(() => _ledger.Holdings.Read(Force).Count(), Throws.TypeOf<LedgerException>().With.Property("Kind").EqualTo(LedgerFault.Damaged));
    }

    [Test]
    public async Task Follows_each_action()
    {
        await _scratch.DeliverAsync(_ledger, _lease, ScratchLedger.Row(1), ScratchLedger.Row(2), ScratchLedger.Row(3));
        Assert.That(await _ledger.Holdings.CountAsync(Force), Is.EqualTo(3));
        await _scratch.DeliverAsync(_ledger, _lease, ScratchLedger.Row(1, RowAction.Amend, 2), ScratchLedger.Row(2, RowAction.Withdraw, 2), ScratchLedger.Row(4));
        Assert.That(await _ledger.Holdings.CountAsync(Force), Is.EqualTo(3));
        AssertHolding((1, 2, true, 2), (2, 2, false, 2), (3, 1, true, 1), (4, 1, true, 2));

        await _scratch.DeliverAsync(_ledger, _lease, ScratchLedger.Row(2, RowAction.New, 3), ScratchLedger.Row(3, RowAction.Resend, 1));
        AssertHolding((1, 2, true, 2), (2, 3, true, 3), (3, 1, true, 3), (4, 1, true, 2));
        HoldingRow first = _ledger.Holdings.Read(Force).First();
        Assert.That(first.Token, Is.EqualTo(ScratchLedger.Token(1)));
        Assert.That(first.RowHash, Is.EqualTo(ScratchLedger.Row(1, RowAction.Amend, 2).RowHash));
        Assert.That(first.KeyId, Is.EqualTo(ScratchLedger.KeyId));
        Assert.That(_ledger.Holdings.Read("metropolitan"), Is.Empty);
        Assert.That((await _ledger.Journal.VerifyAsync()).Ok, Is.True);
    }

    [Test]
    public async Task Stays_where_it_is_when_a_resend_is_delivered()
    {
        RecordedExport first = await _scratch.DeliverAsync(_ledger, _lease, ScratchLedger.Row(1));
        await _scratch.DeliverAsync(_ledger, _lease, ScratchLedger.Row(1, RowAction.Amend, 2));
        await ScratchLedger.DeliverAsync(_ledger, _lease, await _scratch.ResendAsync(_ledger, _lease, first));
        AssertHolding((1, 2, true, 2));
        Assert.That((await _ledger.Journal.VerifyAsync()).Ok, Is.True);
    }

    [Test]
    public async Task Moves_when_an_unconfirmed_export_is_confirmed()
    {
        RecordedExport export = await ScratchLedger.PublishAsync(_ledger, _lease, await _scratch.BuildAsync(_ledger, _lease, ScratchLedger.Row(1)));
        await _ledger.Exports.SetStateAsync(_lease, export.Id, ExportState.Published, ExportState.Unconfirmed, "unconfirmed");
        await _ledger.Exports.CloseDeliveredAsync(_lease, export.Id, new DeliveryEvidence { ConfirmedBy = "administrator" });
        AssertHolding((1, 1, true, 1));
        Assert.That(_scratch.Scalar("select kind from journal where entry = (select max(entry) from journal)"), Is.EqualTo("exportConfirmed"));
        Assert.That((await _ledger.Journal.VerifyAsync()).Ok, Is.True);
    }

    [Test]
    public async Task Refuses_a_row_whose_token_is_not_the_one_the_force_knows()
    {
        await _scratch.DeliverAsync(_ledger, _lease, ScratchLedger.Row(1));
        ExportedRow row = ScratchLedger.Row(1, RowAction.Amend, 2);
        RecordedExport export = await _scratch.BuildAsync(_ledger, _lease, new ExportedRow(row.Key, "OTHERTOKEN", row.Action, row.Version, row.RowHash, row.KeyId));
        await ScratchLedger.PublishAsync(_ledger, _lease, export);
        LedgerException? fault = await Assert.ThrowsAsync<LedgerException>(() => _ledger.Exports.CloseDeliveredAsync(_lease, export.Id, ScratchLedger.Evidence));
        Assert.That(fault!.Kind, Is.EqualTo(LedgerFault.Conflict));
        AssertHolding((1, 1, true, 1));
        Assert.That((await _ledger.Exports.FindAsync(export.Id))!.State, Is.EqualTo(ExportState.Published));
    }

    [Test]
    public async Task Refuses_a_token_that_another_record_of_the_force_has()
    {
        await _scratch.DeliverAsync(_ledger, _lease, ScratchLedger.Row(1));
        ExportedRow row = ScratchLedger.Row(2);
        RecordedExport export = await _scratch.BuildAsync(_ledger, _lease, new ExportedRow(row.Key, ScratchLedger.Token(1), row.Action, 1, row.RowHash, row.KeyId));
        await ScratchLedger.PublishAsync(_ledger, _lease, export);
        LedgerException? fault = await Assert.ThrowsAsync<LedgerException>(() => _ledger.Exports.CloseDeliveredAsync(_lease, export.Id, ScratchLedger.Evidence));
        Assert.That(fault!.Kind, Is.EqualTo(LedgerFault.Conflict));
    }

    [Test]
    public async Task Refuses_a_token_that_an_amended_record_of_the_force_has()
    {
        await _scratch.DeliverAsync(_ledger, _lease, ScratchLedger.Row(1), ScratchLedger.Row(2));
        await _scratch.DeliverAsync(_ledger, _lease, ScratchLedger.Row(2, RowAction.Withdraw, 2), ScratchLedger.Row(3));
        foreach (int other in (int[])[1, 2, 3])
        {
            ExportedRow row = ScratchLedger.Row(4);
            RecordedExport export = await _scratch.BuildAsync(_ledger, _lease, new ExportedRow(row.Key, ScratchLedger.Token(other), row.Action, 1, row.RowHash, row.KeyId));
            await ScratchLedger.PublishAsync(_ledger, _lease, export);
            LedgerException? fault = await Assert.ThrowsAsync<LedgerException>(() => _ledger.Exports.CloseDeliveredAsync(_lease, export.Id, ScratchLedger.Evidence));
            Assert.That(fault!.Kind, Is.EqualTo(LedgerFault.Conflict));
            AssertHolding((1, 1, true, 1), (2, 2, false, 2), (3, 1, true, 2));
            _scratch.Execute($"update export set state = 'void' where id = {export.Id}");
        }
    }

    [Test]
    public async Task Begins_with_the_first_export_that_has_rows()
    {
        await _scratch.DeliverAsync(_ledger, _lease);
        Assert.That(_ledger.Holdings.Read(Force), Is.Empty);
        await _scratch.DeliverAsync(_ledger, _lease, ScratchLedger.Row(1), ScratchLedger.Row(3));
        AssertHolding((1, 1, true, 2), (3, 1, true, 2));
        Assert.That(_scratch.Scalar("select count(*) from holding"), Is.EqualTo(0), "closing a first export copies nothing");
        await _scratch.DeliverAsync(_ledger, _lease);
        await _scratch.DeliverAsync(_ledger, _lease, ScratchLedger.Row(0), ScratchLedger.Row(2), ScratchLedger.Row(3, RowAction.Amend, 2), ScratchLedger.Row(4));
        AssertHolding((0, 1, true, 4), (1, 1, true, 2), (2, 1, true, 4), (3, 2, true, 4), (4, 1, true, 4));
        Assert.That(await _ledger.Holdings.CountAsync(Force), Is.EqualTo(5));
        Assert.That((await _ledger.Journal.VerifyAsync()).Ok, Is.True);
    }

    [Test]
    public async Task Of_one_force_is_not_that_of_another()
    {
        await using Lease other = (await _ledger.Leases.TryAcquireAsync("metropolitan"))!;
        await _scratch.DeliverAsync(_ledger, _lease, ScratchLedger.Row(1), ScratchLedger.Row(2));
        await _scratch.DeliverAsync(_ledger, other, ScratchLedger.Row(2), ScratchLedger.Row(5));
        await _scratch.DeliverAsync(_ledger, _lease, ScratchLedger.Row(2, RowAction.Withdraw, 2));
        AssertHolding((1, 1, true, 1), (2, 2, false, 2));
        Assert.That(_ledger.Holdings.Read("metropolitan").Select(row => (row.Key.Number, row.IsHeld)), Is.EqualTo(new (long?, bool)[] { (2, true), (5, true) }));
        Assert.That((await _ledger.Holdings.CountAsync(Force), await _ledger.Holdings.CountAsync("metropolitan")), Is.EqualTo((1, 2)));
        Assert.That((await _ledger.Journal.VerifyAsync()).Ok, Is.True);
    }

    [Test]
    public async Task Is_the_same_where_a_copy_of_the_first_export_is_in_the_table()
    {
        await _scratch.DeliverAsync(_ledger, _lease, ScratchLedger.Row(1), ScratchLedger.Row(2), ScratchLedger.Row(3));
        _scratch.Execute($"insert into holding (force, incident_key, token, version, row_hash, key_id, last_sequence) select '{Force}', incident_key, token, version, row_hash, key_id, 1 from exported_row");
        AssertHolding((1, 1, true, 1), (2, 1, true, 1), (3, 1, true, 1));
        Assert.That(await _ledger.Holdings.CountAsync(Force), Is.EqualTo(3));
        await _scratch.DeliverAsync(_ledger, _lease, ScratchLedger.Row(1, RowAction.Amend, 2), ScratchLedger.Row(4));
        AssertHolding((1, 2, true, 2), (2, 1, true, 1), (3, 1, true, 1), (4, 1, true, 2));
        Assert.That((await _ledger.Journal.VerifyAsync()).Ok, Is.True);
    }

    [Test]
    public async Task Is_read_as_it_was_when_the_reading_began()
    {
        await _scratch.DeliverAsync(_ledger, _lease, ScratchLedger.Row(1), ScratchLedger.Row(2));
        using IEnumerator<HoldingRow> reading = _ledger.Holdings.Read(Force).GetEnumerator();
        Assert.That(reading.MoveNext(), Is.True);
        await _scratch.DeliverAsync(_ledger, _lease, ScratchLedger.Row(2, RowAction.Withdraw, 2), ScratchLedger.Row(3));
        Assert.That(reading.MoveNext(), Is.True);
        Assert.That(reading.Current.IsHeld, Is.True);
        Assert.That(reading.MoveNext(), Is.False);
    }

    private void AssertHolding(params (long Key, int Version, bool Held, int LastSequence)[] expected) => Assert.That(
        _ledger.Holdings.Read(Force).Select(row => (row.Key.Number!.Value, row.Version, row.IsHeld, row.LastSequence)), Is.EqualTo(expected));
}
