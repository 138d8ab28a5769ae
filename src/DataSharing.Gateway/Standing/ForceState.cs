using DataSharing.Disclosure;
using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.Profile;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Ledger;

namespace DataSharing.Gateway.Standing;

/// <summary>
/// How a force stands at one moment. This is the one rule of what is suspended and what is late: the alerts, the readiness of the worker,
/// the summary of the night and <c>datasharing status</c> all ask it.
/// </summary>
internal sealed class ForceState
{
    private ForceState(string force, ForceStanding standing, Reason? reason)
    {
        Force = force;
        Standing = standing;
        Reason = reason;
    }

    /// <summary>The force's slug.</summary>
    public string Force { get; }

    /// <summary>Whether its nights go.</summary>
    public ForceStanding Standing { get; }

    /// <summary>Why they do not; null where they go.</summary>
    public Reason? Reason { get; }

    /// <summary>Its configuration; null where that has problems or there is no profile.</summary>
    public ForceConfiguration? Configuration { get; private init; }

    /// <summary>What is wrong with its configuration, what all forces share included. Empty where nothing is.</summary>
    public IReadOnlyList<ConfigProblem> Problems { get; private init; } = [];

    /// <summary>By what everything is stopped; null where that is not why its nights do not go.</summary>
    public AllStopped? Stopped { get; private init; }

    /// <summary>How many records it still holds without a profile. It is counted only where the profile is gone; 0 elsewhere.</summary>
    public int Holding { get; private init; }

    /// <summary>Its last run; null where there was none.</summary>
    public RecordedRun? LastRun { get; private init; }

    /// <summary>When a run last ended with a delivery or with nothing to send; null where none did.</summary>
    public DateTimeOffset? LastDelivery { get; private init; }

    /// <summary>When a worker first read its profile enabled; null where none did. Due times before that do not count.</summary>
    public DateTimeOffset? FirstSeen { get; private init; }

    /// <summary>
    /// The last due time whose <c>lateMinutes</c> have passed without a delivery; null while none has. Only a force whose nights go is
    /// late.
    /// </summary>
    public DateTimeOffset? LateFor { get; private init; }

    /// <summary>
    /// Reads every force that has a profile, and every one that holds records without a profile, in ordinal order. Writes nothing: a force
    /// that no worker has seen enabled yet is not late.
    /// </summary>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public static async Task<IReadOnlyList<ForceState>> ReadAsync(
        ConfigurationFolder folder, ExportLedger ledger, TimeProvider time, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(time);
        AllStopped? stopped = await StoppedAsync(folder, ledger, ct);
        IReadOnlyList<string> profiles = folder.Forces();
        var states = new List<ForceState>();
        foreach (string force in profiles)
        {
            states.Add(await ReadAsync(folder, ledger, force, stopped, time, ct));
        }

        foreach (string force in (await ledger.Leases.ServedForcesAsync(ct)).Except(profiles, StringComparer.Ordinal))
        {
            if (await ledger.Holdings.CountAsync(force, ct) is > 0 and int holding)
            {
                states.Add(new ForceState(force, ForceStanding.Suspended, Reason.ProfileMissing)
                {
                    Holding = holding,
                    LastRun = await LastRunAsync(ledger, force, ct),
                    LastDelivery = await ledger.Runs.LastDeliveryAsync(force, ct),
                });
            }
        }

        states.Sort(static (one, other) => string.CompareOrdinal(one.Force, other.Force));
        return states;
    }

    private static async Task<ForceState> ReadAsync(
        ConfigurationFolder folder, ExportLedger ledger, string force, AllStopped? stopped, TimeProvider time, CancellationToken ct)
    {
        RecordedRun? last = await LastRunAsync(ledger, force, ct);
        DateTimeOffset? delivered = await ledger.Runs.LastDeliveryAsync(force, ct);
        ForceConfiguration configuration;
        try
        {
            configuration = folder.ReadForce(force);
        }
        catch (ConfigurationException error)
        {
            return new ForceState(
                force, ForceStanding.Suspended, Reason.ProfileInvalid) { Problems = error.Problems, LastRun = last,
                LastDelivery = delivered };
        }

        DateTimeOffset? seen = await ledger.Profiles.FirstSeenAsync(force, ct);
        (ForceStanding standing, Reason? reason) = StandingOf(configuration.Profile, stopped is not null, London.Today(time));
        return new ForceState(force, standing, reason)
        {
            Configuration = configuration,
            Stopped = reason == Reason.StopAll ? stopped : null,
            LastRun = last,
            LastDelivery = delivered,
            FirstSeen = seen,
            LateFor = standing == ForceStanding.Sends ? LateForOf(configuration, seen, delivered, time.GetUtcNow()) : null,
        };
    }

    /// <summary>
    /// A profile that is switched off needs no agreement; one whose agreement has lapsed is told of also while everything is stopped.
    /// </summary>
    private static (ForceStanding Standing, Reason? Reason) StandingOf(ForceProfile profile, bool stopAll, DateOnly today)
    {
        if (!profile.Enabled)
        {
            return (ForceStanding.Stopped, Reason.Disabled);
        }

        if (profile.Agreement.Refuses(today) is { } refusal)
        {
            return (refusal == Reason.AgreementLapsed ? ForceStanding.Suspended : ForceStanding.Stopped, refusal);
        }

        return stopAll ? (ForceStanding.Stopped, Reason.StopAll) : (ForceStanding.Sends, null);
    }

    /// <summary>Late is the delivery, not the run: a run that began in time and goes on failing is late too.</summary>
    private static DateTimeOffset? LateForOf(
        ForceConfiguration configuration, DateTimeOffset? seen, DateTimeOffset? delivered, DateTimeOffset now) =>
        seen is { } since && configuration.Schedule.LastDue(since, now - configuration.Schedule.LateAfter) is { } due && !(delivered >= due)
            ? due : null;

    private static async Task<RecordedRun?> LastRunAsync(ExportLedger ledger, string force, CancellationToken ct) =>
        await ledger.Runs.HistoryAsync(force, 1, ct) is [var run, ..] ? run : null;

    private static async Task<AllStopped?> StoppedAsync(ConfigurationFolder folder, ExportLedger ledger, CancellationToken ct)
    {
        try
        {
            return await AllStopped.OfAsync(folder, ledger, ct);
        }
        catch (ConfigurationException)
        {
            // Then every force is suspended, and its problems say why.
            return null;
        }
    }
}
