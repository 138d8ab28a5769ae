using System.Globalization;
using DataSharing.Disclosure;

namespace DataSharing.Gateway.Ledger;

/// <summary>The machine's clock beside what the ledger has to compare it with, at one moment.</summary>
/// <param name="Now">The machine's clock, UTC.</param>
/// <param name="Server">The clock of the ledger's database server, UTC; null for a SQLite file, which has no clock of its own.</param>
/// <param name="Latest">
/// The latest moment of the ledger that is more than <see cref="Tolerance"/> later than <paramref name="Now"/> and that no administrator's
/// word covers; null when there is none.
/// </param>
internal sealed record ClockReading(DateTimeOffset Now, DateTimeOffset? Server, DateTimeOffset? Latest)
{
    /// <summary>How far two clocks may differ, 5 minutes; included.</summary>
    public static TimeSpan Tolerance { get; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether the server's clock contradicts the machine's.</summary>
    public bool DiffersFromServer => Server is { } server && (Now - server).Duration() > Tolerance;

    /// <summary>Why no run may begin; null when the clock is believed.</summary>
    public Reason? Refusal =>
        DiffersFromServer ? Now > Server ? Reason.ClockAhead : Reason.ClockBehind
        : Latest is not null ? Reason.ClockBehind
        : null;

    /// <summary>
    /// What the worker is not ready for: as <see cref="Refusal"/>, but a ledger with moments that are yet to come is told as
    /// <c>clockAhead</c>, because the clock was ahead when they were written unless it is behind now.
    /// </summary>
    public Reason? Told => DiffersFromServer ? Refusal : Latest is not null ? Reason.ClockAhead : null;

    /// <summary>What was compared and what to do, as a sentence; null when the clock is believed.</summary>
    public string? Sentence =>
        DiffersFromServer
            ? $"This machine's clock says {Text(Now)}; the clock of the ledger's database server says {Text(Server!.Value)}. Nothing is sent while they differ by more than 5 minutes. Set the wrong one right; the next run then goes."
        : Latest is { } latest
            ? $"This machine's clock says {Text(Now)}; the ledger has a moment of {Text(latest)}, which is yet to come. Nothing is sent. If this machine's clock is behind, set it right; the next run then goes. If it is right now, it was ahead when the moment was written: datasharing acknowledge --all {Reason.ClockAhead.Code} --reason TEXT."
        : null;

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
