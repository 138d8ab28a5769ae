using System.Data.Common;
using System.Text;
using Dapper;
using DataSharing.Disclosure.Dictionary;
using DataSharing.Disclosure.Records;
using DataSharing.Gateway.Rows;

namespace DataSharing.Gateway.Incidents;

/// <summary>One moment of the source, in one read transaction. Used from one thread at a time.</summary>
internal sealed class SourceSnapshot : IDisposable
{
    private const int KeysAtOnce = 400;

    private readonly SourceServer _server;
    private readonly DbConnection _connection;
    private readonly DbTransaction _transaction;
    private readonly string _sql;
    private readonly DataDictionary _dictionary;

    internal SourceSnapshot(SourceServer server, DbConnection connection, DbTransaction transaction, string sql, DataDictionary dictionary)
    {
        _server = server;
        _connection = connection;
        _transaction = transaction;
        _sql = sql;
        _dictionary = dictionary;
    }

    /// <summary>
    /// The force's records in key order, unbuffered, with only the columns of the shape; for a null force, the records of all places. The
    /// enumeration ends normally only when every row has been read.
    /// </summary>
    /// <exception cref="SourceUnavailableException">While enumerating: the database cannot be read.</exception>
    public IEnumerable<IncidentRecord> Read(RecordShape shape, string? force, CancellationToken ct)
    {
        (string sql, object? parameters) = SelectOf(shape, force);
        return Rows(sql, parameters, shape.Columns.Count, ct).Select(values => new IncidentRecord(shape, values));
    }

    /// <summary>
    /// As <see cref="Read(RecordShape, string?, CancellationToken)"/>, each record with its key; a record whose key can be none is left
    /// out.
    /// </summary>
    /// <exception cref="SourceUnavailableException">While enumerating: the database cannot be read.</exception>
    public IEnumerable<(IncidentKey Key, IncidentRecord Record)> ReadKeyed(RecordShape shape, string? force, CancellationToken ct)
    {
        (string sql, object? parameters) = SelectOf(shape, force);
        return ReadKeyed(shape, sql, parameters, ct);
    }

    /// <summary>The records of these keys that are still in the source, of any force, in key order within each few hundred keys.</summary>
    /// <exception cref="SourceUnavailableException">While enumerating: the database cannot be read.</exception>
    public IEnumerable<(IncidentKey Key, IncidentRecord Record)> ReadByKeys(
        RecordShape shape, IEnumerable<IncidentKey> keys, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(shape);
        foreach (IncidentKey[] some in keys.Chunk(KeysAtOnce))
        {
            (string among, object? parameters) = IsAmong(some);
            foreach ((IncidentKey key, IncidentRecord record) in ReadKeyed(
                shape, Select(shape, $"WHERE {among} ORDER BY {Key}"), parameters, ct))
            {
                yield return (key, record);
            }
        }
    }

    /// <summary>
    /// The records of which a column has this value, of any force, in key order. Where the source has no index of the column, it looks at
    /// all of them.
    /// </summary>
    /// <exception cref="SourceUnavailableException">While enumerating: the database cannot be read.</exception>
    public IEnumerable<(IncidentKey Key, IncidentRecord Record)> ReadWhere(
        RecordShape shape, string column, string value, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(shape);
        (string condition, object? parameters) = _server.Is(column, value);
        return ReadKeyed(shape, Select(shape, $"WHERE {condition} ORDER BY {Key}"), parameters, ct);
    }

    /// <summary>How many records there are, of all places.</summary>
    /// <exception cref="SourceUnavailableException">The database cannot be read.</exception>
    public long Count() =>
        Guard("counting records",
        () => _connection.ExecuteScalar<long>($"SELECT COUNT(*) FROM (\n{_sql}\n) AS source", transaction: _transaction));

    /// <summary>
    /// Ends the snapshot. Closing the connection ends its transaction; a rollback before it would wait for a server that does not answer.
    /// </summary>
    public void Dispose() => _connection.Dispose();

    private string Key => _server.Key(_dictionary.KeyColumn, _dictionary.KeyType);

    private (string Condition, object? Parameters) IsAmong(IncidentKey[] keys) =>
        _server.IsAmong(_dictionary.KeyColumn, _dictionary.KeyType, keys);

    private (string Sql, object? Parameters) SelectOf(RecordShape shape, string? force)
    {
        (string condition, object? parameters) = force is null ? (string.Empty, null) : _server.Is(_dictionary.ForceColumn, force);
        return (Select(shape, (force is null ? "" : $"WHERE {condition} ") + $"ORDER BY {Key}"), parameters);
    }

    // Columns are qualified: SQLite takes an unknown name in double quotes for a text, and would give the name as the value of every row.
    private string Select(RecordShape shape, string tail) =>
        $"SELECT {string.Join(", ", _server.Selected(_connection, _transaction, _sql, shape.Columns))} FROM (\n{_sql}\n) AS source {tail}";

    private IEnumerable<(IncidentKey, IncidentRecord)> ReadKeyed(RecordShape shape, string sql, object? parameters, CancellationToken ct)
    {
        foreach (object?[] values in Rows(sql, parameters, shape.Columns.Count, ct))
        {
            IncidentKey? key = values[0] switch
            {
                long number => IncidentKey.FromNumber(number),
                // Of a numeric column, as the planner takes it.
                decimal number when decimal.IsInteger(number) && number is >= long.MinValue and <= long.MaxValue =>
                    IncidentKey.FromNumber((long)number),
                string text => IncidentKey.FromText(text),
                _ => null,
            };
            if (key is { } known)
            {
                yield return (known, new IncidentRecord(shape, values));
            }
        }
    }

    /// <summary>The one place that holds raw values.</summary>
    private IEnumerable<object?[]> Rows(string sql, object? parameters, int columns, CancellationToken ct)
    {
        using DatabaseRows rows = Guard("asking for records", () => _server.Ask(_connection, _transaction, sql, parameters, columns));
        while (Next(rows) is { } values)
        {
            ct.ThrowIfCancellationRequested();
            yield return values;
        }
    }

    /// <summary>The next row, or null at the end. Without a closure, which would cost an object for every row.</summary>
    private object?[]? Next(DatabaseRows rows)
    {
        try
        {
            return rows.Next();
        }
        catch (Exception error) when (Reduced("reading records", error) is { } reduced)
        {
            throw reduced;
        }
    }

    private T Guard<T>(string stage, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (Reduced(stage, error) is { } reduced)
        {
            throw reduced;
        }
    }

    private SourceUnavailableException? Reduced(string stage, Exception error) => error switch
    {
        // The message of a failed conversion quotes the value, or bytes of it.
        InvalidCastException or FormatException or OverflowException or DecoderFallbackException =>
            new SourceUnavailableException($"The incident source gave a value that its provider cannot read, while {stage}."),
        _ => _server.Reduced(stage, error),
    };
}
