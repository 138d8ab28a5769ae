namespace DataSharing.Disclosure.Planning;

/// <summary>How many rows of an export do what. Carries no cell.</summary>
/// <param name="New">Rows that add a record.</param>
/// <param name="Amend">Rows that replace a record.</param>
/// <param name="Withdraw">Rows that withdraw a record.</param>
/// <param name="Resend">Rows sent again on request.</param>
public readonly record struct RowCounts(int New, int Amend, int Withdraw, int Resend)
{
    /// <summary>All rows.</summary>
    public int Total => New + Amend + Withdraw + Resend;

    /// <summary>These counts and one more row.</summary>
    public RowCounts With(RowAction action) => action switch
    {
        RowAction.New => this with { New = New + 1 },
        RowAction.Amend => this with { Amend = Amend + 1 },
        RowAction.Withdraw => this with { Withdraw = Withdraw + 1 },
        RowAction.Resend => this with { Resend = Resend + 1 },
        _ => throw new ArgumentOutOfRangeException(nameof(action)),
    };
}
