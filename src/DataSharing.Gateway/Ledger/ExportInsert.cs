using System.Globalization;
using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Records;
using DataSharing.Gateway.Rows;

namespace DataSharing.Gateway.Ledger;

/// <summary>Writes an export that was built, with its names and its rows, inside the transaction of whoever records it.</summary>
internal static class ExportInsert
{
    private const string InsertExport =
        """
        insert into export (force, sequence, attempt, kind, state, run_id, created_at, file_name, manifest_name, file_entry, manifest_entry,
                            sha256, bytes, manifest_sha256, manifest_bytes, rows_new, rows_amend, rows_withdraw, rows_resend, rows_digest,
                            profile_hash, profile_version, release_hash, protocol, agreement_reference, agreement_version, marking, key_id, content_of,
                            withdrawal, head_entry, head_value, report)
        values (@force, @sequence, @attempt, @kind, 'built', @runId, @createdAt, @fileName, @manifestName, @fileEntry, @manifestEntry,
                @sha256, @bytes, @manifestSha256, @manifestBytes, 0, 0, 0, 0, '',
                @profileHash, @profileVersion, @releaseHash, @protocol, @agreementReference, @agreementVersion, @marking, @keyId, @contentOf,
                @withdrawal, @headEntry, @headValue, @report)
        """;

    private const string NamesUsed = "select count(*) from used_name where force = @force and name in (@file, @manifest)";

    private const string InsertName = "insert into used_name (force, name, export_id) values (@force, @name, @exportId)";

    private const string RepeatedTokens =
        "select count(*) from (select token from exported_row where export_id = @exportId group by token having count(*) > 1) repeated";

    public static async Task<long> InsertAsync(LedgerWork work, string force, BuiltExport built, DateTimeOffset now)
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
                profileHash = built.Facts.ProfileHash,
                profileVersion = built.Facts.ProfileVersion.ToString(CultureInfo.InvariantCulture),
                releaseHash = built.ReleaseHash,
                protocol = built.Facts.Protocol,
                agreementReference = built.Facts.AgreementReference,
                agreementVersion = built.Facts.AgreementVersion,
                marking = built.Facts.Marking,
                keyId = built.Facts.KeyId,
                contentOf = built.ContentOf,
                withdrawal = built.IsWithdrawal ? 1 : 0,
                headEntry = built.Head?.Entry,
                headValue = built.Head?.Value,
                report = built.Report,
            });
        await FileHashes.AddSaltAsync(work, exportId, built.ContentOf);
        if (file is not null)
        {
            await work.ExecuteAsync(InsertName, new { force, name = file, exportId });
        }

        await work.ExecuteAsync(InsertName, new { force, name = manifest, exportId });
        return exportId;
    }

    public static async Task<(RowCounts Counts, string Digest)> RecordRowsAsync(
        LedgerWork work, long exportId, IEnumerable<ExportedRow> rows, bool resend)
    {
        using var digest = new RowsDigest();
        var tokens = new TokenMarks();
        RowCounts counts = RecordRows(work, exportId, rows, resend, digest, tokens);
        return tokens.MayRepeat() && await work.With(Patience.Work).ScalarAsync<long>(RepeatedTokens, new { exportId }) != 0
            ? throw work.Fault(LedgerFault.Conflict, "two rows of the export have the same token")
            : (counts, digest.Finish());
    }

    private static RowCounts RecordRows(
        LedgerWork work, long exportId, IEnumerable<ExportedRow> rows, bool resend, RowsDigest digest, TokenMarks tokens)
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
                throw new ArgumentException(
                    "The rows of an export must come in the order of their incident keys, each key once.", nameof(rows));
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
}
