using DataSharing.Disclosure.Patterns;
using DataSharing.Disclosure.References;

namespace DataSharing.Disclosure.Treatments;

/// <summary>A full postcode becomes its area, the letters it begins with; its outward code must be in the reference list.</summary>
internal sealed class PostcodeArea(ReferenceLists references) : ValueTreatment
{
    public override string Word => "postcodeArea";

    public override PlaceLevel? Place => PlaceLevel.PostcodeArea;

    public override bool Coarsens(Treatment finer) => finer is OutwardPostcode or PostcodeArea;

    public override Treated Of(object value) =>
        Postcode.Outward((string)value) is not { } outward ? Reason.NotAPostcode
        : references.OutwardCodes.Contains(outward) ? Cell.Text(ReferenceLists.AreaOf(outward))
        : Reason.NotInReference;

    // The whole postcode, which nearly every record has another of, is not remembered.
    public override bool TryKey(object value, out long key) => Postcode.TryPackOutward((string)value, out key);

    public override CellForm Form(FileLayout layout) =>
        CellForm.Place(ReferenceLists.OutwardCodesName, "The letters with which a postcode begins.");

    public override bool CanStand(string cell, FileLayout layout) => references.PostcodeAreas.Contains(cell);
}
