using System.Runtime.Versioning;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Servers.Sqlite;
using DataSharing.Sandbox;
using Microsoft.Data.Sqlite;

namespace DataSharing.Gateway.Tests.Ledger;

internal sealed class OpeningTests
{
    private ScratchLedger _scratch = null!;

    [SetUp]
    public void Prepare() => _scratch = new ScratchLedger();

    [TearDown]
    public void Clean() => _scratch.Dispose();

    [Test]
    public async Task Applies_the_schema_once()
    {
        await _scratch.OpenAsync();
        await _scratch.OpenAsync();
        Assert.That(_scratch.Scalar("select count(*) from schema_version"), Is.EqualTo((long)ExportLedger.SchemaVersion));
        Assert.That(_scratch.Scalar("pragma journal_mode"), Is.EqualTo("wal"));
    }

    [Test]
    public async Task Applies_the_schema_once_when_four_open_it_at_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            using ExportLedger ledger = await ExportLedger.OpenAsync(SqliteServer.File(_scratch.Path), applySchema: true, TimeProvider.System);
        })));
        Assert.That(_scratch.Scalar("select count(*) from schema_version"), Is.EqualTo((long)ExportLedger.SchemaVersion));
    }

    [Test]
    public async Task Brings_a_ledger_of_an_earlier_version_up_to_date_where_it_may()
    {
        _scratch.Execute(File.ReadAllText(RepositoryFolder.At("deploy/sql/sqlite/ledger-001.sql")));
        Assert.That((await RefusalAsync(applySchema: false)).Kind, Is.EqualTo(LedgerFault.SchemaMissing));
        (await _scratch.OpenAsync()).Dispose();
        Assert.That(_scratch.Scalar("select count(*) from text_decision"), Is.EqualTo(0L));
    }

    [Test]
    [UnsupportedOSPlatform("windows")]
    public async Task Gives_the_file_to_its_owner_only()
    {
        await _scratch.OpenAsync();
        Assert.That(File.GetUnixFileMode(_scratch.Path), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test]
    public async Task A_file_that_is_moved_away_while_it_is_open_is_not_written_any_more_and_the_one_of_its_name_is_used()
    {
        ExportLedger ledger = await _scratch.OpenAsync();
        await ledger.Journal.AppendAsync(JournalKind.HostKeyRefused, null, "a test", new JournalBody().With("why", "one"));
        string before = (await ledger.Journal.HeadAsync()).ToString();
        string away = Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(_scratch.Path)!, "away")).FullName;
        MoveAll(Path.GetDirectoryName(_scratch.Path)!, away);
        await RefusesAsync(() => ledger.Journal.HeadAsync());
        await RefusesAsync(() => ledger.Journal.AppendAsync(JournalKind.HostKeyRefused, null, "a test", new JournalBody().With("why", "two")));

        MoveAll(away, Path.GetDirectoryName(_scratch.Path)!);
        Assert.That((await ledger.Journal.HeadAsync()).ToString(), Is.EqualTo(before), "It is back, and nothing was written meanwhile.");

        ledger.Backup(Path.Combine(away, "copy"));
        await ledger.Journal.AppendAsync(JournalKind.HostKeyRefused, null, "a test", new JournalBody().With("why", "three"));
        Assert.That((await ledger.Journal.HeadAsync()).ToString(), Is.Not.EqualTo(before));
        MoveAll(Path.GetDirectoryName(_scratch.Path)!, Directory.CreateDirectory(Path.Combine(away, "later")).FullName);
        File.Move(Path.Combine(away, "copy"), _scratch.Path);
        Assert.That((await ledger.Journal.HeadAsync()).ToString(), Is.EqualTo(before), "What stands in its place is read.");

        static async Task RefusesAsync(Func<Task> use)
        {
            LedgerException? refusal = null;
            try
            {
                await use();
            }
            catch (LedgerException error)
            {
                refusal = error;
            }

            Assert.That(refusal?.Kind, Is.EqualTo(LedgerFault.Unavailable));
        }

        static void MoveAll(string from, string to)
        {
            foreach (string file in Directory.GetFiles(from, "ledger.db*"))
            {
                File.Move(file, Path.Combine(to, Path.GetFileName(file)));
            }
        }
    }

    [Test]
    public async Task Refuses_a_missing_file_unless_it_is_to_be_made()
    {
        LedgerException refusal = await RefusalAsync(applySchema: false);
        Assert.That(refusal.Kind, Is.EqualTo(LedgerFault.SchemaMissing));
        Assert.That(refusal.Message, Does.Contain(_scratch.Path).And.Contain("there is no such file").And.Not.Contain("Back it up"));
        Assert.That(File.Exists(_scratch.Path), Is.False);
    }

    [Test]
    public async Task Refuses_an_empty_file_unless_the_schema_is_to_be_applied()
    {
        File.WriteAllBytes(_scratch.Path, []);
        Assert.That((await RefusalAsync(applySchema: false)).Kind, Is.EqualTo(LedgerFault.SchemaMissing));
    }

    [Test]
    public async Task Refuses_a_newer_schema()
    {
        (await _scratch.OpenAsync()).Dispose();
        _scratch.Execute("insert into schema_version values (99, '2027-01-01T00:00:00.000Z')");
        Assert.That((await RefusalAsync(applySchema: true)).Kind, Is.EqualTo(LedgerFault.SchemaNewer));
    }

    [Test]
    public async Task Refuses_a_file_that_is_no_database()
    {
        File.WriteAllText(_scratch.Path, new string('x', 5000));
        LedgerException refusal = await RefusalAsync(applySchema: true);
        Assert.That(refusal.Kind, Is.EqualTo(LedgerFault.Damaged));
        Assert.That(refusal.Code, Is.EqualTo(26));
    }

    [Test]
    public async Task Refuses_a_ledger_whose_first_page_is_damaged()
    {
        (await _scratch.OpenAsync()).Dispose();
        byte[] bytes = await File.ReadAllBytesAsync(_scratch.Path);
        bytes.AsSpan(100, 3996).Fill(0xFF);
        await File.WriteAllBytesAsync(_scratch.Path, bytes);
        Assert.That((await RefusalAsync(applySchema: true)).Kind, Is.EqualTo(LedgerFault.Damaged));
    }

    [Test]
    public async Task Refuses_a_database_of_something_else_and_leaves_it_as_it_is()
    {
        _scratch.Execute("create table incident (id integer primary key)");
        Assert.That((await RefusalAsync(applySchema: true)).Kind, Is.EqualTo(LedgerFault.Damaged));
        Assert.That(_scratch.Scalar("select count(*) from sqlite_master"), Is.EqualTo(1L));
    }

    [Test]
    public async Task Refuses_a_folder_that_does_not_exist()
    {
        LedgerException? refusal = await Assert.ThrowsAsync<LedgerException>(() =>
            ExportLedger.OpenAsync(SqliteServer.File(Path.Combine(_scratch.Path, "missing", "ledger.db")), applySchema: true, TimeProvider.System));
        Assert.That(refusal!.Kind, Is.EqualTo(LedgerFault.Unavailable));
    }

    [Test]
    public async Task Says_that_another_program_has_it_locked()
    {
        (await _scratch.OpenAsync()).Dispose();
        using var other = new SqliteConnection($"Data Source={_scratch.Path};Pooling=False");
        other.Open();
        using SqliteCommand command = other.CreateCommand();
        command.CommandText = "pragma locking_mode = exclusive; begin exclusive; update lease set fence = fence; select count(*) from lease;";
        command.ExecuteNonQuery();
        LedgerException refusal = await RefusalAsync(applySchema: false, new LedgerOptions { BusyTimeout = TimeSpan.FromSeconds(1) });
        Assert.That(refusal.Kind, Is.EqualTo(LedgerFault.Locked));
        Assert.That(refusal.Message, Does.Contain("is locked by another program").And.Contain("SQLite code 5"));
    }

    [Test]
    public async Task Says_so_when_the_ledger_is_full_and_records_nothing_by_half()
    {
        ExportLedger ledger = await _scratch.OpenAsync(options: new LedgerOptions { MaximumBytes = 1_000_000 });
        await using Lease lease = (await ledger.Leases.TryAcquireAsync(ScratchLedger.Force))!;
        long run = await ledger.Runs.OpenAsync(lease, ScratchLedger.Request);
        var rows = Enumerable.Range(1, 20_000).Select(key => ScratchLedger.Row(key));
        BuiltExport export = _scratch.Export(run, new ExportNumber(1, 1));
        LedgerException? full = await Assert.ThrowsAsync<LedgerException>(() => ledger.Exports.RecordBuiltAsync(lease, export, rows));
        Assert.That(full!.Kind, Is.EqualTo(LedgerFault.Full));
        Assert.That(await ledger.Exports.PendingAsync(ScratchLedger.Force), Is.Empty);
        Assert.That(_scratch.Scalar("select count(*) from exported_row"), Is.Zero);
        // The ledger itself goes on, and the name that failed is still free.
        await ledger.Exports.RecordBuiltAsync(lease, export, [ScratchLedger.Row(1)]);
        Assert.That((await ledger.Journal.VerifyAsync()).Ok, Is.True);
    }

    [Test]
    public async Task Reduces_what_the_provider_says_to_kind_stage_and_code()
    {
        ExportLedger ledger = await _scratch.OpenAsync();
        _scratch.Execute("drop table holding");
        LedgerException? fault = await Assert.ThrowsAsync<LedgerException>(() => ledger.Holdings.CountAsync(ScratchLedger.Force));
        Assert.That(fault!.Kind, Is.EqualTo(LedgerFault.Damaged));
        Assert.That(fault.Stage, Is.EqualTo("counting the holding"));
        Assert.That(fault.Code, Is.EqualTo(1));
        Assert.That(fault.InnerException, Is.Null);
        Assert.That(fault.Message, Does.Not.Contain("no such table"));
    }

    [Test]
    public async Task Says_damaged_and_quotes_nothing_where_a_column_holds_something_impossible()
    {
        ExportLedger ledger = await _scratch.OpenAsync();
        _scratch.Execute("insert into holding values ('nottinghamshire', 'secret value', 't', 1, x'00', 'k', null, 1)");
        LedgerException? fault = Assert.Throws<LedgerException>(() => ledger.Holdings.Read(ScratchLedger.Force).Count());
        Assert.That(fault!.Kind, Is.EqualTo(LedgerFault.Damaged));
        Assert.That(fault.ToString(), Does.Not.Contain("secret"));
    }

    private async Task<LedgerException> RefusalAsync(bool applySchema, LedgerOptions? options = null) =>
        (await Assert.ThrowsAsync<LedgerException>(() => _scratch.OpenAsync(options: options, applySchema: applySchema)))!;
}
