using System.Globalization;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Standing;

namespace DataSharing.Gateway.Orders;

/// <summary>What somebody who asks about an incident is told of it. Prints nothing of it.</summary>
internal sealed class FoundIncident
{
    /// <summary>The incident.</summary>
    public required KnownIncident Incident { get; init; }

    /// <summary>The random id by which the journal calls it; null where nothing was ever ordered about it.</summary>
    public required string? Name { get; init; }

    /// <summary>Where it is.</summary>
    public required IReadOnlyList<ForceToldState> Forces { get; init; }

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
    public int Held => Forces.Count(IsHeld);

    /// <summary>A number of forces in words, for a sentence.</summary>
    public static string Count(int forces) => string.Create(CultureInfo.InvariantCulture, $"{forces} force{(forces == 1 ? "" : "s")}");

    /// <summary>Whether a force may have it: what may have been read counts, also where it is not known.</summary>
    public static bool IsHeld(ForceToldState at)
    {
        ArgumentNullException.ThrowIfNull(at);
        return at.State is not (ToldState.NotSent or ToldState.Told);
    }

    /// <summary>Prints nothing of the incident.</summary>
    public override string ToString() => "(withheld)";
}
