using System.Globalization;
using System.Text;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Cells;
using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Records;
using DataSharing.Gateway.Files;
using DataSharing.Gateway.Files.Checks;
using DataSharing.Gateway.Files.Rows;
using DataSharing.Gateway.Files.Sealed;

namespace DataSharing.Gateway.Tests.Files;

internal sealed class FileCheckTests
{
    private const string Header = "record_id,action,version,area,code\r\n";
    private const string First = "0000000000000001,NEW,1,north,A1\r\n";

    private static readonly FileLayout Layout = Some.Layout(["area", "code"], nullToken: "NULL");

    private static readonly Func<string, bool>[] Grammars = [cell => cell is "north" or "south", cell => cell.Length == 2];

    [TestCase("en-GB")]
    [TestCase("de-DE")]
    [TestCase("tr-TR")]
    public void Takes_a_file_as_it_is_written(string culture)
    {
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        RowCounts counts = Verify(
            Header + First
            + "0000000000000002,AMEND,2147483647,NULL,NULL\r\n"
            + "000000000000000Z,WITHDRAW,2,,\r\n"
            + "Z00000000000000Z,RESEND,10,\"south\",A1\r\n",
            4);
        Assert.That(counts, Is.EqualTo(new RowCounts(1, 1, 1, 1)));
    }

    [Test]
    public void Takes_a_file_without_rows_and_one_without_header()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Verify(Header, 0).Total, Is.Zero);
            Assert.That(Verify(First, 1, Some.Layout(["area", "code"], header: false)).Total, Is.EqualTo(1));
        }
    }

    [TestCase("", 0, 1, null, "the file has no header.")]
    [TestCase("record_id,action,version,area\r\n", 0, 1, null, "the row has 4 cells where 5 belong.")]
    [TestCase("record_id,action,version,Area,code\r\n", 0, 1, "area", "the header does not have this heading here.")]
    [TestCase(Header + "000000000000001,NEW,1,north,A1\r\n", 1, 2, "record_id", "a record token has 16 characters of Crockford base-32 in upper case.")]
    [TestCase(Header + "000000000000000I,NEW,1,north,A1\r\n", 1, 2, "record_id", "a record token has 16 characters of Crockford base-32 in upper case.")]
    [TestCase(Header + "000000000000000L,NEW,1,north,A1\r\n", 1, 2, "record_id", "a record token has 16 characters of Crockford base-32 in upper case.")]
    [TestCase(Header + "000000000000000O,NEW,1,north,A1\r\n", 1, 2, "record_id", "a record token has 16 characters of Crockford base-32 in upper case.")]
    [TestCase(Header + "000000000000000U,NEW,1,north,A1\r\n", 1, 2, "record_id", "a record token has 16 characters of Crockford base-32 in upper case.")]
    [TestCase(Header + "000000000000000a,NEW,1,north,A1\r\n", 1, 2, "record_id", "a record token has 16 characters of Crockford base-32 in upper case.")]
    [TestCase(Header + "\r\n", 1, 2, "record_id", "a record token has 16 characters of Crockford base-32 in upper case.")]
    [TestCase(Header + First + First, 2, 3, "record_id", "record tokens must ascend, none twice.")]
    [TestCase(Header + First + "0000000000000000,NEW,1,north,A1\r\n", 2, 3, "record_id", "record tokens must ascend, none twice.")]
    [TestCase(Header + "0000000000000001,new,1,north,A1\r\n", 1, 2, "action", "an action is NEW, AMEND, WITHDRAW or RESEND.")]
    [TestCase(Header + "0000000000000001,,1,north,A1\r\n", 1, 2, "action", "an action is NEW, AMEND, WITHDRAW or RESEND.")]
    [TestCase(Header + "0000000000000001,NEW,0,north,A1\r\n", 1, 2, "version", "a version is a whole number of 1 or more without sign or leading zero.")]
    [TestCase(Header + "0000000000000001,NEW,01,north,A1\r\n", 1, 2, "version", "a version is a whole number of 1 or more without sign or leading zero.")]
    [TestCase(Header + "0000000000000001,NEW,+1,north,A1\r\n", 1, 2, "version", "a version is a whole number of 1 or more without sign or leading zero.")]
    [TestCase(Header + "0000000000000001,NEW,1.0,north,A1\r\n", 1, 2, "version", "a version is a whole number of 1 or more without sign or leading zero.")]
    [TestCase(Header + "0000000000000001,NEW,2147483648,north,A1\r\n", 1, 2, "version", "a version is a whole number of 1 or more without sign or leading zero.")]
    [TestCase(Header + "0000000000000001,NEW,,north,A1\r\n", 1, 2, "version", "a version is a whole number of 1 or more without sign or leading zero.")]
    [TestCase(Header + "0000000000000001,WITHDRAW,2,north,\r\n", 1, 2, "area", "a WITHDRAW has nothing but the control columns.")]
    [TestCase(Header + "0000000000000001,WITHDRAW,2,,NULL\r\n", 1, 2, "code", "a WITHDRAW has nothing but the control columns.")]
    [TestCase(Header + "0000000000000001,NEW,1,,A1\r\n", 1, 2, "area", "the cell is not one that this column can have.")]
    [TestCase(Header + First + "0000000000000002,AMEND,2,secret-east,A1\r\n", 2, 3, "area", "the cell is not one that this column can have.")]
    [TestCase(Header + First + "0000000000000002,AMEND,2,north,secret\r\n", 2, 3, "code", "the cell is not one that this column can have.")]
    [TestCase(Header + "0000000000000001,NEW,1,north\r\n", 1, 2, null, "the row has 4 cells where 5 belong.")]
    [TestCase(Header + "0000000000000001,NEW,1,north,A1,secret\r\n", 1, 2, null, "the row has 6 cells where 5 belong.")]
    [TestCase(Header + First, 2, 3, null, "the file has 1 rows where 2 were written.")]
    [TestCase(Header + First, 0, 3, null, "the file has 1 rows where 0 were written.")]
    [TestCase(Header + "0000000000000001,NEW,1,north,se\"cret\r\n", 1, 2, null, "a quote stands inside a cell that is not quoted.")]
    public void Names_line_column_and_rule_of_the_first_fault(string content, int rows, int line, string? heading, string rule)
    {
        FileCheckException? failure = Assert.Throws<FileCheckException>(() => Verify(content, rows));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(failure!.Line, Is.EqualTo(line));
            Assert.That(failure.Heading, Is.EqualTo(heading));
            Assert.That(failure.Rule, Is.EqualTo(rule));
            Assert.That(failure.ToString(), Does.Not.Contain("secret"));
        }
    }

    [TestCase("0000000000000001,NEW,1,north,A1,x\r\n")]
    [TestCase("0000000000000001,NEW,1,east,A1\r\n")]
    [TestCase("0000000000000001,WITHDRAW,1,north,\r\n")]
    [TestCase("0000000000000001,NEW,x,north,A1\r\n")]
    public void Names_the_record_so_that_it_can_be_left_out(string row)
    {
        FileCheckException? failure = Assert.Throws<FileCheckException>(() => Verify(Header + row, 1));
        Assert.That(failure!.RecordId, Is.EqualTo("0000000000000001"));
    }

    [Test]
    public void Asks_the_grammar_about_every_different_cell()
    {
        var content = new StringBuilder(Header);
        for (int i = 1; i <= 3_000; i++)
        {
            content.Append(CultureInfo.InvariantCulture, $"{Some.Token(i)},NEW,1,v{i % 1_500},A1\r\n");
        }

        var asked = new HashSet<string>();
        Verify(content.ToString(), 3_000, grammars: [asked.Add, _ => true], allowed: true);
        Assert.That(asked, Has.Count.EqualTo(1_500));
    }

    [Test]
    public void Takes_every_file_that_is_written()
    {
        using var folder = new TemporaryFolder();
        var outbox = new Outbox(folder.FullName);
        using var rows = new SortedRows(Layout, outbox.Folder, 2_000);
        var random = new Random(11);
        for (int i = 0; i < 200; i++)
        {
            rows.Add(i % 5 == 0 ? Some.Row(Some.Token(random), RowAction.Withdraw, i + 1) : Some.Row(Some.Token(random), RowAction.New, i + 1, i % 2 == 0 ? "north" : null, "\"\n"));
        }

        ExportFile file = ExportFile.Write(outbox, Some.ArchiveKey, Some.KeyId, Outbox.DataEntry("kent", 1, 1), "kent.csv", rows);
        using Stream content = file.OpenContent();
        Assert.That(FileCheck.Verify(content, Layout, file.Counts!.Value, RulesOf(Grammars)), Is.EqualTo(file.Counts));
    }

    [Test]
    public void Names_every_row_with_a_fault_up_to_twenty_and_the_records_they_are_of()
    {
        using var folder = new TemporaryFolder();
        using var rows = new SortedRows(Layout, folder.FullName);
        int[] faulty = [.. Enumerable.Range(0, FileCheck.FaultyRowsAtMost).Select(i => 3 + (i * 4))];
        for (int i = 1; i <= 100; i++)
        {
            rows.Add(Some.Row(IncidentKey.FromNumber(i), Some.Token(i), i % 2 == 0 ? RowAction.Amend : RowAction.New, i, faulty.Contains(i) ? "east" : "north", "A1"));
        }

        FileCheckException failure = Refusal(folder, rows);
        IReadOnlyDictionary<IncidentKey, RefusedRow> refused = rows.Refused(failure)!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(failure.Rows.Select(row => row.RecordId), Is.EqualTo(faulty.Select(i => Some.Token(i))));
            Assert.That(failure.Message, Does.StartWith($"Line 4, column \"area\", record {Some.Token(3)}: ").And.Contain("19 more with a fault: record " + Some.Token(7)).And.Not.Contain("east"));
            Assert.That(refused.Keys, Is.EquivalentTo(rows.Merge().Where(row => faulty.Any(i => Some.Token(i) == row.Entry.Token)).Select(row => row.Entry.Key)));
            Assert.That(refused.Values.Select(row => (row.Reason, row.Field)).Distinct(), Is.EqualTo(new[] { (Reason.CellGrammar, "area") }));
        }
    }

    [Test]
    public void Names_no_row_where_more_than_twenty_have_a_fault()
    {
        using var folder = new TemporaryFolder();
        using var rows = new SortedRows(Layout, folder.FullName);
        for (int i = 1; i <= FileCheck.FaultyRowsAtMost + 1; i++)
        {
            rows.Add(Some.Row(Some.Token(i), RowAction.New, i, "east", "A1"));
        }

        FileCheckException failure = Refusal(folder, rows);
        Assert.That((failure.Rows.Count, failure.RecordId, failure.Refused, rows.Refused(failure)), Is.EqualTo((0, (string?)null, (RefusedRow?)null, (IReadOnlyDictionary<IncidentKey, RefusedRow>?)null)));
        Assert.That(failure.Message, Does.StartWith("More than 20 rows have a fault. The first: Line 2, column \"area\""));
    }

    [TestCase("0000000000000001,NEW,1,east,A1\r\n0000000000000001,NEW,1,north,A1\r\n", 2, "record tokens must ascend, none twice.")]
    [TestCase("0000000000000001,NEW,1,east,A1\r\n0000000000000002,NEW,1,north,A1\r\n", 3, "the file has 2 rows where 3 were written.")]
    [TestCase("0000000000000001,NEW,1,east,A1\r\nx,NEW,1,north,A1\r\n", 2, "a record token has 16 characters of Crockford base-32 in upper case.")]
    public void Names_no_row_where_there_is_a_fault_in_none_beside(string content, int rows, string rule)
    {
        FileCheckException? failure = Assert.Throws<FileCheckException>(() => Verify(Header + content, rows));
        Assert.That((failure!.Rule, failure.Rows.Count, failure.Refused), Is.EqualTo((rule, 0, (RefusedRow?)null)));
    }

    [Test]
    public void Wants_one_rule_for_each_released_column() =>
        Assert.That(() => FileCheck.Verify(Stream.Null, Layout, default, RulesOf([_ => true])), Throws.ArgumentException);

    [Test]
    public void Names_the_field_and_the_pattern_of_a_text_and_not_the_text()
    {
        CellRule[] rules = [new CellRule("area_field", false, _ => true), new CellRule("text_field", true, cell => cell.Length > 0)];
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(Header + "0000000000000001,NEW,1,07700 900123,call 07700 900456\r\n"));
        FileCheckException? failure = Assert.Throws<FileCheckException>(() => FileCheck.Verify(content, Layout, new RowCounts(1, 0, 0, 0), rules));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(failure!.Message, Is.EqualTo("Line 2, column \"code\", record 0000000000000001: the text has what reads like a phone number."));
            Assert.That((failure.Refused!.Reason, failure.Refused.Field), Is.EqualTo((Reason.TextPattern, "text_field")));
            Assert.That(failure.ToString(), Does.Not.Contain("900"));
        }
    }

    [TestCase("0000000000000001,NEW,1,east,A1\r\n", "area")]
    [TestCase("0000000000000001,NEW,x,north,A1\r\n", "version")]
    [TestCase("0000000000000001,NEW,1,north,A1,x\r\n", "record_id")]
    public void Names_the_field_of_a_cell_that_cannot_stand(string row, string field)
    {
        FileCheckException? failure = Assert.Throws<FileCheckException>(() => Verify(Header + row, 1));
        Assert.That((failure!.Refused!.Reason, failure.Refused.Field), Is.EqualTo((Reason.CellGrammar, field)));
    }

    [Test]
    public void Wants_the_actions_that_were_planned()
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(Header + First));
        Assert.That(() => FileCheck.Verify(content, Layout, new RowCounts(0, 1, 0, 0), RulesOf(Grammars)), Throws.TypeOf<FileCheckException>().With.Message.Contains("counted otherwise"));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Leaves_out_no_withdrawal_nor_what_has_a_fault_beside_one(bool beside)
    {
        using var folder = new TemporaryFolder();
        using var rows = new SortedRows(Layout, folder.FullName);
        rows.Add(Some.Row(Some.Token(1), RowAction.Withdraw, 3));
        rows.Add(Some.Row(Some.Token(2), RowAction.New, 1, "north", "A1"));
        FileCheckException? refused = Assert.Throws<FileCheckException>(() => Verify(Header + Some.Token(1) + ",WITHDRAW,3,x,\r\n" + Some.Token(2) + $",NEW,1,{(beside ? "east" : "north")},A1\r\n", 2));
        Assert.That((refused!.Rows.Count, rows.Refused(refused)), Is.EqualTo((beside ? 2 : 1, (IReadOnlyDictionary<IncidentKey, RefusedRow>?)null)));
    }

    [Test]
    public void Knows_no_row_that_was_not_written()
    {
        using var folder = new TemporaryFolder();
        using var rows = new SortedRows(Layout, folder.FullName);
        rows.Add(Some.Row(Some.Token(2), RowAction.New, 1, "north", "A1"));
        FileCheckException? refused = Assert.Throws<FileCheckException>(() => Verify(Header + Some.Token(1) + ",NEW,1,east,A1\r\n", 1));
        Assert.That(() => rows.Refused(refused!), Throws.InvalidOperationException);
    }

    private static FileCheckException Refusal(TemporaryFolder folder, SortedRows rows)
    {
        var outbox = new Outbox(folder.FullName);
        ExportFile file = ExportFile.Write(outbox, Some.ArchiveKey, Some.KeyId, Outbox.DataEntry("kent", 1, 1), "kent.csv", rows);
        using Stream content = file.OpenContent();
        return Assert.Throws<FileCheckException>(() => FileCheck.Verify(content, Layout, rows.Counts, RulesOf(Grammars)))!;
    }

    private static RowCounts Verify(string content, int rows, FileLayout? layout = null, Func<string, bool>[]? grammars = null, bool allowed = false)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(content));
        Func<string, bool>[] asked = [.. (grammars ?? Grammars).Select<Func<string, bool>, Func<string, bool>>(grammar => cell => grammar(cell) || allowed)];
        var counted = new RowCounts(Count("NEW"), Count("AMEND"), Count("WITHDRAW"), Count("RESEND"));
        return FileCheck.Verify(stream, layout ?? Layout, counted.Total == rows ? counted : new RowCounts(rows, 0, 0, 0), RulesOf(asked));

        int Count(string action) => content.Split($",{action},").Length - 1;
    }

    private static CellRule[] RulesOf(Func<string, bool>[] grammars) => [.. grammars.Select((grammar, i) => new CellRule(i == 0 ? "area" : "code", false, grammar))];
}
