using DataSharing.Disclosure.Configuration;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Standing;

namespace DataSharing.Gateway.Commands;

/// <summary>How commands say that a profile waits.</summary>
internal static class WaitingAnswer
{
    /// <summary>The JSON document of a profile that waits; null where none does.</summary>
    public static object? Document(WaitingProfile? waiting) => waiting is null ? null : new
    {
        sha256 = waiting.InUse.Sha256,
        used = waiting.InUse.Last?.Sha256 ?? waiting.InUse.Migrated?.Hash,
        goes = !waiting.InUse.Waits,
        from = waiting.InUse.From,
        since = waiting.Since,
        persons = waiting.InUse.Persons,
        firstPerson = waiting.Request?.Person,
        wider = waiting.Wider,
        changes = AcceptAnswer.Changes(waiting.InUse),
        accept = waiting.InUse.Line,
    };

    /// <summary>The profiles that wait of forces whose nights would go.</summary>
    /// <param name="folder">The configuration.</param>
    /// <param name="ledger">The ledger.</param>
    /// <param name="only">This force only; null for all.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public static async Task<IReadOnlyList<WaitingProfile>> ReadAsync(
        ConfigurationFolder folder, ExportLedger ledger, string? only, CancellationToken ct)
    {
        var waiting = new List<WaitingProfile>();
        foreach (string force in folder.Forces().Where(force => only is null || force == only))
        {
            try
            {
                if (folder.ReadForce(force) is { Profile.Enabled: true } configuration
                    && await WaitingProfile.OfAsync(folder, ledger, configuration, ct) is { } found)
                {
                    waiting.Add(found);
                }
            }
            catch (ConfigurationException)
            {
                // Suspended: status and check say so.
            }
        }

        return waiting;
    }
}
