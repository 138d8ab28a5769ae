namespace DataSharing.Gateway.Files;

/// <summary>How many rows of a file do what.</summary>
/// <param name="New">Rows that add a record.</param>
/// <param name="Amend">Rows that replace a record.</param>
/// <param name="Withdraw">Rows that withdraw a record.</param>
/// <param name="Resend">Rows sent again on request.</param>
public sealed record RowCounts(int New, int Amend, int Withdraw, int Resend)
{
    /// <summary>All rows.</summary>
    public int Total => New + Amend + Withdraw + Resend;
}
