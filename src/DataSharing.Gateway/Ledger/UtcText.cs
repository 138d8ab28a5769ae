using System.Globalization;

namespace DataSharing.Gateway.Ledger;

/// <summary>Times as the ledger stores them: UTC to the millisecond, as text that sorts as it reads.</summary>
internal static class UtcText
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    public static string Of(DateTimeOffset time) => time.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    public static string? Of(DateTimeOffset? time) => time is { } known ? Of(known) : null;

    /// <exception cref="FormatException">The text is no such time; the message does not repeat it.</exception>
    public static DateTimeOffset Read(string text) =>
        DateTimeOffset.TryParseExact(
            text, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out DateTimeOffset time)
            ? time
            : throw new FormatException("A time in the ledger is malformed.");

    public static DateTimeOffset? ReadOptional(string? text) => text is null ? null : Read(text);
}
