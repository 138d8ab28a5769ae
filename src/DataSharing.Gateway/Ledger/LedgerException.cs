using System.Data;
using System.Globalization;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace DataSharing.Gateway.Ledger;

/// <summary>
/// The ledger failed. Says what failed, where and what to do; carries the provider's number and never its message, which may quote a value.
/// </summary>
public sealed class LedgerException : Exception
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
                LedgerFault kind = KindOf(sqlite.SqliteErrorCode);
                string number = sqlite.SqliteExtendedErrorCode.ToString(CultureInfo.InvariantCulture);
                return new LedgerException(kind, stage, sqlite.SqliteExtendedErrorCode, Sentence(kind, stage, databasePath, $"SQLite code {number}"));
            case PostgresException postgres:
                return Of(KindOf(postgres.SqlState), stage, databasePath, $"PostgreSQL code {postgres.SqlState}");
            case SqlException { Number: SnapshotOff }:
                return Of(LedgerFault.Unavailable, stage, databasePath, "the database does not allow snapshots; an administrator allows them with: ALTER DATABASE CURRENT SET ALLOW_SNAPSHOT_ISOLATION ON");
            case SqlException { Number: TooLong or TooLongOlder }:
                return Of(LedgerFault.Conflict, stage, databasePath, "a text is longer than its column takes");
            case SqlException server:
                return Of(KindOfServer(server.Number), stage, databasePath, $"SQL Server error {server.Number.ToString(CultureInfo.InvariantCulture)}");
            // A pool without a free connection, a connection that the server closed.
            case InvalidOperationException { Source: "Microsoft.Data.SqlClient" or "Core Microsoft SqlClient Data Provider" }:
                return Of(LedgerFault.Unavailable, stage, databasePath, "the server cannot be reached, or the connection was lost");
            case NpgsqlException or TimeoutException or System.Net.Sockets.SocketException or ObjectDisposedException:
                return Of(LedgerFault.Unavailable, stage, databasePath, "the server cannot be reached, or the connection was lost");
            case DataException or InvalidCastException or FormatException or OverflowException:
                return Of(LedgerFault.Damaged, stage, databasePath, "a column holds what no ledger writes there");
            default:
                return null;
        }
    }

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
        // No room in the file group, disk full, log full, the database's limit.
        1101 or 1105 or 9002 or 1827 => LedgerFault.Full,
        // No such column, table or procedure; a value that is none of its column's type.
        207 or 208 or 2812 or 245 or 102 or 156 => LedgerFault.Damaged,
        _ => LedgerFault.Unavailable,
    };

    // Source: PostgreSQL documentation, appendix A.
    private static LedgerFault KindOf(string state) => state switch
    {
        // Lock not available, deadlock, serialization failure, too many connections.
        "55P03" or "40P01" or "40001" or "53300" => LedgerFault.Locked,
        _ when state.StartsWith("53", StringComparison.Ordinal) => LedgerFault.Full,
        _ when state.StartsWith("23", StringComparison.Ordinal) => LedgerFault.Conflict,
        // Insufficient privilege, of the same class as what follows.
        "42501" => LedgerFault.Unavailable,
        // "No such table" and the like: the tables are not those of the schema.
        _ when state.StartsWith("42", StringComparison.Ordinal) || state.StartsWith("22", StringComparison.Ordinal) => LedgerFault.Damaged,
        _ => LedgerFault.Unavailable,
    };

    private static LedgerFault KindOf(int code) => code switch
    {
        SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED => LedgerFault.Locked,
        SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB => LedgerFault.Damaged,
        // "No such table" and the like: the tables are not those of the schema.
        SQLitePCL.raw.SQLITE_ERROR or SQLitePCL.raw.SQLITE_SCHEMA or SQLitePCL.raw.SQLITE_MISMATCH => LedgerFault.Damaged,
        SQLitePCL.raw.SQLITE_FULL => LedgerFault.Full,
        SQLitePCL.raw.SQLITE_CONSTRAINT => LedgerFault.Conflict,
        _ => LedgerFault.Unavailable,
    };

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
