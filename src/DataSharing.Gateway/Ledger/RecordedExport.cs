using DataSharing.Disclosure;
using DataSharing.Disclosure.Planning;
namespace DataSharing.Gateway.Ledger;

/// <summary>One export as the ledger has it.</summary>
internal sealed class RecordedExport
{
    /// <summary>The export's own id in the ledger, rising over all forces.</summary>
    public required long Id { get; init; }

    /// <summary>The force's slug.</summary>
    public required string Force { get; init; }

    /// <summary>Its number at the force.</summary>
    public required ExportNumber Number { get; init; }

    /// <summary>What it contains.</summary>
    public required ExportKind Kind { get; init; }

    /// <summary>How far it has come.</summary>
    public required ExportState State { get; init; }

    /// <summary>The reason code of a held, unconfirmed or void export.</summary>
    public string? Reason { get; init; }

    /// <summary>The run that built it.</summary>
    public required long RunId { get; init; }

    /// <summary>When it was recorded as built.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was closed as delivered.</summary>
    public DateTimeOffset? DeliveredAt { get; init; }

    /// <summary>The name the force sees.</summary>
    public required string? FileName { get; init; }

    /// <summary>The name of its manifest.</summary>
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

    /// <summary>Its rows by action.</summary>
    public required RowCounts Rows { get; init; }

    /// <summary>The digest of its rows; see <see cref="RowsDigest"/>.</summary>
    public required string RowsDigest { get; init; }

    /// <summary>Under which rules it was made.</summary>
    public required ExportFacts Facts { get; init; }

    /// <summary>The temporary name under which something of it may be at the drop; null where nothing is.</summary>
    public string? TemporaryName { get; init; }

    /// <summary>What was seen of the delivery, once it was closed.</summary>
    public DeliveryEvidence? Evidence { get; init; }

    /// <summary>The export whose bytes a resend repeats.</summary>
    public long? ContentOf { get; init; }

    /// <summary>Whether it is a file of WITHDRAW rows that was made from the ledger because somebody withdrew incidents.</summary>
    public bool IsWithdrawal { get; init; }

    /// <summary>Whether a file of it was gone from the drop before it had its final name: what it tells may have been read.</summary>
    public bool PartTaken { get; init; }

    /// <summary>
    /// What its manifest tells of the journal; null where the journal was empty, or an earlier program wrote the manifest.
    /// </summary>
    public ToldHead? Head { get; init; }

    /// <summary>What the gates did to it, as a line of JSON; null of one from before there were such reports.</summary>
    public string? Report { get; init; }
}
