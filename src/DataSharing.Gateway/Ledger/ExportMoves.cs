namespace DataSharing.Gateway.Ledger;

/// <summary>An export's way from one state to the next, inside the transaction of whoever moves it.</summary>
internal static class ExportMoves
{
    public const string PendingCondition = "where force = @force and state not in ('delivered', 'void') order by id";

    private const string MoveState =
        """
        update export set state = @to, reason = @reason, temporary_name = coalesce(@temporaryName, temporary_name), delivered_at = @deliveredAt,
               evidence = coalesce(@evidence, evidence)
        where id = @exportId and force = @force and state = @from
        """;

    public static async Task<ExportRow> RequireExportAsync(LedgerWork work, string force, long exportId) =>
        await work.FirstOrNoneAsync<ExportRow>(ExportRow.Select + "where id = @exportId and force = @force", new { exportId, force })
        ?? throw work.Fault(LedgerFault.Conflict, "the force has no such export");

    public static async Task<ExportState> RequireStateAsync(LedgerWork work, string force, long exportId, ExportState to)
    {
        ExportRow row = await RequireExportAsync(work, force, exportId);
        ExportState from = work.Reduced(() => LedgerWords.States.Read(row.State));
        return ExportTransitions.Allows(from, to)
            ? from
            : throw work.Fault(LedgerFault.Conflict, $"an export that is {row.State} cannot become {to.Word()}");
    }

    public static async Task<ExportRow> MoveAsync(
        LedgerWork work, Lease lease, long exportId, ExportState from, ExportState to, string? reason, string? temporaryName,
            string? deliveredAt, string? evidence)
    {
        int moved = await work.ExecuteAsync(
            MoveState,
            new { exportId, force = lease.Force, from = from.Word(), to = to.Word(), reason, temporaryName, deliveredAt, evidence });
        return moved == 1
            ? await RequireExportAsync(work, lease.Force, exportId)
            : throw work.Fault(LedgerFault.Conflict, $"the export is not in the state {from.Word()}");
    }
}
