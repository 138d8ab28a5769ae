using DataSharing.Gateway.Servers;
using DataSharing.Gateway.Servers.Postgres;
using DataSharing.Gateway.Servers.SqlServer;
using DataSharing.Gateway.Servers.Sqlite;

namespace DataSharing.Gateway.Configuration;

/// <summary>The servers that gateway.json may name, a line for each.</summary>
internal static class DatabaseServers
{
    public static readonly IReadOnlyList<DatabaseServer> All =
    [
        SqliteServer.Instance,
        PostgresServer.Instance,
        SqlServerServer.Instance,
    ];

    /// <summary>The word of each, with its place in the list.</summary>
    public static readonly IReadOnlyDictionary<string, int> Words = All.Index()
        .ToDictionary(server => server.Item.Word, server => server.Index, StringComparer.Ordinal);
}
