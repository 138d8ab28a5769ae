using System.Globalization;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Planning;
using DataSharing.Gateway.Ledger;

namespace DataSharing.Gateway.Exports;

/// <summary>Holds an export that withdraws more than a night explains, until a person says that it is right.</summary>
internal sealed class WithdrawalGuard
{
    private const int GuardedWithdrawals = 20;

    private readonly ExportLedger _ledger;

    public WithdrawalGuard(ExportLedger ledger) => _ledger = ledger;

    /// <summary>
    /// The sentences why the plan of an export is held; null when it may go on. What a person accepted is written into the journal.
    /// </summary>
    /// <param name="work">The run.</param>
    /// <param name="counts">What was planned.</param>
    /// <param name="byCheck">How many of the withdrawals only the check of the finished file found, in this run: whoever accepted the
    /// others could not know of them.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<string?> HeldAsync(RunWork work, PlanCounts counts, int byCheck, CancellationToken ct)
    {
        if (Objection(work.Request, counts) is not { } held)
        {
            return null;
        }

        if (work.Request.AcceptWithdrawals is { } number && (number == counts.Withdraw || number == counts.Withdraw - byCheck))
        {
            JournalBody accepted = new JournalBody().With("withdrawals", counts.Withdraw).With("held", counts.Held)
                .With("why", work.Request.Why);
            await _ledger.Journal.AppendAsync(JournalKind.WithdrawalsAccepted, work.Slug, work.Request.AskedBy, accepted, ct);
            return null;
        }

        return held;
    }

    /// <summary>Why a plan withdraws too much to go by itself, with the line that lets it through; null where it does not.</summary>
    public static string? Objection(ExportRequest request, PlanCounts counts)
    {
        bool emptied = counts.Read == 0 && counts.Held > 0;
        if (!emptied && (counts.Withdraw <= GuardedWithdrawals || counts.Withdraw <= counts.Held / 10.0))
        {
            return null;
        }

        string plan = $"The export would withdraw {Number(counts.Withdraw)} of the {Number(counts.Held)} records the force holds"
            + (emptied ? ", because the source gave no record for it." : ".");
        string sent = counts.AlreadySent.Count == 0 ? ""
            : $" Of {Number(counts.AlreadySent.Count)} of them something must not have left ({Reason.AlreadySent.Code}); nothing new goes to the force before.";
        string accepted = request.AcceptWithdrawals is { } number ? $" You accepted {Number(number)}; the numbers must be equal." : "";
        return $"{plan}{sent}{accepted} If that is right: datasharing {CommandOf(request)} --accept-withdrawals {Number(counts.Withdraw)} --reason TEXT.";
    }

    private static string CommandOf(ExportRequest request) => request switch
    {
        { Task: ExportTask.ReexportFull } => $"reexport {request.Force} --full",
        { Range: { } range } =>
            $"reexport {request.Force} --from {Iso(range.From)} --to {Iso(range.To)}{(range.Column is null ? "" : $" --column \"{range.Column}\"")}",
        _ => $"export {request.Force}",
    };

    private static string Iso(DateOnly day) => day.ToString("O", CultureInfo.InvariantCulture);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
