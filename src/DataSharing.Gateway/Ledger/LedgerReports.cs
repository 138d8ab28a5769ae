namespace DataSharing.Gateway.Ledger;

/// <summary>What the exports of a force counted, as far as the guards ask for it. Reads a few exports by their numbers, and no rows.</summary>
internal sealed class LedgerReports(LedgerDatabase database, LedgerClock clock)
{
    private const string SelectCounted =
        """
        select rows_new as RowsNew, rows_amend as RowsAmend, profile_hash as ProfileHash, report as Report from export
        where force = @force and state = 'delivered' and kind <> 'resend' and withdrawal = 0
        order by id desc

        """;

    private const string SelectSent =
        "select id from export where force = @force and state = 'delivered' and kind <> 'resend' and rows_new > 0 order by id ";

    private static readonly string LastWhole =
        $"""
        select max(r.ended_at) from run r
        where r.force = @force and r.scope is null and r.command in ('export', 'reexport') and r.outcome in ('delivered', 'nothingToSend')
          and {LedgerClock.Believed("ended_at")}
        """;

    /// <summary>The last exports that were delivered to the force, the newest first; resends and files of withdrawals apart.</summary>
    public Task<IReadOnlyList<CountedExport>> LastCountedAsync(string force, int most, CancellationToken cancellation = default) =>
        database.ReadAsync<IReadOnlyList<CountedExport>>(
        "reading what exports counted",
        async work => await work.ListAsync<CountedExport>(SelectCounted + work.Database.First("@most"), new { force, most }),
        cancellation);

    /// <summary>Whether a record was ever delivered to the force.</summary>
    public Task<bool> HasSentAsync(string force, CancellationToken cancellation = default) => database.ReadAsync(
        "reading the deliveries",
        async work => (await work.ListAsync<long>(SelectSent + work.Database.First("@one"), new { force, one = 1 })).Count > 0,
        cancellation);

    /// <summary>When a run last sent the force the difference, or found that there was none; null when none did.</summary>
    public Task<DateTimeOffset?> LastWholeAsync(string force, CancellationToken cancellation = default) => database.ReadAsync(
        "reading runs",
        async work => UtcText.ReadOptional(await work.ScalarAsync<string>(LastWhole, new { force, limit = clock.Limit() })),
        cancellation);
}

/// <summary>What a delivered export counted.</summary>
internal sealed class CountedExport
{
    /// <summary>Its NEW rows.</summary>
    public int RowsNew { get; init; }

    /// <summary>Its AMEND rows.</summary>
    public int RowsAmend { get; init; }

    /// <summary>The hash of the configuration by which it was made.</summary>
    public string ProfileHash { get; init; } = "";

    /// <summary>Its gate report; null of one from before there were any.</summary>
    public string? Report { get; init; }
}
