namespace DataSharing.Gateway.Ledger;

/// <summary>A journal entry by its number and hash: together they say of everything before it that it is the same.</summary>
/// <param name="Entry">Its number; 0 for the beginning of an empty journal.</param>
/// <param name="Hash">Its hash, 64 lower-case hexadecimal digits.</param>
internal sealed record JournalHead(long Entry, string Hash)
{
    /// <summary>The head of an empty journal.</summary>
    public static JournalHead Beginning { get; } = new(0, Journal.Beginning);
}
