using System.Globalization;
using System.Text.RegularExpressions;
using DataSharing.Disclosure.Configuration;

namespace DataSharing.Gateway.People;

/// <summary>Everybody who may act: <c>people.json</c>. One login belongs to one person, so two persons are two ids.</summary>
internal sealed partial class PeopleList
{
    /// <summary>The file.</summary>
    public const string File = "people.json";

    private static readonly Dictionary<string, Role> RoleWords = Enum.GetValues<Role>().ToDictionary(Json.Word, StringComparer.Ordinal);

    private PeopleList(IReadOnlyList<Person> all, string sha256)
    {
        All = all;
        Sha256 = sha256;
    }

    /// <summary>The SHA-256 of the file's bytes, in hexadecimal digits.</summary>
    public string Sha256 { get; }

    /// <summary>Everybody, in the order of the file; those whose time is over too.</summary>
    public IReadOnlyList<Person> All { get; }

    /// <summary>Reads the file; what is wrong with it is reported to the document's problems.</summary>
    /// <param name="document">The file.</param>
    /// <param name="sha256">The SHA-256 of its bytes.</param>
    public static PeopleList Parse(ConfigObject document, string sha256)
    {
        ArgumentNullException.ThrowIfNull(document);
        var people = new List<Person>();
        var taken = new Taken(document.Problems);
        foreach (ConfigNode node in document.List("people"))
        {
            if (document.CheckObject(node) is { } entry && ReadPerson(entry, taken) is { } person)
            {
                people.Add(person);
            }
        }

        document.Done();
        return new PeopleList(people, sha256);
    }

    /// <summary>
    /// Whose login it is, whether or not their time is over. Nobody's where its name is one person's and its number another's.
    /// </summary>
    public Person? Of(Login login)
    {
        ArgumentNullException.ThrowIfNull(login);
        return All.Where(
            person => person.OsUsers.Contains(login.Name, StringComparer.Ordinal)
            || person.OsUsers.Contains(login.Number, StringComparer.Ordinal)).Take(2).ToList()
            is [var one] ? one : null;
    }

    private static Person? ReadPerson(ConfigObject entry, Taken taken)
    {
        string? id = entry.Text("id", "anna", IdForm());
        taken.Take("id", id, entry.Find("id"));
        string? name = entry.Text("name", "Anna Example", NameForm());
        IReadOnlyList<string> users = [.. entry.OptionalList("osUsers").Select(node => ReadUser(entry, node, taken)).OfType<string>()];
        IReadOnlyList<OidcSubject> subjects = [
            .. entry.OptionalList("oidcSubjects").Select(node => ReadSubject(entry, node, taken)).OfType<OidcSubject>()];
        if (!entry.Has("osUsers") && !entry.Has("oidcSubjects"))
        {
            entry.Report(
                "osUsers", "This person has no login, and so could never act.", "Add \"osUsers\": [\"anna\"], or \"oidcSubjects\".");
        }

        List<Role> roles = ReadRoles(entry);
        DateOnly? from = entry.Date("from");
        DateOnly? until = entry.OptionalDate("until");
        if (until < from)
        {
            entry.Report("until", "The last day is before the first.", "Write a day that is not before \"from\".");
        }

        entry.Done();
        return id is null || name is null || from is null || roles.Count == 0 ? null
            : new Person(id, name, roles, from.Value, until) { OsUsers = users, OidcSubjects = subjects };
    }

    private static string? ReadUser(ConfigObject entry, ConfigNode node, Taken taken)
    {
        if (node.Kind != ConfigKind.Number)
        {
            string? name = entry.CheckText(node, "anna", UserForm());
            taken.Take("account", name, node);
            return name;
        }

        if (!uint.TryParse(node.Literal, NumberStyles.None, CultureInfo.InvariantCulture, out uint number) || number == Login.Unset)
        {
            entry.Problems.Add(
                node, $"{node.Literal} is not a user id.", "Write a whole number from 0 to 4294967294, or the account's name.");
            return null;
        }

        taken.Take("account", node.Literal, node);
        return node.Literal;
    }

    private static OidcSubject? ReadSubject(ConfigObject entry, ConfigNode node, Taken taken)
    {
        if (entry.CheckObject(node) is not { } block)
        {
            return null;
        }

        string? issuer = block.Text("issuer", "https://login.example.org", IssuerForm());
        string? subject = block.Text("subject", "248289761001");
        block.Done();
        taken.Take("subject", issuer is null || subject is null ? null : $"{subject} of {issuer}", node);
        return issuer is null || subject is null ? null : new OidcSubject(issuer, subject);
    }

    private static List<Role> ReadRoles(ConfigObject entry)
    {
        var roles = new List<Role>();
        foreach (ConfigNode node in entry.List("roles"))
        {
            if (entry.CheckText(node, "operator") is not { } word)
            {
                continue;
            }

            if (!RoleWords.TryGetValue(word, out Role role))
            {
                string meant = ConfigObject.Nearest(word, RoleWords.Keys) is { } nearest ? $"Did you mean \"{nearest}\"? " : "";
                entry.Problems.Add(node, $"\"{word}\" is not a role.", $"{meant}Roles: {string.Join(", ", RoleWords.Keys)}.");
            }
            else if (roles.Contains(role))
            {
                entry.Problems.Add(node, $"\"{word}\" is listed twice.", "Keep one of them.");
            }
            else
            {
                roles.Add(role);
            }
        }

        return roles;
    }

    /// <summary>What belongs to one person alone.</summary>
    private sealed class Taken(ConfigProblems problems)
    {
        private readonly Dictionary<(string What, string Value), int> _lines = [];

        /// <summary>Takes a value, or reports where it was taken; nothing where the value was reported already.</summary>
        public void Take(string what, string? value, ConfigNode? node)
        {
            if (value is not null && node is not null && !_lines.TryAdd((what, value), node.Line))
            {
                problems.Add(
                    node, $"The {what} \"{value}\" is taken: see line {_lines[(what, value)].ToString(CultureInfo.InvariantCulture)}.",
                    what == "id" ? "An id is never used again. Write another one."
                        : "One login belongs to one person. Remove it here or there.");
            }
        }
    }

    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,31}\z", RegexOptions.CultureInvariant)]
    private static partial Regex IdForm();

    [GeneratedRegex(@"^\P{C}{1,80}\z", RegexOptions.CultureInvariant)]
    private static partial Regex NameForm();

    // A name that begins with a digit could be another account's number.
    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_.@\\-]{0,63}\$?\z", RegexOptions.CultureInvariant)]
    private static partial Regex UserForm();

    [GeneratedRegex(@"^https://\S{1,200}\z", RegexOptions.CultureInvariant)]
    private static partial Regex IssuerForm();
}
