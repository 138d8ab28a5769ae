using DataSharing.Disclosure;
using DataSharing.Disclosure.Records;

namespace DataSharing.Gateway.Orders;

/// <summary>
/// One incident that the source or the ledger knows; nothing is ordered about any other. Its case reference, and those of the incidents
/// that are linked with it, are for the person who asked. Prints nothing of it.
/// </summary>
internal sealed class KnownIncident
{
    /// <summary>The source key.</summary>
    public required IncidentKey Key { get; init; }

    /// <summary>Whether the source has it now; null where the source could not be asked.</summary>
    public required bool? IsInSource { get; init; }

    /// <summary>Why the source could not be asked; null where it could.</summary>
    public Reason? SourceFailure { get; init; }

    /// <summary>Whether the ledger knows it: a row of it was built for a force once, or something was ordered about it.</summary>
    public required bool IsInLedger { get; init; }

    /// <summary>
    /// The charity's reference of its case; null where the source does not have it, has none, or names no column as such.
    /// </summary>
    public string? CaseReference { get; init; }

    /// <summary>Whether the source says which incidents are linked with it.</summary>
    public bool KnowsLinks { get; init; }

    /// <summary>The other incidents of its series.</summary>
    public IReadOnlyList<IncidentIdentity> Linked { get; init; } = [];

    /// <summary>Prints nothing of the incident.</summary>
    public override string ToString() => "(withheld)";
}
