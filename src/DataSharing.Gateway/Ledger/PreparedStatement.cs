using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace DataSharing.Gateway.Ledger;

/// <summary>
/// A statement that is prepared once and run for every row of a file, straight at the database: the provider looks every parameter up by name again for
/// every row, which costs as much as the insert.
/// </summary>
internal sealed class PreparedStatement : IDisposable
{
    private readonly LedgerWork _work;
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private readonly int[] _places;
    private readonly object?[] _values;

    /// <summary>Prepares it within the connection's transaction.</summary>
    /// <exception cref="SqliteException">The text is no statement of this database.</exception>
    public PreparedStatement(LedgerWork work, SqliteConnection connection, string sql, string[] parameters)
    {
        _work = work;
        _database = connection.Handle ?? throw new InvalidOperationException("The connection is not open.");
        Check(raw.sqlite3_prepare_v2(_database, sql, out _statement));
        _places = [.. parameters.Select(name => raw.sqlite3_bind_parameter_index(_statement, name))];
        _values = new object?[parameters.Length];
        if (_places.Contains(0))
        {
            throw new ArgumentException("The statement lacks a parameter.", nameof(parameters));
        }
    }

    /// <summary>The value of a parameter, by its position among those of the constructor: null, a text, bytes, or a whole number. It stays for later rows.</summary>
    public object? this[int position]
    {
        set => _values[position] = value;
    }

    /// <exception cref="LedgerException">The database does not take the row.</exception>
    public void Execute()
    {
        _work.Cancellation.ThrowIfCancellationRequested();
        _work.Reduced(Run);
    }

    public void Dispose() => _statement.Dispose();

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
