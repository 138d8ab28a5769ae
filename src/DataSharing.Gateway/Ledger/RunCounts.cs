namespace DataSharing.Gateway.Ledger;

/// <summary>What a run counted: records by reason code, and for those held back by the field of the source. Never values.</summary>
internal sealed class RunCounts
{
    /// <summary>Takes the counts over.</summary>
    /// <param name="excluded">Records excluded, by reason code; each 1 or more.</param>
    /// <param name="heldBack">Records held back, by reason code and field; each 1 or more.</param>
    public RunCounts(IReadOnlyDictionary<string, int> excluded, IReadOnlyDictionary<(string Reason, string Field), int> heldBack)
    {
        Excluded = excluded;
        HeldBack = heldBack;
    }

    /// <summary>Nothing counted.</summary>
    public static RunCounts None { get; } = new(new Dictionary<string, int>(), new Dictionary<(string, string), int>());

    /// <summary>Records excluded, by reason code.</summary>
    public IReadOnlyDictionary<string, int> Excluded { get; }

    /// <summary>Records held back, by reason code and field.</summary>
    public IReadOnlyDictionary<(string Reason, string Field), int> HeldBack { get; }
}
