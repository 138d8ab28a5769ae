namespace DataSharing.Gateway.Ledger;

/// <summary>Verifies the orders: each has its entry, which says the same, and no entry lacks its order.</summary>
internal sealed class OrderVerification(LedgerWork work, VerificationFindings findings)
{
    private readonly Dictionary<long, UInt128> _told = [];

    /// <summary>Keeps a digest of what an entry says of an order.</summary>
    public void Remember(JournalRow row, IReadOnlyDictionary<string, string> body)
    {
        if (LedgerOrders.KindOf(row.Kind) is { } ordered)
        {
            _told[row.Entry] = SaidOf(ordered, row.At, body);
        }
    }

    /// <summary>Compares the orders with the entries.</summary>
    public void Compare()
    {
        foreach (StandingOrder order in work.Stream(LedgerOrders.Select + "order by entry", null, LedgerOrders.Read))
        {
            if (!_told.Remove(order.Entry, out UInt128 told))
            {
                findings.Bad(findings.Entries, "There is an order that no entry tells of.");
            }
            else if (told != SaidOf(order.Kind, UtcText.Of(order.At), order.Body().Members))
            {
                findings.Bad(order.Entry, "The order is not the one that the entry tells of.");
            }

            findings.Count();
        }

        foreach (long entry in _told.Keys)
        {
            findings.Bad(entry, "The order that the entry tells of is missing.");
        }
    }

    private static UInt128 SaidOf(OrderKind kind, string at, IReadOnlyDictionary<string, string> body) =>
        VerificationFindings.DigestOf(
            $"{kind.Word()}\n{at}\n{string.Join('\n', StandingOrder.Members.Select(member => body.GetValueOrDefault(member)))}");
}
