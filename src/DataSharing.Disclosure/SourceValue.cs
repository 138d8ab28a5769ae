using System.Globalization;

namespace DataSharing.Disclosure;

/// <summary>Turns what a database provider gives into the one CLR type of each <see cref="FieldType"/>.</summary>
internal static class SourceValue
{
    /// <summary>Separates the texts of a <see cref="FieldType.TextList"/>.</summary>
    public const char ListSeparator = '\u001F';

    private static readonly object True = true;
    private static readonly object False = false;

    private static readonly string[] LocalTimes = ["yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFFF", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF"];
    private static readonly string[] Instants = ["yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz"];

    /// <summary>
    /// Null for no value; <see cref="IncidentRecord.UnreadableValue"/> for a value that is not of the type; else long, decimal, bool, DateOnly,
    /// DateTime (local or UTC), string, or string[] for a list. It never throws, because the message of a failed parse quotes the value.
    /// </summary>
    public static object? Read(FieldType type, object? value)
    {
        if (value is null or DBNull)
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

    /// <summary>Whether a readable value says anything: an empty text and a list of empty texts do not.</summary>
    public static bool IsPresent(object? value) => value switch
    {
        null => false,
        string text => text.Length > 0,
        string[] list => !list.All(string.IsNullOrEmpty),
        _ => true,
    };

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
        double number when Math.Abs(number) < 1e15 => (decimal)number,
        float number when Math.Abs(number) < 1e15f => (decimal)number,
        _ => Integer(value) is long whole ? (decimal)whole : null,
    };

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
        string text when DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date) => date,
        _ => null,
    };

    private static object? LocalTime(object value) => value switch
    {
        // A time with a zone would have to be moved to London first: its date and hour may be others there.
        DateTime { Kind: DateTimeKind.Unspecified } => value,
        string text when text.Length > IsoTime.DayLength && IsoTime.Read(text) is { } quick => quick,
        string text when DateTime.TryParseExact(text, LocalTimes, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime time) => time,
        _ => null,
    };

    private static object? Instant(object value) => value switch
    {
        DateTimeOffset time => time.UtcDateTime,
        DateTime time when time.Kind != DateTimeKind.Local => DateTime.SpecifyKind(time, DateTimeKind.Utc),
        string text when DateTime.TryParseExact(text, Instants, CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTime time) => time,
        _ => null,
    };
}
