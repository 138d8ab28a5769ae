namespace DataSharing.Gateway.Ledger;

/// <summary>What the ledger itself says, for one force, of having been restored from an older backup.</summary>
/// <param name="Accepted">The journal entry by which a person last accepted it; null when nobody has.</param>
/// <param name="Next">The sequence at which the force goes on since then: every lower one was, or may have been, used. 0 when nobody has accepted it.</param>
/// <param name="Attempt">The highest attempt that may have been used of the sequences below <paramref name="Next"/>.</param>
/// <param name="Found">The journal entry by which a worker last said that the ledger is older than what was sent; null when none has since it was accepted.</param>
internal sealed record RestoredLedger(JournalHead? Accepted, int Next, int Attempt, long? Found)
{
    /// <summary>Of a ledger of which nothing such is known.</summary>
    public static RestoredLedger Never { get; } = new(null, 0, 0, null);
}
