using System.Security.Cryptography;
using DataSharing.Disclosure;
using DataSharing.Gateway.Files;
using DataSharing.Gateway.Keys;

namespace DataSharing.Gateway;

public sealed partial class ExportRun
{
    /// <summary>What would leave now, by the same reading, selecting, clearing and comparing as an export. Takes no lease, and writes nothing anywhere.</summary>
    /// <param name="force">The force's slug.</param>
    /// <param name="full">Whether to plan a full re-export.</param>
    /// <param name="rows">Whether somebody wants to see the rows.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="NoLedgerException">The rows are wanted and there is no ledger.</exception>
    public async Task<ExportPreview> PreviewAsync(string force, bool full, bool rows, CancellationToken ct)
    {
        if (!rows)
        {
            return await PreviewAsync(force, full, _ => static _ => { }, measure: true, null, ct).ConfigureAwait(false);
        }

        NoLedgerException.ThrowIfNone(_ledger);
        var taken = new List<PlannedRow>();
        ExportPreview preview = await PreviewAsync(force, full, _ => taken.Add, measure: true, null, ct).ConfigureAwait(false);
        taken.Sort((left, right) => string.CompareOrdinal(left.Entry.Token, right.Entry.Token));
        return IsWhole(preview) ? preview with { Rows = new Withheld<IReadOnlyList<PlannedRow>>(_ledger, force, taken.Count, taken) } : preview;
    }

    /// <summary>What would leave now, with the file: built and checked as one that leaves, sealed under a key that is forgotten. Takes no lease.</summary>
    /// <param name="force">The force's slug.</param>
    /// <param name="folder">Where the sealed file is built; it must outlive the reading of the file.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="NoLedgerException">There is no ledger.</exception>
    public async Task<ExportPreview> DryRunAsync(string force, string folder, CancellationToken ct)
    {
        NoLedgerException.ThrowIfNone(_ledger);
        (ExportPreview preview, IReadOnlyDictionary<IncidentKey, RefusedRow>? refused) = await DryRunOnceAsync(force, folder, null, ct).ConfigureAwait(false);
        // As an export does: once more without the rows that the check of the file refused.
        return refused is null ? preview : (await DryRunOnceAsync(force, folder, refused, ct).ConfigureAwait(false)).Preview;
    }

    private async Task<(ExportPreview Preview, IReadOnlyDictionary<IncidentKey, RefusedRow>? Refused)> DryRunOnceAsync(
        string force, string folder, IReadOnlyDictionary<IncidentKey, RefusedRow>? refused, CancellationToken ct)
    {
        bool isLast = refused is not null;
        SortedRows? rows = null;
        try
        {
            ExportPreview preview = await PreviewAsync(force, full: false, profile => (rows = new SortedRows(profile.Layout, folder)).Add, measure: false, refused, ct).ConfigureAwait(false);
            // Refused too: a new force's file is read before its profile is enabled.
            if (rows is null || !IsWhole(preview))
            {
                return (preview, null);
            }

            try
            {
                byte[] key = RandomNumberGenerator.GetBytes(SealedFile.KeyLength);
                string entry = Outbox.DataEntry("dry-run", isLast ? 2 : 1, 1);
                ExportFile file = ExportFile.Write(new Outbox(folder), key, new MasterKey(key).Id, entry, "dry-run.csv", rows);
                using (Stream content = file.OpenContent())
                {
                    FileCheck.Verify(content, preview.Profile!.Layout, rows.Counts, CellRule.Of(preview.Profile));
                }

                return (preview with { File = new Withheld<ExportFile>(_ledger, force, rows.Count, file) }, null);
            }
            catch (FileCheckException fault)
            {
                ExportResult held = preview.Result with { Outcome = ExportOutcome.Held, Reason = Reason.FileCheck, Message = fault.Message, Sequence = null, Attempt = null };
                return (preview with { Result = held }, isLast ? null : rows.Refused(fault));
            }
        }
        finally
        {
            rows?.Dispose();
        }
    }

    private static bool IsWhole(ExportPreview preview) => preview.Profile is not null && preview.Result.Outcome is not (ExportOutcome.Failed or ExportOutcome.Cancelled);
}
