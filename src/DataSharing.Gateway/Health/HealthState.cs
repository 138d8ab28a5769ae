namespace DataSharing.Gateway.Health;

/// <summary>
/// How the worker is, as it says of itself. Safe to use from several threads. Durations are measured, so that setting the clock changes
/// none.
/// </summary>
internal sealed class HealthState(TimeProvider time)
{
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private long _looked = time.GetTimestamp();
    private string? _missing = "ledgerUnavailable";
    private int? _suspended;

    /// <summary>Told whenever the loop has turned, on the loop's own thread.</summary>
    public event Action? Turned;

    /// <summary>
    /// Whether the worker's loop still turns: it looked at its profiles within the last five minutes, or has just started.
    /// </summary>
    public bool IsLive
    {
        get
        {
            lock (_lock)
            {
                return time.GetElapsedTime(_looked) < LongestSilence;
            }
        }
    }

    /// <summary>The reason code why nothing can be sent; null when the worker is ready.</summary>
    public string? Missing
    {
        get
        {
            lock (_lock)
            {
                return _missing;
            }
        }
    }

    /// <summary>How many forces are suspended: nothing is sent to them, and nobody wrote so. Null before the first look.</summary>
    public int? Suspended
    {
        get
        {
            lock (_lock)
            {
                return _suspended;
            }
        }

        set
        {
            lock (_lock)
            {
                _suspended = value;
            }
        }
    }

    /// <summary>The loop turned.</summary>
    public void Looked()
    {
        lock (_lock)
        {
            _looked = time.GetTimestamp();
        }

        Turned?.Invoke();
    }

    /// <summary>The worker can send, or cannot for a reason.</summary>
    public void Became(string? missing)
    {
        lock (_lock)
        {
            _missing = missing;
        }
    }
}
