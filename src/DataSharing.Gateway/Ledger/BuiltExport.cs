using DataSharing.Disclosure.Planning;

namespace DataSharing.Gateway.Ledger;

/// <summary>
/// An export that has just been written into the outbox. The rows are counted and their digest is made while they are recorded.
/// </summary>
internal sealed class BuiltExport
{
    /// <summary>The run that built it.</summary>
    public required long RunId { get; init; }

    /// <summary>
    /// Its number: for a delta or full export what <see cref="LedgerExports.NextSequenceAsync"/> gave, for a resend
    /// <see cref="LedgerExports.NextAttemptAsync"/>.
    /// </summary>
    public required ExportNumber Number { get; init; }

    /// <summary>What it contains.</summary>
    public required ExportKind Kind { get; init; }

    /// <summary>The name the force will see; never used before for this force, whatever its case.</summary>
    public required string? FileName { get; init; }

    /// <summary>The name of its manifest; never used before for this force either.</summary>
    public required string ManifestName { get; init; }

    /// <summary>The entry of the file in the outbox.</summary>
    public required string? FileEntry { get; init; }

    /// <summary>The entry of the manifest in the outbox.</summary>
    public required string ManifestEntry { get; init; }

    /// <summary>The SHA-256 of the file, in lower-case hexadecimal.</summary>
    public required string? Sha256 { get; init; }

    /// <summary>The length of the file in bytes.</summary>
    public required long? Bytes { get; init; }

    /// <summary>The SHA-256 of the manifest, in lower-case hexadecimal.</summary>
    public required string ManifestSha256 { get; init; }

    /// <summary>The length of the manifest in bytes.</summary>
    public required long ManifestBytes { get; init; }

    /// <summary>Under which rules it was made.</summary>
    public required ExportFacts Facts { get; init; }

    /// <summary>
    /// The hash of what the profile says of what leaves, see <see cref="Configuration.ForceConfiguration.ReleaseHash"/>; null compares with
    /// nothing.
    /// </summary>
    public required string? ReleaseHash { get; init; }

    /// <summary>The export whose bytes a resend repeats, which is no resend itself; null for the other kinds.</summary>
    public long? ContentOf { get; init; }

    /// <summary>Whether it is a file of WITHDRAW rows that was made from the ledger because somebody withdrew incidents.</summary>
    public bool IsWithdrawal { get; init; }

    /// <summary>
    /// What its manifest tells of the journal; null where the journal was empty, or an earlier program wrote the manifest.
    /// </summary>
    public ToldHead? Head { get; init; }

    /// <summary>What the gates did to it, as a line of JSON without any value of an incident; null where nobody wrote it down.</summary>
    public string? Report { get; init; }
}
