using System.Globalization;

namespace DataSharing.Disclosure;

/// <summary>
/// The source's own key of one incident: a 64-bit integer, or 1 to 64 printable ASCII characters.
/// It is the only source value that leaves <see cref="IncidentRecord"/>; it is kept in the ledger and never written to a file for a force.
/// </summary>
/// <remarks>
/// Databases and .NET sort text differently, so keys compare by <see cref="Stored"/>: ASCII whose byte order is the order of the keys
/// (numbers before texts) in every ledger, whatever its collation. Source: design, section 3.
/// </remarks>
public readonly record struct IncidentKey : IComparable<IncidentKey>
{
    private const int LongestText = 64;
    private const ulong SignBit = 0x8000_0000_0000_0000;

    private readonly string? _stored;

    private IncidentKey(string stored) => _stored = stored;

    /// <summary>The order-preserving form the ledger stores: <c>n</c> and 16 hexadecimal digits, or <c>t</c> and the text.</summary>
    public string Stored => _stored ?? throw new InvalidOperationException("This incident key was never set.");

    /// <summary>The key of a source whose key column is an integer.</summary>
    public static IncidentKey FromNumber(long number) =>
        new("n" + (unchecked((ulong)number) ^ SignBit).ToString("x16", CultureInfo.InvariantCulture));

    /// <summary>The key of a source whose key column is text, or null when the text is not 1 to 64 printable ASCII characters without spaces.</summary>
    public static IncidentKey? FromText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length is 0 or > LongestText)
        {
            return null;
        }

        foreach (char c in text)
        {
            if (c is <= ' ' or > '~')
            {
                return null;
            }
        }

        return new IncidentKey("t" + text);
    }

    /// <summary>Reads back <see cref="Stored"/>.</summary>
    /// <exception cref="FormatException">The text is not a stored key; the message does not repeat it.</exception>
    public static IncidentKey FromStored(string stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        // Lower case only: the same number in capitals would be another key, at another place of the order.
        bool number = stored.Length == 17 && stored[0] == 'n' && !stored.AsSpan(1).ContainsAnyInRange('A', 'F')
            && ulong.TryParse(stored.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _);
        if (number || (stored.Length > 1 && stored[0] == 't' && FromText(stored[1..]) is not null))
        {
            return new IncidentKey(stored);
        }

        throw new FormatException("A stored incident key in the ledger is malformed.");
    }

    /// <summary>The integer of a numeric key, or null for a text key.</summary>
    public long? Number => Stored[0] == 'n'
        ? unchecked((long)(ulong.Parse(Stored.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) ^ SignBit))
        : null;

    /// <summary>The key as the administrator knows it from the incident system.</summary>
    public override string ToString() => Number?.ToString(CultureInfo.InvariantCulture) ?? Stored[1..];

    /// <inheritdoc/>
    public int CompareTo(IncidentKey other) => string.CompareOrdinal(Stored, other.Stored);

    /// <summary>Whether <paramref name="left"/> sorts before <paramref name="right"/>.</summary>
    public static bool operator <(IncidentKey left, IncidentKey right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> sorts after <paramref name="right"/>.</summary>
    public static bool operator >(IncidentKey left, IncidentKey right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> does not sort after <paramref name="right"/>.</summary>
    public static bool operator <=(IncidentKey left, IncidentKey right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> does not sort before <paramref name="right"/>.</summary>
    public static bool operator >=(IncidentKey left, IncidentKey right) => left.CompareTo(right) >= 0;
}
