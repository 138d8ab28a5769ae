namespace DataSharing.Gateway.Rows;

/// <summary>Which server a database is on.</summary>
internal enum DatabaseServer
{
    /// <summary>A file of SQLite.</summary>
    Sqlite,

    /// <summary>A database of a PostgreSQL server.</summary>
    PostgreSql,

    /// <summary>A database of SQL Server, or of a server that speaks plain T-SQL.</summary>
    SqlServer,
}

/// <summary>Where a database is, as gateway.json says it. Never the connection string itself, which may have a password.</summary>
internal sealed class DatabaseAddress
{
    private readonly string? _connectionFile;

    private DatabaseAddress(DatabaseServer server, string? path, string? connectionFile, string description)
    {
        Server = server;
        Path = path;
        _connectionFile = connectionFile;
        Description = description;
    }

    /// <summary>The server.</summary>
    public DatabaseServer Server { get; }

    /// <summary>The file of SQLite, as a full path; null on a server.</summary>
    public string? Path { get; }

    /// <summary>What it is called in messages: the file, or where its connection is written.</summary>
    public string Description { get; }

    /// <summary>A file of SQLite.</summary>
    public static DatabaseAddress File(string path) => new(DatabaseServer.Sqlite, path, null, path);

    /// <summary>A database on a server.</summary>
    /// <param name="server">The server.</param>
    /// <param name="connectionFile">The file that holds the connection string; null when it is not known here.</param>
    /// <param name="description">Where the connection is written, in words.</param>
    public static DatabaseAddress On(DatabaseServer server, string? connectionFile, string description) => new(server, null, connectionFile, $"on {server} ({description})");

    /// <summary>The connection string; null when its file is missing or cannot be read.</summary>
    public string? ReadConnection()
    {
        try
        {
            return _connectionFile is null ? null : System.IO.File.ReadAllText(_connectionFile).Trim();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
