namespace DataSharing.Gateway.Standing;

/// <summary>The next try for a due time that is not served.</summary>
/// <param name="Due">The due time, UTC.</param>
/// <param name="At">When the try is made, UTC.</param>
/// <param name="Failed">How many tries have failed, one after the other, since the configuration changed last.</param>
/// <param name="Recorded">How many runs the ledger has for the due time.</param>
internal sealed record DueTry(DateTimeOffset Due, DateTimeOffset At, int Failed, int Recorded)
{
    // A trigger fires to the millisecond, and the ledger keeps no less.
    private static readonly TimeSpan Rounding = TimeSpan.FromSeconds(1);

    /// <summary>Whether it only waits until another holder's lease ends.</summary>
    public bool IsLeaseAwaited { get; init; }

    /// <summary>Whether it is to be made now.</summary>
    public bool IsNow(DateTimeOffset now) => At <= now + Rounding;
}
