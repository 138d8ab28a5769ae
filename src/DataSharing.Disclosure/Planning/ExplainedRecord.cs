using DataSharing.Disclosure.Records;

namespace DataSharing.Disclosure.Planning;

/// <summary>
/// What a plan says of one record to a person who asks what becomes of it and why. Its case reference is a value of the source: it is made
/// for that question only (see <see cref="PlanExplanations"/>), and never written to a file for a force. Prints nothing.
/// </summary>
public sealed class ExplainedRecord
{
    internal ExplainedRecord(
        IncidentKey key, HoldingRow? known, string? caseReference, Reason? reason = null, Reason? why = null, string? field = null)
    {
        Key = key;
        Token = known?.Token;
        IsHeld = known is { IsHeld: true };
        LastSequence = known?.LastSequence;
        CaseReference = caseReference;
        Reason = reason;
        Why = why;
        Field = string.IsNullOrEmpty(field) ? null : field;
    }

    /// <summary>The source key.</summary>
    public IncidentKey Key { get; }

    /// <summary>The record token; null of a record that the force was never sent.</summary>
    public string? Token { get; }

    /// <summary>Whether the force has the record now.</summary>
    public bool IsHeld { get; }

    /// <summary>The sequence of the export that brought it last; null of a record that the force was never sent.</summary>
    public int? LastSequence { get; }

    /// <summary>The charity's own reference of the case; null where the source has none, or no column is named as such.</summary>
    public string? CaseReference { get; }

    /// <summary>Why the record is withdrawn, held back or excluded; null where it simply goes.</summary>
    public Reason? Reason { get; }

    /// <summary>What was found, where the reason is <see cref="Reason.AlreadySent"/>; null otherwise.</summary>
    public Reason? Why { get; }

    /// <summary>The field of the source because of which; null where there is none.</summary>
    public string? Field { get; }

    /// <summary>Prints nothing of the record.</summary>
    public override string ToString() => "(withheld)";
}
