namespace DataSharing.Gateway.Ledger;

/// <summary>
/// The tables and columns that the ledger's scripts make, and the statements they are made of. The scripts are ours and written in one way:
/// in lower case, a column a line, two spaces in, its name first; what changes a table is one line; a statement ends with its line,
/// and a trigger is one line.
/// </summary>
internal static class LedgerSchema
{
    private static readonly HashSet<string> Constraints = new(
        StringComparer.Ordinal) { "primary", "foreign", "unique", "check", "constraint" };

    /// <summary>The tables of scripts, each with its columns.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Of(IEnumerable<string> scripts)
    {
        var tables = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        List<string>? columns = null;
        foreach (string line in scripts.SelectMany(script => script.Split('\n')))
        {
            string[] words = line.Split([' ', '(', ';'], StringSplitOptions.RemoveEmptyEntries);
            if (words is ["create", "table", var table, ..])
            {
                columns = [];
                tables.Add(table, columns);
            }
            else if (words is ["drop", "table", var dropped])
            {
                tables.Remove(dropped);
            }
            else if (words is ["alter", "table", var old, "rename", "to", var renamed])
            {
                tables.Remove(old, out List<string>? kept);
                tables.Add(renamed, kept!);
            }
            else if (words is ["alter", "table", var wider, "add", .. var added])
            {
                string name = added[0] == "column" ? added[1] : added[0];
                if (!Constraints.Contains(name))
                {
                    tables[wider].Add(name);
                }
            }
            else if (line.StartsWith(')'))
            {
                columns = null;
            }
            else if (columns is not null && line.StartsWith("  ", StringComparison.Ordinal) && words is [var name, _, ..]
                && char.IsAsciiLetterLower(name[0]) && !Constraints.Contains(name))
            {
                columns.Add(name);
            }
        }

        return tables.ToDictionary(table => table.Key, IReadOnlyList<string> (table) => table.Value, StringComparer.Ordinal);
    }

    /// <summary>The names of the triggers of scripts.</summary>
    public static IReadOnlyList<string> Triggers(IEnumerable<string> scripts) => [
        .. scripts.SelectMany(script => script.Split('\n')).Where(line => !line.StartsWith("--", StringComparison.Ordinal))
        .Select(line => line.Split("create trigger ")).Where(parts => parts.Length > 1).Select(parts => parts[1].Split(' ')[0])];

    /// <summary>The statements of a script, without what stands between them.</summary>
    public static IReadOnlyList<string> Statements(string script)
    {
        var statements = new List<string>();
        var lines = new List<string>();
        foreach (string line in script.Split('\n').Where(line => line.Length > 0 && !line.StartsWith("--", StringComparison.Ordinal)))
        {
            lines.Add(line);
            if (line.EndsWith(';'))
            {
                statements.Add(string.Join('\n', lines));
                lines.Clear();
            }
        }

        return lines.Count == 0 ? statements : throw new InvalidOperationException("A schema script ends inside a statement.");
    }

    /// <summary>What of them a database does not have, and what it has in those tables beside them, as sentences.</summary>
    public static IReadOnlyList<string> Differences(
        IReadOnlyDictionary<string, IReadOnlyList<string>> expected, IEnumerable<LedgerColumn> found)
    {
        ILookup<string, string> there = found.ToLookup(column => column.TableName, column => column.ColumnName, StringComparer.Ordinal);
        var sentences = new List<string>();
        foreach ((string table, IReadOnlyList<string> columns) in expected)
        {
            if (!there.Contains(table))
            {
                sentences.Add($"The ledger has no table {table}.");
                continue;
            }

            sentences.AddRange(
                columns.Except(there[table], StringComparer.Ordinal)
                .Select(column => $"The ledger's table {table} has no column {column}."));
            sentences.AddRange(
                there[table].Except(columns, StringComparer.Ordinal)
                .Select(column => $"The ledger's table {table} has a column {column}, which this program does not know."));
        }

        return sentences;
    }
}

/// <summary>A column that a database has.</summary>
internal sealed record LedgerColumn(string TableName, string ColumnName);
