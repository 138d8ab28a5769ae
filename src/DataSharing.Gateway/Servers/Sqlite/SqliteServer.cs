using DataSharing.Gateway.Incidents;
using DataSharing.Gateway.Ledger;
using Quartz;

namespace DataSharing.Gateway.Servers.Sqlite;

/// <summary>SQLite: a database is a file of this machine.</summary>
internal sealed class SqliteServer : DatabaseServer
{
    public static readonly SqliteServer Instance = new();

    private SqliteServer()
    {
    }

    public override string Word => "sqlite";

    public override string Name => "Sqlite";

    public override bool IsFile => true;

    public override bool SharesSchedule => false;

    /// <summary>The address of a file of SQLite.</summary>
    public static DatabaseAddress File(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return DatabaseAddress.File(Instance, path);
    }

    /// <summary>An empty ledger in memory, which stands for one that is not there.</summary>
    public static LedgerDatabase StandIn(string description) => SqliteLedger.InMemory(description);

    public override SourceServer OpenSource(DatabaseAddress address) => new SqliteSource(address.Path!);

    public override LedgerDatabase OpenLedger(DatabaseAddress address, LedgerOptions options) => new SqliteLedger(address.Path!, options);

    public override void KeepSchedule(IPersistentStoreBuilder store, string connection) =>
        throw new NotSupportedException("Workers cannot share a schedule in a file.");

    protected override LedgerDatabase LedgerOf(string connection, string description, LedgerOptions options) =>
        throw new NotSupportedException("A file is not reached by a connection string.");
}
