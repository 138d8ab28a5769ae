using System.Collections.Frozen;
using DataSharing.Disclosure.Guards;
using DataSharing.Gateway.Ledger;

namespace DataSharing.Gateway.Exports;

/// <summary>What a run is asked to do.</summary>
internal enum ExportTask
{
    /// <summary>The difference between what the force should hold and what it holds.</summary>
    Export,

    /// <summary>The whole holding.</summary>
    ReexportFull,

    /// <summary>The difference, and what the force has of whole months again.</summary>
    ReexportRange,

    /// <summary>An earlier file again, byte for byte.</summary>
    Resend,

    /// <summary>Settle that a file of unknown outcome arrived.</summary>
    Confirm,
}

/// <summary>One request for one force: from the schedule or from a person. Both go through the same <see cref="ExportRun"/>.</summary>
/// <param name="Force">The force's slug.</param>
/// <param name="Task">What is asked.</param>
/// <param name="AskedBy">The account that asked, or <c>schedule</c>.</param>
internal sealed record ExportRequest(string Force, ExportTask Task, string AskedBy)
{
    /// <summary>The due time served, UTC; null when a person asked.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>Why the person asks; required for resend and re-export.</summary>
    public string? Why { get; init; }

    /// <summary>The sequence to send again or to confirm.</summary>
    public int? Sequence { get; init; }

    /// <summary>What to send again beside the difference; null but with <see cref="ExportTask.ReexportRange"/>.</summary>
    public RangeRequest? Range { get; init; }

    /// <summary>What the person lets pass the guards: of each guard exactly what it counts; nothing by default.</summary>
    public IReadOnlyDictionary<Guard, int> Accepted { get; init; } = FrozenDictionary<Guard, int>.Empty;

    /// <summary>Whether only what people withdrew goes, as a file of its own from the ledger, and nothing is planned.</summary>
    public bool WithdrawalsAlone { get; init; }

    /// <summary>Whether a file of withdrawals goes although everything is stopped.</summary>
    public bool DespiteStop { get; init; }

    /// <summary>What the ledger records of it.</summary>
    /// <param name="profile">The hash of the profile behind it.</param>
    public RunRequest ToRecorded(string profile)
    {
        RunCommand command = Task switch
        {
            ExportTask.Export => RunCommand.Export,
            ExportTask.ReexportFull or ExportTask.ReexportRange => RunCommand.Reexport,
            ExportTask.Resend => RunCommand.Resend,
            _ => RunCommand.Confirm,
        };
        RunRequest recorded = DueAt is { } due
            ? RunRequest.BySchedule(due, command, profile, ProgramVersion.Text)
            : RunRequest.ByPerson(AskedBy, Why, command, profile, ProgramVersion.Text);
        return WithdrawalsAlone ? recorded.For(RunRequest.Withdrawals) : recorded;
    }
}

/// <summary>A range that a person asks for.</summary>
/// <param name="From">The first day.</param>
/// <param name="To">The last day.</param>
/// <param name="Column">The name or heading of the date's column; null where the profile releases one date only.</param>
internal sealed record RangeRequest(DateOnly From, DateOnly To, string? Column);
