using DataSharing.Disclosure.Narrative;
using DataSharing.Disclosure.Profile;
using DataSharing.Gateway.Delivery;

namespace DataSharing.Gateway.Configuration;

/// <summary>One force's configuration, read afresh for one run and checked as a whole.</summary>
/// <param name="Profile">What leaves, and in which form.</param>
/// <param name="Drop">Where it goes.</param>
/// <param name="Schedule">When it goes by itself.</param>
/// <param name="Narrative">How texts for it are redacted.</param>
internal sealed record ForceConfiguration(ForceProfile Profile, DropSettings Drop, ScheduleSettings Schedule, NarrativeRules Narrative)
{
    /// <summary>
    /// What all forces share, from the same reading: the source's statement that runs is the one whose hash the profile's rules carry.
    /// </summary>
    public required ControllerConfiguration Controller { get; init; }

    /// <summary>
    /// The files that decide what leaves and where it goes, as they were read: what <see cref="ForceProfile.Hash"/> is over, in its order.
    /// </summary>
    public required IReadOnlyList<(string File, byte[] Bytes)> Files { get; init; }

    /// <summary>The hash of the profile file alone, which changes with every edit of it.</summary>
    public required string FileSha256 { get; init; }

    /// <summary>
    /// The hash of what the profile says of what leaves: all of it but its version, whether it is enabled, its agreement, schedule and
    /// drop, and how many persons accept it. Spaces, comments and the order of the blocks do not change it.
    /// </summary>
    public required string ReleaseHash { get; init; }

    /// <summary>How many persons have to accept a change that lets more leave: 0 to 2.</summary>
    public required int Approvers { get; init; }
}
