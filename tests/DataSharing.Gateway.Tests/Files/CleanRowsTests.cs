using System.Globalization;
using System.Text;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Patterns;
using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Profile;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Files.Checks;
using DataSharing.Sandbox;

namespace DataSharing.Gateway.Tests.Files;

/// <summary>The check holds nothing that is clean: a million rows under the columns of a shipped profile, and open texts full of harmless numbers.</summary>
internal sealed class CleanRowsTests
{
    private const int Rows = 1_000_000;
    private const int TextEvery = 20;
    private const int RowsAtOnce = 500;

    private static readonly string[] Candidates =
    [
        "CST", "Antisemitic", "2026-05-11", "2025-12-31", "Exact", "00:00-05:59", "06:00-11:59", "12:00-17:59", "18:00-23:59", "Barnet", "Bury", "Nottingham", "Hendon", "Prestwich",
        "NW4", "M25", "NG1", "E17", "N16", "SW1A", "EC1A", "NW", "M", "Street", "Open space", "Home", "Religious premises", "Education", "Y", "N", "U", "Assault", "Threats",
        "Abusive Behaviour", "Verbal", "Individual", "Group", "1", "2", "3-5", "6+", "18-34", "0-17", "65+", "F", "M", "O", "2026-05", "2026-Q2", "2026",
    ];

    [Test]
    public void A_million_clean_rows_have_no_hit()
    {
        ForceProfile profile = new ConfigurationFolder(Path.Combine(RepositoryFolder.Root, "config/cst")).ReadForce("metropolitan").Profile;
        IReadOnlyList<CellRule> rules = CellRule.Of(profile);
        string[][] closed = [.. rules.Select(rule => rule.IsOpen ? [""] : (string[])[.. Candidates.Where(rule.CanStand), ""])];
        Assert.That(closed.Count(cells => cells.Length > 1), Is.GreaterThan(12), "Most columns have cells to choose from.");
        using var content = new GeneratedRows(profile.Layout, rules, closed, Rows);
        RowCounts counts = FileCheck.Verify(content, profile.Layout, new RowCounts(Rows, 0, 0, 0), rules);
        TestContext.Out.WriteLine($"{counts.Total} rows, {content.Texts} open texts, {content.Characters} characters: 0 hits");
        Assert.That((counts.Total, content.Texts), Is.EqualTo((Rows, Rows / TextEvery)));
    }

    [TestCase("metropolitan", "01/123456/26")]
    [TestCase("metropolitan", "1234567/26")]
    [TestCase("greater-manchester", "CRI/06FF/0012345/26")]
    [TestCase("nottinghamshire", "26000123456")]
    public void A_reference_of_a_usual_form_has_no_hit(string force, string reference) => Assert.That(TextPattern.FirstIn(reference), Is.Null, force);

    /// <summary>The bytes of a clean file, made while they are read.</summary>
    private sealed class GeneratedRows(FileLayout layout, IReadOnlyList<CellRule> rules, string[][] closed, int count) : Stream
    {
        private readonly Random _random = new(2026);
        private readonly StringBuilder _text = new();
        private byte[] _bytes = [];
        private int _at;
        private int _row = -1;

        public int Texts { get; private set; }

        public long Characters { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            if (_at == _bytes.Length)
            {
                Fill();
            }

            int read = Math.Min(buffer.Length, _bytes.Length - _at);
            _bytes.AsSpan(_at, read).CopyTo(buffer);
            _at += read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        private void Fill()
        {
            _text.Clear();
            if (_row < 0)
            {
                _text.AppendJoin(',', layout.Headings).Append("\r\n");
                _row = 0;
            }

            for (int i = 0; i < RowsAtOnce && _row < count; i++)
            {
                AddRow(_row++);
            }

            _bytes = Encoding.UTF8.GetBytes(_text.ToString());
            _at = 0;
        }

        private void AddRow(int row)
        {
            _text.Append(Some.Token(row + 1)).Append(",NEW,").Append(CultureInfo.InvariantCulture, $"{_random.Next(1, 9)}");
            for (int column = 0; column < rules.Count; column++)
            {
                _text.Append(',');
                if (!rules[column].IsOpen)
                {
                    _text.Append(closed[column][_random.Next(closed[column].Length)]);
                }
                else if (row % TextEvery == 0 && rules[column].Field == "summary_shareable")
                {
                    string text = EnglishTexts.Next(_random);
                    Texts++;
                    Characters += text.Length;
                    _text.Append('"').Append(text.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
                }
            }

            _text.Append("\r\n");
        }
    }
}
