namespace DataSharing.Gateway.Ledger;

internal sealed partial class ExportLedger
{
    private const string CountTold = "select count(*) from told where kind = @kind and subject = @subject and told_at <= @limit";

    private const string ForgetOneTold = "delete from told where kind = @kind and subject = @subject and told_at > @limit";

    private const string SelectToldAt = "select told_at from told where kind = @kind and subject = @subject and told_at <= @limit";

    private const string InsertTold =
        "insert into told (kind, subject, told_at) select @kind, @subject, @at where not exists (select 1 from told where kind = @kind and subject = @subject)";

    // One row for each force that was ever served, for ever.
    private const string SelectServed = "select force from lease order by force";

    private const string LastEvidence = "select evidence from export where force = @force and state = 'delivered' and evidence is not null order by id desc ";

    private const string LastDelivered =
        "select sequence as Sequence, delivered_at as DeliveredAt from export where force = @force and state = 'delivered' and kind <> 'resend' order by id desc ";

    private static readonly string LastDelivery =
        $"""
        select max(r.ended_at) from run r
        where r.force = @force and r.outcome in ('delivered', 'nothingToSend') and {Believed("ended_at")}
        """;

    /// <summary>Whether somebody was told of this before. What was told at a moment that is yet to come was told by a wrong clock, and does not count.</summary>
    /// <param name="kind">What kind of thing it is.</param>
    /// <param name="subject">Which one.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public Task<bool> WasToldAsync(string kind, string subject, CancellationToken cancellation = default) => _database.ReadAsync(
        "reading what was told",
        async work => await work.ScalarAsync<long>(CountTold, new { kind, subject, limit = ClockLimit() }) > 0,
        cancellation);

    /// <summary>When somebody was told of this; null when nobody was.</summary>
    /// <param name="kind">What kind of thing it is.</param>
    /// <param name="subject">Which one.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public Task<DateTimeOffset?> ToldAtAsync(string kind, string subject, CancellationToken cancellation = default) => _database.ReadAsync(
        "reading what was told",
        async work => UtcText.ReadOptional(await work.ScalarAsync<string>(SelectToldAt, new { kind, subject, limit = ClockLimit() })),
        cancellation);

    /// <summary>Remembers that somebody was told.</summary>
    public Task RememberToldAsync(string kind, string subject, CancellationToken cancellation = default) => _database.WriteAsync(
        "remembering what was told",
        async work =>
        {
            await work.LockAsync($"told {kind}");
            await work.ExecuteAsync(ForgetOneTold, new { kind, subject, limit = ClockLimit() });
            return await work.ExecuteAsync(InsertTold, new { kind, subject, at = UtcText.Of(UtcNow()) });
        },
        cancellation);

    /// <summary>Every force that a run was ever begun for, whether it still has a profile or not, in ordinal order.</summary>
    public Task<IReadOnlyList<string>> ServedForcesAsync(CancellationToken cancellation = default) => _database.ReadAsync<IReadOnlyList<string>>(
        "reading the forces",
        async work => (await work.ListAsync<string>(SelectServed)).Order(StringComparer.Ordinal).ToList(),
        cancellation);

    /// <summary>What was seen of the force's last delivery; null when there was none.</summary>
    public Task<DeliveryEvidence?> LastEvidenceAsync(string force, CancellationToken cancellation = default) => _database.ReadAsync(
        "reading the deliveries",
        async work => await work.ScalarAsync<string>(LastEvidence + work.Database.First("@one"), new { force, one = 1 }) is { } json ? DeliveryEvidence.FromJson(json) : null,
        cancellation);

    /// <summary>The newest export that was delivered to the force, resends apart: its sequence, and when; null when there was none.</summary>
    public Task<(int Sequence, DateTimeOffset At)?> LastDeliveredAsync(string force, CancellationToken cancellation = default) => _database.ReadAsync<(int, DateTimeOffset)?>(
        "reading the deliveries",
        async work => (await work.ListAsync<DeliveredRow>(LastDelivered + work.Database.First("@one"), new { force, one = 1 })) is [var row]
            ? (row.Sequence, work.Reduced(() => UtcText.Read(row.DeliveredAt)))
            : null,
        cancellation);

    /// <summary>
    /// When a run for the force last ended with a delivery, or with nothing to send; null when none did. A moment that is yet to come, or that an administrator said a wrong
    /// clock wrote, does not count.
    /// </summary>
    public Task<DateTimeOffset?> LastDeliveryAsync(string force, CancellationToken cancellation = default) => _database.ReadAsync(
        "reading the runs",
        async work => UtcText.ReadOptional(await work.ScalarAsync<string>(LastDelivery, new { force, limit = ClockLimit() })),
        cancellation);

    private sealed class DeliveredRow
    {
        public int Sequence { get; init; }

        public string DeliveredAt { get; init; } = "";
    }
}
