using System.Globalization;

namespace DataSharing.Gateway.Ledger;

/// <summary>
/// What the journal says of acts that were refused. The first refusal has an entry at once. What the same login is refused for the same
/// reason within the hour after it is counted, and the next entry has the number: the sum of the entries' <c>times</c> is how often it was
/// refused, and a script that asks a thousand times cannot fill the journal.
/// </summary>
internal sealed class LedgerRefusals(LedgerDatabase database, LedgerClock clock)
{
    /// <summary>The time from an entry to the next one about the same.</summary>
    public static readonly TimeSpan Between = TimeSpan.FromHours(1);

    /// <summary>What the counts are kept under, in the list of what was told.</summary>
    internal const string Kind = "refusalsCounted";

    private const string SelectCounts = "select subject as Subject, told_at as ToldAt from told where kind = @kind";
    private const string Forget = "delete from told where kind = @kind and subject = @subject";
    private const string Insert = "insert into told (kind, subject, told_at) values (@kind, @subject, @at)";

    /// <summary>Writes a refusal, or counts it.</summary>
    /// <param name="actor">Who asked.</param>
    /// <param name="operation">What for.</param>
    /// <param name="permission">What it needs.</param>
    /// <param name="reason">The reason code.</param>
    /// <param name="cancellation">Stops the write.</param>
    public Task WriteAsync(string actor, string operation, string permission, string reason, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(actor);
        return database.WriteAsync(
            "writing a refusal",
            async work =>
            {
                await work.LockAsync("refusals");
                var asked = new Counted(operation, permission, reason, 0, actor);
                CountRow? row = (await RowsAsync(work)).FirstOrDefault(one => Counted.Of(one.Subject) is { } known && known.IsOf(asked));
                await SetAsync(work, row, (row is null ? asked : Counted.Of(row.Subject)!).Once());
                return true;
            },
            cancellation);
    }

    /// <summary>Writes what was counted and has waited for an hour.</summary>
    public async Task CatchUpAsync(CancellationToken cancellation = default)
    {
        if (!await database.ReadAsync("reading the refusals", async work => (await RowsAsync(work)).Any(IsAwaited), cancellation))
        {
            return;
        }

        await database.WriteAsync(
            "writing the refusals",
            async work =>
            {
                await work.LockAsync("refusals");
                foreach (CountRow row in (await RowsAsync(work)).Where(IsAwaited))
                {
                    await SetAsync(work, row, Counted.Of(row.Subject)!);
                }

                return true;
            },
            cancellation);
    }

    private static Task<List<CountRow>> RowsAsync(LedgerWork work) => work.ListAsync<CountRow>(SelectCounts, new { kind = Kind });

    private bool IsAwaited(CountRow row) => Counted.Of(row.Subject) is { Times: > 0 } && IsDue(row);

    /// <summary>Whether there has been no entry for an hour; a clock that was set back does not put it off.</summary>
    private bool IsDue(CountRow row) => (clock.UtcNow() - UtcText.Read(row.ToldAt)).Duration() >= Between;

    /// <summary>Writes the entry and counts from nothing, or keeps the count.</summary>
    private async Task SetAsync(LedgerWork work, CountRow? row, Counted counted)
    {
        string at = row?.ToldAt ?? "";
        if (row is null || IsDue(row))
        {
            DateTimeOffset now = clock.UtcNow();
            await Journal.AppendAsync(
                work, now, JournalKind.OperationRefused, null, counted.Actor,
                new JournalBody().With("operation", counted.Operation).With("permission", counted.Permission)
                    .With("reason", counted.Reason).With("times", counted.Times));
            (counted, at) = (counted with { Times = 0 }, UtcText.Of(now));
        }

        if (row is not null)
        {
            await work.ExecuteAsync(Forget, new { kind = Kind, subject = row.Subject });
        }

        await work.ExecuteAsync(Insert, new { kind = Kind, subject = counted.ToString(), at });
    }

    /// <summary>How often somebody was refused since the last entry.</summary>
    private sealed record Counted(string Operation, string Permission, string Reason, long Times, string Actor)
    {
        public static Counted? Of(string subject) =>
            subject.Split(' ', 5) is [var operation, var permission, var reason, var times, var actor]
            && long.TryParse(times, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
                ? new Counted(operation, permission, reason, number, actor) : null;

        public bool IsOf(Counted other) => this with { Times = other.Times } == other;

        public Counted Once() => this with { Times = Times + 1 };

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Operation} {Permission} {Reason} {Times} {Actor}");
    }

    private sealed class CountRow
    {
        public string Subject { get; init; } = "";

        public string ToldAt { get; init; } = "";
    }
}
