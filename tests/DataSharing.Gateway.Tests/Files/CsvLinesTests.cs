using System.Globalization;
using System.Text;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Planning;
using DataSharing.Gateway.Files.Rows;

namespace DataSharing.Gateway.Tests.Files;

internal sealed class CsvLinesTests
{
    private static readonly string[] Columns = ["area", "note", "code"];

    private static IEnumerable<TestCaseData> Layouts()
    {
        yield return new TestCaseData("comma-crlf-utf8.csv", Some.Layout(Columns));
        yield return new TestCaseData("semicolon-lf-1252.csv", Some.Layout(Columns, delimiter: ';', lineEnding: "\n", encoding: Some.Windows1252(), nullToken: "NULL"));
        yield return new TestCaseData("bar-quoted-bom.csv", Some.Layout(Columns, delimiter: '|', header: false, encoding: new UTF8Encoding(true, true), nullToken: "n/a", quoteAlways: true));
        yield return new TestCaseData("tab-lf-utf8.csv", Some.Layout(Columns, delimiter: '\t', lineEnding: "\n"));
    }

    [TestCaseSource(nameof(Layouts))]
    public void Writes_the_agreed_bytes(string golden, FileLayout layout)
    {
        foreach (string culture in new[] { "en-GB", "de-DE", "fa-IR" })
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            using var lines = new CsvLines(layout);
            var bytes = new List<byte>(lines.Start());
            foreach (PlannedRow row in Rows())
            {
                bytes.AddRange(lines.Line(row).ToArray());
            }

            Assert.That(bytes, Is.EqualTo(Golden.Bytes(golden)), culture);
        }
    }

    [Test]
    public void Refuses_a_row_with_other_columns_than_the_file()
    {
        using var lines = new CsvLines(Some.Layout(Columns));
        Assert.That(() => lines.Line(Some.Row(Some.Token(1), RowAction.New, 1, "a", "b")), Throws.InvalidOperationException);
    }

    [TestCase(0x4E2D, true)]
    [TestCase(0xD83D, true)]
    [TestCase(0xD83D, false)]
    public void Refuses_a_character_that_the_encoding_lacks_without_showing_it(int code, bool windows)
    {
        string cell = "cell with " + (char)code;
        using var lines = new CsvLines(Some.Layout(Columns, encoding: windows ? Some.Windows1252() : null));
        InvalidOperationException? failure = Assert.Throws<InvalidOperationException>(() => lines.Line(Some.Row(Some.Token(1), RowAction.New, 1, "a", cell, "c")));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(failure!.InnerException, Is.Null);
            Assert.That(failure.Message, Does.Not.Contain("4E2D").And.Not.Contain("D83D").And.Not.Contain("cell with"));
        }
    }

    private static IEnumerable<PlannedRow> Rows() =>
    [
        Some.Row(Some.Token(1), RowAction.New, 1, "plain", "has, comma", "said \"no\""),
        Some.Row(Some.Token(2), RowAction.Amend, 2, "line one\nline two", " leading space", "trailing space "),
        Some.Row(Some.Token(3), RowAction.Withdraw, 3),
        Some.Row(Some.Token(4), RowAction.Resend, int.MaxValue, null, "'=1+1", "café – £5; a|b"),
    ];
}
