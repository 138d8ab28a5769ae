using System.Data.Common;
using Dapper;
using DataSharing.Disclosure.Dictionary;
using DataSharing.Disclosure.Records;
using DataSharing.Gateway.Incidents;
using DataSharing.Gateway.Rows;
using Microsoft.Data.Sqlite;

namespace DataSharing.Gateway.Servers.Sqlite;

/// <summary>A source in a file of SQLite.</summary>
internal sealed class SqliteSource(string path) : SourceServer
{
    private readonly string _connection = new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly,
        Pooling = false, DefaultTimeout = 30 }.ToString();

    public override DbConnection Open()
    {
        var connection = new SqliteConnection(_connection);
        try
        {
            connection.Open();
            return connection;
        }
        catch (SqliteException error)
        {
            connection.Dispose();
            throw new SourceUnavailableException("opening it", error.SqliteErrorCode);
        }
    }

    /// <summary>Deferred: a read transaction, which is a snapshot from its first read on.</summary>
    public override DbTransaction BeginSnapshot(DbConnection connection) => ((SqliteConnection)connection).BeginTransaction(deferred: true);

    /// <summary>A text key that does not compare by its bytes is refused by the check, and by a run for its order.</summary>
    public override string Key(string column, FieldType type) => "source." + column;

    public override (string Condition, object? Parameters) IsAmong(string column, FieldType type, IReadOnlyList<IncidentKey> keys) =>
        ($"source.{column} IN @keys", Parameters(type, keys));

    public override DatabaseRows Ask(DbConnection connection, DbTransaction transaction, string select, object? parameters, int columns) =>
        ReadEach(connection, transaction, select, parameters,
            reader => new SqliteValues((SqliteDataReader)((IWrappedDataReader)reader).Reader, columns).Take);

    public override SourceUnavailableException? Reduced(string stage, Exception error) =>
        error is SqliteException failure ? new SourceUnavailableException(stage, failure.SqliteErrorCode) : null;

    // The leftmost SELECT of a compound gives its column the collation, so the probe compares as the key column would.
    public override bool IsOrderedByBytes(DbConnection connection, string sql, string column) => connection.QueryFirst<long>(
        $"SELECT COUNT(*) FROM (SELECT source.{column} AS probe FROM (\n{sql}\n) AS source WHERE 1 = 0 UNION ALL SELECT 'a') AS probes WHERE probe = 'A'") == 0;
}
