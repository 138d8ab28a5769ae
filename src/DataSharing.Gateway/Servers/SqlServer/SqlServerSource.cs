using System.Collections.ObjectModel;
using System.Data;
using System.Data.Common;
using System.Globalization;
using Dapper;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Dictionary;
using DataSharing.Disclosure.Records;
using DataSharing.Gateway.Incidents;
using DataSharing.Gateway.Rows;
using Microsoft.Data.SqlClient;

namespace DataSharing.Gateway.Servers.SqlServer;

/// <summary>A source in a database of SQL Server, or of a server that speaks plain T-SQL.</summary>
internal sealed class SqlServerSource(DatabaseAddress address) : SourceServer
{
    /// <summary>"Snapshot isolation is not allowed in this database."</summary>
    private const int SnapshotOff = 3952;

    public override DbConnection Open()
    {
        string written = address.ReadConnection()
            ?? throw new SourceUnavailableException(
                $"The incident source could not be read while opening it: the file with its connection string is missing or cannot be read ({address.Description}).");
        SqlConnection? connection = null;
        try
        {
            var builder = new SqlConnectionStringBuilder(written)
            {
                ApplicationName = "datasharing source",
                ApplicationIntent = ApplicationIntent.ReadOnly,
                PersistSecurityInfo = false,
                Pooling = false,
            };
            DatabaseLimits limits = SqlServerLimits.Apply(builder);
            // The provider adds up the time in which it waits for the server, from a statement to its last row: that of all rows, not of
            // the next.
            builder.CommandTimeout = limits.WorkSeconds;
            connection = new SqlConnection(builder.ToString());
            connection.Open();
            using SqlCommand set = connection.CreateCommand();
            set.CommandTimeout = limits.CommandSeconds;
            set.CommandText = string.Create(CultureInfo.InvariantCulture, $"set lock_timeout {limits.LockMilliseconds}");
            set.ExecuteNonQuery();
            return connection;
        }
        catch (Exception error) when (error is ArgumentException or FormatException)
        {
            connection?.Dispose();
            throw new SourceUnavailableException(
                $"The incident source could not be read while opening it: its connection string is none ({address.Description}).");
        }
        catch (Exception error) when (Reduced("opening it", error) is { } reduced)
        {
            connection?.Dispose();
            throw reduced;
        }
    }

    /// <summary>Whether the database allows it is said at the first statement that reads a table.</summary>
    public override DbTransaction BeginSnapshot(DbConnection connection)
    {
        try
        {
            return connection.BeginTransaction(IsolationLevel.Snapshot);
        }
        catch (Exception error) when (Reduced("beginning a snapshot", error) is { } reduced)
        {
            throw reduced;
        }
    }

    public override string Key(string column, FieldType type) =>
        type == FieldType.Integer ? "source." + column : $"source.{column} COLLATE Latin1_General_100_BIN2";

    /// <summary>
    /// Asked in the column's own collation too, for which it may have an index; that alone would mostly take a capital letter for a small
    /// one. The list is written out as one parameter for each key; the server takes 2,100 of them.
    /// </summary>
    public override (string Condition, object? Parameters) IsAmong(string column, FieldType type, IReadOnlyList<IncidentKey> keys) =>
        ($"source.{column} IN @keys" + (type == FieldType.Integer ? "" : $" AND {Key(column, type)} IN @keys"), Parameters(type, keys));

    /// <summary>
    /// Texts without an upper limit are asked for as ntext, whose length comes before its characters. The provider reads an nvarchar(max)
    /// wrongly when a server lets one of its pieces reach over the end of a packet, as servers other than Microsoft's do. Source: the
    /// Babelfish extensions for PostgreSQL, pull request 3830.
    /// </summary>
    public override IEnumerable<string> Selected(
        DbConnection connection, DbTransaction transaction, string sql, IReadOnlyList<string> columns)
    {
        try
        {
            using DbCommand look = connection.CreateCommand();
            look.Transaction = transaction;
            look.CommandText = $"SELECT {string.Join(", ", columns.Select(column => "source." + column))} FROM (\n{sql}\n) AS source WHERE 1 = 0";
            using DbDataReader reader = look.ExecuteReader();
            ReadOnlyCollection<DbColumn> described = reader.GetColumnSchema();
            return [.. columns.Select(
                (column, i) => described[i] is { DataTypeName: "nvarchar", ColumnSize: int.MaxValue }
                ? $"CAST(source.{column} AS ntext) AS {column}" : "source." + column)];
        }
        catch (Exception error) when (Reduced("looking at its columns", error) is { } reduced)
        {
            throw reduced;
        }
    }

    public override DatabaseRows Ask(DbConnection connection, DbTransaction transaction, string select, object? parameters, int columns) =>
        ReadEach(connection, transaction, select, parameters,
            reader => new SqlServerValues((SqlDataReader)((IWrappedDataReader)reader).Reader, columns).Take);

    public override SourceUnavailableException? Reduced(string stage, Exception error) => error switch
    {
        SqlException { Number: SnapshotOff } => new SourceUnavailableException(
            "The incident source does not allow snapshots, without which an export could mix two moments. An administrator allows them with: ALTER DATABASE CURRENT SET ALLOW_SNAPSHOT_ISOLATION ON", Reason.SnapshotUnavailable),
        SqlException server =>
            new SourceUnavailableException(
            $"The incident source could not be read while {stage} (SQL Server error {server.Number.ToString(CultureInfo.InvariantCulture)}). {Advice(server.Number)}"),
        InvalidOperationException { Source: "Microsoft.Data.SqlClient" or "Core Microsoft SqlClient Data Provider" } or TimeoutException or System.Net.Sockets.SocketException
            => new SourceUnavailableException(
                $"The incident source could not be read while {stage}: the server cannot be reached, did not answer in time, or the connection was lost."),
        _ => null,
    };

    /// <summary>The ORDER BY says the collation.</summary>
    public override bool IsOrderedByBytes(DbConnection connection, string sql, string column) => true;

    // Source: SQL Server documentation, "Database Engine events and errors".
    private static string Advice(int number) => number switch
    {
        229 or 230 => "The account may not read the view: see deploy/sql/sqlserver/source-login.sql.",
        18456 => "The account or its password is refused.",
        1105 or 9002 or 1101 or 3967 => "Its disk has no room left, which sorting and row versions need: make room there.",
        -2 => "It did not answer in time.",
        4060 => "There is no such database, or the account may not enter it.",
        207 or 208 or 102 or 156 =>
            "The statement in source/incidents.sql, or a column of source/fields.json, does not fit the database. Run: datasharing check --connect.",
        -2146893019 => "The server's certificate is not trusted: give this machine the certificate of its authority.",
        _ => "Run: datasharing check --connect.",
    };
}
