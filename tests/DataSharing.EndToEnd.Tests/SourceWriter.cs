using System.Data.Common;
using System.Globalization;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Records;
using DataSharing.Gateway.Rows;
using DataSharing.Sandbox;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace DataSharing.EndToEnd.Tests;

/// <summary>Writes single incidents into a source of the sample schema, as the charity's staff would.</summary>
internal sealed class SourceWriter(Func<DbConnection> connect)
{
    private static readonly string[] Required =
        ["case_ref", "row_version", "created_at", "updated_at", "status", "strand", "category_code", "is_online", "is_crime", "date_precision", "reported_at", "do_not_share", "legal_hold"];

    private DbTransaction? _together;

    /// <summary>Makes an empty source.</summary>
    public static SourceWriter Create(string path)
    {
        SourceWriter writer = Of(path);
        writer.Execute("PRAGMA journal_mode = wal");
        writer.Execute(File.ReadAllText(Path.Combine(RepositoryFolder.Root, "deploy/sql/sqlite/source-schema.sql")));
        return writer;
    }

    /// <summary>Writes into a source that is there.</summary>
    public static SourceWriter Of(string path) => new(() => new SqliteConnection($"Data Source={path};Pooling=False"));

    /// <summary>Makes an empty source in a database of a server.</summary>
    public static SourceWriter CreateOnServer(DatabaseServer server, string connection)
    {
        if (server == DatabaseServer.SqlServer)
        {
            TestSqlServer.RunScript(connection, File.ReadAllText(Path.Combine(RepositoryFolder.Root, "deploy/sql/sqlserver/source-schema.sql")));
            return new SourceWriter(() => new SqlConnection(connection));
        }

        var writer = new SourceWriter(() => new NpgsqlConnection(connection + ";Pooling=False"));
        writer.Execute(File.ReadAllText(Path.Combine(RepositoryFolder.Root, "deploy/sql/postgresql/source-schema.sql")));
        return writer;
    }

    /// <summary>A verified incident of a force that every shipped profile can clear.</summary>
    public void Add(long id, string force, params (string Column, object? Value)[] changes)
    {
        string number = id.ToString(CultureInfo.InvariantCulture);
        Execute($"""
            INSERT INTO incident (incident_id, {string.Join(", ", Required)}, occurred_from, medium)
            VALUES ({number}, 'CST-2026-{id:000000}', 1, '2026-05-01T10:00:00Z', '2026-05-01T10:00:00Z', 'Verified', 'Antisemitic', 'AbusiveBehaviour', 0, 'No', 'Exact',
                    '2026-05-01 10:00', 0, 0, '2026-05-{1 + (id % 28):00} 18:30', 'Verbal');
            INSERT INTO location (incident_id, force_slug, postcode, town, lad_code, local_authority, location_type, is_railway)
            VALUES ({number}, '{force}', {Place(force)}, 'Street', 0);
            """);
        Set(id, changes);
    }

    /// <summary>Changes columns of the incident or its location.</summary>
    public void Set(long id, params (string Column, object? Value)[] changes)
    {
        foreach ((string column, object? value) in changes)
        {
            string table = column is "force_slug" or "postcode" or "town" or "lad_code" or "local_authority" or "location_type" or "is_railway" ? "location" : "incident";
            Execute($"UPDATE {table} SET {column} = @value WHERE incident_id = @id", ("@value", value), ("@id", id));
        }
    }

    /// <summary>Gives the incident a summary that a second person approved.</summary>
    public void Approve(long id, string text)
    {
        var at = new DateTime(2026, 6, 1, 9, 0, 0, DateTimeKind.Utc);
        Set(id, ("summary_shareable", text), ("summary_author", "a.writer"), ("summary_approved_by", "b.reader"), ("summary_approved_at", "2026-06-01T09:00:00Z"),
            ("summary_purpose", "police-sharing"), ("summary_approved_hash", SummaryApproval.Hash(IncidentKey.FromNumber(id), text, "b.reader", at, "police-sharing")));
    }

    public void Delete(long id) => Execute("DELETE FROM location WHERE incident_id = @id; DELETE FROM incident WHERE incident_id = @id", ("@id", id));

    /// <summary>Writes many rows over one connection and in one transaction, as soon as a few.</summary>
    public void Together(Action write)
    {
        using DbConnection connection = Open();
        using DbTransaction transaction = connection.BeginTransaction();
        _together = transaction;
        try
        {
            write();
        }
        finally
        {
            _together = null;
        }

        transaction.Commit();
    }

    public void Execute(string sql, params (string Name, object? Value)[] parameters)
    {
        if (_together is { } together)
        {
            Execute(together.Connection!, sql, parameters, together);
            return;
        }

        using DbConnection connection = Open();
        Execute(connection, sql, parameters);
    }

    private DbConnection Open()
    {
        DbConnection connection = connect();
        connection.Open();
        if (connection is SqliteConnection)
        {
            // What is lost with the machine is lost with the test.
            Execute(connection, "PRAGMA synchronous = off", []);
        }

        return connection;
    }

    private static void Execute(DbConnection connection, string sql, (string Name, object? Value)[] parameters, DbTransaction? transaction = null)
    {
        using DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        foreach ((string name, object? value) in parameters)
        {
            DbParameter parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value ?? DBNull.Value;
            command.Parameters.Add(parameter);
        }

        command.ExecuteNonQuery();
    }

    private static string Place(string force) => force switch
    {
        "metropolitan" => "'NW4 2AA', 'Hendon', 'E09000003', 'Barnet'",
        "greater-manchester" => "'M25 1AA', 'Prestwich', 'E08000002', 'Bury'",
        _ => "'NG1 1AA', 'Nottingham', 'E06000018', 'Nottingham'",
    };
}
