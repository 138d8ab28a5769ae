namespace DataSharing.Gateway.Ledger;

/// <summary>A run that the schedule asked for, as the question needs it whether its due time is tried again.</summary>
internal sealed record DueRun
{
    /// <summary>When it started, UTC.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended, UTC; null while it is under way, and when its process ended first.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How it ended; null while it is under way, and when its process ended first.</summary>
    public RunOutcome? Outcome { get; init; }

    /// <summary>The reason code, if the outcome has one.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether it had the force's lease. One that had not failed before anything was tried.</summary>
    public required bool HadLease { get; init; }

    /// <summary>The hash of the configuration it ran under; null where it is not known.</summary>
    public string? ProfileHash { get; init; }
}
