using System.Globalization;
using System.Text;
using DataSharing.Disclosure.Dictionary;
using DataSharing.Disclosure.OwnRecord;
using DataSharing.Disclosure.Patterns;
using DataSharing.Disclosure.Records;
using DataSharing.Disclosure.Treatments;

namespace DataSharing.Disclosure.Columns;

/// <summary>
/// Looks whether a cell that shows a value as it is shows a direct value of its own record, or a key, reference or number by which it or
/// its people are known: then the field is read from another column than its name says. Members of closed lists, bands and places of a
/// reference list are never looked at, and neither are numbers below 1,000 (unless they have three decimals, as coordinates do), which are
/// equal by chance.
/// </summary>
internal sealed class DirectCellCheck
{
    private const decimal LeastNumber = 1_000;
    private const int CoordinateDecimals = 3;
    private const int LongestDate = 24;
    private const int ShortestRun = 5;

    // Day 0 of the spreadsheets' numbers for days.
    private static readonly DateOnly SheetStart = new(1899, 12, 30);

    private static readonly string[] DayNumbers = ["yyyyMMdd", "ddMMyyyy", "MMddyyyy", "yyMMdd", "ddMMyy"];

    private static readonly string[] Identifiers = ["id", "ref", "reference", "uuid", "guid", "key", "urn"];

    private readonly Shown[] _shown;

    private DirectCellCheck(Shown[] shown, RecordShape shape)
    {
        _shown = shown;
        foreach (Shown column in shown)
        {
            column.Read(shape);
        }
    }

    /// <summary>The columns to look at; empty where no column shows a value.</summary>
    public static Shown[] In(IEnumerable<ReleasedColumn> columns, DataDictionary dictionary) =>
        [.. columns.Where(column => column.Treatment.Shows is not null).Select(column => new Shown(column, Others(column, dictionary)))];

    /// <summary>The check; null where no column shows a value.</summary>
    public static DirectCellCheck? Of(Shown[] shown, RecordShape shape) => shown.Length == 0 ? null : new DirectCellCheck(shown, shape);

    /// <summary>
    /// Why the row is held back, with the field because of which: <see cref="Reason.DirectValue"/>, or a value that cannot be read; null
    /// when nothing was found.
    /// </summary>
    /// <param name="record">The record.</param>
    /// <param name="today">Today's date, Europe/London.</param>
    public (Reason Reason, string Field)? Find(IncidentRecord record, DateOnly today)
    {
        foreach (Shown shown in _shown)
        {
            object? value = record[shown.Ordinal];
            if (value is null || ReferenceEquals(value, IncidentRecord.UnreadableValue) || !shown.Column.MayBeReleased(record, today)
                || !shown.Column.Treatment.ShowsValue(value, record)
                || !IsCompared(shown.Form, value))
            {
                continue;
            }

            foreach (Other other in shown.Others)
            {
                object? candidate = record[other.Ordinal];
                if (ReferenceEquals(candidate, IncidentRecord.UnreadableValue))
                {
                    return (Reason.Unreadable, other.Field.Name);
                }

                if (candidate is not null && IsSame(shown.Form, value, candidate, other.IsPersons))
                {
                    return (Reason.DirectValue, shown.Column.Field.Name);
                }
            }
        }

        return null;
    }

    private static IEnumerable<(DictionaryField Field, bool IsPersons)> Others(ReleasedColumn column, DataDictionary dictionary)
    {
        SelectionRoles roles = dictionary.Roles;
        DictionaryField?[] own = [roles.Key, roles.CaseReference, roles.Series, roles.Units?.Premises];
        IEnumerable<DictionaryField> fields = column.Treatment.Shows switch
        {
            // Of text the own-record check looks for everything direct.
            ShownForm.Text => own.OfType<DictionaryField>(),
            ShownForm.Day => dictionary.Direct.Where(MayBeDate),
            _ => own.Append(roles.PoliceReference?.Text).OfType<DictionaryField>().Concat(dictionary.Direct)
                .Concat(dictionary.All.Where(IsIdentifier)),
        };
        DictionaryField?[] persons = column.Treatment.Shows == ShownForm.Number ? [roles.Units?.Persons, roles.Consents?.Persons] : [];
        return fields.Select(field => (field, false)).Concat(persons.OfType<DictionaryField>().Select(field => (field, true)))
            .Where(other => !ReferenceEquals(other.Item1, column.Field)).DistinctBy(other => other.Item1.Name);
    }

    private static bool MayBeDate(DictionaryField field) =>
        field.Holds is DirectKind.Date or DirectKind.Any
            && field.Type is FieldType.Text or FieldType.TextList or FieldType.Date or FieldType.DateTime or FieldType.Instant;

    /// <summary>An internal field whose name says that it identifies; never a flag, a time or a version.</summary>
    private static bool IsIdentifier(DictionaryField field) =>
        field.Class == FieldClass.Internal && field.Values is null
            && field.Type is FieldType.Integer or FieldType.Text or FieldType.TextList
            && Array.Exists(Identifiers, word => DenyWords.HasWord(field.Name, word));

    private static bool IsCompared(ShownForm form, object value) => form switch
    {
        ShownForm.Number => value switch
        {
            long number => number is >= (long)LeastNumber or <= -(long)LeastNumber,
            decimal number => Math.Abs(number) >= LeastNumber || DecimalsOf(number) >= CoordinateDecimals,
            _ => false,
        },
        ShownForm.Text => value is string text && (text.Any(char.IsLetter) || Digits.Of(text).TrimStart('0').Length > 3),
        _ => true,
    };

    private static bool IsSame(ShownForm form, object value, object candidate, bool persons)
    {
        if (candidate is string[] list)
        {
            foreach (string one in list)
            {
                if (IsSame(form, value, persons ? PersonOf(one) : one, persons: false))
                {
                    return true;
                }
            }

            return false;
        }

        return form switch
        {
            ShownForm.Day => DayOf(candidate) is { } day && day == DayOf(value),
            ShownForm.Number => IsNumber(value is long whole ? whole : (decimal)value, candidate),
            _ => IsText((string)value, candidate),
        };
    }

    private static DateOnly? DayOf(object value) => value switch
    {
        DateOnly day => day,
        DateTime time => DateOnly.FromDateTime(time),
        KnownMonth month => month.First,
        string text when text.Length == IsoTime.DayLength && IsoTime.Read(text) is { } day => DateOnly.FromDateTime(day),
        string { Length: > 5 and <= LongestDate } text => Patterns.WrittenDay.Of(text),
        _ => null,
    };

    private static bool IsNumber(decimal number, object candidate) => candidate switch
    {
        long other => other == number,
        decimal other => IsNumber(number, other),
        DateOnly or DateTime => IsDayNumber(number, DayOf(candidate)!.Value),
        string text when text.AsSpan().ContainsAnyInRange('0', '9')
            || !Ascii.IsValid(text) => IsNumberIn(number, FoldedText.Of(text).Numbers),
        _ => false,
    };

    /// <summary>Equal, or equal once the other is rounded or cut to as many decimals as this has.</summary>
    private static bool IsNumber(decimal number, decimal other)
    {
        if (number == other)
        {
            return true;
        }

        int decimals = DecimalsOf(number);
        return decimals is >= CoordinateDecimals and < 28 && DecimalsOf(other) > decimals
            && (Math.Round(other, decimals, MidpointRounding.AwayFromZero) == number
            || Math.Round(other, decimals, MidpointRounding.ToZero) == number);
    }

    private static bool IsNumberIn(decimal number, string text)
    {
        if (decimal.TryParse(
            text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal other)
            && IsNumber(number, other))
        {
            return true;
        }

        if (!decimal.IsInteger(number))
        {
            return false;
        }

        string digits = decimal.Abs(number).ToString("0", CultureInfo.InvariantCulture);
        string all = Digits.Of(text);
        if (IsSameNumber(all, digits))
        {
            return true;
        }

        foreach (NumberRun run in NumberRun.In(text))
        {
            // The number in a reference such as CST-2026-01042; a year in it is too short to count.
            if (IsSameNumber(run.Digits, digits) || run.Groups.Any(group => group.Length >= ShortestRun && IsSameNumber(group, digits)))
            {
                return true;
            }
        }

        return text.Length <= LongestDate && DayOf(text) is { } day && IsDayNumber(number, day);
    }

    /// <summary>The same digits, whatever stands before them: zeros, the country code of a telephone.</summary>
    private static bool IsSameNumber(string digits, string number)
    {
        ReadOnlySpan<char> one = digits.AsSpan().TrimStart('0');
        ReadOnlySpan<char> other = number;
        return one.SequenceEqual(other) || IsBehindCountryCode(one, other) || (!one.IsEmpty && IsBehindCountryCode(other, one));
    }

    private static bool IsBehindCountryCode(ReadOnlySpan<char> whole, ReadOnlySpan<char> number) =>
        whole.Length > number.Length && whole.StartsWith("44") && whole[2..].TrimStart('0').SequenceEqual(number);

    private static bool IsDayNumber(decimal number, DateOnly day)
    {
        if (number == day.DayNumber - SheetStart.DayNumber)
        {
            return true;
        }

        foreach (string form in DayNumbers)
        {
            if (decimal.Parse(day.ToString(form, CultureInfo.InvariantCulture), NumberStyles.None, CultureInfo.InvariantCulture) == number)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsText(string text, object candidate)
    {
        string other = candidate switch
        {
            string written => written,
            long number => number.ToString(CultureInfo.InvariantCulture),
            _ => "",
        };
        string folded = Folded(other);
        return folded.Length > 0 && folded == Folded(text);
    }

    private static string Folded(string text) =>
        string.Concat(FoldedText.Of(text).Text.Where(char.IsLetterOrDigit)).ToUpperInvariant().TrimStart('0');

    private static string PersonOf(string element)
    {
        string[] parts = element.Split('|', 3);
        return parts.Length > 1 ? parts[1] : element;
    }

    private static int DecimalsOf(decimal number) => (number / 1.0000000000000000000000000000m).Scale;

    /// <summary>A column that shows a value, and what it is compared with.</summary>
    internal sealed class Shown(ReleasedColumn column, IEnumerable<(DictionaryField Field, bool IsPersons)> others)
    {
        private readonly (DictionaryField Field, bool IsPersons)[] _others = [.. others];

        public ReleasedColumn Column { get; } = column;

        public ShownForm Form { get; } = column.Treatment.Shows!.Value;

        public IEnumerable<DictionaryField> Needs => _others.Select(other => other.Field);

        public int Ordinal { get; private set; }

        public Other[] Others { get; private set; } = [];

        public void Read(RecordShape shape)
        {
            Ordinal = shape.Ordinal(Column.Field);
            Others = [.. _others.Select(other => new Other(other.Field, shape.Ordinal(other.Field), other.IsPersons))];
        }
    }

    /// <summary>A field that is compared with.</summary>
    internal sealed record Other(DictionaryField Field, int Ordinal, bool IsPersons);
}
