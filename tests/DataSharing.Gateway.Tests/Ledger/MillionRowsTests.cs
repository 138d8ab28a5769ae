using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Records;
using DataSharing.Gateway.Ledger;

namespace DataSharing.Gateway.Tests.Ledger;

/// <summary>Measures the ledger with a million records at one force. Run by hand: it takes a minute and half a gigabyte of disk.</summary>
[Explicit("A measurement, not a check.")]
internal sealed class MillionRowsTests
{
    private const int Rows = 1_000_000;

    [Test]
    public async Task Measures_a_million_rows()
    {
        using var scratch = new ScratchLedger();
        ExportLedger ledger = await scratch.OpenAsync();
        await using Lease lease = (await ledger.Leases.TryAcquireAsync(ScratchLedger.Force))!;
        ExportedRow[] rows = [.. Enumerable.Range(1, Rows).Select(Row)];
        long run = await ledger.Runs.OpenAsync(lease, ScratchLedger.Request);
        RecordedExport first = await Measure("record built", () => ledger.Exports.RecordBuiltAsync(lease, scratch.Export(run, new ExportNumber(1, 1)), rows));
        await ScratchLedger.PublishAsync(ledger, lease, first);
        await Measure("close delivered, new", () => ledger.Exports.CloseDeliveredAsync(lease, first.Id, ScratchLedger.Evidence));
        await Measure("read holding", () => Task.FromResult(ledger.Holdings.Read(ScratchLedger.Force).Count()));
        await Measure("read rows by key", () => Task.FromResult(ledger.Exports.ReadRowsByKey(first.Id).Count()));
        await Measure("read rows by token", () => Task.FromResult(ledger.Exports.ReadRowsByToken(first.Id).Count()));
        ExportedRow[] amended = [.. rows.Select(row => new ExportedRow(row.Key, row.Token, RowAction.Amend, 2, row.RowHash, row.KeyId))];
        RecordedExport second = await Measure("record built again", () => ledger.Exports.RecordBuiltAsync(lease, scratch.Export(run, new ExportNumber(2, 1)), amended));
        await ScratchLedger.PublishAsync(ledger, lease, second);
        await Measure("close delivered, amend", () => ledger.Exports.CloseDeliveredAsync(lease, second.Id, ScratchLedger.Evidence));
        LedgerVerdict verdict = await Measure("verify two exports", () => ledger.Journal.VerifyAsync());
        TestContext.Out.WriteLine($"file {new FileInfo(scratch.Path).Length >> 20} MB");
        Assert.That(verdict.Ok, Is.True);
    }

    private static ExportedRow Row(int key)
    {
        byte[] hash = SHA256.HashData(BitConverter.GetBytes(key));
        return new ExportedRow(IncidentKey.FromNumber(key), Convert.ToHexString(hash.AsSpan(0, 8)), RowAction.New, 1, hash, ScratchLedger.KeyId);
    }

    private static async Task<T> Measure<T>(string what, Func<Task<T>> act)
    {
        GC.Collect();
        long before = GC.GetTotalMemory(forceFullCollection: true);
        using var self = Process.GetCurrentProcess();
        TimeSpan processor = self.TotalProcessorTime;
        var watch = Stopwatch.StartNew();
        T result = await act();
        TimeSpan took = watch.Elapsed;
        self.Refresh();
        processor = self.TotalProcessorTime - processor;
        long after = GC.GetTotalMemory(forceFullCollection: true);
        TestContext.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{what}: {took.TotalSeconds:0.0} s, processor {processor.TotalSeconds:0.0} s, heap {(after - before) >> 20:+0;-0;0} MB, working set {self.WorkingSet64 >> 20} MB"));
        return result;
    }
}
