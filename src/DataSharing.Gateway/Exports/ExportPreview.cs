using DataSharing.Disclosure.Gates;
using DataSharing.Disclosure.Profile;
using DataSharing.Disclosure.SmallNumbers;
using DataSharing.Gateway.Files;
using DataSharing.Gateway.Standing;

namespace DataSharing.Gateway.Exports;

/// <summary>What an export would do now.</summary>
/// <param name="Result">The outcome an export would have up to the connection, with its counts.</param>
/// <param name="Profile">The profile, or null when it could not be read.</param>
/// <param name="Figures">How far records stand out; null unless it was asked for and planned.</param>
internal sealed record ExportPreview(ExportResult Result, ForceProfile? Profile, SmallNumberFigures? Figures)
{
    /// <summary>The source's records that no force can get; null where it was not planned.</summary>
    public StrayRecords? Stray { get; init; }

    /// <summary>How the profile as it is stands to what was accepted; null where it could not be read.</summary>
    public ProfileInUse? InUse { get; init; }

    /// <summary>What becomes of each record and why; null unless it was asked for and planned.</summary>
    public Withheld<ShownPlan>? Rows { get; init; }

    /// <summary>The file; null unless it was asked for, planned, and passed its check.</summary>
    public Withheld<ExportFile>? File { get; init; }
}
