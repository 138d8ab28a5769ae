using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Records;

namespace DataSharing.Gateway.Ledger;

/// <summary>One row of an export, with how far the export has come.</summary>
internal sealed record SentRow
{
    /// <summary>The incident.</summary>
    public required IncidentKey Key { get; init; }

    /// <summary>The force's slug.</summary>
    public required string Force { get; init; }

    /// <summary>The export's id.</summary>
    public required long ExportId { get; init; }

    /// <summary>The record token.</summary>
    public required string Token { get; init; }

    /// <summary>What the row tells the force.</summary>
    public required RowAction Action { get; init; }

    /// <summary>The version that it gives the record.</summary>
    public required int Version { get; init; }

    /// <summary>What mode <c>k</c> gave the row; null for nothing.</summary>
    public byte[]? Placement { get; init; }

    /// <summary>How far the export has come.</summary>
    public required ExportState State { get; init; }

    /// <summary>Whether a file of the export was gone from the drop before it had its final name.</summary>
    public required bool PartTaken { get; init; }

    /// <summary>Whether the export repeats another.</summary>
    public required bool IsResend { get; init; }

    /// <summary>The export's number.</summary>
    public required ExportNumber Number { get; init; }

    /// <summary>Whether the export is neither delivered nor void.</summary>
    public bool IsPending => State is not (ExportState.Delivered or ExportState.Void);

    /// <summary>Whether the force has the bytes of the export, or may have them.</summary>
    public bool MayBeRead => PartTaken
        || State is ExportState.Publishing or ExportState.Published or ExportState.Unconfirmed or ExportState.Delivered;
}

/// <summary>What one force may have of one incident, and whether it was told to delete it since.</summary>
/// <param name="Last">The last row that it may have; null where it never had any.</param>
/// <param name="Version">The highest version that it may know.</param>
/// <param name="Told">The last export that was delivered and withdraws it; 0 for none.</param>
/// <param name="Telling">The last export under way that withdraws it; 0 for none.</param>
internal sealed record SentIncident(SentRow? Last, int Version, long Told, long Telling)
{
    /// <summary>Whether the last that was delivered about it withdraws it.</summary>
    public bool IsTold => Last is { } last && Told > last.ExportId;

    /// <summary>Whether an export under way withdraws it, and none was delivered that does.</summary>
    public bool IsBeingTold => Last is { } last && !IsTold && Telling > last.ExportId;

    /// <summary>Whether the force may have it, and nothing delivered or under way tells it to delete it.</summary>
    public bool IsUntold => Last is not null && !IsTold && !IsBeingTold;

    /// <summary>
    /// Looks at every row that exports of one force have of one incident, in the order of the exports. Exports of one force are made one
    /// after the other, so that what a later one withdraws no earlier one brings back.
    /// </summary>
    public static SentIncident Of(IEnumerable<SentRow> rows)
    {
        var found = new SentIncident(null, 0, 0, 0);
        foreach (SentRow row in rows)
        {
            int version = row.MayBeRead ? Math.Max(found.Version, row.Version) : found.Version;
            found = row switch
            {
                { Action: not RowAction.Withdraw } => found with { Version = version, Last = row.MayBeRead ? row : found.Last },
                // What becomes of a resend, the export that it repeats becomes too.
                { IsResend: true } => found,
                { State: ExportState.Delivered } => found with { Version = version, Told = row.ExportId },
                { IsPending: true } => found with { Version = version, Telling = row.ExportId },
                _ => found with { Version = version },
            };
        }

        return found;
    }
}
