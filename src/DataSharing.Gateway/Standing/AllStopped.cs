using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Ledger;

namespace DataSharing.Gateway.Standing;

/// <summary>That everything is stopped: by <c>stopAll</c> in <c>gateway.json</c>, by people, or by both. Nothing else decides it.</summary>
/// <param name="ByFile">Whether <c>gateway.json</c> says so.</param>
/// <param name="Orders">The people's orders that stand, oldest first; empty where it is by the file alone.</param>
internal sealed record AllStopped(bool ByFile, IReadOnlyList<GivenStop> Orders)
{
    /// <summary>Whether everything is stopped now: the file is read afresh. Null where it is not.</summary>
    /// <exception cref="DataSharing.Disclosure.Configuration.ConfigurationException"><c>gateway.json</c> has problems.</exception>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public static Task<AllStopped?> OfAsync(ConfigurationFolder folder, ExportLedger ledger, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return OfAsync(folder.ReadSettings(), ledger, ct);
    }

    /// <summary>Whether everything is stopped, by settings that were read just now. Null where it is not.</summary>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public static async Task<AllStopped?> OfAsync(GatewaySettings settings, ExportLedger ledger, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(ledger);
        IReadOnlyList<GivenStop> orders = await ledger.Stop.StandingAsync(ct);
        return settings.StopAll || orders.Count > 0 ? new AllStopped(settings.StopAll, orders) : null;
    }

    /// <summary>Who stopped it and when, for everybody who has to know; without the reasons.</summary>
    public string Words => string.Join(
        "; ", Orders.Select(order => $"by {order.Person} on {London.Clock(order.At)}")
            .Concat(ByFile ? ["by stopAll in gateway.json"] : Array.Empty<string>()));
}
