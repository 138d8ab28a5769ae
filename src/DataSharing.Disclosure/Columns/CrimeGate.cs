using DataSharing.Disclosure.Dictionary;
using DataSharing.Disclosure.Records;

namespace DataSharing.Disclosure.Columns;

/// <summary>
/// Open only where the incident is recorded as a crime: what is known of an offender otherwise stays. Source: domain notes, section 3.1.8.
/// </summary>
internal sealed class CrimeGate(DictionaryField isCrime) : ReleaseGate
{
    public override DictionaryField Field => isCrime;

    public override bool HoldsBack => true;

    public override bool IsOpen(IncidentRecord record, DateOnly today) =>
        isCrime.Type == FieldType.Boolean ? record.TryGet(isCrime, out bool crime) && crime
            : record.TryGet(isCrime, out string? said) && said == SelectionRoles.Crime;
}
