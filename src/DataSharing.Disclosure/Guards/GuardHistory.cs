namespace DataSharing.Disclosure.Guards;

/// <summary>What the guards know of what the force was sent before.</summary>
public sealed record GuardHistory
{
    /// <summary>Nothing was ever sent.</summary>
    public static GuardHistory None { get; } = new();

    /// <summary>Whether a record was ever delivered to the force.</summary>
    public bool HasSent { get; init; }

    /// <summary>
    /// The last exports that were delivered, in any order; the force's first, resends and files of withdrawals are not among them.
    /// </summary>
    public IReadOnlyList<PastExport> Exports { get; init; } = [];

    /// <summary>
    /// How many nights this export covers: the days since the last run that sent the difference or found none, at least 1.
    /// </summary>
    public int Nights { get; init; } = 1;

    /// <summary>
    /// Whether the force was sent something last by the same configuration. Otherwise amendments follow from its change, and say nothing of
    /// the source.
    /// </summary>
    public bool IsOfSameRules { get; init; } = true;
}

/// <summary>What a delivered export counted.</summary>
/// <param name="Volume">Its NEW and AMEND rows, as the guard counted them.</param>
/// <param name="Nights">How many nights it covered, at least 1.</param>
/// <param name="Read">How many records were read; 0 where that is not known.</param>
/// <param name="LeftOut">How many of them were held back or excluded, and not withdrawn.</param>
public sealed record PastExport(int Volume, int Nights, long Read, int LeftOut);
