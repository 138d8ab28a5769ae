using System.Globalization;
using System.Text.RegularExpressions;

namespace DataSharing.Gateway.Files;

/// <summary>The names of one attempt's data file and manifest at the drop, made from the profile's template.</summary>
/// <remarks>
/// Placeholders: <c>{controller}</c>, <c>{force}</c>, <c>{sequence}</c> (six digits), <c>{attempt}</c>, <c>{date}</c> (yyyyMMdd, UTC).
/// Sequence and attempt must both stand in the template, because a name is never used twice.
/// </remarks>
internal sealed partial class FileName
{
    /// <summary>The longest a name may become.</summary>
    public const int LongestName = 100;

    /// <summary>The longest slug of a force.</summary>
    public const int LongestForce = 40;

    /// <summary>The longest slug of a controller.</summary>
    public const int LongestController = 30;

    /// <summary>The highest sequence a name can carry.</summary>
    public const int HighestSequence = 999_999;

    /// <summary>The highest attempt a name can carry.</summary>
    public const int HighestAttempt = 999;

    /// <summary>What stands in the names of a test file, and in no other.</summary>
    private const string Test = "TEST";

    private static readonly string[] Placeholders = ["controller", "force", "sequence", "attempt", "date"];

    private FileName(string data, string manifest)
    {
        Data = data;
        Manifest = manifest;
    }

    /// <summary>The name of the data file.</summary>
    public string Data { get; }

    /// <summary>
    /// The name of the manifest: that of the data file with <c>.json</c> in place of its extension, or added where it has none.
    /// </summary>
    public string Manifest { get; }

    /// <summary>Fills in a template.</summary>
    /// <param name="template">A template without <see cref="Problems"/>.</param>
    /// <param name="controller">The controller's slug, at most <see cref="LongestController"/> characters.</param>
    /// <param name="force">The force's slug, at most <see cref="LongestForce"/> characters.</param>
    /// <param name="sequence">1 to <see cref="HighestSequence"/>.</param>
    /// <param name="attempt">1 to <see cref="HighestAttempt"/>.</param>
    /// <param name="created">When the attempt's bytes were named; its UTC day is the date.</param>
    /// <exception cref="ArgumentException">An argument is outside these bounds, or the template has problems.</exception>
    public static FileName For(string template, string controller, string force, int sequence, int attempt, DateTimeOffset created)
    {
        if (Problems(template) is [var problem, ..])
        {
            throw new ArgumentException(problem, nameof(template));
        }

        RequireSlug(controller, LongestController, nameof(controller));
        RequireSlug(force, LongestForce, nameof(force));
        RequireBetween(sequence, HighestSequence, nameof(sequence));
        RequireBetween(attempt, HighestAttempt, nameof(attempt));
        string data = Expand(
            template, controller, force, sequence.ToString("D6", CultureInfo.InvariantCulture),
                attempt.ToString(CultureInfo.InvariantCulture),
            created.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture));
        int extension = ExtensionLength(template);
        return new FileName(data, data[..^extension] + ".json");
    }

    /// <summary>
    /// Fills in a template for a file of invented rows: TEST stands in the place of the sequence, and the moment in that of the attempt.
    /// </summary>
    /// <inheritdoc cref="For"/>
    public static FileName ForTest(string template, string controller, string force, DateTimeOffset created)
    {
        RequireSlug(controller, LongestController, nameof(controller));
        RequireSlug(force, LongestForce, nameof(force));
        string data = Expand(
            template, controller, force, Test, created.UtcDateTime.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture),
            created.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture));
        return new FileName(data, data[..^ExtensionLength(template)] + ".json");
    }

    /// <summary>What is wrong with a template, as sentences; empty when nothing is. Pure.</summary>
    public static IReadOnlyList<string> Problems(string template)
    {
        ArgumentNullException.ThrowIfNull(template);
        var problems = new List<string>();
        foreach (string required in new[] { "sequence", "attempt" })
        {
            if (!template.Contains($"{{{required}}}", StringComparison.Ordinal))
            {
                problems.Add($"The name lacks {{{required}}}, so it could be used twice. Add {{{required}}}.");
            }
        }

        foreach (string word in Placeholder().Matches(template).Select(match => match.Groups[1].Value).Distinct(StringComparer.Ordinal))
        {
            if (!Placeholders.Contains(word, StringComparer.Ordinal))
            {
                problems.Add(
                    $"{{{word}}} is not a placeholder. There are {{controller}}, {{force}}, {{sequence}}, {{attempt}} and {{date}}.");
            }
        }

        string literal = Placeholder().Replace(template, "");
        if (Strange().IsMatch(literal))
        {
            problems.Add(
                "The name may have the letters A-Z and a-z, digits, dot, underscore and hyphen, and placeholders in braces. Remove anything else.");
        }

        if (template.StartsWith('.') || template.StartsWith('-'))
        {
            problems.Add(
                "The name begins with a dot or hyphen, which hides it or makes it an option of a command. Begin with a letter or digit.");
        }

        if (template.EndsWith('.'))
        {
            problems.Add("The name ends with a dot, which some systems drop. Remove it or write an extension.");
        }

        foreach (string taken in new[] { ".json", ".part" })
        {
            if (template.EndsWith(taken, StringComparison.OrdinalIgnoreCase))
            {
                problems.Add(
                    $"The name ends with {taken}, which is kept for {(taken == ".json" ? "manifests" : "files that are not complete")}. Write another extension.");
            }
        }

        int longest = Expand(
            template, new string('c', LongestController), new string('f', LongestForce), "999999", "999", "20991231").Length;
        // Where the manifest's extension is added or is the longer one, its name is the longer one.
        longest = Math.Max(longest, longest - ExtensionLength(template) + ".json".Length);
        if (longest > LongestName)
        {
            problems.Add($"The name can become {longest} characters long; {LongestName} are allowed. Shorten it.");
        }

        return problems;
    }

    [GeneratedRegex(@"\{([^{}]*)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Placeholder();

    [GeneratedRegex("[^A-Za-z0-9._-]", RegexOptions.CultureInvariant)]
    private static partial Regex Strange();

    [GeneratedRegex(@"\.[A-Za-z0-9]{1,10}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Extension();

    [GeneratedRegex(@"^[a-z0-9]+(-[a-z0-9]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Slug();

    // An extension is literal: in "v1.{sequence}" the dot separates nothing that could be replaced without two manifests getting one name.
    private static int ExtensionLength(string template) => Extension().Match(template).Length;

    private static string Expand(string template, string controller, string force, string sequence, string attempt, string date) =>
        Placeholder().Replace(template, match => match.Groups[1].Value switch
        {
            "controller" => controller,
            "force" => force,
            "sequence" => sequence,
            "attempt" => attempt,
            "date" => date,
            _ => match.Value,
        });

    private static void RequireSlug(string slug, int longest, string parameter)
    {
        if (slug.Length > longest || !Slug().IsMatch(slug))
        {
            throw new ArgumentException(
                $"A {parameter} in a file name has lower-case letters, digits and single hyphens, at most {longest} characters.",
                parameter);
        }
    }

    private static void RequireBetween(int number, int highest, string parameter)
    {
        if (number < 1 || number > highest)
        {
            throw new ArgumentOutOfRangeException(parameter, $"A {parameter} in a file name is 1 to {highest}.");
        }
    }
}
