using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Profile;
using DataSharing.Disclosure.Records;

namespace DataSharing.Disclosure.Tests.SmallNumbers;

public sealed class RarePremisesTests
{
    private const string Barnet = "E09000003";
    private const string Newcastle = "Newcastle upon Tyne";
    private const string Values = """["Street", "Synagogue", "Cemetery", "School", "University", "Shop"]""";
    private const string Map = """ "types": { "Street": "Street", "Synagogue": "Religious", "Cemetery": "Religious", "School": "Education", "University": "Education", "Shop": "Shop" } """;
    private const string Broader = """ "broader": { "kind": { "Religious": "Premises", "Education": "Premises", "Shop": "Premises" }, "detail": { "Shout": "Shout", "Paint": "Damage" } } """;
    private const string Block = """ "area": "authority", "type": "kind", "notPremises": ["Street"], "implied": ["detail"] """;

    [TestCase(Barnet, "Synagogue", 3, "Religious", Description = "six religious premises")]
    [TestCase("Barnet", "Synagogue", 3, "Religious")]
    [TestCase(Barnet, "Cemetery", 3, "Religious", Description = "the one cemetery is among six religious premises")]
    [TestCase(Barnet, "School", 4, "Education")]
    [TestCase(Barnet, "School", 5, null, Description = "the four of education, and no shop, are all that the broader code would stand for")]
    [TestCase(Barnet, "School", 7, "Premises", Description = "ten premises")]
    [TestCase(Barnet, "School", 10, "Premises")]
    [TestCase(Barnet, "School", 11, null)]
    [TestCase(Barnet, "Shop", 3, null, Description = "a missing row is none")]
    [TestCase(Barnet, "Shop", 7, "Premises")]
    [TestCase(Newcastle, "Synagogue", 2, "Religious")]
    [TestCase(Newcastle, "Synagogue", 3, null, Description = "education keeps its code, so the broader one would stand for two")]
    [TestCase(Newcastle, "Synagogue", 4, "Premises", Description = "five premises, none with a code of its own")]
    [TestCase(Newcastle, "School", 3, "Education")]
    [TestCase(Newcastle, "Street", 1000, "Street", Description = "no premises")]
    [TestCase(null, "Synagogue", 2, null, Description = "an unknown area")]
    [TestCase(null, "Street", 2, "Street")]
    [TestCase(Barnet, null, 2, null)]
    [TestCase(Barnet, "Mosque", 2, "held back: unknownCode kind")]
    public void Shows_a_type_only_where_there_are_enough_premises(string? area, string? type, int atLeast, string? expected)
    {
        ForceProfile profile = Text(atLeast).Parse();
        Planned plan = Some.Plan(profile, [Some.Record(profile, 1L, ("authority", area), ("kind", type))]);
        Assert.That(plan.Rows.Count == 1 ? plan.Rows[0].Cells[1] : "held back: " + string.Join(' ', plan.Counts.HeldBackByField.Keys.Select(key => key.Reason + " " + key.Field)), Is.EqualTo(expected));
    }

    [TestCase(Barnet, "Synagogue", "Grave", "Grave")]
    [TestCase(Barnet, "Cemetery", "Grave", null)]
    [TestCase(Barnet, "Cemetery", "Shout", "Shout")]
    [TestCase(Barnet, "Cemetery", "Paint", "Damage")]
    [TestCase(Barnet, "Cemetery", null, null)]
    [TestCase(Barnet, "Street", "Grave", "Grave")]
    [TestCase(Barnet, null, "Grave", null)]
    [TestCase(null, "Synagogue", "Paint", "Damage")]
    public void What_implies_the_type_goes_up_with_it(string? area, string? type, string? detail, string? expected)
    {
        ForceProfile profile = Text(3).Parse();
        Planned plan = Some.Plan(profile, [Some.Record(profile, 1L, ("authority", area), ("kind", type), ("detail", detail))]);
        Assert.That(plan.Rows.Single().Cells[2], Is.EqualTo(expected));
    }

    /// <summary>The law: whatever code is shown in an area, the premises that are shown by it are enough, or it is no premises.</summary>
    [Test]
    public void Every_code_that_is_shown_stands_for_enough_premises([Range(2, 12)] int atLeast)
    {
        var counts = new Dictionary<(string, string), int>
        {
            [(Barnet, "Synagogue")] = 5, [(Barnet, "Cemetery")] = 1, [(Barnet, "School")] = 2, [(Barnet, "University")] = 2, [("E08000021", "Synagogue")] = 2, [("E08000021", "School")] = 3,
        };
        ForceProfile profile = Text(atLeast).Parse();
        foreach (string area in new[] { Barnet, "E08000021" })
        {
            string[] types = ["Synagogue", "Cemetery", "School", "University", "Shop"];
            var shown = types.Select(type => (type, cell: Some.Plan(profile, [Some.Record(profile, 1L, ("authority", area), ("kind", type))]).Rows.Single().Cells[1])).ToList();
            foreach (IGrouping<string, (string type, string? cell)> code in shown.Where(pair => pair.cell is not null).GroupBy(pair => pair.cell!))
            {
                Assert.That(code.Sum(pair => counts.GetValueOrDefault((area, pair.type))), Is.GreaterThanOrEqualTo(atLeast), $"{area} {code.Key}");
            }
        }
    }

    [Test]
    public void A_code_that_stands_for_no_premises_too_is_not_rare()
    {
        ForceProfile profile = Text(1000).Map(Map.Replace("\"Shop\": \"Shop\"", "\"Shop\": \"Street\"", StringComparison.Ordinal)).Parse();
        Assert.That(Some.Plan(profile, [Some.Record(profile, 1L, ("authority", Barnet), ("kind", "Shop"))]).Rows.Single().Cells[1], Is.EqualTo("Street"));
    }

    [Test]
    public void Implied_columns_go_up_where_the_type_itself_is_not_released()
    {
        ProfileText text = Text(3);
        ForceProfile? profile = text.Parse(text.Profile.Replace("\"authority\", \"kind\", ", "", StringComparison.Ordinal), out IReadOnlyList<string> problems);
        Assert.That(problems, Is.Empty);
        Assert.That(profile!.Columns.Select(column => column.Name), Is.EqualTo(new[] { "detail" }));
        Assert.That(Some.Outcome(profile, ("authority", Barnet), ("kind", "Cemetery"), ("detail", "Grave")), Is.Null);
        Assert.That(Some.Outcome(profile, ("authority", Barnet), ("kind", "Synagogue"), ("detail", "Grave")), Is.EqualTo("Grave"));
    }

    [Test]
    public void A_broader_code_can_stand_in_the_file_and_no_other()
    {
        ForceProfile profile = Text(3).Parse();
        Assert.That(new[] { "Premises", "Religious" }, Has.All.Matches<string?>(cell => profile.CellGrammars[1](cell!)));
        Assert.That(new[] { "Damage", "Synagogue", "" }, Has.None.Matches<string?>(cell => profile.CellGrammars[1](cell!)));
        Assert.That(profile.CellGrammars[2]("Damage"), Is.True);
    }

    [Test]
    public void In_mode_k_a_coarser_step_withholds_what_was_changed_at_the_finest()
    {
        ForceProfile profile = Some.Profile().Counting().With("happened", "date", "quasi", """{ "kind": "date", "precision": "month" }""")
            .With("authority", "text", "quasi", "localAuthority").With("kind", "text", "quasi", """{ "kind": "recode", "codes": "types" }""", Values)
            .Map(Map + """, "coarse": { "Street": "Outside", "Synagogue": "Inside", "Cemetery": "Inside", "School": "Inside", "University": "Inside", "Shop": "Inside" } """)
            .SmallNumbers("""{ "mode": "k", "k": 2, "release": "atPeriodEnd", "period": "month", "periodOf": "happened", "steps": [ {}, { "kind": { "kind": "recode", "codes": "coarse" } } ] }""")
            .Own(""" "rarePremises": { "area": "authority", "type": "kind", "atLeast": 4, "notPremises": ["Street"], "broader": { "kind": { "Religious": "Premises", "Education": "Premises" } } } """).Parse();
        IncidentRecord Incident(long id, string kind) => Some.Record(profile, id, ("happened", "2026-01-05"), ("authority", "E08000021"), ("kind", kind), ("people", $"V|{id}||||"), ("premises", id));
        Assert.That(Kinds(Incident(1, "Synagogue"), Incident(2, "Synagogue"), Incident(3, "Street"), Incident(4, "Street")), Is.EqualTo(new[] { "Premises", "Premises", "Street", "Street" }));
        Assert.That(Kinds(Incident(1, "Synagogue"), Incident(2, "Shop")), Is.EqualTo(new string?[] { null, null }), "Neither is a class at the first step.");

        string?[] Kinds(params IncidentRecord[] records)
        {
            var planner = new Planner(profile, Some.Keys(), Some.Today, full: false);
            planner.Survey(records, []);
            return [.. planner.Rows(records, []).Select(row => row.Cells[2])];
        }
    }

    [TestCase("\"type\": \"kind\", \"atLeast\": 3", "\"area\" is missing.")]
    [TestCase("\"area\": \"kind\", \"type\": \"kind\", \"atLeast\": 3", "area: \"kind\" is not a place in which premises are counted.")]
    [TestCase("\"area\": \"nowhere\", \"type\": \"kind\", \"atLeast\": 3", "area: There is no column \"nowhere\".")]
    [TestCase("\"area\": \"authority\", \"type\": \"authority\", \"atLeast\": 3", "type: \"authority\" is not a type of premises.")]
    [TestCase("\"area\": \"authority\", \"type\": \"kind\", \"atLeast\": 1", "atLeast: \"1\" is not a whole number from 2 to 1000.")]
    [TestCase("\"area\": \"authority\", \"type\": \"kind\", \"atLeast\": 3, \"notPremises\": [\"Park\"]", "notPremises: \"Park\" is not a value of \"kind\".")]
    [TestCase("\"area\": \"authority\", \"type\": \"kind\", \"atLeast\": 3, \"implied\": [\"kind\"]", "implied: \"kind\" is the type itself.")]
    [TestCase("\"area\": \"authority\", \"type\": \"kind\", \"atLeast\": 3, \"broader\": { \"detail\": {} }", "broader: \"detail\" is neither the type nor an implied column.")]
    [TestCase("\"area\": \"authority\", \"type\": \"kind\", \"atLeast\": 3, \"broader\": { \"kind\": { \"A\": \"B\", \"B\": \"A\" } }", "broader: The broader codes of \"A\" go round in a circle.")]
    [TestCase("\"area\": \"authority\", \"type\": \"kind\", \"atLeast\": 3, \"broader\": { \"kind\": { \"A\": \"=1\" } }", "broader.kind.A: \"=1\" does not fit here.")]
    [TestCase("\"area\": \"authority\", \"type\": \"kind\", \"atLeast\": 3, \"impled\": []", "impled: \"impled\" is not known here.")]
    public void Rejects_a_block_that_cannot_be_meant(string members, string expected)
    {
        foreach (ProfileText text in new[] { Columns().Own($$""" "rarePremises": { {{members}} } """), Columns().Shared($$""" "rarePremises": { {{members}} } """) })
        {
            Assert.That(text.Problems(), Has.Count.EqualTo(1).And.All.Contains(expected));
        }
    }

    [Test]
    public void Rejects_an_area_that_is_larger_than_a_place_that_is_released() =>
        Assert.That(Columns().With("town", "text", "quasi", "town").Own($$""" "rarePremises": { {{Block}}, "atLeast": 3 } """).Problems(), Is.EqualTo(new[]
        {
            """forces/metropolitan.json:1: rarePremises.area: The profile releases "town" too, which is a smaller place than "authority". Count premises by the smallest place that is released: "town".""",
        }));

    [Test]
    public void Rejects_two_blocks() =>
        Assert.That(Columns().Own($$""" "rarePremises": { {{Block}}, "atLeast": 3 } """).Shared($$""" "rarePremises": { {{Block}}, "atLeast": 3 } """).Problems(), Has.Count.EqualTo(1).And.All.Contains("The protocol says already how rare premises are treated."));

    private static ProfileText Text(int atLeast) => Columns().Own($$""" "rarePremises": { {{Block}}, "atLeast": {{atLeast}}, {{Broader}} } """);

    private static ProfileText Columns() => Some.Profile().With("authority", "text", "quasi", "localAuthority").With("kind", "text", "quasi", """{ "kind": "recode", "codes": "types" }""", Values)
        .With("detail", "text", "plain", "keep", """["Grave", "Shout", "Paint"]""").Map(Map);
}
