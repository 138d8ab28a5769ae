using DataSharing.Disclosure;
using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.Planning;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Standing;

namespace DataSharing.Gateway.Exports;

/// <summary>How one run for one force ended, as the commands show it.</summary>
internal sealed record ExportResult(string Force, RunOutcome Outcome)
{
    /// <summary>A run that may not go on.</summary>
    public static ExportResult Refused(string force, Reason reason, string? message = null) =>
        new(force, RunOutcome.Refused) { Reason = reason, Message = message };

    /// <summary>What was counted of a plan.</summary>
    public static ExportResult Planned(string force, PlanCounts counts) => new(force, RunOutcome.Delivered)
    {
        Rows = counts.PerAction,
        Excluded = counts.Excluded,
        HeldBack = counts.HeldBackByField,
        AlreadySent = counts.AlreadySent,
        TextsWaiting = counts.TextsWaiting,
    };

    /// <summary>How the run of an export ended.</summary>
    public static ExportResult Of(RecordedExport export, RunOutcome outcome) => new(export.Force, outcome)
    {
        ExportId = export.Id,
        Sequence = export.Number.Sequence,
        Attempt = export.Number.Attempt,
        File = export.FileName,
        Sha256 = export.Sha256,
        Bytes = export.Bytes,
        Rows = export.Rows,
    };

    /// <summary>Why, when it did not simply succeed.</summary>
    public Reason? Reason { get; init; }

    /// <summary>Whether a later try can succeed without anybody changing something.</summary>
    public bool IsTransient { get; init; }

    /// <summary>What happened, in a sentence without incident values; null when there is nothing to add.</summary>
    public string? Message { get; init; }

    /// <summary>
    /// What the reason means and what to do, with this force and number; null without a reason, and where the message has the line to type
    /// itself.
    /// </summary>
    public string? ToDo =>
        Reason is null || Message?.Contains("datasharing ", StringComparison.Ordinal) == true ? null : NextStep.Of(Reason, Force, Sequence);

    /// <summary>The export's id in the ledger, or null when there is none.</summary>
    public long? ExportId { get; init; }

    /// <summary>The export's sequence, or null when there is none.</summary>
    public int? Sequence { get; init; }

    /// <summary>The export's attempt, or null.</summary>
    public int? Attempt { get; init; }

    /// <summary>The data file's name, or null.</summary>
    public string? File { get; init; }

    /// <summary>The data file's SHA-256, or null.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The data file's length in bytes, or null.</summary>
    public long? Bytes { get; init; }

    /// <summary>Rows per action.</summary>
    public RowCounts Rows { get; init; } 

    /// <summary>Excluded records by reason.</summary>
    public IReadOnlyDictionary<string, int> Excluded { get; init; } = new Dictionary<string, int>();

    /// <summary>Records held back, by reason and field.</summary>
    public IReadOnlyDictionary<(string Reason, string Field), int> HeldBack { get; init; } = new Dictionary<(string, string), int>();

    /// <summary>Records that the force has and must not have, each withdrawn and counted among <see cref="Excluded"/>.</summary>
    public IReadOnlyList<AlreadySentRow> AlreadySent { get; init; } = [];

    /// <summary>Texts that do not leave yet because nobody has decided about their redacted form.</summary>
    public int TextsWaiting { get; init; }

    /// <summary>What the guards said of the plan; null where nothing was planned.</summary>
    public GuardVerdict? Guards { get; init; }

    /// <summary>Sequences of earlier exports that this run finished first.</summary>
    public IReadOnlyList<int> Resumed { get; init; } = [];

    /// <summary>The sequence of the file of withdrawals that went before anything else; null where none did.</summary>
    public int? Withdrawal { get; init; }

    /// <summary>Whether the run was for withdrawals alone: it says nothing of the force's night.</summary>
    public bool IsOfWithdrawalsAlone { get; init; }

    /// <summary>Problems of the configuration, when those are the reason.</summary>
    public IReadOnlyList<ConfigProblem> Problems { get; init; } = [];
}
