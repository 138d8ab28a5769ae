using System.Globalization;
using System.Text.RegularExpressions;
using DataSharing.Disclosure.Dictionary;

namespace DataSharing.Disclosure.Treatments;

/// <summary>How much of a date is released.</summary>
internal enum DateLevel
{
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

/// <summary>
/// A date, or the date of a local time, at a precision: the day, the Monday of its week, <c>2026-05</c>, <c>2026-Q2</c> or <c>2026</c>.
/// </summary>
internal sealed partial class DatePrecision(DateLevel level, ValueRange? range) : ValueTreatment
{
    private static readonly IReadOnlyDictionary<string, DateLevel> Levels = new Dictionary<string, DateLevel>
    {
        ["day"] = DateLevel.Day,
        ["week"] = DateLevel.Week,
        ["month"] = DateLevel.Month,
        ["quarter"] = DateLevel.Quarter,
        ["year"] = DateLevel.Year,
    };

    public override string Word => "date";

    public DateLevel Level => level;

    public override ShownForm? Shows => level == DateLevel.Day ? ShownForm.Day : null;

    public override bool TellsManyApart => level == DateLevel.Day && !(range?.Values <= MostUncounted);

    // A week reaches into two months.
    public override bool Coarsens(Treatment finer) =>
        finer is DatePrecision date
            && (date.Level == level || date.Level == DateLevel.Day
            || (date.Level < level && date.Level != DateLevel.Week && level != DateLevel.Week));

    public override string? WhereInexact(bool precisionIsTold) => level switch
    {
        DateLevel.Day when precisionIsTold => FirstOfMonth,
        DateLevel.Day or DateLevel.Week => NoDay,
        _ => "",
    };

    public override Treated Of(object value)
    {
        if (value is KnownMonth month)
        {
            return range?.Has(month.First) == false && !range.Has(month.Last) ? Reason.OutOfRange : level == DateLevel.Week ? Cell.None
                : At(month.First);
        }

        DateOnly day = value is DateTime time ? DateOnly.FromDateTime(time) : (DateOnly)value;
        if (range?.Has(day) == false)
        {
            return Reason.OutOfRange;
        }

        return At(day);
    }

    private Cell At(DateOnly day) => level switch
    {
        DateLevel.Day => Cell.OfDay(day),
        // No underflow: the first day of the calendar is a Monday.
        DateLevel.Week => Cell.OfDay(day.AddDays(-(((int)day.DayOfWeek + 6) % 7))),
        DateLevel.Month => Cell.Text(Month(day)),
        DateLevel.Quarter => Cell.Text(string.Create(CultureInfo.InvariantCulture, $"{day.Year:0000}-Q{(day.Month + 2) / 3}")),
        _ => Cell.Text(day.ToString("yyyy", CultureInfo.InvariantCulture)),
    };

    // Of a local time the day alone counts.
    public override bool TryKey(object value, out long key)
    {
        key = value switch
        {
            KnownMonth month => -1 - month.First.DayNumber,
            DateTime time => DateOnly.FromDateTime(time).DayNumber,
            _ => ((DateOnly)value).DayNumber,
        };
        return true;
    }

    public override CellForm Form(FileLayout layout) => level switch
    {
        DateLevel.Day => CellForm.Day(layout),
        DateLevel.Week => new("date", $"The Monday of the week, written {layout.DateFormat}.") { Format = layout.DateFormat },
        DateLevel.Month => new("date", "A month, written yyyy-MM, for example 2026-05.") { Format = "yyyy-MM" },
        DateLevel.Quarter => new("date", "A quarter, written yyyy-Qn with n from 1 to 4, for example 2026-Q2.") { Format = "yyyy-Qn" },
        _ => new("date", "A year, written yyyy, for example 2026.") { Format = "yyyy" },
    };

    public override bool CanStand(string cell, FileLayout layout) => level switch
    {
        DateLevel.Day => IsDay(cell, layout, out _),
        DateLevel.Week => IsDay(cell, layout, out DateOnly day) && day.DayOfWeek == DayOfWeek.Monday,
        DateLevel.Month => MonthForm().IsMatch(cell),
        DateLevel.Quarter => QuarterForm().IsMatch(cell),
        _ => YearForm().IsMatch(cell),
    };

    public static DatePrecision? Make(TreatmentSource source) =>
        source.Need("date", "\"precision\": \"day\"")?.Choice("precision", Levels) is { } level
            && (level > DateLevel.Week || source.MayShowValue($"Precision {level.ToString().ToLowerInvariant()}"))
            ? new DatePrecision(level, source.Field.Range) : null;

    private static string Month(DateOnly day)
    {
        Span<char> iso = stackalloc char[10];
        day.TryFormat(iso, out _, "O", CultureInfo.InvariantCulture);
        return new string(iso[..7]);
    }

    private static bool IsDay(string cell, FileLayout layout, out DateOnly day) =>
        DateOnly.TryParseExact(cell, layout.DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out day);

    [GeneratedRegex(@"^[0-9]{4}-(0[1-9]|1[0-2])\z", RegexOptions.CultureInvariant)]
    private static partial Regex MonthForm();

    [GeneratedRegex(@"^[0-9]{4}-Q[1-4]\z", RegexOptions.CultureInvariant)]
    private static partial Regex QuarterForm();

    [GeneratedRegex(@"^[0-9]{4}\z", RegexOptions.CultureInvariant)]
    private static partial Regex YearForm();
}
