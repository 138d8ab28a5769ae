namespace DataSharing.Gateway.Ledger;

/// <summary>Verifies the runs and what they counted. Keeps two numbers per run.</summary>
internal sealed class RunVerification(LedgerWork work, VerificationFindings findings)
{
    private const string CountedForNoRun = "select count(*) from run_count c where not exists (select 1 from run r where r.id = c.run_id)";

    private const string SelectMark = "select max(entry) from runs_covered";

    // The entry about the end of each run with a digest of what it says, and the one about those that ended before there were such entries.
    private readonly Dictionary<long, (long Entry, UInt128 Said)> _ended = [];
    private (long Entry, long Runs, string? Digest)? _runsCovered;

    /// <summary>How many runs are under way, of which no entry tells yet.</summary>
    public long UnderWay { get; private set; }

    /// <summary>Keeps what an entry says of a run, or of those that ended before runs had entries.</summary>
    public void Remember(JournalRow row, IReadOnlyDictionary<string, string> body)
    {
        if (row.Kind == JournalKind.RunEnded.Word() && long.TryParse(body.GetValueOrDefault("run"), out long ended)
            && !_ended.TryAdd(ended, (row.Entry, RunOf(row.Force, row.Body))))
        {
            findings.Bad(row.Entry, "The end of a run is told a second time.");
        }

        if (row.Kind == JournalKind.RunsCovered.Word())
        {
            if (_runsCovered is not null || _ended.Count > 0)
            {
                findings.Bad(row.Entry, "Runs are covered by an entry that is not the first about them.");
            }
            else
            {
                _runsCovered = (
                    row.Entry, long.TryParse(body.GetValueOrDefault("runs"), out long runs) ? runs : 0, body.GetValueOrDefault("digest"));
            }
        }
    }

    /// <summary>Compares the runs with the entries about their ends.</summary>
    public async Task CompareAsync()
    {
        using var before = new RunsDigest();
        RunRow? changed = null;
        long changedAt = long.MaxValue;
        bool untold = false;
        foreach (RunRow run in RunRow.Stream(work, "", null))
        {
            findings.Count();
            if (_ended.Remove(run.Id, out (long Entry, UInt128 Said) told))
            {
                if (told.Said != RunOf(run.Force, run.EndedBody().ToJson()) && told.Entry < changedAt)
                {
                    (changed, changedAt) = (run, told.Entry);
                }
            }
            else if (run.EndedAt is null)
            {
                UnderWay++;
            }
            else if (_runsCovered is null)
            {
                untold = true;
            }
            else
            {
                before.Add(run);
            }
        }

        if (changed is not null)
        {
            await NameChangedAsync(changed, changedAt);
        }

        foreach ((long entry, _) in _ended.Values)
        {
            findings.Bad(entry, "The run that the entry tells of is missing.");
        }

        await CheckCoveredAsync(before);
        if (untold)
        {
            findings.Bad(findings.Entries, "There is a run that has ended, and no entry tells of its end.");
        }

        if (await work.ScalarAsync<long>(CountedForNoRun) > 0)
        {
            findings.Bad(findings.Entries, "Something is counted of a run that there is not.");
        }
    }

    /// <summary>Compares the runs from before there were entries about their ends with the entry that covers them.</summary>
    private async Task CheckCoveredAsync(RunsDigest before)
    {
        if (_runsCovered is { } covered && (before.Runs != covered.Runs || $"\"{before.Finish()}\"" != covered.Digest))
        {
            findings.Bad(
                covered.Entry,
                "The runs that no entry of their own tells of are not those that the entry covers: one was changed, deleted or put in.");
        }

        if (await work.ScalarAsync<long?>(SelectMark) is { } marked && marked != _runsCovered?.Entry)
        {
            findings.Bad(
                _runsCovered?.Entry
                ?? findings.Entries, "The entry that covers the runs from before is not the one that the table runs_covered names.");
        }
    }

    /// <summary>Says in what a run differs from the entry about its end.</summary>
    private async Task NameChangedAsync(RunRow run, long entry)
    {
        JournalRow row = (await Journal.EntryAsync(work, entry))!;
        if (row.Force != run.Force)
        {
            findings.Bad(entry, "The run belongs to another force than the entry says.");
            return;
        }

        IReadOnlyDictionary<string, string> now = run.EndedBody().Members;
        Dictionary<string, string> told = findings.Members(row);
        string[] names = [
            .. told.Keys.Union(now.Keys, StringComparer.Ordinal)
            .Where(name => now.GetValueOrDefault(name) != told.GetValueOrDefault(name)).Order(StringComparer.Ordinal)];
        if (names.Length > 0)
        {
            findings.Bad(entry, $"The run differs from the entry about its end in: {string.Join(", ", names)}.");
        }
    }

    private static UInt128 RunOf(string? force, string body) => VerificationFindings.DigestOf($"{force}\n{body}");
}
