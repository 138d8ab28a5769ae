using System.Globalization;
using DataSharing.Gateway.Rows;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace DataSharing.EndToEnd.Tests;

/// <summary>A backup of a rig's ledger, made and restored with the means of its server, as an administrator does. The outbox and the witness stay as they are.</summary>
internal sealed class LedgerCopy
{
    private static int s_copies;

    private readonly Rig _rig;
    private readonly string _copy;

    private LedgerCopy(Rig rig, string copy)
    {
        _rig = rig;
        _copy = copy;
    }

    public static async Task<LedgerCopy> TakeAsync(Rig rig)
    {
        int number = Interlocked.Increment(ref s_copies);
        switch (rig.Ledger.Server)
        {
            case DatabaseServer.Sqlite:
                string file = Path.Combine(rig.Folder, string.Create(CultureInfo.InvariantCulture, $"copy-{number}.db"));
                await rig.LedgerAsync(ledger =>
                {
                    ledger.Backup(file);
                    return Task.FromResult(true);
                });
                return new LedgerCopy(rig, file);
            case DatabaseServer.PostgreSql:
                string copy = string.Create(CultureInfo.InvariantCulture, $"{DatabaseOf(rig)}_copy_{number}");
                OnPostgres(rig, DatabaseOf(rig), $"create database {copy} template {DatabaseOf(rig)}");
                return new LedgerCopy(rig, copy);
            default:
                string name = string.Create(CultureInfo.InvariantCulture, $"{DatabaseOf(rig)}_{number}.bak");
                OnSqlServer(rig, $"BACKUP DATABASE [{DatabaseOf(rig)}] TO DISK = '{name}'");
                return new LedgerCopy(rig, name);
        }
    }

    public void Restore()
    {
        switch (_rig.Ledger.Server)
        {
            case DatabaseServer.Sqlite:
                SqliteConnection.ClearAllPools();
                File.Delete(_rig.LedgerPath + "-wal");
                File.Delete(_rig.LedgerPath + "-shm");
                File.Copy(_copy, _rig.LedgerPath, overwrite: true);
                break;
            case DatabaseServer.PostgreSql:
                OnPostgres(_rig, DatabaseOf(_rig), $"drop database {DatabaseOf(_rig)}", $"create database {DatabaseOf(_rig)} template {_copy}");
                break;
            default:
                OnSqlServer(_rig, $"ALTER DATABASE [{DatabaseOf(_rig)}] SET SINGLE_USER WITH ROLLBACK IMMEDIATE", $"RESTORE DATABASE [{DatabaseOf(_rig)}] FROM DISK = '{_copy}' WITH REPLACE",
                    $"ALTER DATABASE [{DatabaseOf(_rig)}] SET MULTI_USER");
                break;
        }
    }

    private static string DatabaseOf(Rig rig) =>
        rig.Ledger.Server == DatabaseServer.PostgreSql ? new NpgsqlConnectionStringBuilder(rig.LedgerConnection).Database! : new SqlConnectionStringBuilder(rig.LedgerConnection).InitialCatalog;

    private static void OnPostgres(Rig rig, string database, params string[] statements)
    {
        NpgsqlConnection.ClearAllPools();
        using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(rig.LedgerConnection) { Database = "postgres", Pooling = false }.ConnectionString);
        connection.Open();
        foreach (string sql in (string[])[$"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{database}'", .. statements])
        {
            using var command = new NpgsqlCommand(sql, connection);
            command.ExecuteNonQuery();
        }
    }

    private static void OnSqlServer(Rig rig, params string[] statements)
    {
        SqlConnection.ClearAllPools();
        using var connection = new SqlConnection(new SqlConnectionStringBuilder(rig.LedgerConnection) { InitialCatalog = "master", Pooling = false }.ConnectionString);
        connection.Open();
        foreach (string sql in statements)
        {
            using var command = new SqlCommand(sql, connection) { CommandTimeout = 300 };
            command.ExecuteNonQuery();
        }
    }
}
