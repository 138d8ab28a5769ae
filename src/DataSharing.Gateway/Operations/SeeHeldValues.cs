using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Holders;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.People;

namespace DataSharing.Gateway.Operations;

/// <summary>
/// Says who holds an incident, with what was sent of it. The entry is <c>valuesShown</c>, written before the first file of the archive is
/// opened.
/// </summary>
/// <param name="ledger">The ledger.</param>
/// <param name="lookup">Finds the exports.</param>
/// <param name="values">Reads the archive.</param>
/// <param name="question">What is asked, and why.</param>
/// <param name="on">What the values are shown on.</param>
internal sealed class SeeHeldValues(
    ExportLedger ledger, HolderLookup lookup, ArchivedValues values, HolderQuestion question, ShownOn on) : Operation<IncidentHolders>(ledger)
{
    private readonly ExportLedger _ledger = ledger;

    /// <inheritdoc/>
    public override Permission Permission => Permission.RecordsSee;

    /// <summary>Told how many files there are, and then how many of them were read; null for whoever does not look.</summary>
    public (Action<int> Begin, IProgress<int> Read)? Progress { get; init; }

    /// <inheritdoc/>
    protected override async Task<IncidentHolders> ActAsync(string person, CancellationToken ct)
    {
        NoLedgerException.ThrowIfNone(_ledger);
        IncidentHolders held = await new HolderSearch(_ledger, lookup, question).RunAsync(person, question.Force, ct);
        JournalBody body = question.Body(held.Name).With("rows", held.Files).With("on", on == ShownOn.Terminal ? "terminal" : "file");
        await _ledger.Journal.AppendAsync(JournalKind.ValuesShown, question.Force, person, body, ct);
        Progress?.Begin(held.Files);
        return await values.ReadAsync(held, Progress?.Read, ct);
    }
}
