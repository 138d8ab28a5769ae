using System.Globalization;
using System.Text.RegularExpressions;

namespace DataSharing.Disclosure.Patterns;

/// <summary>
/// A point on the map as latitude and longitude: degrees, minutes and seconds with signs, words or blanks between them; degrees and decimal
/// minutes; or two decimal numbers of three decimals or more. A temperature, an angle of whole degrees and a height in feet are none.
/// </summary>
public sealed partial class CoordinatePattern : TextPattern
{
    private const int LargestLatitude = 90;
    private const int LargestLongitude = 180;
    private const int DecimalsAlone = 4;
    private const double MinutesInDegree = 60;
    private const double SecondsInDegree = 3600;

    // About sixty metres; a point told by whole minutes is less exact.
    private const double Exact = 0.0006;
    private const double Minute = 0.009;

    internal CoordinatePattern()
        : base("coordinates", fewestDigits: 3)
    {
    }

    /// <summary>
    /// Whether a text may have coordinates: the sign or word of a degree, a number of three decimals, or digits with the letter of a
    /// direction.
    /// </summary>
    internal static bool MayHave(ReadOnlySpan<char> text)
    {
        for (int i = text.IndexOfAnyInRange('0', '9'); i >= 0 && i < text.Length; i++)
        {
            if (IsDegree(text, i)
                || (char.IsAsciiDigit(text[i]) && (HasDecimals(text, i) || HasDirectionBehind(text, i) || HasDirectionBefore(text, i))))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The sign of a degree, its word, or the letter that stands for it between digits.</summary>
    private static bool IsDegree(ReadOnlySpan<char> text, int at) => text[at] switch
    {
        '\u00B0' => true,
        'd' or 'D' =>
            text[(at + 1)..].StartsWith("eg", StringComparison.OrdinalIgnoreCase) || (IsDigit(text, at - 1) && IsDigit(text, at + 1)),
        _ => false,
    };

    /// <summary>Whether a digit is the first of three behind a stop, with something after them.</summary>
    private static bool HasDecimals(ReadOnlySpan<char> text, int at) =>
        at + 3 < text.Length && at > 0 && text[at - 1] == '.' && IsDigit(text, at + 1) && IsDigit(text, at + 2);

    private static bool HasDirectionBehind(ReadOnlySpan<char> text, int at)
    {
        int next = at + 1 < text.Length && text[at + 1] is ' ' or 'd' or '\'' or '"' ? at + 2 : at + 1;
        return next < text.Length && text[next] is 'N' or 'S' or 'n' or 's' && !IsLetter(text, next + 1);
    }

    private static bool HasDirectionBefore(ReadOnlySpan<char> text, int at)
    {
        int letter = at > 1 && text[at - 1] == ' ' ? at - 2 : at - 1;
        return letter >= 0 && text[letter] is 'N' or 'S' && !IsLetter(text, letter - 1);
    }

    private static bool IsDigit(ReadOnlySpan<char> text, int at) => at >= 0 && at < text.Length && char.IsAsciiDigit(text[at]);

    private static bool IsLetter(ReadOnlySpan<char> text, int at) => at >= 0 && at < text.Length && char.IsAsciiLetter(text[at]);

    /// <summary>Every latitude and longitude of the coordinates of a text, in degrees without its sign, and how exact it is.</summary>
    internal IEnumerable<(double Degrees, double Tolerance)> Degrees(FoldedText text)
    {
        foreach (TextSpan span in Spans(text))
        {
            string part = text.Text.Substring(span.Start, span.Length);
            foreach (Match one in Half().Matches(part))
            {
                if (one.Groups["decimal"].Success)
                {
                    yield return (Number(one, "decimal"), Exact);
                    continue;
                }

                double degrees = Number(one, "degrees") + (Number(one, "minutes") / MinutesInDegree) + (
                    Number(one, "seconds") / SecondsInDegree);
                yield return (
                    degrees, one.Groups["seconds"].Success || one.Groups["minutes"].ValueSpan.ContainsAny('.', ',') ? Exact : Minute);
            }

            foreach (Match one in Packed().Matches(part))
            {
                yield return (
                    Number(one, "degrees") + (Number(one, "minutes") / MinutesInDegree) + (Number(one, "seconds") / SecondsInDegree),
                    Exact);
            }
        }
    }

    private protected override IEnumerable<TextSpan> Spans(FoldedText text)
    {
        if (!MayHave(text.Text))
        {
            yield break;
        }

        foreach (Match match in Form().Matches(text.Text))
        {
            if (IsPlace(match))
            {
                yield return new TextSpan(match.Index, match.Length);
            }
        }
    }

    private static double Number(Match match, string group) =>
        match.Groups[group] is { Success: true } number
            && double.TryParse(
            number.Value.Replace(',', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value) ? value : 0;

    private static bool IsPlace(Match match)
    {
        if (match.Groups["lat"].Success)
        {
            bool marked = match.ValueSpan.ContainsAny("-+\u00B0") || match.Groups["mark"].Success;
            bool decimals = match.Groups["latDecimals"].Length >= DecimalsAlone && match.Groups["lonDecimals"].Length >= DecimalsAlone;
            return (marked || decimals) && Number(match, "lat") <= LargestLatitude && Number(match, "lon") <= LargestLongitude;
        }

        // "45° 30'" alone is an angle.
        return !match.Groups["signed"].Success || match.Groups["fine"].Success || match.Groups["side"].Success;
    }

    private const string Degree = @"\s?(?:\u00B0|o(?=\s?[0-9])|deg(?:ree)?s?\b\.?,?|d(?=\s?[0-9]))\s?";
    private const string MinuteSign = @"\s?(?:['\u2018\u2019`\u00B4]|m(?:in(?:ute)?s?)?\b\.?|m(?=[0-9]))\s?,?\s?";
    private const string SecondSign = @"\s?(?:""|\u201D|\u201C|''|\u2019\u2019|s(?:ec(?:ond)?s?)?\b\.?|s(?=[NSEW]\b))?";
    private const string Direction = @"\s?,?\s?(?:[NSEW](?![\p{L}\p{N}])|north\b|south\b|east\b|west\b)";
    private const string Label = @"lat(?:itude)?|long(?:itude)?|lon|lng";

    // With signs or words; three numbers and a letter, twice; packed; two decimals; a decimal with its direction or label.
    [GeneratedRegex(
        @"(?<signed>(?<![\p{N}.,])(?:(?<side>(?<![\p{L}\p{N}])[NSEW])\s?)?(?<![\p{N}.,])[0-9]{1,3}" + Degree + @"(?:(?<![0-9])[0-9]{1,2}(?:[.,](?<fine>[0-9]{2,6}))?" + MinuteSign + @"(?:(?<fine>[0-9]{1,2}(?:[.,][0-9]{1,6})?)" + SecondSign + @")?)(?<side>" + Direction + @")?)"
        + @"|(?<![\p{L}\p{N}.])[0-9]{1,2}[\s:\-][0-9]{1,2}[\s:\-][0-9]{1,2}(?:\.[0-9]{1,6})?\s?[NS][,;/\s]{1,3}[0-9]{1,3}[\s:\-][0-9]{1,2}[\s:\-][0-9]{1,2}(?:\.[0-9]{1,6})?\s?[EW](?![\p{L}\p{N}])"
        + @"|(?<![\p{L}\p{N}])[NS]\s?[0-9]{1,2}[\s:\-][0-9]{1,2}(?:[\s:\-][0-9]{1,2})?(?:\.[0-9]{1,6})?[,;/\s]{1,3}[EW]\s?[0-9]{1,3}[\s:\-][0-9]{1,2}(?:[\s:\-][0-9]{1,2})?(?:\.[0-9]{1,6})?(?![\p{L}\p{N}])"
        + @"|(?<![\p{L}\p{N}.])[0-9]{6}(?:\.[0-9]{1,4})?[NS][,;/\s]{0,3}[0-9]{7}(?:\.[0-9]{1,4})?[EW](?![\p{L}\p{N}])"
        + @"|(?<![\p{L}\p{N}.,])(?:(?<mark>" + Label + @")[\s:=]{1,3})?[+\-]?(?<lat>[0-9]{1,2}\.(?<latDecimals>[0-9]{3,12}))(?![0-9.])(?:\s?\u00B0)?(?<mark>" + Direction + @")?[\s,;/]{1,4}(?:(?:and|by)\s)?(?:(?<mark>" + Label + @")[\s:=]{1,3})?[+\-]?(?<lon>[0-9]{1,3}\.(?<lonDecimals>[0-9]{3,12}))(?![0-9.])(?:\s?\u00B0)?(?<mark>" + Direction + @")?"
        + @"|(?<![\p{L}\p{N}.,])[0-9]{1,3}\.[0-9]{3,12}" + @"(?:\s?(?:\u00B0|deg(?:ree)?s?\b))?" + Direction
        + @"|(?<![\p{L}\p{N}])(?:" + Label + @")[\s:=]{1,3}[+\-]?[0-9]{1,3}\.[0-9]{3,12}(?![0-9.])",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Form();

    [GeneratedRegex(@"(?<![0-9.])(?:(?<decimal>[0-9]{1,3}\.[0-9]{3,12})(?!\s?(?:min|m\b|'))|(?<degrees>[0-9]{1,3})(?:\s?(?:\u00B0|o|deg(?:ree)?s?\b\.?,?|d)\s?|[\s:\-])(?<minutes>[0-9]{1,2}(?:[.,][0-9]{1,6})?)(?:(?:\s?(?:['\u2018\u2019`\u00B4]|m(?:in(?:ute)?s?)?\.?)\s?,?\s?|[\s:\-])(?<seconds>[0-9]{1,2}(?:[.,][0-9]{1,6})?)(?![0-9\u00B0]))?)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Half();

    [GeneratedRegex(@"(?<![0-9.])(?<degrees>[0-9]{2,3})(?<minutes>[0-9]{2})(?<seconds>[0-9]{2}(?:\.[0-9]{1,4})?)[NSEW]", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Packed();
}
