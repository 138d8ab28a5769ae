using System.Globalization;
using DataSharing.Disclosure.Columns;
using DataSharing.Disclosure.Keys;
using DataSharing.Disclosure.Profile;
using DataSharing.Gateway.Configuration;
using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Files;
using DataSharing.Gateway.Files.Checks;
using DataSharing.Gateway.Files.Rows;
using DataSharing.Gateway.Files.Sealed;
using DataSharing.Gateway.Keys;
using DataSharing.Gateway.Ledger;

namespace DataSharing.Gateway.Holders;

/// <summary>
/// Reads out of the archive what was sent of an incident, one file after another. A file that is missing, or is not what the ledger has of
/// it, is said of its row; the others are read.
/// </summary>
/// <param name="folder">The configuration.</param>
/// <param name="ledger">The ledger.</param>
internal sealed class ArchivedValues(ConfigurationFolder folder, ExportLedger ledger)
{
    /// <summary>The same incident with the cells that were sent.</summary>
    /// <param name="held">The incident.</param>
    /// <param name="read">Told how many of its files were read.</param>
    /// <param name="ct">Cancels between two files.</param>
    /// <exception cref="KeyRingException">The key ring is missing or cannot be read.</exception>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public async Task<IncidentHolders> ReadAsync(IncidentHolders held, IProgress<int>? read, CancellationToken ct)
    {
        GatewaySettings settings = folder.ReadSettings();
        KeyRing ring = KeyRingFile.Read(settings.Keys.Path, settings.Keys.Description);
        var then = new ProfilesThen(folder, ledger);
        var holders = new List<Holder>();
        int files = 0;
        foreach (Holder holder in held.Holders)
        {
            var keys = new ForceKeys(ring, settings.Controller, holder.Force);
            var tellings = new List<Telling>();
            foreach (Telling telling in holder.Tellings)
            {
                ct.ThrowIfCancellationRequested();
                if (!telling.HasCells)
                {
                    tellings.Add(telling);
                    continue;
                }

                tellings.Add(await WithValuesAsync(telling, settings, keys, then, ct));
                read?.Report(++files);
            }

            holders.Add(holder with { Tellings = tellings });
        }

        return held with { Holders = holders };
    }

    private async Task<Telling> WithValuesAsync(
        Telling telling, GatewaySettings settings, ForceKeys keys, ProfilesThen then, CancellationToken ct)
    {
        try
        {
            return telling with { Values = await ValuesAsync(telling, settings, keys, then, ct) };
        }
        catch (Exception error) when (
            error is ExportFileException or ManifestException or FileCheckException or SealedFileException or IOException or UnauthorizedAccessException)
        {
            // The rest is worth having without it; whoever asked is told what is not there, and why.
            return telling with { Missing = error.Message };
        }
    }

    private async Task<IReadOnlyList<KeyValuePair<string, string?>>> ValuesAsync(
        Telling telling, GatewaySettings settings, ForceKeys keys, ProfilesThen then, CancellationToken ct)
    {
        RecordedExport export = telling.Export;
        if (!ledger.Files.AreKept && !Directory.Exists(settings.OutboxFolder))
        {
            throw new ExportFileException($"{export.FileEntry}: there is no outbox. Restore it from a backup.");
        }

        // Takes no lease, so a file that a server keeps is copied, sealed, into a folder of its own.
        var outbox = new Outbox(settings.OutboxFolder);
        using DryRunFolder? copies = ledger.Files.AreKept ? DryRunFolder.ForCopies(outbox) : null;
        var archive = new ExportArchive(copies is null ? outbox : new Outbox(copies.Path), ledger, keys);
        FileReading reading = Manifest.Read(archive.OpenManifest(export, ct)).Reading
            ?? (await then.OfAsync(export, ct) is ForceProfile profile ? FileReading.Of(profile) : throw new ManifestException(string.Create(
                CultureInfo.InvariantCulture,
                $"The manifest of sequence {export.Number.Sequence} has format 1, which does not say how its file is read, and the profile of then is not kept.")));
        using Stream content = archive.OpenData(export, export.FileName!, ct).OpenContent();
        IReadOnlyList<KeyValuePair<string, string?>> cells = new SentRecord(reading).Find(content, telling.Row.Token)
            ?? throw new ExportFileException($"{export.FileEntry}: the file has no row of this record. Restore the outbox from a backup.");
        return [.. cells.Skip(ControlColumns.Names.Count)];
    }
}
