using System.Globalization;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Witness;

namespace DataSharing.Gateway.Exports;

/// <summary>Whether the ledger has every order that the file outside it has, and the other way round.</summary>
internal sealed class OrdersAge(ExportLedger ledger, OrdersOutside outside)
{
    /// <summary>The file outside the ledger.</summary>
    public OrdersOutside Outside => outside;

    /// <summary>Compares, and changes nothing.</summary>
    /// <exception cref="WitnessException">The file cannot be read, is another controller's, or a newer program wrote it.</exception>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public async Task<OrdersCompared> CompareAsync(CancellationToken ct)
    {
        // The ledger is asked last: an order is in it before it is in the file.
        OrdersRead read = await outside.ReadAsync(ct);
        IReadOnlyList<StandingOrder> known = ledger.Orders.All(ct);
        HashSet<string> inLedger = [.. known.Select(order => order.Id)];
        HashSet<string> inFile = [.. read.Orders.Select(order => order.Id)];
        return new OrdersCompared(
            outside.FilePath, read, [.. read.Orders.Where(order => !inLedger.Contains(order.Id)).DistinctBy(order => order.Id)],
            [.. known.Where(order => !inFile.Contains(order.Id))]);
    }

    /// <summary>As <see cref="CompareAsync"/>, for whoever must not go on where the file is damaged.</summary>
    /// <exception cref="WitnessException">It is, or cannot be read.</exception>
    public async Task<OrdersCompared> CompareWholeAsync(CancellationToken ct)
    {
        OrdersCompared compared = await CompareAsync(ct);
        return compared.Read.Fault is { } fault ? throw outside.Damaged(fault) : compared;
    }

    /// <summary>
    /// Writes every order of the ledger into the file, which is made where it is missing. Only for a ledger that is not older than what is
    /// known outside it: a file that was made from an older one would no longer show that it lacks something.
    /// </summary>
    /// <exception cref="WitnessException">The file cannot be written.</exception>
    public async Task CopyAsync(CancellationToken ct)
    {
        outside.Begin();
        await outside.AppendAsync(ledger.Orders.All(ct), ct);
    }
}

/// <summary>What was found when the orders of the ledger were compared with those of the file outside it.</summary>
/// <param name="Path">The file.</param>
/// <param name="Read">What it says.</param>
/// <param name="Lacking">The orders that the ledger lacks.</param>
/// <param name="NotOutside">The orders that the file lacks.</param>
internal sealed record OrdersCompared(
    string Path, OrdersRead Read, IReadOnlyList<StandingOrder> Lacking, IReadOnlyList<StandingOrder> NotOutside)
{
    /// <summary>How many withdrawals the ledger lacks.</summary>
    public int WithdrawalsLacking => Lacking.Count(order => order.Kind == OrderKind.Withdraw);

    /// <summary>
    /// Whether the file's last line is torn, and the ledger does not have the order it was of: an order is in the ledger first.
    /// </summary>
    public bool IsCutShort => Read.IsTorn && NotOutside.Count == 0;

    /// <summary>Whether the file has to be brought up to the ledger.</summary>
    public bool IsBehind => !Read.IsThere || Read.IsTorn || NotOutside.Count > 0;

    /// <summary>How the ledger lacks something that was ordered, in words; null where it lacks nothing.</summary>
    public string? Older => Lacking.Count > 0
        ? $"the file of orders {Path} has {Number(Lacking.Count)} that it lacks, {Number(WithdrawalsLacking)} of them withdrawals"
        : IsCutShort ? $"the last line of the file of orders {Path} was cut short, and no order of the ledger is missing there"
        : null;

    /// <summary>
    /// Why the file cannot say which orders a restored ledger lacks, in words; null where it can. For a force whose ledger is older.
    /// </summary>
    public string? NotKnown => !Read.IsThere ? $"the file of orders {Path} is missing"
        : Read.Fault is { } fault ? $"the file of orders {Path} is damaged: {fault}"
        : IsCutShort ? $"the last line of the file of orders {Path} was cut short"
        : NotOutside.Count > 0 ? $"the file of orders {Path} lacks {Number(NotOutside.Count)} that the ledger has, so it is older itself"
        : null;

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
