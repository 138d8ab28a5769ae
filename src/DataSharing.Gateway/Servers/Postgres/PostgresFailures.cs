using DataSharing.Gateway.Ledger;
using Npgsql;

namespace DataSharing.Gateway.Servers.Postgres;

/// <summary>What PostgreSQL's errors mean for a ledger.</summary>
internal static class PostgresFailures
{
    /// <summary>
    /// The ledger's form of an exception of the provider, or null when <paramref name="exception"/> is none of its kinds.
    /// </summary>
    public static LedgerException? From(Exception exception, string stage, string databasePath) => exception switch
    {
        PostgresException postgres =>
            LedgerException.Of(KindOf(postgres.SqlState), stage, databasePath, $"PostgreSQL code {postgres.SqlState}"),
        // A connection that was given up is not open any more, and says so.
        InvalidOperationException { Source: "Npgsql" } or NpgsqlException => LedgerException.Lost(stage, databasePath),
        _ => LedgerException.From(exception, stage, databasePath),
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
}
