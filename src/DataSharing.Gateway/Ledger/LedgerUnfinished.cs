namespace DataSharing.Gateway.Ledger;

/// <summary>
/// What became of files of exports that had not yet their final names at the drop.
/// Its methods throw <see cref="LeaseLostException"/> when the lease is no longer this process's.
/// </summary>
internal sealed class LedgerUnfinished(LedgerClock clock, LedgerLeases leases)
{
    private const string MarkPartTaken = "update export set part_taken = 1 where id = @exportId";

    /// <summary>
    /// Records that a file was gone from the drop before it had its final name, so that somebody may have read it; and that nothing of the
    /// export is there.
    /// </summary>
    /// <param name="lease">The force's lease.</param>
    /// <param name="exportId">The export.</param>
    /// <param name="file">The final name of the file: the export's own, or its manifest's.</param>
    /// <param name="found">When that was found: <c>delivery</c>, <c>resume</c> or <c>void</c>.</param>
    /// <param name="cancellation">Stops the write.</param>
    /// <returns>The export: one whose rename was asked for is on its way again, because none took place.</returns>
    public Task<RecordedExport> RecordPartTakenAsync(
        Lease lease, long exportId, string file, string found, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(lease);
        return leases.WriteAsync(
            lease,
            "recording that a file was taken",
            async work =>
            {
                ExportRow row = await ExportMoves.RequireExportAsync(work, lease.Force, exportId);
                bool isManifest = file == row.ManifestName;
                JournalBody body = new JournalBody()
                    .With("export", row.Id)
                    .With("sequence", row.Sequence)
                    .With("attempt", row.Attempt)
                    .With("file", file)
                    .With("temporaryName", row.TemporaryName)
                    .With(
                        FileHashes.FileMember, isManifest ? row.ManifestSalt : row.FileSalt,
                        isManifest ? row.ManifestSha256 : row.Sha256)
                    .With("bytes", isManifest ? row.ManifestBytes : row.Bytes)
                    .With("found", found);
                bool ofExport = !isManifest || row.FileName is null;
                if (ofExport && LedgerWords.States.Read(row.State) is ExportState.Publishing or ExportState.Sending)
                {
                    row = await NothingLeftAsync(work, lease, row);
                    await Journal.AppendAsync(work, clock.UtcNow(), JournalKind.ExportSending, lease.Force, lease.Actor, row.StateBody());
                }

                await work.ExecuteAsync(MarkPartTaken, new { exportId });
                await Journal.AppendAsync(work, clock.UtcNow(), JournalKind.PartTaken, lease.Force, lease.Actor, body);
                return (await ExportMoves.RequireExportAsync(work, lease.Force, exportId)).ToRecorded();
            },
            cancellation);
    }

    /// <summary>Records that nothing of an export that was on its way is at the drop: what was put there was removed again.</summary>
    public Task<RecordedExport> RecordPartRemovedAsync(Lease lease, long exportId, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(lease);
        return leases.WriteAsync(
            lease,
            "recording that a file was removed",
            async work =>
            {
                ExportRow row = await ExportMoves.RequireExportAsync(work, lease.Force, exportId);
                if (row.State == ExportState.Sending.Word() && !string.IsNullOrEmpty(row.TemporaryName))
                {
                    row = await NothingLeftAsync(work, lease, row);
                    await Journal.AppendAsync(work, clock.UtcNow(), JournalKind.ExportSending, lease.Force, lease.Actor, row.StateBody());
                }

                return row.ToRecorded();
            },
            cancellation);
    }

    private static Task<ExportRow> NothingLeftAsync(LedgerWork work, Lease lease, ExportRow row) =>
        ExportMoves.MoveAsync(work, lease, row.Id, LedgerWords.States.Read(row.State), ExportState.Sending, null, "", null, null);
}
