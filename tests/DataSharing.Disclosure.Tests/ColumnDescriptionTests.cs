using DataSharing.Disclosure.Columns;
using DataSharing.Disclosure.Profile;

namespace DataSharing.Disclosure.Tests;

/// <summary>What is said of a column is told from configuration, is the same every night, and lists nothing that its cells cannot be.</summary>
public sealed class ColumnDescriptionTests
{
    private const string Placed = """{ "kind": "localAuthority", "as": "code" }""";

    [TestCase("text", "quasi", """{ "kind": "recode", "codes": "kind", "whenNull": "U" }""", "code | One of the values listed. | ASSAULT BURGLARY SEVEN U YES")]
    [TestCase("text", "quasi", """{ "kind": "constant", "value": "CST" }""", "code | The same in every row. | CST")]
    [TestCase("text", "special", """{ "kind": "codedList", "codes": "kind", "between": "|" }""", "codes | One or more of the values listed, each once, with \";\" between them. | ASSAULT BURGLARY SEVEN YES")]
    [TestCase("text", "direct", "presence", "code | Yes or no. | Y=Yes N=No")]
    [TestCase("boolean", "plain", "keep", "code | Yes or no. | Y=Yes N=No")]
    [TestCase("integer", "plain", "keep", "integer | A whole number. | ")]
    [TestCase("number", "plain", "keep", "number | A number; a point stands before decimals. | ")]
    [TestCase("date", "plain", "keep", "date dd/MM/yyyy | A day, written dd/MM/yyyy. | ")]
    [TestCase("dateTime", "quasi", """{ "kind": "date", "precision": "day" }""", "date dd/MM/yyyy | A day, written dd/MM/yyyy. | ")]
    [TestCase("dateTime", "quasi", """{ "kind": "date", "precision": "week" }""", "date dd/MM/yyyy | The Monday of the week, written dd/MM/yyyy. | ")]
    [TestCase("dateTime", "quasi", """{ "kind": "date", "precision": "month" }""", "date yyyy-MM | A month, written yyyy-MM, for example 2026-05. | ")]
    [TestCase("dateTime", "quasi", """{ "kind": "date", "precision": "quarter" }""", "date yyyy-Qn | A quarter, written yyyy-Qn with n from 1 to 4, for example 2026-Q2. | ")]
    [TestCase("dateTime", "quasi", """{ "kind": "date", "precision": "year" }""", "date yyyy | A year, written yyyy, for example 2026. | ")]
    [TestCase("dateTime", "quasi", """{ "kind": "timeBand", "hours": 12 }""", "band | One of the bands listed. | 00:00-11:59 12:00-23:59")]
    [TestCase("integer", "quasi", """{ "kind": "ageBand", "from": [16, 18, 65], "below": true }""", "band | One of the bands listed. | under 16 16-17=16 to 17 18-64=18 to 64 65+=65 or more")]
    [TestCase("integer", "quasi", """{ "kind": "topBottom", "bottom": 18, "top": 65 }""", "band | under 18, a whole number from 18 to 64, or 65+. | ")]
    [TestCase("postcode", "quasi", "outwardPostcode", "place outward-codes | The first half of a postcode; its letters alone where that half is no place. | ")]
    [TestCase("postcode", "quasi", "postcodeArea", "place outward-codes | The letters with which a postcode begins. | ")]
    [TestCase("text", "quasi", "town", "place towns | The name of a town, or of a district of London. | ")]
    [TestCase("text", "quasi", "localAuthority", "place local-authorities | The name of a local authority. | ")]
    [TestCase("text", "quasi", Placed, "place local-authorities | The code of a local authority. | ")]
    [TestCase("text", "direct", "pseudonym", "token | 16 characters, digits and capital letters, which stand for one value in every file for this recipient. | ")]
    [TestCase("text", "freeText", "redact", "text | Free text with what identifies people taken out, as a person approved it. | ")]
    public void Each_treatment_says_what_its_cells_look_like(string type, string fieldClass, string treatment, string expected)
    {
        ColumnDescription column = Described(Some.Column(type, fieldClass, treatment).Layout("\"dateFormat\": \"dd/MM/yyyy\""));
        Assert.That(Text(column), Is.EqualTo(expected));
        Assert.That(column.Meaning, Is.EqualTo(column.Form), "Without a meaning of the protocol's own.");
    }

    [Test]
    public void A_kept_code_has_the_labels_of_the_dictionary() => Assert.That(
        Text(Described(Some.Column("text", "plain", "keep", """["Day", "Exact"], "labels": { "Exact": "The time is known" }"""))),
        Is.EqualTo("code | One of the values listed. | Day Exact=The time is known"));

    [Test]
    public void A_meaning_and_labels_are_read_and_change_no_cell_and_no_row_hash()
    {
        ProfileText plain = new ProfileText().Field("kind", "text", "plain").Column("kind", """{ "kind": "recode", "codes": "kind" }""").Map("\"kind\": { \"A\": \"AS\", \"B\": \"AS\" }");
        ProfileText labelled = new ProfileText().Field("kind", "text", "plain").Column("kind", """{ "kind": "recode", "codes": "kind" }""", more: "\"meaning\": \"What happened, in short.\",")
            .Map("\"kind\": { \"A\": { \"output\": \"AS\", \"label\": \"Assault\" }, \"B\": \"AS\" }");
        ColumnDescription described = Described(labelled);
        Assert.That((described.Meaning, Text(described)), Is.EqualTo(("What happened, in short.", "code | One of the values listed. | AS=Assault")));
        Assert.That(Some.Outcome(labelled.Parse(), ("kind", "B")), Is.EqualTo(Some.Outcome(plain.Parse(), ("kind", "B"))));
    }

    [Test]
    public void A_step_and_a_broader_code_of_rare_premises_are_listed_too()
    {
        ColumnDescription column = Described(new ProfileText().Counting().Field("day", "dateTime", "quasi").With("kind", "text", "quasi", """{ "kind": "recode", "codes": "kind" }""")
            .Map("\"kind\": { \"A\": \"AS\", \"B\": \"BU\" }, \"broad\": { \"A\": \"ANY\", \"B\": \"ANY\" }")
            .SmallNumbers("""{ "mode": "k", "k": 5, "release": "atPeriodEnd", "period": "quarter", "periodOf": "day", "steps": [{}, { "kind": { "kind": "recode", "codes": "broad" } }, { "kind": "drop" }] }"""));
        Assert.That(Text(column), Is.EqualTo("code | One of the values listed. | AS BU ANY"));
    }

    [TestCase("off", "-1")]
    [TestCase("escape", "'-1")]
    [TestCase("reject", "")]
    public void A_value_is_listed_as_it_stands_in_the_file(string formula, string listed)
    {
        ForceProfile profile = Some.Column("text", "plain", "keep", """["-1", "A"]""").Layout($"\"formula\": \"{formula}\"").Parse();
        ColumnDescription column = profile.Descriptions[^1];
        Assert.That(string.Join(' ', column.Values!.Select(value => value.Value)), Is.EqualTo($"{listed} A".Trim()));
        Assert.That(column.Values!.All(value => profile.CellGrammars[0](value.Value)), Is.True);
    }

    [TestCase("\"kind\": { \"A\": { \"output\": \"AS\", \"label\": \"One\" }, \"B\": { \"output\": \"AS\", \"label\": \"Two\" } }", "The output \"AS\" has another label already.")]
    [TestCase("\"kind\": { \"A\": { \"output\": \"AS\", \"labl\": \"One\" } }", "Did you mean \"label\"?")]
    [TestCase("\"kind\": { \"A\": { \"label\": \"One\" } }", "\"output\" is missing.")]
    [TestCase("\"kind\": { \"A\": { \"output\": \"=A\" } }", "\"=A\" does not fit here.")]
    [TestCase("\"kind\": { \"A\": { \"output\": \"A\", \"label\": \"two\\u000Alines\" } }", "does not fit here.")]
    public void Labels_that_cannot_be_are_problems(string map, string problem) =>
        Assert.That(string.Join('\n', Some.Column("text", "quasi", """{ "kind": "recode", "codes": "kind" }""").Map(map).Problems()), Does.Contain(problem));

    [Test]
    public void A_label_of_a_value_that_the_field_never_holds_is_a_problem() => Assert.That(
        string.Join('\n', Some.Column("text", "plain", "keep", """["A"], "labels": { "B": "Another" }""").Problems()), Does.Contain("\"B\" is not one of the field's values."));

    [TestCase("short")]
    [TestCase("Two lines,\\u2028one of them hidden.")]
    [TestCase("=A meaning that is a formula")]
    public void A_meaning_is_one_line_of_plain_text(string meaning) => Assert.That(
        new ProfileText().Field("kind", "boolean", "plain").Column("kind", "keep", more: $"\"meaning\": \"{meaning}\",").Problems(), Has.Some.Contain("columns.kind.meaning").And.Some.Contain("does not fit here."));

    [Test]
    public void The_control_columns_come_first() => Assert.That(
        Some.Column("boolean", "plain", "keep").Parse().Descriptions.Take(3).Select(column => column.Name), Is.EqualTo(ControlColumns.Names));

    private static ColumnDescription Described(ProfileText text) => text.Parse().Descriptions[^1];

    private static string Text(ColumnDescription column) =>
        $"{column.Type}{(column.Format ?? column.List) switch { null => "", string more => " " + more }} | {column.Form} | {string.Join(' ', (column.Values ?? []).Select(value => value.Label is null ? value.Value : $"{value.Value}={value.Label}"))}";
}
