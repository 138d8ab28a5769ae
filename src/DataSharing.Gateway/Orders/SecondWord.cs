using DataSharing.Gateway.Ledger;

namespace DataSharing.Gateway.Orders;

/// <summary>The word of a second person: for what it waits, and how long.</summary>
internal static class SecondWord
{
    /// <summary>The argument that has the random id of the incident.</summary>
    public const string Incident = "incident";

    /// <summary>The argument that has the id of the order that would be lifted.</summary>
    public const string Order = "order";

    /// <summary>The argument that has the reason of whoever asks.</summary>
    public const string Why = "why";

    private const int Weekdays = 3;

    /// <summary>Until when it counts: the end of the third weekday after the day of asking, Europe/London.</summary>
    public static DateTimeOffset ValidUntil(DateTimeOffset asked)
    {
        DateOnly day = London.DayOf(asked);
        for (int left = Weekdays; left > 0;)
        {
            day = day.AddDays(1);
            left -= day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 0 : 1;
        }

        DateTime end = day.AddDays(1).ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(end, London.Zone.GetUtcOffset(end)).ToUniversalTime();
    }

    /// <summary>The request to lift an order that waits for a second person; null where none does.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="order">The order's id.</param>
    /// <param name="ct">Stops the reading.</param>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public static RecordedRequest? Waiting(ExportLedger ledger, string operation, string order, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        return ledger.Requests.All(openOnly: true, ct).FirstOrDefault(
            request => request.State == RequestState.WaitsForSecond && request.Operation == operation
                && request.Arguments.GetValueOrDefault(Order) == order);
    }
}
