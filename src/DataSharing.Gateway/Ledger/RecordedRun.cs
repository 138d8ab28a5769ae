using DataSharing.Disclosure;
using DataSharing.Disclosure.Planning;
namespace DataSharing.Gateway.Ledger;

/// <summary>One run as <c>history</c> shows it; the export's members are null when the run has none.</summary>
internal sealed class RecordedRun
{
    /// <summary>The run.</summary>
    public required long RunId { get; init; }

    /// <summary>The force's slug.</summary>
    public required string Force { get; init; }

    /// <summary>What was asked for.</summary>
    public required RunCommand Command { get; init; }

    /// <summary>Who asked; null when the schedule did.</summary>
    public string? Person { get; init; }

    /// <summary>The reason that the person gave; null when none was given.</summary>
    public string? RequestReason { get; init; }

    /// <summary>The scheduled time served; null when a person asked.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>When it started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended; null while it is under way.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How it ended; null while it is under way.</summary>
    public RunOutcome? Outcome { get; init; }

    /// <summary>The reason code, if the outcome has one.</summary>
    public string? Reason { get; init; }

    /// <summary>The export's sequence.</summary>
    public int? Sequence { get; init; }

    /// <summary>The export's attempt.</summary>
    public int? Attempt { get; init; }

    /// <summary>The export's file name.</summary>
    public string? File { get; init; }

    /// <summary>The SHA-256 of the export's file.</summary>
    public string? Sha256 { get; init; }

    /// <summary>What it was for, where that is less than its command says; see <see cref="RunRequest.Scope"/>.</summary>
    public string? Scope { get; init; }

    /// <summary>The rows of the export.</summary>
    public RowCounts? Rows { get; init; }
}
