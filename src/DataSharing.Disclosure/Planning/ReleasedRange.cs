using System.Globalization;
using DataSharing.Disclosure.Cells;
using DataSharing.Disclosure.Profile;
using DataSharing.Disclosure.Treatments;

namespace DataSharing.Disclosure.Planning;

/// <summary>
/// The records that a force can be sent again together: those whose released date lies in whole months, or in whole quarters or years where
/// no less is released. It looks at what leaves, never at a finer value of the source, and a record whose released date is empty is in no
/// range. So two ranges cannot be subtracted to find a day. Made only by <see cref="Of"/>.
/// </summary>
public sealed class ReleasedRange
{
    private const int Month = 1;
    private const int Quarter = 3;
    private const int Year = 12;

    private readonly int _column;

    private ReleasedRange(int column, string heading, DateOnly from, DateOnly to)
    {
        _column = column;
        Column = heading;
        From = from;
        To = to;
    }

    /// <summary>The first day.</summary>
    public DateOnly From { get; }

    /// <summary>The last day, which is in the range.</summary>
    public DateOnly To { get; }

    /// <summary>The heading of the column that holds the date.</summary>
    public string Column { get; }

    /// <summary>The range of a profile's files; null, with what is wrong and what to do, when there is no such range.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="from">The first day.</param>
    /// <param name="to">The last day.</param>
    /// <param name="column">The name or heading of the date's column; null where the profile releases one date only.</param>
    /// <param name="problem">What is wrong, in sentences; it does not repeat what was typed. Null with a range.</param>
    public static ReleasedRange? Of(ForceProfile profile, DateOnly from, DateOnly to, string? column, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(profile);
        (int Index, int Months)[] dates = [
            .. profile.Columns.Index().Select(pair => (pair.Index, MonthsOf(profile, pair.Index))).Where(date => date.Item2 > 0)];
        string headings = string.Join(", ", dates.Select(date => profile.Columns[date.Index].Heading));
        (int Index, int Months)[] meant = column is null ? dates
            : [.. dates.Where(date => profile.Columns[date.Index].Name == column || profile.Columns[date.Index].Heading == column)];
        problem = dates.Length == 0 ? "The profile releases no date, so there is no range. Use --full."
            : meant.Length == 0 ? $"The column that was named is no date that the profile releases. There is: {headings}."
            : meant.Length > 1 ? $"The profile releases more than one date: {headings}. Name one of them with --column."
            : null;
        if (problem is not null)
        {
            return null;
        }

        (int index, int months) = meant[0];
        string heading = profile.Columns[index].Heading;
        if (from > to)
        {
            problem = "The range ends before it begins.";
            return null;
        }

        DateOnly first = FirstDay(from, months);
        DateOnly last = LastDay(to, months);
        if (first != from || last != to)
        {
            string whole = months switch { Month => "month", Quarter => "quarter", _ => "year" };
            problem = $"A range of {heading} begins on the first day of a {whole} and ends on the last day of one. The nearest: --from {Iso(first)} --to {Iso(last)}.";
            return null;
        }

        return new ReleasedRange(index, heading, from, to);
    }

    /// <summary>
    /// Whether what would leave of a record today is in the range. A date that stands for several days is when all of them are.
    /// </summary>
    internal bool Has(ClearedRecord cleared) =>
        cleared.ValueOf(_column) is { } released && DaysOf(released) is var (first, last) && From <= first && last <= To;

    /// <summary>
    /// How many months a range of the column is at least, by the coarsest date it can have; 0 of a column that is no date.
    /// </summary>
    private static int MonthsOf(ForceProfile profile, int column) => profile.TreatmentsOf(column).Max(treatment => treatment switch
    {
        DatePrecision { Level: DateLevel.Year } => Year,
        DatePrecision { Level: DateLevel.Quarter } => Quarter,
        DatePrecision => Month,
        // A kept date; a date at the level of a day shows itself in the same form.
        Keep { Shows: ShownForm.Day } => Month,
        _ => 0,
    });

    private static (DateOnly First, DateOnly Last)? DaysOf(string released)
    {
        const int MonthForm = 7;
        if (DateOnly.TryParseExact(released, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day))
        {
            return (day, day);
        }

        if (!int.TryParse(released.AsSpan(0, Math.Min(4, released.Length)), NumberStyles.None, CultureInfo.InvariantCulture, out int year)
            || year is < 1 or > 9999)
        {
            return null;
        }

        if (released.Length == 4)
        {
            return (new DateOnly(year, 1, 1), new DateOnly(year, 12, 31));
        }

        if (released.Length != MonthForm
            || !int.TryParse(released.AsSpan(6), NumberStyles.None, CultureInfo.InvariantCulture, out int last))
        {
            return null;
        }

        int months = released[5] == 'Q' ? Quarter : Month;
        int month = months == Quarter ? ((last - 1) * Quarter) + 1 : ((released[5] - '0') * 10) + last;
        var first = new DateOnly(year, month, 1);
        return (first, LastDay(first, months));
    }

    private static DateOnly FirstDay(DateOnly day, int months) => new(day.Year, day.Month - ((day.Month - 1) % months), 1);

    private static DateOnly LastDay(DateOnly day, int months)
    {
        int month = day.Month - ((day.Month - 1) % months) + months - 1;
        return new DateOnly(day.Year, month, DateTime.DaysInMonth(day.Year, month));
    }

    private static string Iso(DateOnly day) => day.ToString("O", CultureInfo.InvariantCulture);
}
