using DataSharing.Gateway.Ledger;

namespace DataSharing.Gateway.Orders;

/// <summary>What somebody who asks about an incident is told of it. Prints nothing of it.</summary>
internal sealed class FoundIncident
{
    /// <summary>The incident.</summary>
    public required KnownIncident Incident { get; init; }

    /// <summary>The random id by which the journal calls it; null where nothing was ever ordered about it.</summary>
    public required string? Name { get; init; }

    /// <summary>Where it is.</summary>
    public required IReadOnlyList<IncidentAtForce> Forces { get; init; }

    /// <summary>The withdrawal that stands; null where none does.</summary>
    public required StandingOrder? Withdrawal { get; init; }

    /// <summary>The hold that stands, and is not over; null where none does.</summary>
    public required StandingOrder? Hold { get; init; }

    /// <summary>
    /// The linked incidents that are still shared: a force may have them, and nobody withdrew them. By their case references where they
    /// have one, else by their keys: for the person who asked.
    /// </summary>
    public required IReadOnlyList<string> LinkedShared { get; init; }

    /// <summary>How many forces hold it.</summary>
    public int Held => Forces.Count(at => at.IsHeld);

    /// <summary>Prints nothing of the incident.</summary>
    public override string ToString() => "(withheld)";
}
