using DataSharing.Disclosure;

namespace DataSharing.Gateway.Ledger;

/// <summary>Rows of an export by action.</summary>
public readonly record struct RowCounts(int New, int Amend, int Withdraw, int Resend)
{
    /// <summary>All rows.</summary>
    public int All => New + Amend + Withdraw + Resend;

    internal RowCounts With(RowAction action) => action switch
    {
        RowAction.New => this with { New = New + 1 },
        RowAction.Amend => this with { Amend = Amend + 1 },
        RowAction.Withdraw => this with { Withdraw = Withdraw + 1 },
        RowAction.Resend => this with { Resend = Resend + 1 },
        _ => throw new ArgumentOutOfRangeException(nameof(action)),
    };
}
