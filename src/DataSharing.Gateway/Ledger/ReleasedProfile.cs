namespace DataSharing.Gateway.Ledger;

/// <summary>The profile that the next one is compared with.</summary>
/// <param name="Version">The version that it gave itself.</param>
/// <param name="ReleaseHash">The hash of what it said of what leaves.</param>
/// <param name="Highest">The highest version by which the force was ever sent something.</param>
/// <param name="Sequence">The export that it made; null where an administrator has said that it is the right one.</param>
internal sealed record ReleasedProfile(int Version, string ReleaseHash, int Highest, int? Sequence);
