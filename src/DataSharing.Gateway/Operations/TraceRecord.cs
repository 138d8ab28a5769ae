using DataSharing.Gateway.Exports;
using DataSharing.Gateway.Holders;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Orders;
using DataSharing.Gateway.People;

namespace DataSharing.Gateway.Operations;

/// <summary>
/// Says which incident a force's record id is, and who holds it. The entry is <c>holdersAsked</c>, with the force, and written before
/// anything is answered.
/// </summary>
/// <param name="ledger">The ledger.</param>
/// <param name="lookup">Finds the exports.</param>
/// <param name="force">The force's slug.</param>
/// <param name="recordId">The record id that it has.</param>
internal sealed class TraceRecord(ExportLedger ledger, HolderLookup lookup, string force, string recordId) : Operation<IncidentHolders>(ledger)
{
    private readonly ExportLedger _ledger = ledger;

    /// <inheritdoc/>
    public override Permission Permission => Permission.IncidentFind;

    /// <inheritdoc/>
    protected override async Task<IncidentHolders> ActAsync(string person, CancellationToken ct)
    {
        NoLedgerException.ThrowIfNone(_ledger);
        var question = new HolderQuestion(IncidentSought.ByToken(force, recordId), Audience.Internal);
        IncidentHolders held = await new HolderSearch(_ledger, lookup, question).RunAsync(person, force, ct);
        await _ledger.Journal.AppendAsync(JournalKind.HoldersAsked, force, person, question.Body(held.Name), ct);
        return held;
    }
}
