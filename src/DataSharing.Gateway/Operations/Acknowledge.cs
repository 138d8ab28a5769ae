using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.People;
using DataSharing.Gateway.Standing;

namespace DataSharing.Gateway.Operations;

/// <summary>
/// Gives an administrator's word about something that waits for it. The entry is <c>acknowledged</c>, one for each force.
/// </summary>
/// <param name="folder">The configuration.</param>
/// <param name="ledger">The ledger.</param>
/// <param name="word">What waits.</param>
/// <param name="force">The force's slug; null for every force of which something waits.</param>
/// <param name="why">What was decided.</param>
internal sealed class Acknowledge(ConfigurationFolder folder, ExportLedger ledger, AwaitedWord word, string? force, string why)
    : Operation<IReadOnlyList<Acknowledgement>>(ledger)
{
    private const string AllForces = "all";

    private readonly ExportLedger _ledger = ledger;

    /// <inheritdoc/>
    public override Permission Permission => Permission.LedgerKeep;

    /// <summary>What was acknowledged; empty where nothing waits.</summary>
    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<Acknowledgement>> ActAsync(string person, CancellationToken ct)
    {
        var given = new List<Acknowledgement>();
        foreach (string one in word.IsOfAll ? [AllForces] : force is null ? await word.ForcesAsync(folder, _ledger, ct) : [force])
        {
            if (await word.GiveAsync(folder, _ledger, one, person, why, ct) is { } acknowledgement)
            {
                given.Add(acknowledgement);
            }
        }

        return given;
    }
}
