using DataSharing.Disclosure;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Ledger;

namespace DataSharing.Gateway.Standing;

/// <summary>What keeps a force's next night from going though its profile and agreement allow it, until somebody acts.</summary>
internal static class Hindrance
{
    /// <summary>
    /// The reason: a clock that cannot be believed, a profile that may not follow the last one, a host key that the profile as it is does
    /// not name, a file of unknown outcome, or a profile that nobody accepted. Null where there is none.
    /// </summary>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    /// <exception cref="DataSharing.Disclosure.Configuration.ConfigurationException"><c>gateway.json</c> has problems.</exception>
    public static async Task<Reason?> OfAsync(
        ConfigurationFolder folder, ExportLedger ledger, ForceConfiguration configuration, CancellationToken ct)
    {
        string force = configuration.Profile.Force;
        return (await ledger.Clock.ReadAsync(ct)).Refusal
            ?? (await ProfileOrder.RefusalOfAsync(ledger, configuration, ct))?.Reason
            ?? (await ledger.Journal.RefusedHostKeyAsync(force, ct) == configuration.FileSha256 ? Reason.HostKey : null)
            ?? ((await ledger.Exports.PendingAsync(force, ct)).Any(export => export.State == ExportState.Unconfirmed) ? Reason.Unconfirmed
            : null)
            ?? ((await ProfileInUse.LookAsync(folder, ledger, configuration, ct)).Waits ? Reason.ProfileNotAccepted : null);
    }
}
