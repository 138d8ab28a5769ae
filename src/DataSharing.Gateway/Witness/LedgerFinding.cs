using DataSharing.Gateway.Files.Sealed;

namespace DataSharing.Gateway.Witness;

/// <summary>What was found when the ledger was compared, for one force, with what is known outside it.</summary>
/// <param name="Force">The force's slug.</param>
/// <param name="Next">The least sequence at which the force can go on without using a number twice.</param>
/// <param name="Attempt">The highest attempt of any sequence that is known outside the ledger; 0 when none is.</param>
/// <param name="Witnessed">What the witness says of the force; null when it has no file.</param>
internal sealed record LedgerFinding(string Force, int Next, int Attempt, Witnessed? Witnessed)
{
    /// <summary>Why the ledger is, or may be, older than what was sent, and what to do, in sentences; null when it is not.</summary>
    public string? Older { get; init; }

    /// <summary>Whether the witness or the file of orders says so, and not the outbox alone.</summary>
    public bool ByWitness { get; init; }

    /// <summary>The id of an order that the ledger lacks, where that is why it is older; else null.</summary>
    public string? Order { get; init; }

    /// <summary>The next sequence by the ledger alone.</summary>
    public int LedgerNext { get; init; }

    /// <summary>Entries of the outbox that a crash left and nobody needs.</summary>
    public IReadOnlyList<OutboxEntry> Leftovers { get; init; } = [];
}
