using System.Diagnostics;
using System.Runtime.ExceptionServices;
using DataSharing.Disclosure;
using DataSharing.Gateway.Delivery;
using DataSharing.Gateway.Delivery.Sftp;
using DataSharing.Gateway.Files;
using DataSharing.Gateway.Incidents;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Telemetry;
using Microsoft.Extensions.Logging;

namespace DataSharing.Gateway.Exports;

/// <summary>
/// Brings a recorded export to the force's drop: on the way, looked at again, published, manifest last. The ledger says each step before
/// the drop is asked for it.
/// </summary>
internal sealed class ExportDelivery
{
    private static readonly TimeSpan LeaseLeftBeforeRename = TimeSpan.FromSeconds(30);

    private readonly ISftpConnector _connector;
    private readonly ExportLedger _ledger;
    private readonly StandingCheck _standing;
    private readonly ExportResend _resend;
    private readonly TakenParts _parts;
    private readonly StopGuard _stop;
    private readonly ILogger _log;
    private readonly RunWatch _watch;

    public ExportDelivery(
        ISftpConnector connector, ExportLedger ledger, StandingCheck standing, ExportResend resend, TakenParts parts, StopGuard stop,
            ILogger log, RunWatch watch)
    {
        _connector = connector;
        _ledger = ledger;
        _standing = standing;
        _resend = resend;
        _parts = parts;
        _stop = stop;
        _log = log;
        _watch = watch;
    }

    /// <summary>Brings an export that was not published yet to its end.</summary>
    /// <param name="work">The run.</param>
    /// <param name="export">The export.</param>
    /// <param name="resumed">Whether an earlier run left it.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>Ended or voided.</returns>
    /// <exception cref="DropException">The drop could not be asked, or refused.</exception>
    /// <exception cref="RefusedException">Nothing may go to the force today.</exception>
    /// <exception cref="SourceUnavailableException">The source cannot be read, so that nothing goes.</exception>
    public async Task<DeliveryStep> DeliverAsync(RunWork work, RecordedExport export, bool resumed, CancellationToken ct)
    {
        // Before a byte of an earlier night's file travels, and again directly before its rename.
        if (resumed && export.State != ExportState.Publishing && !await _standing.StillStandsAsync(work, export, ct))
        {
            await using DropVisit? cleaning = export.TemporaryName is null ? null : await ConnectAsync(work, export, ct);
            return await VoidAsync(work, export, cleaning, ct);
        }

        DeliveryFiles files = DeliveryFiles.Open(work, export, ct);
        await using DropVisit visit = await ConnectAsync(work, export, ct);
        if (export.State == ExportState.Publishing)
        {
            DeliveryStep step = await TakeBackAsync(work, export, files.Lead, visit, ct);
            if (step is not DeliveryStep.Free free)
            {
                return step;
            }

            export = free.Export;
        }

        IPublication publication = PublicationOf(work, export, work.Force.Drop.Publish);
        string temporary = publication.NameOnTheWay(files.Lead);
        if (export.TemporaryName is { } stale && stale != files.Lead.Name)
        {
            (export, _) = await _parts.RemoveAsync(work.Held, export, stale, visit, TakenParts.Resumed, ct);
        }

        export = await _ledger.Exports.SetStateAsync(
            work.Held, export.Id, export.State, ExportState.Sending, temporaryName: temporary, cancellation: ct);
        _watch.Step(work.Slug, ExportStep.Sending);
        await _stop.SendAsync(work, export, sending => publication.PrepareAsync(visit, files.Lead, temporary, sending), ct);
        if (!await _standing.StillStandsAsync(work, export, ct))
        {
            return await VoidAsync(work, export, visit, ct);
        }

        _watch.Step(work.Slug, ExportStep.LookedAgain);
        if (await BeginPublishingAsync(work, export, ct) is not { } publishing)
        {
            return await VoidAsync(work, export, visit, ct);
        }

        export = publishing;
        // A rename was asked about under the lock just now, and is not broken off; what goes under its final name at once is long.
        PublicationEnd end = temporary == files.Lead.Name
            ? await _stop.SendAsync(work, export, sending => publication.PublishAsync(visit, files.Lead, temporary, sending), ct)
            : await publication.PublishAsync(visit, files.Lead, temporary, ct);
        if (end is not PublicationEnd.Whole)
        {
            return await ConcludeAsync(work, export, files.Lead, end, ct);
        }

        _watch.Step(work.Slug, ExportStep.Renamed);
        export = await SetPublishedAsync(work, export, ct);
        return new DeliveryStep.Ended(await CompleteAsync(work, export, files.Manifest, visit, ct));
    }

    /// <summary>Delivers an export that repeats another. Where it may no longer go, the run is refused.</summary>
    /// <inheritdoc cref="DeliverAsync" path="/exception"/>
    public async Task<ExportResult> DeliverRepeatedAsync(RunWork work, Building repeated, CancellationToken ct) => repeated switch
    {
        Building.Built built =>
            await DeliverAsync(work, built.Export, resumed: false, ct) is DeliveryStep.Ended ended ? ended.Result
            : ExportResend.NoLongerShared(built.Export),
        Building.Ended ended => ended.Result,
        _ => throw new UnreachableException(),
    };

    /// <summary>Puts the manifest of a published export over a new connection, and closes the export.</summary>
    /// <exception cref="DropException">The drop could not be asked, or refused.</exception>
    public async Task<ExportResult> CompleteAsync(RunWork work, RecordedExport export, CancellationToken ct)
    {
        ExportFile manifest = work.Archive.OpenManifest(export, ct);
        await using DropVisit visit = await ConnectAsync(work, export, ct);
        return await CompleteAsync(work, export, manifest, visit, ct);
    }

    /// <summary>
    /// Gives up an export that was not published yet, so that a file of withdrawals can go before it. The source is not asked.
    /// </summary>
    /// <exception cref="DropException">The drop, where something of it may be, could not be asked.</exception>
    public async Task GiveUpAsync(RunWork work, RecordedExport export, CancellationToken ct)
    {
        if (export.TemporaryName is not null && !work.IgnoresStop)
        {
            await _stop.RequireAsync(work, export, ct);
        }

        // Nothing is sent over it, so that a run despite a stop may clear what stands in its way.
        await using DropVisit? cleaning = export.TemporaryName is null ? null : await ReachAsync(work, ct);
        await VoidAsync(work, export, cleaning, ct);
    }

    /// <summary>Closes an export of unknown outcome whose bytes arrived by a resend, where a crash came between the two.</summary>
    /// <returns>Whether they arrived.</returns>
    public async Task<bool> SettledByResendAsync(RunWork work, RecordedExport export, CancellationToken ct)
    {
        IReadOnlyList<RecordedExport> attempts = await _ledger.Exports.AttemptsAsync(work.Slug, export.Number.Sequence, ct);
        long content = export.ContentOf ?? export.Id;
        if (attempts.FirstOrDefault(
            attempt => attempt.Id != export.Id && attempt.ContentOf == content && attempt.State == ExportState.Delivered) is not { } again)
        {
            return false;
        }

        await _ledger.Exports.CloseDeliveredAsync(work.Held, export.Id, again.Evidence!, ct);
        return true;
    }

    /// <summary>
    /// Finds out what became of an export whose publication an earlier run began, and takes it back where nothing of it was published.
    /// </summary>
    /// <returns>Free where it still stands and goes again; otherwise how it ended.</returns>
    private async Task<DeliveryStep> TakeBackAsync(
        RunWork work, RecordedExport export, ExportFile lead, DropVisit visit, CancellationToken ct)
    {
        // As it was begun, whatever the profile says by now.
        string temporary = export.TemporaryName!;
        IPublication begun = PublicationOf(work, export, temporary == lead.Name ? PublishBy.Direct : PublishBy.Rename);
        DeliveryStep step = await ConcludeAsync(work, export, lead, await begun.LookAsync(visit, lead, temporary, ct), ct);
        return step is DeliveryStep.Free free && !await _standing.StillStandsAsync(work, free.Export, ct)
            ? await VoidAsync(work, free.Export, visit, ct)
            : step;
    }

    /// <returns>Null where an order was given meanwhile that keeps a row of it from leaving.</returns>
    private async Task<RecordedExport?> BeginPublishingAsync(RunWork work, RecordedExport export, CancellationToken ct)
    {
        // What was built under other rules is not explained by these. A repeated export's rules were kept when it first went.
        if (export.Facts.ProfileHash == work.Profile.Hash && export.ContentOf is null)
        {
            await _ledger.Delivered.KeepAsync(work.Held, export.Id, new DeliveredProfile(work.Force.Files), ct);
        }

        await work.Held.ConfirmAsync(LeaseLeftBeforeRename, ct);
        if (await _ledger.Exports.BeginPublishingAsync(work.Held, export.Id, work.OrdersSeen, work.IgnoresStopFor(export), ct)
            is not { } publishing)
        {
            return null;
        }

        _watch.Step(work.Slug, ExportStep.Publishing);
        await work.Age.WitnessAsync(work.Slug, publishing.Number, ct);
        _watch.Step(work.Slug, ExportStep.Witnessed);
        return publishing;
    }

    private async Task<RecordedExport> SetPublishedAsync(RunWork work, RecordedExport export, CancellationToken ct)
    {
        RecordedExport published = await _ledger.Exports.SetStateAsync(
            work.Held, export.Id, ExportState.Publishing, ExportState.Published, cancellation: ct);
        _watch.Step(work.Slug, ExportStep.Published);
        return published;
    }

    /// <summary>
    /// Draws the conclusion from what became of a file that does not stand whole under its final name as far as this connection knows.
    /// </summary>
    private async Task<DeliveryStep> ConcludeAsync(
        RunWork work, RecordedExport export, ExportFile lead, PublicationEnd end, CancellationToken ct)
    {
        switch (end)
        {
            case PublicationEnd.Free:
                // The ledger must say so before a temporary goes: a crash in between would leave neither name at the drop, and the outcome
                // unknown.
                return new DeliveryStep.Free(
                    await _ledger.Exports.SetStateAsync(
                    work.Held, export.Id, ExportState.Publishing, ExportState.Sending, cancellation: ct));
            case PublicationEnd.Failed failed:
                await _ledger.Exports.SetStateAsync(
                    work.Held, export.Id, ExportState.Publishing, ExportState.Sending, cancellation: CancellationToken.None);
                ExceptionDispatchInfo.Throw(failed.Error);
                throw new UnreachableException();
            case PublicationEnd.Stays:
                return new DeliveryStep.Ended(await GoAgainAsync(work, export, lead, ct));
            case PublicationEnd.Seen seen:
                return new DeliveryStep.Ended(await ConcludeAsync(work, export, lead, seen.Presence, ct));
            default:
                throw new UnreachableException();
        }
    }

    private async Task<ExportResult> ConcludeAsync(
        RunWork work, RecordedExport export, ExportFile lead, DropPresence presence, CancellationToken ct)
    {
        switch (presence)
        {
            case DropPresence.Ours:
                return await CompleteAsync(work, await SetPublishedAsync(work, export, ct), ct);
            case DropPresence.Foreign:
                return ExportResult.Of(
                    export, RunOutcome.Failed) with { Reason = Reason.NameTaken,
                    Message = $"A file named {lead.Name} that is not ours is at the drop." };
            default:
                await _ledger.Exports.SetStateAsync(
                    work.Held, export.Id, ExportState.Publishing, ExportState.Unconfirmed, cancellation: ct);
                return ExportResult.Of(export, RunOutcome.Unconfirmed) with
                {
                    Reason = Reason.Unconfirmed,
                    Message = export.TemporaryName == lead.Name
                        ? $"{lead.Name} was put under its final name, and what became of it cannot be seen or removed at the drop: it may have been collected, whole or in part."
                        : $"The answer to the rename of {lead.Name} was lost, and the drop has neither that file nor its temporary: it may have been collected.",
                };
        }
    }

    /// <summary>
    /// The beginning of a file stays under its final name: the same bytes go as the next attempt under its own name, once in a run.
    /// </summary>
    private async Task<ExportResult> GoAgainAsync(RunWork work, RecordedExport export, ExportFile lead, CancellationToken ct)
    {
        ExportResult unconfirmed = await ConcludeAsync(work, export, lead, DropPresence.Neither, ct);
        if (export.FileName is null || work.HasGoneAgain)
        {
            return unconfirmed;
        }

        work.HasGoneAgain = true;
        RecordedExport original = export.ContentOf is { } content ? await _ledger.Exports.FindAsync(content, ct) ?? export : export;
        ExportResult again = await DeliverRepeatedAsync(work, await _resend.RepeatAsync(work, original, ct), ct);
        return again.Outcome == RunOutcome.Refused ? unconfirmed : again;
    }

    private async Task<ExportResult> CompleteAsync(
        RunWork work, RecordedExport export, ExportFile manifest, DropVisit visit, CancellationToken ct)
    {
        // Where there is no data file the manifest was the file that was published.
        DeliveryReceipt receipt = export.FileName is null
            ? visit.Receipt(manifest)
            : await _stop.SendAsync(
                work, export, sending => visit.CompleteAsync(manifest, ManifestOnTheWay(work, export, manifest), sending), ct);
        _watch.Step(work.Slug, ExportStep.ManifestPut);
        // From here on the force has everything: cancelling must not keep the ledger from knowing it.
        await _ledger.Exports.CloseDeliveredAsync(work.Held, export.Id, EvidenceOf(receipt), CancellationToken.None);
        if (export.ContentOf is { } repeated
            && await _ledger.Exports.FindAsync(repeated, CancellationToken.None) is { State: ExportState.Unconfirmed } original)
        {
            await SettledByResendAsync(work, original, CancellationToken.None);
        }

        work.Archive.RemoveCopies(export.ManifestEntry, export.FileEntry);
        _watch.Step(work.Slug, ExportStep.Closed);
        return ExportResult.Of(export, RunOutcome.Delivered);
    }

    /// <summary>
    /// The manifest travels as its data file did: so what an earlier end of this process left of it is found and removed.
    /// </summary>
    private string ManifestOnTheWay(RunWork work, RecordedExport export, ExportFile manifest) => export.TemporaryName is { } ofData
        ? ofData.Replace(export.FileName!, manifest.Name, StringComparison.Ordinal)
        : PublicationOf(work, export, work.Force.Drop.Publish).NameOnTheWay(manifest);

    /// <summary>Gives an export up, at the drop, in the ledger and in the outbox.</summary>
    /// <param name="work">The run.</param>
    /// <param name="export">The export.</param>
    /// <param name="visit">The connection; null where nothing of it is at the drop.</param>
    /// <param name="ct">Cancels.</param>
    private async Task<DeliveryStep> VoidAsync(RunWork work, RecordedExport export, DropVisit? visit, CancellationToken ct)
    {
        // Where there was no temporary, what was put under the final name is gone already.
        if (export.TemporaryName is { } temporary && temporary != (export.FileName ?? export.ManifestName) && visit is not null)
        {
            (_, bool stays) = await _parts.RemoveAsync(work.Held, export, temporary, visit, TakenParts.Given, ct);
            // A drop box that lets nothing be removed must not keep the force from ever learning what has changed since.
            if (stays)
            {
                _log.TemporaryStays(new ForceSlug(work.Slug), export.Number.Sequence);
            }
        }

        await _ledger.Exports.VoidAsync(work.Held, export.Id, Reason.SourceChanging.Code, ct);
        // After the ledger: a crash in between leaves a stray entry, which the next run removes. The data file of a resend is the
        // archive's.
        string[] own = export.FileEntry is { } entry && export.ContentOf is null ? [export.ManifestEntry, entry] : [export.ManifestEntry];
        await work.Archive.DestroyAsync(work.Held, own, ct);
        _log.ExportVoided(new ForceSlug(work.Slug), export.Number.Sequence);
        return new DeliveryStep.Voided();
    }

    private IPublication PublicationOf(RunWork work, RecordedExport export, PublishBy way) => way == PublishBy.Direct
        ? new DirectPublication(work, _watch, ct => ConnectAsync(work, export, ct))
        : new RenamePublication(work, _watch, ct => ConnectAsync(work, export, ct));

    private async Task<DropVisit> ConnectAsync(RunWork work, RecordedExport export, CancellationToken ct)
    {
        await _stop.RequireAsync(work, export, ct);
        return await ReachAsync(work, ct);
    }

    private async Task<DropVisit> ReachAsync(RunWork work, CancellationToken ct)
    {
        DropVisit visit = await DropVisit.ConnectAsync(_connector, work.Force.Drop, ct);
        visit.Sent = (sent, total) => _watch.BytesSent?.Invoke(work.Slug, sent, total);
        return visit;
    }

    private static DeliveryEvidence EvidenceOf(DeliveryReceipt receipt) => new()
    {
        Engine = receipt.Evidence.Engine.Word(),
        HostKeyFingerprint = receipt.Evidence.HostKeySha256,
        ServerSoftware = receipt.Evidence.Software,
        RemoteLength = receipt.Evidence.RemoteLength,
        Synced = receipt.Evidence.Synced,
        ReadBack = receipt.Evidence.ReadBack,
        Mode = receipt.Evidence.ModeSet is { } set ? (set ? "set" : "notSet") : null,
    };
}
