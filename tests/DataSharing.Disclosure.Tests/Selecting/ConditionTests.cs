using DataSharing.Disclosure.Profile;

namespace DataSharing.Disclosure.Tests.Selecting;

public sealed class ConditionTests
{
    private const string Met = "5";
    private const string NotMet = "excluded: condition";
    private const string HeldBack = "held back: unreadable asked";

    [TestCase("text", "\"equals\": \"A\"", "A", Met)]
    [TestCase("text", "\"equals\": \"A\"", "a", NotMet)]
    [TestCase("text", "\"equals\": \"A\"", "A ", NotMet)]
    [TestCase("text", "\"equals\": \"A\"", "", NotMet)]
    [TestCase("text", "\"equals\": \"A\"", null, NotMet)]
    [TestCase("text", "\"equals\": \"A\"", 5L, HeldBack)]
    [TestCase("text", "\"in\": [\"A\", \"B\"]", "B", Met)]
    [TestCase("text", "\"in\": [\"A\", \"B\"]", "AB", NotMet)]
    [TestCase("boolean", "\"equals\": false", 0L, Met)]
    [TestCase("boolean", "\"equals\": false", 1L, NotMet)]
    [TestCase("boolean", "\"equals\": false", null, NotMet)]
    [TestCase("boolean", "\"equals\": false", "false", HeldBack)]
    [TestCase("integer", "\"in\": [1, -2]", -2L, Met)]
    [TestCase("integer", "\"in\": [1, -2]", 2L, NotMet)]
    [TestCase("number", "\"equals\": 1.5", 1.5, Met)]
    [TestCase("number", "\"equals\": 2.0", 2L, Met)]
    [TestCase("number", "\"equals\": 1.5", 1.51, NotMet)]
    [TestCase("date", "\"equals\": \"2026-05-01\"", "2026-05-01", Met)]
    [TestCase("date", "\"equals\": \"2026-05-01\"", "2026-05-02", NotMet)]
    [TestCase("date", "\"before\": \"2026-05-01\"", "2026-04-30", Met)]
    [TestCase("date", "\"before\": \"2026-05-01\"", "2026-05-01", NotMet)]
    [TestCase("date", "\"before\": \"2026-05-01\"", null, NotMet)]
    [TestCase("date", "\"after\": \"2026-05-01\"", "2026-05-02", Met)]
    [TestCase("date", "\"after\": \"2026-05-01\"", "2026-05-01", NotMet)]
    [TestCase("date", "\"after\": \"2026-05-01\"", "soon", HeldBack)]
    [TestCase("date", "\"after\": \"2026-05-01\", \"before\": \"2026-05-03\"", "2026-05-02", Met)]
    [TestCase("date", "\"after\": \"2026-05-01\", \"before\": \"2026-05-03\"", "2026-05-03", NotMet)]
    [TestCase("date", "\"after\": \"2026-05-01\", \"before\": \"2026-05-03\"", "2026-05-01", NotMet)]
    [TestCase("dateTime", "\"after\": \"2026-05-01\"", "2026-05-01 23:59:59", NotMet)]
    [TestCase("dateTime", "\"after\": \"2026-05-01\"", "2026-05-02 00:00", Met)]
    [TestCase("instant", "\"before\": \"2026-05-01\"", "2026-04-30T23:59:59Z", Met)]
    [TestCase("instant", "\"before\": \"2026-05-01\"", "2026-05-01T00:00:00Z", NotMet)]
    [TestCase("text", "\"present\": true", "x", Met)]
    [TestCase("text", "\"present\": true", "", NotMet)]
    [TestCase("text", "\"present\": true", null, NotMet)]
    [TestCase("text", "\"present\": true", " \u00A0", NotMet)]
    [TestCase("text", "\"present\": false", " ", Met)]
    [TestCase("integer", "\"present\": false", "", Met)]
    [TestCase("date", "\"before\": \"2026-05-03\"", "", NotMet)]
    [TestCase("textList", "\"present\": true", " \u001F", NotMet)]
    [TestCase("text", "\"present\": false", null, Met)]
    [TestCase("text", "\"present\": false", "x", NotMet)]
    [TestCase("text", "\"present\": false", 5L, HeldBack)]
    [TestCase("textList", "\"present\": true", "\u001F", NotMet)]
    [TestCase("textList", "\"present\": true", "\u001Fx", Met)]
    [TestCase("postcode", "\"present\": true", "M25 1AA", Met)]
    public void A_record_is_shared_only_while_it_meets_the_condition(string type, string said, object? value, string expected)
    {
        foreach (ProfileText text in new[] { Asked(type).Gates(Condition(said)), Asked(type).Own($"\"selection\": {{ {Condition(said)} }}") })
        {
            ForceProfile profile = text.Parse();
            Assert.That(Some.Outcome(profile, ("value", 5L), ("asked", value)), Is.EqualTo(expected));
        }
    }

    [TestCase("direct", "Jo Example", Met)]
    [TestCase("direct", null, NotMet)]
    [TestCase("freeText", "Some words.", Met)]
    [TestCase("special", "x", Met)]
    [TestCase("quasi", "x", Met)]
    [TestCase("internal", "x", Met)]
    public void Any_class_may_be_asked_whether_it_is_present(string fieldClass, string? value, string expected) =>
        Assert.That(Some.Outcome(Asked("text", fieldClass).Gates(Condition("\"present\": true")).Parse(), ("value", 5L), ("asked", value)), Is.EqualTo(expected));

    [Test]
    public void All_conditions_of_protocol_and_profile_must_be_met()
    {
        ForceProfile profile = Some.Column("integer", "plain", "keep").Field("a", "text", "internal").Field("b", "boolean", "internal").Field("c", "date", "internal")
            .Gates("""  "conditions": [ { "field": "a", "equals": "x" }, { "field": "b", "equals": true } ] """)
            .Own(""" "selection": { "conditions": [ { "field": "c", "present": true } ] } """).Parse();
        (string, object?)[] all = [("value", 5L), ("a", "x"), ("b", true), ("c", "2026-01-01")];
        Assert.That(Some.Outcome(profile, all), Is.EqualTo(Met));
        foreach (string one in new[] { "a", "b", "c" })
        {
            Assert.That(Some.Outcome(profile, [.. all, (one, null)]), Is.EqualTo(NotMet), one);
        }

        // A condition that is not met counts more than one that cannot be told.
        Assert.That(Some.Outcome(profile, [.. all, ("a", 5L), ("c", null)]), Is.EqualTo(NotMet));
        Assert.That(Some.Outcome(profile, [.. all, ("a", 5L)]), Is.EqualTo("held back: unreadable a"));
    }

    [Test]
    public void A_condition_met_no_longer_withdraws_what_the_force_has()
    {
        ForceProfile profile = Asked("boolean").Gates(Condition("\"equals\": false")).Parse();
        Planned first = Some.Plan(profile, [Some.Record(profile, 1L, ("value", 5L), ("asked", false))]);
        Planned second = Some.Plan(profile, [Some.Record(profile, 1L, ("value", 5L), ("asked", true))], Some.Holding(first));
        Assert.That(second.Lines, Is.EqualTo(new[] { "Withdraw 1 2" }));
        Assert.That(second.Counts.Excluded, Is.EqualTo(new Dictionary<string, int> { ["condition"] = 1 }));
        Assert.That(Some.Plan(profile, [Some.Record(profile, 1L, ("value", 5L), ("asked", "x"))], Some.Holding(first)).Lines, Is.Empty, "Unreadable is not the same as not met.");
    }

    [TestCase("text", "internal", "\"equals\": \"C\"", "source/fields.json has a list", "conditions[0].equals: \"C\" is not a value of \"asked\". Known: A, B.", TestName = "a value outside the closed list")]
    [TestCase("text", "internal", "\"in\": [\"A\", \"A\"]", "", "conditions[0].in[1]: The value stands twice in the list. Keep one of them.", TestName = "a value twice")]
    [TestCase("text", "internal", "\"in\": []", "", "conditions[0].in: The list is empty. Write at least one item.", TestName = "an empty list")]
    [TestCase("text", "internal", "\"equals\": 5", "", "conditions[0].equals: This is not a value that \"asked\" can be compared with. Write a text in quotes.", TestName = "a number for a text")]
    [TestCase("boolean", "internal", "\"equals\": \"true\"", "", "conditions[0].equals: This is not a value that \"asked\" can be compared with. Write true or false without quotes.", TestName = "a text for a boolean")]
    [TestCase("integer", "internal", "\"equals\": 1.5", "", "conditions[0].equals: This is not a value that \"asked\" can be compared with. Write a whole number without quotes.", TestName = "a fraction for an integer")]
    [TestCase("date", "internal", "\"equals\": \"01/05/2026\"", "", "conditions[0].equals: This is not a value that \"asked\" can be compared with. Write a date as year-month-day, for example \"2026-03-01\".", TestName = "a British date")]
    [TestCase("dateTime", "internal", "\"equals\": \"2026-05-01\"", "", "conditions[0].equals: This is not a value that \"asked\" can be compared with. Use before, after or present.", TestName = "a time that equals")]
    [TestCase("postcode", "quasi", "\"equals\": \"M25 1AA\"", "", "conditions[0].equals: This is not a value that \"asked\" can be compared with. Use present.", TestName = "a postcode that equals")]
    [TestCase("text", "direct", "\"equals\": \"x\"", "", "conditions[0].field: \"asked\" is direct: a condition may only ask whether it is present. Write \"present\": true or false, or use another field.", TestName = "a direct value")]
    [TestCase("text", "freeText", "\"in\": [\"x\"]", "", "conditions[0].field: \"asked\" is freeText: a condition may only ask whether it is present. Write \"present\": true or false, or use another field.", TestName = "a free text")]
    [TestCase("text", "internal", "\"before\": \"2026-05-01\"", "", "conditions[0].field: \"asked\" is not a date, so nothing is before or after it. Use in, equals or present.", TestName = "a text before a date")]
    [TestCase("date", "internal", "\"after\": \"2026-05-01\", \"before\": \"2026-05-02\"", "", "conditions[0].before: No day lies between the two dates. Both days are outside: make \"before\" later, or \"after\" earlier.", TestName = "no day between")]
    [TestCase("text", "internal", "\"equals\": \"A\", \"present\": true", "", "conditions[0]: A condition says exactly one of in, equals, present, or before and after. Write for example { \"field\": \"is_online\", \"equals\": false }.", TestName = "two at once")]
    [TestCase("text", "internal", "\"equal\": \"A\"", "", "conditions[0].equal: \"equal\" is not known here. Did you mean \"equals\"? Otherwise remove it.", TestName = "a misspelt word")]
    public void Rejects_a_condition_that_cannot_be_meant(string type, string fieldClass, string said, string list, string expected)
    {
        string? values = list.Length > 0 ? """["A", "B"]""" : null;
        IReadOnlyList<string> problems = Some.Column("integer", "plain", "keep").Field("asked", type, fieldClass, values).Gates(Condition(said)).Problems();
        Assert.That(problems[0], Is.EqualTo("protocols/national-2015.json:1: selection." + expected));
    }

    [Test]
    public void Rejects_a_field_that_the_dictionary_does_not_have() =>
        Assert.That(Asked("text").Gates(""" "conditions": [ { "field": "askd", "present": true } ] """).Problems(), Is.EqualTo(new[]
        {
            """protocols/national-2015.json:1: selection.conditions[0].field: The data dictionary has no field "askd". Did you mean "asked"?""",
        }));

    [Test]
    public void A_field_that_only_a_condition_needs_is_read_and_does_not_leave()
    {
        ForceProfile profile = Asked("boolean").Gates(Condition("\"equals\": true")).Parse();
        Assert.That(profile.Shape.Columns, Does.Contain("asked"));
        Assert.That(profile.Layout.Headings, Does.Not.Contain("asked"));
        Assert.That(Asked("boolean").Parse().Shape.Columns, Does.Not.Contain("asked"));
    }

    private static ProfileText Asked(string type, string? fieldClass = null) => Some.Column("integer", "plain", "keep").Field("asked", type, fieldClass ?? "internal");

    private static string Condition(string said) => $$""" "conditions": [ { "field": "asked", {{said}} } ] """;
}
