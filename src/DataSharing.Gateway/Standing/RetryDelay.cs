using DataSharing.Disclosure;

namespace DataSharing.Gateway.Standing;

/// <summary>How long is waited before a night is tried again.</summary>
internal static class RetryDelay
{
    /// <summary>The longest delay between two tries.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan First = TimeSpan.FromMinutes(1);
    // A server that keeps us out counts how often we come.
    private static readonly TimeSpan ShortestTurnedAway = TimeSpan.FromMinutes(2);

    /// <summary>
    /// The delay before a try: any time up to twice that of the try before, so that those who failed together do not come back together.
    /// </summary>
    /// <param name="attempt">How many tries have failed, 1 or more.</param>
    /// <param name="chance">A number from 0 to below 1.</param>
    /// <param name="reason">Why it failed: a drop that is full stays so for a while, and one that turned us away is left alone for two
    /// minutes at least.</param>
    public static TimeSpan Of(int attempt, double chance, Reason? reason = null)
    {
        if (reason == Reason.DropFull)
        {
            return Longest + TimeSpan.FromSeconds(chance * First.TotalSeconds);
        }

        double most = Math.Min(Longest.TotalSeconds, First.TotalSeconds * Math.Pow(2, Math.Min(attempt - 1, 16)));
        return (reason == Reason.DropTurnedAway ? ShortestTurnedAway : Shortest) + TimeSpan.FromSeconds(chance * most);
    }
}
