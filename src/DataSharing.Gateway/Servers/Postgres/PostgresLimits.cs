using DataSharing.Gateway.Rows;
using Npgsql;

namespace DataSharing.Gateway.Servers.Postgres;

/// <summary>Gives a connection string of PostgreSQL the limits of waiting.</summary>
internal static class PostgresLimits
{
    /// <summary>Of a connection string of PostgreSQL, which is given these limits.</summary>
    public static DatabaseLimits Apply(NpgsqlConnectionStringBuilder connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        DatabaseLimits limits = DatabaseLimits.Of(connection.Timeout, connection.CommandTimeout);
        connection.Timeout = limits.ConnectSeconds;
        connection.CommandTimeout = limits.CommandSeconds;
        // Where encryption by Kerberos is only preferred, the provider asks for it with a read that, when it is not asynchronous, may have
        // no limit. TLS is asked for after it all the same.
        if (connection.GssEncryptionMode == GssEncryptionMode.Prefer)
        {
            connection.GssEncryptionMode = GssEncryptionMode.Disable;
        }

        // A server that takes up to 30 s + 3 × 10 s to be noticed as gone, by either side.
        connection.TcpKeepAlive = true;
        connection.TcpKeepAliveTime = 30;
        connection.TcpKeepAliveInterval = 10;
        connection.Options = $"{connection.Options} -c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3".TrimStart();
        return limits;
    }
}
