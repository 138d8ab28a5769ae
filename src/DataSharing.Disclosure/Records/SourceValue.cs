using System.Globalization;
using DataSharing.Disclosure.Dictionary;

namespace DataSharing.Disclosure.Records;

/// <summary>Turns what a database provider gives into the one CLR type of each <see cref="FieldType"/>.</summary>
internal static class SourceValue
{
    /// <summary>Separates the texts of a <see cref="FieldType.TextList"/>.</summary>
    public const char ListSeparator = '\u001F';

    // A number beyond it has no digits after its point any more, and one digit more or less of it is chance.
    private const double MostFloating = 1e15;

    // Ten to a greater power is no double, so a division by it may be off by the last bit.
    private const int SureScale = 22;

    private static readonly object True = true;
    private static readonly object False = false;

    private static readonly string[] LocalTimes = [
        "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFFF", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF"];
    private static readonly string[] Instants = [
        "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:sszzz",
        "yyyy-MM-dd HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz"];

    /// <summary>
    /// Null for no value; <see cref="IncidentRecord.UnreadableValue"/> for a value that is not of the type; else long, decimal, bool,
    /// DateOnly, DateTime (local or UTC), string, or string[] for a list. It never throws, because the message of a failed parse quotes the
    /// value. An empty text is no value, whatever the type.
    /// </summary>
    public static object? Read(FieldType type, object? value)
    {
        if (value is string text
            ? text.Length == 0 || (type is not (FieldType.Text or FieldType.Postcode) && string.IsNullOrWhiteSpace(text))
            : value is null or DBNull)
        {
            return null;
        }

        return (type switch
        {
            FieldType.Integer => Integer(value),
            FieldType.Number => Number(value),
            FieldType.Boolean => Boolean(value),
            FieldType.Date => Date(value),
            FieldType.DateTime => LocalTime(value),
            FieldType.Instant => Instant(value),
            FieldType.Text or FieldType.Postcode => value as string,
            FieldType.TextList => (value as string)?.Split(ListSeparator),
            _ => null,
        }) ?? IncidentRecord.UnreadableValue;
    }

    /// <summary>
    /// Whether a readable value says anything: a text of blanks, as a column of a fixed width has it, and a list of such texts do not.
    /// </summary>
    public static bool IsPresent(object? value) => value switch
    {
        null => false,
        string text => !string.IsNullOrWhiteSpace(text),
        string[] list => !list.All(string.IsNullOrWhiteSpace),
        _ => true,
    };

    /// <summary>
    /// A text without blanks before and after it, as columns of a fixed width and copying from a page leave them, those without a width
    /// too.
    /// </summary>
    public static string WithoutBlanksAround(string text)
    {
        int from = 0;
        int to = text.Length;
        while (from < to && IsBlank(text[from]))
        {
            from++;
        }

        while (from < to && IsBlank(text[to - 1]))
        {
            to--;
        }

        return text[from..to];
    }

    private static bool IsBlank(char c) => char.IsWhiteSpace(c) || c is '\u200B' or '\u2060' or '\uFEFF';

    private static object? Integer(object value) => value switch
    {
        long => value,
        int number => (long)number,
        short number => (long)number,
        byte number => (long)number,
        decimal number when decimal.IsInteger(number) && number is >= long.MinValue and <= long.MaxValue => (long)number,
        _ => null,
    };

    private static object? Number(object value) => value switch
    {
        decimal => value,
        double number => Floating(number),
        float number => Floating(number),
        _ => Integer(value) is long whole ? (decimal)whole : null,
    };

    /// <summary>
    /// The shortest decimal number that stands for this one and no other; null where there is none, as for one too near to zero.
    /// </summary>
    private static decimal? Floating(double number)
    {
        if (!(Math.Abs(number) < MostFloating))
        {
            return null;
        }

        // What most numbers are: no more than 15 digits.
        decimal rounded = (decimal)number;
        return rounded.Scale <= SureScale && (double)rounded == number ? rounded
            : Parsed(number.ToString("R", CultureInfo.InvariantCulture)) is { } exact
            && double.Parse(Written(exact), CultureInfo.InvariantCulture) == number ? exact : null;
    }

    private static decimal? Floating(float number)
    {
        if (!(Math.Abs(number) < (float)MostFloating))
        {
            return null;
        }

        // Not by a conversion, which rounds to seven digits: a float has only six that are sure.
        return Parsed(number.ToString("R", CultureInfo.InvariantCulture)) is { } exact
            && float.Parse(Written(exact), CultureInfo.InvariantCulture) == number ? exact : null;
    }

    private static decimal? Parsed(string text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number) ? number : null;

    private static string Written(decimal number) => number.ToString(CultureInfo.InvariantCulture);

    private static object? Boolean(object value) => value switch
    {
        bool => value,
        _ => Integer(value) switch
        {
            0L => False,
            1L => True,
            _ => null,
        },
    };

    private static object? Date(object value) => value switch
    {
        DateOnly => value,
        DateTime { Kind: DateTimeKind.Unspecified } time when time.TimeOfDay == TimeSpan.Zero => DateOnly.FromDateTime(time),
        string text when IsoTime.Read(text) is { } day && text.Length == IsoTime.DayLength => DateOnly.FromDateTime(day),
        string text when DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date) =>
            date,
        _ => null,
    };

    private static object? LocalTime(object value) => value switch
    {
        // A time with a zone would have to be moved to London first: its date and hour may be others there.
        DateTime { Kind: DateTimeKind.Unspecified } => value,
        string text when text.Length > IsoTime.DayLength && IsoTime.Read(text) is { } quick => quick,
        string text when DateTime.TryParseExact(text, LocalTimes, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime time) =>
            time,
        _ => null,
    };

    private static object? Instant(object value) => value switch
    {
        DateTimeOffset time => time.UtcDateTime,
        DateTime time when time.Kind != DateTimeKind.Local => DateTime.SpecifyKind(time, DateTimeKind.Utc),
        // Not as a DateTime: that adds a day where the instant lies before the first of all days.
        string text when DateTimeOffset.TryParseExact(
            text, Instants, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) => time.UtcDateTime,
        _ => null,
    };
}
