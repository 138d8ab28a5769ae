namespace DataSharing.Gateway.Ledger;

/// <summary>
/// Somebody gave an order about the incident after whoever orders now had looked at it. Nothing was written; they have to look again.
/// </summary>
internal sealed class OrderOvertakenException() : Exception("Somebody else gave an order about the incident at the same moment. Nothing was recorded. Ask again.");
