using DataSharing.Disclosure.Keys;
using DataSharing.Disclosure.Profile;

namespace DataSharing.Disclosure.Planning;

/// <summary>
/// Under which rules an export was made: what its manifest tells the force and what the ledger keeps of it. A fact that is added here is in
/// both.
/// </summary>
public sealed record ExportFacts
{
    /// <summary>The name of the national protocol.</summary>
    public required string Protocol { get; init; }

    /// <summary>The version that the profile gives itself.</summary>
    public required int ProfileVersion { get; init; }

    /// <summary>The SHA-256 of the effective profile in lower-case hexadecimal.</summary>
    public required string ProfileHash { get; init; }

    /// <summary>The agreement's reference.</summary>
    public required string AgreementReference { get; init; }

    /// <summary>The agreement's version.</summary>
    public required string AgreementVersion { get; init; }

    /// <summary>The protective marking, in the words of the agreement.</summary>
    public required string Marking { get; init; }

    /// <summary>The id of the active master key, under which the record tokens were made.</summary>
    public required string KeyId { get; init; }

    /// <summary>The facts of an export that is made now.</summary>
    public static ExportFacts Of(ForceProfile profile, ForceKeys keys)
    {
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(keys);
        return new ExportFacts
        {
            Protocol = profile.Protocol,
            ProfileVersion = profile.Version,
            ProfileHash = profile.Hash,
            AgreementReference = profile.Agreement.Reference,
            AgreementVersion = profile.Agreement.Version,
            Marking = profile.Agreement.Marking,
            KeyId = keys.ActiveKeyId,
        };
    }
}
