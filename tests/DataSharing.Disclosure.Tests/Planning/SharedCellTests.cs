using System.Globalization;
using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Profile;
using DataSharing.Disclosure.Records;

namespace DataSharing.Disclosure.Tests.Planning;

/// <summary>Cells are shared between the records of one run; each record must still get what it gets in a run of its own.</summary>
public sealed class SharedCellTests
{
    private static readonly string?[] Kinds = ["A", "B", null, "C"];
    private static readonly string?[] Codes = ["NE1 4LP", "ne14lp", "NE35 2FG", "W1A 1AA", "BX1 1LT", "E98 1AA", "SW1 1AA", "NE99 9ZZ", "none", null];
    private static readonly string?[] Places = ["Barnet", "E08000021", "Newcastle upon Tyne", "Atlantis", null];
    private static readonly string?[] Towns = ["London", "Leeds", null, "Leeds "];
    private static readonly object?[] Names = ["Ada", "", "Bob", null];

    [TestCase(1)]
    [TestCase(2)]
    public void Every_record_gets_in_a_run_of_many_what_it_gets_in_a_run_of_its_own(int seed)
    {
        ForceProfile profile = Many().Parse();
        IncidentRecord[] records = Records(profile, new Random(seed), 3000);
        Planned together = Some.Plan(profile, records);
        Planned[] alone = [.. records.Select(record => Some.Plan(profile, [record]))];
        Assert.That(together.Rows.Select(Written), Is.EqualTo(alone.SelectMany(plan => plan.Rows).Select(Written)));
        Assert.That(together.Counts.HeldBackByField, Is.EqualTo(alone.SelectMany(plan => plan.Counts.HeldBackByField).GroupBy(pair => pair.Key).ToDictionary(group => group.Key, group => group.Sum(pair => pair.Value))));
        Assert.That(together.Rows, Has.Count.GreaterThan(200));
        Assert.That(together.Counts.HeldBackByField, Has.Count.GreaterThan(3));
    }

    [Test]
    public void More_values_than_can_be_remembered_are_told_apart()
    {
        ForceProfile profile = Some.Column("integer", "plain", "keep").Parse();
        long[] values = [.. Enumerable.Range(0, 60_000).Select(number => (number % 20_000) * 4096L)];
        Planned plan = Some.Plan(profile, values.Select((value, i) => Some.Record(profile, (long)i, ("value", value))));
        Assert.That(plan.Rows.Select(row => row.Cells[0]), Is.EqualTo(values.Select(value => value.ToString(CultureInfo.InvariantCulture))));
    }

    [Test]
    public void A_value_that_holds_its_row_back_does_so_every_time()
    {
        ForceProfile profile = Some.Column("text", "quasi", "town").Parse();
        Planned plan = Some.Plan(profile, Enumerable.Range(0, 9).Select(i => Some.Record(profile, (long)i, ("value", i % 3 == 0 ? "Leeds" : "Atlantis"))));
        Assert.That(plan.Rows.Select(row => row.Cells[0]), Is.All.EqualTo("Leeds").And.Exactly(3).Items);
        Assert.That(plan.Counts.HeldBack["notInReference"], Is.EqualTo(6));
    }

    private static ProfileText Many() => Some.Profile()
        .With("amount", "number", "quasi", "keep").With("flag", "boolean", "quasi", "keep").With("count", "integer", "quasi", """{ "kind": "countBand", "from": [0, 1, 2, 3, 6] }""")
        .With("ends", "integer", "quasi", """{ "kind": "topBottom", "bottom": 18, "top": 65 }""")
        .With("happened", "dateTime", "quasi", """{ "kind": "date", "precision": "day" }""")
        .Column("band", """{ "kind": "timeBand", "hours": 6 }""", field: "happened").Column("week", """{ "kind": "date", "precision": "week" }""", field: "happened")
        .With("kind", "text", "quasi", """{ "kind": "recode", "codes": "kind", "whenNull": "Unknown" }""")
        .With("code", "postcode", "quasi", "outwardPostcode").Column("postal", "postcodeArea", field: "code")
        .With("place", "text", "quasi", "localAuthority").With("town", "text", "quasi", "town").With("alias", "text", "direct", "presence")
        .Own(""" "placesIntersect": "A reason for tests" """);

    private static IncidentRecord[] Records(ForceProfile profile, Random random, int count) =>
    [
        .. Enumerable.Range(0, count).Select(i => Some.Record(profile, (long)i,
            ("amount", random.Next(5) / 4.0), ("flag", random.Next(3) == 0 ? null : random.Next(2) == 0), ("count", (long)random.Next(8)), ("ends", random.Next(9) == 0 ? "old" : (long)random.Next(10, 80)),
            ("happened", new DateTime(2026, 1, 1).AddMinutes(random.Next(60 * 24 * 40))), ("kind", Often(random, Kinds)), ("code", Often(random, Codes)), ("place", Often(random, Places)),
            ("town", Often(random, Towns)), ("alias", Often(random, Names)))),
    ];

    // Mostly one of the first, so that most records can be cleared.
    private static object? Often(Random random, object?[] values) => values[random.Next(4) > 0 ? random.Next(2) : random.Next(values.Length)];

    private static string Written(PlannedRow row) =>
        $"{row.Entry.Key} {row.Entry.Token} {Convert.ToHexString(row.Entry.RowHash!)} {string.Join('|', row.Cells.Select(cell => cell ?? "none"))}";
}
