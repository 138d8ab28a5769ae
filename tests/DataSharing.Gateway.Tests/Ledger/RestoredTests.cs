using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Rows;

namespace DataSharing.Gateway.Tests.Ledger;

/// <summary>What the ledger itself keeps of having been restored from an older backup.</summary>
[TestFixture(DatabaseServer.Sqlite)]
[TestFixture(DatabaseServer.PostgreSql)]
[TestFixture(DatabaseServer.SqlServer)]
internal sealed class RestoredTests(DatabaseServer server)
{
    private const string Force = ScratchLedger.Force;

    [Test]
    public async Task Its_entries_are_found_by_number_and_hash_and_an_empty_journal_begins_everywhere()
    {
        using var scratch = new ScratchLedger(server);
        ExportLedger ledger = await scratch.OpenAsync();
        Assert.That(await ledger.Journal.HeadAsync(), Is.EqualTo(JournalHead.Beginning));
        Assert.That(await ledger.Journal.HasEntryAsync(JournalHead.Beginning), Is.True);
        await ledger.Journal.AppendAsync(JournalKind.KeysAdded, null, "administrator", new JournalBody());
        JournalHead head = await ledger.Journal.HeadAsync();
        await ledger.Journal.AppendAsync(JournalKind.KeysAdded, null, "administrator", new JournalBody());
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await ledger.Journal.HasEntryAsync(head), Is.True);
            Assert.That(await ledger.Journal.HasEntryAsync(head with { Entry = 2 }), Is.False, "Another entry is there.");
            Assert.That(await ledger.Journal.HasEntryAsync(head with { Entry = 3 }), Is.False, "None is there.");
        }
    }

    [Test]
    public async Task After_an_acceptance_it_goes_on_at_the_number_and_gives_up_what_was_built()
    {
        using var scratch = new ScratchLedger(server);
        ExportLedger ledger = await scratch.OpenAsync();
        await using Lease lease = (await ledger.Leases.TryAcquireAsync(Force))!;
        await scratch.DeliverAsync(ledger, lease, ScratchLedger.Row(1));
        RecordedExport built = await scratch.BuildAsync(ledger, lease, ScratchLedger.Row(2));
        Assert.That(async () => await ledger.Journal.AcceptRestoredAsync(lease, 2, 1, "administrator", "why"), Throws.TypeOf<LedgerException>().With.Property(nameof(LedgerException.Kind)).EqualTo(LedgerFault.Conflict));
        Assert.That(await ledger.Journal.RestoredAsync(Force), Is.EqualTo(RestoredLedger.Never));

        (JournalHead entry, IReadOnlyList<int> givenUp) = await ledger.Journal.AcceptRestoredAsync(lease, 7, 3, "administrator", "why");
        RestoredLedger restored = await ledger.Journal.RestoredAsync(Force);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(givenUp, Is.EqualTo(new[] { 2 }));
            Assert.That((await ledger.Exports.FindAsync(built.Id))!.State, Is.EqualTo(ExportState.Void));
            Assert.That(restored, Is.EqualTo(new RestoredLedger(entry, 7, 3, null)));
            Assert.That(await ledger.Journal.HeadAsync(), Is.EqualTo(entry));
            Assert.That(await ledger.Exports.NextSequenceAsync(Force), Is.EqualTo(new ExportNumber(7, 1)));
            Assert.That(await ledger.Exports.NextAttemptAsync(Force, 1), Is.EqualTo(new ExportNumber(1, 4)), "Of a lower sequence, attempts may have been made that it does not know.");
            Assert.That(await ledger.Exports.NextSequenceAsync("metropolitan"), Is.EqualTo(new ExportNumber(1, 1)));
        }

        RecordedExport next = await scratch.DeliverAsync(ledger, lease, ScratchLedger.Row(2));
        Assert.That(next.Number, Is.EqualTo(new ExportNumber(7, 1)));
        Assert.That(await ledger.Exports.NextSequenceAsync(Force), Is.EqualTo(new ExportNumber(8, 1)));
        LedgerVerdict verdict = await ledger.Journal.VerifyAsync();
        Assert.That(verdict.Ok, Is.True, verdict.Problem);
    }

    [Test]
    public async Task What_a_worker_says_stands_until_a_person_accepts_it_and_is_said_once()
    {
        using var scratch = new ScratchLedger(server);
        ExportLedger ledger = await scratch.OpenAsync();
        await ledger.Journal.SayOlderAsync(Force, new JournalBody().With("next", 1));
        await ledger.Journal.SayOlderAsync(Force, new JournalBody().With("next", 1));
        Assert.That((await ledger.Journal.HeadAsync()).Entry, Is.EqualTo(1));
        Assert.That((await ledger.Journal.RestoredAsync(Force)).Found, Is.EqualTo(1));
        Assert.That((await ledger.Journal.RestoredAsync("metropolitan")).Found, Is.Null);
        await using Lease lease = (await ledger.Leases.TryAcquireAsync(Force))!;
        await ledger.Journal.AcceptRestoredAsync(lease, 4, 0, "administrator", "why");
        Assert.That((await ledger.Journal.RestoredAsync(Force)).Found, Is.Null);
        await ledger.Journal.SayOlderAsync(Force, new JournalBody().With("next", 4));
        Assert.That((await ledger.Journal.RestoredAsync(Force)).Found, Is.EqualTo(3), "Restored once more.");
        LedgerVerdict verdict = await ledger.Journal.VerifyAsync();
        Assert.That(verdict.Ok, Is.True, verdict.Problem);
        scratch.Execute("delete from told");
        Assert.That((await ledger.Journal.VerifyAsync()).Ok, Is.False);
    }
}
