using DataSharing.Gateway.Incidents;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Machine;

namespace DataSharing.Gateway.Servers;

/// <summary>Where a database is, as gateway.json says it. Never the connection string itself, which may have a password.</summary>
internal sealed class DatabaseAddress : ISourcePlace, ILedgerPlace
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

    /// <summary>The file, as a full path, where the database is one; else null.</summary>
    public string? Path { get; }

    /// <summary>What it is called in messages: the file, or where its connection is written.</summary>
    public string Description { get; }

    /// <summary>A database that is a file of this machine.</summary>
    public static DatabaseAddress File(DatabaseServer server, string path) => new(server, path, null, path);

    /// <summary>A database on a server.</summary>
    /// <param name="server">The server.</param>
    /// <param name="connectionFile">The file that holds the connection string; null when it is not known here.</param>
    /// <param name="description">Where the connection is written, in words.</param>
    public static DatabaseAddress On(DatabaseServer server, string? connectionFile, string description) =>
        new(server, null, connectionFile, $"on {server.Name} ({description})");

    public SourceServer OpenSource() => Server.OpenSource(this);

    public LedgerDatabase OpenLedger(LedgerOptions options) => Server.OpenLedger(this, options);

    /// <summary>The connection string; null when its file is missing, cannot be read, or is a named pipe or a device.</summary>
    public string? ReadConnection()
    {
        try
        {
            return _connectionFile is null || FileEntry.IsPipeOrDevice(_connectionFile) ? null : System.IO.File.ReadAllText(_connectionFile).Trim();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
