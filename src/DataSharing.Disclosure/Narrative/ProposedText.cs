using DataSharing.Disclosure.Keys;
using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Records;

namespace DataSharing.Disclosure.Narrative;

/// <summary>
/// A text of an incident that may leave only redacted, for the person who decides: the one thing of this assembly that shows a source text. Made by
/// <see cref="Planner.Texts"/>; prints nothing.
/// </summary>
public sealed class ProposedText
{
    private readonly ForceKeys _keys;
    private readonly Lazy<Redaction> _proposal;

    internal ProposedText(IncidentKey key, string column, string original, ForceKeys keys, TextDecision? decision, Func<string, Redaction> propose)
    {
        Key = key;
        Column = column;
        Original = original;
        _keys = keys;
        SourceHash = keys.SourceTextHash(key, column, original);
        Decision = decision is not null && decision.SourceHash == SourceHash ? decision : null;
        _proposal = new Lazy<Redaction>(() => propose(original));
    }

    /// <summary>The incident.</summary>
    public IncidentKey Key { get; }

    /// <summary>The column of the file that it is for.</summary>
    public string Column { get; }

    /// <summary>The source text in Unicode normal form C with LF line ends: what is hashed, redacted and decided about.</summary>
    public string Original { get; }

    /// <summary>The keyed hash of incident, column and source text.</summary>
    public string SourceHash { get; }

    /// <summary>What was decided about this very text; null when it waits.</summary>
    public TextDecision? Decision { get; }

    /// <summary>Where it stands.</summary>
    public TextState State => Decision is null ? TextState.Waiting : Decision.Approved is null ? TextState.Rejected : TextState.Approved;

    /// <summary>The redacted text that is proposed. Made when it is first asked for.</summary>
    public Redaction Proposal => _proposal.Value;

    /// <summary>
    /// What an approval is bound to: a keyed hash of incident, column, source text and proposal, 16 characters. One changed character of either text
    /// makes another one.
    /// </summary>
    public string Id => _keys.ProposalId(Key, Column, Original, Proposal.Text);

    /// <summary>Prints nothing of the text.</summary>
    public override string ToString() => "(proposed text)";
}
