using System.Data.Common;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Records;

namespace DataSharing.Gateway.Ledger;

/// <summary>
/// The exports: their numbers, states and rows, and what was seen of them at the drop.
/// Those of its methods that take a lease throw <see cref="LeaseLostException"/> when it is no longer this process's.
/// </summary>
internal sealed class LedgerExports(LedgerDatabase database, LedgerClock clock, LedgerLeases leases)
{
    private const string CountRows =
        """
        update export set rows_new = @New, rows_amend = @Amend, rows_withdraw = @Withdraw, rows_resend = @Resend, rows_digest = @digest
        where id = @exportId
        """;

    // The rows of a resend are those of the export it repeats.
    private const string SelectRows =
        """
        select token, incident_key, action, version, row_hash, key_id, text_hash, placement from exported_row
        where export_id = (select coalesce(content_of, id) from export where id = @exportId)

        """;

    internal const string HighestSequence = "select coalesce(max(sequence), 0) from export where force = @force";

    private const string LastEvidence = "select evidence from export where force = @force and state = 'delivered' and evidence is not null order by id desc ";

    private const string LastDelivered =
        "select sequence as Sequence, delivered_at as DeliveredAt from export where force = @force and state = 'delivered' and kind <> 'resend' order by id desc ";

    /// <summary>
    /// The number of the force's next delta or full export: one more than the highest sequence of an export that is not void, and one more
    /// than the highest attempt ever made at that sequence. After a restored ledger was accepted it is not below the number that was given
    /// then.
    /// </summary>
    public Task<ExportNumber> NextSequenceAsync(string force, CancellationToken cancellation = default) =>
        database.SnapshotAsync("reading the next sequence", work => ExportNumbers.NextAsync(work, force), cancellation);

    /// <summary>The number of the next resend of a sequence.</summary>
    public Task<ExportNumber> NextAttemptAsync(string force, int sequence, CancellationToken cancellation = default) => database.ReadAsync(
        "reading the next attempt",
        async work =>
            new ExportNumber(
            sequence, await ExportNumbers.AttemptAfterAsync(work, force, sequence, await RestoredLedger.ReadAsync(work, force))),
        cancellation);

    /// <summary>The highest sequence of any export of the force, void ones too; 0 when it has none.</summary>
    public Task<int> HighestSequenceAsync(string force, CancellationToken cancellation = default) => database.ReadAsync(
        "reading the highest sequence",
        work => work.ScalarAsync<int>(HighestSequence, new { force }),
        cancellation);

    /// <summary>Records an export that lies in the outbox, with its rows, in one transaction.</summary>
    /// <param name="lease">The force's lease.</param>
    /// <param name="built">The export.</param>
    /// <param name="rows">Its rows in the order of their incident keys, read once while they are written; none for a resend.</param>
    /// <param name="check">A check of the files that goes on meanwhile; nothing is recorded before it has succeeded, or when it
    /// fails.</param>
    /// <param name="cancellation">Stops the write; nothing is recorded then.</param>
    /// <exception cref="ArgumentException">The rows are not in the order of their incident keys, or a resend has rows.</exception>
    /// <exception cref="LedgerException">
    /// <see cref="LedgerFault.Conflict"/>: its number is not the next one, a name was used before, two rows have one token, its run is
    /// unknown, or an earlier delta or full export is neither delivered nor void, so that the holding from which this one was planned is
    /// not settled.
    /// </exception>
    public Task<RecordedExport> RecordBuiltAsync(
        Lease lease, BuiltExport built, IEnumerable<ExportedRow> rows, Task? check = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(lease);
        ArgumentNullException.ThrowIfNull(built);
        ArgumentNullException.ThrowIfNull(rows);
        return leases.WriteAsync(
            lease,
            "recording an export as built",
            async work =>
            {
                RunAsked asked = await work.FirstOrNoneAsync<RunAsked>(RunAsked.Select, new { runId = built.RunId, force = lease.Force })
                    ?? throw work.Fault(LedgerFault.Conflict, "the force has no such run");
                ExportRow? content = await ExportNumbers.RequireAsync(work, lease.Force, built);
                DateTimeOffset now = clock.UtcNow();
                long exportId = await ExportInsert.InsertAsync(work, lease.Force, built, now);
                (RowCounts counts, string digest) = await ExportInsert.RecordRowsAsync(
                    work, exportId, rows, built.Kind == ExportKind.Resend);

                if (content is not null)
                {
                    (counts, digest) = (content.Rows, content.RowsDigest);
                }

                await work.AwaitAsync(check ?? Task.CompletedTask);
                await work.ExecuteAsync(CountRows, new { exportId, counts.New, counts.Amend, counts.Withdraw, counts.Resend, digest });
                ExportRow row = await ExportMoves.RequireExportAsync(work, lease.Force, exportId);
                await Journal.AppendAsync(work, now, JournalKind.ExportBuilt, lease.Force, lease.Actor, row.BuiltBody(asked));
                return row.ToRecorded();
            },
            cancellation);
    }

    /// <summary>Moves an export from one state to another; publishing, delivered and void have methods of their own.</summary>
    /// <param name="lease">The force's lease.</param>
    /// <param name="exportId">The export.</param>
    /// <param name="from">The state it must be in.</param>
    /// <param name="to">The state it gets.</param>
    /// <param name="reason">The reason code of a held or unconfirmed export; null takes an earlier one away.</param>
    /// <param name="temporaryName">The temporary name at the drop; null keeps the one recorded.</param>
    /// <param name="cancellation">Stops the write.</param>
    /// <exception cref="ArgumentException">The one state never follows the other, or has a method of its own.</exception>
    /// <exception cref="LedgerException"><see cref="LedgerFault.Conflict"/>: the export is not in the state
    /// <paramref name="from"/>.</exception>
    public Task<RecordedExport> SetStateAsync(
        Lease lease, long exportId, ExportState from, ExportState to, string? reason = null, string? temporaryName = null,
            CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(lease);
        JournalKind kind = to switch
        {
            ExportState.Sending => JournalKind.ExportSending,
            ExportState.Published => JournalKind.ExportPublished,
            ExportState.Held => JournalKind.ExportHeld,
            ExportState.Unconfirmed => JournalKind.ExportUnconfirmed,
            _ => throw new ArgumentException($"An export does not become {to.Word()} by this method.", nameof(to)),
        };
        if (!ExportTransitions.Allows(from, to))
        {
            throw new ArgumentException($"An export that is {from.Word()} cannot become {to.Word()}.", nameof(to));
        }

        return leases.WriteAsync(
            lease,
            "changing the state of an export",
            async work =>
            {
                ExportRow row = await ExportMoves.MoveAsync(work, lease, exportId, from, to, reason, temporaryName, null, null);
                await Journal.AppendAsync(work, clock.UtcNow(), kind, lease.Force, lease.Actor, row.StateBody());
                return row.ToRecorded();
            },
            cancellation);
    }

    /// <summary>
    /// Says that the rename of an export is about to be asked for, unless an order keeps it from leaving that was given after
    /// <paramref name="seen"/>. An order and this wait for each other: whichever is later knows of the other.
    /// </summary>
    /// <param name="lease">The force's lease.</param>
    /// <param name="exportId">The export, which is on its way.</param>
    /// <param name="seen">The last order that was looked at when its rows were found to stand.</param>
    /// <param name="despiteStop">Whether it goes although everything is stopped.</param>
    /// <param name="cancellation">Stops the write.</param>
    /// <returns>The export; null where an order is about one of its rows, and nothing was changed.</returns>
    /// <exception cref="RefusedException">Everything is stopped.</exception>
    /// <exception cref="LedgerException"><see cref="LedgerFault.Conflict"/>: the export is not on its way.</exception>
    public Task<RecordedExport?> BeginPublishingAsync(
        Lease lease, long exportId, long seen, bool despiteStop, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(lease);
        return leases.WriteAsync(
            lease,
            "publishing an export",
            async work =>
            {
                await work.LockAsync(LedgerOrders.Lock);
                if (!despiteStop && LedgerOrders.IsStopped(work))
                {
                    throw new RefusedException(Reason.StopAll);
                }

                if (await LedgerOrders.TouchesAsync(work, exportId, seen))
                {
                    return null;
                }

                ExportRow row = await ExportMoves.MoveAsync(
                    work, lease, exportId, ExportState.Sending, ExportState.Publishing, null, null, null, null);
                await Journal.AppendAsync(
                    work, clock.UtcNow(), JournalKind.ExportPublishing, lease.Force, lease.Actor, row.StateBody());
                return row.ToRecorded();
            },
            cancellation);
    }

    /// <summary>Gives an export up that has not left: its sequence is free again, its attempt and its names are not.</summary>
    /// <exception cref="LedgerException"><see cref="LedgerFault.Conflict"/>: it is published, delivered, unconfirmed or void.</exception>
    public Task<RecordedExport> VoidAsync(Lease lease, long exportId, string reason, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(lease);
        ArgumentException.ThrowIfNullOrEmpty(reason);
        return leases.WriteAsync(
            lease,
            "voiding an export",
            async work =>
            {
                ExportState from = await ExportMoves.RequireStateAsync(work, lease.Force, exportId, ExportState.Void);
                ExportRow row = await ExportMoves.MoveAsync(work, lease, exportId, from, ExportState.Void, reason, null, null, null);
                await Journal.AppendAsync(work, clock.UtcNow(), JournalKind.ExportVoided, lease.Force, lease.Actor, row.StateBody());
                return row.ToRecorded();
            },
            cancellation);
    }

    /// <summary>
    /// Closes a published or unconfirmed export as delivered and moves the force's holding, in one transaction. A resend moves no holding:
    /// where it settles an unconfirmed export, that one is closed by a call of its own.
    /// </summary>
    /// <exception cref="LedgerException">
    /// <see cref="LedgerFault.Conflict"/>: it is neither published nor unconfirmed, or its rows contradict the holding.
    /// </exception>
    public Task<RecordedExport> CloseDeliveredAsync(
        Lease lease, long exportId, DeliveryEvidence evidence, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(lease);
        ArgumentNullException.ThrowIfNull(evidence);
        return leases.WriteAsync(
            lease,
            "closing an export",
            async work =>
            {
                ExportState from = await ExportMoves.RequireStateAsync(work, lease.Force, exportId, ExportState.Delivered);
                DateTimeOffset now = clock.UtcNow();
                ExportRow row = await ExportMoves.MoveAsync(
                    work, lease, exportId, from, ExportState.Delivered, null, null, UtcText.Of(now), evidence.ToJson());
                bool resend = row.ContentOf is not null;
                if (!resend && row.Rows.Total > 0)
                {
                    await LedgerHoldings.MoveAsync(work, row);
                }

                JournalKind kind = from == ExportState.Unconfirmed ? JournalKind.ExportConfirmed
                    : resend ? JournalKind.ExportResent
                    : JournalKind.ExportDelivered;
                await Journal.AppendAsync(work, now, kind, lease.Force, lease.Actor, row.StateBody());
                return row.ToRecorded();
            },
            cancellation);
    }

    /// <summary>The force's exports that are neither delivered nor void, oldest first.</summary>
    public Task<IReadOnlyList<RecordedExport>> PendingAsync(string force, CancellationToken cancellation = default) =>
        ReadAsync(ExportMoves.PendingCondition, new { force }, cancellation);

    /// <summary>All exports of a sequence, void ones and resends too, in the order of their attempts.</summary>
    public Task<IReadOnlyList<RecordedExport>> AttemptsAsync(string force, int sequence, CancellationToken cancellation = default) =>
        ReadAsync("where force = @force and sequence = @sequence order by attempt", new { force, sequence }, cancellation);

    /// <summary>
    /// One export by its number. Without an attempt: the delta or full export of the sequence that is not void, else the last attempt made
    /// at it. Null when there is none.
    /// </summary>
    public async Task<RecordedExport?> FindAsync(string force, int sequence, int? attempt = null, CancellationToken cancellation = default)
    {
        IReadOnlyList<RecordedExport> attempts = await AttemptsAsync(force, sequence, cancellation);
        return attempt is { } wanted
            ? attempts.FirstOrDefault(export => export.Number.Attempt == wanted)
            : attempts.FirstOrDefault(export => export.Kind != ExportKind.Resend && export.State != ExportState.Void)
                ?? (attempts.Count == 0 ? null : attempts[^1]);
    }

    /// <summary>One export by its id, or null.</summary>
    public async Task<RecordedExport?> FindAsync(long exportId, CancellationToken cancellation = default) =>
        (await ReadAsync("where id = @exportId", new { exportId }, cancellation)).SingleOrDefault();

    /// <summary>The outbox entries of all the force's exports that are not void. An entry beside these was left by a crash.</summary>
    public Task<IReadOnlyList<string>> OutboxEntriesAsync(string force, CancellationToken cancellation = default) =>
        database.ReadAsync<IReadOnlyList<string>>(
        "listing outbox entries",
        async work => await work.ListAsync<string>(
            """
            select file_entry from export where force = @force and state <> 'void' and file_entry is not null
            union select manifest_entry from export where force = @force and state <> 'void'
            """,
            new { force }),
        cancellation);

    /// <summary>What was seen of the force's last delivery; null when there was none.</summary>
    public Task<DeliveryEvidence?> LastEvidenceAsync(string force, CancellationToken cancellation = default) => database.ReadAsync(
        "reading the deliveries",
        async work =>
            await work.ScalarAsync<string>(LastEvidence + work.Database.First("@one"), new { force, one = 1 }) is { } json
            ? DeliveryEvidence.FromJson(json) : null,
        cancellation);

    /// <summary>
    /// The newest export that was delivered to the force, resends apart: its sequence, and when; null when there was none.
    /// </summary>
    public Task<(int Sequence, DateTimeOffset At)?> LastDeliveredAsync(string force, CancellationToken cancellation = default) =>
        database.ReadAsync<(int, DateTimeOffset)?>(
        "reading the deliveries",
        async work => (await work.ListAsync<DeliveredRow>(LastDelivered + work.Database.First("@one"), new { force, one = 1 })) is [var row]
            ? (row.Sequence, work.Reduced(() => UtcText.Read(row.DeliveredAt)))
            : null,
        cancellation);

    /// <summary>Streams an export's rows in the order of their incident keys.</summary>
    public IEnumerable<ExportedRow> ReadRowsByKey(long exportId, CancellationToken cancellation = default) =>
        database.Stream("reading the rows of an export", SelectRows + "order by incident_key", new { exportId }, ReadRow, cancellation);

    /// <summary>Streams an export's rows in the order of their tokens, which is the order of the file.</summary>
    public IEnumerable<ExportedRow> ReadRowsByToken(long exportId, CancellationToken cancellation = default) =>
        database.Stream("reading the rows of an export", SelectRows + "order by token", new { exportId }, ReadRow, cancellation);

    /// <summary>Reads the columns token, incident_key, action, version, row_hash, key_id, text_hash and placement.</summary>
    internal static ExportedRow ReadRow(DbDataReader reader) => new(
        IncidentKey.FromStored(reader.GetString(1)),
        reader.GetString(0),
        (RowAction)reader.GetInt32(2),
        reader.GetInt32(3),
        reader.IsDBNull(4) ? null : reader.GetFieldValue<byte[]>(4),
        reader.GetString(5),
        reader.IsDBNull(6) ? null : reader.GetFieldValue<byte[]>(6),
        reader.IsDBNull(7) ? null : reader.GetFieldValue<byte[]>(7));

    private Task<IReadOnlyList<RecordedExport>> ReadAsync(string condition, object parameters, CancellationToken cancellation) =>
        database.ReadAsync(
        "reading exports",
        async work =>
        {
            List<ExportRow> rows = await work.ListAsync<ExportRow>(ExportRow.Select + condition, parameters);
            return work.Reduced<IReadOnlyList<RecordedExport>>(() => rows.ConvertAll(row => row.ToRecorded()));
        },
        cancellation);

    private sealed class DeliveredRow
    {
        public int Sequence { get; init; }

        public string DeliveredAt { get; init; } = "";
    }
}
