namespace DataSharing.Gateway.People;

/// <summary>Somebody who may act, as people.json has them.</summary>
/// <param name="Id">The id, which is never given to anybody else.</param>
/// <param name="Name">The name.</param>
/// <param name="Roles">The roles.</param>
/// <param name="From">The first day.</param>
/// <param name="Until">The last day; null for no end.</param>
internal sealed record Person(string Id, string Name, IReadOnlyList<Role> Roles, DateOnly From, DateOnly? Until)
{
    /// <summary>The accounts of the machine that are theirs: names, and user ids in digits.</summary>
    public required IReadOnlyList<string> OsUsers { get; init; }

    /// <summary>Who they are to an identity provider.</summary>
    public required IReadOnlyList<OidcSubject> OidcSubjects { get; init; }

    /// <summary>The id in the name of somebody who acts, as the journal has it: <c>priya (priya)</c>.</summary>
    public static string IdOf(string actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return actor.Split(" (", 2)[0];
    }

    /// <summary>Whether they may act on a day.</summary>
    public bool IsThere(DateOnly day) => day >= From && (Until is null || day <= Until);
}

/// <summary>Who somebody is to an identity provider.</summary>
/// <param name="Issuer">The provider's address.</param>
/// <param name="Subject">What it calls them.</param>
internal sealed record OidcSubject(string Issuer, string Subject);
