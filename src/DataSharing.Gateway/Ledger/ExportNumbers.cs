namespace DataSharing.Gateway.Ledger;

/// <summary>Which number an export gets, inside the transaction of whoever gives it.</summary>
internal static class ExportNumbers
{
    private const string NextSequence = "select coalesce(max(sequence), 0) + 1 from export where force = @force and state <> 'void'";

    private const string NextAttempt = "select coalesce(max(attempt), 0) + 1 from export where force = @force and sequence = @sequence";

    public static async Task<ExportNumber> NextAsync(LedgerWork work, string force)
    {
        RestoredLedger restored = await RestoredLedger.ReadAsync(work, force);
        int sequence = Math.Max(await work.ScalarAsync<int>(NextSequence, new { force }), restored.Next);
        return new ExportNumber(sequence, await AttemptAfterAsync(work, force, sequence, restored));
    }

    /// <summary>
    /// Of a sequence below the one at which a restored ledger goes on, attempts may have been made that it does not know.
    /// </summary>
    public static async Task<int> AttemptAfterAsync(LedgerWork work, string force, int sequence, RestoredLedger restored) =>
        Math.Max(await work.ScalarAsync<int>(NextAttempt, new { force, sequence }), sequence < restored.Next ? restored.Attempt + 1 : 1);

    /// <summary>
    /// Whether its file may be at the force, so that its number is used up. A file of withdrawals need not wait for what becomes of it.
    /// </summary>
    private static bool IsPast(ExportRow export) => LedgerWords.States.Read(export.State)
        is ExportState.Publishing or ExportState.Published or ExportState.Unconfirmed;

    /// <summary>Checks number and kind against what the ledger has; returns the export that a resend repeats.</summary>
    public static async Task<ExportRow?> RequireAsync(LedgerWork work, string force, BuiltExport built)
    {
        ExportRow? content = null;
        ExportNumber next;
        if (built.Kind == ExportKind.Resend)
        {
            content = await work.FirstOrNoneAsync<ExportRow>(
                ExportRow.Select + "where id = @id and force = @force", new { id = built.ContentOf, force });
            if (content is null || content.ContentOf is not null || content.Sequence != built.Number.Sequence
                || content.State is not ("delivered" or "unconfirmed") || content.Sha256 != built.Sha256 || content.Bytes != built.Bytes)
            {
                throw work.Fault(
                    LedgerFault.Conflict, "a resend must repeat the bytes of a delivered or unconfirmed export of its sequence");
            }

            next = new ExportNumber(
                content.Sequence, await AttemptAfterAsync(work, force, content.Sequence, await RestoredLedger.ReadAsync(work, force)));
        }
        else
        {
            if ((await work.ListAsync<ExportRow>(ExportRow.Select + ExportMoves.PendingCondition, new { force }))
                .Exists(export => export.ContentOf is null && !(built.IsWithdrawal && IsPast(export))))
            {
                throw work.Fault(LedgerFault.Conflict, "an earlier export is neither delivered nor void");
            }

            next = await NextAsync(work, force);
        }

        return built.Number == next ? content : throw work.Fault(LedgerFault.Conflict, "the export's number is not the next one");
    }
}
