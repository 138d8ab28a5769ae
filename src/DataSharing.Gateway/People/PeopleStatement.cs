using System.Globalization;

namespace DataSharing.Gateway.People;

/// <summary>
/// Who may do what, as the journal keeps it: one line for each person, in the order of their ids, with the id, the roles, the logins, the
/// first and the last day. Two files that say the same have the same statement. Names of people are not in it.
/// </summary>
internal static class PeopleStatement
{
    private const string None = "-";
    private const string DayFormat = "yyyy-MM-dd";

    /// <summary>What a file says.</summary>
    public static string Of(PeopleList people)
    {
        ArgumentNullException.ThrowIfNull(people);
        return string.Join('\n', people.All.OrderBy(person => person.Id, StringComparer.Ordinal).Select(LineOf));
    }

    /// <summary>In words, who may do what from now on and could not before, or the other way round.</summary>
    /// <param name="before">What the last file said; null where there was none.</param>
    /// <param name="now">What the file says; null where there is none.</param>
    /// <param name="isFirst">Whether no file was ever read before.</param>
    /// <returns>One sentence or more.</returns>
    public static IReadOnlyList<string> Difference(string? before, string? now, bool isFirst)
    {
        if (now is null)
        {
            return [$"{PeopleList.File} is gone: from now on whoever can run the program may do everything."];
        }

        SortedDictionary<string, Line> old = Read(before ?? "");
        SortedDictionary<string, Line> people = Read(now);
        var said = new List<string>();
        if (before is null)
        {
            said.Add($"{PeopleList.File} is {(isFirst ? "read for the first time" : "there again")}: from now on only the people in it may act.");
        }

        foreach (string id in old.Keys.Union(people.Keys).Order(StringComparer.Ordinal))
        {
            said.AddRange(Difference(id, old.GetValueOrDefault(id), people.GetValueOrDefault(id)));
        }

        return said.Count > 0 ? said : [$"{PeopleList.File} was written again. Who may do what is as before."];
    }

    private static IEnumerable<string> Difference(string id, Line? before, Line? now)
    {
        if (before is null)
        {
            yield return $"{id} is added, as {And(now!.Roles)}, from {now.From}{(now.Until == None ? "" : $" until {now.Until}")}. Logins: {And(now.Logins)}.";
            yield break;
        }

        if (now is null)
        {
            yield return $"{id} is removed, who was {And(before.Roles)}. Logins: {And(before.Logins)}.";
            yield break;
        }

        foreach (string sentence in Changed(id, "role", before.Roles, now.Roles).Concat(Changed(id, "login", before.Logins, now.Logins)))
        {
            yield return sentence;
        }

        if (before.From != now.From)
        {
            yield return $"{id} may act from {now.From}; before, from {before.From}.";
        }

        if (before.Until != now.Until)
        {
            yield return $"{id} may act {End(now)}; before, {End(before)}.";
        }
    }

    private static IEnumerable<string> Changed(string id, string what, IReadOnlyList<string> before, IReadOnlyList<string> now) =>
    [
        .. now.Except(before, StringComparer.Ordinal).Select(one => $"{id} gains the {what} {one}."),
        .. before.Except(now, StringComparer.Ordinal).Select(one => $"{id} loses the {what} {one}."),
    ];

    private static string And(IReadOnlyList<string> words) => words.Count == 0 ? "none" : string.Join(", ", words);

    private static string End(Line line) => line.Until == None ? "without a last day" : $"until {line.Until}";

    private static string LineOf(Person person) => string.Join(
        ' ', person.Id, List(person.Roles.Order().Select(Json.Word)), List(LoginsOf(person)), Day(person.From),
        person.Until is { } last ? Day(last) : None);

    private static IEnumerable<string> LoginsOf(Person person) => person.OsUsers.Order(StringComparer.Ordinal)
        .Concat(person.OidcSubjects.Select(subject => $"{Written(subject.Subject)}@{Written(subject.Issuer)}").Order(StringComparer.Ordinal));

    /// <summary>A text of somebody else's choosing, without what divides a line or hides in a terminal.</summary>
    private static string Written(string text) => Uri.EscapeDataString(text);

    private static string List(IEnumerable<string> words) => string.Join(',', words) is { Length: > 0 } list ? list : None;

    private static string Day(DateOnly day) => day.ToString(DayFormat, CultureInfo.InvariantCulture);

    private static SortedDictionary<string, Line> Read(string statement)
    {
        var lines = new SortedDictionary<string, Line>(StringComparer.Ordinal);
        foreach (string line in statement.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            // A later version may have more to say of a person.
            if (line.Split(' ') is [var id, var roles, var logins, var from, var until, ..])
            {
                lines[id] = new Line(Words(roles), Words(logins), from, until);
            }
        }

        return lines;
    }

    private static string[] Words(string list) => list == None ? [] : list.Split(',');

    private sealed record Line(IReadOnlyList<string> Roles, IReadOnlyList<string> Logins, string From, string Until);
}
