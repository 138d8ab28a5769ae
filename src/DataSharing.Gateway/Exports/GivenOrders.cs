using DataSharing.Disclosure.Records;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Witness;

namespace DataSharing.Gateway.Exports;

/// <summary>
/// Gives an order: into the ledger, then into the file outside it, and only then does it return. Whoever gives orders gives them through
/// here.
/// </summary>
/// <param name="settings">The settings of the installation; null where gateway.json has only its ledger block in order. The order then
/// stands in the ledger alone.</param>
/// <param name="ledger">The ledger.</param>
internal sealed class GivenOrders(GatewaySettings? settings, ExportLedger ledger)
{
    // Somebody who wants to stop everything does not wait for a file that another process has locked.
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(2);

    private readonly LedgerAge? _age = settings is null ? null : LedgerAge.Of(settings, ledger);

    /// <summary>Gives an order about an incident.</summary>
    /// <param name="kind">What is ordered.</param>
    /// <param name="key">The incident's key.</param>
    /// <param name="mark">Its mark, and the key of that.</param>
    /// <param name="until">The last day of a hold; null for none.</param>
    /// <param name="note">What was written about it, sealed, with the key of that; null for nothing.</param>
    /// <param name="person">Who orders it.</param>
    /// <param name="reason">The reason that was given.</param>
    /// <param name="seen">Whether the order that stands is still the one that whoever orders saw; null for whoever does not look.</param>
    /// <param name="ct">Stops the write; what the ledger has then stands.</param>
    /// <returns>The order, which stands in the ledger and outside it.</returns>
    /// <exception cref="OrderOvertakenException">Another one stands than was seen; nothing is ordered.</exception>
    /// <exception cref="WitnessException">It stands in the ledger and not outside it; the message says so.</exception>
    /// <exception cref="LedgerException">It stands nowhere.</exception>
    public async Task<StandingOrder> GiveAsync(
        OrderKind kind, IncidentKey key, (string Value, string KeyId) mark, DateOnly? until, (byte[] Sealed, string KeyId)? note,
        string person, string reason, Func<StandingOrder?, bool>? seen, CancellationToken ct)
    {
        int above = await HighestOutsideAsync(kind, mark.Value, mark.KeyId, ct);
        return await KeepAsync(
            await ledger.Orders.GiveAsync(kind, key, mark, until, note, person, reason, above, seen, ct), ct);
    }

    /// <summary>
    /// Orders that everything stops, or goes on. The ledger comes first, so that nothing but the ledger can hold a stop up: whoever calls
    /// this then calls <see cref="KeepAsync"/>.
    /// </summary>
    /// <returns>The order, which stands in the ledger alone.</returns>
    /// <exception cref="LedgerException">It stands nowhere.</exception>
    public async Task<StandingOrder> GiveAsync(OrderKind kind, string person, string reason, CancellationToken ct)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limited.CancelAfter(LongestLook);
        int above = 0;
        try
        {
            above = await HighestOutsideAsync(kind, "", "", limited.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // As where the file cannot be read.
        }

        return await ledger.Orders.GiveAsync(kind, person, reason, above, ct);
    }

    /// <summary>
    /// The highest number about the same thing that the file has: an order that is given to a restored ledger must come after those that it
    /// lacks.
    /// </summary>
    private async Task<int> HighestOutsideAsync(OrderKind kind, string mark, string keyId, CancellationToken ct)
    {
        if (_age is null)
        {
            return 0;
        }

        try
        {
            (int, string, string) subject = new StandingOrder { Id = "", Kind = kind, Mark = mark, KeyId = keyId, Number = 0 }.Subject;
            return (await _age.Orders.Outside.ReadAsync(ct)).Orders.Where(order => order.Subject == subject)
                .Select(order => order.Number).DefaultIfEmpty().Max();
        }
        catch (WitnessException)
        {
            // The order is given all the same, and it is said afterwards that the file cannot be written.
            return 0;
        }
    }

    /// <summary>Records an order of the ledger outside it.</summary>
    /// <returns>The order.</returns>
    /// <exception cref="WitnessException">It stands in the ledger and not outside it; the message says so.</exception>
    public async Task<StandingOrder> KeepAsync(StandingOrder given, CancellationToken ct)
    {
        if (_age is null)
        {
            throw NotOutside("gateway.json has problems, so nobody knows where the file of orders is. Run \"datasharing check\".");
        }

        try
        {
            await _age.KeepOrderAsync(given, ct);
            return given;
        }
        catch (WitnessException error)
        {
            throw NotOutside(error.Message);
        }
    }

    /// <summary>What is said of an order that stands in the ledger alone.</summary>
    public static WitnessException NotOutside(string why) => new(
        $"The order is recorded in the ledger and stands. It is not recorded outside the ledger, so a restored ledger would forget it: {why} The next look of a worker copies it when that is mended.");
}
