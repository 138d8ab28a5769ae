using DataSharing.Gateway.Delivery;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Onboarding;
using DataSharing.Gateway.People;

namespace DataSharing.Gateway.Operations;

/// <summary>
/// Writes a new force's profile, which is not enabled, and makes its login key where one is asked for. The entry is <c>forceAdded</c>,
/// where
/// there is a ledger.
/// </summary>
/// <param name="ledger">The ledger.</param>
/// <param name="profile">The profile.</param>
/// <param name="keyFile">Where a login key is made, as a full path; null for none.</param>
internal sealed class MakeForce(ExportLedger ledger, NewProfile profile, string? keyFile) : Operation<string?>(ledger)
{
    private readonly ExportLedger _ledger = ledger;

    /// <inheritdoc/>
    public override Permission Permission => Permission.ForceChange;

    /// <summary>The public half of the key that was made; null where none was.</summary>
    /// <inheritdoc/>
    protected override async Task<string?> ActAsync(string person, CancellationToken ct)
    {
        // First: a profile that names a key that could not be made would be in the way of the next try.
        string? publicKey = keyFile is null ? null
            : await Drops.MakeKeyPairAsync(keyFile, $"{profile.Read.Controller.Settings.Controller}-{profile.Force}", ct);
        profile.Write();
        if (_ledger.IsThere)
        {
            try
            {
                JournalBody body = new JournalBody().With("file", NewProfile.FileOf(profile.Force)).With("sha256", profile.Sha256)
                    .With("agreement", profile.Read.Profile.Agreement.Reference).With("protocol", profile.Read.Profile.Protocol);
                await _ledger.Journal.AppendAsync(JournalKind.ForceAdded, profile.Force, person, body, ct);
            }
            catch
            {
                profile.TakeBack();
                throw;
            }
        }

        return publicKey;
    }
}
