using System.Globalization;
using DataSharing.Gateway.Ledger;
using Microsoft.Data.Sqlite;

namespace DataSharing.Gateway.Servers.Sqlite;

/// <summary>What SQLite's errors mean for a ledger.</summary>
internal static class SqliteFailures
{
    /// <summary>
    /// The ledger's form of an exception of the provider, or null when <paramref name="exception"/> is none of its kinds.
    /// </summary>
    public static LedgerException? From(Exception exception, string stage, string databasePath) => exception is SqliteException sqlite
        ? LedgerException.Of(
            KindOf(sqlite.SqliteErrorCode, sqlite.SqliteExtendedErrorCode, databasePath), stage, databasePath,
            $"SQLite code {sqlite.SqliteExtendedErrorCode.ToString(CultureInfo.InvariantCulture)}", sqlite.SqliteExtendedErrorCode)
        : LedgerException.From(exception, stage, databasePath);

    // Source: SQLite documentation, "Result and Error Codes".
    private static LedgerFault KindOf(int code, int extended, string path) => code switch
    {
        SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED => LedgerFault.Locked,
        SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB => LedgerFault.Damaged,
        // "No such table" and the like: the tables are not those of the schema.
        SQLitePCL.raw.SQLITE_ERROR or SQLitePCL.raw.SQLITE_SCHEMA or SQLitePCL.raw.SQLITE_MISMATCH => LedgerFault.Damaged,
        SQLitePCL.raw.SQLITE_FULL => LedgerFault.Full,
        // The log, or the memory that its readers share, could not be made or grow: SQLite says a full disk by its own code only where it
        // writes the database.
        SQLitePCL.raw.SQLITE_IOERR or SQLitePCL.raw.SQLITE_CANTOPEN when extended != IoErrorOfReading && LedgerRoom.IsUsedUp(path) =>
            LedgerFault.Full,
        SQLitePCL.raw.SQLITE_CONSTRAINT => LedgerFault.Conflict,
        _ => LedgerFault.Unavailable,
    };

    /// <summary>SQLITE_IOERR_READ.</summary>
    private const int IoErrorOfReading = SQLitePCL.raw.SQLITE_IOERR | (1 << 8);
}
