using DataSharing.Disclosure;
using DataSharing.Disclosure.Planning;
namespace DataSharing.Gateway.Ledger;

/// <summary>A run with its export, as the database gives it.</summary>
internal sealed class HistoryRow
{
    public long RunId { get; init; }

    public string Force { get; init; } = "";

    public string Command { get; init; } = "";

    public string? Person { get; init; }

    public string? RequestReason { get; init; }

    public string? DueAt { get; init; }

    public string StartedAt { get; init; } = "";

    public string? EndedAt { get; init; }

    public string? Outcome { get; init; }

    public string? Reason { get; init; }

    public int? Sequence { get; init; }

    public int? Attempt { get; init; }

    public string? FileName { get; init; }

    public string? Sha256 { get; init; }

    public int RowsNew { get; init; }

    public int RowsAmend { get; init; }

    public int RowsWithdraw { get; init; }

    public int RowsResend { get; init; }

    public string? Scope { get; init; }

    public RecordedRun ToRecorded() => new()
    {
        RunId = RunId,
        Force = Force,
        Command = LedgerWords.Commands.Read(Command),
        Person = Person,
        RequestReason = RequestReason,
        DueAt = UtcText.ReadOptional(DueAt),
        StartedAt = UtcText.Read(StartedAt),
        EndedAt = UtcText.ReadOptional(EndedAt),
        Outcome = Outcome is null ? null : LedgerWords.Outcomes.Read(Outcome),
        Reason = Reason,
        Sequence = Sequence,
        Attempt = Attempt,
        File = FileName,
        Sha256 = Sha256,
        Scope = Scope,
        Rows = FileName is null ? null : new RowCounts(RowsNew, RowsAmend, RowsWithdraw, RowsResend),
    };
}
