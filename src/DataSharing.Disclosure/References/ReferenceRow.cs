using System.Globalization;
using System.Text;
using DataSharing.Disclosure.Configuration;

namespace DataSharing.Disclosure.References;

/// <summary>One row of a reference list, by column name.</summary>
internal sealed class ReferenceRow
{
    private readonly string _file;
    private readonly int _line;
    private readonly IReadOnlyDictionary<string, string> _cells;

    private ReferenceRow(string file, int line, IReadOnlyDictionary<string, string> cells)
    {
        _file = file;
        _line = line;
        _cells = cells;
    }

    public string this[string column] => _cells[column];

    /// <summary>Every cell by its column.</summary>
    public IReadOnlyDictionary<string, string> Cells => _cells;

    /// <summary>The cell of a column that the list may lack, or null.</summary>
    public string? Find(string column) => _cells.GetValueOrDefault(column);

    public void Report(ConfigProblems problems, string message, string fix) =>
        problems.Add(new ConfigProblem(_file, "$", _line, message, fix));

    /// <summary>
    /// The rows of a CSV text with a header, one record a line, fields quoted where they hold a comma. The needed columns must be there and
    /// filled; others are passed over.
    /// </summary>
    public static IEnumerable<ReferenceRow> Read(string file, string text, IReadOnlyList<string> needed, ConfigProblems problems)
    {
        string[] lines = text.TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n');
        List<string> header = Split(lines[0]);
        foreach (string column in needed.Where(column => !header.Contains(column, StringComparer.Ordinal)))
        {
            problems.Add(
                new ConfigProblem(
                file, "$", 1, $"The column \"{column}\" is missing.",
                $"The first line must name the columns {string.Join(", ", needed)}."));
            yield break;
        }

        if (header.GroupBy(column => column, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } repeated)
        {
            problems.Add(new ConfigProblem(file, "$", 1, $"The column \"{repeated.Key}\" stands twice.", "Keep one of them."));
            yield break;
        }

        for (int i = 1; i < lines.Length; i++)
        {
            if (lines[i].Length == 0)
            {
                continue;
            }

            List<string> cells = Split(lines[i]);
            if (cells.Count != header.Count || needed.Any(column => cells[header.IndexOf(column)].Length == 0))
            {
                problems.Add(
                    new ConfigProblem(
                    file, "$", i + 1, $"The row has {cells.Count.ToString(CultureInfo.InvariantCulture)} fields or an empty one.",
                    $"Write {header.Count.ToString(CultureInfo.InvariantCulture)} fields, as the first line does."));
                continue;
            }

            yield return new ReferenceRow(
                file, i + 1, header.Index().ToDictionary(pair => pair.Item, pair => cells[pair.Index], StringComparer.Ordinal));
        }
    }

    private static List<string> Split(string line)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        bool quoted = false;
        for (int i = 0; i < line.Length; i++)
        {
            char c = line[i];
            if (c == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"')
            {
                cell.Append('"');
                i++;
            }
            else if (c == '"')
            {
                quoted = !quoted;
            }
            else if (c == ',' && !quoted)
            {
                cells.Add(cell.ToString().Trim());
                cell.Clear();
            }
            else
            {
                cell.Append(c);
            }
        }

        cells.Add(cell.ToString().Trim());
        return cells;
    }
}
