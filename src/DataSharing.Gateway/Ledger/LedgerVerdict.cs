namespace DataSharing.Gateway.Ledger;

/// <summary>What <c>ledger verify</c> found.</summary>
/// <param name="Ok">Whether everything is as the journal says.</param>
/// <param name="Entries">How many entries the journal has.</param>
/// <param name="Head">The hash of the last entry; null for an empty journal.</param>
/// <param name="FirstBad">The first entry that is wrong or that the tables contradict; null when all is well.</param>
/// <param name="Problem">What is wrong with it, in a sentence without values; null when all is well.</param>
internal sealed record LedgerVerdict(bool Ok, long Entries, string? Head, long? FirstBad, string? Problem)
{
    /// <summary>How many runs are under way, or were interrupted and not found yet. No entry tells of a run before it has ended.</summary>
    public long RunsUnderWay { get; init; }

    /// <summary>
    /// How many entries are about an incident that nobody can name any more, so that what they say of it is not compared with the tables.
    /// </summary>
    public long NotNamed { get; init; }

    /// <summary>
    /// How many exports have no salt any more under which the journal has the hashes of their files, so that no entry tells of these.
    /// </summary>
    public long WithoutSalt { get; init; }

    /// <summary>The tables that no entry tells of, so that a change in them is not found, in the order of their names.</summary>
    public IReadOnlyList<string> NotCovered { get; init; } = [];
}
