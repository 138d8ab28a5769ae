using System.Data;
using System.Data.Common;
using System.Globalization;
using Dapper;
using DataSharing.Disclosure.Dictionary;
using DataSharing.Disclosure.Records;
using DataSharing.Gateway.Incidents;
using DataSharing.Gateway.Rows;
using Npgsql;

namespace DataSharing.Gateway.Servers.Postgres;

/// <summary>A source in a database of a PostgreSQL server.</summary>
internal sealed class PostgresSource(DatabaseAddress address) : SourceServer
{
    // Of the last connection that was opened; those of one address have the same.
    private DatabaseLimits? _limits;

    private const string Utf8 = "UTF8";

    // A database that was never told what its texts are.
    private const string Unknown = "SQL_ASCII";

    // The default of 8 KiB waits for the server some thirty thousand times in a million rows.
    private const int ReadBytes = 128 * 1024;

    public override DbConnection Open()
    {
        string written = address.ReadConnection()
            ?? throw new SourceUnavailableException(
                $"The incident source could not be read while opening it: the file with its connection string is missing or cannot be read ({address.Description}).");
        NpgsqlConnection? connection = null;
        try
        {
            var builder = new NpgsqlConnectionStringBuilder(written)
            {
                ApplicationName = "datasharing source",
                // Nothing of a row or parameter may reach a message.
                IncludeErrorDetail = false,
                // Whatever encoding the database has, the server gives UTF-8.
                Encoding = Utf8,
                ClientEncoding = Utf8,
                Pooling = false,
                ReadBufferSize = ReadBytes,
            };
            DatabaseLimits limits = PostgresLimits.Apply(builder);
            _limits = limits;
            // A first export of many years is sorted before its first row arrives. Between two rows a year may pass on our side: a session
            // that waits for us is not idle.
            builder.CommandTimeout = limits.StillSeconds;
            builder.Options += string.Create(
                CultureInfo.InvariantCulture,
                $" -c timezone=UTC -c default_transaction_read_only=on -c lock_timeout={limits.LockMilliseconds} -c standard_conforming_strings=on");
            connection = new NpgsqlConnection(builder.ToString());
            connection.Open();
            if (connection.PostgresParameters.GetValueOrDefault("server_encoding") == Unknown)
            {
                // The server would end the statement at the first text that is no UTF-8. As it is, such a text holds back its own record.
                connection.Execute($"SET client_encoding TO {Unknown}", commandTimeout: limits.CommandSeconds);
            }

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

    public override DbTransaction BeginSnapshot(DbConnection connection)
    {
        try
        {
            return connection.BeginTransaction(IsolationLevel.RepeatableRead);
        }
        catch (Exception error) when (Reduced("beginning a snapshot", error) is { } reduced)
        {
            throw reduced;
        }
    }

    public override string Key(string column, FieldType type) =>
        type == FieldType.Integer ? "source." + column : $"source.{column} COLLATE \"C\"";

    /// <summary>
    /// Asked in the column's own collation too, for which it may have an index; that alone may take a capital letter for a small one.
    /// </summary>
    public override (string Condition, object? Parameters) IsAmong(string column, FieldType type, IReadOnlyList<IncidentKey> keys)
    {
        string listed = type == FieldType.Integer
            ? $"ANY('{{{string.Join(',', keys.Select(key => key.ToString()))}}}'::bigint[])"
            : $"ANY(ARRAY[{string.Join(',', keys.Select(key => PostgresCopiedRows.Literal(key.ToString())))}]::text[])";
        return ($"source.{column} = {listed}" + (type == FieldType.Integer ? "" : $" AND {Key(column, type)} = {listed}"), null);
    }

    /// <summary>Written out, so that <see cref="Ask"/> can have it copied; the planner, too, then knows how common the value is.</summary>
    public override (string Condition, object? Parameters) Is(string column, string value) =>
        ($"source.{column} = {PostgresCopiedRows.Literal(value)}", null);

    public override DatabaseRows Ask(DbConnection connection, DbTransaction transaction, string select, object? parameters, int columns) =>
        PostgresCopiedRows.Of((NpgsqlConnection)connection, select, Limits)
            ?? throw new InvalidOperationException("The session of the source was not opened here: its texts are no UTF-8.");

    private DatabaseLimits Limits => _limits ?? throw new InvalidOperationException("The session of the source was not opened here.");

    public override SourceUnavailableException? Reduced(string stage, Exception error) => error switch
    {
        PostgresException postgres =>
            new SourceUnavailableException(
            $"The incident source could not be read while {stage} (PostgreSQL code {postgres.SqlState}). {Advice(postgres.SqlState)}"),
        NpgsqlException or TimeoutException or System.Net.Sockets.SocketException or InvalidOperationException { Source: "Npgsql" } =>
            new SourceUnavailableException(
            $"The incident source could not be read while {stage}: the server cannot be reached, did not answer in time, or the connection was lost."),
        _ => null,
    };

    /// <summary>The ORDER BY says the collation.</summary>
    public override bool IsOrderedByBytes(DbConnection connection, string sql, string column) => true;

    // Source: PostgreSQL documentation, appendix A.
    private static string Advice(string state) => state switch
    {
        "42501" => "The account may not read the view: see deploy/sql/postgresql/source-login.sql.",
        "28P01" or "28000" => "The account or its password is refused.",
        "3D000" => "There is no such database.",
        "53100" => "Its disk has no room left, which sorting needs: make room there.",
        _ when state.StartsWith("42", StringComparison.Ordinal) =>
            "The statement in source/incidents.sql, or a column of source/fields.json, does not fit the database. Run: datasharing check --connect.",
        _ => "Run: datasharing check --connect.",
    };
}
