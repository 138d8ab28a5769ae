using System.Globalization;
using DataSharing.Gateway.Ledger;
using Microsoft.Data.SqlClient;

namespace DataSharing.Gateway.Servers.SqlServer;

/// <summary>What SQL Server's errors mean for a ledger.</summary>
internal static class SqlServerFailures
{
    /// <summary>The provider's own number for a command that was not answered in time.</summary>
    private const int NoAnswer = -2;

    /// <summary>From this severity on the server ends the connection.</summary>
    private const int ConnectionEnds = 20;

    /// <summary>"Snapshot isolation transaction failed … because snapshot isolation is not allowed in this database."</summary>
    private const int SnapshotOff = 3952;

    /// <summary>"String or binary data would be truncated in table …", and the same without the table.</summary>
    private const int TooLong = 2628, TooLongOlder = 8152;

    /// <summary>
    /// The ledger's form of an exception of the provider, or null when <paramref name="exception"/> is none of its kinds.
    /// </summary>
    public static LedgerException? From(Exception exception, string stage, string databasePath) => exception switch
    {
        SqlException { Number: SnapshotOff } => LedgerException.Of(
            LedgerFault.Unavailable, stage, databasePath,
            "the database does not allow snapshots; an administrator allows them with: ALTER DATABASE CURRENT SET ALLOW_SNAPSHOT_ISOLATION ON"),
        SqlException { Number: TooLong or TooLongOlder } =>
            LedgerException.Of(LedgerFault.Conflict, stage, databasePath, "a text is longer than its column takes"),
        SqlException { Number: NoAnswer } or SqlException { Class: >= ConnectionEnds } => LedgerException.Lost(stage, databasePath),
        SqlException server => LedgerException.Of(
            KindOfServer(server.Number), stage, databasePath, $"SQL Server error {server.Number.ToString(CultureInfo.InvariantCulture)}"),
        // A pool without a free connection, a connection that the server closed.
        InvalidOperationException { Source: "Microsoft.Data.SqlClient" or "Core Microsoft SqlClient Data Provider" } =>
            LedgerException.Lost(stage, databasePath),
        _ => LedgerException.From(exception, stage, databasePath),
    };

    // Source: SQL Server documentation, "Database Engine events and errors".
    private static LedgerFault KindOfServer(int number) => number switch
    {
        // Deadlock, lock request timeout, update conflict of a snapshot, a table changed since the snapshot began.
        1205 or 1222 or 3960 or 3961 => LedgerFault.Locked,
        // Duplicate key, duplicate row of a unique index, check or foreign key, no value where one has to be.
        2627 or 2601 or 547 or 515 => LedgerFault.Conflict,
        // No room in the file group, disk full, log full, the database's limit, a file that cannot grow, no room for row versions; and the
        // limits of a hosted server: its quota, that of its pool, and too much of the temporary database or of the log for one session.
        1101 or 1105 or 9002 or 1827 or 5149 or 3967 or 40544 or 1132 or 40551 or 40552 => LedgerFault.Full,
        // No such column, table or procedure; a value that is none of its column's type.
        207 or 208 or 2812 or 245 or 102 or 156 => LedgerFault.Damaged,
        _ => LedgerFault.Unavailable,
    };
}
