using DataSharing.Gateway.Incidents;
using DataSharing.Gateway.Ledger;
using Quartz;

namespace DataSharing.Gateway.Servers;

/// <summary>
/// A kind of database server, with all that is done there: it opens a source, a ledger and the scheduler's store. A new one is a folder,
/// and a line in <c>DatabaseServers</c>.
/// </summary>
internal abstract class DatabaseServer
{
    /// <summary>Its word in gateway.json.</summary>
    public abstract string Word { get; }

    /// <summary>What it is called in messages.</summary>
    public abstract string Name { get; }

    /// <summary>Whether a database of it is a file, and not reached by a connection string.</summary>
    public virtual bool IsFile => false;

    /// <summary>Whether several workers can share a schedule there.</summary>
    public virtual bool SharesSchedule => true;

    /// <summary>Makes the scheduler's tables where Quartz cannot; null where it can.</summary>
    public virtual Func<LedgerWork, Task>? MakeSchedule => null;

    /// <summary>The source at an address; nothing is opened yet.</summary>
    public abstract SourceServer OpenSource(DatabaseAddress address);

    /// <summary>The database of the ledger at an address; nothing is read of it yet.</summary>
    /// <exception cref="LedgerException">Its connection string cannot be read, or is none.</exception>
    public virtual LedgerDatabase OpenLedger(DatabaseAddress address, LedgerOptions options)
    {
        const string stage = "opening it";
        string connection = address.ReadConnection()
            ?? throw LedgerException.Of(
                LedgerFault.Unavailable, stage, address.Description, "the file with its connection string is missing or cannot be read");
        try
        {
            return LedgerOf(connection, address.Description, options);
        }
        catch (Exception error) when (error is ArgumentException or FormatException)
        {
            // The message quotes the connection string, which may have a password.
            throw LedgerException.Of(LedgerFault.Unavailable, stage, address.Description, "its connection string is none");
        }
    }

    /// <summary>Keeps the scheduler's jobs in a database.</summary>
    /// <exception cref="NotSupportedException">Workers cannot share a schedule there, see <see cref="SharesSchedule"/>.</exception>
    public abstract void KeepSchedule(IPersistentStoreBuilder store, string connection);

    /// <summary>The database of a ledger that is reached by a connection string.</summary>
    /// <exception cref="ArgumentException">The connection string is none.</exception>
    protected abstract LedgerDatabase LedgerOf(string connection, string description, LedgerOptions options);
}
