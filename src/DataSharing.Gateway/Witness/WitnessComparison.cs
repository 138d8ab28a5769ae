using System.Globalization;
using DataSharing.Gateway.Ledger;

namespace DataSharing.Gateway.Witness;

/// <summary>
/// Compares the ledger with manifests that forces got, and with anchors: with what whoever rewrites the ledger cannot reach. One such file
/// shows that the journal was rewritten or cut off, also where everything in the ledger fits together again.
/// </summary>
/// <param name="ledger">The ledger.</param>
/// <param name="controller">Whose it is.</param>
internal sealed class WitnessComparison(ExportLedger ledger, string controller)
{
    /// <summary>Compares the ledger with one file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="ct">Stops it.</param>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public async Task<ComparedStatement> CompareAsync(string path, CancellationToken ct)
    {
        var compared = new ComparedStatement(path);
        return await KeptStatement.ReadAsync(path, ct) switch
        {
            (null, { } problem) => compared with { Findings = [problem] },
            ({ } other, _) when other.Controller != controller => compared with
            {
                Findings = [$"It is from another controller, {other.Controller}. This ledger is of {controller}."],
            },
            (KeptStatement.OfAnchor anchor, _) => await CompareAsync(compared, anchor, ct),
            (KeptStatement.OfManifest manifest, _) => await CompareAsync(
                compared with { Force = manifest.Force, Sequence = manifest.Sequence }, manifest, ct),
            _ => throw new System.Diagnostics.UnreachableException("A file says something, or there is a problem."),
        };
    }

    private async Task<ComparedStatement> CompareAsync(ComparedStatement compared, KeptStatement.OfAnchor anchor, CancellationToken ct)
    {
        if (anchor.Head is null)
        {
            return compared with { Note = "The journal was empty when the anchor was printed, so that it proves nothing." };
        }

        string? found = await ledger.Journal.HashOfAsync(anchor.Entry, ct);
        return found is null ? compared with { Findings = [CutOff(anchor.Entry, "the anchor was printed")] }
            : found != anchor.Head ? compared with { Findings = [Rewritten(anchor.Entry, "the anchor was printed")] }
            : compared with { Entry = anchor.Entry };
    }

    private async Task<ComparedStatement> CompareAsync(ComparedStatement compared, KeptStatement.OfManifest manifest, CancellationToken ct)
    {
        IReadOnlyList<RecordedExport> attempts = await ledger.Exports.AttemptsAsync(manifest.Force, manifest.Sequence, ct);
        if (attempts.Count == 0)
        {
            return compared with
            {
                Findings = [Whole(
                    $"The ledger has no export to {manifest.Force} with sequence {manifest.Sequence}. It was cut off or rewritten since, or it is an older copy.")],
            };
        }

        string name = Path.GetFileName(compared.File);
        RecordedExport? same = attempts.FirstOrDefault(attempt => attempt.ManifestSha256 == manifest.Bytes);
        RecordedExport? export = same ?? attempts.FirstOrDefault(attempt => IsNamed(attempt, manifest.File, name));
        var findings = new List<string>(Facts(manifest, same, export));
        ComparedStatement told = export is null ? compared
            : await CompareHeadAsync(compared with { Attempt = export.Number.Attempt }, manifest, export, findings, ct);
        return told with { Findings = findings };
    }

    /// <summary>What differs in the file, its attempt and its hash.</summary>
    private static IEnumerable<string> Facts(KeptStatement.OfManifest manifest, RecordedExport? same, RecordedExport? export)
    {
        if (export is null)
        {
            yield return Whole(
                $"The ledger has sequence {manifest.Sequence} of {manifest.Force}, but no attempt with this manifest, neither by its bytes nor by its name.");
            yield break;
        }

        if (export.Sha256 != manifest.Sha256)
        {
            yield return Whole(
                $"The SHA-256 differs: the manifest is not about the file that the ledger has as attempt {export.Number.Attempt}.");
        }

        if (same is null)
        {
            yield return Whole(
                $"The manifest is not byte for byte the one that the ledger has as attempt {export.Number.Attempt}. Ask the force for it as it arrived.");
        }

        if (export.State is ExportState.Built or ExportState.Sending or ExportState.Held or ExportState.Void)
        {
            yield return Whole($"The ledger says that attempt {export.Number.Attempt} was never published: it is {export.State.Word()}.");
        }
    }

    private async Task<ComparedStatement> CompareHeadAsync(
        ComparedStatement compared, KeptStatement.OfManifest manifest, RecordedExport export, List<string> findings, CancellationToken ct)
    {
        const string written = "the manifest was written";
        if (!manifest.TellsHead)
        {
            if (export.Head is not null)
            {
                findings.Add("The manifest tells nothing of the journal, and the ledger says that it did.");
                return compared;
            }

            return compared with
            {
                Note = "The manifest is of before ledger version 9 and tells nothing of the journal: only its file was compared.",
            };
        }

        if (export.Head is not { } head)
        {
            if (manifest.JournalHead is not null)
            {
                findings.Add("The ledger has lost the value under which the manifest tells the head of the journal.");
            }

            return compared with
            {
                Note = manifest.JournalHead is null ? "The journal was empty when the manifest was written: only its file was compared." : null,
            };
        }

        string? found = await ledger.Journal.HashOfAsync(head.Entry, ct);
        if (found is null)
        {
            findings.Add(CutOff(head.Entry, written));
            return compared;
        }

        if (head.Saying(manifest.Force, manifest.Sequence, found) != manifest.JournalHead)
        {
            findings.Add(Rewritten(head.Entry, written));
            return compared;
        }

        return compared with { Entry = head.Entry };
    }

    private static bool IsNamed(RecordedExport attempt, string? file, string name) =>
        file is not null ? string.Equals(attempt.FileName, file, StringComparison.OrdinalIgnoreCase)
        : attempt.FileName is null && string.Equals(attempt.ManifestName, name, StringComparison.OrdinalIgnoreCase);

    private static string CutOff(long entry, string when) =>
        Whole($"The journal was cut off: entry {entry}, which was its last when {when}, is missing.");

    private static string Rewritten(long entry, string when) =>
        Whole($"The journal was rewritten: entry {entry}, which was its last when {when}, or an entry before it is another now.");

    private static string Whole(FormattableString sentence) => sentence.ToString(CultureInfo.InvariantCulture);
}
