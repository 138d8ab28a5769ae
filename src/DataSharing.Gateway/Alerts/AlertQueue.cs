namespace DataSharing.Gateway.Alerts;

/// <summary>
/// What waits to go out, in the order in which it happened. It goes apart from everything else in the process: whoever adds something never waits. What fails is tried
/// again, later each time, and what came after it waits behind it. Safe to use from several threads.
/// </summary>
internal sealed class AlertQueue : IAsyncDisposable
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(30);

    // A day later it is told afresh where it is still so.
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(24);
    private const int MostRemembered = 10_000;

    private readonly Lock _lock = new();
    private readonly LinkedList<Entry> _waiting = new();
    private readonly Queue<string> _order = new();
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();
    private readonly TimeProvider _time;
    private readonly int _most;
    private readonly bool _isPatient;
    private TaskCompletionSource _empty = Completed();
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
    /// <param name="keys">What it is about, by which <see cref="Knows"/> finds it; may be empty.</param>
    /// <param name="send">Sends it. Any exception says that it did not go.</param>
    /// <param name="told">What is done when it has gone.</param>
    /// <param name="failed">Told why it did not go, and when it is tried again; null when it is not.</param>
    /// <returns>Whether there was room for it.</returns>
    public bool Add(IReadOnlyCollection<string> keys, Func<CancellationToken, Task> send, Func<Task> told, Action<Exception, TimeSpan?> failed)
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

            _waiting.AddLast(new Entry(keys, send, told, failed, _time.GetTimestamp()));
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
        TimeSpan delay = FirstDelay;
        try
        {
            while (First() is { } entry)
            {
                TimeSpan? again = _isPatient && _time.GetElapsedTime(entry.Added) < LongestWait ? delay : null;
                if (await WentAsync(entry, again))
                {
                    delay = FirstDelay;
                }
                else if (again is { } wait)
                {
                    await Task.Delay(wait, _time, _stopping.Token);
                    delay = wait * 2 < LongestDelay ? wait * 2 : LongestDelay;
                }
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

    private async Task<bool> WentAsync(Entry entry, TimeSpan? again)
    {
        try
        {
            await entry.Send(_stopping.Token);
        }
        catch (Exception error) when (error is AlertException || !_stopping.IsCancellationRequested)
        {
            // An error that nobody foresaw must not end the queue: then nobody would be told of anything any more.
            entry.Failed(error, again);
            if (again is null)
            {
                Remove(entry, told: false);
            }

            return false;
        }

        // The mark is written before it leaves the queue, so that nobody finds it in neither.
        await entry.Told();
        Remove(entry, told: true);
        return true;
    }

    private Entry? First()
    {
        lock (_lock)
        {
            if (_waiting.First is { } first && !_stopping.IsCancellationRequested)
            {
                return first.Value;
            }

            _pumping = false;
            _empty.TrySetResult();
            return null;
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

    private sealed class Entry(IReadOnlyCollection<string> keys, Func<CancellationToken, Task> send, Func<Task> told, Action<Exception, TimeSpan?> failed, long added)
    {
        public IReadOnlyCollection<string> Keys => keys;

        public Func<CancellationToken, Task> Send => send;

        public Func<Task> Told => told;

        public Action<Exception, TimeSpan?> Failed => failed;

        public long Added => added;
    }
}
