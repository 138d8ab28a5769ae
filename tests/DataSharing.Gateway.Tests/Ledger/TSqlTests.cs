using DataSharing.Sandbox;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace DataSharing.Gateway.Tests.Ledger;

/// <summary>
/// What is written for SQL Server is T-SQL of its version 2019 and names columns that are there, also where no server is at hand; and it does without what other
/// servers that speak T-SQL refuse.
/// </summary>
internal sealed class TSqlTests
{
    private static readonly string Folder = Path.Combine(RepositoryFolder.Root, "deploy/sql/sqlserver");

    private static readonly HashSet<string> RefusedElsewhere = new(StringComparer.OrdinalIgnoreCase) { "MERGE", "DENY", "WAITFOR", "SYSTEM_TIME", "SYSTEM_VERSIONING" };

    public static IEnumerable<string> Scripts => Directory.GetFiles(Folder, "*.sql").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    [TestCaseSource(nameof(Scripts))]
    public void Is_TSql_that_every_server_takes(string script)
    {
        TSqlFragment tree = Parsed(script);
        string[] refused = [.. tree.ScriptTokenStream.Where(token => token.TokenType is not (TSqlTokenType.SingleLineComment or TSqlTokenType.MultilineComment or TSqlTokenType.AsciiStringLiteral
                or TSqlTokenType.UnicodeStringLiteral or TSqlTokenType.EndOfFile))
            .Where(token => RefusedElsewhere.Contains(token.Text) || token.Text.EndsWith("_UTF8", StringComparison.OrdinalIgnoreCase)).Select(token => $"line {token.Line}: {token.Text}")];
        Assert.That(refused, Is.Empty);
        var create = new CreateOrAlter();
        tree.Accept(create);
        Assert.That(create.Lines, Is.Empty, "CREATE OR ALTER");
    }

    [Test]
    public void The_sharing_view_names_columns_that_are_there()
    {
        TSqlFragment tree = Parsed("source-schema.sql");
        var tables = new Tables();
        tree.Accept(tables);
        var names = new Names(tables.Columns);
        tree.Accept(names);
        Assert.That(names.Looked, Is.GreaterThan(300), "The columns of the view were looked at.");
        Assert.That(names.Unknown, Is.Empty);
    }

    [Test]
    public void Tables_and_columns_are_those_of_the_other_servers()
    {
        foreach (string script in (string[])["ledger-001.sql", "ledger-002.sql", "ledger-003.sql", "ledger-004.sql", "ledger-005.sql", "ledger-006.sql", "ledger-007.sql", "ledger-008.sql", "ledger-009.sql", "source-schema.sql"])
        {
            var tables = new Tables();
            Parsed(script).Accept(tables);
            string postgres = File.ReadAllText(Path.Combine(RepositoryFolder.Root, "deploy/sql/postgresql", script));
            Assert.That(
                tables.Columns.OrderBy(table => table.Key, StringComparer.Ordinal).Select(table => $"{table.Key}: {string.Join(' ', table.Value)}"),
                Is.EqualTo(TablesOf(postgres).OrderBy(table => table.Key, StringComparer.Ordinal).Select(table => $"{table.Key}: {string.Join(' ', table.Value)}")),
                script);
        }
    }

    private static TSqlFragment Parsed(string script)
    {
        using var reader = new StreamReader(Path.Combine(Folder, script));
        TSqlFragment tree = new TSql150Parser(initialQuotedIdentifiers: true).Parse(reader, out IList<ParseError> errors);
        Assert.That(errors.Select(error => $"{script}({error.Line},{error.Column}): {error.Message}"), Is.Empty);
        return tree;
    }

    /// <summary>Tables with their columns in a script whose columns stand one to a line.</summary>
    private static Dictionary<string, List<string>> TablesOf(string script)
    {
        var tables = new Dictionary<string, List<string>>(StringComparer.OrdinalIgnoreCase);
        List<string>? columns = null;
        foreach (string line in script.Split('\n'))
        {
            string[] words = line.Split([' ', '('], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (words is ["CREATE" or "create", "TABLE" or "table", var name, ..])
            {
                tables[name] = columns = [];
            }
            else if (words is ["alter", "table", var wider, "add", "column", var added, ..])
            {
                tables[wider] = [added];
            }
            else if (line.StartsWith(')'))
            {
                columns = null;
            }
            else if (columns is not null && line.StartsWith("  ", StringComparison.Ordinal) && words is [var column, _, ..] && char.IsAsciiLetterLower(column[0])
                && column is not ("check" or "unique" or "primary" or "foreign"))
            {
                columns.Add(column);
            }
        }

        return tables;
    }

    private sealed class CreateOrAlter : TSqlFragmentVisitor
    {
        public List<int> Lines { get; } = [];

        public override void Visit(CreateOrAlterViewStatement node) => Lines.Add(node.StartLine);

        public override void Visit(CreateOrAlterProcedureStatement node) => Lines.Add(node.StartLine);

        public override void Visit(CreateOrAlterFunctionStatement node) => Lines.Add(node.StartLine);
    }

    private sealed class Tables : TSqlFragmentVisitor
    {
        public Dictionary<string, List<string>> Columns { get; } = new(StringComparer.OrdinalIgnoreCase);

        public override void Visit(CreateTableStatement node) =>
            Columns[node.SchemaObjectName.BaseIdentifier.Value] = [.. node.Definition.ColumnDefinitions.Select(column => column.ColumnIdentifier.Value)];

        public override void Visit(AlterTableAddTableElementStatement node)
        {
            if (node.Definition.ColumnDefinitions.Count > 0)
            {
                Columns[node.SchemaObjectName.BaseIdentifier.Value] = [.. node.Definition.ColumnDefinitions.Select(column => column.ColumnIdentifier.Value)];
            }
        }
    }

    /// <summary>Every column that is named with the alias of a table. Aliases mean one table throughout the script, which is looked at first.</summary>
    private sealed class Names(Dictionary<string, List<string>> tables) : TSqlFragmentVisitor
    {
        private readonly Dictionary<string, string> _aliases = new(StringComparer.OrdinalIgnoreCase);

        public int Looked { get; private set; }

        public List<string> Unknown { get; } = [];

        public override void Visit(CreateViewStatement node) => node.Accept(new Aliases(_aliases));

        public override void Visit(ColumnReferenceExpression node)
        {
            if (node.MultiPartIdentifier is not { Count: 2 } name || !_aliases.TryGetValue(name[0].Value, out string? table))
            {
                return;
            }

            Looked++;
            if (!tables.TryGetValue(table, out List<string>? columns) || !columns.Contains(name[1].Value, StringComparer.OrdinalIgnoreCase))
            {
                Unknown.Add($"({node.StartLine},{node.StartColumn}): {table} has no column {name[1].Value}");
            }
        }
    }

    private sealed class Aliases(Dictionary<string, string> aliases) : TSqlFragmentVisitor
    {
        public override void Visit(NamedTableReference node)
        {
            if (node.Alias is { } alias)
            {
                Assert.That(aliases.TryAdd(alias.Value, node.SchemaObject.BaseIdentifier.Value) || aliases[alias.Value] == node.SchemaObject.BaseIdentifier.Value, alias.Value);
            }
        }
    }
}
