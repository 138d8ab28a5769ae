using DataSharing.Disclosure.Keys;
using DataSharing.Gateway.Files;
using DataSharing.Gateway.Files.Sealed;
using DataSharing.Gateway.Ledger;

namespace DataSharing.Gateway.Exports;

/// <summary>
/// The sealed files of a force's exports: in an outbox of this machine, and in a ledger that keeps files, so that another machine can
/// deliver what this one built.
/// </summary>
internal sealed class ExportArchive
{
    private readonly Outbox _outbox;
    private readonly ExportLedger _ledger;
    private readonly ForceKeys _keys;

    /// <summary>Composes the archive.</summary>
    /// <param name="outbox">Where the files lie on this machine, and where those that the ledger keeps are copied to.</param>
    /// <param name="ledger">The ledger.</param>
    /// <param name="keys">The force's keys.</param>
    public ExportArchive(Outbox outbox, ExportLedger ledger, ForceKeys keys)
    {
        _outbox = outbox;
        _ledger = ledger;
        _keys = keys;
    }

    /// <summary>Opens the data file of an export that has one, under the name it has at the drop or will have.</summary>
    /// <exception cref="ExportFileException">It is not there, or not as the ledger has it.</exception>
    /// <exception cref="SealedFileException">It was altered.</exception>
    public ExportFile OpenData(RecordedExport export, string name, CancellationToken ct)
    {
        Fetch(export.FileEntry!, ct);
        return ExportFile.Reopen(_outbox, _keys.ArchiveKey, export.FileEntry!, name, export.Bytes!.Value, export.Sha256!);
    }

    /// <summary>Opens the manifest of an export.</summary>
    /// <exception cref="ExportFileException">It is not there, or not as the ledger has it.</exception>
    /// <exception cref="SealedFileException">It was altered.</exception>
    public ExportFile OpenManifest(RecordedExport export, CancellationToken ct)
    {
        Fetch(export.ManifestEntry, ct);
        return ExportFile.Reopen(
            _outbox, _keys.ArchiveKey, export.ManifestEntry, export.ManifestName, export.ManifestBytes, export.ManifestSha256);
    }

    /// <summary>Gives files to a ledger that keeps them.</summary>
    public Task KeepAsync(Lease lease, IEnumerable<ExportFile?> files, CancellationToken ct) =>
        _ledger.Files.KeepAsync(lease, [.. files.OfType<ExportFile>().Select(file => (file.Entry, _outbox.PathOf(file.Entry)))], ct);

    /// <summary>Destroys entries, in a ledger that keeps them and here.</summary>
    public async Task DestroyAsync(Lease lease, IReadOnlyList<string> entries, CancellationToken ct)
    {
        try
        {
            // First: a crash in between leaves a stray entry here, which the next run removes.
            await _ledger.Files.DestroyAsync(lease, entries, ct);
        }
        finally
        {
            foreach (string entry in entries)
            {
                _outbox.Destroy(entry);
            }
        }
    }

    /// <summary>Removes what a ledger that keeps files has anyway from this machine.</summary>
    public void RemoveCopies(params ReadOnlySpan<string?> entries)
    {
        if (_ledger.Files.AreKept)
        {
            foreach (string? entry in entries)
            {
                if (entry is not null)
                {
                    _outbox.Destroy(entry);
                }
            }
        }
    }

    private void Fetch(string entry, CancellationToken ct) => _outbox.Fetch(entry, path => _ledger.Files.Fetch(entry, path, ct));
}
