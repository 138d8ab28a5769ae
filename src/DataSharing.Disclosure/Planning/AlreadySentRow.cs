using DataSharing.Disclosure.Records;

namespace DataSharing.Disclosure.Planning;

/// <summary>
/// A record that the force has and must not have, because what would be released of it today must not leave. Carries no cell.
/// </summary>
public sealed class AlreadySentRow
{
    /// <summary>Describes one record.</summary>
    /// <param name="held">What the force has of it.</param>
    /// <param name="reason">Why it must not leave.</param>
    /// <param name="field">The field of the source in which that was found.</param>
    public AlreadySentRow(HoldingRow held, Reason reason, string field)
    {
        ArgumentNullException.ThrowIfNull(held);
        Key = held.Key;
        Token = held.Token;
        Version = held.Version;
        Sequence = held.LastSequence;
        Reason = reason;
        Field = field;
    }

    /// <summary>The source key.</summary>
    public IncidentKey Key { get; }

    /// <summary>The record token.</summary>
    public string Token { get; }

    /// <summary>The version that the force has.</summary>
    public int Version { get; }

    /// <summary>The sequence of the export that brought it last.</summary>
    public int Sequence { get; }

    /// <summary>Why it must not leave.</summary>
    public Reason Reason { get; }

    /// <summary>The field of the source in which that was found.</summary>
    public string Field { get; }
}
