using System.Globalization;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Records;
using DataSharing.Gateway.Ledger;
using DataSharing.Sandbox;

namespace DataSharing.Gateway.Tests.Ledger;

/// <summary>What people order about incidents and about everything, and what a publication makes of an order that comes in between.</summary>
[TestFixture(ServerKind.Sqlite)]
[TestFixture(ServerKind.PostgreSql)]
[TestFixture(ServerKind.SqlServer)]
internal sealed class OrderTests(ServerKind server)
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
        if (_lease is not null)
        {
            await _lease.DisposeAsync();
        }

        _scratch?.Dispose();
    }

    [Test]
    public async Task An_order_stands_until_the_next_one_of_its_pair()
    {
        Assert.That((Standing(), _ledger.Orders.Standing().Seen), Is.EqualTo(("", 0L)));
        StandingOrder withdrawn = await GiveAsync(OrderKind.Withdraw, 1);
        StandingOrder held = await GiveAsync(OrderKind.Hold, 1, new DateOnly(2026, 12, 24));
        await GiveAsync(OrderKind.Hold, 2);
        await _ledger.Orders.GiveAsync(OrderKind.Stop, "administrator", "a test");
        Assert.That(Standing(), Is.EqualTo("Hold 1 of 1 until 2026-12-24, Hold 1 of 2, Stop 1, Withdraw 1 of 1"));
        Assert.That(held.Incident, Is.EqualTo(withdrawn.Incident), "One incident has one id.");

        Assert.That((await GiveAsync(OrderKind.Restore, 1)).Number, Is.EqualTo(2));
        await GiveAsync(OrderKind.Release, 2);
        StandingOrder resumed = await _ledger.Orders.GiveAsync(OrderKind.Resume, "administrator", "a test");
        Assert.That(Standing(), Is.EqualTo("Hold 1 of 1 until 2026-12-24"));
        Assert.That(_ledger.Orders.Standing().Seen, Is.EqualTo(resumed.Entry), "What lets go again was seen too.");
        Assert.That((await GiveAsync(OrderKind.Withdraw, 1)).Number, Is.EqualTo(3));
        Assert.That(Standing(), Is.EqualTo("Hold 1 of 1 until 2026-12-24, Withdraw 3 of 1"));
        Assert.That((await _ledger.Journal.VerifyAsync()).Problem, Is.Null);
    }

    [Test]
    public async Task An_order_is_read_back_as_it_was_given_and_the_journal_names_no_incident()
    {
        StandingOrder given = await GiveAsync(OrderKind.Hold, 1, new DateOnly(2026, 12, 24));
        Assert.That(_ledger.Orders.All().Single(), Is.EqualTo(given));
        Assert.That(await _ledger.Orders.NameOfAsync(IncidentKey.FromNumber(1)), Is.EqualTo(given.Incident));
        Assert.That(await _ledger.Orders.KeyOfAsync(given.Incident!), Is.EqualTo(IncidentKey.FromNumber(1)));
        Assert.That(await _ledger.Orders.NameOfAsync(IncidentKey.FromNumber(2)), Is.Null);
        Assert.That((string)_scratch.Scalar("select body from journal where kind = 'incidentHeld'")!, Does.Not.Contain(IncidentKey.FromNumber(1).Stored).And.Contain(given.Mark));
        Assert.That(_scratch.Scalar("select actor from journal where kind = 'incidentHeld'"), Is.EqualTo("administrator"));
    }

    [Test]
    public async Task Orders_that_a_restored_ledger_lacks_are_taken_back_once()
    {
        StandingOrder kept = await GiveAsync(OrderKind.Withdraw, 1);
        StandingOrder lost = Foreign(OrderKind.Withdraw, 2, number: 3);
        IReadOnlyList<StandingOrder> back = await _ledger.Orders.TakeBackAsync([kept, lost, lost], "administrator");
        Assert.That(back.Select(order => (order.Id, order.Number, order.Incident)), Is.EqualTo(new[] { (lost.Id, 3, (string?)null) }));
        Assert.That(await _ledger.Orders.TakeBackAsync([kept, lost], "administrator"), Is.Empty);
        Assert.That(Standing(), Is.EqualTo("Withdraw 1 of 1, Withdraw 3 of 2"));
        Assert.That((await GiveAsync(OrderKind.Restore, 2)).Number, Is.EqualTo(4), "The numbers go on from those of the file.");
        Assert.That(Standing(), Is.EqualTo("Withdraw 1 of 1"));
        Assert.That((await _ledger.Journal.VerifyAsync()).Problem, Is.Null);
    }

    [Test]
    public async Task The_higher_number_counts_whichever_came_later()
    {
        await GiveAsync(OrderKind.Withdraw, 1);
        await _ledger.Orders.TakeBackAsync([Foreign(OrderKind.Restore, 1, number: 4), Foreign(OrderKind.Withdraw, 1, number: 3)], "administrator");
        Assert.That(Standing(), Is.Empty);
        await _ledger.Orders.TakeBackAsync([Foreign(OrderKind.Withdraw, 1, number: 5), Foreign(OrderKind.Restore, 1, number: 2)], "administrator");
        Assert.That(Standing(), Is.EqualTo("Withdraw 5 of 1"));
    }

    [Test]
    public async Task Of_two_with_one_number_the_one_counts_that_lets_less_out([Values] bool stricterFirst)
    {
        StandingOrder[] both = [Foreign(OrderKind.Withdraw, 1, number: 2), Foreign(OrderKind.Restore, 1, number: 2)];
        await _ledger.Orders.TakeBackAsync(stricterFirst ? both : [.. both.Reverse()], "administrator");
        Assert.That(Standing(), Is.EqualTo("Withdraw 2 of 1"));
    }

    [TestCase("update standing_order set kind = 'restore' where number = 1 and until is null", "The order is not the one that the entry tells of.")]
    [TestCase("update standing_order set mark = '00000000000000000000000000000009' where number = 1", "The order is not the one that the entry tells of.")]
    [TestCase("update standing_order set key_id = 'x' where number = 1", "The order is not the one that the entry tells of.")]
    [TestCase("update standing_order set number = 7 where number = 1", "The order is not the one that the entry tells of.")]
    [TestCase("update standing_order set until = null where kind = 'hold'", "The order is not the one that the entry tells of.")]
    [TestCase("update standing_order set incident = 'x' where number = 1", "The order is not the one that the entry tells of.")]
    [TestCase("update standing_order set reason = 'x' where number = 1", "The order is not the one that the entry tells of.")]
    [TestCase("update standing_order set at = '2020-01-01T00:00:00.000Z' where number = 1", "The order is not the one that the entry tells of.")]
    [TestCase("update standing_order set id = 'x' where number = 1 and kind = 'hold'", "The order is not the one that the entry tells of.")]
    [TestCase("update standing_order set entry = 1 where number = 2", "There is an order that no entry tells of.|The order that the entry tells of is missing.")]
    [TestCase("delete from standing_order where kind = 'hold'", "The order that the entry tells of is missing.")]
    [TestCase("insert into standing_order (id, kind, mark, key_id, number, at, entry) select 'x', 'restore', mark, key_id, 9, at, 1 from standing_order where number = 2", "There is an order that no entry tells of.")]
    [TestCase("insert into standing_order (id, kind, mark, key_id, number, at, entry) select 'x', 'restore', mark, key_id, 9, at, entry from standing_order where number = 2", "There is an order that no entry tells of.|The order is not the one that the entry tells of.")]
    public async Task Finds_an_order_that_was_altered_deleted_or_invented(string sql, string problem)
    {
        await _ledger.Profiles.FirstSeenEnabledAsync(Force, TimeProvider.System.GetUtcNow());
        await GiveAsync(OrderKind.Hold, 2, new DateOnly(2026, 12, 24));
        await GiveAsync(OrderKind.Withdraw, 1);
        await GiveAsync(OrderKind.Restore, 1);
        Assert.That((await _ledger.Journal.VerifyAsync()).Problem, Is.Null);
        Assert.That(_scratch.Execute(sql), Is.Positive);
        LedgerVerdict verdict = await _ledger.Journal.VerifyAsync();
        Assert.That(verdict.Ok, Is.False);
        Assert.That(verdict.Problem, Does.Match(problem));
    }

    [Test]
    public async Task What_can_be_erased_leaves_the_order_standing_and_the_journal_whole()
    {
        StandingOrder given = await _ledger.Orders.GiveAsync(
            OrderKind.Withdraw, IncidentKey.FromNumber(1), (MarkOf(1), ScratchLedger.KeyId), null, ([1, 2, 3], ScratchLedger.KeyId), "administrator", "objection");
        Assert.That(_scratch.Execute($"delete from order_note where order_id = '{given.Id}'"), Is.EqualTo(1));
        Assert.That(_scratch.Execute("delete from incident_name"), Is.EqualTo(1));
        Assert.That(await _ledger.Orders.KeyOfAsync(given.Incident!), Is.Null);
        Assert.That(Standing(), Is.EqualTo("Withdraw 1 of 1"));
        Assert.That((await _ledger.Journal.VerifyAsync()).Problem, Is.Null);
    }

    [TestCase(OrderKind.Withdraw, 1, false)]
    [TestCase(OrderKind.Hold, 1, false)]
    [TestCase(OrderKind.Withdraw, 9, true)]
    [TestCase(OrderKind.Hold, 9, true)]
    [TestCase(OrderKind.Withdraw, 2, true)]
    [TestCase(OrderKind.Restore, 1, true)]
    [TestCase(OrderKind.Release, 1, true)]
    public async Task Does_not_publish_a_row_that_an_order_came_to_be_about_in_between(OrderKind kind, long key, bool publishes)
    {
        await _scratch.DeliverAsync(_ledger, _lease, ScratchLedger.Row(2));
        RecordedExport export = await SendingAsync(ScratchLedger.Row(1), ScratchLedger.Row(2, RowAction.Withdraw, 2));
        long seen = _ledger.Orders.Standing().Seen;
        StandingOrder given = await GiveAsync(kind, key);
        RecordedExport? begun = await _ledger.Exports.BeginPublishingAsync(_lease, export.Id, seen, despiteStop: false);
        Assert.That(begun?.State, Is.EqualTo(publishes ? ExportState.Publishing : null));
        Assert.That((await _ledger.Exports.FindAsync(export.Id))!.State, Is.EqualTo(publishes ? ExportState.Publishing : ExportState.Sending));
        if (!publishes)
        {
            Assert.That(await _ledger.Exports.BeginPublishingAsync(_lease, export.Id, given.Entry, despiteStop: false), Is.Not.Null, "It was looked at again, and stands.");
        }
    }

    [Test]
    public async Task Does_not_send_a_file_again_of_which_a_row_came_to_be_withdrawn_in_between()
    {
        RecordedExport first = await _scratch.DeliverAsync(_ledger, _lease, ScratchLedger.Row(1));
        RecordedExport again = await _scratch.ResendAsync(_ledger, _lease, first);
        await _ledger.Exports.SetStateAsync(_lease, again.Id, ExportState.Built, ExportState.Sending, temporaryName: "a.part");
        await GiveAsync(OrderKind.Withdraw, 1);
        Assert.That(await _ledger.Exports.BeginPublishingAsync(_lease, again.Id, seen: 0, despiteStop: false), Is.Null);
    }

    [Test]
    public async Task Publishes_nothing_when_an_order_in_between_is_about_an_incident_that_nobody_can_name()
    {
        RecordedExport export = await SendingAsync(ScratchLedger.Row(1));
        await _ledger.Orders.TakeBackAsync([Foreign(OrderKind.Withdraw, 9, number: 1)], "administrator");
        Assert.That(await _ledger.Exports.BeginPublishingAsync(_lease, export.Id, seen: 0, despiteStop: false), Is.Null);
    }

    [Test]
    public async Task Publishes_nothing_while_everything_is_stopped_but_what_goes_despite_that()
    {
        RecordedExport export = await SendingAsync(ScratchLedger.Row(1));
        await _ledger.Orders.GiveAsync(OrderKind.Stop, "administrator", "a test");
        long seen = _ledger.Orders.Standing().Seen;
        RefusedException refused = (await Assert.ThrowsAsync<RefusedException>(() => _ledger.Exports.BeginPublishingAsync(_lease, export.Id, seen, despiteStop: false)))!;
        Assert.That(refused.Reason, Is.EqualTo(Reason.StopAll));
        Assert.That((await _ledger.Exports.FindAsync(export.Id))!.State, Is.EqualTo(ExportState.Sending));
        Assert.That(await _ledger.Exports.BeginPublishingAsync(_lease, export.Id, seen, despiteStop: true), Is.Not.Null);
    }

    [Test]
    public async Task Who_saw_another_order_than_the_one_that_stands_gives_none()
    {
        await Assert.ThrowsAsync<OrderOvertakenException>(() => GiveAsync(OrderKind.Restore, 1, seen: "an order that is gone"));
        StandingOrder first = await GiveAsync(OrderKind.Withdraw, 1, seen: "");
        await GiveAsync(OrderKind.Hold, 1, seen: "");
        await Assert.ThrowsAsync<OrderOvertakenException>(() => GiveAsync(OrderKind.Withdraw, 1, seen: ""));
        StandingOrder second = await GiveAsync(OrderKind.Withdraw, 1, seen: first.Id);
        await Assert.ThrowsAsync<OrderOvertakenException>(() => GiveAsync(OrderKind.Restore, 1, seen: first.Id));
        await GiveAsync(OrderKind.Restore, 1, seen: second.Id);
        Assert.That(_ledger.Orders.All(), Has.Count.EqualTo(4), "Who was overtaken left nothing.");
        Assert.That((await _ledger.Journal.VerifyAsync()).Problem, Is.Null);
    }

    private async Task<RecordedExport> SendingAsync(params ExportedRow[] rows)
    {
        RecordedExport export = await _scratch.BuildAsync(_ledger, _lease, rows);
        return await _ledger.Exports.SetStateAsync(_lease, export.Id, ExportState.Built, ExportState.Sending, temporaryName: "a.part");
    }

    private Task<StandingOrder> GiveAsync(OrderKind kind, long key, DateOnly? until = null, string? seen = null) => _ledger.Orders.GiveAsync(
        kind, IncidentKey.FromNumber(key), (MarkOf(key), ScratchLedger.KeyId), until, null, "administrator", "objection",
        seen: seen is null ? null : stands => (stands?.Id ?? "") == seen);

    private static StandingOrder Foreign(OrderKind kind, long key, int number) =>
        new() { Id = StandingOrder.NewId(), Kind = kind, Mark = MarkOf(key), KeyId = ScratchLedger.KeyId, Number = number };

    private static string MarkOf(long key) => key.ToString("x32", CultureInfo.InvariantCulture);

    /// <summary>What stands, as one text.</summary>
    private string Standing()
    {
        StandingOrders standing = _ledger.Orders.Standing();
        IEnumerable<StandingOrder> all = standing.Stop is { } stop ? [.. standing.Incidents, stop] : standing.Incidents;
        return string.Join(", ", all.Select(Told).Order(StringComparer.Ordinal));
    }

    private static string Told(StandingOrder order)
    {
        string about = order.Mark.Length == 0 ? "" : $" of {order.Mark.TrimStart('0')}";
        string until = order.Until is { } last ? FormattableString.Invariant($" until {last:yyyy-MM-dd}") : "";
        return FormattableString.Invariant($"{order.Kind} {order.Number}{about}{until}");
    }
}
