namespace DataSharing.Gateway.Ledger;

/// <summary>An administrator's word that was written into the journal, and what it covers.</summary>
/// <param name="Force">The force's slug; null where the word is about all of them.</param>
/// <param name="Entry">The journal entry.</param>
/// <param name="Records">How many records it covers.</param>
/// <param name="RecordIds">The first of their tokens.</param>
internal sealed record Acknowledgement(string? Force, long Entry, int Records, IReadOnlyList<string> RecordIds)
{
    /// <summary>What it covers where that is not records, as words without a full stop; null where it is.</summary>
    public string? Covers { get; init; }
}
