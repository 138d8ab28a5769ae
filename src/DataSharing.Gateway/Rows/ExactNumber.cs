namespace DataSharing.Gateway.Rows;

/// <summary>A decimal number that is exactly the server's, or none.</summary>
internal static class ExactNumber
{
    private const int MostScale = 28;

    private static readonly UInt128 Most = (UInt128.One << 96) - 1;

    /// <summary>More than any number here that could still be held once the zeros at its end are taken off its scale.</summary>
    public static readonly UInt128 MostWithZeros = UInt128.MaxValue / 100_000;

    /// <summary>
    /// The number divided by ten to the power of the scale, which may be negative; <see cref="DatabaseRows.Unreadable"/> where a decimal
    /// cannot hold all its digits.
    /// </summary>
    public static object Of(UInt128 number, int scale, bool isNegative)
    {
        if (number == 0)
        {
            return 0m;
        }

        while (scale > 0 && (scale > MostScale || number > Most))
        {
            (UInt128 tenth, UInt128 digit) = UInt128.DivRem(number, 10);
            if (digit != 0)
            {
                return DatabaseRows.Unreadable;
            }

            number = tenth;
            scale--;
        }

        for (; scale < 0 && number <= Most; scale++)
        {
            number *= 10;
        }

        return number > Most ? DatabaseRows.Unreadable
            : unchecked(new decimal((int)(uint)number, (int)(uint)(number >> 32), (int)(uint)(number >> 64), isNegative, (byte)scale));
    }
}
