using DataSharing.Gateway.Orders;

namespace DataSharing.Gateway.Holders;

/// <summary>Who holds an incident. Prints nothing of it.</summary>
internal sealed record IncidentHolders
{
    /// <summary>The incident.</summary>
    public required KnownIncident Incident { get; init; }

    /// <summary>The random id by which the journal calls it.</summary>
    public required string Name { get; init; }

    /// <summary>Every recipient for which an export has a row of it that left or may still leave, in the order of their slugs.</summary>
    public required IReadOnlyList<Holder> Holders { get; init; }

    /// <summary>How many archived files have cells of it that were sent, or may have been.</summary>
    public int Files => Holders.SelectMany(holder => holder.Tellings).Count(telling => telling.HasCells);

    /// <summary>Prints nothing of the incident.</summary>
    public override string ToString() => "(withheld)";
}
