using DataSharing.Disclosure.Profile;

namespace DataSharing.Disclosure.Tests.Treatments;

public sealed class CodedListTests
{
    private const string Map = """ "codes": { "a": "Zeta", "b": "Alpha", "c": "Alpha", "d": "Mid" } """;

    [TestCase("a", "Zeta")]
    [TestCase("a\u001Fb", "Alpha;Zeta")]
    [TestCase("b\u001Fa", "Alpha;Zeta")]
    [TestCase("b\u001Fc\u001Fb", "Alpha")]
    [TestCase("d\u001Fa\u001Fc", "Alpha;Mid;Zeta")]
    [TestCase("", null)]
    [TestCase("\u001F", null)]
    [TestCase(null, null)]
    [TestCase("a\u001F", "Zeta")]
    [TestCase("\u001F \u001Fa\u001F", "Zeta")]
    [TestCase("a\u001FJo Example", "held back: unknownCode value")]
    [TestCase("A", "held back: unknownCode value")]
    [TestCase("a;b", "held back: unknownCode value")]
    [TestCase(5L, "held back: unreadable value")]
    public void Gives_the_distinct_codes_sorted(object? value, string? expected) => Assert.That(Some.Outcome(Listed().Parse(), ("value", value)), Is.EqualTo(expected));

    [TestCase("a,b", "Alpha|Zeta")]
    [TestCase("a, b", "held back: unknownCode value")]
    [TestCase("a", "Zeta")]
    public void Takes_a_text_apart_where_asked(string value, string expected) =>
        Assert.That(Some.Outcome(Some.Column("text", "quasi", """{ "kind": "codedList", "codes": "codes", "between": ",", "separator": "|" }""").Map(Map).Parse(), ("value", value)), Is.EqualTo(expected));

    /// <summary>The law: what stands in the cell depends on the set of outputs alone.</summary>
    [Test]
    public void Order_and_number_of_members_change_nothing()
    {
        var random = new Random(3);
        ForceProfile profile = Listed().Parse();
        for (int round = 0; round < 500; round++)
        {
            string[] members = [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => "abcd"[random.Next(4)].ToString())];
            string expected = string.Join(';', members.Select(member => member switch { "a" => "Zeta", "d" => "Mid", _ => "Alpha" }).Distinct().Order(StringComparer.Ordinal));
            Assert.That(Some.Outcome(profile, ("value", string.Join('\u001F', members))), Is.EqualTo(expected));
        }
    }

    [Test]
    public void Grammar_takes_sorted_distinct_outputs_and_nothing_else()
    {
        Func<string, bool> grammar = Listed().Parse().CellGrammars[0];
        Assert.That(new[] { "Alpha", "Alpha;Zeta", "Alpha;Mid;Zeta" }, Has.All.Matches<string?>(cell => grammar(cell!)));
        Assert.That(new[] { "Zeta;Alpha", "Alpha;Alpha", "a", "Alpha;", ";Alpha", "", "Alpha; Zeta", "Alpha;Jo" }, Has.None.Matches<string?>(cell => grammar(cell!)));
    }

    [TestCase("textList", "\"codes\": \"other\"", "codes: There is no code map \"other\".")]
    [TestCase("textList", "\"codes\": \"codes\", \"separator\": \"-\"", "separator: \"-\" is not one of the words allowed here.")]
    [TestCase("textList", "\"codes\": \"codes\", \"between\": \",\"", "between: A list of texts is taken apart already.")]
    [TestCase("textList", "\"codes\": \"spaced\", \"separator\": \" \"", "The output \"Two words\" has the separator in it.")]
    public void Rejects_settings_that_cannot_be(string type, string settings, string expected) =>
        Assert.That(Some.Column(type, "special", $$"""{ "kind": "codedList", {{settings}} }""").Map(Map + """, "spaced": { "a": "Two words" } """).Problems(), Has.Count.EqualTo(1).And.All.Contains(expected));

    private static ProfileText Listed() => Some.Column("textList", "special", """{ "kind": "codedList", "codes": "codes" }""").Map(Map);
}
