using DataSharing.Gateway.Rows;
using Microsoft.Data.SqlClient;

namespace DataSharing.Gateway.Servers.SqlServer;

/// <summary>Gives a connection string of SQL Server the limits of waiting.</summary>
internal static class SqlServerLimits
{
    /// <summary>Of a connection string of SQL Server, which is given these limits.</summary>
    public static DatabaseLimits Apply(SqlConnectionStringBuilder connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        DatabaseLimits limits = DatabaseLimits.Of(connection.ConnectTimeout, connection.CommandTimeout);
        connection.ConnectTimeout = limits.ConnectSeconds;
        connection.CommandTimeout = limits.CommandSeconds;
        return limits;
    }
}
