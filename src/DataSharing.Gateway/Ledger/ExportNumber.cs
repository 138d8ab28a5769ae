namespace DataSharing.Gateway.Ledger;

/// <summary>
/// The number of a delivery: its sequence at the force, from 1 without gaps, and which attempt at that sequence it is, from 1.
/// </summary>
internal readonly record struct ExportNumber(int Sequence, int Attempt);
