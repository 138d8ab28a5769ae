using DataSharing.Gateway.Holders;
using DataSharing.Gateway.Ledger;

namespace DataSharing.Gateway.Operations;

/// <summary>Finds who holds an incident; a question that finds nothing is an entry <c>holdersAsked</c> too.</summary>
/// <param name="ledger">The ledger.</param>
/// <param name="lookup">Finds the exports.</param>
/// <param name="question">What is asked.</param>
internal sealed class HolderSearch(ExportLedger ledger, HolderLookup lookup, HolderQuestion question)
{
    /// <summary>Finds it. Where it is refused, the entry has the reason code, and nothing of what was typed to name the incident.</summary>
    /// <param name="person">Who asks.</param>
    /// <param name="force">The force that the question is about; null for every one.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="RefusedException">Nobody knows the incident, or its name stands for several.</exception>
    /// <exception cref="LedgerException">The ledger cannot be read or written.</exception>
    public async Task<IncidentHolders> RunAsync(string person, string? force, CancellationToken ct)
    {
        try
        {
            return await lookup.FindAsync(question, ct);
        }
        catch (RefusedException error)
        {
            // A name that no force has is what somebody typed.
            string? known = force is not null && await lookup.KnowsForceAsync(force, ct) ? force : null;
            await ledger.Journal.AppendAsync(
                JournalKind.HoldersAsked, known, person, question.Body(null).With("found", error.Reason.Code), ct);
            throw;
        }
    }
}
