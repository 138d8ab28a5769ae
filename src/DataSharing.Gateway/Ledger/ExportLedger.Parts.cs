namespace DataSharing.Gateway.Ledger;

internal sealed partial class ExportLedger
{
    /// <summary>Records that a file was gone from the drop before it had its final name, so that somebody may have read it; and that nothing of the export is there.</summary>
    /// <param name="lease">The force's lease.</param>
    /// <param name="exportId">The export.</param>
    /// <param name="file">The final name of the file: the export's own, or its manifest's.</param>
    /// <param name="found">When that was found: <c>delivery</c>, <c>resume</c> or <c>void</c>.</param>
    /// <param name="cancellation">Stops the write.</param>
    /// <returns>The export: one whose rename was asked for is on its way again, because none took place.</returns>
    public Task<RecordedExport> RecordPartTakenAsync(Lease lease, long exportId, string file, string found, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(lease);
        return WriteAsync(
            lease,
            "recording that a file was taken",
            async work =>
            {
                ExportRow row = await RequireExportAsync(work, lease.Force, exportId);
                bool isManifest = file == row.ManifestName;
                JournalBody body = new JournalBody()
                    .With("export", row.Id)
                    .With("sequence", row.Sequence)
                    .With("attempt", row.Attempt)
                    .With("file", file)
                    .With("temporaryName", row.TemporaryName)
                    .With("sha256", isManifest ? row.ManifestSha256 : row.Sha256)
                    .With("bytes", isManifest ? row.ManifestBytes : row.Bytes)
                    .With("found", found);
                bool ofExport = !isManifest || row.FileName is null;
                if (ofExport && LedgerWords.States.Read(row.State) is ExportState.Publishing or ExportState.Sending)
                {
                    row = await NothingLeftAsync(work, lease, row);
                    await Journal.AppendAsync(work, UtcNow(), JournalKind.ExportSending, lease.Force, lease.Actor, row.StateBody());
                }

                await Journal.AppendAsync(work, UtcNow(), JournalKind.PartTaken, lease.Force, lease.Actor, body);
                return row.ToRecorded();
            },
            cancellation);
    }

    /// <summary>Records that nothing of an export that was on its way is at the drop: what was put there was removed again.</summary>
    public Task<RecordedExport> RecordPartRemovedAsync(Lease lease, long exportId, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(lease);
        return WriteAsync(
            lease,
            "recording that a file was removed",
            async work =>
            {
                ExportRow row = await RequireExportAsync(work, lease.Force, exportId);
                if (row.State == ExportState.Sending.Word() && !string.IsNullOrEmpty(row.TemporaryName))
                {
                    row = await NothingLeftAsync(work, lease, row);
                    await Journal.AppendAsync(work, UtcNow(), JournalKind.ExportSending, lease.Force, lease.Actor, row.StateBody());
                }

                return row.ToRecorded();
            },
            cancellation);
    }

    private static Task<ExportRow> NothingLeftAsync(LedgerWork work, Lease lease, ExportRow row) =>
        MoveAsync(work, lease, row.Id, LedgerWords.States.Read(row.State), ExportState.Sending, null, "", null, null);
}
