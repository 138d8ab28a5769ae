namespace DataSharing.Gateway.Ledger;

/// <summary>
/// The right to work for one force. It renews itself until it is disposed, which releases it. Every write of the ledger for the force takes
/// it and carries its fence, so that a process that lost it can no longer write.
/// </summary>
internal sealed class Lease : IAsyncDisposable
{
    /// <summary>How long a lease lasts from its last renewal, by the database's clock.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(60);

    /// <summary>How often it is renewed.</summary>
    public static readonly TimeSpan RenewalInterval = TimeSpan.FromSeconds(15);

    /// <summary>How long one renewal is waited for: of those that fail, another is tried before the lease ends.</summary>
    internal static readonly TimeSpan RenewalLimit = TimeSpan.FromSeconds(10);

    private readonly LedgerLeases _leases;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly ITimer _deadline;
    private readonly Task _renewing;
    private bool _disposed;

    internal Lease(LedgerLeases leases, string force, long fence, TimeProvider time, long asked)
    {
        _leases = leases;
        _time = time;
        Force = force;
        Fence = fence;
        Lost = _lost.Token;
        // Fires when no renewal succeeded in time: from then on another holder may have it, even if the ledger cannot be asked.
        _deadline = time.CreateTimer(_ => MarkLost(), null, Remaining(asked), Timeout.InfiniteTimeSpan);
        _renewing = RenewAsync();
    }

    /// <summary>The force's slug.</summary>
    public string Force { get; }

    /// <summary>The number of this acquisition; it rises by one with every acquisition of the force and never falls.</summary>
    public long Fence { get; }

    /// <summary>Cancelled when the lease is no longer ours, or when it could not be renewed before it expired.</summary>
    public CancellationToken Lost { get; }

    /// <summary>Why the last renewal failed, or null; the next one is tried all the same.</summary>
    public LedgerException? RenewalFailure { get; private set; }

    /// <summary>
    /// Why the release failed, or null. It is not thrown, because an unreleased lease expires by itself and the run's own error matters
    /// more.
    /// </summary>
    public LedgerException? ReleaseFailure { get; private set; }

    /// <summary>Who asked for the run under way, for the journal.</summary>
    internal string Actor { get; set; } = "system";

    /// <summary>
    /// Makes sure, in the database, that the lease is still ours and lasts for <paramref name="atLeast"/> more, renewing it when it does
    /// not.
    /// </summary>
    /// <param name="atLeast">How long it must last, at most <see cref="Duration"/>.</param>
    /// <param name="cancellation">Stops the question.</param>
    /// <exception cref="LeaseLostException">It is no longer ours.</exception>
    /// <exception cref="LedgerException">The ledger cannot be asked.</exception>
    public Task ConfirmAsync(TimeSpan atLeast, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(atLeast, Duration);
        return _leases.ConfirmAsync(this, atLeast, cancellation);
    }

    /// <summary>Stops renewing and releases the lease, unless it was lost.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        await _stopping.CancelAsync();
        await _renewing;
        await _deadline.DisposeAsync();
        try
        {
            await _leases.ReleaseAsync(this);
        }
        catch (LedgerException failure)
        {
            ReleaseFailure = failure;
        }

        _stopping.Dispose();
        _lost.Dispose();
    }

    internal void MarkLost()
    {
        if (!_disposed)
        {
            _lost.Cancel();
        }
    }

    /// <summary>The database has granted <see cref="Duration"/> from some moment after <paramref name="asked"/>.</summary>
    internal void Extended(long asked) => _deadline.Change(Remaining(asked), Timeout.InfiniteTimeSpan);

    private TimeSpan Remaining(long asked)
    {
        TimeSpan remaining = Duration - _time.GetElapsedTime(asked);
        return remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero;
    }

    private async Task RenewAsync()
    {
        using var timer = new PeriodicTimer(RenewalInterval, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
            {
                long asked = _time.GetTimestamp();
                try
                {
                    if (!await _leases.RenewAsync(this, _stopping.Token))
                    {
                        MarkLost();
                        return;
                    }

                    RenewalFailure = null;
                    Extended(asked);
                }
                catch (LedgerException failure)
                {
                    RenewalFailure = failure;
                }
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The lease is being released.
        }
    }
}
