namespace DataSharing.Gateway.Ledger;

/// <summary>Whether people ordered that everything stops, and who did.</summary>
internal sealed class LedgerStop(LedgerDatabase database)
{
    // An order whose entry is gone from the journal, which only a damaged ledger has, stops all the same.
    private const string Select =
        """
        select o.kind as Kind, o.number as Number, o.reason as Reason, o.at as At, j.actor as Actor
        from standing_order o left join journal j on j.entry = o.entry
        where o.mark = '' order by o.number, o.entry
        """;

    /// <summary>The orders to stop that stand, oldest first; empty where nothing is stopped by order.</summary>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public Task<IReadOnlyList<GivenStop>> StandingAsync(CancellationToken cancellation = default) =>
        ReadAsync(static _ => true, cancellation);

    /// <summary>The orders to stop that an order to go on lifted, oldest first.</summary>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public Task<IReadOnlyList<GivenStop>> LiftedByAsync(StandingOrder resume, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(resume);
        return ReadAsync(row => row.Number < resume.Number, cancellation);
    }

    /// <summary>Of the orders that are meant, those to stop that come after the last one to go on.</summary>
    private Task<IReadOnlyList<GivenStop>> ReadAsync(Func<StopRow, bool> isMeant, CancellationToken cancellation) =>
        database.ReadAsync<IReadOnlyList<GivenStop>>(
            "reading whether everything is stopped",
            async work =>
            {
                StopRow[] rows = [.. (await work.ListAsync<StopRow>(Select)).Where(isMeant)];
                long resumed = rows.Where(row => row.Kind == OrderKind.Resume.Word()).Select(row => row.Number).DefaultIfEmpty().Max();
                // Of two with one number, which only a restored ledger can make, the one that stops counts.
                return
                [
                    .. rows.Where(row => row.Kind == OrderKind.Stop.Word() && row.Number >= resumed)
                        .Select(row => new GivenStop(row.Actor ?? "somebody", UtcText.Read(row.At), row.Reason)),
                ];
            },
            cancellation);

    private sealed class StopRow
    {
        public required string Kind { get; init; }

        public required long Number { get; init; }

        public required string? Reason { get; init; }

        public required string At { get; init; }

        public required string? Actor { get; init; }
    }
}
