using System.Globalization;
using DataSharing.Disclosure.Columns;
using DataSharing.Disclosure.Planning;
using DataSharing.Gateway.Files.Rows;

namespace DataSharing.Gateway.Files.Checks;

/// <summary>
/// Compares rows that replace others with what was sent before, out of one file of the archive, which is read from its beginning to its end
/// once.
/// </summary>
internal sealed class SentCells
{
    private const string Date = "date";

    private readonly FileReading _sent;
    private readonly FileReading _now;
    private readonly int _control = ControlColumns.Names.Count;

    // For each column of today's file its index in the file sent, or -1; and the columns of that one that are gone.
    private readonly int[] _indices;
    private readonly int[] _gone;

    public SentCells(FileReading sent, FileReading now)
    {
        _sent = sent;
        _now = now;
        var indices = sent.Columns.Index().Skip(_control).ToDictionary(pair => pair.Item.Name, pair => pair.Index, StringComparer.Ordinal);
        _indices = [.. now.Columns.Skip(_control).Select(column => indices.GetValueOrDefault(column.Name, -1))];
        _gone = [.. indices.Values.Except(_indices).Order()];
    }

    /// <summary>Hands over, for each of the rows that the file has, the cells that differ.</summary>
    /// <param name="content">The file, from its beginning; not disposed.</param>
    /// <param name="rows">The rows that replace others, by record token.</param>
    /// <param name="take">Takes a token and its cells.</param>
    /// <exception cref="FileCheckException">The file is not written as was said.</exception>
    public void Compare(Stream content, IReadOnlyDictionary<string, PlannedRow> rows, Action<string, IReadOnlyList<ChangedCell>> take)
    {
        Rfc4180Reader reader = SentRecord.ReaderOf(content, _sent);
        while (reader.Read())
        {
            string token = reader[0].ToString();
            if (rows.TryGetValue(token, out PlannedRow? row) && reader.FieldCount == _sent.Columns.Count)
            {
                take(token, [.. Changed(reader, row)]);
            }
        }
    }

    private List<ChangedCell> Changed(Rfc4180Reader reader, PlannedRow row)
    {
        var changed = new List<ChangedCell>();
        for (int i = 0; i < _indices.Length; i++)
        {
            ColumnDescription column = _now.Columns[_control + i];
            string? old = _indices[i] < 0 ? null : Cell(reader, _indices[i]);
            if (Plain(old, _sent, _indices[i] < 0 ? column : _sent.Columns[_indices[i]]) != Plain(row.Cells[i], _now, column))
            {
                changed.Add(new ChangedCell(column.Name, old, row.Cells[i]));
            }
        }

        foreach (int index in _gone)
        {
            if (Cell(reader, index) is { } old)
            {
                changed.Add(new ChangedCell(_sent.Columns[index].Name, old, null));
            }
        }

        return changed;
    }

    private string? Cell(Rfc4180Reader reader, int index) => SentRecord.CellOf(reader, index, _sent);

    /// <summary>A cell without what only its file's layout made of it, as the row hash is over it.</summary>
    private static string? Plain(string? cell, FileReading reading, ColumnDescription column)
    {
        if (cell is null)
        {
            return null;
        }

        if (column.Type == Date
            && DateOnly.TryParseExact(cell, reading.DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day))
        {
            return day.ToString("O", CultureInfo.InvariantCulture);
        }

        return reading.FormulasEscaped && cell is ['\'', '=' or '+' or '-' or '@' or '\t' or '\r', ..] ? cell[1..] : cell;
    }
}
