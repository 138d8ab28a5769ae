using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Holders;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.People;

namespace DataSharing.Gateway.Operations;

/// <summary>Says who holds an incident, without a value of it. The entry is <c>holdersAsked</c>.</summary>
/// <param name="ledger">The ledger.</param>
/// <param name="lookup">Finds the exports.</param>
/// <param name="question">What is asked.</param>
internal sealed class FindHolders(ExportLedger ledger, HolderLookup lookup, HolderQuestion question) : Operation<IncidentHolders>(ledger)
{
    private readonly ExportLedger _ledger = ledger;

    /// <inheritdoc/>
    public override Permission Permission => Permission.IncidentFind;

    /// <inheritdoc/>
    protected override async Task<IncidentHolders> ActAsync(string person, CancellationToken ct)
    {
        NoLedgerException.ThrowIfNone(_ledger);
        IncidentHolders held = await new HolderSearch(_ledger, lookup, question).RunAsync(person, question.Force, ct);
        await _ledger.Journal.AppendAsync(JournalKind.HoldersAsked, question.Force, person, question.Body(held.Name), ct);
        return held;
    }
}
