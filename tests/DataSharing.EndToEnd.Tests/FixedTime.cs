namespace DataSharing.EndToEnd.Tests;

/// <summary>A clock that a test sets. Timers and measured durations stay those of the machine, so that leases renew and time limits hold.</summary>
internal sealed class FixedTime(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}
