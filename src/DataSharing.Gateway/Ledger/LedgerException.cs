using System.Data;

namespace DataSharing.Gateway.Ledger;

/// <summary>
/// The ledger failed. Says what failed, where and what to do; carries the provider's number and never its message, which may quote a value.
/// </summary>
internal sealed class LedgerException : Exception
{
    /// <summary>What was found where the ledger is a file that is not there.</summary>
    internal const string NoFile = "there is no such file";

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

    internal static LedgerException Of(LedgerFault kind, string stage, string databasePath, string found, int? code = null) =>
        new(kind, stage, code, Sentence(kind, stage, databasePath, found));

    /// <summary>
    /// The ledger's form of an exception that the providers of all servers throw, or null when <paramref name="exception"/> is none of its
    /// kinds.
    /// </summary>
    internal static LedgerException? From(Exception exception, string stage, string databasePath) => exception switch
    {
        TimeoutException or System.Net.Sockets.SocketException or ObjectDisposedException => Lost(stage, databasePath),
        DataException or InvalidCastException or FormatException or OverflowException =>
            Of(LedgerFault.Damaged, stage, databasePath, "a column holds what no ledger writes there"),
        _ => null,
    };

    /// <summary>The server cannot be reached, did not answer in time, or the connection was lost.</summary>
    internal static LedgerException Lost(string stage, string databasePath) =>
        new(LedgerFault.Unavailable, stage, null,
            Sentence(LedgerFault.Unavailable, stage, databasePath,
            "the server cannot be reached, did not answer in time, or the connection was lost"))
        {
            IsConnectionLost = true,
        };

    private static string Sentence(LedgerFault kind, string stage, string databasePath, string found)
    {
        (string what, string remedy) = kind switch
        {
            LedgerFault.Locked => ("is locked by another program", "Close the program that has it open, or try again later."),
            LedgerFault.Damaged => ("is damaged or is not a ledger", "Restore it from backup, then run: datasharing ledger verify."),
            LedgerFault.SchemaMissing when found == NoFile =>
                ("is not there", "See whether gateway.json names the right one. Where there was one, restore it from its backup."),
            LedgerFault.SchemaMissing =>
                ("has no schema, or one older than this program needs",
                "Back it up; then datasharing ledger verify brings it up to date, or the scripts of deploy/sql for its server do."),
            LedgerFault.Missing =>
                ("is not there, and no empty one is made in its place",
                "Restore it from its backup; on a server, see first whether the connection names the right database. If it is lost: datasharing ledger accept-restored goes on without it, see deploy/RUNBOOK.md, \"The ledger was restored\"."),
            LedgerFault.SchemaNewer =>
                ("was brought up to date by a newer version of this program", "Stop this one; run the version that did, or a newer one."),
            LedgerFault.Full => ("has no room left", "Make room on its disk; nothing was half-written."),
            LedgerFault.Conflict =>
                ("refused a write that contradicts what it holds", "Nothing was written. Run: datasharing ledger verify."),
            _ => ("cannot be opened, read or written",
                "Check that its folder, or its server, is there, and that this user may write there."),
        };
        return $"The ledger {databasePath} {what} ({found}, while {stage}). {remedy}";
    }
}
