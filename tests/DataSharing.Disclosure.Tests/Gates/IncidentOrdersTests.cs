using DataSharing.Disclosure.Gates;
using DataSharing.Disclosure.Keys;
using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Profile;
using DataSharing.Disclosure.Records;

namespace DataSharing.Disclosure.Tests.Gates;

/// <summary>What a person ordered about an incident counts whatever its record says.</summary>
public sealed class IncidentOrdersTests
{
    private static readonly ForceProfile Profile = Some.Column("integer", "plain", "keep").Parse();

    [Test]
    public void A_withdrawn_incident_is_taken_back_from_a_force_that_has_it_and_goes_to_no_other()
    {
        IReadOnlyList<HoldingRow> holding = Some.Holding(Some.Plan(Profile, [Record(1, 10), Record(2, 20)]));
        Planned plan = Some.Plan(Profile, [Record(1, 10), Record(2, 20), Record(3, 30)], holding, orders: Orders(Withdrawn(1), Withdrawn(3)));
        Assert.That(plan.Lines, Is.EqualTo(new[] { "Withdraw 1 2" }));
        Assert.That(plan.Counts.Excluded, Is.EqualTo(new Dictionary<string, int> { ["withdrawn"] = 2 }));
        holding = Some.Holding(plan, holding, 2);
        Assert.That(Some.Plan(Profile, [Record(1, 10), Record(2, 20), Record(3, 30)], holding, orders: Orders(Withdrawn(1), Withdrawn(3))).Lines, Is.Empty, "Once.");
        Assert.That(Some.Plan(Profile, [Record(1, 10), Record(2, 20)], holding).Lines, Is.EqualTo(new[] { "New 1 3 10" }), "Restored.");
    }

    [Test]
    public void Of_an_incident_on_hold_nothing_new_goes_and_what_was_sent_stays()
    {
        IReadOnlyList<HoldingRow> holding = Some.Holding(Some.Plan(Profile, [Record(1, 10), Record(2, 20)]));
        Planned plan = Some.Plan(Profile, [Record(1, 10), Record(2, 21), Record(3, 30)], holding, orders: Orders(OnHold(1), OnHold(2), OnHold(3)));
        Assert.That(plan.Lines, Is.Empty);
        Assert.That(plan.Counts.HeldBack, Is.EqualTo(new Dictionary<string, int> { ["onHold"] = 3 }));
        Assert.That(Some.Plan(Profile, [Record(1, 10), Record(2, 21), Record(3, 30)], holding).Lines, Is.EqualTo(new[] { "Amend 2 2 21", "New 3 1 30" }), "Released.");
    }

    [Test]
    public void A_hold_does_not_keep_a_force_from_being_told_what_it_must_not_have()
    {
        IReadOnlyList<HoldingRow> holding = Some.Holding(Some.Plan(Profile, [Record(1, 10)]));
        IncidentRecord objected = Some.Record(Profile, 1L, ("value", 10L), ("do_not_share", true));
        Assert.That(Some.Plan(Profile, [objected], holding, orders: Orders(OnHold(1))).Lines, Is.EqualTo(new[] { "Withdraw 1 2" }));
    }

    [Test]
    public void Withdrawn_counts_before_a_hold([Values] bool withdrawnFirst)
    {
        IReadOnlyList<HoldingRow> holding = Some.Holding(Some.Plan(Profile, [Record(1, 10)]));
        OrderedIncident[] both = withdrawnFirst ? [Withdrawn(1), OnHold(1)] : [OnHold(1), Withdrawn(1)];
        Planned plan = Some.Plan(Profile, [Record(1, 10)], holding, orders: Orders(both));
        Assert.That(plan.Lines, Is.EqualTo(new[] { "Withdraw 1 2" }));
        Assert.That(plan.Counts.HeldBack, Is.Empty);
    }

    [Test]
    public void Withdrawn_counts_before_a_hold_that_was_marked_under_another_key([Values(7, 8)] byte older)
    {
        KeyRing ring = Some.Ring(older, (byte)(15 - older));
        var keys = new ForceKeys(ring, Some.Controller, Some.Force);
        IncidentMarks marks = keys.Marks();
        string[] ids = [.. ring.Ids];
        OrderedIncident Of(string keyId, bool hold) => new(marks.Of(IncidentKey.FromNumber(1), keyId), keyId, hold, null);
        IncidentOrders orders = IncidentOrders.Of(marks, [Of(ids[0], true), Of(ids[1], false)], Some.Today);
        Planned plan = Some.Plan(Profile, [Record(1, 10)], keys: keys, orders: orders);
        Assert.That(plan.Counts.Excluded, Is.EqualTo(new Dictionary<string, int> { ["withdrawn"] = 1 }));
    }

    [TestCase(-1, 1)]
    [TestCase(0, 0)]
    [TestCase(1, 0)]
    public void A_hold_counts_up_to_and_including_its_last_day(int days, int rows)
    {
        IncidentOrders orders = Orders(OnHold(1) with { Until = Some.Today.AddDays(days) });
        Assert.That(Some.Plan(Profile, [Record(1, 10)], orders: orders).Rows, Has.Count.EqualTo(rows));
    }

    [Test]
    public void A_row_of_an_incident_that_was_withdrawn_or_held_meanwhile_does_not_stand_and_its_withdrawal_does([Values] bool onHold)
    {
        ExportedRow row = Some.Plan(Profile, [Record(1, 10)]).Rows.Single().Entry;
        var withdrawal = new ExportedRow(row.Key, row.Token, RowAction.Withdraw, 2, null, row.KeyId);
        var planner = new Planner(Profile, Some.Keys(), Some.Today, full: false, orders: Orders(onHold ? OnHold(1) : Withdrawn(1)));
        Assert.That(planner.StillStands(Record(1, 10), row), Is.False);
        Assert.That(planner.StillStands(Record(1, 10), withdrawal), Is.EqualTo(!onHold), "A hold is no reason to take anything back.");
    }

    [Test]
    public void An_order_under_a_key_that_the_ring_lacks_stops_the_plan_unless_its_last_day_is_over()
    {
        OrderedIncident unknown = OnHold(1) with { KeyId = "ffffffffffffffff" };
        Assert.That(() => Orders(unknown), Throws.TypeOf<KeyUnknownException>());
        Assert.That(Some.Plan(Profile, [Record(1, 10)], orders: Orders(unknown with { Until = Some.Today.AddDays(-1) })).Rows, Has.Count.EqualTo(1));
    }

    private static OrderedIncident Withdrawn(long key) => Order(key, isHold: false);

    private static OrderedIncident OnHold(long key) => Order(key, isHold: true);

    private static OrderedIncident Order(long key, bool isHold)
    {
        IncidentMarks marks = Some.Keys().Marks();
        return new OrderedIncident(marks.Of(IncidentKey.FromNumber(key), marks.KeyId), marks.KeyId, isHold, null);
    }

    private static IncidentOrders Orders(params OrderedIncident[] orders) => IncidentOrders.Of(Some.Keys().Marks(), orders, Some.Today);

    private static IncidentRecord Record(long key, long value) => Some.Record(Profile, key, ("value", value));
}
