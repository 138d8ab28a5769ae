using DataSharing.Disclosure;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.People;
using DataSharing.Gateway.Standing;

namespace DataSharing.Gateway.Operations;

/// <summary>
/// Accepts a force's profile as its files are now. The entry is <c>profileAccepted</c>; where it needs a second person, nothing but a request
/// comes of the first one's word, with the entry <c>requestMade</c>.
/// </summary>
/// <param name="folder">The configuration.</param>
/// <param name="ledger">The ledger.</param>
/// <param name="people">Who is who; null where no file says so.</param>
/// <param name="force">The force's slug.</param>
/// <param name="sha256">The fingerprint that is accepted.</param>
/// <param name="from">The first day on which it is used; null for at once.</param>
/// <param name="why">Why.</param>
internal sealed class AcceptProfile(
    ConfigurationFolder folder, ExportLedger ledger, PeopleList? people, string force, string sha256, DateOnly? from, string why)
    : Operation<AcceptedProfile>(ledger)
{
    private readonly ProfileAcceptances _acceptances = new(folder, ledger, people);

    /// <inheritdoc/>
    public override Permission Permission => Permission.ProfileAccept;

    /// <inheritdoc/>
    protected override async Task<AcceptedProfile> ActAsync(string person, CancellationToken ct)
    {
        // Read again: somebody may have saved a file after the changes were shown.
        ProfileInUse use = await _acceptances.LookAsync(force, ct);
        return use.Sha256 == sha256 ? await _acceptances.GiveAsync(use, from, why, person, ct)
            : throw new RefusedException(
                Reason.ProfileChanged,
                $"{force}: you gave the fingerprint {sha256}, and that of the files as they are now is {use.Sha256}. Nothing was accepted. Look at what changed, then accept what is there.");
    }
}
