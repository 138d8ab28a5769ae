using DataSharing.Disclosure;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Release;

namespace DataSharing.Gateway.Standing;

/// <summary>A profile that waits for persons, or for the day from which on it was accepted.</summary>
/// <param name="InUse">How it stands to what was accepted.</param>
/// <param name="Since">When a run was first held because of it; null where none was yet.</param>
/// <param name="Request">The word of the first of two persons; null where nobody gave it.</param>
internal sealed record WaitingProfile(ProfileInUse InUse, DateTimeOffset? Since, RecordedRequest? Request)
{
    /// <summary>The operation by whose name a first person's word is kept.</summary>
    public const string Operation = "AcceptProfile";

    /// <summary>The argument of a request that has the force.</summary>
    public const string ForceArgument = "force";

    /// <summary>The argument of a request that has the fingerprint.</summary>
    public const string Sha256Argument = "sha256";

    /// <summary>The argument of a request that has the entry of the text in use.</summary>
    public const string FollowsArgument = "follows";

    /// <summary>The argument of a request that has the first day; without it, at once.</summary>
    public const string FromArgument = "from";

    /// <summary>The argument of a request that has why.</summary>
    public const string WhyArgument = "why";

    /// <summary>How many of the changes let more leave, or something else, or to somebody else.</summary>
    public int Wider => InUse.Difference?.Changes.Count(change => change.Class == ChangeClass.Wider) ?? 0;

    /// <summary>What waits, since when, and the line to type.</summary>
    public string Sentence => (InUse.Sentence
        ?? FormattableString.Invariant($"The profile as it is was accepted from {InUse.From:yyyy-MM-dd} on. Until then the runs go by the text last used, {InUse.Last?.Sha256 ?? InUse.Migrated!.Hash}."))
        + (Since is { } since ? $" Runs are held since {London.Clock(since)}." : "")
        + (Request is { } first ? $" {first.Person} has accepted it; a second person is waited for until {London.Clock(first.ValidUntil!.Value)}." : "");

    /// <summary>What waits of a force; null where nothing does.</summary>
    /// <param name="folder">The configuration.</param>
    /// <param name="ledger">The ledger.</param>
    /// <param name="configuration">The force's configuration as it is.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public static async Task<WaitingProfile?> OfAsync(
        ConfigurationFolder folder, ExportLedger ledger, ForceConfiguration configuration, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(configuration);
        ProfileInUse use = await ProfileInUse.LookAsync(folder, ledger, configuration, ct);
        if (use is { Waits: false, From: null })
        {
            return null;
        }

        string force = configuration.Profile.Force;
        DateTimeOffset? since = use.Waits
            ? await ledger.Runs.HeldSinceAsync(force, Reason.ProfileNotAccepted, use.Last?.At ?? DateTimeOffset.MinValue, ct) : null;
        return new WaitingProfile(use, since, FirstWord(ledger, use, use.Last?.Entry ?? 0, ct));
    }

    /// <summary>The word of the first of two persons about a profile as it is; null where nobody gave it, or its time is over.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="use">The profile.</param>
    /// <param name="entry">The entry of the text in use; 0 for none.</param>
    /// <param name="ct">Stops the reading.</param>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public static RecordedRequest? FirstWord(ExportLedger ledger, ProfileInUse use, long entry, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(use);
        string follows = FollowsOf(entry);
        return ledger.Requests.All(openOnly: true, ct).LastOrDefault(
            request => request is { State: RequestState.WaitsForSecond, Operation: Operation } && !ledger.Requests.IsOver(request)
                && request.Arguments.GetValueOrDefault(ForceArgument) == use.Present.Profile.Force
                && request.Arguments.GetValueOrDefault(Sha256Argument) == use.Sha256
                && request.Arguments.GetValueOrDefault(FollowsArgument) == follows);
    }

    /// <summary>The entry of the text in use, as a request has it.</summary>
    public static string FollowsOf(long entry) => entry.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
