namespace DataSharing.Gateway.Witness;

/// <summary>What came of comparing the ledger with a file that was kept elsewhere.</summary>
/// <param name="File">The file, as it was named.</param>
internal sealed record ComparedStatement(string File)
{
    /// <summary>The force whose manifest it is; null of an anchor, and where it is neither.</summary>
    public string? Force { get; init; }

    /// <summary>The manifest's sequence.</summary>
    public int? Sequence { get; init; }

    /// <summary>Which attempt at that sequence it is; null where the ledger does not know it.</summary>
    public int? Attempt { get; init; }

    /// <summary>The journal entry up to which the journal is what it was when the file was written; null where that is not known.</summary>
    public long? Entry { get; init; }

    /// <summary>What does not agree, in sentences; none where everything does.</summary>
    public IReadOnlyList<string> Findings { get; init; } = [];

    /// <summary>Why not all of it could be compared, in a sentence, where that is nobody's fault; else null.</summary>
    public string? Note { get; init; }

    /// <summary>Whether the ledger says the same.</summary>
    public bool Ok => Findings.Count == 0;
}
