using System.Security.Cryptography;
using DataSharing.Disclosure;
using DataSharing.Disclosure.Cells;
using DataSharing.Disclosure.Keys;
using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Records;
using DataSharing.Gateway.Files;
using DataSharing.Gateway.Files.Checks;
using DataSharing.Gateway.Files.Rows;
using DataSharing.Gateway.Files.Sealed;
using DataSharing.Gateway.Ledger;

namespace DataSharing.Gateway.Exports;

internal sealed partial class ExportRun
{
    /// <summary>What would leave now, by the same reading, selecting, clearing and comparing as an export. Takes no lease, and writes nothing anywhere.</summary>
    /// <param name="force">The force's slug.</param>
    /// <param name="full">Whether to plan a full re-export.</param>
    /// <param name="rows">Whether somebody wants to see the rows, and why they are there.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="NoLedgerException">The rows are wanted and there is no ledger.</exception>
    public async Task<ExportPreview> PreviewAsync(string force, bool full, bool rows, CancellationToken ct)
    {
        if (!rows)
        {
            return await PreviewAsync(force, full, _ => static _ => { }, measure: true, null, ct);
        }

        NoLedgerException.ThrowIfNone(_ledger);
        var taken = new List<PlannedRow>();
        var explanations = new PlanExplanations();
        ShownPlan? shown = null;
        ExportPreview preview = await PreviewAsync(
            force, full, _ => taken.Add, measure: true, null, ct, explanations, async work => shown = await ShownAsync(work, taken, explanations, ct));
        return shown is not null && IsWhole(preview) ? preview with { Rows = new Withheld<ShownPlan>(_ledger, force, shown.Records, shown) } : preview;
    }

    /// <summary>The rows in the order of their tokens, with their records, and with what an AMEND changes as far as the archive has what was sent.</summary>
    private async Task<ShownPlan> ShownAsync(Work work, List<PlannedRow> taken, PlanExplanations explanations, CancellationToken ct)
    {
        bool hadOutbox = Directory.Exists(work.Settings.OutboxFolder);
        taken.Sort((left, right) => string.CompareOrdinal(left.Entry.Token, right.Entry.Token));
        var changes = new Dictionary<string, IReadOnlyList<ChangedCell>>(StringComparer.Ordinal);
        var missing = new List<MissingFile>();
        try
        {
            foreach (IGrouping<int, PlannedRow> sent in taken.Where(row => row.Entry.Action == RowAction.Amend).GroupBy(row => explanations.Rows[row.Entry.Key].LastSequence!.Value).OrderBy(rows => rows.Key))
            {
                try
                {
                    await CompareAsync(work, sent.Key, sent.ToDictionary(row => row.Entry.Token, StringComparer.Ordinal), changes.Add, ct);
                }
                catch (Exception error) when (error is ExportFileException or ManifestException or FileCheckException or SealedFileException)
                {
                    // The plan is worth showing without it; whoever looks is told what is not there, and why.
                    missing.Add(new MissingFile(sent.Key, error.Message));
                }
            }
        }
        finally
        {
            if (!hadOutbox && Directory.Exists(work.Settings.OutboxFolder) && !Directory.EnumerateFileSystemEntries(work.Settings.OutboxFolder).Any())
            {
                // A plan leaves no folder behind, on a machine that has never sent anything.
                Directory.Delete(work.Settings.OutboxFolder);
            }
        }

        return new ShownPlan([.. taken.Select(row => new ShownRow(row, explanations.Rows[row.Entry.Key], changes.GetValueOrDefault(row.Entry.Token)))], explanations, missing);
    }

    /// <summary>Compares rows with what one export sent of their records. Takes no lease, so a file that a server keeps is copied, sealed, into a folder of its own in the outbox.</summary>
    private async Task CompareAsync(Work work, int sequence, Dictionary<string, PlannedRow> rows, Action<string, IReadOnlyList<ChangedCell>> take, CancellationToken ct)
    {
        if (await _ledger.Exports.FindAsync(work.Slug, sequence, cancellation: ct) is not { FileEntry: { } entry } export || !(_ledger.Files.AreKept || Directory.Exists(work.Settings.OutboxFolder)))
        {
            throw new ExportFileException($"The file of sequence {Number(sequence)} is not in the archive. Restore the outbox from a backup.");
        }

        using DryRunFolder? copies = _ledger.Files.AreKept ? DryRunFolder.ForCopies(work.Outbox) : null;
        Outbox outbox = copies is null ? work.Outbox : new Outbox(copies.Path);
        outbox.Fetch(entry, path => _ledger.Files.Fetch(entry, path, ct));
        outbox.Fetch(export.ManifestEntry, path => _ledger.Files.Fetch(export.ManifestEntry, path, ct));
        FileReading now = FileReading.Of(work.Profile);
        Manifest manifest = Manifest.Read(ExportFile.Reopen(outbox, work.Keys.ArchiveKey, export.ManifestEntry, export.ManifestName, export.ManifestBytes, export.ManifestSha256));
        FileReading read = manifest.Reading ?? (export.ProfileHash == work.Profile.Hash ? now
            : throw new ManifestException($"The manifest of sequence {Number(sequence)} has format 1, which does not say how its file is read, and the profile is another by now."));
        ExportFile file = ExportFile.Reopen(outbox, work.Keys.ArchiveKey, entry, export.FileName!, export.Bytes!.Value, export.Sha256!);
        using Stream content = file.OpenContent();
        new SentCells(read, now).Compare(content, rows, take);
    }

    /// <summary>What would leave now, with the file: built and checked as one that leaves, sealed under a key that is forgotten. Takes no lease.</summary>
    /// <param name="force">The force's slug.</param>
    /// <param name="folder">Where the sealed file is built; it must outlive the reading of the file.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="NoLedgerException">There is no ledger.</exception>
    public async Task<ExportPreview> DryRunAsync(string force, string folder, CancellationToken ct)
    {
        NoLedgerException.ThrowIfNone(_ledger);
        (ExportPreview preview, IReadOnlyDictionary<IncidentKey, RefusedRow>? refused) = await DryRunOnceAsync(force, folder, null, ct);
        // As an export does: once more without the rows that the check of the file refused.
        return refused is null ? preview : (await DryRunOnceAsync(force, folder, refused, ct)).Preview;
    }

    private async Task<(ExportPreview Preview, IReadOnlyDictionary<IncidentKey, RefusedRow>? Refused)> DryRunOnceAsync(
        string force, string folder, IReadOnlyDictionary<IncidentKey, RefusedRow>? refused, CancellationToken ct)
    {
        bool isLast = refused is not null;
        SortedRows? rows = null;
        try
        {
            Work? work = null;
            ExportPreview preview = await PreviewAsync(force, full: false, profile => (rows = new SortedRows(profile.Layout, folder)).Add, measure: false, refused, ct, then: planned =>
            {
                work = planned;
                return Task.CompletedTask;
            });
            // Refused too: a new force's file is read before its profile is enabled.
            if (rows is null || work is null || !IsWhole(preview))
            {
                return (preview, null);
            }

            try
            {
                // Name, file and manifest as they would leave, so that what an export would refuse is refused here.
                byte[] key = RandomNumberGenerator.GetBytes(SealedFile.KeyLength);
                string keyId = new MasterKey(key).Id;
                int build = isLast ? 2 : 1;
                var outbox = new Outbox(folder);
                (int sequence, int attempt) = await _ledger.Exports.NextSequenceAsync(force, ct);
                DateTimeOffset now = _time.GetUtcNow();
                FileName name = FileName.For(work.Profile.Layout.NameTemplate, work.Settings.Controller, force, sequence, attempt, now);
                ExportFile file = ExportFile.Write(outbox, key, keyId, Outbox.DataEntry("dry-run", build, 1), name.Data, rows);
                Manifest manifest = ManifestOf(work, file, rows.Counts, sequence, now);
                ExportFile manifestFile = ExportFile.Write(outbox, key, keyId, Outbox.ManifestEntry("dry-run", build, 1), name.Manifest, manifest);
                IReadOnlyList<CellRule> rules = CellRule.Of(work.Profile);
                Check(work, file, manifestFile, manifest, attempt, content => FileCheck.Verify(content, work.Profile.Layout, rows.Counts, rules),
                    content => ManifestCheck.Verify(content, manifest, work.Profile.Layout, rules));
                return (preview with { File = new Withheld<ExportFile>(_ledger, force, rows.Count, file) }, null);
            }
            catch (FileCheckException fault)
            {
                ExportResult held = preview.Result with { Outcome = RunOutcome.Held, Reason = Reason.FileCheck, Message = fault.Message, Sequence = null, Attempt = null };
                return (preview with { Result = held }, isLast ? null : rows.Refused(fault));
            }
        }
        finally
        {
            rows?.Dispose();
        }
    }

    private static bool IsWhole(ExportPreview preview) => preview.Profile is not null && preview.Result.Outcome is not (RunOutcome.Failed or RunOutcome.Cancelled);
}
