using DataSharing.Disclosure.Guards;
using DataSharing.Disclosure.Planning;
using DataSharing.Gateway.Ledger;
using DataSharing.Sandbox;

namespace DataSharing.Gateway.Tests.Ledger;

/// <summary>What the guards know of earlier exports, and the gate reports, which nobody changes unnoticed.</summary>
[TestFixture(ServerKind.Sqlite)]
[TestFixture(ServerKind.PostgreSql)]
[TestFixture(ServerKind.SqlServer)]
internal sealed class ReportTests(ServerKind server)
{
    private const string Force = ScratchLedger.Force;
    private const string Report = """{"report":1,"nights":4,"read":900,"guards":[{"guard":"heldBack","value":30},{"guard":"volume","value":12}]}""";
    private ScratchLedger _scratch = null!;

    [SetUp]
    public void Prepare() => _scratch = new ScratchLedger(server);

    [TearDown]
    public void Clean() => _scratch?.Dispose();

    [Test]
    public async Task The_last_exports_are_told_newest_first_without_resends_files_of_withdrawals_and_what_is_not_delivered()
    {
        ExportLedger ledger = await _scratch.OpenAsync();
        Assert.That((await ledger.Reports.HasSentAsync(Force), await ledger.Reports.LastWholeAsync(Force)), Is.EqualTo((false, (DateTimeOffset?)null)));
        await using Lease lease = (await ledger.Leases.TryAcquireAsync(Force))!;
        await _scratch.DeliverAsync(ledger, lease);
        Assert.That(await ledger.Reports.HasSentAsync(Force), Is.False, "A file without a record is not the first.");

        RecordedExport second = await _scratch.DeliverAsync(ledger, lease, ScratchLedger.Row(1), ScratchLedger.Row(2), ScratchLedger.Row(3));
        await ScratchLedger.DeliverAsync(ledger, lease, await _scratch.ResendAsync(ledger, lease, second));
        await DeliverAsync(ledger, lease, isWithdrawal: true, null, ScratchLedger.Row(3, RowAction.Withdraw, 2));
        await DeliverAsync(ledger, lease, isWithdrawal: false, Report, ScratchLedger.Row(1, RowAction.Amend, 2));
        await _scratch.BuildAsync(ledger, lease, ScratchLedger.Row(9));

        Assert.That(await ledger.Reports.HasSentAsync(Force), Is.True, "Also where the ledger is from before there were guards.");
        Assert.That(await ledger.Reports.HasSentAsync("metropolitan"), Is.False);
        IReadOnlyList<CountedExport> last = await ledger.Reports.LastCountedAsync(Force, 10);
        Assert.That(last, Is.EqualTo(new[] { new PastExport(12, 4, 900, 30), new PastExport(3, 1, 0, 0), new PastExport(0, 1, 0, 0) }.Select(past => new CountedExport(ScratchLedger.Sha('d'), past))));
        Assert.That(await ledger.Reports.LastCountedAsync(Force, 2), Has.Count.EqualTo(2));
        Assert.That((await ledger.Journal.VerifyAsync()).Problem, Is.Null);
    }

    [Test]
    public async Task Nights_are_counted_from_the_last_run_that_sent_the_difference_or_found_none()
    {
        ExportLedger ledger = await _scratch.OpenAsync();
        await using Lease lease = (await ledger.Leases.TryAcquireAsync(Force))!;
        RunRequest request = RunRequest.BySchedule(new DateTimeOffset(2026, 11, 1, 2, 30, 0, TimeSpan.Zero), RunCommand.Export, ScratchLedger.Sha('d'), "1");
        foreach ((RunRequest asked, RunOutcome outcome) in new[]
        {
            (request.For(RunRequest.Withdrawals), RunOutcome.Delivered), (request, RunOutcome.Failed), (request, RunOutcome.Held),
            (RunRequest.ByPerson("a", "b", RunCommand.Resend, ScratchLedger.Sha('d'), "1"), RunOutcome.Delivered),
        })
        {
            await ledger.Runs.CloseAsync(lease, await ledger.Runs.OpenAsync(lease, asked), outcome, null, RunCounts.None, null);
            Assert.That(await ledger.Reports.LastWholeAsync(Force), Is.Null, $"{asked.Command} {outcome}");
        }

        await ledger.Runs.CloseAsync(lease, await ledger.Runs.OpenAsync(lease, request), RunOutcome.NothingToSend, null, RunCounts.None, null);
        Assert.That(await ledger.Reports.LastWholeAsync(Force), Is.Not.Null);
    }

    [TestCase("update export set report = '{}' where sequence = 2")]
    [TestCase("update export set report = null where sequence = 2")]
    [TestCase("update export set report = '{}' where sequence = 1")]
    public async Task A_report_that_was_altered_taken_away_or_put_in_is_found(string sql)
    {
        ExportLedger ledger = await _scratch.OpenAsync();
        await using Lease lease = (await ledger.Leases.TryAcquireAsync(Force))!;
        await DeliverAsync(ledger, lease, isWithdrawal: false, null, ScratchLedger.Row(1));
        await DeliverAsync(ledger, lease, isWithdrawal: false, Report, ScratchLedger.Row(2));
        Assert.That((await ledger.Journal.VerifyAsync()).Problem, Is.Null);
        Assert.That(_scratch.Execute(sql), Is.EqualTo(1));
        Assert.That((await ledger.Journal.VerifyAsync()).Problem, Is.EqualTo("The export or its run differs from the entry in: report."));
    }

    [TestCase("not JSON")]
    [TestCase("{}")]
    public async Task A_report_that_cannot_be_read_is_a_damaged_ledger(string report)
    {
        ExportLedger ledger = await _scratch.OpenAsync();
        await using Lease lease = (await ledger.Leases.TryAcquireAsync(Force))!;
        await DeliverAsync(ledger, lease, isWithdrawal: false, report, ScratchLedger.Row(1));
        LedgerException fault = (await Assert.ThrowsAsync<LedgerException>(() => ledger.Reports.LastCountedAsync(Force, 1)))!;
        Assert.That(fault.Kind, Is.EqualTo(LedgerFault.Damaged));
    }

    private async Task DeliverAsync(ExportLedger ledger, Lease lease, bool isWithdrawal, string? report, params ExportedRow[] rows)
    {
        long run = await ledger.Runs.OpenAsync(lease, ScratchLedger.Request);
        BuiltExport built = _scratch.Export(run, await ledger.Exports.NextSequenceAsync(Force), isWithdrawal: isWithdrawal, report: report);
        await ScratchLedger.DeliverAsync(ledger, lease, await ledger.Exports.RecordBuiltAsync(lease, built, ScratchLedger.InKeyOrder(rows)));
    }
}
