using System.Security.Cryptography;
using DataSharing.Disclosure.Records;

namespace DataSharing.Gateway.Ledger;

/// <summary>
/// The last decision about a text of an incident that leaves redacted, as the ledger keeps it: hashes, and the approved text encrypted.
/// </summary>
/// <param name="Force">The force whose column it is for.</param>
/// <param name="Key">The incident.</param>
/// <param name="Column">The column.</param>
/// <param name="SourceHash">The keyed hash of the source text.</param>
/// <param name="Proposal">The keyed hash of the source text with the proposal that was decided about.</param>
/// <param name="KeyId">The key under which the text is sealed; of a rejection, the one that was active.</param>
/// <param name="Sealed">The approved text, encrypted; null after a rejection.</param>
internal sealed record DecidedText(
    string Force, IncidentKey Key, string Column, string SourceHash, string Proposal, string KeyId, byte[]? Sealed)
{
    /// <summary>What the journal says of it.</summary>
    /// <param name="incident">By what the journal calls the incident: a random id, or in entries of earlier programs its key.</param>
    internal JournalBody Body(string incident) => new JournalBody()
        .With("incident", incident)
        .With("column", Column)
        .With("source", SourceHash)
        .With("proposal", Proposal)
        .With("keyId", KeyId)
        .With("sealed", Sealed is null ? null : Convert.ToHexStringLower(SHA256.HashData(Sealed)));
}
