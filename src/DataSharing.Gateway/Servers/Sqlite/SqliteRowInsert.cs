using DataSharing.Disclosure.Planning;
using DataSharing.Gateway.Ledger;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace DataSharing.Gateway.Servers.Sqlite;

/// <summary>
/// The rows of an export in SQLite: a statement that is prepared once and run for every row, straight at the database: the provider looks
/// every parameter up by name again for every row, which costs as much as the insert.
/// </summary>
internal sealed class SqliteRowInsert : RowInsert
{
    private readonly LedgerWork _work;
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private readonly int[] _places;
    private readonly object?[] _values;
    private readonly long _exportId;

    /// <summary>Prepares it within the connection's transaction.</summary>
    /// <exception cref="LedgerException">The text is no statement of this database.</exception>
    public SqliteRowInsert(LedgerWork work, SqliteConnection connection, long exportId)
    {
        _work = work;
        _exportId = exportId;
        _database = connection.Handle ?? throw new InvalidOperationException("The connection is not open.");
        string sql = $"insert into exported_row ({string.Join(", ", Columns)}) values ({string.Join(", ", Columns.Select(column => "@" + column))})";
        _statement = work.Reduced(() =>
        {
            Check(raw.sqlite3_prepare_v2(_database, sql, out sqlite3_stmt statement));
            return statement;
        });
        _places = [.. Columns.Select(column => raw.sqlite3_bind_parameter_index(_statement, "@" + column))];
        _values = new object?[Columns.Count];
    }

    public override void Add(ExportedRow row)
    {
        _work.Cancellation.ThrowIfCancellationRequested();
        Values(_exportId, row, _values);
        _work.Reduced(Run);
    }

    /// <summary>Every row is written already.</summary>
    public override void Complete()
    {
    }

    public override void Dispose() => _statement.Dispose();

    private int Run()
    {
        for (int i = 0; i < _places.Length; i++)
        {
            Check(_values[i] switch
            {
                null => raw.sqlite3_bind_null(_statement, _places[i]),
                string text => raw.sqlite3_bind_text(_statement, _places[i], text),
                byte[] bytes => raw.sqlite3_bind_blob(_statement, _places[i], bytes),
                int number => raw.sqlite3_bind_int64(_statement, _places[i], number),
                long number => raw.sqlite3_bind_int64(_statement, _places[i], number),
                _ => throw new InvalidOperationException("A parameter is a text, bytes or a whole number."),
            });
        }

        int result = raw.sqlite3_step(_statement);
        if (result != raw.SQLITE_DONE)
        {
            // Its message and extended code are those of the step until it is reset.
            Check(result);
        }

        Check(raw.sqlite3_reset(_statement));
        return 1;
    }

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, _database);
}
