using DataSharing.Disclosure;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Orders;
using DataSharing.Gateway.People;

namespace DataSharing.Gateway.Operations;

/// <summary>
/// Lets a withdrawn incident be shared again. The entry is <c>incidentRestored</c>; where it needs a second person, nothing but a request
/// comes of it, with the entry <c>requestMade</c>.
/// </summary>
/// <param name="ledger">The ledger.</param>
/// <param name="book">The orders.</param>
/// <param name="people">Who is who; null where no file says so.</param>
/// <param name="incident">The incident, which was found.</param>
/// <param name="why">Why.</param>
internal sealed class RestoreIncident(ExportLedger ledger, OrderBook book, PeopleList? people, KnownIncident incident, string why)
    : Operation<RestoredIncident>(ledger)
{
    private readonly ExportLedger _ledger = ledger;

    /// <inheritdoc/>
    public override Permission Permission => Permission.IncidentRestore;

    /// <inheritdoc/>
    protected override async Task<RestoredIncident> ActAsync(string person, CancellationToken ct)
    {
        if (book.Standing(incident.Key, OrderKind.Withdraw, ct) is not { } standing)
        {
            throw new RefusedException(Reason.NotOrdered, "The incident is not withdrawn, so there is nothing to restore. Nothing was recorded.");
        }

        // A reason that is not known any more may have been any of them.
        if (book.WithdrawnFor(incident.Key, ct).All(code => WithdrawalReason.Find(code) is { NeedsSecond: false }))
        {
            return new RestoredIncident(await book.GiveAsync(OrderKind.Restore, incident.Key, person, why, null, null, standing, ct), null);
        }

        if (people is null)
        {
            throw new RefusedException(
                Reason.SecondPerson,
                $"To share this incident again needs two persons, and there is no {PeopleList.File} that says who is who. Nothing was recorded. See docs/people.md.");
        }

        await _ledger.Requests.ExpireAsync(ct);
        string name = await _ledger.Orders.NameAsync(incident.Key, ct);
        RecordedRequest request = SecondWord.Waiting(_ledger, nameof(RestoreIncident), standing.Id, ct)
            ?? await _ledger.Requests.MakeAsync(
                nameof(RestoreIncident),
                new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    [SecondWord.Incident] = name, [SecondWord.Order] = standing.Id, [SecondWord.Why] = why,
                },
                person, SecondWord.ValidUntil(_ledger.Clock.UtcNow()), ct);
        return new RestoredIncident(null, request);
    }
}

/// <summary>What came of asking that an incident be shared again: one of the two.</summary>
/// <param name="Order">The order that lets it be shared.</param>
/// <param name="Request">The request that waits for a second person.</param>
internal sealed record RestoredIncident(StandingOrder? Order, RecordedRequest? Request);
