namespace DataSharing.Gateway.Ledger;

/// <summary>What somebody was told of once, so that it is not told again.</summary>
internal sealed class LedgerTold(LedgerDatabase database, LedgerClock clock)
{
    internal const string InsertTold =
        "insert into told (kind, subject, told_at) select @kind, @subject, @at where not exists (select 1 from told where kind = @kind and subject = @subject)";

    private const string CountTold = "select count(*) from told where kind = @kind and subject = @subject and told_at <= @limit";

    private const string ForgetOneTold = "delete from told where kind = @kind and subject = @subject and told_at > @limit";

    private const string SelectToldAt = "select told_at from told where kind = @kind and subject = @subject and told_at <= @limit";

    /// <summary>
    /// Whether somebody was told of this before. What was told at a moment that is yet to come was told by a wrong clock, and does not
    /// count.
    /// </summary>
    /// <param name="kind">What kind of thing it is.</param>
    /// <param name="subject">Which one.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public Task<bool> WasToldAsync(string kind, string subject, CancellationToken cancellation = default) => database.ReadAsync(
        "reading what was told",
        async work => await work.ScalarAsync<long>(CountTold, new { kind, subject, limit = clock.Limit() }) > 0,
        cancellation);

    /// <summary>When somebody was told of this; null when nobody was.</summary>
    /// <param name="kind">What kind of thing it is.</param>
    /// <param name="subject">Which one.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public Task<DateTimeOffset?> AtAsync(string kind, string subject, CancellationToken cancellation = default) => database.ReadAsync(
        "reading what was told",
        async work => UtcText.ReadOptional(await work.ScalarAsync<string>(SelectToldAt, new { kind, subject, limit = clock.Limit() })),
        cancellation);

    /// <summary>Remembers that somebody was told.</summary>
    public Task RememberAsync(string kind, string subject, CancellationToken cancellation = default) => database.WriteAsync(
        "remembering what was told",
        async work =>
        {
            await work.LockAsync($"told {kind}");
            await work.ExecuteAsync(ForgetOneTold, new { kind, subject, limit = clock.Limit() });
            return await work.ExecuteAsync(InsertTold, new { kind, subject, at = UtcText.Of(clock.UtcNow()) });
        },
        cancellation);
}
