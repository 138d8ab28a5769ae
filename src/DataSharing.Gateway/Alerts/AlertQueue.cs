namespace DataSharing.Gateway.Alerts;

/// <summary>
/// What waits to go out. It goes apart from everything else in the process: whoever adds something never waits. What is about the same
/// subject goes in the order in which it happened: what fails is tried again, later each time, and what came after it about that subject
/// waits behind it. Other subjects go on meanwhile. Safe to use from several threads.
/// </summary>
internal sealed class AlertQueue : IAsyncDisposable
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(30);

    // A day later it is told afresh where it is still so.
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(24);
    private const int MostRemembered = 10_000;

    private readonly Lock _lock = new();
    private readonly List<Entry> _waiting = [];
    private readonly Queue<string> _order = new();
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();
    private readonly TimeProvider _time;
    private readonly int _most;
    private readonly bool _isPatient;
    private readonly long _began;
    private TaskCompletionSource _empty = Completed();
    private TaskCompletionSource _added = Completed();
    private Task _pump = Task.CompletedTask;
    private bool _pumping;

    /// <summary>Composes it.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="most">How many may wait at once; what comes then is not taken.</param>
    /// <param name="isPatient">Whether what failed is tried again, as a worker does. A command tries once.</param>
    public AlertQueue(TimeProvider time, int most, bool isPatient)
    {
        _time = time;
        _most = most;
        _isPatient = isPatient;
        _began = time.GetTimestamp();
    }

    /// <summary>The delay after the first failure; twice as long after each more, up to half an hour.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether this key waits here, or was told by this process.</summary>
    public bool Knows(string key)
    {
        lock (_lock)
        {
            return _told.Contains(key) || IsWaiting(key);
        }
    }

    /// <summary>Whether this key waits here.</summary>
    public bool Waits(string key)
    {
        lock (_lock)
        {
            return IsWaiting(key);
        }
    }

    /// <summary>Whether this key was told by this process.</summary>
    public bool Told(string key)
    {
        lock (_lock)
        {
            return _told.Contains(key);
        }
    }

    /// <summary>Adds something at the end.</summary>
    /// <param name="subject">What it waits behind, where that failed: for example a force.</param>
    /// <param name="keys">What it is about, by which <see cref="Knows"/> finds it; may be empty.</param>
    /// <param name="send">Sends it. Any exception says that it did not go.</param>
    /// <param name="told">What is done when it has gone.</param>
    /// <param name="failed">Told why it did not go, and when it is tried again; null when it is not.</param>
    /// <returns>Whether there was room for it.</returns>
    public bool Add(
        string subject, IReadOnlyCollection<string> keys, Func<CancellationToken, Task> send, Func<Task> told,
        Action<Exception, TimeSpan?> failed)
    {
        lock (_lock)
        {
            if (_waiting.Count >= _most || _stopping.IsCancellationRequested)
            {
                return false;
            }

            if (_waiting.Count == 0)
            {
                _empty = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            TimeSpan now = _time.GetElapsedTime(_began);
            _waiting.Add(new Entry(subject, keys, send, told, failed) { Added = now, NextTry = now });
            _added.TrySetResult();
            if (!_pumping)
            {
                _pumping = true;
                _pump = Task.Run(PumpAsync, CancellationToken.None);
            }

            return true;
        }
    }

    /// <summary>Waits until nothing waits any more, or the time is up.</summary>
    /// <returns>Whether everything has gone, or been given up.</returns>
    public async Task<bool> DrainAsync(TimeSpan most)
    {
        Task empty;
        lock (_lock)
        {
            empty = _empty.Task;
        }

        try
        {
            await empty.WaitAsync(most);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Gives up what still waits. What is under way is ended.</summary>
    public async ValueTask DisposeAsync()
    {
        Task pump;
        lock (_lock)
        {
            pump = _pump;
        }

        await _stopping.CancelAsync();
        await pump;
        _stopping.Dispose();
    }

    private bool IsWaiting(string key) => _waiting.Any(entry => entry.Keys.Contains(key, StringComparer.Ordinal));

    private async Task PumpAsync()
    {
        try
        {
            while (Next() is { } next)
            {
                if (next.Wait > TimeSpan.Zero)
                {
                    // What is added meanwhile, about another subject, need not wait.
                    await WaitAsync(next.Added, next.Wait);
                    continue;
                }

                await TryAsync(next.Entry);
            }
        }
        catch (OperationCanceledException)
        {
            lock (_lock)
            {
                _pumping = false;
                _empty.TrySetResult();
            }
        }
    }

    private async Task WaitAsync(Task added, TimeSpan longest)
    {
        try
        {
            await added.WaitAsync(longest, _time, _stopping.Token);
        }
        catch (TimeoutException)
        {
            // It is time for the next try.
        }
    }

    private async Task TryAsync(Entry entry)
    {
        bool isLast = !_isPatient || _time.GetElapsedTime(_began) - entry.Added >= LongestWait;
        TimeSpan delay = entry.Failures == 0 ? FirstDelay : entry.Delay * 2 < LongestDelay ? entry.Delay * 2 : LongestDelay;
        try
        {
            await entry.Send(_stopping.Token);
        }
        catch (Exception error) when (error is AlertException || !_stopping.IsCancellationRequested)
        {
            // An error that nobody foresaw must not end the queue: then nobody would be told of anything any more.
            entry.Failed(error, isLast ? null : delay);
            if (isLast)
            {
                Remove(entry, told: false);
                return;
            }

            entry.Failures++;
            entry.Delay = delay;
            entry.NextTry = _time.GetElapsedTime(_began) + delay;
            return;
        }

        // The mark is written before it leaves the queue, so that nobody finds it in neither.
        await entry.Told();
        Remove(entry, told: true);
    }

    /// <summary>
    /// The first entry of the subject whose turn is earliest, and how long that is still to come; null where nothing waits.
    /// </summary>
    private (Entry Entry, TimeSpan Wait, Task Added)? Next()
    {
        lock (_lock)
        {
            if (_waiting.Count == 0 || _stopping.IsCancellationRequested)
            {
                _pumping = false;
                _empty.TrySetResult();
                return null;
            }

            // Of equals the one that was added first.
            Entry next = _waiting.DistinctBy(entry => entry.Subject, StringComparer.Ordinal).MinBy(entry => entry.NextTry)!;
            _added = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return (next, next.NextTry - _time.GetElapsedTime(_began), _added.Task);
        }
    }

    private void Remove(Entry entry, bool told)
    {
        lock (_lock)
        {
            _waiting.Remove(entry);
            foreach (string key in told ? entry.Keys : [])
            {
                if (_told.Add(key))
                {
                    _order.Enqueue(key);
                }
            }

            while (_order.Count > MostRemembered)
            {
                _told.Remove(_order.Dequeue());
            }
        }
    }

    private static TaskCompletionSource Completed()
    {
        var done = new TaskCompletionSource();
        done.SetResult();
        return done;
    }

    private sealed class Entry(
        string subject, IReadOnlyCollection<string> keys, Func<CancellationToken, Task> send, Func<Task> told,
        Action<Exception, TimeSpan?> failed)
    {
        public string Subject => subject;

        public IReadOnlyCollection<string> Keys => keys;

        public Func<CancellationToken, Task> Send => send;

        public Func<Task> Told => told;

        public Action<Exception, TimeSpan?> Failed => failed;

        /// <summary>When it was added, since the queue began.</summary>
        public TimeSpan Added { get; init; }

        /// <summary>When it is tried next, since the queue began.</summary>
        public TimeSpan NextTry { get; set; }

        public int Failures { get; set; }

        /// <summary>The delay after the last failure.</summary>
        public TimeSpan Delay { get; set; }
    }
}
