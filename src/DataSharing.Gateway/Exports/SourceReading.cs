using DataSharing.Disclosure.Gates;
using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Records;
using DataSharing.Gateway.Incidents;
using DataSharing.Gateway.Ledger;

namespace DataSharing.Gateway.Exports;

/// <summary>Reads the source to its end and compares it with what the force holds: for an export, a plan and a dry run alike.</summary>
internal sealed class SourceReading
{
    private const long ToldEvery = 2048;

    private readonly ExportLedger _ledger;
    private readonly RunWatch _watch;

    public SourceReading(ExportLedger ledger, RunWatch watch)
    {
        _ledger = ledger;
        _watch = watch;
    }

    /// <summary>
    /// Reads the source inside one snapshot and hands over the rows to send, as <see cref="Planner.Rows"/> orders them; twice where small
    /// numbers are counted first.
    /// </summary>
    /// <param name="work">The run, or the plan.</param>
    /// <param name="take">Takes every row, in key order.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="measure">Whether to measure how far records stand out.</param>
    /// <param name="explanations">Told what becomes of each record and why; null where nobody asks.</param>
    /// <returns>The planner, whose counts are complete.</returns>
    /// <exception cref="SourceUnavailableException">The source cannot be read.</exception>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public Planner Plan(
        RunWork work, Action<PlannedRow> take, CancellationToken ct, bool measure = false, PlanExplanations? explanations = null)
    {
        using SourceSnapshot snapshot = work.Source.OpenSnapshot();
        using DecidedTexts decided = work.Decided();
        Planner planner = decided.PlannerOf(work.Profile, work.Today, work.IsFull, measure, work.Refused?.Rows, work.Range, explanations);
        string? places = work.Profile.IsStatistical ? null : work.Slug;
        if (planner.NeedsSurvey)
        {
            planner.Survey(
                ReadAhead.Of(snapshot.Read(work.Profile.Shape, places, ct), ct), ReadAhead.Of(_ledger.Holdings.Read(work.Slug, ct), ct),
                Elsewhere(work.Profile.Shape));
        }

        RecordShape shape = explanations is not null ? work.Profile.ExplainedShape : measure ? work.Profile.MeasuredShape
            : work.Profile.Shape;
        IEnumerable<IncidentRecord> records = ReadAhead.Of(snapshot.Read(shape, places, ct), ct);
        // Three at a time: reading, with the holding beside it; clearing and comparing; and whatever is done with the rows.
        IEnumerable<HoldingRow> holding = ReadAhead.Of(_ledger.Holdings.Read(work.Slug, ct), ct);
        foreach (PlannedRow row in ReadAhead.Of(planner.Rows(Watched(work.Slug, records), holding, Elsewhere(shape)), ct))
        {
            take(row);
        }

        return planner;

        // Asked for when the reading has ended, because a connection answers one question at a time.
        RecordsByKey? Elsewhere(RecordShape columns) => places is null ? null : keys => snapshot.ReadByKeys(columns, keys, ct);
    }

    /// <summary>Counts the source's records that no force can get.</summary>
    /// <exception cref="SourceUnavailableException">The source cannot be read.</exception>
    public static StrayRecords Stray(RunWork work, CancellationToken ct)
    {
        using SourceSnapshot snapshot = work.Source.OpenSnapshot();
        return work.KnownForces.Count(snapshot.Read(work.KnownForces.Shape, null, ct));
    }

    private IEnumerable<IncidentRecord> Watched(string force, IEnumerable<IncidentRecord> records)
    {
        long read = 0;
        foreach (IncidentRecord record in records)
        {
            if (++read % ToldEvery == 0)
            {
                _watch.RecordsRead?.Invoke(force, read);
            }

            yield return record;
        }
    }
}
