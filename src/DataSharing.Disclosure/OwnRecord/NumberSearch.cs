using System.Globalization;

namespace DataSharing.Disclosure.OwnRecord;

/// <summary>Looks for phones, other numbers and coordinates.</summary>
internal static class NumberSearch
{
    private const int ShortestNumber = 6;
    private const int PhoneDigits = 9;
    private const int LongestPhone = 14;

    /// <summary>A phone by its last nine digits or without its area code. The value may hold several, an extension or a note.</summary>
    public static bool HasPhone(OpenText text, string numbers)
    {
        foreach (NumberRun run in NumberRun.In(numbers))
        {
            for (int first = 0; first < run.Groups.Count; first++)
            {
                string phone = "";
                for (int last = first; last < run.Groups.Count && phone.Length <= LongestPhone; last++)
                {
                    phone += run.Groups[last];
                    bool whole = first == 0 && last == run.Groups.Count - 1;
                    bool likely = phone[0] == '0' || phone.StartsWith("44", StringComparison.Ordinal);
                    if (phone.Length >= PhoneDigits && (whole || (likely && phone.Length <= LongestPhone))
                        && (text.HasDigits(phone[^PhoneDigits..]) || text.HasEndOf(phone, ShortestNumber)))
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }

    /// <summary>A number of six digits or more.</summary>
    public static bool HasNumber(OpenText text, string numbers)
    {
        string all = Patterns.Digits.Of(numbers);
        return (all.Length >= ShortestNumber && text.HasDigits(all))
            || NumberRun.In(numbers).Any(run => run.Digits.Length >= ShortestNumber && text.HasDigits(run.Digits));
    }

    /// <summary>A latitude or longitude, cut or rounded to three decimals or more, or in another notation.</summary>
    public static bool HasCoordinate(OpenText text, string value)
    {
        const int FewestDecimals = 3;
        int point = value.IndexOf('.', StringComparison.Ordinal);
        if (point < 1 || value.Length - point <= FewestDecimals
            || !decimal.TryParse(
            value, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out decimal number)
            || Math.Abs(number) > 180)
        {
            return false;
        }

        if (text.HasDegrees((double)number))
        {
            return true;
        }

        number = Math.Abs(number);
        string whole = decimal.Truncate(number).ToString(CultureInfo.InvariantCulture);
        string decimals = value[(point + 1)..];
        foreach (int spot in text.SpotsOf(whole))
        {
            if (spot + 1 < text.Words.Count && text.Words[spot + 1] is { IsJoined: true } next && next.Text.Length >= FewestDecimals
                && next.Text.All(char.IsAsciiDigit))
            {
                string rounded = Math.Round(number, Math.Min(next.Text.Length, 15), MidpointRounding.AwayFromZero)
                    .ToString("F" + Math.Min(next.Text.Length, 15).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
                if (decimals.StartsWith(next.Text, StringComparison.Ordinal) || next.Text.StartsWith(decimals, StringComparison.Ordinal)
                    || rounded == $"{whole}.{next.Text}")
                {
                    return true;
                }
            }
        }

        return false;
    }
}
