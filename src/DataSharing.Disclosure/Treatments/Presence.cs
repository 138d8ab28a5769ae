namespace DataSharing.Disclosure.Treatments;

/// <summary>Only whether the field has a value: Y or N.</summary>
internal sealed class Presence : ValueTreatment
{
    public override string? WhereInexact(bool precisionIsTold) => "";

    public override string Word => "presence";

    public override Cell WhenNull { get; } = Cell.Text(Keep.No);

    public override Treated Of(object value) => Cell.Text(Keep.Yes);

    // The value itself, which may be a name, is not remembered.
    public override bool TryKey(object value, out long key)
    {
        key = 0;
        return true;
    }

    public override CellForm Form(FileLayout layout) => CellForm.YesNo;

    public override bool CanStand(string cell, FileLayout layout) => cell is Keep.Yes or Keep.No;
}
