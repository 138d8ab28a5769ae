using System.Text.RegularExpressions;
using DataSharing.Disclosure.Configuration;

namespace DataSharing.Disclosure;

/// <summary>
/// Reads the form of one force's own reference numbers: <c>referencePattern</c> of its profile, or its entry in <c>referencePatterns</c> of the
/// protocol. The pattern is run without backtracking, so that no reference can make it slow.
/// </summary>
internal static class ReferencePattern
{
    private const string Example = @"^[0-9]{2}/[0-9]{7}/[0-9]{2}$";
    private const string OwnMember = "referencePattern";
    private const string SharedMember = "referencePatterns";

    /// <summary>What no reference number looks like: a pattern that takes one of these is no pattern of references.</summary>
    private static readonly string[] Others = ["Jo Example", "Example", "jo@example.org", "020 7946 0123", "M25 1AA", "1 Example Road", "Somebody shouted from a car."];

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
            profile.Report(OwnMember, $"The protocol has the pattern of \"{force}\" already.", $"Remove it here, or {SharedMember}.{force} there.");
        }

        return own ?? shared;
    }

    private static Regex? Check(ConfigObject block, string member)
    {
        if (block.Text(member, Example) is not { } text)
        {
            return null;
        }

        if (text[0] != '^' || text[^1] != '$' || text.Length < 3)
        {
            block.Report(member, "The pattern does not say where a reference begins and ends.", $"Begin it with ^ and end it with $, for example {Example}.");
            return null;
        }

        string inside = text[1..^1];
        if (inside.Contains("(?", StringComparison.Ordinal) && inside.Replace("(?:", "", StringComparison.Ordinal).Contains("(?", StringComparison.Ordinal))
        {
            block.Report(member, "The pattern has options or looks around.", "Use characters, classes, groups, alternatives and counts only.");
            return null;
        }

        Regex? pattern = Compile(inside) is null ? null : Compile($"^(?:{inside})\\z");
        if (pattern is null)
        {
            block.Report(member, "This is not a regular expression that can be run without backtracking.", $"Write for example {Example}.");
            return null;
        }

        if (pattern.IsMatch("") || Array.Exists(Others, pattern.IsMatch))
        {
            block.Report(member, "The pattern takes names, addresses or nothing for a reference.", $"Say which digits and letters a reference has, for example {Example}.");
            return null;
        }

        return pattern;
    }

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
