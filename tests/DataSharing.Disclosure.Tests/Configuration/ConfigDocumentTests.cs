using System.Text;
using DataSharing.Disclosure.Configuration;

namespace DataSharing.Disclosure.Tests.Configuration;

public sealed class ConfigDocumentTests
{
    [Test]
    public void Accepts_comments_trailing_commas_and_a_byte_order_mark()
    {
        (ConfigObject? document, IReadOnlyList<string> problems) = Parse("\uFEFF// why\n{ /* what */ \"a\": \"x\", \"b\": [1, 2,], }");
        Assert.That(problems, Is.Empty);
        Assert.That(document!.Text("a", "x"), Is.EqualTo("x"));
        Assert.That(document.List("b").Select(node => node.Literal), Is.EqualTo(new[] { "1", "2" }));
    }

    [TestCase("\n", "")]
    [TestCase("\r\n", "")]
    [TestCase("\n", "\uFEFF")]
    [TestCase("\r\n", "\uFEFF")]
    public void Knows_the_line_of_every_value(string lineEnd, string mark)
    {
        (ConfigObject? document, _) = Parse(mark + string.Join(lineEnd, "{", "  \"a\": {", "    \"b\": [", "      1,", "", "      // two", "      2", "    ]", "  }", "}"));
        ConfigObject a = document!.Object("a")!;
        IReadOnlyList<ConfigNode> items = a.List("b");
        Assert.That((document.Node.Line, a.Node.Line, items[0].Line, items[1].Line), Is.EqualTo((1, 2, 4, 7)));
        Assert.That((document.Node.Path, a.Node.Path, items[0].Path, items[1].Path), Is.EqualTo(("$", "a", "a.b[0]", "a.b[1]")));
    }

    [TestCase("", "x.json: The file is empty. Write its content, or restore it from a backup.")]
    [TestCase("\uFEFF \n", "x.json: The file is empty. Write its content, or restore it from a backup.")]
    [TestCase("{ \u201Ca\u201D: 1 }", "x.json:1: The character \u201C is a quote of a word processor, which JSON does not know. Write plain quotes: \".")]
    [TestCase("{\n \"a\u201D: 1 }", "x.json:2: The character \u201D is a quote of a word processor, which JSON does not know. Write plain quotes: \".")]
    [TestCase("{ \"a\": \"x\ty\" }", "x.json:1: There is a tab inside a text here (near byte 10 of the line). Write \\t, or blanks.")]
    [TestCase("{ 'a': 1 }", "x.json:1: A text begins with a single quote here (near byte 3 of the line). Write texts in double quotes: \".")]
    [TestCase("{ \"a\":\u00A01 }", "x.json:1: There is a no-break space here (near byte 7 of the line). Write an ordinary blank.")]
    [TestCase("{ \"a\": \"x\n }", "x.json:1: A text does not end on this line. Close it with a quote; a line break in a text is written \\n.")]
    [TestCase("{\n \"a\": 1\n \"b\": 2 }", "x.json:3: The file is not valid JSON here (near byte 2 of the line). Look for a missing comma, quote or bracket on this line or the one before.")]
    [TestCase("[1]", "x.json:1: The document is not an object. Write the settings between { and }.")]
    [TestCase("{\n \"a\": null\n}", "x.json:2: a: null is not a value here. Write a value, or leave the member out.")]
    [TestCase("{\n \"a\": [1,\n null]\n}", "x.json:3: a[1]: null is not a value here. Write a value, or leave the member out.")]
    [TestCase("{\n \"a\": 1,\n \"a\": 2\n}", "x.json:3: a: \"a\" is written twice in this object. Keep one of them.")]
    [TestCase("{\n \"a\": \"\\ud800\"\n}", "x.json:2: The text here is not valid UTF-8. Save the file as UTF-8.")]
    [TestCase("{ \"a\": 1 }\n{ }", "x.json:2: The file is not valid JSON here (near byte 1 of the line). Look for a missing comma, quote or bracket on this line or the one before.")]
    public void Rejects_what_is_not_one_strict_object(string text, string expected) => Assert.That(Parse(text).Problems, Is.EqualTo(new[] { expected }));

    [Test]
    public void Rejects_bytes_that_are_not_utf_8()
    {
        var problems = new ConfigProblems();
        ConfigDocument.Parse("x.json", [.. "{\n\"a\": \""u8, 0xE9, .. "\" }"u8], problems);
        Assert.That(problems.All.Select(problem => problem.ToString()), Is.EqualTo(new[] { "x.json:2: The text here is not valid UTF-8. Save the file as UTF-8." }));
    }

    [Test]
    public void Rejects_nesting_without_end() =>
        Assert.That(Parse(string.Concat(Enumerable.Repeat("{\"a\":", 40)) + "1" + new string('}', 40)).Problems, Has.Count.EqualTo(1));

    [Test]
    public void Reports_every_wrong_member_at_once()
    {
        (ConfigObject? document, _) = Parse("""
            {
              "text": 5,
              "number": "5",
              "big": 11,
              "flag": "true",
              "day": "2026-02-30",
              "word": "blu",
              "list": "x",
              "object": [],
              "colour": 1,
              "quite_different": 1
            }
            """);
        document!.Text("text", "x");
        document.Integer("number", 1, 10);
        document.Integer("big", 1, 10);
        document.Boolean("flag");
        document.Date("day");
        document.Choice("word", new Dictionary<string, int> { ["red"] = 1, ["blue"] = 2 });
        document.List("list");
        document.Object("object");
        document.OptionalText("color", "x");
        document.Text("gone", "x");
        document.Done();
        Assert.That(document.Problems.All.Select(problem => problem.ToString()), Is.EqualTo(new[]
        {
            "x.json:2: text: This is a number, not a text. Write a text in quotes, for example \"x\".",
            "x.json:3: number: \"5\" is not a whole number from 1 to 10. Write such a number without quotes.",
            "x.json:4: big: \"11\" is not a whole number from 1 to 10. Write a number of this range.",
            "x.json:5: flag: \"true\" is not true or false. Write true or false without quotes.",
            "x.json:6: day: \"2026-02-30\" is not a date. Write it as year-month-day, for example \"2026-03-01\".",
            "x.json:7: word: \"blu\" is not one of the words allowed here. Did you mean \"blue\"? Allowed: red, blue.",
            "x.json:8: list: This is a text, not a list. Write [ … ].",
            "x.json:9: object: This is a list, not an object. Write { … }.",
            "x.json:1: \"gone\" is missing. Add \"gone\": \"x\".",
            "x.json:10: colour: \"colour\" is not known here. Did you mean \"color\"? Otherwise remove it.",
            "x.json:11: quite_different: \"quite_different\" is not known here. Remove it. Known members: big, color, day, flag, gone, list, number, object, text, word.",
        }));
    }

    private static (ConfigObject? Document, IReadOnlyList<string> Problems) Parse(string text)
    {
        var problems = new ConfigProblems();
        ConfigObject? document = ConfigDocument.Parse("x.json", Encoding.UTF8.GetBytes(text), problems);
        return (document, [.. problems.All.Select(problem => problem.ToString())]);
    }
}
