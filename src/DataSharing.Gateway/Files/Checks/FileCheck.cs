using System.Buffers;
using System.Globalization;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Cells;
using DataSharing.Disclosure.Columns;
using DataSharing.Disclosure.Patterns;
using DataSharing.Disclosure.Planning;
using DataSharing.Gateway.Files.Rows;

namespace DataSharing.Gateway.Files.Checks;

/// <summary>
/// The last look at a finished file before it can be sent: every cell of every row against the rule of its column, and open text for what
/// identifiers look like.
/// </summary>
internal static class FileCheck
{
    /// <summary>How many rows with a fault are taken out of a file; more hold it.</summary>
    public const int FaultyRowsAtMost = 20;

    private const int TokenLength = 16;
    private const int WithdrawAction = 2;

    private static readonly SearchValues<char> Crockford = SearchValues.Create("0123456789ABCDEFGHJKMNPQRSTVWXYZ");
    private static readonly string[] Actions = ["NEW", "AMEND", "WITHDRAW", "RESEND"];

    /// <summary>Reads all of a file and checks it.</summary>
    /// <param name="content">The bytes, from their beginning; not disposed.</param>
    /// <param name="layout">How the file must be written.</param>
    /// <param name="expected">The rows it must have, by what they do; the header is not a row.</param>
    /// <param name="rules">The rule of each released column, in file order.</param>
    /// <returns>The rows that were read, by what they do.</returns>
    /// <exception cref="FileCheckException">
    /// Line, column and rule of the first fault, and every row that has one; none of them where a fault is in no row, or in more than
    /// <see cref="FaultyRowsAtMost"/>.
    /// </exception>
    public static RowCounts Verify(Stream content, FileLayout layout, RowCounts expected, IReadOnlyList<CellRule> rules)
    {
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(rules);
        int control = ControlColumns.Names.Count;
        if (rules.Count != layout.Headings.Count - control)
        {
            throw new ArgumentException("There must be one rule for each released column.", nameof(rules));
        }

        var reader = new Rfc4180Reader(content, layout);
        if (layout.Header)
        {
            CheckHeader(reader, layout);
        }

        CheckedColumn[] columns = [.. rules.Select(rule => new CheckedColumn(rule, layout.NullToken))];
        int[] counts = new int[Actions.Length];
        Span<char> last = stackalloc char[TokenLength];
        last.Clear();
        var faulty = new List<FileCheckException>();
        while (reader.Read())
        {
            try
            {
                counts[CheckRow(reader, layout, columns, last)]++;
            }
            catch (FileCheckException fault) when (fault.Refused is not null)
            {
                if (faulty.Count == FaultyRowsAtMost)
                {
                    throw new FileCheckException(faulty, andMore: true);
                }

                faulty.Add(fault);
            }
        }

        var found = new RowCounts(counts[0], counts[1], counts[WithdrawAction], counts[3]);
        if (found.Total + faulty.Count != expected.Total)
        {
            throw new FileCheckException(
                reader.Line, null, $"the file has {found.Total + faulty.Count} rows where {expected.Total} were written.");
        }

        if (faulty.Count > 0)
        {
            throw new FileCheckException(faulty, andMore: false);
        }

        return found == expected ? found
            : throw new FileCheckException(reader.Line, null, "the rows do not do what was planned: their actions are counted otherwise.");
    }

    private static void CheckHeader(Rfc4180Reader reader, FileLayout layout)
    {
        if (!reader.Read())
        {
            throw new FileCheckException(1, null, "the file has no header.");
        }

        CheckFieldCount(reader, layout, null);
        for (int i = 0; i < reader.FieldCount; i++)
        {
            if (!reader[i].SequenceEqual(layout.Headings[i]))
            {
                throw new FileCheckException(1, layout.Headings[i], "the header does not have this heading here.");
            }
        }
    }

    /// <summary>Checks one row and gives the index of its action among <see cref="Actions"/>.</summary>
    private static int CheckRow(Rfc4180Reader reader, FileLayout layout, CheckedColumn[] columns, Span<char> last)
    {
        ReadOnlySpan<char> token = reader[0];
        if (token.Length != TokenLength || token.ContainsAnyExcept(Crockford))
        {
            throw new FileCheckException(
                reader.Line, layout.Headings[0], "a record token has 16 characters of Crockford base-32 in upper case.");
        }

        CheckFieldCount(reader, layout, token);
        if (token.SequenceCompareTo(last) <= 0)
        {
            throw new FileCheckException(reader.Line, layout.Headings[0], "record tokens must ascend, none twice.");
        }

        token.CopyTo(last);
        int action = ActionOf(reader[1]);
        if (action < 0)
        {
            throw Refused(reader, layout, 1, "an action is NEW, AMEND, WITHDRAW or RESEND.");
        }

        if (!IsVersion(reader[2]))
        {
            throw Refused(reader, layout, 2, "a version is a whole number of 1 or more without sign or leading zero.");
        }

        for (int i = 0; i < columns.Length; i++)
        {
            int field = i + ControlColumns.Names.Count;
            ReadOnlySpan<char> cell = reader[field];
            if (action == WithdrawAction)
            {
                if (!cell.IsEmpty)
                {
                    throw Refused(reader, layout, field, "a WITHDRAW has nothing but the control columns.", columns[i].Field);
                }
            }
            else if (!columns[i].Allows(cell, out TextPattern? pattern))
            {
                throw pattern is null
                    ? Refused(reader, layout, field, "the cell is not one that this column can have.", columns[i].Field)
                    : new FileCheckException(
                        reader.Line, layout.Headings[field], $"the text has what reads like {pattern.Name}.", reader[0].ToString(),
                    new RefusedRow(Reason.TextPattern, columns[i].Field));
            }
        }

        return action;
    }

    private static void CheckFieldCount(Rfc4180Reader reader, FileLayout layout, ReadOnlySpan<char> token)
    {
        if (reader.FieldCount != layout.Headings.Count)
        {
            string rule = $"the row has {reader.FieldCount} cells where {layout.Headings.Count} belong.";
            throw token.IsEmpty
                ? new FileCheckException(reader.Line, null, rule)
                : new FileCheckException(reader.Line, null, rule, token.ToString(), new RefusedRow(Reason.CellGrammar, layout.Headings[0]));
        }
    }

    /// <summary>The exception for a fault in one cell of the row last read.</summary>
    private static FileCheckException Refused(Rfc4180Reader reader, FileLayout layout, int column, string rule, string? field = null) =>
        new(reader.Line, layout.Headings[column], rule, reader[0].ToString(),
            new RefusedRow(Reason.CellGrammar, field ?? layout.Headings[column]));

    private static int ActionOf(ReadOnlySpan<char> cell)
    {
        for (int i = 0; i < Actions.Length; i++)
        {
            if (cell.SequenceEqual(Actions[i]))
            {
                return i;
            }
        }

        return -1;
    }

    private static bool IsVersion(ReadOnlySpan<char> cell) =>
        cell.Length > 0 && cell[0] != '0' && int.TryParse(cell, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    /// <summary>
    /// One column's rule, with the cells it allowed lately: most columns have few different ones, and grammars take strings.
    /// </summary>
    private sealed class CheckedColumn(CellRule rule, string nullToken)
    {
        private const int Slots = 512;
        private const int LongestKept = 40;

        private readonly string?[] _allowed = new string?[Slots];

        public string Field => rule.Field;

        /// <summary>Whether the cell can stand; if not because of what an open text reads like, the pattern.</summary>
        public bool Allows(ReadOnlySpan<char> cell, out TextPattern? pattern)
        {
            pattern = null;
            if (cell.SequenceEqual(nullToken))
            {
                return true;
            }

            int slot = cell.Length > LongestKept ? -1 : string.GetHashCode(cell) & (Slots - 1);
            if (slot >= 0 && _allowed[slot] is { } known && cell.SequenceEqual(known))
            {
                return true;
            }

            string text = cell.ToString();
            if (HiddenCharacters.AreIn(text) || !rule.CanStand(text))
            {
                return false;
            }

            pattern = rule.IsOpen ? TextPattern.FirstIn(text) : null;
            if (pattern is not null)
            {
                return false;
            }

            if (slot >= 0)
            {
                _allowed[slot] = text;
            }

            return true;
        }
    }
}
