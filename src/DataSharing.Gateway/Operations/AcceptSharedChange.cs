using DataSharing.Disclosure;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.People;
using DataSharing.Gateway.Standing;

namespace DataSharing.Gateway.Operations;

/// <summary>
/// Accepts one change of files that forces share, for each force that waits because of it. The entries are those of
/// <see cref="AcceptProfile"/>, one for each force.
/// </summary>
/// <param name="folder">The configuration.</param>
/// <param name="ledger">The ledger.</param>
/// <param name="people">Who is who; null where no file says so.</param>
/// <param name="sha256">The fingerprint of the shared change that is accepted.</param>
/// <param name="from">The first day on which it is used; null for at once.</param>
/// <param name="why">Why.</param>
internal sealed class AcceptSharedChange(
    ConfigurationFolder folder, ExportLedger ledger, PeopleList? people, string sha256, DateOnly? from, string why)
    : Operation<IReadOnlyList<AcceptedProfile>>(ledger)
{
    private readonly ExportLedger _ledger = ledger;
    private readonly ProfileAcceptances _acceptances = new(folder, ledger, people);

    /// <inheritdoc/>
    public override Permission Permission => Permission.ProfileAccept;

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<AcceptedProfile>> ActAsync(string person, CancellationToken ct)
    {
        SharedChange change = await SharedChange.ReadAsync(folder, _ledger, ct);
        if (change.Forces.Count == 0)
        {
            throw new RefusedException(Reason.NothingWaiting, "No force waits because of files that forces share. Nothing was recorded.");
        }

        if (change.Sha256 != sha256)
        {
            throw new RefusedException(
                Reason.ProfileChanged,
                $"You gave the fingerprint {sha256}, and that of the shared change as it is now is {change.Sha256}. Nothing was accepted. Look at what changed, then accept what is there.");
        }

        var given = new List<AcceptedProfile>();
        foreach (ProfileInUse use in change.Forces)
        {
            given.Add(await _acceptances.GiveAsync(use, from, why, person, ct));
        }

        return given;
    }
}
