using System.Globalization;
using DataSharing.Disclosure;

namespace DataSharing.Gateway.People;

/// <summary>Who asks for an operation: the name under which the journal has it, and what may be asked for.</summary>
internal sealed class Asker
{
    private readonly IReadOnlyCollection<Role>? _roles;
    private readonly string? _unknown;

    private Asker(string name, IReadOnlyCollection<Role>? roles, string? unknown)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
        _roles = roles;
        _unknown = unknown;
    }

    /// <summary>The name in the journal: of a person the id and the login.</summary>
    public string Name { get; }

    /// <summary>The file by which it was decided who they are; null where there is none.</summary>
    public PeopleList? People { get; private init; }

    /// <summary>An account of the machine, where no file says who is who: whoever can run the program may do everything.</summary>
    public static Asker OfAccount(string account) => new(account, null, null);

    /// <summary>Whoever has this login, where a file says who is who.</summary>
    /// <param name="people">The file.</param>
    /// <param name="login">The login.</param>
    /// <param name="today">Today.</param>
    public static Asker Of(PeopleList people, Login login, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(people);
        ArgumentNullException.ThrowIfNull(login);
        if (people.Of(login) is not { } person)
        {
            return new Asker(
                login.Name, [],
                $"The login {login.Name} (user id {login.Number}) is nobody's in {PeopleList.File}, or two persons have it.") { People = people };
        }

        string name = $"{person.Id} ({login.Name})";
        return person.IsThere(today)
            ? new Asker(name, person.Roles, null) { People = people }
            : new Asker(name, [], $"The login {login.Name} is {person.Id}'s, who may act {Days(person)}.") { People = people };
    }

    /// <summary>Why they may not, with what to say; null when they may. To stop everything nobody has to be known.</summary>
    public (Reason Reason, string Message)? RefusalOf(Permission permission)
    {
        ArgumentNullException.ThrowIfNull(permission);
        if (_roles is null || permission == Permission.Stop || permission.Roles.Any(_roles.Contains))
        {
            return null;
        }

        return _unknown is not null
            ? (Reason.PersonUnknown, $"{_unknown} This needs a person with the permission {permission}.")
            : (Reason.NotPermitted,
            $"{Name} may not: it needs the permission {permission}. Roles that have it: {string.Join(", ", permission.Roles.Select(Json.Word))}.");
    }

    private static string Days(Person person) => string.Create(
        CultureInfo.InvariantCulture,
        $"from {person.From:yyyy-MM-dd}{(person.Until is { } last ? string.Create(CultureInfo.InvariantCulture, $" until {last:yyyy-MM-dd}") : "")}");
}
