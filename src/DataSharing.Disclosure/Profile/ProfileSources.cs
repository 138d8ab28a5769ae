using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.Dictionary;
using DataSharing.Disclosure.Narrative;
using DataSharing.Disclosure.References;

namespace DataSharing.Disclosure.Profile;

/// <summary>Everything a force's profile is made from.</summary>
public sealed class ProfileSources
{
    /// <summary>The force's own document.</summary>
    public required ConfigObject Profile { get; init; }

    /// <summary>The protocol it names.</summary>
    public required ConfigObject Protocol { get; init; }

    /// <summary>The controller's data dictionary.</summary>
    public required DataDictionary Dictionary { get; init; }

    /// <summary>The controller's reference lists.</summary>
    public required ReferenceLists References { get; init; }

    /// <summary>How texts for the force are redacted.</summary>
    public required NarrativeRules Narrative { get; init; }

    /// <summary>The force's slug, which is also the profile's file name.</summary>
    public required string Force { get; init; }

    /// <summary>The slugs of all profiles, this one's too or not.</summary>
    public IReadOnlyList<string> Forces { get; init; } = [];

    /// <summary>The SHA-256 of all bytes that decide, in lower-case hexadecimal.</summary>
    public required string Hash { get; init; }
}
