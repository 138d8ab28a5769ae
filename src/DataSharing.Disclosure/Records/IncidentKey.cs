using System.Globalization;

namespace DataSharing.Disclosure.Records;

/// <summary>
/// The source's own key of one incident: a 64-bit integer, or 1 to 64 printable ASCII characters.
/// It is the only source value that leaves <see cref="IncidentRecord"/>; it is kept in the ledger and never written to a file for a force.
/// </summary>
/// <remarks>
/// Databases and .NET sort text differently, so keys compare as <see cref="Stored"/> does: ASCII whose byte order is the order of the keys
/// (numbers before texts) in every ledger, whatever its collation. Comparing needs no such text. Source: design, section 3.
/// </remarks>
public readonly record struct IncidentKey : IComparable<IncidentKey>
{
    private const int LongestText = 64;
    private const int StoredNumber = 17;
    private const ulong SignBit = 0x8000_0000_0000_0000;

    // Instead of a text, for a number: no text key has it, because those are printable.
    private const string NumberMark = "\0";

    private readonly string? _text;
    private readonly long _number;

    private IncidentKey(string text, long number)
    {
        _text = text;
        _number = number;
    }

    /// <summary>The order-preserving form the ledger stores: <c>n</c> and 16 hexadecimal digits, or <c>t</c> and the text.</summary>
    public string Stored => IsNumber ? string.Create(StoredNumber, unchecked((ulong)_number) ^ SignBit, WriteNumber) : "t" + _text;

    /// <summary>The key of a source whose key column is an integer.</summary>
    public static IncidentKey FromNumber(long number) =>
        new(NumberMark, number);

    /// <summary>
    /// The key of a source whose key column is text, or null when the text is not 1 to 64 printable ASCII characters without spaces.
    /// </summary>
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

        return new IncidentKey(text, 0);
    }

    /// <summary>Reads back <see cref="Stored"/>.</summary>
    /// <exception cref="FormatException">The text is not a stored key; the message does not repeat it.</exception>
    public static IncidentKey FromStored(string stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        // Lower case only: the same number in capitals would be another key, elsewhere in the order.
        if (stored.Length == StoredNumber && stored[0] == 'n' && !stored.AsSpan(1).ContainsAnyInRange('A', 'F')
            && ulong.TryParse(stored.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong number))
        {
            return FromNumber(unchecked((long)(number ^ SignBit)));
        }

        if (stored.Length > 1 && stored[0] == 't' && FromText(stored[1..]) is { } key)
        {
            return key;
        }

        throw new FormatException("A stored incident key in the ledger is malformed.");
    }

    /// <summary>The integer of a numeric key, or null for a text key.</summary>
    public long? Number => IsNumber ? _number : null;

    /// <summary>The key as the administrator knows it from the incident system.</summary>
    public override string ToString() => IsNumber ? _number.ToString(CultureInfo.InvariantCulture) : _text!;

    /// <inheritdoc/>
    public int CompareTo(IncidentKey other) => (IsNumber, other.IsNumber) switch
    {
        (true, true) => _number.CompareTo(other._number),
        (false, false) => string.CompareOrdinal(_text, other._text),
        (true, false) => -1,
        _ => 1,
    };

    private static void WriteNumber(Span<char> stored, ulong rest)
    {
        stored[0] = 'n';
        for (int i = stored.Length - 1; i > 0; i--)
        {
            stored[i] = "0123456789abcdef"[(int)(rest & 15)];
            rest >>= 4;
        }
    }

    /// <summary>Whether <paramref name="left"/> sorts before <paramref name="right"/>.</summary>
    public static bool operator <(IncidentKey left, IncidentKey right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> sorts after <paramref name="right"/>.</summary>
    public static bool operator >(IncidentKey left, IncidentKey right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> does not sort after <paramref name="right"/>.</summary>
    public static bool operator <=(IncidentKey left, IncidentKey right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> does not sort before <paramref name="right"/>.</summary>
    public static bool operator >=(IncidentKey left, IncidentKey right) => left.CompareTo(right) >= 0;

    private bool IsNumber => (_text ?? throw new InvalidOperationException("This incident key was never set.")) == NumberMark;
}
