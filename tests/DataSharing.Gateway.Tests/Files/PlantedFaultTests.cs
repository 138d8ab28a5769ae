using System.Text;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Planning;
using DataSharing.Gateway.Files.Checks;
using DataSharing.Gateway.Files.Rows;

namespace DataSharing.Gateway.Tests.Files;

/// <summary>Faults planted in the bytes of a finished file. The list is data: one more is one more line.</summary>
internal sealed class PlantedFaultTests
{
    private const string First = "0000000000000001,NEW,1,north,2026-05-11,Abuse was shouted from a car.\r\n";
    private const string Third = "0000000000000003,WITHDRAW,3,,,\r\n";
    private const string Clean = "record_id,action,version,area,day,summary\r\n" + First
        + "0000000000000002,AMEND,2,south,2026-05,\"Two lines\nand \"\"quotes\"\"\"\r\n" + Third
        + "0000000000000004,RESEND,4,,,\r\n";

    private static readonly FileLayout Layout = Some.Layout(["area", "day", "summary"]);

    private static readonly CellRule[] Rules =
    [
        new CellRule("area", false, cell => cell is "north" or "south"),
        new CellRule("day", false, cell => cell is "2026-05-11" or "2026-05"),
        new CellRule("summary", true, cell => cell.Length > 0),
    ];

    /// <summary>What is planted, what stands in its place in the clean file, and whether the row can be taken out because of it.</summary>
    private static readonly (string Name, string Old, string New, bool InRow)[] Faults =
    [
        // Byte order marks, control characters, and characters that are not seen.
        ("byte order mark where the layout has none", "record_id,", "\uFEFFrecord_id,", false),
        ("byte order mark in a cell", "Abuse", "\uFEFFAbuse", true),
        ("byte order mark before a row", First, "\uFEFF" + First, false),
        ("NUL in a text", "shouted", "shou\0ted", false),
        ("NUL after the end", Third, Third + "\0", false),
        ("escape", "shouted", "\u001Bshouted", false),
        ("bell in quotes", "Two lines", "Two\u0007lines", false),
        ("delete", "shouted", "shou\u007Fted", false),
        ("next line", "shouted", "shou\u0085ted", false),
        ("line separator", "shouted", "shouted\u2028", true),
        ("paragraph separator", "shouted", "shouted\u2029", true),
        ("text turned round", "shouted", "\u202Eshouted\u202C", true),
        ("isolated direction", "shouted", "\u2067shouted\u2069", true),
        ("right-to-left mark", "shouted", "shouted\u200F", true),
        ("tags that spell a word", "shouted", "shouted\U000E0041\U000E0042", true),
        ("private use", "shouted", "shouted\uE000", true),
        ("zero-width space in a closed cell", "north", "nor\u200Bth", true),
        ("look-alike letter in a closed cell", "north", "n\u043Erth", true),
        ("full-width digits in a date", "2026-05-11", "\uFF12026-05-11", true),
        ("tab in a text", "shouted from", "shouted\tfrom", true),
        ("tab in a closed cell", "north", "north\t", true),
        ("CR in a text", "Two lines\n", "Two lines\r", true),
        ("CR LF in a text", "Two lines\n", "Two lines\r\n", true),
        ("CR in a cell without quotes", "shouted", "shou\rted", false),

        // Bytes that are no cell.
        ("text after a closing quote", "\"\"\"\r\n", "\"\"\"x\r\n", false),
        ("space after a closing quote", "\"\"\"\r\n", "\"\"\" \r\n", false),
        ("quote in a cell without quotes", "shouted", "shou\"ted", false),
        ("quote that is not closed", "\"\"\"\r\n", "\"\"\r\n", false),
        ("bytes after the last line end", "0000000000000004,RESEND,4,,,\r\n", "0000000000000004,RESEND,4,,,\r\nx", false),
        ("empty line at the end", "0000000000000004,RESEND,4,,,\r\n", "0000000000000004,RESEND,4,,,\r\n\r\n", false),
        ("no line end at the end", "0000000000000004,RESEND,4,,,\r\n", "0000000000000004,RESEND,4,,,", false),
        ("LF where CR LF belongs", Third, "0000000000000003,WITHDRAW,3,,,\n", false),
        ("CR alone", Third, "0000000000000003,WITHDRAW,3,,,\r", false),
        ("two CR", Third, "0000000000000003,WITHDRAW,3,,,\r\r\n", false),
        ("a comment", First, "# a comment\r\n" + First, false),

        // Header and shape.
        ("changed heading", "day,summary", "date,summary", false),
        ("heading in another case", "area,", "Area,", false),
        ("headings in another order", "area,day", "day,area", false),
        ("hidden column", "summary\r\n0", "summary,full_name\r\n0", false),
        ("missing column", ",summary\r\n", "\r\n", false),
        ("header twice", First, "record_id,action,version,area,day,summary\r\n" + First, false),
        ("no header", "record_id,action,version,area,day,summary\r\n", "", false),
        ("extra cell", "from a car.\r\n", "from a car.,north\r\n", true),
        ("hidden empty cell", "from a car.\r\n", "from a car.,\r\n", true),
        ("missing cell", "north,2026-05-11,", "2026-05-11,", true),
        ("semicolons", First, First.Replace(',', ';'), false),
        ("row twice", First, First + First, false),
        ("rows out of order", First, Third + First, false),
        ("a row more", Third, Third + "0000000000000003Z,NEW,1,north,2026-05,x\r\n", false),
        ("a row less", Third, "", false),
        ("another action", ",AMEND,2", ",NEW,2", false),
        ("action in small letters", ",NEW,", ",new,", true),
        ("key in place of the token", "0000000000000001", "1042", false),
        ("version 0", ",NEW,1,", ",NEW,0,", true),
        ("value in a WITHDRAW", Third, "0000000000000003,WITHDRAW,3,north,,\r\n", true),
        ("formula in a closed cell", "north", "=1+1", true),
        ("a name in a closed cell", "north", "Jo Example", true),
        ("a full date where a month belongs", ",2026-05,", ",2026-05-12,", true),

        // Identifiers in open text.
        ("full postcode", "a car", "NW4 2AA", true),
        ("postcode in look-alikes", "a car", "N\u200BW\u0664 2\u0410\u0410", true),
        ("postcode over two lines", "Two lines\nand", "at NW4\n2AA and", true),
        ("phone", "a car", "07700 900123", true),
        ("phone in full-width digits", "a car", "\uFF10\uFF17\uFF17\uFF10\uFF10\uFF19\uFF10\uFF10\uFF11\uFF12\uFF13", true),
        ("phone in Arabic digits", "a car", "\u0660\u0667\u0667\u0660\u0660\u0669\u0660\u0660\u0661\u0662\u0663", true),
        ("phone with zero-width spaces", "a car", "077\u200B00\u200B 900\u200B123", true),
        ("phone with the letter O", "a car", "O77OO 9OO123", true),
        ("international phone", "a car", "+44 (0)7700 900123", true),
        ("NHS number", "a car", "999 555 0121", true),
        ("NI number", "a car", "AB 12 34 56 C", true),
        ("card number", "a car", "4111-1111-1111-1111", true),
        ("plate", "a car", "AB12 CDE", true),
        ("plate in Cyrillic letters", "a car", "\u0410\u041212 CDE", true),
        ("e-mail", "a car", "jo@example.org", true),
        ("e-mail with a look-alike sign", "a car", "jo\uFF20example\uFF0Eorg", true),
        ("e-mail written out", "a car", "jo [at] example [dot] org", true),
        ("identifier behind escaped formula", "Abuse was", "'=jo@example.org", true),
    ];

    private static IEnumerable<TestCaseData> Planted() => Faults.Select(fault => new TestCaseData(fault.Old, fault.New, fault.InRow).SetName($"Finds {fault.Name}"));

    [TestCaseSource(nameof(Planted))]
    public void Finds_what_is_planted(string old, string planted, bool inRow)
    {
        int at = Clean.IndexOf(old, StringComparison.Ordinal);
        Assert.That(at, Is.Not.Negative);
        FileCheckException? failure = Assert.Throws<FileCheckException>(() => Verify(Encoding.UTF8.GetBytes(Clean[..at] + planted + Clean[(at + old.Length)..]), Layout));
        Assert.That(failure!.Refused is not null, Is.EqualTo(inRow), failure.Rule);
        Assert.That(failure.RecordId is not null, Is.EqualTo(inRow));
        if (planted.Length > 3 && old is "a car" or "shouted" or "north")
        {
            Assert.That(failure.ToString(), Does.Not.Contain(planted));
        }
    }

    [Test]
    public void Finds_a_second_byte_order_mark()
    {
        FileLayout marked = Some.Layout(["area", "day", "summary"], encoding: new UTF8Encoding(true, true));
        Assert.That(() => Verify([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Clean)], marked), Throws.Nothing);
        Assert.That(() => Verify([0xEF, 0xBB, 0xBF, 0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Clean)], marked), Throws.TypeOf<FileCheckException>());
        Assert.That(() => Verify(Encoding.UTF8.GetBytes(Clean), marked), Throws.TypeOf<FileCheckException>());
    }

    [TestCase(new byte[] { 0xFF, 0xFE }, TestName = "Finds the mark of UTF-16")]
    [TestCase(new byte[] { 0xC0, 0x80 }, TestName = "Finds an overlong NUL")]
    [TestCase(new byte[] { 0xED, 0xA0, 0x80 }, TestName = "Finds half a surrogate pair")]
    [TestCase(new byte[] { 0xE9 }, TestName = "Finds a byte of another encoding")]
    public void Finds_bytes_that_are_no_text(byte[] planted)
    {
        byte[] clean = Encoding.UTF8.GetBytes(Clean);
        int at = Clean.IndexOf("shouted", StringComparison.Ordinal);
        Assert.That(() => Verify([.. clean[..at], .. planted, .. clean[at..]], Layout), Throws.TypeOf<FileCheckException>());
    }

    [Test]
    public void Takes_the_file_without_a_fault() => Assert.That(() => Verify(Encoding.UTF8.GetBytes(Clean), Layout), Throws.Nothing);

    private static void Verify(byte[] bytes, FileLayout layout)
    {
        using var content = new MemoryStream(bytes);
        FileCheck.Verify(content, layout, new RowCounts(1, 1, 1, 1), Rules);
    }
}
