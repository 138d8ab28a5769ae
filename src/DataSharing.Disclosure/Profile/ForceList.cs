using System.Text.RegularExpressions;
using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.References;

namespace DataSharing.Disclosure.Profile;

/// <summary>One police force of the list.</summary>
/// <param name="Slug">The slug by which profiles and records name it.</param>
/// <param name="Name">What it calls itself.</param>
/// <param name="Nation">The part of the United Kingdom that it polices.</param>
/// <param name="Reference">The form of its own reference numbers; null where nobody has written it down.</param>
/// <param name="BankHolidays">The part of the country whose bank holidays its analysts keep.</param>
public sealed record ListedForce(string Slug, string Name, string Nation, string? Reference, string BankHolidays);

/// <summary>The police forces that a profile can be made for. Nothing that leaves depends on the list.</summary>
public sealed partial class ForceList
{
    /// <summary>Where the list is in a controller's folder.</summary>
    public const string File = "reference/forces.csv";

    private static readonly string[] Nations = ["England", "Wales", "Scotland", "Northern Ireland", "Great Britain"];
    private static readonly string[] Divisions = ["england-and-wales", "scotland", "northern-ireland"];

    private readonly Dictionary<string, ListedForce> _bySlug;

    private ForceList(Dictionary<string, ListedForce> bySlug)
    {
        _bySlug = bySlug;
        All = bySlug.Values.OrderBy(force => force.Slug, StringComparer.Ordinal).ToList().AsReadOnly();
    }

    /// <summary>Every force, in the order of slugs.</summary>
    public IReadOnlyList<ListedForce> All { get; }

    /// <summary>The force of this slug; null where the list has none.</summary>
    public ListedForce? Find(string slug)
    {
        ArgumentNullException.ThrowIfNull(slug);
        return _bySlug.GetValueOrDefault(slug);
    }

    /// <summary>
    /// Reads the list from its CSV text, with the columns slug, name, nation, reference (empty where it is not known) and bank_holidays.
    /// </summary>
    /// <returns>The list; null where it has problems, reported.</returns>
    public static ForceList? Parse(string text, ConfigProblems problems)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(problems);
        int before = problems.Reported;
        var forces = new Dictionary<string, ListedForce>(StringComparer.Ordinal);
        foreach (ReferenceRow row in ReferenceRow.Read(File, text, ["slug", "name", "nation", "bank_holidays"], problems))
        {
            string? reference = row.Find("reference") is { Length: > 0 } pattern ? pattern : null;
            var force = new ListedForce(row["slug"], row["name"], row["nation"], reference, row["bank_holidays"]);
            Check(row, force, problems);
            if (!forces.TryAdd(force.Slug, force) || forces.Values.Count(other => other.Name == force.Name) > 1)
            {
                row.Report(problems, $"\"{force.Slug}\" or its name \"{force.Name}\" stands twice.", "Keep one of the rows.");
            }
        }

        return problems.Reported > before ? null : new ForceList(forces);
    }

    private static void Check(ReferenceRow row, ListedForce force, ConfigProblems problems)
    {
        if (!SlugForm().IsMatch(force.Slug))
        {
            row.Report(problems, $"\"{force.Slug}\" is not a force's slug.", "Write lower-case letters, digits and dashes, at most 40.");
        }

        if (!Nations.Contains(force.Nation, StringComparer.Ordinal))
        {
            row.Report(problems, $"\"{force.Nation}\" is no nation.", $"Write one of {string.Join(", ", Nations)}.");
        }

        if (!Divisions.Contains(force.BankHolidays, StringComparer.Ordinal))
        {
            row.Report(
                problems, $"\"{force.BankHolidays}\" is no part of the country with bank holidays of its own.",
                $"Write one of {string.Join(", ", Divisions)}.");
        }

        if (force.Reference is { } reference && ReferencePattern.FaultOf(reference) is var (message, fix))
        {
            row.Report(problems, message, fix);
        }
    }

    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,39}\z", RegexOptions.CultureInvariant)]
    private static partial Regex SlugForm();
}
