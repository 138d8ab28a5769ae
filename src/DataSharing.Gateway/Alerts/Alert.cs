namespace DataSharing.Gateway.Alerts;

/// <summary>One thing that somebody is told: codes, names of forces and sentences of our own, never a value of an incident.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Force">The force's slug; null when it is about all of them.</param>
/// <param name="Message">What happened and what to do, in a sentence.</param>
internal sealed record Alert(AlertKind Kind, string? Force, string Message)
{
    /// <summary>The reason code, where there is one.</summary>
    public string? Reason { get; init; }

    /// <summary>
    /// One line per force where several are late, suspended or stopped for one reason and in a summary of the night, the first record
    /// tokens where records are told of, what has changed for whom, or where problems are; null elsewhere.
    /// </summary>
    public IReadOnlyList<string>? Lines { get; init; }
}
