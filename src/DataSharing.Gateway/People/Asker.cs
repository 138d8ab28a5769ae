using DataSharing.Disclosure;

namespace DataSharing.Gateway.People;

/// <summary>Who asks for an operation: the name under which the journal has it, and what may be asked for.</summary>
internal sealed class Asker
{
    private readonly IReadOnlyCollection<Role>? _roles;

    private Asker(string name, IReadOnlyCollection<Role>? roles)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
        _roles = roles;
    }

    /// <summary>The name in the journal.</summary>
    public string Name { get; }

    /// <summary>An account of the machine, where no file says who is who: whoever can run the program may do everything.</summary>
    public static Asker OfAccount(string account) => new(account, null);

    /// <summary>Somebody with these roles.</summary>
    public static Asker WithRoles(string name, IReadOnlyCollection<Role> roles)
    {
        ArgumentNullException.ThrowIfNull(roles);
        return new Asker(name, roles);
    }

    /// <summary>Why they may not, with what to say; null when they may.</summary>
    public (Reason Reason, string Message)? RefusalOf(Permission permission)
    {
        ArgumentNullException.ThrowIfNull(permission);
        return _roles is null || permission.Roles.Any(_roles.Contains)
            ? null
            : (Reason.NotPermitted, $"{Name} may not: it needs the permission {permission}, which has {string.Join(", ", permission.Roles.Select(Json.Word))}.");
    }
}
