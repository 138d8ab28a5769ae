using System.Data;
using System.Globalization;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace DataSharing.Gateway.Ledger;

/// <summary>
/// The ledger failed. Says what failed, where and what to do; carries the provider's number and never its message, which may quote a value.
/// </summary>
internal sealed class LedgerException : Exception
{
    private LedgerException(LedgerFault kind, string stage, int? code, string message)
        : base(message)
    {
        Kind = kind;
        Stage = stage;
        Code = code;
    }

    /// <summary>What is wrong.</summary>
    public LedgerFault Kind { get; }

    /// <summary>What the program was doing, for example <c>taking the lease</c>.</summary>
    public string Stage { get; }

    /// <summary>Whether the connection was lost or did not answer, so that others of the same age are as dead.</summary>
    internal bool IsConnectionLost { get; private init; }

    /// <summary>SQLite's extended result code, or null when the fault was found without one.</summary>
    public int? Code { get; }

    internal static LedgerException Of(LedgerFault kind, string stage, string databasePath, string found) =>
        new(kind, stage, null, Sentence(kind, stage, databasePath, found));

    /// <summary>The ledger's form of an exception of the provider, or null when <paramref name="exception"/> is none of its kinds.</summary>
    internal static LedgerException? From(Exception exception, string stage, string databasePath)
    {
        switch (exception)
        {
            case SqliteException sqlite:
                LedgerFault kind = KindOf(sqlite.SqliteErrorCode, sqlite.SqliteExtendedErrorCode, databasePath);
                string number = sqlite.SqliteExtendedErrorCode.ToString(CultureInfo.InvariantCulture);
                return new LedgerException(kind, stage, sqlite.SqliteExtendedErrorCode, Sentence(kind, stage, databasePath, $"SQLite code {number}"));
            case PostgresException postgres:
                return Of(KindOf(postgres.SqlState), stage, databasePath, $"PostgreSQL code {postgres.SqlState}");
            case SqlException { Number: SnapshotOff }:
                return Of(LedgerFault.Unavailable, stage, databasePath, "the database does not allow snapshots; an administrator allows them with: ALTER DATABASE CURRENT SET ALLOW_SNAPSHOT_ISOLATION ON");
            case SqlException { Number: TooLong or TooLongOlder }:
                return Of(LedgerFault.Conflict, stage, databasePath, "a text is longer than its column takes");
            case SqlException { Number: NoAnswer } or SqlException { Class: >= ConnectionEnds }:
                return Lost(stage, databasePath);
            case SqlException server:
                return Of(KindOfServer(server.Number), stage, databasePath, $"SQL Server error {server.Number.ToString(CultureInfo.InvariantCulture)}");
            // A pool without a free connection, a connection that the server closed.
            case InvalidOperationException { Source: "Microsoft.Data.SqlClient" or "Core Microsoft SqlClient Data Provider" }:
            // A connection that was given up is not open any more, and says so.
            case InvalidOperationException { Source: "Npgsql" }:
            case NpgsqlException or TimeoutException or System.Net.Sockets.SocketException or ObjectDisposedException:
                return Lost(stage, databasePath);
            case DataException or InvalidCastException or FormatException or OverflowException:
                return Of(LedgerFault.Damaged, stage, databasePath, "a column holds what no ledger writes there");
            default:
                return null;
        }
    }

    /// <summary>The server cannot be reached, did not answer in time, or the connection was lost.</summary>
    internal static LedgerException Lost(string stage, string databasePath) =>
        new(LedgerFault.Unavailable, stage, null, Sentence(LedgerFault.Unavailable, stage, databasePath, "the server cannot be reached, did not answer in time, or the connection was lost"))
        {
            IsConnectionLost = true,
        };

    /// <summary>The provider's own number for a command that was not answered in time.</summary>
    private const int NoAnswer = -2;

    /// <summary>From this severity on the server ends the connection.</summary>
    private const int ConnectionEnds = 20;

    /// <summary>"Snapshot isolation transaction failed … because snapshot isolation is not allowed in this database."</summary>
    private const int SnapshotOff = 3952;

    /// <summary>"String or binary data would be truncated in table …", and the same without the table.</summary>
    private const int TooLong = 2628, TooLongOlder = 8152;

    // Source: SQL Server documentation, "Database Engine events and errors".
    private static LedgerFault KindOfServer(int number) => number switch
    {
        // Deadlock, lock request timeout, update conflict of a snapshot, a table changed since the snapshot began.
        1205 or 1222 or 3960 or 3961 => LedgerFault.Locked,
        // Duplicate key, duplicate row of a unique index, check or foreign key, no value where one has to be.
        2627 or 2601 or 547 or 515 => LedgerFault.Conflict,
        // No room in the file group, disk full, log full, the database's limit, a file that cannot grow, no room for row versions; and the limits of a hosted server: its
        // quota, that of its pool, and too much of the temporary database or of the log for one session.
        1101 or 1105 or 9002 or 1827 or 5149 or 3967 or 40544 or 1132 or 40551 or 40552 => LedgerFault.Full,
        // No such column, table or procedure; a value that is none of its column's type.
        207 or 208 or 2812 or 245 or 102 or 156 => LedgerFault.Damaged,
        _ => LedgerFault.Unavailable,
    };

    // Source: PostgreSQL documentation, appendix A.
    private static LedgerFault KindOf(string state) => state switch
    {
        // Lock not available, deadlock, serialization failure, too many connections.
        "55P03" or "40P01" or "40001" or "53300" => LedgerFault.Locked,
        // Out of memory, of the same class as a full disk and a configured limit.
        "53200" => LedgerFault.Unavailable,
        _ when state.StartsWith("53", StringComparison.Ordinal) => LedgerFault.Full,
        _ when state.StartsWith("23", StringComparison.Ordinal) => LedgerFault.Conflict,
        // Insufficient privilege, of the same class as what follows.
        "42501" => LedgerFault.Unavailable,
        // "No such table" and the like: the tables are not those of the schema.
        _ when state.StartsWith("42", StringComparison.Ordinal) || state.StartsWith("22", StringComparison.Ordinal) => LedgerFault.Damaged,
        _ => LedgerFault.Unavailable,
    };

    // Source: SQLite documentation, "Result and Error Codes".
    private static LedgerFault KindOf(int code, int extended, string path) => code switch
    {
        SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED => LedgerFault.Locked,
        SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB => LedgerFault.Damaged,
        // "No such table" and the like: the tables are not those of the schema.
        SQLitePCL.raw.SQLITE_ERROR or SQLitePCL.raw.SQLITE_SCHEMA or SQLitePCL.raw.SQLITE_MISMATCH => LedgerFault.Damaged,
        SQLitePCL.raw.SQLITE_FULL => LedgerFault.Full,
        // The log, or the memory that its readers share, could not be made or grow: SQLite says a full disk by its own code only where it writes the database.
        SQLitePCL.raw.SQLITE_IOERR or SQLitePCL.raw.SQLITE_CANTOPEN when extended != IoErrorOfReading && LedgerRoom.IsUsedUp(path) => LedgerFault.Full,
        SQLitePCL.raw.SQLITE_CONSTRAINT => LedgerFault.Conflict,
        _ => LedgerFault.Unavailable,
    };

    /// <summary>SQLITE_IOERR_READ.</summary>
    private const int IoErrorOfReading = SQLitePCL.raw.SQLITE_IOERR | (1 << 8);

    private static string Sentence(LedgerFault kind, string stage, string databasePath, string found)
    {
        (string what, string remedy) = kind switch
        {
            LedgerFault.Locked => ("is locked by another program", "Close the program that has it open, or try again later."),
            LedgerFault.Damaged => ("is damaged or is not a ledger", "Restore it from backup, then run: datasharing ledger verify."),
            LedgerFault.SchemaMissing => ("has no schema, or one older than this program needs", "Back it up; then datasharing ledger verify brings it up to date, or the scripts of deploy/sql for its server do."),
            LedgerFault.Missing => ("is not there, and no empty one is made in its place", "Restore it from its backup; on a server, see first whether the connection names the right database. If it is lost: datasharing ledger accept-restored goes on without it, see deploy/RUNBOOK.md, \"The ledger was restored\"."),
            LedgerFault.SchemaNewer => ("was brought up to date by a newer version of this program", "Stop this one; run the version that did, or a newer one."),
            LedgerFault.Full => ("has no room left", "Make room on its disk; nothing was half-written."),
            LedgerFault.Conflict => ("refused a write that contradicts what it holds", "Nothing was written. Run: datasharing ledger verify."),
            _ => ("cannot be opened, read or written", "Check that its folder, or its server, is there, and that this user may write there."),
        };
        return $"The ledger {databasePath} {what} ({found}, while {stage}). {remedy}";
    }
}
