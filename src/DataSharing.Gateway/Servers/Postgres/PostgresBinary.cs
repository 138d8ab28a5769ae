using System.Buffers.Binary;
using DataSharing.Gateway.Rows;
using Npgsql.PostgresTypes;

namespace DataSharing.Gateway.Servers.Postgres;

/// <summary>
/// Values of PostgreSQL from the server's own binary form. What .NET cannot hold exactly is <see cref="DatabaseRows.Unreadable"/>: it
/// becomes neither an error, which would stop every record, nor another value. Source: PostgreSQL's send functions, named at each.
/// </summary>
internal static class PostgresBinary
{
    private const int MicrosecondTicks = 10;
    private const int MoneyScale = 2;
    private const int NumericHeadBytes = 8;
    private const int NumericBase = 10_000;
    private const int NumericBaseDigits = 4;
    private const ushort Positive = 0x0000;
    private const ushort Negative = 0x4000;
    private const byte JsonbVersion = 1;

    private static readonly DateTime Epoch = new(2000, 1, 1);
    private static readonly int EpochDay = DateOnly.FromDateTime(Epoch).DayNumber;
    private static readonly long FirstMicrosecond = -Epoch.Ticks / MicrosecondTicks;
    private static readonly long LastMicrosecond = (DateTime.MaxValue.Ticks - Epoch.Ticks) / MicrosecondTicks;

    private static readonly object True = true;
    private static readonly object False = false;

    private static readonly Dictionary<string, Reader> Fixed = new(StringComparer.Ordinal)
    {
        ["bool"] = static bytes => bytes.Length == sizeof(byte) ? (bytes[0] != 0 ? True : False) : DatabaseRows.Unreadable,
        ["int2"] = static bytes => bytes.Length == sizeof(short) ? RepeatedValues.Number(BinaryPrimitives.ReadInt16BigEndian(bytes)) : DatabaseRows.Unreadable,
        ["int4"] = static bytes => bytes.Length == sizeof(int) ? RepeatedValues.Number(BinaryPrimitives.ReadInt32BigEndian(bytes)) : DatabaseRows.Unreadable,
        ["int8"] = static bytes => bytes.Length == sizeof(long) ? RepeatedValues.Number(BinaryPrimitives.ReadInt64BigEndian(bytes)) : DatabaseRows.Unreadable,
        ["float4"] = static bytes => bytes.Length == sizeof(float) ? BinaryPrimitives.ReadSingleBigEndian(bytes) : DatabaseRows.Unreadable,
        ["float8"] = static bytes => bytes.Length == sizeof(double) ? BinaryPrimitives.ReadDoubleBigEndian(bytes) : DatabaseRows.Unreadable,
        ["money"] = static bytes => bytes.Length == sizeof(long) ? Money(BinaryPrimitives.ReadInt64BigEndian(bytes)) : DatabaseRows.Unreadable,
        ["date"] = static bytes => bytes.Length == sizeof(int) ? Date(BinaryPrimitives.ReadInt32BigEndian(bytes)) : DatabaseRows.Unreadable,
        ["timestamp"] = static bytes => bytes.Length == sizeof(long) ? Time(BinaryPrimitives.ReadInt64BigEndian(bytes), DateTimeKind.Unspecified) : DatabaseRows.Unreadable,
        ["timestamptz"] = static bytes => bytes.Length == sizeof(long) ? Time(BinaryPrimitives.ReadInt64BigEndian(bytes), DateTimeKind.Utc) : DatabaseRows.Unreadable,
    };

    /// <summary>Takes one value of a column from its bytes.</summary>
    public delegate object Reader(ReadOnlySpan<byte> bytes);

    /// <summary>Reads the values of one column. A type that no field of the dictionary can have gives values that cannot be read.</summary>
    public static Reader ReaderOf(PostgresType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        string name = type is PostgresEnumType ? "text" : type.InternalName;
        switch (name)
        {
            case "text" or "varchar" or "bpchar" or "name" or "citext" or "json" or "xml":
                return new RepeatedValues().Text;
            case "jsonb":
                var texts = new RepeatedValues();
                return bytes => bytes is [JsonbVersion, ..] ? texts.Text(bytes[1..]) : DatabaseRows.Unreadable;
            default:
                return Fixed.TryGetValue(name, out Reader? read)
                    ? read
                    : name switch
                    {
                        "numeric" => Numeric,
                        "bytea" => static bytes => bytes.ToArray(),
                        "bit" => Bit,
                        _ => static _ => DatabaseRows.Unreadable,
                    };
        }
    }

    /// <summary>
    /// <c>date_send</c>: days since 2000-01-01; the least and the greatest number stand for the infinities, which lie outside the calendar.
    /// </summary>
    private static object Date(int days)
    {
        long day = (long)EpochDay + days;
        return day >= DateOnly.MinValue.DayNumber && day <= DateOnly.MaxValue.DayNumber ? DateOnly.FromDayNumber((int)day)
            : DatabaseRows.Unreadable;
    }

    /// <summary><c>timestamp_send</c>: microseconds since 2000-01-01 00:00; the infinities as for a date.</summary>
    private static object Time(long microseconds, DateTimeKind kind) =>
        microseconds >= FirstMicrosecond && microseconds <= LastMicrosecond
            ? new DateTime(Epoch.Ticks + (microseconds * MicrosecondTicks), kind) : DatabaseRows.Unreadable;

    /// <summary><c>cash_send</c>: hundredths, as everywhere where two decimals are usual.</summary>
    private static object Money(long hundredths) => ExactNumber.Of((UInt128)Int128.Abs(hundredths), MoneyScale, hundredths < 0);

    /// <summary><c>bit_send</c>: the number of bits and the bits; one bit is a boolean.</summary>
    private static object Bit(ReadOnlySpan<byte> bytes) =>
        bytes.Length == sizeof(int) + 1 && BinaryPrimitives.ReadInt32BigEndian(bytes) == 1 ? (bytes[sizeof(int)] & 0x80) != 0 ? True : False
            : DatabaseRows.Unreadable;

    /// <summary>
    /// <c>numeric_send</c>: how many digits to the base 10,000, the weight of the first, the sign (other ones are NaN and the infinities),
    /// the scale, the digits.
    /// </summary>
    private static object Numeric(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < NumericHeadBytes)
        {
            return DatabaseRows.Unreadable;
        }

        int digits = BinaryPrimitives.ReadUInt16BigEndian(bytes);
        int weight = BinaryPrimitives.ReadInt16BigEndian(bytes[2..]);
        ushort sign = BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]);
        if (sign is not (Positive or Negative) || bytes.Length != NumericHeadBytes + (digits * sizeof(short)))
        {
            return DatabaseRows.Unreadable;
        }

        UInt128 number = 0;
        for (int i = 0; i < digits; i++)
        {
            number = (number * NumericBase) + BinaryPrimitives.ReadUInt16BigEndian(bytes[(NumericHeadBytes + (i * sizeof(short)))..]);
            if (number > ExactNumber.MostWithZeros)
            {
                return DatabaseRows.Unreadable;
            }
        }

        return ExactNumber.Of(number, (digits - 1 - weight) * NumericBaseDigits, sign == Negative);
    }
}
