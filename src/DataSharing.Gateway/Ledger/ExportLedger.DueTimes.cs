namespace DataSharing.Gateway.Ledger;

internal sealed partial class ExportLedger
{
    private static readonly string RunsOfDue =
        $"""
        select r.fence as Fence, r.started_at as StartedAt, r.ended_at as EndedAt, r.outcome as Outcome, r.reason as Reason, r.profile_hash as ProfileHash
        from run r where r.force = @force and r.due_at = @due and r.started_at <= @now and {NotDisbelieved("started_at")} order by r.id
        """;

    private static readonly string CountServing =
        $"""
        select count(*) from run r
        where r.force = @force and r.started_at >= @due and r.started_at <= @now and r.command in ('export', 'reexport') and r.outcome in ('delivered', 'nothingToSend')
          and {NotDisbelieved("started_at")}
        """;

    /// <summary>The runs that the schedule asked for to serve a due time, oldest first. One that started later than <paramref name="now"/> is left out: a wrong clock wrote it.</summary>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public Task<IReadOnlyList<DueRun>> RunsOfDueAsync(string force, DateTimeOffset due, DateTimeOffset now, CancellationToken cancellation = default) => _database.ReadAsync(
        "reading the runs",
        async work =>
        {
            List<DueRow> rows = await work.ListAsync<DueRow>(RunsOfDue, new { force, due = UtcText.Of(due), now = UtcText.Of(now) });
            return work.Reduced<IReadOnlyList<DueRun>>(() => rows.ConvertAll(row => row.ToRun()));
        },
        cancellation);

    /// <summary>
    /// Whether an export that a person asked for since the due time has done what the due time asks: it was delivered, or there was nothing to send.
    /// One that started later than <paramref name="now"/> does not count.
    /// </summary>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public Task<bool> IsServedSinceAsync(string force, DateTimeOffset due, DateTimeOffset now, CancellationToken cancellation = default) => _database.ReadAsync(
        "reading the runs",
        async work => await work.ScalarAsync<long>(CountServing, new { force, due = UtcText.Of(due), now = UtcText.Of(now) }) > 0,
        cancellation);

    /// <summary>Records a failed run that could not be recorded when it ran, because the ledger could not be reached or written.</summary>
    /// <param name="force">The force's slug.</param>
    /// <param name="request">What asked for it.</param>
    /// <param name="reason">The reason code.</param>
    /// <param name="from">When the first try began.</param>
    /// <param name="to">When the last one failed.</param>
    /// <param name="cancellation">Stops the write.</param>
    /// <returns>The run's id.</returns>
    /// <exception cref="LedgerException">The ledger cannot be written; nothing was.</exception>
    public Task<long> RecordFailedRunAsync(string force, RunRequest request, string reason, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(force);
        ArgumentNullException.ThrowIfNull(request);
        return _database.WriteAsync(
            "recording a failed run",
            work => work.ScalarAsync<long>(work.Database.Inserted(InsertRun), Opening(force, null, request, RunOutcome.Failed, reason, (from, to))),
            cancellation);
    }

    /// <summary>
    /// How long the force's lease lasts still, by the database's clock, unless its holder renews it. Null when it can be taken now: nobody has it, it has
    /// expired, or its holder is a process of this host that has ended. Never more than <see cref="Lease.Duration"/>: one that lasts longer was taken before the clock was set back, and
    /// whoever asks for it shortens it.
    /// </summary>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public Task<TimeSpan?> LeaseLeftAsync(string force, CancellationToken cancellation = default) => _database.ReadAsync<TimeSpan?>(
        "reading the lease",
        async work =>
        {
            LeaseRow? row = await work.FirstOrNoneAsync<LeaseRow>(ReadLease, new { force });
            if (row?.ExpiresAt is not { } expiry || ProcessIdentity.Current.IsCertainlyGone(row.BootId ?? "", row.PidNamespace ?? "", row.Pid ?? 0, row.ProcessStart ?? 0))
            {
                return null;
            }

            TimeSpan left = UtcText.Read(expiry) - await NowAsync(work);
            return left > Lease.Duration ? Lease.Duration : left > TimeSpan.Zero ? left : null;
        },
        cancellation);

    private sealed class DueRow
    {
        public long? Fence { get; init; }

        public string StartedAt { get; init; } = "";

        public string? EndedAt { get; init; }

        public string? Outcome { get; init; }

        public string? Reason { get; init; }

        public string? ProfileHash { get; init; }

        public DueRun ToRun() => new()
        {
            StartedAt = UtcText.Read(StartedAt),
            EndedAt = UtcText.ReadOptional(EndedAt),
            Outcome = Outcome is null ? null : LedgerWords.Outcomes.Read(Outcome),
            Reason = Reason,
            HadLease = Fence is not null,
            ProfileHash = ProfileHash,
        };
    }
}
