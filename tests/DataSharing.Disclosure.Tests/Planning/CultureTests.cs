using DataSharing.Disclosure.Profile;

namespace DataSharing.Disclosure.Tests.Planning;

/// <summary>The same plan on every machine, whatever its culture.</summary>
public sealed class CultureTests
{
    private static readonly string[] Golden =
    [
        "New -5 1 -1.5|03/02/2026|2026-Q1|INVITED|SW1|Barnet|18:00-23:59|18-64|Y",
        "New 1 1 1234567.25|29/02/2024|2024-Q1|TITLE I|NE3|Barnet|00:00-05:59|0-17|N",
        "New 3 1 -|-|-|INVITED|-|Newcastle upon Tyne|-|-|N",
        "held back: unknownCode kind 1",
    ];

    [Test, SetCulture("")]
    public void Plans_the_golden_rows_in_the_invariant_culture() => AssertGolden();

    [Test, SetCulture("de-DE")]
    public void Plans_the_golden_rows_in_German() => AssertGolden();

    [Test, SetCulture("tr-TR")]
    public void Plans_the_golden_rows_in_Turkish() => AssertGolden();

    [Test, SetCulture("ar-SA")]
    public void Plans_the_golden_rows_under_another_calendar() => AssertGolden();

    [Test, SetCulture("tr-TR")]
    public void Counts_are_listed_by_character_code_in_every_culture()
    {
        ForceProfile profile = Some.Profile().With("n_1", "integer", "plain", "keep").With("n1", "integer", "plain", "keep").Parse();
        Planned plan = Some.Plan(profile, [Some.Record(profile, 1L, ("n_1", "x")), Some.Record(profile, 2L, ("n1", "x"))]);
        Assert.That(plan.Counts.HeldBackByField.Keys.Select(key => key.Field), Is.EqualTo(new[] { "n1", "n_1" }));
    }

    private static void AssertGolden()
    {
        ForceProfile profile = Some.Profile()
            .With("amount", "number", "quasi", "keep").With("day", "date", "quasi", """{ "kind": "date", "precision": "day" }""")
            .Column("quarter", """{ "kind": "date", "precision": "quarter" }""", field: "day")
            .With("kind", "text", "quasi", """{ "kind": "recode", "codes": "kind" }""").Map("\"kind\": { \"i\": \"INVITED\", \"I\": \"TITLE I\" }")
            .With("code", "postcode", "quasi", "outwardPostcode").With("place", "text", "quasi", "localAuthority")
            .With("at", "dateTime", "quasi", """{ "kind": "timeBand", "hours": 6 }""").With("age", "integer", "quasi", """{ "kind": "ageBand", "from": [0, 18, 65] }""")
            .With("phone", "text", "direct", "presence").Layout("\"dateFormat\": \"dd/MM/yyyy\"")
            .Own("\"placesIntersect\": \"A reason for tests\"").Parse();
        Planned plan = Some.Plan(profile,
        [
            Some.Record(profile, -5L, ("amount", -1.5), ("day", "2026-02-03"), ("kind", "i"), ("code", "sw1 1aa"), ("place", "E09000003"), ("at", "2026-02-03 18:00"), ("age", 18), ("phone", "07700 900123")),
            Some.Record(profile, 1L, ("amount", 1234567.25m), ("day", "2024-02-29"), ("kind", "I"), ("code", "ne31ed"), ("place", "Barnet"), ("at", "2024-02-29 05:59"), ("age", 17)),
            Some.Record(profile, 2L, ("kind", "\u0131")),
            Some.Record(profile, 3L, ("kind", "i"), ("place", "TYNESIDE CITY")),
        ]);
        Assert.That(plan.Lines.Concat(plan.Counts.HeldBackByField.Select(pair => $"held back: {pair.Key.Reason} {pair.Key.Field} {pair.Value}")), Is.EqualTo(Golden));
    }
}
