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
/// <param name="withdrawals">How many withdrawals were made since the backup, where the file of orders cannot say it; else null.</param>
/// <param name="why">Why.</param>
/// <param name="time">The clock.</param>
internal sealed class AcceptRestored(
    GatewaySettings settings, ExportLedger ledger, string force, int next, int? withdrawals, string why, TimeProvider time)
    : Operation<AcceptedLedger?>(ledger)
{
    private readonly ExportLedger _ledger = ledger;

    /// <inheritdoc/>
    public override Permission Permission => Permission.LedgerKeep;

    /// <summary>
    /// The entry, what was given up because it may have been sent, and the orders that were taken back; null where another process works for the force.
    /// </summary>
    /// <inheritdoc/>
    protected override async Task<AcceptedLedger?> ActAsync(string person, CancellationToken ct)
    {
        await using Lease? lease = await _ledger.Leases.TryAcquireAsync(force, ct);
        return lease is null ? null
            : await new LedgerAcceptance(settings, _ledger, time).AcceptAsync(lease, next, withdrawals, person, why, ct);
    }
}
