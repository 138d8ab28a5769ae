namespace DataSharing.Gateway.Ledger;

/// <summary>An administrator's word that was written into the journal, and what it covers.</summary>
/// <param name="Force">The force's slug.</param>
/// <param name="Entry">The journal entry.</param>
/// <param name="Records">How many records it covers.</param>
/// <param name="RecordIds">The first of their tokens.</param>
public sealed record Acknowledgement(string Force, long Entry, int Records, IReadOnlyList<string> RecordIds);
