using DataSharing.Disclosure.Columns;
using DataSharing.Disclosure.Dictionary;
using DataSharing.Disclosure.Records;
using DataSharing.Disclosure.Treatments;

namespace DataSharing.Disclosure.SmallNumbers;

/// <summary>The span of time at whose end rows leave.</summary>
internal enum ReleasePeriod
{
    Month,
    Quarter,
    Year,
}

/// <summary>
/// Mode <c>k</c>: a row is released only in a class of at least <see cref="K"/> people and as many premises. Source: design, section 6.
/// </summary>
internal sealed class SmallNumberRule
{
    private readonly Treatment[][] _steps;
    private readonly int[][] _changed;
    private readonly List<DictionaryField[]> _shown = [];
    private readonly int[] _shownAt;

    public SmallNumberRule(
        int k, ReleasePeriod period, DictionaryField periodOf, bool refine, IReadOnlyList<ReleasedColumn> columns, Treatment[][] steps,
            IReadOnlyList<CountedSet> sets)
    {
        K = k;
        Period = period;
        PeriodOf = periodOf;
        Refine = refine;
        Sets = sets;
        _steps = steps;
        _changed = [.. steps.Index().Select(step => step.Index == 0
            ? Enumerable.Range(0, step.Item.Length).ToArray()
            : [.. Enumerable.Range(0, step.Item.Length)
            .Where(column => !ReferenceEquals(step.Item[column], steps[step.Index - 1][column]))])];
        _shownAt = [.. steps.Select(step => ShownBy(step, columns))];
    }

    /// <summary>The least number of units of a class, 2 or more.</summary>
    public int K { get; }

    public ReleasePeriod Period { get; }

    /// <summary>The field whose date says in which period a record falls.</summary>
    public DictionaryField PeriodOf { get; }

    /// <summary>Whether rows that were sent may become finer, whole groups at a time.</summary>
    public bool Refine { get; }

    /// <summary>One set of columns or two; every one must hold.</summary>
    public IReadOnlyList<CountedSet> Sets { get; }

    /// <summary>How many steps there are, 1 or more; the first is the finest.</summary>
    public int Steps => _steps.Length;

    /// <summary>In how many ways the steps show dates: one where every step shows the same ones.</summary>
    public int Arrivals => _shown.Count;

    /// <summary>The treatments of all columns at a step.</summary>
    public Treatment[] At(int step) => _steps[step];

    /// <summary>The columns whose treatment differs from the step before; all of them at the first.</summary>
    public int[] ChangedAt(int step) => _changed[step];

    /// <summary>Which way of showing dates a step has, from 0.</summary>
    public int ArrivalAt(int step) => _shownAt[step];

    /// <summary>
    /// With which others a record arrives: those of the same periods, as far as its row shows them. Rows that show no date arrive together.
    /// </summary>
    public ulong ArrivalOf(IncidentRecord record, int arrival)
    {
        ulong group = (ulong)arrival + 1;
        foreach (DictionaryField field in _shown[arrival])
        {
            group = QuickHash.With(group, record.TryGetDay(field, out DateOnly day) ? (ulong)EndOf(Period, day).DayNumber : 0);
        }

        return group;
    }

    /// <summary>The last day of the period that a day lies in.</summary>
    public static DateOnly EndOf(ReleasePeriod period, DateOnly day)
    {
        int month = period switch
        {
            ReleasePeriod.Month => day.Month,
            ReleasePeriod.Quarter => ((day.Month - 1) / 3 * 3) + 3,
            _ => 12,
        };
        return new DateOnly(day.Year, month, DateTime.DaysInMonth(day.Year, month));
    }

    private int ShownBy(Treatment[] step, IReadOnlyList<ReleasedColumn> columns)
    {
        DictionaryField[] fields = [
            .. step.Index().Where(column => column.Item is DatePrecision or Keep).Select(column => columns[column.Index].Field)
            .Where(field => field.Type is FieldType.Date or FieldType.DateTime).DistinctBy(field => field.Name)
            .OrderBy(field => field.Name, StringComparer.Ordinal)];
        int known = _shown.FindIndex(shown => shown.SequenceEqual(fields));
        if (known >= 0)
        {
            return known;
        }

        _shown.Add(fields);
        return _shown.Count - 1;
    }

    /// <summary>Whether a date released at a level tells no more than the period that the arrival tells anyway.</summary>
    public static bool Covers(ReleasePeriod period, DateLevel level) => level <= period switch
    {
        ReleasePeriod.Month => DateLevel.Month,
        ReleasePeriod.Quarter => DateLevel.Quarter,
        _ => DateLevel.Year,
    };
}

/// <summary>Columns whose cells together make a class, and what is counted in it.</summary>
/// <param name="Columns">The indices of the columns in the file, in the order of their names.</param>
/// <param name="Unit">What is counted.</param>
/// <param name="Subjects">The columns of which one must have a value for the set to count a row at all; none where it counts every
/// row.</param>
internal sealed record CountedSet(IReadOnlyList<int> Columns, CountedUnit Unit, IReadOnlyList<int> Subjects);

/// <summary>What is counted in a class.</summary>
internal enum CountedUnit
{
    /// <summary>The smaller of the numbers of different persons and different premises.</summary>
    PersonsAndPremises,

    /// <summary>Different offenders. A row that tells nothing of an offender is not counted.</summary>
    Offenders,
}
