using DataSharing.Gateway.Files;
using DataSharing.Gateway.Ledger;

namespace DataSharing.Gateway.Exports;

/// <summary>The files of an export that is delivered.</summary>
/// <param name="Data">The data file; null where there is none.</param>
/// <param name="Manifest">The manifest.</param>
internal sealed record DeliveryFiles(ExportFile? Data, ExportFile Manifest)
{
    /// <summary>The file that is published first: the data file, or the manifest where there is no other.</summary>
    public ExportFile Lead => Data ?? Manifest;

    /// <summary>Opens both.</summary>
    public static DeliveryFiles Open(RunWork work, RecordedExport export, CancellationToken ct) => new(
        export.FileName is { } name ? work.Archive.OpenData(export, name, ct) : null,
        work.Archive.OpenManifest(export, ct));
}
