namespace DataSharing.Gateway.Ledger;

/// <summary>An entry of the journal, as the database gives it.</summary>
internal sealed class JournalRow
{
    public long Entry { get; init; }

    public string At { get; init; } = "";

    public string Kind { get; init; } = "";

    public string? Force { get; init; }

    public string Actor { get; init; } = "";

    public string Body { get; init; } = "";

    public string PreviousHash { get; init; } = "";

    public string Hash { get; init; } = "";

    /// <summary>16 random bytes; null in an entry of before version 9 of the schema.</summary>
    public byte[]? Nonce { get; init; }
}
