using System.Collections.Frozen;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.Profile;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Ledger;

namespace DataSharing.Gateway.Standing;

/// <summary>
/// Whether the reason stands for which a run was refused. It is looked at without a run, so that a night that waits for a person does not
/// write a line at each look.
/// </summary>
internal sealed class Refusal(ConfigurationFolder folder, ExportLedger ledger, ForceConfiguration configuration, DateOnly today)
{
    // That configuration and day allow it now is looked at for every reason; for these there is nothing more to ask.
    private static readonly FrozenSet<string> OfConfiguration = FrozenSet.ToFrozenSet(
        new[]
        {
            Reason.StopAll, Reason.Disabled, Reason.AgreementNotInForce, Reason.AgreementLapsed, Reason.AgreementSuspended,
                Reason.ProfileInvalid, Reason.ProfileMissing, Reason.ProfileNotAccepted,
        }.Select(reason => reason.Code),
        StringComparer.Ordinal);

    /// <summary>
    /// The next try of a due time whose last run was refused, or ended with a file of unknown outcome; null while the reason stands.
    /// </summary>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    /// <exception cref="ConfigurationException"><c>gateway.json</c> has problems.</exception>
    public async Task<DueTry?> AfterAsync(TriedDue tried, DateTimeOffset now, CancellationToken ct)
    {
        DueRun last = tried.Last!;
        string force = configuration.Profile.Force;
        // Any of these would refuse it again, whatever it was refused for.
        if (await AllStopped.OfAsync(folder, ledger, ct) is not null || !configuration.Profile.Enabled
            || configuration.Profile.Agreement.Refuses(today) is not null || await Hindrance.OfAsync(folder, ledger, configuration, ct) is not null)
        {
            return null;
        }

        bool edited = last.ProfileHash is { } then && then != folder.Sha256Behind(force);
        if (AwaitedWord.All.FirstOrDefault(word => word.Reason.Code == last.Reason) is { } awaited)
        {
            bool waits = (await awaited.ForcesAsync(folder, ledger, ct)).Contains(force, StringComparer.Ordinal);
            return waits && !edited ? null : tried.Again(now);
        }

        bool isGone = edited || last.Reason is null || OfConfiguration.Contains(last.Reason) || last.Reason == Reason.HostKey.Code
            || last.Reason == Reason.Unconfirmed.Code;
        return isGone ? tried.Again(now) : tried.AgainLater();
    }
}
