using DataSharing.Disclosure.Keys;
using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Profile;
using DataSharing.Disclosure.Records;

namespace DataSharing.Disclosure.Tests.Planning;

public sealed class PlannerTests
{
    private static readonly ForceProfile Profile = Some.Column("integer", "plain", "keep").Parse();

    [Test]
    public void Sends_what_is_new_changed_and_gone_and_nothing_else()
    {
        Planned first = Some.Plan(Profile, [Record(1, 10), Record(2, 20), Record(3, 30), Record(4, 40)]);
        Assert.That(first.Lines, Is.EqualTo(new[] { "New 1 1 10", "New 2 1 20", "New 3 1 30", "New 4 1 40" }));
        Planned second = Some.Plan(Profile, [Record(0, 0), Record(1, 10), Record(2, 21), Record(5, 50)], Some.Holding(first));
        Assert.That(second.Lines, Is.EqualTo(new[] { "New 0 1 0", "Amend 2 2 21", "Withdraw 3 2", "Withdraw 4 2", "New 5 1 50" }));
        Assert.That(second.Counts.Excluded, Is.EqualTo(new Dictionary<string, int> { ["deleted"] = 2 }));
        PlanCounts counts = second.Counts;
        Assert.That((counts.Read, counts.Held, counts.New, counts.Amend, counts.Withdraw, counts.Resend, counts.Rows), Is.EqualTo((4L, 4, 2, 1, 2, 0, 5)));
    }

    [Test]
    public void A_record_that_returns_is_new_under_its_old_token_with_the_next_version()
    {
        IReadOnlyList<HoldingRow> holding = Some.Holding(Some.Plan(Profile, [Record(1, 10)]));
        string token = holding[0].Token;
        holding = Some.Holding(Some.Plan(Profile, [], holding), holding, 2);
        Assert.That((holding[0].IsHeld, holding[0].Version, holding[0].LastSequence), Is.EqualTo((false, 2, 2)));
        Assert.That(Some.Plan(Profile, [], holding).Lines, Is.Empty, "A withdrawal is sent once.");
        Planned back = Some.Plan(Profile, [Record(1, 10)], holding, Some.Keys(7, 8));
        Assert.That(back.Lines, Is.EqualTo(new[] { "New 1 3 10" }));
        Assert.That(back.Rows[0].Entry.Token, Is.EqualTo(token));
    }

    [Test]
    public void A_withdrawal_says_nothing_but_that()
    {
        PlannedRow row = Some.Plan(Profile, [Record(1, 10, ("do_not_share", true))], Some.Holding(Some.Plan(Profile, [Record(1, 10)]))).Rows.Single();
        Assert.That((row.Cells.Count, row.Entry.RowHash, row.Entry.Action), Is.EqualTo((0, (byte[]?)null, RowAction.Withdraw)));
    }

    [Test]
    public void A_full_export_sends_everything_the_force_should_hold()
    {
        IReadOnlyList<HoldingRow> holding = Some.Holding(Some.Plan(Profile, [Record(1, 10), Record(2, 20), Record(3, 30), Record(4, 40)]));
        IncidentRecord[] source = [Record(1, 10), Record(2, 21), Record(3, "x"), Record(5, 50), Record(6, "x")];
        Assert.That(Some.Plan(Profile, source, holding).Lines, Is.EqualTo(new[] { "Amend 2 2 21", "Withdraw 4 2", "New 5 1 50" }), "Held back, 3 stays as it is.");
        Planned full = Some.Plan(Profile, source, holding, full: true);
        Assert.That(full.Lines, Is.EqualTo(new[] { "Resend 1 1 10", "Amend 2 2 21", "Withdraw 3 2", "Withdraw 4 2", "New 5 1 50" }));
        Assert.That((full.Counts.Resend, full.Counts.HeldBack["unreadable"]), Is.EqualTo((1, 2)));
    }

    [Test]
    public void A_resent_row_keeps_its_hash_and_takes_the_active_key()
    {
        Planned first = Some.Plan(Profile, [Record(1, 10)]);
        ExportedRow again = Some.Plan(Profile, [Record(1, 10)], Some.Holding(first), Some.Keys(7, 8), full: true).Rows.Single().Entry;
        Assert.That((again.Action, again.Version, again.KeyId), Is.EqualTo((RowAction.Resend, 1, Some.Ring(8).Active.Id)));
        Assert.That(again.RowHash, Is.Not.EqualTo(first.Rows[0].Entry.RowHash));
    }

    [Test]
    public void Rotation_sends_nothing_and_a_missing_key_stops_the_plan()
    {
        IReadOnlyList<HoldingRow> holding = Some.Holding(Some.Plan(Profile, [Record(1, 10), Record(2, 20)]));
        Assert.That(Some.Plan(Profile, [Record(1, 10), Record(2, 20)], holding, Some.Keys(7, 8)).Lines, Is.Empty);
        Assert.That(Some.Plan(Profile, [Record(1, 10), Record(2, 21)], holding, Some.Keys(7, 8)).Lines, Is.EqualTo(new[] { "Amend 2 2 21" }));
        Assert.That(() => Some.Plan(Profile, [Record(1, 10), Record(2, 20)], holding, Some.Keys(8)),
            Throws.TypeOf<KeyUnknownException>().With.Property(nameof(KeyUnknownException.KeyId)).EqualTo(Some.Ring(7).Active.Id));
    }

    [TestCase(new object?[] { null }, "Row 1 of the source has a key that is null, or neither an integer nor printable ASCII text of at most 64 characters.")]
    [TestCase(new object?[] { 1L, "x" }, "Row 2 of the source has a key that is null, or neither an integer nor printable ASCII text of at most 64 characters.")]
    [TestCase(new object?[] { 1L, 2L, 2L }, "Row 3 of the source has a key that is repeated.")]
    [TestCase(new object?[] { 1L, -1L }, "Row 2 of the source has a key that is out of order.")]
    [TestCase(new object?[] { 9L, 10L, 9L }, "Row 3 of the source has a key that is out of order.")]
    public void Stops_at_a_numeric_key_that_is_null_repeated_or_out_of_order(object?[] keys, string expected) =>
        Assert.That(() => Some.Plan(Profile, keys.Select(key => Some.Record(Profile, key))), Throws.TypeOf<SourceOrderException>().With.Message.StartsWith(expected));

    [TestCase("B", "a", "a")]
    [TestCase("a", "B")]
    [TestCase("10", "9", "10")]
    [TestCase("a", "\u00E9")]
    [TestCase("a b")]
    [TestCase("")]
    public void Stops_at_a_text_key_that_is_not_in_byte_order(params string[] keys)
    {
        ForceProfile text = Some.Column("integer", "plain", "keep").TextKey().Parse();
        Assert.That(() => Some.Plan(text, keys.Select(key => Some.Record(text, key))), Throws.TypeOf<SourceOrderException>());
    }

    [Test]
    public void Takes_text_keys_in_byte_order_and_numbers_in_their_own()
    {
        ForceProfile text = Some.Column("integer", "plain", "keep").TextKey().Parse();
        string[] texts = ["!", "10", "9", "B", "a", "aa", "~"];
        Assert.That(Some.Plan(text, texts.Select(key => Some.Record(text, key))).Rows.Select(row => row.Entry.Key.ToString()), Is.EqualTo(texts));
        long[] numbers = [long.MinValue, -10, -9, 0, 9, 10, long.MaxValue];
        Assert.That(Some.Plan(Profile, numbers.Select(key => Some.Record(Profile, key))).Rows.Select(row => row.Entry.Key.Number), Is.EqualTo(numbers));
    }

    [Test]
    public void Stops_when_the_ledger_gives_the_holding_out_of_order()
    {
        // A ledger with another collation would turn every record into a withdrawal and a new one, in silence.
        IReadOnlyList<HoldingRow> holding = Some.Holding(Some.Plan(Profile, [Record(1, 10), Record(2, 20)]));
        IncidentRecord[] source = [Record(1, 10), Record(2, 20)];
        Assert.That(() => Some.Plan(Profile, source, holding.Reverse()), Throws.InvalidOperationException);
        Assert.That(() => Some.Plan(Profile, source, [holding[0], holding[0], holding[1]]), Throws.InvalidOperationException);
        Assert.That(() => Some.Plan(Profile, [], holding.Reverse()), Throws.InvalidOperationException);
    }

    private static IncidentRecord Record(long key, object? value, params (string, object?)[] gates) => Some.Record(Profile, key, [("value", value), .. gates]);
}
