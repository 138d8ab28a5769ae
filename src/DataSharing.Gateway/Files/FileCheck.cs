using System.Buffers;
using System.Globalization;
using DataSharing.Disclosure;

namespace DataSharing.Gateway.Files;

/// <summary>The last look at a finished file before it can be sent: every cell of every row against the rule of its column.</summary>
public static class FileCheck
{
    private const int TokenLength = 16;
    private const int WithdrawAction = 2;

    private static readonly SearchValues<char> Crockford = SearchValues.Create("0123456789ABCDEFGHJKMNPQRSTVWXYZ");
    private static readonly string[] Actions = ["NEW", "AMEND", "WITHDRAW", "RESEND"];

    /// <summary>Reads all of a file and checks it.</summary>
    /// <param name="content">The bytes, from their beginning; not disposed.</param>
    /// <param name="layout">How the file must be written.</param>
    /// <param name="expectedRows">How many rows it must have, the header not counted.</param>
    /// <param name="cellGrammars">
    /// For each released column in file order, whether a cell can stand there. The answer for one text must always be the same. Not asked about
    /// a cell with the null token.
    /// </param>
    /// <returns>The rows that were read, by what they do.</returns>
    /// <exception cref="FileCheckException">The first fault: line, column and rule.</exception>
    public static RowCounts Verify(Stream content, FileLayout layout, int expectedRows, IReadOnlyList<Func<string, bool>> cellGrammars)
    {
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(cellGrammars);
        int control = ControlColumns.Names.Count;
        if (cellGrammars.Count != layout.Headings.Count - control)
        {
            throw new ArgumentException("There must be one grammar for each released column.", nameof(cellGrammars));
        }

        var reader = new Rfc4180Reader(content, layout);
        if (layout.Header)
        {
            CheckHeader(reader, layout);
        }

        CheckedColumn[] columns = [.. cellGrammars.Select(grammar => new CheckedColumn(grammar, layout.NullToken))];
        int[] counts = new int[Actions.Length];
        Span<char> last = stackalloc char[TokenLength];
        last.Clear();
        while (reader.Read())
        {
            counts[CheckRow(reader, layout, columns, last)]++;
        }

        var found = new RowCounts(counts[0], counts[1], counts[WithdrawAction], counts[3]);
        return found.Total == expectedRows
            ? found
            : throw new FileCheckException(reader.Line, null, $"the file has {found.Total} rows where {expectedRows} were written.");
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

    /// <summary>Checks one row and gives the place of its action among <see cref="Actions"/>.</summary>
    private static int CheckRow(Rfc4180Reader reader, FileLayout layout, CheckedColumn[] columns, Span<char> last)
    {
        ReadOnlySpan<char> token = reader[0];
        if (token.Length != TokenLength || token.ContainsAnyExcept(Crockford))
        {
            throw new FileCheckException(reader.Line, layout.Headings[0], "a record token has 16 characters of Crockford base-32 in upper case.");
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
            throw new FileCheckException(reader.Line, layout.Headings[1], "an action is NEW, AMEND, WITHDRAW or RESEND.", token.ToString());
        }

        if (!IsVersion(reader[2]))
        {
            throw new FileCheckException(reader.Line, layout.Headings[2], "a version is a whole number of 1 or more without sign or leading zero.", token.ToString());
        }

        for (int i = 0; i < columns.Length; i++)
        {
            int field = i + ControlColumns.Names.Count;
            ReadOnlySpan<char> cell = reader[field];
            if (action == WithdrawAction)
            {
                if (!cell.IsEmpty)
                {
                    throw new FileCheckException(reader.Line, layout.Headings[field], "a WITHDRAW has nothing but the control columns.", token.ToString());
                }
            }
            else if (!columns[i].Allows(cell))
            {
                throw new FileCheckException(reader.Line, layout.Headings[field], "the cell is not one that this column can have.", token.ToString());
            }
        }

        return action;
    }

    private static void CheckFieldCount(Rfc4180Reader reader, FileLayout layout, ReadOnlySpan<char> token)
    {
        if (reader.FieldCount != layout.Headings.Count)
        {
            string rule = $"the row has {reader.FieldCount} cells where {layout.Headings.Count} belong.";
            throw new FileCheckException(reader.Line, null, rule, token.IsEmpty ? null : token.ToString());
        }
    }

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

    /// <summary>One column's grammar, with the cells it allowed lately: most columns have few different ones, and grammars take strings.</summary>
    private sealed class CheckedColumn(Func<string, bool> grammar, string nullToken)
    {
        private const int Places = 512;
        private const int LongestKept = 40;

        private readonly string?[] _allowed = new string?[Places];

        public bool Allows(ReadOnlySpan<char> cell)
        {
            if (cell.SequenceEqual(nullToken))
            {
                return true;
            }

            int place = cell.Length > LongestKept ? -1 : string.GetHashCode(cell) & (Places - 1);
            if (place >= 0 && _allowed[place] is { } known && cell.SequenceEqual(known))
            {
                return true;
            }

            string text = cell.ToString();
            if (!grammar(text))
            {
                return false;
            }

            if (place >= 0)
            {
                _allowed[place] = text;
            }

            return true;
        }
    }
}
