using System.Text;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Planning;
using DataSharing.Gateway.Files.Checks;
using DataSharing.Gateway.Files.Rows;

namespace DataSharing.Gateway.Tests.Files;

internal sealed class Rfc4180ReaderTests
{
    private static readonly string[] Columns = ["one", "two", "three"];

    [Test]
    public void Reads_back_whatever_is_written()
    {
        for (int seed = 0; seed < 150; seed++)
        {
            var random = new Random(seed);
            FileLayout layout = SomeLayout(random);
            string[][] rows = [.. Enumerable.Range(1, random.Next(40)).Select(_ => Columns.Select(_ => SomeCell(random, layout)).ToArray())];
            byte[] bytes = Write(layout, rows);
            string[][] expected =
            [
                .. layout.Header ? new[] { layout.Headings.ToArray() } : [],
                .. rows.Select((cells, i) => (string[])[Some.Token(i), "NEW", "1", .. cells]),
            ];
            foreach (int most in new[] { int.MaxValue, 1 + random.Next(7) })
            {
                using var content = new TrickleStream(bytes, most);
                Assert.That(ReadAll(content, layout), Is.EqualTo(expected), $"seed {seed}, {most} bytes at a time");
            }
        }
    }

    [Test]
    public void Reads_cells_longer_than_its_buffers()
    {
        FileLayout layout = Some.Layout(Columns);
        string[] cells = [new string('a', 300_000), string.Concat(Enumerable.Repeat("\"é\n,", 100_000)), "end"];
        using var content = new MemoryStream(Write(layout, [cells, cells]));
        Assert.That(ReadAll(content, layout)[2][3..], Is.EqualTo(cells));
    }

    [Test]
    public void Counts_the_lines_inside_cells()
    {
        FileLayout layout = Some.Layout(Columns, lineEnding: "\n");
        var reader = new Rfc4180Reader(new MemoryStream("a\n\"b\nb\nb\"\nc\n"u8.ToArray()), layout);
        var lines = new List<long>();
        while (reader.Read())
        {
            lines.Add(reader.Line);
        }

        Assert.That(lines, Is.EqualTo(new[] { 1L, 2L, 5L }));
    }

    [TestCase("a,b", "the last line has no line ending.", 1)]
    [TestCase("a,b\r\nc,", "the last line has no line ending.", 2)]
    [TestCase("a,b\r", "a CR or LF stands outside quotes that is not the layout's line ending.", 1)]
    [TestCase("a\rb,c\r\n", "a CR or LF stands outside quotes that is not the layout's line ending.", 1)]
    [TestCase("a\nb,c\r\n", "a CR or LF stands outside quotes that is not the layout's line ending.", 1)]
    [TestCase("a\r\n\"b\"\n", "a CR or LF stands outside quotes that is not the layout's line ending.", 2)]
    [TestCase("a\"b\r\n", "a quote stands inside a cell that is not quoted.", 1)]
    [TestCase("a,b\"\r\n", "a quote stands inside a cell that is not quoted.", 1)]
    [TestCase("\"a\"b\r\n", "something stands between a closing quote and the end of the cell.", 1)]
    [TestCase("\"a\" ,b\r\n", "something stands between a closing quote and the end of the cell.", 1)]
    [TestCase("\"a\" \"\r\n", "something stands between a closing quote and the end of the cell.", 1)]
    [TestCase("\"a\r\nb", "a quoted cell is not closed.", 2)]
    [TestCase("\"", "a quoted cell is not closed.", 1)]
    [TestCase("a\0b\r\n", "a control character stands in a cell.", 1)]
    [TestCase("\"a\u001bb\"\r\n", "a control character stands in a cell.", 1)]
    [TestCase("a\u007f\r\n", "a control character stands in a cell.", 1)]
    [TestCase("a\u0085b\r\n", "a control character stands in a cell.", 1)]
    [TestCase("\ufeffa\r\n", "the file begins with a byte order mark that the layout does not have.", 1)]
    public void Refuses_what_the_layout_does_not_allow(string text, string rule, int line) => Refuses(Encoding.UTF8.GetBytes(text), Some.Layout(Columns), rule, line);

    [Test]
    public void Refuses_a_file_without_the_byte_order_mark_of_its_layout()
    {
        FileLayout layout = Some.Layout(Columns, encoding: new UTF8Encoding(true, true));
        using (Assert.EnterMultipleScope())
        {
            Refuses("a\r\n"u8.ToArray(), layout, "the file does not begin with the byte order mark that the layout asks for.", 1);
            Refuses([], layout, "the file does not begin with the byte order mark that the layout asks for.", 1);
            Refuses([0xEF, 0xBB, 0xBF, 0xEF, 0xBB, 0xBF, (byte)'a', 13, 10], layout, "the file begins with a byte order mark that the layout does not have.", 1);
        }
    }

    [Test]
    public void Refuses_another_line_ending_than_that_of_the_layout() =>
        Refuses("a\r\n"u8.ToArray(), Some.Layout(Columns, lineEnding: "\n"), "a CR or LF stands outside quotes that is not the layout's line ending.", 1);

    [Test]
    public void Refuses_a_cell_without_quotes_where_all_are_quoted() =>
        Refuses("\"a\",b\r\n"u8.ToArray(), Some.Layout(Columns, quoteAlways: true), "a cell is not quoted, and the layout quotes all.", 1);

    [Test]
    public void Refuses_bytes_that_are_not_text()
    {
        const string rule = "the bytes are not text in the layout's encoding (here or shortly after).";
        using (Assert.EnterMultipleScope())
        {
            Refuses([(byte)'a', 0xFF, 13, 10], Some.Layout(Columns), rule, 1);
            Refuses([(byte)'a', 13, 10, 0xC3], Some.Layout(Columns), rule, 2);
            Refuses([(byte)'a', 0xED, 0xA0, 0xBD, 13, 10], Some.Layout(Columns), rule, 1);
        }
    }

    [Test]
    public void Takes_tabs_and_line_breaks_where_they_may_stand()
    {
        using var content = new MemoryStream("a\tb,\"c\td\r\ne\nf\"\r\n"u8.ToArray());
        Assert.That(ReadAll(content, Some.Layout(Columns)), Is.EqualTo(new[] { new[] { "a\tb", "c\td\r\ne\nf" } }));
    }

    [Test]
    public void Gives_no_row_for_an_empty_file()
    {
        using var content = new MemoryStream();
        Assert.That(ReadAll(content, Some.Layout(Columns)), Is.Empty);
    }

    private static void Refuses(byte[] bytes, FileLayout layout, string rule, int line)
    {
        foreach (int most in new[] { int.MaxValue, 1 })
        {
            using var content = new TrickleStream(bytes, most);
            FileCheckException? failure = Assert.Throws<FileCheckException>(() => ReadAll(content, layout));
            Assert.That(failure!.Rule, Is.EqualTo(rule));
            if (most == 1 || rule[..9] != "the bytes")
            {
                Assert.That(failure.Line, Is.EqualTo(line));
            }
        }
    }

    private static string[][] ReadAll(Stream content, FileLayout layout)
    {
        var reader = new Rfc4180Reader(content, layout);
        var rows = new List<string[]>();
        while (reader.Read())
        {
            string[] row = new string[reader.FieldCount];
            for (int i = 0; i < row.Length; i++)
            {
                row[i] = reader[i].ToString();
            }

            rows.Add(row);
        }

        return [.. rows];
    }

    private static byte[] Write(FileLayout layout, string[][] rows)
    {
        using var lines = new CsvLines(layout);
        var bytes = new List<byte>(lines.Start());
        for (int i = 0; i < rows.Length; i++)
        {
            bytes.AddRange(lines.Line(Some.Row(Some.Token(i), RowAction.New, 1, rows[i])).ToArray());
        }

        return [.. bytes];
    }

    private static FileLayout SomeLayout(Random random) => Some.Layout(
        Columns,
        delimiter: ",;\t|"[random.Next(4)],
        header: random.Next(2) == 0,
        encoding: random.Next(3) switch { 0 => Some.Windows1252(), 1 => new UTF8Encoding(true, true), _ => new UTF8Encoding(false, true) },
        lineEnding: random.Next(2) == 0 ? "\r\n" : "\n",
        quoteAlways: random.Next(2) == 0);

    private static string SomeCell(Random random, FileLayout layout)
    {
        string[] parts = ["a", "Z9", " ", "\"", "\"\"", ",", ";", "\t", "|", "\n", "\r\n", "'", "=", "é", "–", "£", .. layout.Encoding is UTF8Encoding ? ["日本", "😀", "\u2028"] : Array.Empty<string>()];
        return string.Concat(Enumerable.Range(0, random.Next(8)).Select(_ => parts[random.Next(parts.Length)]));
    }
}
