using DataSharing.Disclosure;

namespace DataSharing.Gateway.Ledger;

/// <summary>The machine's clock, the database server's and the moments of the ledger, and which of them are believed.</summary>
internal sealed class LedgerClock(LedgerDatabase database, TimeProvider time)
{
    internal const string SelectClockWords = "select entry as Entry, at as At, last_run as LastRun from clock_word order by entry desc ";

    private const string LatestEntry = "select max(at) from journal where at > @limit and entry > @entry";

    private const string LatestSeen = "select max(first_enabled_at) from profile_seen where first_enabled_at > @limit and (@entry = 0 or coalesce(entry, 0) > @entry)";

    // For each force that was ever served one look at the end of an index. A run that was refused served nothing.
    private const string LatestDue =
        "select max(r.due_at) from lease l join run r on r.force = l.force where r.due_at > @limit and r.id > @lastRun and r.outcome in ('delivered', 'nothingToSend', 'held')";

    private const string LatestEnd =
        "select max(r.ended_at) from lease l join run r on r.force = l.force where r.ended_at > @limit and r.id > @lastRun and r.outcome in ('delivered', 'nothingToSend')";

    private const string LastRunId = "select coalesce(max(id), 0) from run";

    private const string InsertClockWord = "insert into clock_word (entry, at, last_run) values (@entry, @at, @lastRun)";

    // What is kept there and was told to nobody stays: counts of refusals, and which journal entries are the last of their kind.
    private const string ForgetTold = "delete from told where told_at > @at and kind not in (@counted, @people, @accepted, @older)";

    /// <summary>Compares the machine's clock with the database server's, and with every moment of the ledger that is later.</summary>
    public Task<ClockReading> ReadAsync(CancellationToken cancellation = default) =>
        database.ReadAsync("comparing the clocks", ReadAsync, cancellation);

    /// <summary>
    /// Writes an administrator's word that the machine's clock is right now: every moment of the ledger that is later was written by a
    /// clock that was ahead, and counts as never from now on, also when the time comes. What is told once is told again where it was told
    /// at such a moment.
    /// </summary>
    /// <param name="code">The code under which it was given.</param>
    /// <param name="person">Who says it.</param>
    /// <param name="why">What was decided.</param>
    /// <param name="cancellation">Stops the write.</param>
    /// <returns>Null when the ledger has no such moment.</returns>
    /// <exception cref="RefusedException">The clock differs from the server's: which one is right has to be mended first.</exception>
    public Task<Acknowledgement?> AcknowledgeAsync(Reason code, string person, string why, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(code);
        ArgumentException.ThrowIfNullOrEmpty(person);
        ArgumentException.ThrowIfNullOrEmpty(why);
        return database.WriteAsync(
            "recording an administrator's word",
            async work =>
            {
                await work.LockAsync("clock");
                ClockReading clock = await ReadAsync(work);
                if (clock.DiffersFromServer)
                {
                    throw new RefusedException(clock.Refusal!, clock.Sentence);
                }

                if (clock.Latest is null)
                {
                    return null;
                }

                string at = UtcText.Of(clock.Now);
                long lastRun = await work.ScalarAsync<long>(LastRunId);
                long entry = await Journal.AppendAsync(
                    work, clock.Now, JournalKind.Acknowledged, null, person, new JournalBody().With("code", code.Code)
                        .With("lastRun", lastRun).With("until", at).With("why", why));
                await work.ExecuteAsync(InsertClockWord, new { entry, at, lastRun });
                await work.ExecuteAsync(ForgetTold, new
                {
                    at, counted = LedgerRefusals.Kind, people = LedgerPeople.Mark, accepted = JournalKind.RestoredAccepted.Word(),
                    older = JournalKind.LedgerOlder.Word(),
                });
                return new Acknowledgement(null, entry, 0, []) { Covers = $"the moments of the ledger later than {at} count as never" };
            },
            cancellation);
    }

    /// <summary>This machine's clock, as exact as it is stored.</summary>
    internal DateTimeOffset UtcNow() => UtcText.Read(UtcText.Of(time.GetUtcNow()));

    /// <summary>The latest moment that is believed, as it is stored.</summary>
    internal string Limit() => UtcText.Of(UtcNow() + ClockReading.Tolerance);

    /// <summary>
    /// The condition that a moment of a row "r" of the table run is believed: not yet to come by more than the tolerance, and not
    /// disbelieved by an administrator's word.
    /// </summary>
    /// <param name="column">The column with the moment.</param>
    internal static string Believed(string column) =>
        $"r.{column} <= @limit and {NotDisbelieved(column)}";

    /// <summary>The condition that no administrator's word disbelieves a moment of a row "r" of the table run.</summary>
    /// <param name="column">The column with the moment.</param>
    internal static string NotDisbelieved(string column) =>
        $"not exists (select 1 from clock_word w where r.id <= w.last_run and r.{column} > w.at)";

    /// <summary>The database's clock, by which leases go.</summary>
    internal static async Task<DateTimeOffset> DatabaseNowAsync(LedgerWork work) =>
        UtcText.Read((await work.ScalarAsync<string>(work.Database.Now))!);

    private async Task<ClockReading> ReadAsync(LedgerWork work)
    {
        DateTimeOffset? server = work.Database.HasOwnClock ? await DatabaseNowAsync(work) : null;
        DateTimeOffset now = UtcNow();
        ClockWord? word = await work.FirstOrNoneAsync<ClockWord>(SelectClockWords + work.Database.First("@one"), new { one = 1 });
        object since = new { limit = UtcText.Of(now + ClockReading.Tolerance), entry = word?.Entry ?? 0, lastRun = word?.LastRun ?? 0 };
        DateTimeOffset? latest = null;
        foreach (string question in (string[])[LatestEntry, LatestSeen, LatestDue, LatestEnd])
        {
            if (UtcText.ReadOptional(await work.ScalarAsync<string>(question, since)) is { } moment && !(moment <= latest))
            {
                latest = moment;
            }
        }

        return new ClockReading(now, server, latest);
    }

    internal sealed class ClockWord
    {
        public long Entry { get; init; }

        public string At { get; init; } = "";

        public long LastRun { get; init; }
    }
}
