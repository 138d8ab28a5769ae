using DataSharing.Disclosure.References;

namespace DataSharing.Disclosure.Treatments;

/// <summary>A town's name, which must be in the reference list.</summary>
internal sealed class Town(ReferenceLists references) : ValueTreatment
{
    public override string Word => "town";

    public override PlaceLevel? Place => PlaceLevel.Town;

    public override Treated Of(object value) =>
        references.Towns.Contains((string)value) ? Cell.Text((string)value) : Reason.NotInReference;

    public override CellForm Form(FileLayout layout) =>
        CellForm.Place(ReferenceLists.TownsName, "The name of a town, or of a district of London.");

    public override bool CanStand(string cell, FileLayout layout) => references.Towns.Contains(cell);
}
