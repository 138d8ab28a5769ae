using System.Globalization;
using System.Text;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Cells;
using DataSharing.Disclosure.Columns;
using DataSharing.Disclosure.Treatments;
using DataSharing.Gateway.Files;
using DataSharing.Gateway.Files.Checks;
using DataSharing.Gateway.Files.Rows;

namespace DataSharing.Gateway.Tests.Files;

internal sealed class ManifestCheckTests
{
    private static readonly ManifestRange Quarter = new(new DateOnly(2026, 4, 1), new DateOnly(2026, 6, 30), "INC_DATE");

    [TestCase("cst_metropolitan_000012_1.csv")]
    [TestCase(null)]
    public void Takes_what_is_written(string? file) => Assert.That(() => Verify(Some.Manifest(file).ToBytes(), Some.Manifest(file)), Throws.Nothing);

    [Test]
    public void Takes_a_manifest_that_says_how_the_file_is_read() =>
        Assert.That(() => Verify(Some.Manifest(reading: Some.Reading()).ToBytes(), Some.Manifest(reading: Some.Reading())), Throws.Nothing);

    [TestCase("\"format\": 2", "\"format\": 1")]
    [TestCase("  \"format\": 2,\n", "")]
    [TestCase("\"encoding\": \"windows-1252\"", "\"encoding\": \"utf-8\"")]
    [TestCase("\"byteOrderMark\": false", "\"byteOrderMark\": true")]
    [TestCase("\"delimiter\": \";\"", "\"delimiter\": \",\"")]
    [TestCase("\"quoteAlways\": true", "\"quoteAlways\": 1")]
    [TestCase("\"lineEnding\": \"crlf\"", "\"lineEnding\": \"lf\"")]
    [TestCase("\"header\": true", "\"header\": null")]
    [TestCase("\"dateFormat\": \"dd-MM-yyyy\"", "\"dateFormat\": \"secret\"")]
    [TestCase("\"nullToken\": \"NULL\"", "\"nullToken\": \"\"")]
    [TestCase("\"formulasEscaped\": false", "\"formulasEscaped\": false,\n    \"secret\": 1")]
    [TestCase("\"label\": \"Abusive behaviour\"", "\"label\": \"secret\"")]
    [TestCase("\"value\": \"AS\"", "\"value\": \"secret\"")]
    [TestCase("\"label\": null\n        }", "\"label\": null\n        },\n        {\n          \"value\": \"secret\",\n          \"label\": null\n        }")]
    [TestCase("\"meaning\": \"Where it happened.\"", "\"meaning\": \"secret\"")]
    [TestCase("\"list\": \"local-authorities\"", "\"list\": \"secret\"")]
    [TestCase("\"values\": null", "\"values\": []")]
    [TestCase("\"type\": \"place\"", "\"Type\": \"place\"")]
    public void Finds_anything_else_in_what_is_said_of_reading(string written, string planted)
    {
        Manifest built = Some.Manifest(reading: Some.Reading());
        string text = Encoding.UTF8.GetString(built.ToBytes());
        int at = text.LastIndexOf(written, StringComparison.Ordinal);
        Assert.That(at, Is.Not.Negative);
        byte[] bytes = Encoding.UTF8.GetBytes(text[..at] + planted + text[(at + written.Length)..]);
        Assert.That(Assert.Throws<FileCheckException>(() => Verify(bytes, built))!.ToString(), Does.Not.Contain("secret"));
    }

    [TestCase("\"from\": \"2026-04-01\"", "\"from\": \"2026-05-01\"")]
    [TestCase("\"to\": \"2026-06-30\"", "\"to\": \"2026-06-30T00:00:00Z\"")]
    [TestCase("\"column\": \"INC_DATE\"", "\"column\": \"secret\"")]
    [TestCase("\"column\": \"INC_DATE\"", "\"column\": \"INC_DATE\",\n    \"secret\": 1")]
    [TestCase("\"range\"", "\"ranges\"")]
    public void Finds_anything_else_in_a_range(string written, string planted)
    {
        Manifest built = Some.Manifest(reading: Some.Reading(), range: Quarter);
        Assert.That(() => Verify(built.ToBytes(), built), Throws.Nothing);
        Assert.That(() => Verify(built.ToBytes(), Some.Manifest(reading: Some.Reading())), Throws.TypeOf<FileCheckException>());
        Assert.That(() => Verify(Some.Manifest(reading: Some.Reading()).ToBytes(), built), Throws.TypeOf<FileCheckException>());
        string text = Encoding.UTF8.GetString(built.ToBytes());
        Assert.That(text, Does.Contain(written));
        Assert.That(() => Verify(Encoding.UTF8.GetBytes(text.Replace(written, planted, StringComparison.Ordinal)), built), Throws.TypeOf<FileCheckException>());
    }

    [TestCase("2026-04-02", "2026-04-30", "INC_DATE", false)]
    [TestCase("2026-04-01", "2026-04-29", "INC_DATE", false)]
    [TestCase("2026-05-01", "2026-04-30", "INC_DATE", false)]
    [TestCase("2026-04-01", "2026-04-30", "CATEGORY", false)]
    [TestCase("2026-04-01", "2026-04-30", "INC_DATE", true)]
    [TestCase("2026-12-01", "9999-12-31", "INC_DATE", true)]
    public void A_range_is_of_whole_months_of_a_date_of_the_file(string from, string to, string column, bool taken)
    {
        var range = new ManifestRange(DateOnly.Parse(from, CultureInfo.InvariantCulture), DateOnly.Parse(to, CultureInfo.InvariantCulture), column);
        FileReading reading = ReadingOf(new LabelledValue("AB", null));
        reading = new FileReading
        {
            Encoding = reading.Encoding, ByteOrderMark = reading.ByteOrderMark, Delimiter = reading.Delimiter, QuoteAlways = reading.QuoteAlways, LineEnding = reading.LineEnding, Header = reading.Header,
            DateFormat = reading.DateFormat, NullToken = reading.NullToken, FormulasEscaped = reading.FormulasEscaped,
            Columns = [.. reading.Columns, new ColumnDescription("INC_DATE", "When it happened.", "date", "yyyy-MM", "A month.", null, null)],
        };
        Manifest built = Some.Manifest(reading: reading, range: range);
        using var content = new MemoryStream(built.ToBytes());
        CellRule[] rules = [new CellRule("category_code", isOpen: false, _ => true), new CellRule("occurred_from", isOpen: false, _ => true)];
        Assert.That(() => ManifestCheck.Verify(content, built, Some.Layout(["CATEGORY", "INC_DATE"]), rules), taken ? Throws.Nothing : Throws.TypeOf<FileCheckException>());
    }

    [TestCase("AB", "AS", null)]
    [TestCase("AB", "a value of an incident", "Manifest, columns")]
    [TestCase("AB", "AS", "Manifest, columns", "Call 07700 900123")]
    [TestCase("AB", "AS", "Manifest, columns", "Near NW4 2BT")]
    public void Compares_every_listed_value_with_the_grammar_of_its_column(string one, string other, string? fault, string label = "secret")
    {
        FileLayout layout = Some.Layout(["CATEGORY"]);
        FileReading reading = ReadingOf(new LabelledValue(one, null), new LabelledValue(other, label));
        Manifest built = Some.Manifest(reading: reading);
        using var content = new MemoryStream(built.ToBytes());
        CellRule[] rules = [new CellRule("category_code", isOpen: false, cell => cell is "AB" or "AS")];
        FileCheckException? found = null;
        try
        {
            ManifestCheck.Verify(content, built, layout, rules);
        }
        catch (FileCheckException failure)
        {
            found = failure;
        }

        Assert.That(found?.Message.Contains("columns", StringComparison.Ordinal), Is.EqualTo(fault is null ? null : true));
        Assert.That(found?.ToString() ?? "", Does.Not.Contain("incident").And.Not.Contain("secret"));
    }

    [Test]
    public void Compares_what_it_says_of_reading_with_how_the_file_was_written()
    {
        FileReading reading = ReadingOf();
        Manifest built = Some.Manifest(reading: reading);
        CellRule[] rules = [new CellRule("category_code", isOpen: false, _ => true)];
        string[] columns = ["CATEGORY"];
        FileLayout[] others =
        [
            Some.Layout(columns, delimiter: ';'), Some.Layout(columns, delimiter: '\t'), Some.Layout(columns, header: false), Some.Layout(columns, encoding: new UTF8Encoding(true, true)),
            Some.Layout(columns, encoding: CodePagesEncodingProvider.Instance.GetEncoding(1252)!), Some.Layout(columns, lineEnding: "\n"), Some.Layout(columns, nullToken: "-"),
            Some.Layout(columns, quoteAlways: true), Some.Layout(["Category"]),
        ];
        using (var content = new MemoryStream(built.ToBytes()))
        {
            Assert.That(() => ManifestCheck.Verify(content, built, Some.Layout(columns), rules), Throws.Nothing);
        }

        foreach (FileLayout other in others)
        {
            using var content = new MemoryStream(built.ToBytes());
            Assert.That(() => ManifestCheck.Verify(content, built, other, rules), Throws.TypeOf<FileCheckException>());
        }
    }

    private static FileReading ReadingOf(params LabelledValue[] values) => new()
    {
        Encoding = "utf-8", ByteOrderMark = false, Delimiter = ",", QuoteAlways = false, LineEnding = "crlf", Header = true, DateFormat = "yyyy-MM-dd", NullToken = "", FormulasEscaped = true,
        Columns = [.. Some.Reading().Columns.Take(3), new ColumnDescription("CATEGORY", "What happened.", "code", null, "One of the values listed.", values, null)],
    };

    [TestCase("{\n", "{\n  \"victim\": \"secret\",\n")]
    [TestCase("\n}\n", ",\n  \"secret\": 1\n}\n")]
    [TestCase("\"rows\": 11", "\"rows\": 12")]
    [TestCase("\"rows\": 11", "\"rows\": 11.0")]
    [TestCase("\"rows\": 11", "\"rows\": 1.1e1")]
    [TestCase("\"rows\": 11", "\"rows\": \"11\"")]
    [TestCase("\"rows\": 11", "\"rows\": 11,\n  \"rows\": 11")]
    [TestCase("\"rows\": 11", "\"Rows\": 11")]
    [TestCase("\"rows\": 11", "\"ro\\u0077s\": 11")]
    [TestCase("\"rows\": 11,\n", "")]
    [TestCase("\"new\": 5", "\"new\": 6")]
    [TestCase("\"amend\": 3", "\"amend\": 2")]
    [TestCase("\"withdraw\": 2", "\"withdraw\": -2")]
    [TestCase("\"resend\": 1", "\"resend\": 1,\n    \"heldBack\": 3")]
    [TestCase("\"sha256\": \"aaaa", "\"sha256\": \"baaa")]
    [TestCase("\"sha256\": \"aaaa", "\"sha256\": \"Aaaa")]
    [TestCase("\"bytes\": 4321", "\"bytes\": 4322")]
    [TestCase("\"bytes\": 4321", "\"bytes\": null")]
    [TestCase("cst_metropolitan_000012_1.csv", "secret.csv")]
    [TestCase("\"mode\": \"delta\"", "\"mode\": \"full\"")]
    [TestCase("\"sequence\": 12", "\"sequence\": 13")]
    [TestCase("\"force\": \"metropolitan\"", "\"force\": \"kent\"")]
    [TestCase("\"force\": \"metropolitan\"", "\"force\": null")]
    [TestCase("\"profileVersion\": 4", "\"profileVersion\": 5")]
    [TestCase("\"reference\": \"CST", "\"reference\": \"secret CST")]
    [TestCase("\"marking\": \"OFFICIAL", "\"marking\": \"secret OFFICIAL")]
    [TestCase("01:30:05Z", "01:30:06Z")]
    [TestCase("01:30:05Z", "01:30:05")]
    [TestCase("}\n", "}\n}\n")]
    [TestCase("}\n", "} \n")]
    [TestCase("}\n", "}")]
    [TestCase("\n", "\r\n")]
    [TestCase("{\n", "{\n// secret\n")]
    [TestCase("{\n", "\uFEFF{\n")]
    [TestCase("\"keyId\"", "\"key\u0000Id\"")]
    [TestCase("\"keyId\"", "\t\"keyId\"")]
    public void Finds_anything_that_was_not_built(string written, string planted)
    {
        string text = Encoding.UTF8.GetString(Some.Manifest().ToBytes());
        int at = text.LastIndexOf(written, StringComparison.Ordinal);
        Assert.That(at, Is.Not.Negative);
        byte[] bytes = Encoding.UTF8.GetBytes(text[..at] + planted + text[(at + written.Length)..]);
        FileCheckException? failure = Assert.Throws<FileCheckException>(() => Verify(bytes, Some.Manifest()));
        Assert.That(failure!.ToString(), Does.Not.Contain("secret"));
        Assert.That((failure.RecordId, failure.Refused), Is.EqualTo(((string?)null, (RefusedRow?)null)));
    }

    [Test]
    public void Finds_bytes_that_are_no_manifest()
    {
        foreach (string text in new[] { "", "\n", "[]", "3\n", "null\n", "{}\n", "{\"file\":{}}\n" })
        {
            Assert.That(() => Verify(Encoding.UTF8.GetBytes(text), Some.Manifest()), Throws.TypeOf<FileCheckException>(), text);
        }

        Assert.That(() => Verify(new byte[1_100_000], Some.Manifest()), Throws.TypeOf<FileCheckException>());
    }

    [Test]
    public void Takes_what_is_told_of_the_journal_and_nothing_else_there()
    {
        var head = new ManifestHead(new string('e', 64));
        Manifest built = Some.Manifest(reading: Some.Reading(), head: head);
        Assert.That(() => Verify(built.ToBytes(), built), Throws.Nothing);
        Assert.That(() => Verify(Some.Manifest(reading: Some.Reading(), head: new(null)).ToBytes(), built), Throws.TypeOf<FileCheckException>());
        Assert.That(() => Verify(Some.Manifest(reading: Some.Reading()).ToBytes(), built), Throws.TypeOf<FileCheckException>());
        Assert.That(() => Verify(built.ToBytes(), Some.Manifest(reading: Some.Reading())), Throws.TypeOf<FileCheckException>());
    }

    private static void Verify(byte[] bytes, Manifest built)
    {
        using var content = new MemoryStream(bytes);
        ManifestCheck.Verify(content, built);
    }
}
