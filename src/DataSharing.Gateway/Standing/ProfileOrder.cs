using System.Globalization;
using DataSharing.Disclosure;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Ledger;

namespace DataSharing.Gateway.Standing;

/// <summary>
/// Whether a profile may follow the one by which the force was sent something last: it says the same in the same version, or has a higher
/// version than any before. Two workers with two configurations would otherwise change every record there and back with each of their runs.
/// </summary>
/// <param name="Reason">profileOlder or profileVersionReused.</param>
/// <param name="Message">What was compared, and what to do.</param>
internal sealed record ProfileOrder(Reason Reason, string Message)
{
    /// <summary>Why it may not; null when it may.</summary>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public static async Task<ProfileOrder?> RefusalOfAsync(ExportLedger ledger, ForceConfiguration configuration, CancellationToken ct)
    {
        (string force, int version) = (configuration.Profile.Force, configuration.Profile.Version);
        if (await ledger.Profiles.LastReleaseAsync(force, ct) is not { } last || version > last.Highest
            || (version == last.Version && configuration.ReleaseHash == last.ReleaseHash))
        {
            return null;
        }

        string before = last.Sequence is { } sequence
            ? string.Create(CultureInfo.InvariantCulture, $"export {sequence} was made with version {last.Version}")
            : string.Create(CultureInfo.InvariantCulture, $"an administrator has said that version {last.Version} is the right one");
        string raise = string.Create(CultureInfo.InvariantCulture, $"\"version\": {last.Highest + 1}");
        return version < last.Version
            ? new ProfileOrder(Reason.ProfileOlder, string.Create(
                CultureInfo.InvariantCulture,
                $"forces/{force}.json has version {version}, and {before}. If this is an old configuration, give this machine the new one. If the profile was put back on purpose, write {raise}. If it is right as it is: datasharing acknowledge {force} {Reason.ProfileOlder.Code} --reason TEXT."))
            : new ProfileOrder(Reason.ProfileVersionReused, string.Create(
                CultureInfo.InvariantCulture,
                $"forces/{force}.json has version {version}, which was used before, but says something else of what leaves: {before}. If you have edited the profile, raise the version: {raise}. If another machine has another profile, give both the same. If it is right as it is: datasharing acknowledge {force} {Reason.ProfileVersionReused.Code} --reason TEXT."));
    }
}
