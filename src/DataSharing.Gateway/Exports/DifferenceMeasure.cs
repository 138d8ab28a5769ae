using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Records;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Release;

namespace DataSharing.Gateway.Exports;

/// <summary>
/// Plans by two texts of a profile, each with one reading of the source, and compares the rows cell by cell. Changes nothing, and shows no
/// value.
/// </summary>
internal sealed class DifferenceMeasure
{
    /// <summary>How many records of a force are kept in mind between the two readings; with more nothing is measured.</summary>
    public const int MostRecords = 500_000;

    private const string ColumnPart = ForceText.Columns + ".";

    private readonly ConfigurationFolder _folder;
    private readonly ExportLedger _ledger;
    private readonly TimeProvider _time;
    private readonly SourceReading _reading;

    /// <summary>Composes it from what it needs.</summary>
    public DifferenceMeasure(ConfigurationFolder folder, ExportLedger ledger, TimeProvider time, RunWatch watch)
    {
        _folder = folder;
        _ledger = ledger;
        _time = time;
        _reading = new SourceReading(ledger, watch);
    }

    /// <summary>Measures; null where the force has more than <see cref="MostRecords"/>.</summary>
    /// <param name="before">The earlier text; null where there is none: then all is new.</param>
    /// <param name="now">The present text.</param>
    /// <param name="difference">What is different.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="Incidents.SourceUnavailableException">The source cannot be read.</exception>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public MeasuredDifference? Measure(
        ForceConfiguration? before, ForceConfiguration now, ProfileDifference difference, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(now);
        ArgumentNullException.ThrowIfNull(difference);
        var then = new Dictionary<IncidentKey, Sent>();
        bool fits = true;
        if (before is not null)
        {
            Plan(before, row =>
            {
                fits = fits && then.Count < MostRecords;
                if (fits)
                {
                    then[row.Entry.Key] = new Sent(row.Entry.Action != RowAction.New, [.. row.Cells.Select(HashOf)]);
                }
            }, ct);
        }

        return fits ? Compared(then, before, now, difference, ct) : null;
    }

    private MeasuredDifference Compared(
        Dictionary<IncidentKey, Sent> then, ForceConfiguration? before, ForceConfiguration now, ProfileDifference difference,
        CancellationToken ct)
    {
        string[] columns = [.. now.Profile.Columns.Select(column => column.Name)];
        string[] earlier = [.. before?.Profile.Columns.Select(column => column.Name) ?? []];
        int[] places = [.. columns.Select(column => Array.IndexOf(earlier, column))];
        int[] gone = [.. earlier.Index().Where(column => !columns.Contains(column.Item, StringComparer.Ordinal)).Select(column => column.Index)];
        bool isWider = difference.Class == ChangeClass.Wider;
        HashSet<string> narrowed = Narrowed(difference);
        (long records, long more, long finer) = (0, 0, 0);
        Plan(now, row =>
        {
            records++;
            if (!then.Remove(row.Entry.Key, out Sent? was))
            {
                more++;
                return;
            }

            bool isFiner = was.IsHeld && Array.Exists(gone, place => was.Cells[place] != 0);
            bool isNew = false;
            for (int i = 0; i < columns.Length; i++)
            {
                int cell = HashOf(row.Cells[i]);
                int old = places[i] < 0 ? 0 : was.Cells[places[i]];
                bool less = !isWider || cell == 0 || narrowed.Contains(columns[i]);
                isNew |= cell != old && !less;
                isFiner |= cell != old && old != 0 && less && was.IsHeld;
            }

            more += isNew ? 1 : 0;
            finer += isFiner ? 1 : 0;
        }, ct);
        // What the force has and would not get any more was finer as a whole.
        return new MeasuredDifference(records, more, finer + then.Values.Count(row => row.IsHeld));
    }

    /// <summary>Plans the whole holding by a text, and hands over each row that has cells.</summary>
    private void Plan(ForceConfiguration configuration, Action<PlannedRow> take, CancellationToken ct)
    {
        var request = new ExportRequest(configuration.Profile.Force, ExportTask.ReexportFull, "difference");
        RunWork work = RunWork.Prepare(_folder, _ledger, _time, request, lease: null, run: 0, configuration);
        _reading.Plan(
            work, row =>
            {
                if (row.Entry.Action != RowAction.Withdraw)
                {
                    take(row);
                }
            }, ct);
    }

    /// <summary>The columns of which nothing but less is told.</summary>
    private static HashSet<string> Narrowed(ProfileDifference difference) =>
        [.. difference.Changes.Where(change => change.Part.StartsWith(ColumnPart, StringComparison.Ordinal))
            .GroupBy(change => change.Part.Split('.')[1], StringComparer.Ordinal)
            .Where(column => column.Max(change => change.Class) == ChangeClass.Narrower).Select(column => column.Key)];

    /// <summary>Tells cells apart within this process; 0 for none.</summary>
    private static int HashOf(string? cell) => string.IsNullOrEmpty(cell) ? 0 : string.GetHashCode(cell, StringComparison.Ordinal) | 1;

    private sealed record Sent(bool IsHeld, int[] Cells);
}
