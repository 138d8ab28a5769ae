using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.People;

namespace DataSharing.Gateway.Operations;

/// <summary>Lets a force go on with a ledger that is older than what was sent to it. The entry is <c>restoredAccepted</c>.</summary>
/// <param name="settings">The settings of the installation.</param>
/// <param name="ledger">The ledger.</param>
/// <param name="force">The force's slug.</param>
/// <param name="next">The sequence of its next export.</param>
/// <param name="why">Why.</param>
internal sealed class AcceptRestored(GatewaySettings settings, ExportLedger ledger, string force, int next, string why)
    : Operation<(JournalHead Entry, IReadOnlyList<int> GivenUp)?>(ledger)
{
    private readonly ExportLedger _ledger = ledger;

    /// <inheritdoc/>
    public override Permission Permission => Permission.LedgerKeep;

    /// <summary>
    /// The entry, and the sequences that were given up because they may have been sent; null where another process works for the force.
    /// </summary>
    /// <inheritdoc/>
    protected override async Task<(JournalHead Entry, IReadOnlyList<int> GivenUp)?> ActAsync(string person, CancellationToken ct)
    {
        await using Lease? lease = await _ledger.Leases.TryAcquireAsync(force, ct);
        return lease is null ? null : await LedgerAge.Of(settings, _ledger).AcceptAsync(lease, next, person, why, ct);
    }
}
