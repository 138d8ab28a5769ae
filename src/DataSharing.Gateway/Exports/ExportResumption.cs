using System.Globalization;
using DataSharing.Disclosure;
using DataSharing.Gateway.Files.Rows;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Telemetry;
using Microsoft.Extensions.Logging;

namespace DataSharing.Gateway.Exports;

/// <summary>Finishes what earlier runs left, oldest first.</summary>
internal sealed class ExportResumption
{
    private readonly ExportLedger _ledger;
    private readonly ExportDelivery _delivery;
    private readonly ILogger _log;

    public ExportResumption(ExportLedger ledger, ExportDelivery delivery, ILogger log)
    {
        _ledger = ledger;
        _delivery = delivery;
        _log = log;
    }

    /// <summary>Finishes each export that is under way, until one stops the run.</summary>
    /// <inheritdoc cref="ExportDelivery.DeliverAsync" path="/exception"/>
    public async Task<Resumption> ResumeAsync(RunWork work, CancellationToken ct)
    {
        IReadOnlyList<RecordedExport> pending = await _ledger.Exports.PendingAsync(work.Slug, ct);
        SortedRows.RemoveStale(work.Outbox.Folder);
        var finished = new List<int>();
        ExportResult? answered = null;
        foreach (RecordedExport export in pending)
        {
            bool asked = work.Request.Sequence == export.Number.Sequence;
            DeliveryStep step = await FinishAsync(work, export, asked, pending, ct);
            if (step is DeliveryStep.Ended { Result: { Outcome: not RunOutcome.Delivered } stopped })
            {
                return new Resumption(finished, stopped);
            }

            if (step is DeliveryStep.Voided && !asked
                && pending.Any(other => other.Id == export.ContentOf && other.State == ExportState.Unconfirmed))
            {
                // The resend that should have settled it may no longer go, so a person has to.
                return new Resumption(finished, Unconfirmed(export));
            }

            if (step is DeliveryStep.Ended ended)
            {
                _log.ExportResumed(new ForceSlug(work.Slug), export.Number.Sequence);
                finished.Add(export.Number.Sequence);
                if (asked && (work.Request.Task == ExportTask.Confirm || export.Kind == ExportKind.Resend))
                {
                    answered = ended.Result;
                }
            }
        }

        return new Resumption(finished, null) { Answered = answered };
    }

    /// <summary>Finishes one export. Free where it waits for a resend that settles it.</summary>
    private async Task<DeliveryStep> FinishAsync(
        RunWork work, RecordedExport export, bool asked, IReadOnlyList<RecordedExport> pending, CancellationToken ct)
    {
        if (export.State == ExportState.Published)
        {
            return new DeliveryStep.Ended(await _delivery.CompleteAsync(work, export, ct));
        }

        if (export.State != ExportState.Unconfirmed)
        {
            return await _delivery.DeliverAsync(work, export, resumed: true, ct);
        }

        if (asked && work.Request.Task == ExportTask.Confirm)
        {
            RecordedExport arrived = await _ledger.Exports.SetStateAsync(
                work.Held, export.Id, ExportState.Unconfirmed, ExportState.Published, cancellation: ct);
            return new DeliveryStep.Ended(await _delivery.CompleteAsync(work, arrived, ct));
        }

        if (await _delivery.SettledByResendAsync(work, export, ct))
        {
            return new DeliveryStep.Ended(ExportResult.Of(export, RunOutcome.Delivered));
        }

        // The resend that is asked for, or that an earlier run left, settles it.
        bool resent = (asked && work.Request.Task == ExportTask.Resend) || pending.Any(other => other.ContentOf == export.Id);
        return resent ? new DeliveryStep.Free(export) : new DeliveryStep.Ended(Unconfirmed(export));
    }

    private static ExportResult Unconfirmed(RecordedExport export) => ExportResult.Refused(export.Force, Reason.Unconfirmed, string.Create(
        CultureInfo.InvariantCulture,
        $"It is not known whether sequence {export.Number.Sequence} arrived, and nothing newer is sent before that is settled. Ask the force. If it arrived: datasharing confirm {export.Force} {export.Number.Sequence} --reason TEXT. If not: datasharing resend {export.Force} {export.Number.Sequence} --reason TEXT."));
}
