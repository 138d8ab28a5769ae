using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Rows;
using Microsoft.Extensions.Time.Testing;

namespace DataSharing.Gateway.Tests.Ledger;

[TestFixture(DatabaseServer.Sqlite)]
[TestFixture(DatabaseServer.PostgreSql)]
[TestFixture(DatabaseServer.SqlServer)]
internal sealed class LeaseTests(DatabaseServer server)
{
    private const string Force = ScratchLedger.Force;
    private ScratchLedger _scratch = null!;

    [SetUp]
    public void Prepare() => _scratch = new ScratchLedger(server);

    [TearDown]
    public void Clean() => _scratch?.Dispose();

    [Test]
    public async Task Gives_one_force_to_one_holder_also_within_one_process()
    {
        ExportLedger ledger = await _scratch.OpenAsync();
        await using Lease? first = await ledger.Leases.TryAcquireAsync(Force);
        await using Lease? second = await ledger.Leases.TryAcquireAsync(Force);
        await using Lease? other = await ledger.Leases.TryAcquireAsync("metropolitan");
        Assert.That(first, Is.Not.Null);
        Assert.That(second, Is.Null);
        Assert.That(other, Is.Not.Null);
    }

    [Test]
    public async Task Gives_the_lease_to_one_of_many_that_ask_at_once()
    {
        ExportLedger ledger = await _scratch.OpenAsync();
        Lease?[] leases = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => ledger.Leases.TryAcquireAsync(Force))));
        Assert.That(leases.Count(lease => lease is not null), Is.EqualTo(1));
        await leases.Single(lease => lease is not null)!.DisposeAsync();
    }

    [Test]
    public async Task Says_who_holds_it()
    {
        ExportLedger ledger = await _scratch.OpenAsync();
        Assert.That(await ledger.Leases.DescribeHolderAsync(Force), Is.Null);
        Lease lease = (await ledger.Leases.TryAcquireAsync(Force))!;
        LeaseHolder? holder = await ledger.Leases.DescribeHolderAsync(Force);
        Assert.That(holder!.Host, Is.EqualTo(Environment.MachineName));
        Assert.That(holder.Pid, Is.EqualTo(Environment.ProcessId));
        Assert.That(holder.ExpiresAt - TimeProvider.System.GetUtcNow(), Is.EqualTo(Lease.Duration).Within(TimeSpan.FromSeconds(10)));
        await lease.DisposeAsync();
        Assert.That(await ledger.Leases.DescribeHolderAsync(Force), Is.Null);
    }

    [Test]
    public async Task Raises_the_fence_by_one_with_every_acquisition_also_after_a_release()
    {
        ExportLedger ledger = await _scratch.OpenAsync();
        var fences = new List<long>();
        for (int i = 0; i < 3; i++)
        {
            await using Lease lease = (await ledger.Leases.TryAcquireAsync(Force))!;
            fences.Add(lease.Fence);
        }

        Assert.That(fences, Is.EqualTo(new long[] { 1, 2, 3 }));
    }

    [Test]
    public async Task Is_not_taken_from_a_living_process_before_it_expires_and_is_taken_after()
    {
        ExportLedger ledger = await _scratch.OpenAsync();
        await using Lease first = (await ledger.Leases.TryAcquireAsync(Force))!;
        _scratch.Execute($"update lease set expires_at = {_scratch.At(3600)}");
        Assert.That(await ledger.Leases.TryAcquireAsync(Force), Is.Null);
        _scratch.Execute($"update lease set expires_at = {_scratch.At(-1)}");
        await using Lease? second = await ledger.Leases.TryAcquireAsync(Force);
        Assert.That(second!.Fence, Is.EqualTo(first.Fence + 1));
    }

    [TestCase("boot_id = 'another boot'")]
    [TestCase("pid_namespace = 'pid:[1]'")]
    public async Task Waits_for_expiry_where_nothing_can_be_said_about_the_process(string elsewhere)
    {
        ExportLedger ledger = await _scratch.OpenAsync();
        await using Lease first = (await ledger.Leases.TryAcquireAsync(Force))!;
        _scratch.Execute($"update lease set pid = 999999999, {elsewhere}");
        Assert.That(await ledger.Leases.TryAcquireAsync(Force), Is.Null);
    }

    [Test]
    public async Task Is_taken_at_once_from_a_process_whose_id_another_one_now_has()
    {
        ExportLedger ledger = await _scratch.OpenAsync();
        await using Lease first = (await ledger.Leases.TryAcquireAsync(Force))!;
        _scratch.Execute("update lease set process_start = process_start - 1");
        await using Lease? second = await ledger.Leases.TryAcquireAsync(Force);
        Assert.That(second, Is.Not.Null);
    }

    [Test]
    public async Task Refuses_a_write_with_an_old_fence_and_says_that_the_lease_is_lost()
    {
        ExportLedger ledger = await _scratch.OpenAsync();
        await using Lease old = (await ledger.Leases.TryAcquireAsync(Force))!;
        long run = await ledger.Runs.OpenAsync(old, ScratchLedger.Request);
        RecordedExport export = await ledger.Exports.RecordBuiltAsync(old, _scratch.Export(run, new ExportNumber(1, 1)), [ScratchLedger.Row(1)]);
        _scratch.Execute("update lease set expires_at = '2000-01-01T00:00:00.000Z'");
        await using Lease? taken = await ledger.Leases.TryAcquireAsync(Force);

        Assert.That(async () => await ledger.Exports.SetStateAsync(old, export.Id, ExportState.Built, ExportState.Sending), Throws.TypeOf<LeaseLostException>());
        Assert.That(old.Lost.IsCancellationRequested, Is.True);
        Assert.That(async () => await ledger.Runs.CloseAsync(old, run, RunOutcome.Failed, null, RunCounts.None, null), Throws.TypeOf<LeaseLostException>());
        Assert.That(async () => await ledger.Runs.OpenAsync(old, ScratchLedger.Request), Throws.TypeOf<LeaseLostException>());
        Assert.That(async () => await old.ConfirmAsync(TimeSpan.FromSeconds(30)), Throws.TypeOf<LeaseLostException>());
        Assert.That((await ledger.Exports.PendingAsync(Force)).Single().State, Is.EqualTo(ExportState.Built));

        // Giving back what was lost must not take it from its new holder.
        await old.DisposeAsync();
        Assert.That((await ledger.Leases.DescribeHolderAsync(Force)), Is.Not.Null);
        Assert.That(taken!.Lost.IsCancellationRequested, Is.False);
    }

    [Test]
    public async Task Renews_itself_every_fifteen_seconds()
    {
        var time = new FakeTimeProvider(ScratchLedger.Night);
        ExportLedger ledger = await _scratch.OpenAsync(time);
        await using Lease lease = (await ledger.Leases.TryAcquireAsync(Force))!;
        string before = Expire(TimeSpan.FromSeconds(20));
        time.Advance(Lease.RenewalInterval);
        Assert.That(() => (string?)_scratch.Scalar("select expires_at from lease"), Is.GreaterThan(before).After(5000, 20));
    }

    [Test]
    public async Task Notices_while_renewing_that_another_one_has_it()
    {
        var time = new FakeTimeProvider(ScratchLedger.Night);
        ExportLedger ledger = await _scratch.OpenAsync(time);
        await using Lease lease = (await ledger.Leases.TryAcquireAsync(Force))!;
        _scratch.Execute("update lease set fence = fence + 1, fence_taken = fence + 1");
        time.Advance(Lease.RenewalInterval);
        Assert.That(() => lease.Lost.IsCancellationRequested, Is.True.After(5000, 20));
    }

    [Test]
    public async Task Counts_as_lost_when_it_could_not_be_renewed_in_time()
    {
        var time = new FakeTimeProvider(ScratchLedger.Night);
        ExportLedger ledger = await _scratch.OpenAsync(time);
        await using Lease lease = (await ledger.Leases.TryAcquireAsync(Force))!;
        _scratch.Execute("drop table lease");
        time.Advance(Lease.Duration - TimeSpan.FromSeconds(1));
        // Not every server that speaks T-SQL has a number for a table that is missing.
        Assert.That(() => lease.RenewalFailure?.Kind, Is.EqualTo(LedgerFault.Damaged).Or.EqualTo(LedgerFault.Unavailable).After(5000, 20));
        Assert.That(lease.Lost.IsCancellationRequested, Is.False);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(() => lease.Lost.IsCancellationRequested, Is.True.After(5000, 20));
        await lease.DisposeAsync();
        Assert.That(lease.ReleaseFailure?.Kind, Is.EqualTo(LedgerFault.Damaged).Or.EqualTo(LedgerFault.Unavailable));
    }

    [Test]
    public async Task Confirms_by_renewing_only_when_less_is_left_than_asked()
    {
        ExportLedger ledger = await _scratch.OpenAsync(new FakeTimeProvider(ScratchLedger.Night));
        await using Lease lease = (await ledger.Leases.TryAcquireAsync(Force))!;
        string enough = Expire(TimeSpan.FromSeconds(40));
        await lease.ConfirmAsync(TimeSpan.FromSeconds(30));
        Assert.That(_scratch.Scalar("select expires_at from lease"), Is.EqualTo(enough));
        string scarce = Expire(TimeSpan.FromSeconds(20));
        await lease.ConfirmAsync(TimeSpan.FromSeconds(30));
        Assert.That(_scratch.Scalar("select expires_at from lease"), Is.GreaterThan(scarce));
    }

    [Test]
    public async Task Confirms_an_expired_lease_that_nobody_took()
    {
        ExportLedger ledger = await _scratch.OpenAsync();
        await using Lease lease = (await ledger.Leases.TryAcquireAsync(Force))!;
        Expire(TimeSpan.FromSeconds(-5));
        await lease.ConfirmAsync(TimeSpan.FromSeconds(30));
        Assert.That(await ledger.Leases.TryAcquireAsync(Force), Is.Null);
    }

    private string Expire(TimeSpan from)
    {
        _scratch.Execute($"update lease set expires_at = {_scratch.At((int)from.TotalSeconds)}");
        return (string)_scratch.Scalar("select expires_at from lease")!;
    }
}
