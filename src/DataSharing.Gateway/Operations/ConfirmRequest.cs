using System.Globalization;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Records;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Orders;
using DataSharing.Gateway.People;
using DataSharing.Gateway.Standing;

namespace DataSharing.Gateway.Operations;

/// <summary>
/// Gives the second person's word to a request, and does what was asked for: an incident is shared again, the only act that needs two
/// persons. The entries are <c>incidentRestored</c> and <c>requestEnded</c>.
/// </summary>
/// <param name="ledger">The ledger.</param>
/// <param name="book">The orders.</param>
/// <param name="people">Who is who; null where no file says so.</param>
/// <param name="id">The request's number.</param>
internal sealed class ConfirmRequest(ExportLedger ledger, OrderBook book, PeopleList? people, long id)
    : Operation<RecordedRequest>(ledger)
{
    private readonly ExportLedger _ledger = ledger;

    /// <inheritdoc/>
    public override Permission Permission => Permission.IncidentRestore;

    /// <summary>The request as it ended.</summary>
    /// <inheritdoc/>
    protected override async Task<RecordedRequest> ActAsync(string person, CancellationToken ct)
    {
        await _ledger.Requests.ExpireAsync(ct);
        RecordedRequest? request = _ledger.Requests.Find(id, ct);
        if (request is not { State: RequestState.WaitsForSecond or RequestState.Running })
        {
            throw request?.State == RequestState.Expired ? new RefusedException(Reason.RequestExpired)
                : new RefusedException(
                    Reason.NoSuchRequest,
                    string.Create(CultureInfo.InvariantCulture, $"No request {id} waits for a second person. See: datasharing requests."));
        }

        if (request.Operation == nameof(AcceptProfile))
        {
            // Whoever accepts sees the changes first.
            throw new RefusedException(
                Reason.NoSuchRequest,
                $"The second word about a profile is given where the changes are shown: datasharing profile accept {request.Arguments[WaitingProfile.ForceArgument]} {request.Arguments[WaitingProfile.Sha256Argument]} --reason TEXT.");
        }

        RequireSecond(request, person);

        // One that is running already is of somebody whose program ended in between: before the order, or after it.
        bool isMine = await _ledger.Requests.ClaimAsync(id, person, ct);
        IncidentKey? key = await _ledger.Orders.KeyOfAsync(request.Arguments[SecondWord.Incident], ct);
        string lifted = request.Arguments[SecondWord.Order];
        if (key is { } incident && book.Standing(incident, OrderKind.Withdraw, ct) is { } standing && standing.Id == lifted)
        {
            await book.GiveAsync(OrderKind.Restore, incident, person, request.Arguments[SecondWord.Why], null, null, standing, ct);
        }
        else if (isMine || key is not { } named || !book.WasLifted(named, lifted, ct))
        {
            await _ledger.Requests.EndAsync(request, RequestState.Failed, person, Reason.NotOrdered, person, ct);
            throw new RefusedException(
                Reason.NotOrdered, "The withdrawal that was to be lifted does not stand any more, so nothing was restored. The request ended.");
        }

        await _ledger.Requests.EndAsync(request, RequestState.Done, person, null, person, ct);
        return _ledger.Requests.Find(id, ct)!;
    }

    private void RequireSecond(RecordedRequest request, string person)
    {
        if (people is null)
        {
            throw new RefusedException(
                Reason.SecondPerson, $"This needs two persons, and there is no {PeopleList.File} that says who is who. See docs/people.md.");
        }

        if (Person.IdOf(person) == Person.IdOf(request.Person))
        {
            throw new RefusedException(
                Reason.SecondPerson, "Whoever asked for it cannot confirm it: it needs another person, with another id in people.json.");
        }
    }
}
