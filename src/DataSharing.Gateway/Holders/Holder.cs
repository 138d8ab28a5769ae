using DataSharing.Disclosure.Planning;

namespace DataSharing.Gateway.Holders;

/// <summary>One recipient, with every export that told it something of an incident. Prints nothing of the incident.</summary>
internal sealed record Holder
{
    /// <summary>The force's slug.</summary>
    public required string Force { get; init; }

    /// <summary>What the recipient is called in its agreement; its slug where no agreement can be read.</summary>
    public required string Name { get; init; }

    /// <summary>The record id by which the recipient knows the incident.</summary>
    public required string RecordId { get; init; }

    /// <summary>The exports, in the order in which they were made.</summary>
    public required IReadOnlyList<Telling> Tellings { get; init; }

    /// <summary>The delivered export that told it last to delete the incident; null where none did since it had it.</summary>
    public required Telling? ToldToDelete { get; init; }

    /// <summary>Whether an export that tells it to delete the incident is under way.</summary>
    public required bool IsBeingTold { get; init; }

    /// <summary>What it has, or may have.</summary>
    public IEnumerable<Telling> Sent => Tellings.Where(telling => telling.Certainty != Certainty.Waiting);

    /// <summary>Whether it ever had the incident, or may have.</summary>
    public bool HadIt => Sent.Any(telling => telling.Row.Action != RowAction.Withdraw);

    /// <summary>Whether it may have the incident, and was not told to delete it.</summary>
    public bool HoldsIt => HadIt && ToldToDelete is null;

    /// <summary>Prints nothing of the incident.</summary>
    public override string ToString() => "(withheld)";
}
