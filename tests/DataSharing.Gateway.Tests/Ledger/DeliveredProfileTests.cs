using System.Text;
using DataSharing.Gateway.Ledger;
using DataSharing.Sandbox;

namespace DataSharing.Gateway.Tests.Ledger;

/// <summary>The ledger keeps the configuration files under which something was delivered.</summary>
[TestFixture(ServerKind.Sqlite)]
[TestFixture(ServerKind.PostgreSql)]
[TestFixture(ServerKind.SqlServer)]
internal sealed class DeliveredProfileTests(ServerKind server)
{
    private static readonly DeliveredProfile First = Of("first"), Second = Of("second");
    private ScratchLedger _scratch = null!;
    private ExportLedger _ledger = null!;
    private Lease _lease = null!;

    [SetUp]
    public async Task Prepare()
    {
        _scratch = new ScratchLedger(server);
        _ledger = await _scratch.OpenAsync();
        _lease = (await _ledger.Leases.TryAcquireAsync(ScratchLedger.Force))!;
    }

    [TearDown]
    public async Task Clean()
    {
        if (_lease is not null)
        {
            await _lease.DisposeAsync();
        }

        _scratch?.Dispose();
    }

    [Test]
    public async Task The_last_one_is_that_of_the_last_export_also_where_it_came_back()
    {
        Assert.That(await LastAsync(), Is.Null);
        await DeliverAsync(1, First);
        await DeliverAsync(2, First);
        Assert.That((await LastAsync(), Count()), Is.EqualTo((First.Hash, 1L)));
        await DeliverAsync(3, Second);
        Assert.That((await LastAsync(), Count()), Is.EqualTo((Second.Hash, 2L)));
        await DeliverAsync(4, First);
        Assert.That((await LastAsync(), Count()), Is.EqualTo((First.Hash, 2L)));
        Assert.That(await _ledger.Delivered.LastAsync("metropolitan"), Is.Null);
        Assert.That((await _ledger.Journal.VerifyAsync()).Problem, Is.Null);

        DeliveredProfile last = (await _ledger.Delivered.LastAsync(ScratchLedger.Force))!;
        Assert.That(last.Files.Select(file => (file.File, Encoding.UTF8.GetString(file.Bytes))), Is.EqualTo(First.Files.Select(file => (file.File, Encoding.UTF8.GetString(file.Bytes)))));
    }

    [Test]
    public async Task A_row_that_was_altered_is_found_and_not_used()
    {
        await DeliverAsync(1, First);
        await DeliverAsync(2, Second);
        _scratch.Execute($"update profile_text set files = (select files from profile_text where sha256 = '{First.Hash}') where sha256 = '{Second.Hash}'");
        Assert.That((await _ledger.Journal.VerifyAsync()).Problem, Does.Contain("The files of a profile were altered."));
        LedgerException? refused = await Assert.ThrowsAsync<LedgerException>(() => _ledger.Delivered.LastAsync(ScratchLedger.Force));
        Assert.That(refused!.Kind, Is.EqualTo(LedgerFault.Damaged));

        _scratch.Execute($"update profile_delivered set last_export = (select min(id) from export) where sha256 = '{Second.Hash}'");
        Assert.That((await _ledger.Journal.VerifyAsync()).Problem, Does.Contain("that its export was not made under"));
    }

    [Test]
    public async Task What_is_accepted_and_used_is_kept_with_its_text_and_verified()
    {
        const string force = ScratchLedger.Force;
        var first = new TextAcceptance(force, First, 0, null, "a test", "1");
        long entry = (await _ledger.Accepted.AcceptAsync(first, "ann", null))!.Value;
        Assert.That(await _ledger.Accepted.UseAsync(_lease, new LedgerAccepted.Use(First, UsedBy.Acceptance, 0, entry, "1")), Is.True);
        KnownTexts known = await _ledger.Accepted.ReadAsync(force);
        Assert.That((known.Used!.Sha256, known.Accepted!.Entry, known.Exported), Is.EqualTo((First.Hash, entry, (string?)null)));
        Assert.That(await _ledger.Accepted.AcceptAsync(first, "ann", null), Is.Null, "Another text is in use since.");
        Assert.That(await _ledger.Accepted.AcceptAsync(first with { Text = Second, Follows = known.Used.Entry, From = new DateOnly(2026, 12, 1) }, "ann", null), Is.GreaterThan(entry));
        Assert.That((await _ledger.Accepted.ReadAsync(force)).Accepted!.From, Is.EqualTo(new DateOnly(2026, 12, 1)));
        Assert.That((await _ledger.Accepted.TextAsync(force, Second.Hash))!.Hash, Is.EqualTo(Second.Hash));
        Assert.That(await _ledger.Accepted.MigrateAsync(force, Second, "ann", "1"), Is.EqualTo(known.Used.Entry), "One is written down already.");
        Assert.That(await _ledger.Runs.HeldSinceAsync(force, DataSharing.Disclosure.Reason.ProfileNotAccepted, DateTimeOffset.MinValue), Is.Null);
        Assert.That((await _ledger.Journal.VerifyAsync()).Problem, Is.Null);
    }

    [Test]
    public void What_is_no_block_of_files_is_refused() =>
        Assert.Throws<InvalidDataException>(() => DeliveredProfile.Unpack([1, 2, 3]));

    private static DeliveredProfile Of(string text) => new([("forces/nottinghamshire.json", Encoding.UTF8.GetBytes(text)), ("source/incidents.sql", "select 1"u8.ToArray())]);

    private async Task DeliverAsync(long key, DeliveredProfile profile)
    {
        long run = await _ledger.Runs.OpenAsync(_lease, ScratchLedger.Request);
        RecordedExport export = await _ledger.Exports.RecordBuiltAsync(
            _lease, _scratch.Export(run, await _ledger.Exports.NextSequenceAsync(ScratchLedger.Force), profileHash: profile.Hash), [ScratchLedger.Row(key)]);
        await _ledger.Delivered.KeepAsync(_lease, export.Id, profile);
        await ScratchLedger.DeliverAsync(_ledger, _lease, export);
    }

    private async Task<string?> LastAsync() => (await _ledger.Delivered.LastAsync(ScratchLedger.Force))?.Hash;

    private long Count() => Convert.ToInt64(_scratch.Scalar("select count(*) from profile_text"), System.Globalization.CultureInfo.InvariantCulture);
}
