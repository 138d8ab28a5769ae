using DataSharing.Disclosure.Dictionary;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Orders;

namespace DataSharing.Gateway.Holders;

/// <summary>Who wants to know of which incident who holds it. Prints nothing of the incident.</summary>
/// <param name="Incident">How the incident was named.</param>
/// <param name="For">For whom the answer is.</param>
internal sealed record HolderQuestion(IncidentSought Incident, Audience For)
{
    /// <summary>Of <see cref="Audience.Subject"/>: the person's role.</summary>
    public FieldSubject As { get; init; }

    /// <summary>The only force that is asked about; null for every one.</summary>
    public string? Force { get; init; }

    /// <summary>Why it is asked, for the journal; null where nobody said.</summary>
    public string? Why { get; init; }

    /// <summary>What the journal says of it.</summary>
    /// <param name="incident">The random id by which the journal calls the incident; null where nobody knows it.</param>
    public JournalBody Body(string? incident) => new JournalBody()
        .With("incident", incident)
        .With("for", Json.Word(For))
        .With("as", As == FieldSubject.Unsaid ? null : Json.Word(As))
        .With("why", Why);

    /// <summary>Prints nothing of the incident.</summary>
    public override string ToString() => "(withheld)";
}
