using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Files;
using DataSharing.Gateway.Files.Sealed;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.People;

namespace DataSharing.Gateway.Operations;

/// <summary>Writes what would leave into a file, in the clear. The entry is <c>valuesShown</c>, written before the file has its name.</summary>
/// <param name="ledger">The ledger.</param>
/// <param name="flow">The flow.</param>
/// <param name="outboxFolder">The folder of the outbox, for what is on disk meanwhile.</param>
/// <param name="force">The force's slug.</param>
/// <param name="output">The file to write; there is none of that name, and its folder is there.</param>
internal sealed class WriteDryRun(ExportLedger ledger, ExportRun flow, string outboxFolder, string force, string output) : Operation<ExportPreview>(ledger)
{
    private readonly ExportLedger _ledger = ledger;

    /// <inheritdoc/>
    public override Permission Permission => Permission.RecordsSee;

    /// <summary>The plan; it has a file when that was written.</summary>
    /// <inheritdoc/>
    protected override async Task<ExportPreview> ActAsync(string person, CancellationToken ct)
    {
        NoLedgerException.ThrowIfNone(_ledger);
        using DryRunFolder folder = DryRunFolder.Make(new Outbox(outboxFolder), output);
        ExportPreview preview = await flow.DryRunAsync(force, folder.Path, ct);
        if (preview is { Result.Problems.Count: 0, Profile: not null, File: { } withheld })
        {
            ExportFile file = await withheld.ShowAsync(person, ShownOn.File, ct);
            using Stream content = file.OpenContent();
            folder.Publish(content);
        }

        return preview;
    }
}
