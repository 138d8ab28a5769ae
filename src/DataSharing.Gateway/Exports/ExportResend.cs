using System.Globalization;
using DataSharing.Disclosure;
using DataSharing.Gateway.Files;
using DataSharing.Gateway.Files.Rows;
using DataSharing.Gateway.Incidents;
using DataSharing.Gateway.Ledger;

namespace DataSharing.Gateway.Exports;

/// <summary>Makes the same bytes again, under the next attempt's names, and records them.</summary>
internal sealed class ExportResend
{
    private readonly ExportLedger _ledger;
    private readonly StandingCheck _standing;
    private readonly TimeProvider _time;
    private readonly RunWatch _watch;

    public ExportResend(ExportLedger ledger, StandingCheck standing, TimeProvider time, RunWatch watch)
    {
        _ledger = ledger;
        _standing = standing;
        _time = time;
        _watch = watch;
    }

    /// <summary>Repeats the export of the sequence that the run is asked for.</summary>
    /// <exception cref="InvalidOperationException">The request names no sequence.</exception>
    public async Task<Building> RepeatAskedAsync(RunWork work, CancellationToken ct)
    {
        int sequence = work.Request.Sequence ?? throw new InvalidOperationException("A resend names a sequence.");
        return await _ledger.Exports.FindAsync(work.Slug, sequence, cancellation: ct) is { } original && IsRepeatable(original)
            ? await RepeatAsync(work, original, ct)
            : new Building.Ended(ExportResult.Refused(work.Slug, Reason.NoSuchExport, string.Create(CultureInfo.InvariantCulture,
                $"The ledger has no delivered file with sequence {sequence} for {work.Slug}. See: datasharing history {work.Slug}.")));
    }

    /// <summary>Repeats an export that is no resend itself, unless a row of it is no longer shared.</summary>
    /// <exception cref="SourceUnavailableException">The source cannot be read.</exception>
    /// <exception cref="FileCheckException">The check found a fault; nothing is left of the attempt.</exception>
    public async Task<Building> RepeatAsync(RunWork work, RecordedExport original, CancellationToken ct)
    {
        if (!await _standing.IsSharedAsync(work, work.Profile, work.Today, original, ct))
        {
            return new Building.Ended(NoLongerShared(original));
        }

        ExportNumber number = await _ledger.Exports.NextAttemptAsync(work.Slug, original.Number.Sequence, ct);
        DateTimeOffset now = _time.GetUtcNow();
        ExportFile archived = work.Archive.OpenData(original, work.NameOf(number, now).Data, ct);
        Manifest manifest = Manifest.Read(work.Archive.OpenManifest(original, ct));
        work.Archive.RemoveCopies(original.ManifestEntry);
        WrittenAttempt written = WrittenAttempt.Repeat(
            work, AttemptPlace.Of(work, number), number, now, archived, manifest, original.Head);
        try
        {
            written.CheckRepeated(work.Profile);
        }
        catch (FileCheckException)
        {
            // Not the data file: it is the archive's.
            await work.Archive.DestroyAsync(work.Held, [written.ManifestFile.Entry], CancellationToken.None);
            throw;
        }

        _watch.Step(work.Slug, ExportStep.Written);
        await work.Archive.KeepAsync(work.Held, [written.ManifestFile], ct);
        RecordedExport export = await _ledger.Exports.RecordBuiltAsync(
            work.Held,
            written.ToBuilt(work, ExportKind.Resend, GateReport.OfRepeated(work, number, original), original.Id, original.IsWithdrawal), [],
            cancellation: ct);
        _watch.Step(work.Slug, ExportStep.Built);
        return new Building.Built(export, new ExportResult(work.Slug, RunOutcome.Delivered));
    }

    /// <summary>The ending of a resend with a row that the force must not get again.</summary>
    public static ExportResult NoLongerShared(RecordedExport export) =>
        ExportResult.Refused(export.Force, Reason.ContainsWithdrawn) with { Sequence = export.Number.Sequence };

    private static bool IsRepeatable(RecordedExport export) =>
        export is { FileName: not null, Kind: not ExportKind.Resend, State: ExportState.Delivered or ExportState.Unconfirmed };
}
