namespace DataSharing.Gateway.Ledger;

/// <summary>A row of an incident in an export to a force.</summary>
/// <param name="Force">The force's slug.</param>
/// <param name="Number">The export's number.</param>
/// <param name="State">How far the export has come.</param>
/// <param name="IsTaken">Whether a file of it was gone from the drop before it had its final name.</param>
/// <param name="IsWithdrawal">Whether the row tells the force to delete the record.</param>
internal sealed record IncidentRow(string Force, ExportNumber Number, ExportState State, bool IsTaken, bool IsWithdrawal)
{
    /// <summary>Whether the export is neither delivered nor void.</summary>
    public bool IsOnItsWay => State is not (ExportState.Delivered or ExportState.Void);
}
