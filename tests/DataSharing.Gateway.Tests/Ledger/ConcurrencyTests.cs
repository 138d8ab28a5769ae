using DataSharing.Disclosure.Planning;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Rows;

namespace DataSharing.Gateway.Tests.Ledger;

[TestFixture(DatabaseServer.Sqlite)]
[TestFixture(DatabaseServer.PostgreSql)]
[TestFixture(DatabaseServer.SqlServer)]
internal sealed class ConcurrencyTests(DatabaseServer server)
{
    [Test]
    [CancelAfter(120_000)]
    public async Task Four_forces_deliver_at_once_into_one_unbroken_journal(CancellationToken cancellation)
    {
        using var scratch = new ScratchLedger(server);
        ExportLedger ledger = await scratch.OpenAsync();
        string[] forces = ["metropolitan", "greater-manchester", "nottinghamshire", "west-midlands"];
        await Task.WhenAll(forces.Select(force => Task.Run(
            async () =>
            {
                // A second object on the same file stands for a second process: it shares no state with the first.
                using ExportLedger own = await ExportLedger.OpenAsync(scratch.Address, applySchema: false, TimeProvider.System, cancellation);
                await using Lease lease = (await own.Leases.TryAcquireAsync(force, cancellation))!;
                for (int night = 1; night <= 5; night++)
                {
                    long run = await own.Runs.OpenAsync(lease, ScratchLedger.Request, cancellation);
                    ExportNumber number = await own.Exports.NextSequenceAsync(force, cancellation);
                    RecordedExport export = await own.Exports.RecordBuiltAsync(
                        lease,
                        scratch.Export(run, number, file: $"{force}_{night}.csv"),
                        ScratchLedger.InKeyOrder([.. Enumerable.Range(night * 1000, 500).Select(key => ScratchLedger.Row(key))]),
                        cancellation: cancellation);
                    await ScratchLedger.DeliverAsync(own, lease, export);
                }
            },
            cancellation)));

        foreach (string force in forces)
        {
            Assert.That(await ledger.Holdings.CountAsync(force, cancellation), Is.EqualTo(2500));
            Assert.That(await ledger.Exports.NextSequenceAsync(force, cancellation), Is.EqualTo(new ExportNumber(6, 1)));
        }

        LedgerVerdict verdict = await ledger.Journal.VerifyAsync(cancellation: cancellation);
        Assert.That(verdict.Problem, Is.Null);
        Assert.That(verdict.Entries, Is.EqualTo(4 * 5 * 6));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_writer_waits_for_a_writer_of_the_same_force(CancellationToken cancellation)
    {
        using var scratch = new ScratchLedger(server);
        ExportLedger ledger = await scratch.OpenAsync();
        await using Lease lease = (await ledger.Leases.TryAcquireAsync(ScratchLedger.Force, cancellation))!;
        long run = await ledger.Runs.OpenAsync(lease, ScratchLedger.Request, cancellation);
        using var inside = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        Task<RecordedExport> first = Task.Run(() => ledger.Exports.RecordBuiltAsync(lease, scratch.Export(run, new ExportNumber(1, 1)), Slowly(), cancellation: cancellation), cancellation);
        inside.Wait(cancellation);
        Task<long> second = Task.Run(() => ledger.Runs.OpenAsync(lease, ScratchLedger.Request, cancellation), cancellation);
        // Readers do not wait, and see nothing of what is not committed.
        Assert.That(await ledger.Exports.PendingAsync(ScratchLedger.Force, cancellation), Is.Empty);
        Assert.That(second.IsCompleted, Is.False);
        release.Set();
        await first;
        Assert.That(await second, Is.GreaterThan(run));
        Assert.That((await ledger.Journal.VerifyAsync(cancellation: cancellation)).Problem, Is.Null);

        IEnumerable<ExportedRow> Slowly()
        {
            inside.Set();
            release.Wait(cancellation);
            yield return ScratchLedger.Row(1);
        }
    }

    [Test]
    [CancelAfter(120_000)]
    public async Task What_is_cancelled_while_it_waits_is_told_as_that_and_not_as_a_fault_of_the_ledger(CancellationToken cancellation)
    {
        if (server == DatabaseServer.Sqlite)
        {
            return; // A writer waits there without asking.
        }

        using var scratch = new ScratchLedger(server);
        ExportLedger ledger = await scratch.OpenAsync();
        await using Lease lease = (await ledger.Leases.TryAcquireAsync(ScratchLedger.Force, cancellation))!;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        long run = await ledger.Runs.OpenAsync(lease, ScratchLedger.Request, cancellation);
        using var inside = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        Task<RecordedExport> first = Task.Run(() => ledger.Exports.RecordBuiltAsync(lease, scratch.Export(run, new ExportNumber(1, 1)), Slowly(), cancellation: cancellation), cancellation);
        inside.Wait(cancellation);
        Task<long> second = Task.Run(() => ledger.Runs.OpenAsync(lease, ScratchLedger.Request, stop.Token), cancellation);
        stop.CancelAfter(1500);
        Assert.That(async () => await second, Throws.InstanceOf<OperationCanceledException>());
        release.Set();
        Assert.That((await first).State, Is.EqualTo(ExportState.Built));

        IEnumerable<ExportedRow> Slowly()
        {
            inside.Set();
            release.Wait(cancellation);
            yield return ScratchLedger.Row(1);
        }
    }
}
