namespace DataSharing.Gateway.Ledger;

/// <summary>
/// Covers, once in the life of a ledger, the runs that ended before their ends were in the journal: one entry has a digest of them all. A
/// ledger that began with this version has none.
/// </summary>
internal static class RunsCoverage
{
    /// <summary>The version of the schema from which on the ends of runs are in the journal.</summary>
    public const int Since = 7;

    private const string CountDone = "select count(*) from runs_covered";
    private const string CountEnded = "select count(*) from journal where kind = @ended";
    private const string SelectCovering = "select min(entry) from journal where kind = @covered";
    private const string Mark = "insert into runs_covered (id, entry) values (1, @entry)";

    /// <summary>Whether it was done.</summary>
    public static async Task<bool> IsDoneAsync(LedgerWork work) => await work.ScalarAsync<long>(CountDone) > 0;

    /// <summary>Writes the entry and remembers that it was done.</summary>
    public static async Task DoAsync(LedgerWork work, DateTimeOffset now)
    {
        long? entry = await work.ScalarAsync<long?>(SelectCovering, new { covered = JournalKind.RunsCovered.Word() });
        // Where the mark alone was taken away, nothing is covered a second time: it could be what somebody put in.
        if (entry is null && await work.ScalarAsync<long>(CountEnded, new { ended = JournalKind.RunEnded.Word() }) == 0)
        {
            using var digest = new RunsDigest();
            foreach (RunRow run in RunRow.Stream(work, "where r.ended_at is not null ", null))
            {
                digest.Add(run);
            }

            if (digest.Runs > 0)
            {
                JournalBody body = new JournalBody().With("runs", digest.Runs).With("last", digest.Last).With("digest", digest.Finish());
                entry = await Journal.AppendAsync(work, now, JournalKind.RunsCovered, null, "system", body);
            }
        }

        await work.ExecuteAsync(Mark, new { entry });
    }
}
