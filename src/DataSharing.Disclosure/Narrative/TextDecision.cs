using DataSharing.Disclosure.Records;

namespace DataSharing.Disclosure.Narrative;

/// <summary>What a person decided about one text of one incident: the redacted text that may leave, or that none does. Prints nothing of the text.</summary>
public sealed class TextDecision
{
    /// <param name="sourceHash">The keyed hash of the source text it was decided for, as <see cref="ProposedText.SourceHash"/> gives it.</param>
    /// <param name="approved">The text that may leave while the source text is that one; null when the proposal was rejected.</param>
    public TextDecision(string sourceHash, string? approved)
    {
        ArgumentException.ThrowIfNullOrEmpty(sourceHash);
        SourceHash = sourceHash;
        Approved = approved;
    }

    /// <summary>The keyed hash of the source text it was decided for.</summary>
    public string SourceHash { get; }

    /// <summary>The text that may leave; null when the proposal was rejected.</summary>
    public string? Approved { get; }

    /// <inheritdoc/>
    public override string ToString() => Approved is null ? "(rejected text)" : "(approved text)";
}

/// <summary>Finds what was last decided about the text of an incident in a column, whatever that text is now; null when nobody decided anything.</summary>
public delegate TextDecision? TextDecisions(IncidentKey key, string column);
