using System.Data.Common;
using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Records;
using DataSharing.Gateway.Rows;

namespace DataSharing.Gateway.Ledger;

internal sealed partial class ExportLedger
{
    private const string NextSequence = "select coalesce(max(sequence), 0) + 1 from export where force = @force and state <> 'void'";

    private const string NextAttempt = "select coalesce(max(attempt), 0) + 1 from export where force = @force and sequence = @sequence";

    private const string PendingCondition = "where force = @force and state not in ('delivered', 'void') order by id";

    private const string InsertExport =
        """
        insert into export (force, sequence, attempt, kind, state, run_id, created_at, file_name, manifest_name, file_entry, manifest_entry,
                            sha256, bytes, manifest_sha256, manifest_bytes, rows_new, rows_amend, rows_withdraw, rows_resend, rows_digest,
                            profile_hash, profile_version, release_hash, protocol, agreement_reference, agreement_version, marking, key_id, content_of)
        values (@force, @sequence, @attempt, @kind, 'built', @runId, @createdAt, @fileName, @manifestName, @fileEntry, @manifestEntry,
                @sha256, @bytes, @manifestSha256, @manifestBytes, 0, 0, 0, 0, '',
                @profileHash, @profileVersion, @releaseHash, @protocol, @agreementReference, @agreementVersion, @marking, @keyId, @contentOf)
        """;

    private const string CountRows =
        """
        update export set rows_new = @New, rows_amend = @Amend, rows_withdraw = @Withdraw, rows_resend = @Resend, rows_digest = @digest
        where id = @exportId
        """;

    private const string NamesUsed = "select count(*) from used_name where force = @force and name in (@file, @manifest)";

    private const string InsertName = "insert into used_name (force, name, export_id) values (@force, @name, @exportId)";

    private const string MoveState =
        """
        update export set state = @to, reason = @reason, temporary_name = coalesce(@temporaryName, temporary_name), delivered_at = @deliveredAt,
               evidence = coalesce(@evidence, evidence)
        where id = @exportId and force = @force and state = @from
        """;

    private const string RepeatedTokens =
        "select count(*) from (select token from exported_row where export_id = @exportId group by token having count(*) > 1) repeated";

    // The rows of a resend are those of the export it repeats.
    private const string SelectRows =
        """
        select token, incident_key, action, version, row_hash, key_id, text_hash, placement from exported_row
        where export_id = (select coalesce(content_of, id) from export where id = @exportId)

        """;

    /// <summary>
    /// The number of the force's next delta or full export: one more than the highest sequence of an export that is not void, and one more than the
    /// highest attempt ever made at that sequence. After a restored ledger was accepted it is not below the number that was given then.
    /// </summary>
    public Task<ExportNumber> NextSequenceAsync(string force, CancellationToken cancellation = default) =>
        _database.SnapshotAsync("reading the next sequence", work => NextNumberAsync(work, force), cancellation);

    /// <summary>The number of the next resend of a sequence.</summary>
    public Task<ExportNumber> NextAttemptAsync(string force, int sequence, CancellationToken cancellation = default) => _database.ReadAsync(
        "reading the next attempt",
        async work => new ExportNumber(sequence, await AttemptAfterAsync(work, force, sequence, await RestoredAsync(work, force))),
        cancellation);

    /// <summary>Records an export that lies in the outbox, with its rows, in one transaction.</summary>
    /// <param name="lease">The force's lease.</param>
    /// <param name="built">The export.</param>
    /// <param name="rows">Its rows in the order of their incident keys, read once while they are written; none for a resend.</param>
    /// <param name="check">A check of the files that goes on meanwhile; nothing is recorded before it has succeeded, or when it fails.</param>
    /// <param name="cancellation">Stops the write; nothing is recorded then.</param>
    /// <exception cref="ArgumentException">The rows are not in the order of their incident keys, or a resend has rows.</exception>
    /// <exception cref="LedgerException">
    /// <see cref="LedgerFault.Conflict"/>: its number is not the next one, a name was used before, two rows have one token, its run is unknown, or an
    /// earlier delta or full export is neither delivered nor void, so that the holding from which this one was planned is not settled.
    /// </exception>
    public Task<RecordedExport> RecordBuiltAsync(
        Lease lease, BuiltExport built, IEnumerable<ExportedRow> rows, Task? check = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(lease);
        ArgumentNullException.ThrowIfNull(built);
        ArgumentNullException.ThrowIfNull(rows);
        return WriteAsync(
            lease,
            "recording an export as built",
            async work =>
            {
                RunAsked asked = await work.FirstOrNoneAsync<RunAsked>(RunAsked.Select, new { runId = built.RunId, force = lease.Force })
                    ?? throw work.Fault(LedgerFault.Conflict, "the force has no such run");
                ExportRow? content = await RequireNumberAsync(work, lease.Force, built);
                DateTimeOffset now = UtcNow();
                long exportId = await InsertAsync(work, lease.Force, built, now);
                (RowCounts counts, string digest) = await RecordRowsAsync(work, exportId, rows, built.Kind == ExportKind.Resend);

                if (content is not null)
                {
                    (counts, digest) = (content.Rows, content.RowsDigest);
                }

                await work.AwaitAsync(check ?? Task.CompletedTask);
                await work.ExecuteAsync(CountRows, new { exportId, counts.New, counts.Amend, counts.Withdraw, counts.Resend, digest });
                ExportRow row = await RequireExportAsync(work, lease.Force, exportId);
                await Journal.AppendAsync(work, now, JournalKind.ExportBuilt, lease.Force, lease.Actor, row.BuiltBody(asked));
                return row.ToRecorded();
            },
            cancellation);
    }

    /// <summary>Moves an export from one state to another; delivered and void have methods of their own.</summary>
    /// <param name="lease">The force's lease.</param>
    /// <param name="exportId">The export.</param>
    /// <param name="from">The state it must be in.</param>
    /// <param name="to">The state it gets.</param>
    /// <param name="reason">The reason code of a held or unconfirmed export; null takes an earlier one away.</param>
    /// <param name="temporaryName">The temporary name at the drop; null keeps the one recorded.</param>
    /// <param name="cancellation">Stops the write.</param>
    /// <exception cref="ArgumentException">The one state never follows the other, or has a method of its own.</exception>
    /// <exception cref="LedgerException"><see cref="LedgerFault.Conflict"/>: the export is not in the state <paramref name="from"/>.</exception>
    public Task<RecordedExport> SetStateAsync(
        Lease lease, long exportId, ExportState from, ExportState to, string? reason = null, string? temporaryName = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(lease);
        JournalKind kind = to switch
        {
            ExportState.Sending => JournalKind.ExportSending,
            ExportState.Publishing => JournalKind.ExportPublishing,
            ExportState.Published => JournalKind.ExportPublished,
            ExportState.Held => JournalKind.ExportHeld,
            ExportState.Unconfirmed => JournalKind.ExportUnconfirmed,
            _ => throw new ArgumentException($"An export does not become {to.Word()} by this method.", nameof(to)),
        };
        if (!ExportTransitions.Allows(from, to))
        {
            throw new ArgumentException($"An export that is {from.Word()} cannot become {to.Word()}.", nameof(to));
        }

        return WriteAsync(
            lease,
            "changing the state of an export",
            async work =>
            {
                ExportRow row = await MoveAsync(work, lease, exportId, from, to, reason, temporaryName, null, null);
                await Journal.AppendAsync(work, UtcNow(), kind, lease.Force, lease.Actor, row.StateBody());
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
        return WriteAsync(
            lease,
            "voiding an export",
            async work =>
            {
                ExportState from = await RequireStateAsync(work, lease.Force, exportId, ExportState.Void);
                ExportRow row = await MoveAsync(work, lease, exportId, from, ExportState.Void, reason, null, null, null);
                await Journal.AppendAsync(work, UtcNow(), JournalKind.ExportVoided, lease.Force, lease.Actor, row.StateBody());
                return row.ToRecorded();
            },
            cancellation);
    }

    /// <summary>
    /// Closes a published or unconfirmed export as delivered and moves the force's holding, in one transaction. A resend moves no holding: where it
    /// settles an unconfirmed export, that one is closed by a call of its own.
    /// </summary>
    /// <exception cref="LedgerException">
    /// <see cref="LedgerFault.Conflict"/>: it is neither published nor unconfirmed, or its rows contradict the holding.
    /// </exception>
    public Task<RecordedExport> CloseDeliveredAsync(Lease lease, long exportId, DeliveryEvidence evidence, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(lease);
        ArgumentNullException.ThrowIfNull(evidence);
        return WriteAsync(
            lease,
            "closing an export",
            async work =>
            {
                ExportState from = await RequireStateAsync(work, lease.Force, exportId, ExportState.Delivered);
                DateTimeOffset now = UtcNow();
                ExportRow row = await MoveAsync(work, lease, exportId, from, ExportState.Delivered, null, null, UtcText.Of(now), evidence.ToJson());
                bool resend = row.ContentOf is not null;
                if (!resend && row.Rows.Total > 0)
                {
                    await MoveHoldingAsync(work, row);
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
        ExportsAsync(PendingCondition, new { force }, cancellation);

    /// <summary>All exports of a sequence, void ones and resends too, in the order of their attempts.</summary>
    public Task<IReadOnlyList<RecordedExport>> AttemptsAsync(string force, int sequence, CancellationToken cancellation = default) =>
        ExportsAsync("where force = @force and sequence = @sequence order by attempt", new { force, sequence }, cancellation);

    /// <summary>
    /// One export by its number. Without an attempt: the delta or full export of the sequence that is not void, else the last attempt made at it.
    /// Null when there is none.
    /// </summary>
    public async Task<RecordedExport?> FindAsync(string force, int sequence, int? attempt = null, CancellationToken cancellation = default)
    {
        IReadOnlyList<RecordedExport> attempts = await AttemptsAsync(force, sequence, cancellation);
        return attempt is { } wanted
            ? attempts.FirstOrDefault(export => export.Number.Attempt == wanted)
            : attempts.FirstOrDefault(export => export.Kind != ExportKind.Resend && export.State != ExportState.Void)
                ?? (attempts.Count == 0 ? null : attempts[^1]);
    }

    /// <summary>The outbox entries of all the force's exports that are not void. An entry beside these was left by a crash.</summary>
    public Task<IReadOnlyList<string>> OutboxEntriesAsync(string force, CancellationToken cancellation = default) => _database.ReadAsync<IReadOnlyList<string>>(
        "listing outbox entries",
        async work => await work.ListAsync<string>(
            """
            select file_entry from export where force = @force and state <> 'void' and file_entry is not null
            union select manifest_entry from export where force = @force and state <> 'void'
            """,
            new { force }),
        cancellation);

    /// <summary>One export by its id, or null.</summary>
    public async Task<RecordedExport?> FindAsync(long exportId, CancellationToken cancellation = default) =>
        (await ExportsAsync("where id = @exportId", new { exportId }, cancellation)).SingleOrDefault();

    /// <summary>Streams an export's rows in the order of their incident keys.</summary>
    public IEnumerable<ExportedRow> ReadRowsByKey(long exportId, CancellationToken cancellation = default) =>
        _database.Stream("reading the rows of an export", SelectRows + "order by incident_key", new { exportId }, ReadRow, cancellation);

    /// <summary>Streams an export's rows in the order of their tokens, which is the order of the file.</summary>
    public IEnumerable<ExportedRow> ReadRowsByToken(long exportId, CancellationToken cancellation = default) =>
        _database.Stream("reading the rows of an export", SelectRows + "order by token", new { exportId }, ReadRow, cancellation);

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

    private static async Task<ExportNumber> NextNumberAsync(LedgerWork work, string force)
    {
        RestoredLedger restored = await RestoredAsync(work, force);
        int sequence = Math.Max(await work.ScalarAsync<int>(NextSequence, new { force }), restored.Next);
        return new ExportNumber(sequence, await AttemptAfterAsync(work, force, sequence, restored));
    }

    /// <summary>Of a sequence below the one at which a restored ledger goes on, attempts may have been made that it does not know.</summary>
    private static async Task<int> AttemptAfterAsync(LedgerWork work, string force, int sequence, RestoredLedger restored) =>
        Math.Max(await work.ScalarAsync<int>(NextAttempt, new { force, sequence }), sequence < restored.Next ? restored.Attempt + 1 : 1);

    /// <summary>Checks number and kind against what the ledger has; returns the export that a resend repeats.</summary>
    private static async Task<ExportRow?> RequireNumberAsync(LedgerWork work, string force, BuiltExport built)
    {
        ExportRow? content = null;
        ExportNumber next;
        if (built.Kind == ExportKind.Resend)
        {
            content = await work.FirstOrNoneAsync<ExportRow>(ExportRow.Select + "where id = @id and force = @force", new { id = built.ContentOf, force });
            if (content is null || content.ContentOf is not null || content.Sequence != built.Number.Sequence
                || content.State is not ("delivered" or "unconfirmed") || content.Sha256 != built.Sha256 || content.Bytes != built.Bytes)
            {
                throw work.Fault(LedgerFault.Conflict, "a resend must repeat the bytes of a delivered or unconfirmed export of its sequence");
            }

            next = new ExportNumber(content.Sequence, await AttemptAfterAsync(work, force, content.Sequence, await RestoredAsync(work, force)));
        }
        else
        {
            if ((await work.ListAsync<ExportRow>(ExportRow.Select + PendingCondition, new { force })).Exists(export => export.ContentOf is null))
            {
                throw work.Fault(LedgerFault.Conflict, "an earlier export is neither delivered nor void");
            }

            next = await NextNumberAsync(work, force);
        }

        return built.Number == next ? content : throw work.Fault(LedgerFault.Conflict, "the export's number is not the next one");
    }

    private static async Task<long> InsertAsync(LedgerWork work, string force, BuiltExport built, DateTimeOffset now)
    {
        string? file = built.FileName?.ToLowerInvariant();
        string manifest = built.ManifestName.ToLowerInvariant();
        if (file == manifest || await work.ScalarAsync<long>(NamesUsed, new { force, file, manifest }) != 0)
        {
            throw work.Fault(LedgerFault.Conflict, "the name of the file or of its manifest was used before");
        }

        long exportId = await work.ScalarAsync<long>(
            work.Database.Inserted(InsertExport),
            new
            {
                force,
                sequence = built.Number.Sequence,
                attempt = built.Number.Attempt,
                kind = built.Kind.Word(),
                runId = built.RunId,
                createdAt = UtcText.Of(now),
                fileName = built.FileName,
                manifestName = built.ManifestName,
                fileEntry = built.FileEntry,
                manifestEntry = built.ManifestEntry,
                sha256 = built.Sha256,
                bytes = built.Bytes,
                manifestSha256 = built.ManifestSha256,
                manifestBytes = built.ManifestBytes,
                profileHash = built.ProfileHash,
                profileVersion = built.ProfileVersion,
                releaseHash = built.ReleaseHash,
                protocol = built.Protocol,
                agreementReference = built.AgreementReference,
                agreementVersion = built.AgreementVersion,
                marking = built.Marking,
                keyId = built.KeyId,
                contentOf = built.ContentOf,
            });
        if (file is not null)
        {
            await work.ExecuteAsync(InsertName, new { force, name = file, exportId });
        }

        await work.ExecuteAsync(InsertName, new { force, name = manifest, exportId });
        return exportId;
    }

    private static async Task<(RowCounts Counts, string Digest)> RecordRowsAsync(LedgerWork work, long exportId, IEnumerable<ExportedRow> rows, bool resend)
    {
        using var digest = new RowsDigest();
        var tokens = new TokenMarks();
        RowCounts counts = RecordRows(work, exportId, rows, resend, digest, tokens);
        return tokens.MayRepeat() && await work.With(Patience.Work).ScalarAsync<long>(RepeatedTokens, new { exportId }) != 0
            ? throw work.Fault(LedgerFault.Conflict, "two rows of the export have the same token")
            : (counts, digest.Finish());
    }

    private static RowCounts RecordRows(LedgerWork work, long exportId, IEnumerable<ExportedRow> rows, bool resend, RowsDigest digest, TokenMarks tokens)
    {
        using RowInsert insert = work.InsertRows(exportId);
        var counts = default(RowCounts);
        IncidentKey? last = null;
        foreach (ExportedRow row in rows)
        {
            if (resend)
            {
                throw new ArgumentException("A resend has no rows of its own: they are those of the export it repeats.", nameof(rows));
            }

            if (last is { } previous && row.Key <= previous)
            {
                throw new ArgumentException("The rows of an export must come in the order of their incident keys, each key once.", nameof(rows));
            }

            last = row.Key;
            insert.Add(row);
            digest.Add(row);
            tokens.Add(row.Token);
            counts = counts.With(row.Action);
        }

        insert.Complete();
        return counts;
    }

    private static async Task<ExportRow> RequireExportAsync(LedgerWork work, string force, long exportId) =>
        await work.FirstOrNoneAsync<ExportRow>(ExportRow.Select + "where id = @exportId and force = @force", new { exportId, force })
        ?? throw work.Fault(LedgerFault.Conflict, "the force has no such export");

    private static async Task<ExportState> RequireStateAsync(LedgerWork work, string force, long exportId, ExportState to)
    {
        ExportRow row = await RequireExportAsync(work, force, exportId);
        ExportState from = work.Reduced(() => LedgerWords.States.Read(row.State));
        return ExportTransitions.Allows(from, to)
            ? from
            : throw work.Fault(LedgerFault.Conflict, $"an export that is {row.State} cannot become {to.Word()}");
    }

    private static async Task<ExportRow> MoveAsync(
        LedgerWork work, Lease lease, long exportId, ExportState from, ExportState to, string? reason, string? temporaryName, string? deliveredAt, string? evidence)
    {
        int moved = await work.ExecuteAsync(
            MoveState,
            new { exportId, force = lease.Force, from = from.Word(), to = to.Word(), reason, temporaryName, deliveredAt, evidence });
        return moved == 1
            ? await RequireExportAsync(work, lease.Force, exportId)
            : throw work.Fault(LedgerFault.Conflict, $"the export is not in the state {from.Word()}");
    }

    private Task<IReadOnlyList<RecordedExport>> ExportsAsync(string condition, object parameters, CancellationToken cancellation) => _database.ReadAsync(
        "reading exports",
        async work =>
        {
            List<ExportRow> rows = await work.ListAsync<ExportRow>(ExportRow.Select + condition, parameters);
            return work.Reduced<IReadOnlyList<RecordedExport>>(() => rows.ConvertAll(row => row.ToRecorded()));
        },
        cancellation);
}
