using System.Globalization;
using System.Text.RegularExpressions;
using DataSharing.Disclosure.Configuration;

namespace DataSharing.Disclosure.Profile;

/// <summary>
/// Reads the form of one force's own reference numbers: <c>referencePattern</c> of its profile, or its entry in <c>referencePatterns</c> of
/// the protocol. The pattern is run without backtracking, so that no reference can make it slow.
/// </summary>
internal static class ReferencePattern
{
    private const string Example = @"^[0-9]{2}/[0-9]{7}/[0-9]{2}$";
    private const string OwnMember = "referencePattern";
    private const string SharedMember = "referencePatterns";

    private static readonly string[] DayForms =
        ["yyyy-MM-dd", "yyyy/MM/dd", "dd/MM/yyyy", "dd-MM-yyyy", "dd.MM.yyyy", "d/M/yyyy", "dd/MM/yy", "dd-MM-yy", "dd.MM.yy", "ddMMyyyy", "yyyyMMdd", "ddMMyy", "yyMMdd", "d MMMM yyyy", "dd MMM yyyy", "dd-MMM-yyyy", "dd-MMM-yy", "ddMMMyyyy", "ddMMMyy", "MMM-yy", "yyyy"];

    /// <summary>What no reference number looks like: a pattern that takes one of these is no pattern of references.</summary>
    private static readonly string[] Others =
    [
        .. Written("Jo Example", "Example", "Al", "Ng", "Cohen", "O'Neill", "Anne-Marie", "Miriam Cohen", "Cohen, Miriam", "M. Cohen",
        "M Cohen", "JE", "Alexandrina Featherstonehaugh"),
        .. Written("jo_example", "joexample", "jo.example", "jo-example", "jexample1", "jo_example99", "je1", "example84", "@jo_example",
        "jo@example.org", "https://example.org/jo"),
        "1 Example Road", "Example Road", "Flat 2, 14 Example Road", "M25 1AA", "M251AA", "NW4 2AA", "NW42AA", "EC1A 1BB", "EC1A1BB",
            "Somebody shouted from a car.",
        "020 7946 0123", "02079460123", "0207 946 0123", "2079460123", "07700 900123", "07700900123", "7700900123", "07700-900123",
            "+447700900123", "447700900123", "+44 7700 900123", "00447700900123",
        "(020) 7946 0123", "020-7946-0123", "0161 496 0123", "01614960123", "01134960123", "01144960123", "01154960123", "01164960123",
            "01174960123", "01184960123", "01214960123", "01314960123", "01414960123", "01514960123", "01632960123",
        "01914980123", "02890180123", "02920180123", "03069990123", "08081570123", "09098790123", "7946 0123", "79460123", "900123", "999",
        .. Days("1984-03-05", "1961-12-31", "2007-10-20", "2026-05-01"),
        "AB12 CDE", "AB12CDE", "QQ123456C", "QQ 12 34 56 C", "943 476 5919", "9434765919", "51.50741", "-0.12776", "SW1A2AA",
    ];

    /// <summary>The pattern for this force, or null when there is none or it has problems, reported.</summary>
    public static Regex? Read(ConfigObject profile, ConfigObject protocol, string force)
    {
        Regex? shared = null;
        ConfigObject? patterns = protocol.OptionalObject(SharedMember);
        foreach (string slug in patterns?.Names ?? [])
        {
            Regex? pattern = Check(patterns!, slug);
            shared = slug == force ? pattern : shared;
        }

        Regex? own = profile.Has(OwnMember) ? Check(profile, OwnMember) : null;
        if (own is not null && patterns?.Has(force) == true)
        {
            profile.Report(
                OwnMember, $"The protocol has the pattern of \"{force}\" already.", $"Remove it here, or {SharedMember}.{force} there.");
        }

        return own ?? shared;
    }

    private static Regex? Check(ConfigObject block, string member)
    {
        if (block.Text(member, Example) is not { } text)
        {
            return null;
        }

        if (FaultOf(text) is var (message, fix))
        {
            block.Report(member, message, fix);
            return null;
        }

        return Whole(text);
    }

    /// <summary>What is wrong with a pattern, and what to write instead; null where nothing is.</summary>
    internal static (string Message, string Fix)? FaultOf(string text)
    {
        if (text.Length < 3 || text[0] != '^' || text[^1] != '$')
        {
            return ("The pattern does not say where a reference begins and ends.",
                $"Begin it with ^ and end it with $, for example {Example}.");
        }

        if (text.Contains("(?", StringComparison.Ordinal)
            && text.Replace("(?:", "", StringComparison.Ordinal).Contains("(?", StringComparison.Ordinal))
        {
            return ("The pattern has options or looks around.", "Use characters, classes, groups, alternatives and counts only.");
        }

        if (Whole(text) is not { } pattern)
        {
            return ("This is not a regular expression that can be run without backtracking.", $"Write for example {Example}.");
        }

        return pattern.IsMatch("") || Array.Exists(Others, pattern.IsMatch)
            ? ("The pattern takes names, addresses or nothing for a reference.",
                $"Say which digits and letters a reference has, so that no name, date or telephone is one, for example {Example}.")
            : null;
    }

    private static Regex? Whole(string text) => Compile(text[1..^1]) is null ? null : Compile($"^(?:{text[1..^1]})\\z");

    private static IEnumerable<string> Written(params string[] names) =>
        names.SelectMany(name => new[] { name, name.ToLowerInvariant(), name.ToUpperInvariant() }).Distinct(StringComparer.Ordinal);

    private static IEnumerable<string> Days(params string[] days) =>
        from day in days
        from form in DayForms
        from written in Written(
            DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture).ToString(form, CultureInfo.InvariantCulture))
        select written;

    private static Regex? Compile(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            // Also too large for an automaton; what is wrong with it stands in the problem of the caller.
            return null;
        }
    }
}
