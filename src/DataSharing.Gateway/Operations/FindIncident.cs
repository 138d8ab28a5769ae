using DataSharing.Disclosure.Records;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Orders;
using DataSharing.Gateway.People;
using DataSharing.Gateway.Standing;

namespace DataSharing.Gateway.Operations;

/// <summary>
/// Finds an incident, and says where it is and what is ordered about it. No entry is written: the case reference is told to somebody who
/// named the incident themselves.
/// </summary>
/// <param name="folder">The configuration.</param>
/// <param name="ledger">The ledger.</param>
/// <param name="book">The orders.</param>
/// <param name="sought">How the incident was named.</param>
/// <param name="time">The clock.</param>
internal sealed class FindIncident(
    ConfigurationFolder folder, ExportLedger ledger, OrderBook book, IncidentSought sought, TimeProvider time)
    : Operation<FoundIncident>(ledger)
{
    private readonly ExportLedger _ledger = ledger;

    /// <inheritdoc/>
    public override Permission Permission => Permission.IncidentFind;

    /// <inheritdoc/>
    protected override async Task<FoundIncident> ActAsync(string person, CancellationToken ct)
    {
        KnownIncident incident = await new IncidentLookup(folder, _ledger, book).FindAsync(sought, ct);
        var told = new ForcesTold(folder, _ledger);
        var linked = new List<string>();
        foreach (IncidentIdentity other in incident.Linked)
        {
            if (book.Standing(other.Key, OrderKind.Withdraw, ct) is null
                && (await told.ReadAsync(other.Key, ct)).Any(FoundIncident.IsHeld))
            {
                linked.Add(other.CaseReference ?? other.Key.ToString());
            }
        }

        DateOnly today = London.Today(time);
        return new FoundIncident
        {
            Incident = incident,
            Name = await _ledger.Orders.NameOfAsync(incident.Key, ct),
            Forces = await told.ReadAsync(incident.Key, ct),
            Withdrawal = book.Standing(incident.Key, OrderKind.Withdraw, ct),
            Hold = book.Standing(incident.Key, OrderKind.Hold, ct) is { } hold && !(hold.Until < today) ? hold : null,
            LinkedShared = linked,
        };
    }
}
