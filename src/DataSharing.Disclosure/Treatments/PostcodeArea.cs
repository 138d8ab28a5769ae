namespace DataSharing.Disclosure.Treatments;

/// <summary>A full postcode becomes its area, the letters it begins with; its outward code must be in the reference list.</summary>
internal sealed class PostcodeArea(ReferenceLists references) : Treatment
{
    public override string Word => "postcodeArea";

    public override PlaceLevel? Place => PlaceLevel.PostcodeArea;

    public override bool Coarsens(Treatment finer) => finer is OutwardPostcode or PostcodeArea;

    public override Treated Apply(object value, in TreatmentContext context) =>
        Postcode.Outward((string)value) is not { } outward ? Reason.NotAPostcode
        : references.OutwardCodes.Contains(outward) ? Cell.Text(ReferenceLists.AreaOf(outward))
        : Reason.NotInReference;

    public override bool CanStand(string cell, FileLayout layout) => references.PostcodeAreas.Contains(cell);
}
