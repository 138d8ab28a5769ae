using DataSharing.Disclosure;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Release;
using DataSharing.Gateway.Standing;

namespace DataSharing.Gateway.Operations;

/// <summary>With what a profile is compared.</summary>
internal enum ComparedWith
{
    /// <summary>The text by which the force's runs last went.</summary>
    Used,

    /// <summary>A text that the ledger keeps, by its fingerprint.</summary>
    Kept,

    /// <summary>Another file in the profile's place.</summary>
    File,
}

/// <summary>A profile as its files are, compared with another text of it.</summary>
/// <param name="InUse">How it stands to what was accepted.</param>
/// <param name="With">With what it is compared.</param>
/// <param name="Sha256">The fingerprint of the other text; null where there is none yet, or the ledger does not keep it.</param>
/// <param name="Difference">What is different.</param>
internal sealed record ComparedProfile(ProfileInUse InUse, ComparedWith With, string? Sha256, ProfileDifference Difference)
{
    /// <summary>How many records it is about; null where that was not measured.</summary>
    public MeasuredDifference? Measured { get; init; }

    /// <summary>Why nothing was measured; null where it was, or nothing was to be.</summary>
    public (Reason? Reason, string Message)? NotMeasured { get; init; }

    /// <summary>
    /// Whether something waits, or would: of the text last used, as runs have it; of any other, whether something is wider.
    /// </summary>
    public bool Waits => Difference.Class == ChangeClass.Wider && (With != ComparedWith.Used || InUse.Waits || InUse.From is not null);
}
