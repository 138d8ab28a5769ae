namespace DataSharing.Gateway.Ledger;

/// <summary>The leases, one a force: whoever has it may work for the force and write for it.</summary>
internal sealed class LedgerLeases(LedgerDatabase database, TimeProvider time)
{
    private const string ReadLease =
        """
        select force as Force, fence as Fence, host as Host, boot_id as BootId, pid_namespace as PidNamespace, pid as Pid,
               process_start as ProcessStart, expires_at as ExpiresAt
        from lease where force = @force
        """;

    private const string InsertLease =
        """
        insert into lease (force, fence, fence_taken, host, boot_id, pid_namespace, pid, process_start, expires_at)
        values (@force, 1, 1, @Host, @BootId, @PidNamespace, @Pid, @ProcessStart, @expiresAt)
        """;

    private const string TakeLease =
        """
        update lease set fence = fence + 1, fence_taken = fence + 1, host = @Host, boot_id = @BootId, pid_namespace = @PidNamespace, pid = @Pid,
               process_start = @ProcessStart, expires_at = @expiresAt
        where force = @force
        """;

    private const string OwnLease =
        """
        where force = @force and fence = @fence and boot_id = @BootId and pid_namespace = @PidNamespace and pid = @Pid
          and process_start = @ProcessStart
        """;

    // Changes nothing: it counts the row if it is ours, and on a server keeps others from taking it until the transaction ends.
    private const string RequireLease = "update lease set fence = fence " + OwnLease;

    private const string ShortenLease = "update lease set expires_at = @expiresAt where force = @force and fence = @fence";

    private const string RenewLease = "update lease set expires_at = @expiresAt " + OwnLease;

    private const string ReleaseLease =
        "update lease set host = null, boot_id = null, pid_namespace = null, pid = null, process_start = null, expires_at = null " + OwnLease;

    // One row for each force that was ever served, for ever.
    private const string SelectServed = "select force from lease order by force";

    /// <summary>
    /// Takes the force's lease, or returns null when another holder has it. A holder on this host whose process has ended loses it at once,
    /// any other when it has expired. Two acquisitions in one process exclude each other too. A lease that lasts longer than any can was
    /// taken before the clock was set back: it is shortened to what its holder can still count on, so that a dead holder's lease ends after
    /// <see cref="Lease.Duration"/>.
    /// </summary>
    public async Task<Lease?> TryAcquireAsync(string force, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(force);
        ProcessIdentity self = ProcessIdentity.Current;
        long asked = time.GetTimestamp();
        long? fence = await database.WriteAsync<long?>(
            "taking the lease",
            async work =>
            {
                await work.LockAsync($"lease {force}");
                LeaseRow? row = await work.FirstOrNoneAsync<LeaseRow>(ReadLease, new { force });
                DateTimeOffset now = await LedgerClock.DatabaseNowAsync(work);
                if (row?.ExpiresAt is { } expiry && UtcText.Read(expiry) > now
                    && !self.IsCertainlyGone(row.BootId ?? "", row.PidNamespace ?? "", row.Pid ?? 0, row.ProcessStart ?? 0))
                {
                    if (UtcText.Read(expiry) > now + Lease.Duration)
                    {
                        await work.ExecuteAsync(
                            ShortenLease, new { force, fence = row.Fence, expiresAt = UtcText.Of(now + Lease.Duration) });
                    }

                    return null;
                }

                string expiresAt = UtcText.Of(now + Lease.Duration);
                await work.ExecuteAsync(
                    row is null ? InsertLease : TakeLease,
                    new { force, self.Host, self.BootId, self.PidNamespace, self.Pid, self.ProcessStart, expiresAt });
                return (row?.Fence ?? 0) + 1;
            },
            cancellation);
        return fence is { } number ? new Lease(this, force, number, time, asked) : null;
    }

    /// <summary>Who holds the force's lease, for the message of a busy run; null when nobody does.</summary>
    public Task<LeaseHolder?> DescribeHolderAsync(string force, CancellationToken cancellation = default) => database.ReadAsync(
        "reading the lease",
        async work =>
        {
            LeaseRow? row = await work.FirstOrNoneAsync<LeaseRow>(ReadLease, new { force });
            return row?.ExpiresAt is { } expiry ? new LeaseHolder(row.Host ?? "", row.Pid ?? 0, UtcText.Read(expiry)) : null;
        },
        cancellation);

    /// <summary>
    /// How long the force's lease lasts still, by the database's clock, unless its holder renews it. Null when it can be taken now: nobody
    /// has it, it has expired, or its holder is a process of this host that has ended. Never more than <see cref="Lease.Duration"/>: one
    /// that lasts longer was taken before the clock was set back, and whoever asks for it shortens it.
    /// </summary>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public Task<TimeSpan?> LeftAsync(string force, CancellationToken cancellation = default) => database.ReadAsync<TimeSpan?>(
        "reading the lease",
        async work =>
        {
            LeaseRow? row = await work.FirstOrNoneAsync<LeaseRow>(ReadLease, new { force });
            if (row?.ExpiresAt is not { } expiry
                || ProcessIdentity.Current.IsCertainlyGone(row.BootId ?? "", row.PidNamespace ?? "", row.Pid ?? 0, row.ProcessStart ?? 0))
            {
                return null;
            }

            TimeSpan left = UtcText.Read(expiry) - await LedgerClock.DatabaseNowAsync(work);
            return left > Lease.Duration ? Lease.Duration : left > TimeSpan.Zero ? left : null;
        },
        cancellation);

    /// <summary>Every force that a run was ever begun for, whether it still has a profile or not, in ordinal order.</summary>
    public Task<IReadOnlyList<string>> ServedForcesAsync(CancellationToken cancellation = default) =>
        database.ReadAsync<IReadOnlyList<string>>(
        "reading the forces",
        async work => (await work.ListAsync<string>(SelectServed)).Order(StringComparer.Ordinal).ToList(),
        cancellation);

    /// <summary>
    /// Proves in the database that the lease is still ours and lasts for <paramref name="atLeast"/> more; renews it when it does not.
    /// </summary>
    internal async Task ConfirmAsync(Lease lease, TimeSpan atLeast, CancellationToken cancellation)
    {
        long asked = time.GetTimestamp();
        bool renewed = await WriteAsync(
            lease,
            "confirming the lease",
            async work =>
            {
                LeaseRow? row = await work.FirstOrNoneAsync<LeaseRow>(ReadLease, new { force = lease.Force });
                DateTimeOffset now = await LedgerClock.DatabaseNowAsync(work);
                return UtcText.Read(row!.ExpiresAt!) - now < atLeast && await ExtendAsync(work, lease, now) == 1;
            },
            cancellation);
        if (renewed)
        {
            lease.Extended(asked);
        }
    }

    /// <summary>
    /// Gives the lease another <see cref="Lease.Duration"/>; false when it is no longer ours. A connection that does not answer is given up
    /// in time for another try.
    /// </summary>
    internal async Task<bool> RenewAsync(Lease lease, CancellationToken cancellation)
    {
        const string stage = "renewing the lease";
        using var late = new CancellationTokenSource(Lease.RenewalLimit, time);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
        try
        {
            return await database.WriteAsync(
                stage, async work => await ExtendAsync(work, lease, await LedgerClock.DatabaseNowAsync(work)) == 1, giveUp.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            database.DropIdle();
            throw LedgerException.Lost(stage, database.Description);
        }
    }

    internal Task<int> ReleaseAsync(Lease lease) => database.WriteAsync(
        "releasing the lease",
        work => work.ExecuteAsync(ReleaseLease, Owner(lease)),
        CancellationToken.None);

    /// <summary>Writes under a lease: the first statement proves, and on a server locks, that the lease is still this process's.</summary>
    internal async Task<T> WriteAsync<T>(Lease lease, string stage, Func<LedgerWork, Task<T>> write, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(lease);
        try
        {
            if (lease.Lost.IsCancellationRequested)
            {
                throw new LeaseLostException(lease.Force);
            }

            return await database.WriteAsync(
                stage,
                async work =>
                {
                    await RequireAsync(work, lease);
                    return await write(work);
                },
                cancellation);
        }
        catch (LeaseLostException)
        {
            lease.MarkLost();
            throw;
        }
    }

    private static async Task RequireAsync(LedgerWork work, Lease lease)
    {
        if (await work.ExecuteAsync(RequireLease, Owner(lease)) != 1)
        {
            throw new LeaseLostException(lease.Force);
        }
    }

    private static Task<int> ExtendAsync(LedgerWork work, Lease lease, DateTimeOffset now)
    {
        ProcessIdentity self = ProcessIdentity.Current;
        return work.ExecuteAsync(
            RenewLease,
            new { force = lease.Force, fence = lease.Fence, self.BootId, self.PidNamespace, self.Pid, self.ProcessStart,
                expiresAt = UtcText.Of(now + Lease.Duration) });
    }

    private static object Owner(Lease lease)
    {
        ProcessIdentity self = ProcessIdentity.Current;
        return new { force = lease.Force, fence = lease.Fence, self.BootId, self.PidNamespace, self.Pid, self.ProcessStart };
    }

    private sealed class LeaseRow
    {
        public string Force { get; init; } = "";

        public long Fence { get; init; }

        public string? Host { get; init; }

        public string? BootId { get; init; }

        public string? PidNamespace { get; init; }

        public int? Pid { get; init; }

        public long? ProcessStart { get; init; }

        public string? ExpiresAt { get; init; }
    }
}
