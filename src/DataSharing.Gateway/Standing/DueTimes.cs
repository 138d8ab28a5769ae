using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Configuration;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Ledger;

namespace DataSharing.Gateway.Standing;

/// <summary>
/// What is due for a force, and when it is tried next. All of it is asked of the ledger and the configuration, so that every worker gives
/// the same answer, also after a restart. Only a failure that the ledger could not record is kept here, until it can. Safe to use from
/// several threads.
/// </summary>
internal sealed class DueTimes
{
    /// <summary>How long all questions of one answer may take together.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    // The lease's end is known to the millisecond by the database's clock, which the alarm clock does not go by.
    private static readonly TimeSpan PastTheLease = TimeSpan.FromSeconds(1);

    // What Failures.IsTransient says of an exception, for whoever has only the code of a run that the ledger remembers.
    private static readonly FrozenSet<string> Passing = FrozenSet.ToFrozenSet(
        new[]
        {
            Reason.DropUnreachable, Reason.DropTurnedAway, Reason.DropConnectionLost, Reason.DropTimeout, Reason.DropFull,
                Reason.DropServerError, Reason.SourceUnavailable, Reason.SnapshotUnavailable,
            Reason.SourceChanging, Reason.LedgerLocked, Reason.LedgerUnavailable, Reason.LeaseLost, Reason.Busy, Reason.Interrupted,
        }.Select(reason => reason.Code),
        StringComparer.Ordinal);

    // What somebody mends outside the configuration, where no look sees it: a disk, a key ring, a folder or a file, here or at the drop.
    private static readonly FrozenSet<string> MendedElsewhere = FrozenSet.ToFrozenSet(
        new[]
        {
            Reason.OutboxFull, Reason.OutboxDamaged, Reason.LedgerFull, Reason.KeysMissing, Reason.WitnessUnavailable,
                Reason.DropPermission, Reason.DropFolderMissing, Reason.NameTaken,
        }.Select(reason => reason.Code), StringComparer.Ordinal);

    private readonly ConfigurationFolder _folder;
    private readonly ExportLedger _ledger;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, Unrecorded> _unrecorded = new(StringComparer.Ordinal);

    /// <summary>Composes it; nothing is asked yet.</summary>
    public DueTimes(ConfigurationFolder folder, ExportLedger ledger, TimeProvider time)
    {
        _folder = folder;
        _ledger = ledger;
        _time = time;
    }

    /// <summary>
    /// The next try for the force's last due time. Null when that is served, when there is none, and while what stopped it stands: a reason
    /// that somebody must remove, or the end of the time in which it is tried again.
    /// </summary>
    /// <param name="force">The force's slug.</param>
    /// <param name="configuration">Its configuration as it is now; the profile is enabled.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="LedgerException">The ledger cannot be read, or does not answer within <see cref="Limit"/>.</exception>
    /// <exception cref="ConfigurationException"><c>gateway.json</c> has problems.</exception>
    public Task<DueTry?> NextAsync(string force, ForceConfiguration configuration, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return InTimeAsync(inTime => AskAsync(force, configuration, inTime), ct);
    }

    /// <summary>Whether a due time of an earlier schedule is not served.</summary>
    /// <inheritdoc cref="NextAsync" path="/exception"/>
    public Task<bool> IsOwedAsync(string force, ScheduleSettings schedule, CancellationToken ct) => InTimeAsync(
        async inTime => await UnservedAsync(force, schedule, _time.GetUtcNow(), inTime) is not null, ct);

    /// <summary>Whether what a run failed with may pass without anybody changing something.</summary>
    /// <param name="code">The reason code of a failed run.</param>
    public static bool MayPass(string? code) => code is not null && Passing.Contains(code);

    /// <summary>
    /// Whether what a run failed with is mended outside the configuration, so that it is tried each half hour within the time for tries.
    /// </summary>
    /// <param name="code">The reason code of a failed run.</param>
    public static bool IsMendedElsewhere(string? code) => code is not null && MendedElsewhere.Contains(code);

    /// <summary>
    /// The due time that a run started now serves: the last one not yet served. Null when there is none, also because the clock was set
    /// back to before a due time that was served already.
    /// </summary>
    public static async Task<DateTimeOffset?> UnservedDueAsync(
        ExportLedger ledger, string force, ScheduleSettings schedule, DateTimeOffset now, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(schedule);
        DateTimeOffset since = await ledger.Profiles.FirstSeenEnabledAsync(force, now, ct);
        if (await ledger.Runs.LastServedDueAsync(force, ct) is { } served && served > since)
        {
            since = served;
        }

        return since >= now ? null : schedule.LastDue(since, now);
    }

    /// <summary>Whether a due time is served, or a later one is.</summary>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public static async Task<bool> IsServedAsync(
        ExportLedger ledger, string force, DateTimeOffset due, DateTimeOffset now, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        return await ledger.Runs.LastServedDueAsync(force, ct) >= due || await ledger.Runs.IsServedSinceAsync(force, due, now, ct);
    }

    /// <summary>Whether a try left its line in the ledger; where it did not, it is remembered as <see cref="Failed"/>.</summary>
    /// <inheritdoc cref="NextAsync" path="/exception"/>
    public async Task<bool> WasRecordedAsync(string force, DueTry made, Reason? reason, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(made);
        IReadOnlyList<DueRun> runs = await InTimeAsync(inTime => _ledger.Runs.OfDueAsync(force, made.Due, _time.GetUtcNow(), inTime), ct);
        if (runs.Count > made.Recorded)
        {
            return true;
        }

        Failed(force, made.Due, reason ?? Reason.ProgramError);
        return false;
    }

    /// <summary>Remembers a try of which the ledger has no line, until it has one, and says when the next is made.</summary>
    /// <param name="force">The force's slug.</param>
    /// <param name="due">The due time.</param>
    /// <param name="reason">Why it failed.</param>
    public DueTry Failed(string force, DateTimeOffset due, Reason reason)
    {
        DateTimeOffset now = _time.GetUtcNow();
        Unrecorded failed = _unrecorded.AddOrUpdate(
            force,
            _ => new Unrecorded(due, now, now, 1, reason),
            (_, before) => before.Due == due ? before with { Last = now, Tries = before.Tries + 1, Reason = reason }
                : new Unrecorded(due, now, now, 1, reason));
        return failed.Next(force, 0);
    }

    private async Task<DueTry?> AskAsync(string force, ForceConfiguration configuration, CancellationToken ct)
    {
        DateTimeOffset now = _time.GetUtcNow();
        if (await UnservedAsync(force, configuration.Schedule, now, ct) is not { } due)
        {
            // What was remembered was a try of something that is served.
            _unrecorded.TryRemove(force, out _);
            return null;
        }

        Unrecorded? unrecorded = await RecordAsync(force, due, ct);
        IReadOnlyList<DueRun> runs = await _ledger.Runs.OfDueAsync(force, due, now, ct);
        var tried = new TriedDue(force, due, runs, configuration.Schedule);
        DueTry? next = unrecorded is not null ? unrecorded.Next(force, runs.Count)
            : tried.IsStopped ? await new Refusal(_folder, _ledger, configuration, London.Today(_time)).AfterAsync(tried, now, ct)
            : tried.Next(now, _folder.Sha256Behind(force));
        return next?.IsNow(now) == true && await _ledger.Leases.LeftAsync(force, ct) is { } left
            ? next with { At = now + left + PastTheLease, IsLeaseAwaited = true }
            : next;
    }

    private async Task<DateTimeOffset?> UnservedAsync(string force, ScheduleSettings schedule, DateTimeOffset now, CancellationToken ct) =>
        await DueTimes.UnservedDueAsync(_ledger, force, schedule, now, ct) is { } due
        && !await _ledger.Runs.IsServedSinceAsync(force, due, now, ct)
            ? due
            : null;

    /// <summary>Writes into the ledger what it could not record. Gives it where it still cannot be written; else null.</summary>
    private async Task<Unrecorded?> RecordAsync(string force, DateTimeOffset due, CancellationToken ct)
    {
        // Taken first: of two that ask at once one records it.
        if (!_unrecorded.TryRemove(force, out Unrecorded? failed) || failed.Due != due)
        {
            return null;
        }

        try
        {
            RunRequest request = RunRequest.BySchedule(due, RunCommand.Export, null, ProgramVersion.Text);
            await _ledger.Runs.RecordFailedAsync(force, request, failed.Reason.Code, failed.First, failed.Last, ct);
            return null;
        }
        catch (LedgerException)
        {
            // A ledger that can be read and not written is full, or locked: the tries go on, further and further apart.
            _unrecorded.TryAdd(force, failed);
            return failed;
        }
        catch
        {
            _unrecorded.TryAdd(force, failed);
            throw;
        }
    }

    /// <summary>A ledger that hangs must not hold a job, or the worker's look at all other forces.</summary>
    private async Task<T> InTimeAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken ct)
    {
        // Not disposed: what hangs may still look at it.
        var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        Task<T> asking = Task.Run(() => ask(limit.Token), ct);
        try
        {
            return await asking.WaitAsync(Limit, _time, ct);
        }
        catch (TimeoutException) when (!asking.IsCompleted)
        {
            await limit.CancelAsync();
            _ = asking.ContinueWith(
                static ended => ended.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            throw LedgerException.Of(
                LedgerFault.Unavailable, "asking what is due", _ledger.Path,
                string.Create(CultureInfo.InvariantCulture, $"it did not answer within {Limit.TotalSeconds:0} seconds"));
        }
    }

    /// <summary>
    /// A number from 0 to below 1 that spreads the tries of forces which failed together, and is the same for every worker.
    /// </summary>
    internal static double Chance(string force, DateTimeOffset due, int failed)
    {
        string subject = string.Create(CultureInfo.InvariantCulture, $"{force} {due.UtcTicks} {failed}");
        return BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(subject))) / (uint.MaxValue + 1.0);
    }

    private sealed record Unrecorded(DateTimeOffset Due, DateTimeOffset First, DateTimeOffset Last, int Tries, Reason Reason)
    {
        public DueTry Next(string force, int recorded) =>
            new(Due, Last + RetryDelay.Of(Tries, Chance(force, Due, Tries), Reason), Tries, recorded);
    }
}
