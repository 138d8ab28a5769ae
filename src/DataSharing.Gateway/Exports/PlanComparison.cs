using System.Globalization;
using DataSharing.Disclosure.Planning;
using DataSharing.Gateway.Files;
using DataSharing.Gateway.Files.Checks;
using DataSharing.Gateway.Files.Rows;
using DataSharing.Gateway.Files.Sealed;
using DataSharing.Gateway.Ledger;

namespace DataSharing.Gateway.Exports;

/// <summary>Shows planned rows beside what was sent before, as far as the archive has it.</summary>
internal sealed class PlanComparison
{
    private readonly ExportLedger _ledger;

    public PlanComparison(ExportLedger ledger) => _ledger = ledger;

    /// <summary>
    /// The rows in the order of their tokens, with their records, and with what an AMEND changes as far as the archive has what was sent.
    /// </summary>
    public async Task<ShownPlan> ShowAsync(RunWork work, List<PlannedRow> taken, PlanExplanations explanations, CancellationToken ct)
    {
        bool hadOutbox = Directory.Exists(work.Settings.OutboxFolder);
        taken.Sort((left, right) => string.CompareOrdinal(left.Entry.Token, right.Entry.Token));
        var changes = new Dictionary<string, IReadOnlyList<ChangedCell>>(StringComparer.Ordinal);
        var missing = new List<MissingFile>();
        try
        {
            IEnumerable<PlannedRow> amended = taken.Where(row => row.Entry.Action == RowAction.Amend);
            foreach (IGrouping<int, PlannedRow> sent in amended.GroupBy(row => explanations.Rows[row.Entry.Key].LastSequence!.Value)
                .OrderBy(rows => rows.Key))
            {
                try
                {
                    await CompareAsync(work, sent.Key, sent.ToDictionary(row => row.Entry.Token, StringComparer.Ordinal), changes.Add, ct);
                }
                catch (Exception error) when (
                    error is ExportFileException or ManifestException or FileCheckException or SealedFileException)
                {
                    // The plan is worth showing without it; whoever looks is told what is not there, and why.
                    missing.Add(new MissingFile(sent.Key, error.Message));
                }
            }
        }
        finally
        {
            if (!hadOutbox && Directory.Exists(work.Settings.OutboxFolder)
                && !Directory.EnumerateFileSystemEntries(work.Settings.OutboxFolder).Any())
            {
                // A plan leaves no folder behind, on a machine that has never sent anything.
                Directory.Delete(work.Settings.OutboxFolder);
            }
        }

        return new ShownPlan(
            [.. taken.Select(row => new ShownRow(row, explanations.Rows[row.Entry.Key], changes.GetValueOrDefault(row.Entry.Token)))],
            explanations, missing);
    }

    /// <summary>
    /// Compares rows with what one export sent of their records. Takes no lease, so a file that a server keeps is copied, sealed, into a
    /// folder of its own in the outbox.
    /// </summary>
    private async Task CompareAsync(
        RunWork work, int sequence, Dictionary<string, PlannedRow> rows,
        Action<string, IReadOnlyList<ChangedCell>> take, CancellationToken ct)
    {
        if (await _ledger.Exports.FindAsync(work.Slug, sequence, cancellation: ct) is not { FileName: { } name } export
            || !(_ledger.Files.AreKept || Directory.Exists(work.Settings.OutboxFolder)))
        {
            throw new ExportFileException(
                string.Create(
                CultureInfo.InvariantCulture, $"The file of sequence {sequence} is not in the archive. Restore the outbox from a backup."));
        }

        using DryRunFolder? copies = _ledger.Files.AreKept ? DryRunFolder.ForCopies(work.Outbox) : null;
        Outbox outbox = copies is null ? work.Outbox : new Outbox(copies.Path);
        var archive = new ExportArchive(outbox, _ledger, work.Keys);
        FileReading now = FileReading.Of(work.Profile);
        Manifest manifest = Manifest.Read(archive.OpenManifest(export, ct));
        FileReading read = manifest.Reading ?? (export.Facts.ProfileHash == work.Profile.Hash ? now
            : throw new ManifestException(string.Create(CultureInfo.InvariantCulture,
                $"The manifest of sequence {sequence} has format 1, which does not say how its file is read, and the profile is another by now.")));
        using Stream content = archive.OpenData(export, name, ct).OpenContent();
        new SentCells(read, now).Compare(content, rows, take);
    }
}
