using DataSharing.Disclosure;
using DataSharing.Disclosure.Guards;
using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Profile;
using DataSharing.Gateway.Ledger;

namespace DataSharing.Gateway.Exports;

/// <summary>
/// Holds an export that is larger, or leaves out more, than the force's history explains, until a person says that it is right. A file of
/// withdrawals that people ordered passes by.
/// </summary>
internal sealed class ExportGuards
{
    // After two weeks without a night, somebody should look at what has gathered.
    private const int MostNights = 14;

    private readonly ExportLedger _ledger;

    public ExportGuards(ExportLedger ledger) => _ledger = ledger;

    /// <summary>What the guards say of a plan, and what the request accepts. Changes nothing.</summary>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public async Task<GuardVerdict> LookAsync(RunWork work, PlanCounts counts, CancellationToken ct)
    {
        GuardHistory history = await HistoryAsync(work, counts, ct);
        int refused = work.Refused?.Rows.Count ?? 0;
        int refusedHeld = refused == 0 ? 0 : counts.AlreadySent.Count(row => work.Refused!.Rows.ContainsKey(row.Key));
        return GuardVerdict.Of(
            work.Request, GuardTable.Look(work.Profile.Guards, GuardCounts.Of(counts), history, refused, refusedHeld), history.Nights);
    }

    /// <summary>Writes into the journal what the person let through, each guard by itself; nothing where none tripped.</summary>
    /// <exception cref="LedgerException">The ledger cannot be written.</exception>
    public async Task RecordAcceptedAsync(RunWork work, GuardVerdict verdict, CancellationToken ct)
    {
        foreach (GuardReading reading in verdict.Tripping)
        {
            JournalBody body = new JournalBody()
                .With("guard", Json.Word(reading.Guard))
                .With("value", reading.Value)
                .With("limit", reading.Limit)
                .With("accepted", work.Request.Accepted[reading.Guard])
                .With("run", work.Run)
                .With("why", work.Request.Why);
            await _ledger.Journal.AppendAsync(JournalKind.GuardAccepted, work.Slug, work.Request.AskedBy, body, ct);
        }
    }

    private async Task<GuardHistory> HistoryAsync(RunWork work, PlanCounts counts, CancellationToken ct)
    {
        int most = work.Profile.Guards.Volume?.Exports ?? GuardTerms.Default.Volume!.Exports;
        // One more, to know whether the oldest is the force's first: that one was everything, and says nothing of a night.
        IReadOnlyList<CountedExport> last = await _ledger.Reports.LastCountedAsync(work.Slug, most + 1, ct);
        return new GuardHistory
        {
            HasSent = counts.Held > 0 || await _ledger.Reports.HasSentAsync(work.Slug, ct),
            Exports = [.. last.Take(Math.Min(most, Math.Max(0, last.Count - 1))).Select(export => export.Past)],
            Nights = await NightsAsync(work, ct),
            IsOfSameRules = last.Count == 0 || last[0].ProfileHash == work.Profile.Hash,
        };
    }

    private async Task<int> NightsAsync(RunWork work, CancellationToken ct)
    {
        if (await _ledger.Reports.LastWholeAsync(work.Slug, ct) is not { } last)
        {
            return 1;
        }

        // A night that a guard held raises no limit: otherwise what it holds would leave by itself once enough nights had passed.
        DateOnly until = work.Today;
        foreach (Reason reason in GuardReading.Reasons)
        {
            if (await _ledger.Runs.HeldSinceAsync(work.Slug, reason, last, ct) is { } held && London.DayOf(held) < until)
            {
                until = London.DayOf(held);
            }
        }

        return Math.Clamp(until.DayNumber - London.DayOf(last).DayNumber, 1, MostNights);
    }
}
