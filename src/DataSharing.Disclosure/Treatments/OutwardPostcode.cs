namespace DataSharing.Disclosure.Treatments;

/// <summary>A full postcode becomes its outward code, which must be in the reference list.</summary>
internal sealed class OutwardPostcode(ReferenceLists references) : Treatment
{
    public override string Word => "outwardPostcode";

    public override Treated Apply(object value, in TreatmentContext context) =>
        Postcode.Outward((string)value) is not { } outward ? Reason.NotAPostcode
        : references.OutwardCodes.Contains(outward) ? Cell.Text(outward)
        : Reason.NotInReference;

    public override bool CanStand(string cell, FileLayout layout) => references.OutwardCodes.Contains(cell);
}
