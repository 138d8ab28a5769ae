using DataSharing.Disclosure.Patterns;
using DataSharing.Disclosure.References;

namespace DataSharing.Disclosure.Treatments;

/// <summary>
/// A full postcode becomes its outward code, which must be in the reference list. A code that is no place (a bank's, a forces' post
/// office's) would name its one user, so its area stands for it.
/// </summary>
internal sealed class OutwardPostcode(ReferenceLists references) : ValueTreatment
{
    public override string Word => "outwardPostcode";

    public override PlaceLevel? Place => PlaceLevel.OutwardPostcode;

    public override Treated Of(object value) =>
        Postcode.Outward((string)value) is not { } outward ? Reason.NotAPostcode
        : !references.OutwardCodes.Contains(outward) ? Reason.NotInReference
        : Cell.Text(references.NonGeographic.Contains(outward) ? ReferenceLists.AreaOf(outward) : outward);

    // The whole postcode, which nearly every record has another of, is not remembered.
    public override bool TryKey(object value, out long key) => Postcode.TryPackOutward((string)value, out key);

    public override CellForm Form(FileLayout layout) =>
        CellForm.Place(ReferenceLists.OutwardCodesName, "The first half of a postcode; its letters alone where that half is no place.");

    public override bool CanStand(string cell, FileLayout layout) =>
        references.NonGeographicAreas.Contains(cell)
            || (references.OutwardCodes.Contains(cell) && !references.NonGeographic.Contains(cell));
}
