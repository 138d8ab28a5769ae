using DataSharing.Disclosure;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Ledger;

namespace DataSharing.Gateway.Standing;

/// <summary>
/// What the runs for one due time that is not served say about the next try. A run that failed for a reason that may pass is tried again,
/// later each time, within <see cref="ScheduleSettings.RetryWindow"/> of the first such try; one whose reason is mended outside the
/// configuration, each half hour of it. One that failed for another reason, and one whose window has ended, is tried again when the
/// configuration has changed. A run that was interrupted, or cancelled because the worker stopped, costs no try.
/// </summary>
internal sealed class TriedDue
{
    private readonly string _force;
    private readonly DateTimeOffset _due;
    private readonly IReadOnlyList<DueRun> _runs;
    private readonly ScheduleSettings _schedule;

    /// <summary>Looks at the runs, oldest first.</summary>
    public TriedDue(string force, DateTimeOffset due, IReadOnlyList<DueRun> runs, ScheduleSettings schedule)
    {
        _force = force;
        _due = due;
        _runs = runs;
        _schedule = schedule;
        // A run that met another holder of the lease tried nothing.
        Last = runs.LastOrDefault(run => run.Outcome != RunOutcome.Busy);
    }

    /// <summary>The last run that tried something; null when none did.</summary>
    public DueRun? Last { get; }

    /// <summary>
    /// Whether the rules stopped it, a file of unknown outcome, or a profile that nobody accepted: how long that stands the runs do not say.
    /// </summary>
    public bool IsStopped => Last?.Outcome is RunOutcome.Refused or RunOutcome.Unconfirmed
        || (Last?.Outcome == RunOutcome.Held && Last.Reason == Reason.ProfileNotAccepted.Code);

    /// <summary>The next try; null for none before something changes.</summary>
    /// <param name="now">The time.</param>
    /// <param name="profileHash">The hash of the configuration as it is now.</param>
    public DueTry? Next(DateTimeOffset now, string profileHash)
    {
        if (Last is not { } last)
        {
            return At(_due + _schedule.Stagger, 0);
        }

        DueRun[] failed = [
            .. _runs.Reverse()
            .TakeWhile(run => run.Outcome is RunOutcome.Failed or RunOutcome.Cancelled or RunOutcome.Busy or null
            && (run.ProfileHash is null || run.ProfileHash == last.ProfileHash))
            .Where(run => run.Outcome == RunOutcome.Failed)];
        return last.Outcome switch
        {
            // Its process ended. The first time it is gone on with at once; a run that ends its process each time is not.
            null => At(failed.Any(IsInterrupted) ? last.StartedAt + Delay(failed.Length, Reason.Interrupted) : now, failed.Length),
            RunOutcome.Cancelled => At(now, failed.Length),
            RunOutcome.Failed when last.ProfileHash is { } then && then != profileHash => At(now, 0),
            RunOutcome.Failed => AfterFailure(last, failed),
            _ => null,
        };
    }

    /// <summary>
    /// The next try where what stopped the last run is gone: at once, and later each time when it comes back and goes again.
    /// </summary>
    public DueTry Again(DateTimeOffset now)
    {
        int times = _runs.Reverse().TakeWhile(run => run.Outcome == Last!.Outcome && run.Reason == Last.Reason).Count();
        return At(times == 1 ? now : Ended(Last!) + Delay(times - 1, null), 0);
    }

    /// <summary>The next try where nothing tells whether what stopped the last run is gone.</summary>
    public DueTry AgainLater() => At(Ended(Last!) + RetryDelay.Longest, 0);

    private DueTry? AfterFailure(DueRun last, DueRun[] failed)
    {
        bool elsewhere = DueTimes.IsMendedElsewhere(last.Reason);
        if (last.HadLease && !elsewhere && !DueTimes.MayPass(last.Reason))
        {
            return null;
        }

        DateTimeOffset at = Ended(last) + (
            elsewhere ? RetryDelay.Longest : Delay(failed.Length, Reason.All.FirstOrDefault(reason => reason.Code == last.Reason)));
        // While the ledger could not be reached nothing was tried: the window begins anew after that.
        DueRun? first = failed.TakeWhile(run => run.HadLease).LastOrDefault(run => !IsInterrupted(run));
        return first is not null && at > first.StartedAt + _schedule.RetryWindow ? null : At(at, failed.Length);
    }

    private TimeSpan Delay(int failed, Reason? reason) => RetryDelay.Of(failed, DueTimes.Chance(_force, _due, failed), reason);

    private DueTry At(DateTimeOffset at, int failed) => new(_due, at, failed, _runs.Count);

    private static DateTimeOffset Ended(DueRun run) => run.EndedAt ?? run.StartedAt;

    private static bool IsInterrupted(DueRun run) => run.Reason == Reason.Interrupted.Code;
}
