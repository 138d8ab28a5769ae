using System.Globalization;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Onboarding;
using DataSharing.Gateway.People;

namespace DataSharing.Gateway.Operations;

/// <summary>
/// Enables or disables a force. The entry is <c>forceChanged</c>, written before the file gets its name: nothing goes to a force of which
/// nobody knows who enabled it. A file that cannot be written leaves no entry.
/// </summary>
/// <param name="ledger">The ledger.</param>
/// <param name="profile">The profile as it will be.</param>
internal sealed class ChangeForce(ExportLedger ledger, ChangedProfile profile) : Operation<bool>(ledger)
{
    private readonly ExportLedger _ledger = ledger;

    /// <inheritdoc/>
    public override Permission Permission => Permission.ForceChange;

    /// <summary>Whether anything was changed.</summary>
    /// <inheritdoc/>
    protected override async Task<bool> ActAsync(string person, CancellationToken ct)
    {
        if (!profile.IsChanged)
        {
            return false;
        }

        using WholeFile written = profile.WriteBeside();
        Disclosure.Profile.ForceProfile now = profile.Read.Profile;
        JournalBody body = new JournalBody().With("file", NewProfile.FileOf(now.Force)).With("enabled", now.Enabled ? "true" : "false")
            .With("inForceFrom", now.Agreement.InForceFrom.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)).With("version",
                now.Version)
            .With("sha256", profile.Sha256).With("before", profile.Sha256Before);
        await _ledger.Journal.AppendAsync(JournalKind.ForceChanged, now.Force, person, body, ct);
        profile.Place(written);
        return true;
    }
}
