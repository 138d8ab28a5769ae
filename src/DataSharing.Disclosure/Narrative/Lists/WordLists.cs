namespace DataSharing.Disclosure.Narrative;

/// <summary>What is known of words before a text is read. A word can stand in several lists.</summary>
public sealed class WordLists
{
    /// <summary>Ordinary English words.</summary>
    public required WordSet Common { get; init; }

    /// <summary>Rarer English words.</summary>
    public required WordSet Uncommon { get; init; }

    /// <summary>Given names and their short forms.</summary>
    public required WordSet Given { get; init; }

    /// <summary>Family names.</summary>
    public required WordSet Family { get; init; }

    /// <summary>Districts, villages and small towns, of one word or several. Cities and large towns are kept, and stand in no list.</summary>
    public required WordSet SmallPlaces { get; init; }

    /// <summary>What the lists take in memory, in bytes.</summary>
    public long Size => Common.Size + Uncommon.Size + Given.Size + Family.Size + SmallPlaces.Size;
}
