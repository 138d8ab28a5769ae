using DataSharing.Disclosure.Cells;
using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Profile;
using DataSharing.Disclosure.Records;

namespace DataSharing.Disclosure.Tests.Planning;

/// <summary>Records whose rows the check of a finished file refused.</summary>
public sealed class RefusedRowTests
{
    private static readonly ForceProfile Profile = Some.Column("integer", "plain", "keep").Parse();

    private static readonly Dictionary<IncidentKey, RefusedRow> Refused = new() { [IncidentKey.FromNumber(2)] = new RefusedRow(Reason.CellGrammar, "value") };

    [Test]
    public void Are_held_back_and_counted_under_reason_and_field()
    {
        (PlanCounts counts, List<PlannedRow> rows) = Plan(full: false, []);
        Assert.That(rows.Select(row => row.Entry.Key.ToString()), Is.EqualTo(new[] { "1", "3" }));
        Assert.That((counts.New, counts.HeldBackByField[("cellGrammar", "value")]), Is.EqualTo((2, 1)));
    }

    [TestCase(false, null)]
    [TestCase(true, RowAction.Withdraw)]
    public void Stay_with_the_force_but_in_a_full_file(bool full, RowAction? action)
    {
        (_, List<PlannedRow> rows) = Plan(full, [new HoldingRow(IncidentKey.FromNumber(2), "0000000000000002", 1, [1], Some.Keys(7).ActiveKeyId, 1)]);
        Assert.That(rows.SingleOrDefault(row => row.Entry.Key == IncidentKey.FromNumber(2))?.Entry.Action, Is.EqualTo(action));
    }

    [Test]
    public void Are_named_with_a_reason_to_hold_back() => Assert.That(() => new RefusedRow(Reason.Objection, "value"), Throws.ArgumentException);

    private static (PlanCounts Counts, List<PlannedRow> Rows) Plan(bool full, HoldingRow[] holding)
    {
        var planner = new Planner(Profile, Some.Keys(7), Some.Today, full, refused: Refused);
        List<PlannedRow> rows = [.. planner.Rows([.. Enumerable.Range(1, 3).Select(id => Some.Record(Profile, (long)id, ("value", (long)id)))], holding)];
        return (planner.Counts, rows);
    }
}
