using DataSharing.Gateway.Delivery;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Telemetry;
using Microsoft.Extensions.Logging;

namespace DataSharing.Gateway.Exports;

/// <summary>
/// Keeps the ledger right about what stands at a drop under a temporary name. A file that was there and is gone, though its folder is
/// there, may have been read, and the journal says so.
/// </summary>
internal sealed class TakenParts(ExportLedger ledger, ILogger log)
{
    /// <summary>The export is given up.</summary>
    public const string Given = "void";

    /// <summary>The export is on its way again.</summary>
    public const string Resumed = "resume";

    /// <summary>After a delivery that failed: what became of the file it was about.</summary>
    public async Task RememberAsync(Lease lease, Exception error)
    {
        if (error is not DropException { File: { } file, Part: not PartEnd.MayStay } drop
            || (await ledger.Exports.PendingAsync(lease.Force))
            .FirstOrDefault(export => file == export.FileName || file == export.ManifestName) is not { } export)
        {
            return;
        }

        if (drop.Part == PartEnd.Taken)
        {
            await RecordAsync(lease, export, file, "delivery");
        }
        else if (file == (export.FileName ?? export.ManifestName))
        {
            await ledger.Unfinished.RecordPartRemovedAsync(lease, export.Id, CancellationToken.None);
        }
    }

    /// <summary>Removes what an earlier run, or this one, may have left at the drop under a temporary name.</summary>
    /// <param name="lease">The force's lease.</param>
    /// <param name="export">The export.</param>
    /// <param name="temporary">The temporary name.</param>
    /// <param name="visit">The connection.</param>
    /// <param name="found">What is done meanwhile: <see cref="Resumed"/> or <see cref="Given"/>.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>The export as it is then, and whether the drop lets nothing be removed, so that the temporary may stay.</returns>
    public async Task<(RecordedExport Export, bool Stays)> RemoveAsync(
        Lease lease, RecordedExport export, string temporary, DropVisit visit, string found, CancellationToken ct)
    {
        // An export that is given up must not leave a file behind because of a passing fault; one that goes on has another temporary name
        // anyway.
        Removal removed = found == Given ? await visit.RemoveAsync(temporary, ct) : await visit.TryRemoveAsync(temporary, ct);
        if (removed == Removal.NotThere)
        {
            await visit.RequireFolderAsync(ct);
        }

        return removed == Removal.NotThere
            ? (await RecordAsync(lease, export, export.FileName ?? export.ManifestName, found), false)
            : (export, removed == Removal.NotAllowed);
    }

    private async Task<RecordedExport> RecordAsync(Lease lease, RecordedExport export, string file, string found)
    {
        log.PartTaken(new ForceSlug(lease.Force), export.Number.Sequence);
        return await ledger.Unfinished.RecordPartTakenAsync(lease, export.Id, file, found, CancellationToken.None);
    }
}
