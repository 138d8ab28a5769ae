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
}
