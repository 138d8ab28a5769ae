using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.People;

namespace DataSharing.Gateway.Operations;

/// <summary>
/// Lists what somebody asked for and was not done at once. Requests whose time is over are ended before, with the entry
/// <c>requestEnded</c>.
/// </summary>
/// <param name="ledger">The ledger.</param>
/// <param name="openOnly">Whether those that ended are left out.</param>
internal sealed class ListRequests(ExportLedger ledger, bool openOnly) : Operation<IReadOnlyList<RecordedRequest>>(ledger)
{
    private readonly ExportLedger _ledger = ledger;

    /// <inheritdoc/>
    public override Permission Permission => Permission.IncidentFind;

    /// <summary>The requests, oldest first.</summary>
    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<RecordedRequest>> ActAsync(string person, CancellationToken ct)
    {
        await _ledger.Requests.ExpireAsync(ct);
        return _ledger.Requests.All(openOnly, ct);
    }
}
