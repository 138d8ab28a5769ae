namespace DataSharing.Gateway.Ledger;

/// <summary>
/// How far the bringing up to date of a ledger is: told before each of its statements, and every ten seconds while one lasts.
/// </summary>
/// <param name="From">The version it had.</param>
/// <param name="To">The version it gets.</param>
/// <param name="Statement">Which statement is under way, from 1.</param>
/// <param name="Statements">How many there are.</param>
/// <param name="Rows">How many rows of exports the ledger has: the more, the longer an index takes.</param>
/// <param name="Elapsed">How long it has lasted so far.</param>
internal sealed record LedgerUpgrade(int From, int To, int Statement, int Statements, long Rows, TimeSpan Elapsed);
