using DataSharing.Disclosure;

namespace DataSharing.Gateway.Ledger;

/// <summary>
/// The runs: who asked for each, how it ended and what it counted.
/// Those of its methods that take a lease throw <see cref="LeaseLostException"/> when it is no longer this process's.
/// </summary>
internal sealed class LedgerRuns(LedgerDatabase database, LedgerClock clock, LedgerLeases leases)
{
    private const string InsertRun =
        """
        insert into run (force, fence, asked_by, due_at, person, request_reason, command, profile_hash, program_version, started_at, ended_at, outcome, reason, scope)
        values (@force, @fence, @askedBy, @dueAt, @person, @requestReason, @command, @profileHash, @programVersion, @startedAt, @endedAt, @outcome, @reason, @scope)
        """;

    private const string CloseRun =
        """
        update run set ended_at = @endedAt, outcome = @outcome, reason = @reason, export_id = @exportId
        where id = @runId and force = @force and ended_at is null
        """;

    private const string InsertCount =
        "insert into run_count (run_id, kind, reason, field, records) values (@runId, @kind, @reason, @field, @records)";

    private const string SelectInterrupted = "select id from run where force = @force and ended_at is null and fence < @fence order by id";

    private const string CloseInterrupted =
        "update run set ended_at = @endedAt, outcome = 'failed', reason = @reason where id = @runId and force = @force and ended_at is null";

    private const string SelectRuns =
        """
        select r.id as RunId, r.force as Force, r.command as Command, r.person as Person, r.request_reason as RequestReason, r.due_at as DueAt, r.started_at as StartedAt,
               r.ended_at as EndedAt, r.outcome as Outcome, r.reason as Reason, e.sequence as Sequence, e.attempt as Attempt,
               e.file_name as FileName, e.sha256 as Sha256, e.rows_new as RowsNew, e.rows_amend as RowsAmend, e.rows_withdraw as RowsWithdraw,
               e.rows_resend as RowsResend, r.scope as Scope
        from run r left join export e on e.id = r.export_id

        """;

    private const string History = SelectRuns +
        """
        where @force is null or r.force = @force
        order by r.id desc

        """;

    private const string OneRun = SelectRuns + "where r.id = @runId";

    private const string ReadCounts =
        "select kind as Kind, reason as Reason, field as Field, records as Records from run_count where run_id = @runId";

    private static readonly string LastServed =
        $"""
        select max(r.due_at) from run r
        where r.force = @force and r.due_at is not null and r.scope is null and {LedgerClock.Believed("due_at")}
          and (r.outcome in ('delivered', 'nothingToSend') or (r.outcome = 'held' and coalesce(r.reason, '') <> '{Reason.ProfileNotAccepted.Code}'))
        """;

    private static readonly string LastDelivery =
        $"""
        select max(r.ended_at) from run r
        where r.force = @force and r.scope is null and r.outcome in ('delivered', 'nothingToSend') and {LedgerClock.Believed("ended_at")}
        """;

    private static readonly string SelectOfDue =
        $"""
        select r.fence as Fence, r.started_at as StartedAt, r.ended_at as EndedAt, r.outcome as Outcome, r.reason as Reason, r.profile_hash as ProfileHash
        from run r where r.force = @force and r.due_at = @due and r.scope is null and r.started_at <= @now and {LedgerClock.NotDisbelieved("started_at")} order by r.id
        """;

    private static readonly string CountServing =
        $"""
        select count(*) from run r
        where r.force = @force and r.scope is null and r.started_at >= @due and r.started_at <= @now and r.command in ('export', 'reexport') and r.outcome in ('delivered', 'nothingToSend')
          and {LedgerClock.NotDisbelieved("started_at")}
        """;

    private const string SelectHeldSince =
        "select min(started_at) from run where force = @force and outcome = 'held' and reason = @reason and started_at >= @after";

    /// <summary>When the first run of a force was held for a reason since a moment; null where none was.</summary>
    public Task<DateTimeOffset?> HeldSinceAsync(
        string force, Reason reason, DateTimeOffset after, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(reason);
        return database.ReadAsync(
            "reading the runs",
            async work => UtcText.ReadOptional(
                await work.ScalarAsync<string>(SelectHeldSince, new { force, reason = reason.Code, after = UtcText.Of(after) })),
            cancellation);
    }

    /// <summary>Opens a run; the journal names who asked for it with everything written under the lease from now on.</summary>
    /// <returns>The run's id.</returns>
    public async Task<long> OpenAsync(Lease lease, RunRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        long runId = await leases.WriteAsync(
            lease,
            "opening a run",
            work => work.ScalarAsync<long>(work.Database.Inserted(InsertRun), Opening(lease.Force, lease.Fence, request, null, null)),
            cancellation);
        lease.Actor = request.Actor;
        return runId;
    }

    /// <summary>Closes a run that is under way.</summary>
    /// <param name="lease">The force's lease.</param>
    /// <param name="runId">The run.</param>
    /// <param name="outcome">How it ended.</param>
    /// <param name="reason">The reason code, if there is one.</param>
    /// <param name="counts">What it counted.</param>
    /// <param name="exportId">The export it built or finished, if any.</param>
    /// <param name="cancellation">Stops the write.</param>
    public Task CloseAsync(
        Lease lease, long runId, RunOutcome outcome, string? reason, RunCounts counts, long? exportId,
            CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(counts);
        return leases.WriteAsync(
            lease,
            "closing a run",
            async work =>
            {
                int closed = await work.ExecuteAsync(
                    CloseRun,
                    new { runId, force = lease.Force, endedAt = UtcText.Of(clock.UtcNow()), outcome = outcome.Word(), reason, exportId });
                if (closed != 1)
                {
                    throw work.Fault(LedgerFault.Conflict, "the run is not under way");
                }

                foreach ((string code, int records) in counts.Excluded)
                {
                    await work.ExecuteAsync(InsertCount, new { runId, kind = "excluded", reason = code, field = "", records });
                }

                foreach (((string code, string field), int records) in counts.HeldBack)
                {
                    await work.ExecuteAsync(InsertCount, new { runId, kind = "heldBack", reason = code, field, records });
                }

                await AppendRunEndedAsync(work, runId, lease.Force, lease.Actor);
                return true;
            },
            cancellation);
    }

    /// <summary>
    /// Closes the runs that an earlier holder of the lease left open when its process ended, as failed with the reason <c>interrupted</c>.
    /// </summary>
    /// <returns>How many there were.</returns>
    public Task<int> CloseInterruptedAsync(Lease lease, CancellationToken cancellation = default) => leases.WriteAsync(
        lease,
        "closing interrupted runs",
        async work =>
        {
            List<long> open = await work.ListAsync<long>(SelectInterrupted, new { force = lease.Force, fence = lease.Fence });
            foreach (long runId in open)
            {
                await work.ExecuteAsync(
                    CloseInterrupted,
                    new { runId, force = lease.Force, endedAt = UtcText.Of(clock.UtcNow()), reason = Reason.Interrupted.Code });
            }

            foreach (long runId in open)
            {
                await AppendRunEndedAsync(work, runId, lease.Force, lease.Actor);
            }

            return open.Count;
        },
        cancellation);

    /// <summary>Records a run that ended before it had the lease: a busy force, a broken profile.</summary>
    /// <returns>The run's id.</returns>
    public Task<long> RecordRefusedAsync(
        string force, RunRequest request, RunOutcome outcome, string reason, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(force);
        ArgumentNullException.ThrowIfNull(request);
        return database.WriteAsync(
            "recording a refused run",
            async work =>
            {
                long runId = await work.ScalarAsync<long>(
                    work.Database.Inserted(InsertRun), Opening(force, null, request, outcome, reason));
                await AppendRunEndedAsync(work, runId, force, request.Actor);
                return runId;
            },
            cancellation);
    }

    /// <summary>Records a failed run that could not be recorded when it ran, because the ledger could not be reached or written.</summary>
    /// <param name="force">The force's slug.</param>
    /// <param name="request">What asked for it.</param>
    /// <param name="reason">The reason code.</param>
    /// <param name="from">When the first try began.</param>
    /// <param name="to">When the last one failed.</param>
    /// <param name="cancellation">Stops the write.</param>
    /// <returns>The run's id.</returns>
    /// <exception cref="LedgerException">The ledger cannot be written; nothing was.</exception>
    public Task<long> RecordFailedAsync(
        string force, RunRequest request, string reason, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(force);
        ArgumentNullException.ThrowIfNull(request);
        return database.WriteAsync(
            "recording a failed run",
            work => work.ScalarAsync<long>(
                work.Database.Inserted(InsertRun), Opening(force, null, request, RunOutcome.Failed, reason, (from, to))),
            cancellation);
    }

    /// <summary>
    /// The greatest due time that was served: its run ended delivered, nothingToSend, or held for another reason than a profile that nobody
    /// accepted. Null when none was. One that is yet to come, or that an administrator said a wrong clock wrote, was not.
    /// </summary>
    public Task<DateTimeOffset?> LastServedDueAsync(string force, CancellationToken cancellation = default) => database.ReadAsync(
        "reading the runs",
        async work => UtcText.ReadOptional(await work.ScalarAsync<string>(LastServed, new { force, limit = clock.Limit() })),
        cancellation);

    /// <summary>
    /// The runs that the schedule asked for to serve a due time, oldest first. One that started later than <paramref name="now"/> is left
    /// out: a wrong clock wrote it.
    /// </summary>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public Task<IReadOnlyList<DueRun>> OfDueAsync(
        string force, DateTimeOffset due, DateTimeOffset now, CancellationToken cancellation = default) => database.ReadAsync(
        "reading the runs",
        async work =>
        {
            List<DueRow> rows = await work.ListAsync<DueRow>(SelectOfDue, new { force, due = UtcText.Of(due), now = UtcText.Of(now) });
            return work.Reduced<IReadOnlyList<DueRun>>(() => rows.ConvertAll(row => row.ToRun()));
        },
        cancellation);

    /// <summary>
    /// Whether an export that a person asked for since the due time has done what the due time asks: it was delivered, or there was nothing
    /// to send. One that started later than <paramref name="now"/> does not count.
    /// </summary>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public Task<bool> IsServedSinceAsync(string force, DateTimeOffset due, DateTimeOffset now, CancellationToken cancellation = default) =>
        database.ReadAsync(
        "reading the runs",
        async work => await work.ScalarAsync<long>(CountServing, new { force, due = UtcText.Of(due), now = UtcText.Of(now) }) > 0,
        cancellation);

    /// <summary>
    /// When a run for the force last ended with a delivery, or with nothing to send; null when none did. A moment that is yet to come, or
    /// that an administrator said a wrong clock wrote, does not count.
    /// </summary>
    public Task<DateTimeOffset?> LastDeliveryAsync(string force, CancellationToken cancellation = default) => database.ReadAsync(
        "reading the runs",
        async work => UtcText.ReadOptional(await work.ScalarAsync<string>(LastDelivery, new { force, limit = clock.Limit() })),
        cancellation);

    /// <summary>The last runs of one force or of all, newest first.</summary>
    /// <param name="force">The force's slug, or null for all.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public Task<IReadOnlyList<RecordedRun>> HistoryAsync(string? force, int limit, CancellationToken cancellation = default) =>
        database.ReadAsync(
        "reading the history",
        async work =>
        {
            List<HistoryRow> rows = await work.ListAsync<HistoryRow>(History + work.Database.First("@limit"), new { force, limit });
            return work.Reduced<IReadOnlyList<RecordedRun>>(() => rows.ConvertAll(row => row.ToRecorded()));
        },
        cancellation);

    /// <summary>One run; null where there is none of that id.</summary>
    public Task<RecordedRun?> FindAsync(long runId, CancellationToken cancellation = default) => database.ReadAsync(
        "reading a run",
        async work =>
        {
            List<HistoryRow> rows = await work.ListAsync<HistoryRow>(OneRun, new { runId });
            return work.Reduced(() => rows.ConvertAll(row => row.ToRecorded()).SingleOrDefault());
        },
        cancellation);

    /// <summary>What a closed run counted.</summary>
    public Task<RunCounts> CountsOfAsync(long runId, CancellationToken cancellation = default) => database.ReadAsync(
        "reading the counts of a run",
        async work =>
        {
            List<CountRow> rows = await work.ListAsync<CountRow>(ReadCounts, new { runId });
            return new RunCounts(
                rows.Where(row => row.Kind == "excluded").ToDictionary(row => row.Reason, row => row.Records, StringComparer.Ordinal),
                rows.Where(row => row.Kind == "heldBack").ToDictionary(row => (row.Reason, row.Field), row => row.Records));
        },
        cancellation);

    /// <summary>
    /// Writes the entry about the end of a run, as the row is now. The journal's head is locked by it, so nothing comes after it but the
    /// commit.
    /// </summary>
    private async Task AppendRunEndedAsync(LedgerWork work, long runId, string force, string actor)
    {
        RunRow run = RunRow.Stream(work, "where r.id = @runId ", new { runId }).Single();
        await Journal.AppendAsync(work, clock.UtcNow(), JournalKind.RunEnded, force, actor, run.EndedBody());
    }

    private object Opening(
        string force, long? fence, RunRequest request, RunOutcome? outcome, string? reason,
        (DateTimeOffset From, DateTimeOffset To)? ran = null)
    {
        string now = UtcText.Of(clock.UtcNow());
        return new
        {
            force,
            fence,
            askedBy = request.DueAt is null ? "person" : "schedule",
            dueAt = UtcText.Of(request.DueAt),
            person = request.Person,
            requestReason = request.Reason,
            command = request.Command.Word(),
            profileHash = request.ProfileHash,
            programVersion = request.ProgramVersion,
            startedAt = UtcText.Of(ran?.From) ?? now,
            endedAt = outcome is null ? null : UtcText.Of(ran?.To) ?? now,
            outcome = outcome?.Word(),
            reason,
            scope = request.Scope,
        };
    }

    private sealed class CountRow
    {
        public string Kind { get; init; } = "";

        public string Reason { get; init; } = "";

        public string Field { get; init; } = "";

        public int Records { get; init; }
    }

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
