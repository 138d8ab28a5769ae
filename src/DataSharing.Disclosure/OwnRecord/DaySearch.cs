using System.Globalization;

namespace DataSharing.Disclosure.OwnRecord;

/// <summary>Looks for a day with its year, in the orders and words in which days are written.</summary>
internal static class DaySearch
{
    private static readonly string[] Digits = [
        "yyyyMMdd", "ddMMyyyy", "dMyyyy", "ddMMyy", "dMMyyyy", "ddMyyyy", "MMddyyyy", "Mdyyyy", "yyyyMd", "yyMMdd"];

    private static readonly string[] Ordinals =
    [
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth",
            "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth",
        "nineteenth", "twentieth", "twenty first", "twenty second", "twenty third", "twenty fourth", "twenty fifth", "twenty sixth",
            "twenty seventh", "twenty eighth", "twenty ninth", "thirtieth", "thirty first",
    ];

    /// <summary>Whether the day stands in the text with its year.</summary>
    public static bool HasDay(OpenText text, DateOnly day)
    {
        const int ShortestNumber = 6;
        if (text.HasNumbers
            && Digits.Select(form => day.ToString(form, CultureInfo.InvariantCulture))
            .Any(written => written.Length >= ShortestNumber && text.HasDigits(written)))
        {
            return true;
        }

        string number = day.Day.ToString(CultureInfo.InvariantCulture);
        string two = day.ToString("dd", CultureInfo.InvariantCulture);
        string month = day.Month.ToString(CultureInfo.InvariantCulture);
        string year = day.Year.ToString(CultureInfo.InvariantCulture);
        string name = CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName(day.Month).ToLowerInvariant();
        string end = day.Day is 11 or 12 or 13 ? "th" : (day.Day % 10) switch { 1 => "st", 2 => "nd", 3 => "rd", _ => "th" };
        string[] days = [number, two, number + end, two + end, number + " " + end, Ordinals[day.Day - 1]];
        string[] months = day.Month == 9 ? [name, name[..3], "sept"] : [name, name[..3]];
        string[] years = [year, year[2..]];
        foreach (string one in days)
        {
            foreach (string named in months)
            {
                // Each of the orders has the month as a word of its own.
                bool stands = text.SpotsOf(named).Count > 0;
                foreach (string inYear in years)
                {
                    string[] orders = !stands ? []
                        : [$"{one} {named} {inYear}", $"{one} of {named} {inYear}", $"{one} day of {named} {inYear}",
                        $"{named} {one} {inYear}", $"{named} the {one} {inYear}", $"{inYear} {named} {one}"];
                    if (orders.Any(order => text.HasSequence(order.Split(' '))) || text.Spells(one + named + inYear))
                    {
                        return true;
                    }
                }
            }
        }

        string[] figures = [month, day.ToString("MM", CultureInfo.InvariantCulture)];
        return new[] { number, two }.Any(one => figures.Any(other => text.HasSequence([one, other, year[2..]])));
    }
}
