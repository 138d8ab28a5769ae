using DataSharing.Gateway.Servers;
using DataSharing.Gateway.Servers.Postgres;
using DataSharing.Gateway.Servers.SqlServer;
using DataSharing.Gateway.Servers.Sqlite;

namespace DataSharing.Sandbox;

/// <summary>On which server a test runs: a test's attributes take no object of the product.</summary>
public enum ServerKind
{
    /// <summary>A file of SQLite.</summary>
    Sqlite,

    /// <summary>A database of a PostgreSQL server.</summary>
    PostgreSql,

    /// <summary>A database of SQL Server, or of a server that speaks plain T-SQL.</summary>
    SqlServer,
}

/// <summary>The product's server of each kind.</summary>
internal static class ServerKinds
{
    private static readonly Dictionary<ServerKind, DatabaseServer> Servers = new()
    {
        [ServerKind.Sqlite] = SqliteServer.Instance, [ServerKind.PostgreSql] = PostgresServer.Instance, [ServerKind.SqlServer] = SqlServerServer.Instance,
    };

    internal static DatabaseServer Server(this ServerKind kind) => Servers[kind];

    internal static ServerKind Kind(this DatabaseServer server) => Servers.Single(pair => pair.Value == server).Key;
}
