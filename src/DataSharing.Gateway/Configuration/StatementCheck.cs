using System.Text.RegularExpressions;
using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.Dictionary;

namespace DataSharing.Gateway.Configuration;

/// <summary>What is looked at in the source's statement before anything runs it.</summary>
internal static partial class StatementCheck
{
    /// <summary>Reports a text that is not one SELECT without semicolon.</summary>
    public static void Form(string file, string sql, ConfigProblems problems)
    {
        string statement = Comment().Replace(sql, " ").Trim();
        if (!statement.StartsWith("select", StringComparison.OrdinalIgnoreCase) || statement.Contains(';', StringComparison.Ordinal))
        {
            problems.Add(new ConfigProblem(file, "$", 1, "The file must hold one SELECT statement without a semicolon.",
                "The program adds the force, the keys and the order itself."));
        }
    }

    /// <summary>
    /// A column that is given another name hides what the dictionary would have noticed: <c>date_of_birth AS reported_day</c>.
    /// </summary>
    public static void Aliases(string file, string sql, DataDictionary dictionary, ConfigProblems problems)
    {
        // The lines stay where they are.
        string statement = Comment().Replace(sql, comment => new string([.. comment.Value.Select(c => c == '\n' ? c : ' ')]));
        foreach (Match match in Alias().Matches(statement))
        {
            string column = match.Groups["column"].Value;
            string alias = match.Groups["alias"].Value;
            if (dictionary.Find(alias) is { Class: FieldClass.Plain or FieldClass.Quasi or FieldClass.Special } field
                && !(field.Type == FieldType.Postcode && DataDictionary.DenyWord(column) is null)
                && DataDictionary.DenyWord(column) is { } word)
            {
                problems.Add(new ConfigProblem(file, "$", statement.AsSpan(0, match.Groups["column"].Index).Count('\n') + 1,
                    $"\"{column}\" has the word \"{word}\" in its name and is given as \"{alias}\", which source/fields.json describes as {char.ToLowerInvariant(field.Class.ToString()[0])}{field.Class.ToString()[1..]}.",
                    "Give it under its own name, with the class direct."));
            }
        }
    }

    [GeneratedRegex(@"(?:\bselect(?:\s+distinct|\s+all)?|,)\s*(?:[""\[]?\w+[""\]]?\s*\.\s*)*[""\[]?(?<column>[A-Za-z_]\w*)[""\]]?(?:\s+as)?\s+[""\[]?(?<alias>[A-Za-z_]\w*)[""\]]?\s*(?=,|\bfrom\b)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Alias();

    [GeneratedRegex(@"--[^\n]*|/\*.*?\*/", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Comment();
}
