using DataSharing.Gateway.Ledger;
using DataSharing.Sandbox;

namespace DataSharing.Gateway.Tests.Ledger;

/// <summary>Who stopped everything, as the ledger says it.</summary>
[TestFixture(ServerKind.Sqlite)]
[TestFixture(ServerKind.PostgreSql)]
internal sealed class StopOrderTests(ServerKind server)
{
    private ScratchLedger _scratch = null!;
    private ExportLedger _ledger = null!;

    [SetUp]
    public async Task Prepare()
    {
        _scratch = new ScratchLedger(server);
        _ledger = await _scratch.OpenAsync();
    }

    [TearDown]
    public void Clean() => _scratch.Dispose();

    [Test]
    public async Task Nothing_is_stopped_where_nobody_ordered_it() => Assert.That(await _ledger.Stop.StandingAsync(), Is.Empty);

    [Test]
    public async Task One_order_to_go_on_lifts_those_of_all_persons_and_no_earlier_ones()
    {
        await _ledger.Orders.GiveAsync(OrderKind.Stop, "amara (amara)", "first");
        StandingOrder earlier = await _ledger.Orders.GiveAsync(OrderKind.Resume, "amara (amara)", "first over");
        await _ledger.Orders.GiveAsync(OrderKind.Stop, "amara (amara)", "one");
        StandingOrder second = await _ledger.Orders.GiveAsync(OrderKind.Stop, "priya (priya)", "two");
        IReadOnlyList<GivenStop> standing = await _ledger.Stop.StandingAsync();
        Assert.That(standing.Select(order => (order.Person, order.Reason)), Is.EqualTo(new[] { ("amara (amara)", "one"), ("priya (priya)", (string?)"two") }));
        Assert.That(standing[1].At, Is.EqualTo(second.At));

        StandingOrder resume = await _ledger.Orders.GiveAsync(OrderKind.Resume, "priya (priya)", "over");
        Assert.That(await _ledger.Stop.StandingAsync(), Is.Empty);
        Assert.That((await _ledger.Stop.LiftedByAsync(resume)).Select(order => order.Reason), Is.EqualTo(new[] { "one", "two" }));
        Assert.That((await _ledger.Stop.LiftedByAsync(earlier)).Select(order => order.Reason), Is.EqualTo(new[] { "first" }));
    }

    [Test]
    public async Task Of_two_orders_with_one_number_which_only_a_restored_ledger_has_the_one_that_stops_counts()
    {
        await _ledger.Orders.GiveAsync(OrderKind.Stop, "amara (amara)", "one");
        StandingOrder resume = await _ledger.Orders.GiveAsync(OrderKind.Resume, "amara (amara)", "over");
        var lost = new StandingOrder { Id = StandingOrder.NewId(), Kind = OrderKind.Stop, Mark = "", KeyId = "", Number = resume.Number };
        await _ledger.Orders.TakeBackAsync([lost], "priya (priya)");
        Assert.That((await _ledger.Stop.StandingAsync()).Select(order => (order.Person, order.Reason)), Is.EqualTo(new[] { ("priya (priya)", (string?)null) }));
        Assert.That(_ledger.Orders.Standing().Stop, Is.Not.Null, "Both questions have one answer.");
    }
}
