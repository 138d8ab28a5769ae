using Microsoft.Data.Sqlite;

namespace DataSharing.Sandbox.Source;

/// <summary>A prepared INSERT into one table.</summary>
internal sealed class RowWriter : IDisposable
{
    private readonly SqliteCommand _command;

    public RowWriter(SqliteConnection connection, SqliteTransaction transaction, string table, string columns)
    {
        string[] names = columns.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);
        _command = connection.CreateCommand();
        _command.Transaction = transaction;
        _command.CommandText = $"INSERT INTO {table} ({string.Join(", ", names)}) VALUES ({string.Join(", ", names.Select(name => "@" + name))})";
        foreach (string name in names)
        {
            _command.Parameters.Add(new SqliteParameter("@" + name, null));
        }

        _command.Prepare();
    }

    /// <summary>Writes one row; the values stand in the order of the columns.</summary>
    public void Write(params ReadOnlySpan<object?> values)
    {
        if (values.Length != _command.Parameters.Count)
        {
            throw new ArgumentException($"{values.Length} values were given for {_command.Parameters.Count} columns.", nameof(values));
        }

        for (int i = 0; i < values.Length; i++)
        {
            _command.Parameters[i].Value = values[i] switch
            {
                null => DBNull.Value,
                bool flag => flag ? 1L : 0L,
                DateOnly day => Stamp.Day(day),
                _ => values[i],
            };
        }

        _command.ExecuteNonQuery();
    }

    public void Dispose() => _command.Dispose();
}
