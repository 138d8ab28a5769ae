using System.Runtime.Versioning;
using System.Text;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Records;
using DataSharing.Gateway.Files.Rows;

namespace DataSharing.Gateway.Tests.Files;

[SupportedOSPlatform("linux")]
internal sealed class SortedRowsTests
{
    private static readonly FileLayout Layout = Some.Layout(["area", "note"]);

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void Begin() => _folder = new TemporaryFolder();

    [TearDown]
    public void End() => _folder.Dispose();

    [TestCase(0, SortedRows.DefaultMemoryBytes)]
    [TestCase(1, 1)]
    [TestCase(500, SortedRows.DefaultMemoryBytes)]
    [TestCase(500, 5_000)]
    [TestCase(40, 1)]
    public void Gives_the_rows_in_the_order_of_their_tokens(int count, int memoryBytes)
    {
        var random = new Random(count);
        List<PlannedRow> rows = [.. Enumerable.Range(0, count).Select(i => SomeRow(random, i))];
        using SortedRows sorted = Sorted(rows, memoryBytes);
        string[] expected = [.. rows.OrderBy(row => row.Entry.Token, StringComparer.Ordinal).Select(Described)];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(sorted.Merge().Select(Described), Is.EqualTo(expected));
            Assert.That(sorted.Merge().Select(Described), Is.EqualTo(expected), "a second time");
            Assert.That(sorted.Lines().Select(line => line.ToArray()), Is.EqualTo(sorted.Merge().Select(row => row.Line.ToArray())), "the lines alone");
            Assert.That(sorted.Count, Is.EqualTo(count));
            Assert.That(sorted.LineBytes, Is.EqualTo(sorted.Merge().Sum(row => (long)row.Line.Length)));
            Assert.That(Spilled().Length, memoryBytes == SortedRows.DefaultMemoryBytes || count == 1 ? Is.Zero : Is.GreaterThan(10));
        }
    }

    [TestCase(0, false)]
    [TestCase(300, false)]
    [TestCase(30_000, false)]
    [TestCase(1, true)]
    [TestCase(300, true)]
    [TestCase(30_000, true)]
    public void Gives_the_entries_in_the_order_of_their_keys_also_where_some_come_late(int count, bool late)
    {
        var random = new Random(count);
        List<PlannedRow> rows = [.. Enumerable.Range(0, count).Select(i => SomeRow(random, i))];
        // As a plan gives them: first what was read for the force, then every seventh that it has and that was not read.
        using SortedRows sorted = Sorted(late ? rows.Where((_, i) => i % 7 != 0).Concat(rows.Where((_, i) => i % 7 == 0)) : rows, SortedRows.DefaultMemoryBytes);
        string[] expected = [.. rows.Select(row => Told(row.Entry))];
        Assert.That(sorted.EntriesByKey().Select(Told), Is.EqualTo(expected));
        Assert.That(Spilled(), Has.Length.EqualTo(count > 10_000 ? 1 : 0), "only what does not fit into the memory is spilled");
        static string Told(ExportedRow entry) => Described(entry, default);
    }

    [Test]
    public void Gives_two_merges_at_the_same_time()
    {
        var random = new Random(3);
        using SortedRows sorted = Sorted(Enumerable.Range(0, 200).Select(i => SomeRow(random, i)), 5_000);
        string[] expected = [.. sorted.Merge().Select(Described)];
        Assert.That(sorted.Merge().Zip(sorted.Merge(), (one, other) => Described(one) == Described(other) ? Described(one) : "differ"), Is.EqualTo(expected));
    }

    [Test]
    public void Keeps_all_that_the_ledger_remembers_of_a_row()
    {
        IncidentKey key = IncidentKey.FromText("CAD-2026/0001")!.Value;
        using SortedRows sorted = Sorted([Some.Row(key, Some.Token(9), RowAction.Amend, int.MaxValue, "a", "b"), Some.Row(Some.Token(8), RowAction.Withdraw, 4)], 1);
        SortedRow[] rows = [.. sorted.Merge()];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(rows[0].Entry.RowHash, Is.Null);
            Assert.That(rows[0].Entry.Action, Is.EqualTo(RowAction.Withdraw));
            Assert.That(rows[1].Entry.Key, Is.EqualTo(key));
            Assert.That(rows[1].Entry.Token, Is.EqualTo(Some.Token(9)));
            Assert.That(rows[1].Entry.Version, Is.EqualTo(int.MaxValue));
            Assert.That(rows[1].Entry.RowHash, Is.EqualTo(Some.RowHash));
            Assert.That(rows[1].Entry.KeyId, Is.EqualTo(Some.KeyId));
        }
    }

    [Test]
    public void Counts_the_rows_by_what_they_do()
    {
        using SortedRows sorted = Sorted(
            [
                Some.Row(Some.Token(1), RowAction.New, 1, "a", "b"), Some.Row(Some.Token(2), RowAction.New, 1, "a", "b"),
                Some.Row(Some.Token(3), RowAction.New, 1, "a", "b"), Some.Row(Some.Token(4), RowAction.Amend, 2, "a", "b"),
                Some.Row(Some.Token(5), RowAction.Amend, 2, "a", "b"), Some.Row(Some.Token(6), RowAction.Withdraw, 2),
                Some.Row(Some.Token(7), RowAction.Resend, 2, "a", "b"),
            ],
            300);
        Assert.That(sorted.Counts, Is.EqualTo(new RowCounts(3, 2, 1, 1)));
    }

    [TestCase(SortedRows.DefaultMemoryBytes)]
    [TestCase(1)]
    public void Refuses_a_repeated_token(int memoryBytes)
    {
        using SortedRows sorted = Sorted(
            [Some.Row(Some.Token(1), RowAction.New, 1, "a", "b"), Some.Row(Some.Token(2), RowAction.New, 1, "a", "b"), Some.Row(Some.Token(1), RowAction.Withdraw, 2)],
            memoryBytes);
        Assert.That(() => sorted.Merge().Count(), Throws.InvalidOperationException.With.Message.Contains("same record token"));
    }

    [Test]
    public void Refuses_a_row_after_the_merge()
    {
        using SortedRows sorted = Sorted([], 1000);
        sorted.Merge();
        Assert.That(() => sorted.Add(Some.Row(Some.Token(1), RowAction.Withdraw, 2)), Throws.InvalidOperationException);
    }

    [Test]
    public void Refuses_a_token_of_another_length()
    {
        using SortedRows sorted = Sorted([], 1000);
        Assert.That(() => sorted.Add(Some.Row("SHORT", RowAction.Withdraw, 2)), Throws.ArgumentException);
    }

    [Test]
    public void Takes_rows_bigger_than_its_buffers()
    {
        string big = new('x', 3_000_000);
        PlannedRow[] rows = [.. Enumerable.Range(0, 6).Select(i => Some.Row(Some.Token(6 - i), RowAction.New, 1, i % 2 == 0 ? big : "small", i + ""))];
        foreach (int memoryBytes in new[] { 1, 4_000_000, SortedRows.DefaultMemoryBytes })
        {
            using SortedRows sorted = Sorted(rows, memoryBytes);
            Assert.That(sorted.Merge().Select(Described), Is.EqualTo(rows.Reverse().Select(Described)));
        }
    }

    [Test]
    public void Spills_nothing_that_can_be_read_and_for_its_owner_only()
    {
        const string marker = "MARKER-OF-A-CELL";
        using SortedRows sorted = Sorted(Enumerable.Range(1, 100).Select(i => Some.Row(Some.Token(i), RowAction.New, 1, marker, "b")), 3_000);
        Assert.That(sorted.Merge().Count(), Is.EqualTo(100));
        string[] files = Spilled();
        Assert.That(files, Is.Not.Empty);
        foreach (string file in files)
        {
            byte[] bytes = ReadLocked(file);
            using (Assert.EnterMultipleScope())
            {
                Assert.That(bytes, Has.Length.GreaterThan(500));
                Assert.That(bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(marker)), Is.EqualTo(-1));
                Assert.That(bytes.AsSpan().IndexOf("0000000000000"u8[..8]), Is.EqualTo(8), "the key id that says that there is none");
                Assert.That(bytes.AsSpan(40).IndexOf("00000000"u8), Is.EqualTo(-1), "no record token");
                Assert.That(File.GetUnixFileMode(file), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
            }
        }
    }

    [Test]
    public void Removes_its_runs_when_disposed()
    {
        var random = new Random(6);
        using (SortedRows sorted = Sorted(Enumerable.Range(0, 100).Select(i => SomeRow(random, i)), 2_000))
        {
            Assert.That(Spilled(), Is.Not.Empty);
        }

        Assert.That(Directory.GetFileSystemEntries(_folder.FullName), Is.Empty);
    }

    [Test]
    public void Removes_the_runs_of_a_killed_process_and_nothing_else()
    {
        var random = new Random(7);
        using SortedRows living = Sorted(Enumerable.Range(0, 100).Select(i => SomeRow(random, i)), 2_000);
        int runs = Spilled().Length;
        string[] others = ["sort-of.spill", "metropolitan-000001-1.csv.sealed", "sort-0123456789abcdef0123456789abcdef.spill.bak"];
        foreach (string other in others.Append("sort-0123456789abcdef0123456789abcdef.spill"))
        {
            File.WriteAllText(_folder[other], "left");
        }

        int removed = SortedRows.RemoveStale(_folder.FullName);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(removed, Is.EqualTo(1));
            Assert.That(File.Exists(_folder["sort-0123456789abcdef0123456789abcdef.spill"]), Is.False);
            Assert.That(others.Select(other => File.Exists(_folder[other])), Is.All.True);
            Assert.That(living.Merge().Count(), Is.EqualTo(100));
            Assert.That(Spilled(), Has.Length.EqualTo(runs + 1), "sort-of.spill and the living runs");
        }
    }

    private static PlannedRow SomeRow(Random random, int number)
    {
        string token = Some.Token(random);
        IncidentKey key = IncidentKey.FromNumber(number);
        return random.Next(4) switch
        {
            0 => Some.Row(key, token, RowAction.Withdraw, number + 1),
            1 => Some.Row(key, token, RowAction.Amend, number + 1, "area, " + number, null),
            _ => Some.Row(key, token, RowAction.New, number + 1, new string('n', random.Next(200)), "é" + number),
        };
    }

    private static string Described(PlannedRow row)
    {
        using var lines = new CsvLines(Layout);
        return Described(row.Entry, lines.Line(row));
    }

    private static string Described(SortedRow row) => Described(row.Entry, row.Line);

    private static string Described(ExportedRow entry, ReadOnlyMemory<byte> line) =>
        $"{entry.Key.Stored} {entry.Token} {entry.Action} {entry.Version} {Convert.ToHexString(entry.RowHash ?? [])} {entry.KeyId} {Convert.ToHexString(line.Span)}";

    // The runs of a living process are locked: read past the lock, as somebody with the disk could.
    private static byte[] ReadLocked(string path)
    {
        using var copy = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("cat", [path]) { RedirectStandardOutput = true })!;
        using var bytes = new MemoryStream();
        copy.StandardOutput.BaseStream.CopyTo(bytes);
        copy.WaitForExit();
        return bytes.ToArray();
    }

    private string[] Spilled() => Directory.GetFiles(_folder.FullName, "sort-*.spill");

    private SortedRows Sorted(IEnumerable<PlannedRow> rows, int memoryBytes)
    {
        var sorted = new SortedRows(Layout, _folder.FullName, memoryBytes);
        foreach (PlannedRow row in rows)
        {
            sorted.Add(row);
        }

        return sorted;
    }
}
