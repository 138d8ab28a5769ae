using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.Keys;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Keys;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Standing;

namespace DataSharing.Gateway.Exports;

/// <summary>Which forces have something that was withdrawn and have not been told, whatever keeps their nights from going.</summary>
internal sealed class WaitingWithdrawals(ConfigurationFolder folder, ExportLedger ledger, TimeProvider time)
{
    private readonly TellingProfile _telling = new(folder, ledger);

    /// <summary>
    /// The forces, in ordinal order, whose nights do not go: the others are told with their next one. None while everything is stopped, or
    /// <c>gateway.json</c> has problems.
    /// </summary>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    /// <exception cref="KeyRingException">The key ring cannot be read.</exception>
    /// <exception cref="KeyUnknownException">An order names a key that the ring lacks.</exception>
    public async Task<IReadOnlyList<WaitingForce>> ReadAsync(CancellationToken ct)
    {
        StandingOrders standing = ledger.Orders.Standing(ct);
        if (standing.Incidents.All(order => order.Kind != OrderKind.Withdraw) || Settings() is not { } settings
            || await AllStopped.OfAsync(settings, ledger, ct) is not null)
        {
            return [];
        }

        KeyRing ring = KeyRingFile.Read(settings.Keys.Path, settings.Keys.Description);
        var marks = new IncidentMarks(ring, settings.Controller);
        var untold = new UntoldRows(ledger, marks);
        var waiting = new List<WaitingForce>();
        foreach (string force in await ledger.Leases.ServedForcesAsync(ct))
        {
            if (await HasNightsAsync(force, ct))
            {
                continue;
            }

            IReadOnlyList<SentIncident> incidents = untold.Of(force, standing, ct);
            RecordedExport? left = (await ledger.Exports.PendingAsync(force, ct)).FirstOrDefault(
                export => export is { IsWithdrawal: true, Kind: not ExportKind.Resend, State: not ExportState.Unconfirmed });
            if (incidents.Count > 0 || left is not null)
            {
                DateTimeOffset since = incidents.Select(incident => GivenAt(standing, marks, incident)).Append(left?.CreatedAt).Min()!.Value;
                waiting.Add(new WaitingForce(force, incidents.Count, since, left is not null, await _telling.FindAsync(force, ct)));
            }
        }

        return waiting;
    }

    private GatewaySettings? Settings()
    {
        try
        {
            return folder.ReadSettings();
        }
        catch (ConfigurationException)
        {
            // Every force is suspended, and told of so.
            return null;
        }
    }

    /// <summary>Whether the force's own nights go, and tell it.</summary>
    private async Task<bool> HasNightsAsync(string force, CancellationToken ct)
    {
        try
        {
            return folder.HasForce(force) && folder.ReadForce(force) is { Profile: { Enabled: true } profile } configuration
                && profile.Agreement.Refuses(London.Today(time)) is null
                && await ProfileOrder.RefusalOfAsync(ledger, configuration, ct) is null
                && !(await ProfileInUse.LookAsync(folder, ledger, configuration, ct)).Waits;
        }
        catch (ConfigurationException)
        {
            return false;
        }
    }

    private static DateTimeOffset? GivenAt(StandingOrders standing, IncidentMarks marks, SentIncident incident) => standing.Incidents
        .Where(order => order.Kind == OrderKind.Withdraw && marks.Of(incident.Last!.Key, order.KeyId) == order.Mark)
        .Select(order => (DateTimeOffset?)order.At).Min();
}

/// <summary>A force that is to be told what was withdrawn, and whose nights do not go.</summary>
/// <param name="Force">The force's slug.</param>
/// <param name="Records">How many records it may have and was not told of.</param>
/// <param name="Since">When the first of them was withdrawn.</param>
/// <param name="IsLeft">Whether a file that tells it was left on its way.</param>
/// <param name="Profile">By which profile it can be told; null where it cannot.</param>
internal sealed record WaitingForce(string Force, int Records, DateTimeOffset Since, bool IsLeft, ForceConfiguration? Profile);
