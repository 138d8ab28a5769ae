namespace DataSharing.Disclosure.Tests;

/// <summary>
/// The second check of a finished file. That it accepts every cell that is made, <see cref="Some.Plan"/> asserts in every test; here, that it
/// refuses what was not made.
/// </summary>
public sealed class CellGrammarTests
{
    private static IEnumerable<TestCaseData> Columns()
    {
        yield return Column("integer", "plain", "keep", "-42");
        yield return Column("number", "quasi", "keep", "-1.5");
        yield return Column("boolean", "plain", "keep", "Y");
        yield return Column("date", "quasi", "keep", "2026-05-11");
        yield return Column("text", "plain", "keep", "Street", """["Street"]""");
        yield return Column("text", "quasi", """{ "kind": "constant", "value": "CST" }""", "CST");
        yield return Column("text", "quasi", """{ "kind": "recode", "codes": "kind", "whenNull": "NOT KNOWN" }""", "NOT KNOWN");
        yield return Column("text", "direct", "presence", "Y");
        foreach ((string precision, string cell) in new[] { ("day", "2026-05-11"), ("week", "2026-05-11"), ("month", "2026-05"), ("quarter", "2026-Q2"), ("year", "2026") })
        {
            yield return Column("date", "quasi", $$"""{ "kind": "date", "precision": "{{precision}}" }""", cell);
        }

        yield return Column("dateTime", "quasi", """{ "kind": "timeBand", "hours": 6 }""", "18:00-23:59");
        yield return Column("integer", "quasi", """{ "kind": "ageBand", "from": [0, 18, 65] }""", "18-64");
        yield return Column("integer", "special", """{ "kind": "countBand", "from": [1, 2] }""", "2+");
        yield return Column("postcode", "quasi", "outwardPostcode", "NE35");
        yield return Column("postcode", "quasi", "postcodeArea", "NE");
        yield return Column("text", "quasi", "localAuthority", "Barnet");
        yield return Column("text", "quasi", "town", "Leeds");
        yield return Column("text", "direct", "pseudonym", "0123456789ABCDEF");
    }

    private static TestCaseData Column(string type, string fieldClass, string treatment, string cell, string? values = null) =>
        new TestCaseData(Some.Column(type, fieldClass, treatment, values), cell).SetName($"{type} {treatment}");

    [TestCaseSource(nameof(Columns))]
    public void Refuses_whatever_is_put_into_a_cell(object column, string cell)
    {
        Func<string, bool> grammar = ((ProfileText)column).Parse().CellGrammars[0];
        Assert.That(grammar(cell), Is.True);
        string[] mutations =
        [
            "", " ", cell + " ", " " + cell, cell + "\n", cell + "\0", cell + "\u200B", "'" + cell, "=" + cell, "+" + cell, cell + cell + cell, cell + "?", "\uFEFF" + cell,
            cell.Any(char.IsAsciiLetterUpper) ? cell.ToLowerInvariant() : cell + "z", cell.Contains('2', StringComparison.Ordinal) ? cell.Replace('2', '\u0662') : cell + "\u0662",
            "Jo Example", "07700 900123", "jo@example.org", "10 Example Street",
        ];
        Assert.That(mutations.Where(grammar), Is.Empty);
    }

    [TestCase("-0")]
    [TestCase("007")]
    [TestCase("+7")]
    [TestCase("9223372036854775808")]
    [TestCase("1.0")]
    public void Refuses_a_whole_number_written_in_another_way(string cell) => Assert.That(Some.Column("integer", "plain", "keep").Parse().CellGrammars[0](cell), Is.False);

    [TestCase("-0")]
    [TestCase("1.50")]
    [TestCase("+1.5")]
    [TestCase("1,5")]
    [TestCase(".5")]
    [TestCase("1e3")]
    public void Refuses_a_number_written_in_another_way(string cell) => Assert.That(Some.Column("number", "quasi", "keep").Parse().CellGrammars[0](cell), Is.False);

    [Test]
    public void Refuses_a_week_that_does_not_begin_on_a_monday_and_the_date_format_of_another_file()
    {
        Func<string, bool> grammar = Some.Column("date", "quasi", """{ "kind": "date", "precision": "week" }""").Layout("\"dateFormat\": \"dd/MM/yyyy\"").Parse().CellGrammars[0];
        Assert.That((grammar("11/05/2026"), grammar("12/05/2026"), grammar("2026-05-11")), Is.EqualTo((true, false, false)));
    }

    [Test]
    public void Refuses_a_formula_that_was_not_escaped_where_the_profile_escapes()
    {
        ProfileText Listed() => Some.Column("text", "plain", "keep", """["=1"]""");
        Assert.That(Grammar("escape"), Is.EqualTo((false, true, false)));
        Assert.That(Grammar("reject"), Is.EqualTo((false, false, false)));
        Assert.That(Grammar("off"), Is.EqualTo((true, false, false)));

        (bool Bare, bool Escaped, bool Twice) Grammar(string policy)
        {
            Func<string, bool> grammar = Listed().Layout($"\"formula\": \"{policy}\"").Parse().CellGrammars[0];
            return (grammar("=1"), grammar("'=1"), grammar("''=1"));
        }
    }
}
