using DataSharing.Disclosure;
using DataSharing.Disclosure.Records;
using DataSharing.Gateway.Delivery;
using DataSharing.Gateway.Ledger;

namespace DataSharing.Gateway.Exports;

/// <summary>
/// Tells a force what it must delete because people withdrew it: a file of WITHDRAW rows alone, made from the ledger, before anything else
/// is planned for the force. It needs no source, and passes the guard against many withdrawals.
/// </summary>
internal sealed class WithdrawalFile
{
    private const int DeliveriesAtMost = 3;

    private readonly ExportLedger _ledger;
    private readonly ExportBuild _build;
    private readonly ExportDelivery _delivery;

    public WithdrawalFile(ExportLedger ledger, ExportBuild build, ExportDelivery delivery)
    {
        _ledger = ledger;
        _build = build;
        _delivery = delivery;
    }

    /// <summary>Whether the force is to be told anything, or a file that tells it is on its way.</summary>
    public async Task<bool> IsNeededAsync(RunWork work, CancellationToken ct) =>
        (await _ledger.Exports.PendingAsync(work.Slug, ct)).Any(IsWaiting) || Untold(work, ct).Count > 0;

    /// <summary>Finishes a file of withdrawals that was left, makes one where something is untold, and delivers it.</summary>
    /// <param name="asked">The run.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>How it ended; null where nothing was to be told.</returns>
    /// <exception cref="DropException">The drop could not be asked, or refused.</exception>
    /// <exception cref="RefusedException">Everything is stopped.</exception>
    /// <exception cref="LedgerException">The ledger cannot be read or written.</exception>
    public async Task<ExportResult?> SendAsync(RunWork asked, CancellationToken ct)
    {
        RunWork work = asked.ForWithdrawals();
        if (!await IsNeededAsync(work, ct))
        {
            return null;
        }

        ExportResult? told = null;
        for (int delivery = 0; delivery < DeliveriesAtMost; delivery++)
        {
            told = await SettleAsync(work, ct) ?? told;
            if (told is { Outcome: not RunOutcome.Delivered } || Untold(work, ct) is not { Count: > 0 } untold)
            {
                return told;
            }

            RecordedExport export = await _build.BuildWithdrawalsAsync(work, untold, ct);
            if (await _delivery.DeliverAsync(work, export, resumed: false, ct) is DeliveryStep.Ended { Result: var result })
            {
                return result;
            }
        }

        return new ExportResult(work.Slug, RunOutcome.Failed) { Reason = Reason.SourceChanging, IsTransient = true };
    }

    /// <summary>
    /// Finishes files of withdrawals that were left, and gives up what is built or on its way beside them: it may have what was withdrawn,
    /// and the next night makes it anew. What is published, or may be, is the next night's to finish, and counts as read.
    /// </summary>
    /// <returns>How the last file of withdrawals ended; null where none was left.</returns>
    private async Task<ExportResult?> SettleAsync(RunWork work, CancellationToken ct)
    {
        ExportResult? told = null;
        HashSet<IncidentKey> untold = [.. Untold(work, ct).Select(incident => incident.Last!.Key)];
        foreach (RecordedExport export in await _ledger.Exports.PendingAsync(work.Slug, ct))
        {
            if (IsWaiting(export))
            {
                if (await FinishAsync(work, export, ct) is DeliveryStep.Ended { Result: var ended })
                {
                    told = ended;
                    if (ended.Outcome != RunOutcome.Delivered)
                    {
                        return told;
                    }
                }
            }
            else if (export.State is ExportState.Built or ExportState.Sending or ExportState.Held && IsInTheWay(export, untold, ct))
            {
                await _delivery.GiveUpAsync(work, export, ct);
            }
        }

        return told;
    }

    private async Task<DeliveryStep> FinishAsync(RunWork work, RecordedExport export, CancellationToken ct) =>
        export.State == ExportState.Published ? new DeliveryStep.Ended(await _delivery.CompleteAsync(work, export, ct))
        : await _delivery.DeliverAsync(work, export, resumed: true, ct);

    /// <summary>A file that is sent again on request stands in nobody's way, unless it has what was withdrawn.</summary>
    private bool IsInTheWay(RecordedExport export, HashSet<IncidentKey> untold, CancellationToken ct) =>
        export.Kind != ExportKind.Resend || _ledger.Exports.ReadRowsByKey(export.Id, ct).Any(row => untold.Contains(row.Key));

    private IReadOnlyList<SentIncident> Untold(RunWork work, CancellationToken ct) =>
        new UntoldRows(_ledger, work.Keys.Marks()).Of(work.Slug, ct);

    /// <summary>Whether it is a file of withdrawals that can be gone on with.</summary>
    private static bool IsWaiting(RecordedExport export) =>
        export is { IsWithdrawal: true, Kind: not ExportKind.Resend, State: not ExportState.Unconfirmed };
}
