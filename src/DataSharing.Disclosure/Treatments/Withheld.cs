namespace DataSharing.Disclosure.Treatments;

/// <summary>Nothing, whatever the field holds: the coarsest step of a column under mode <c>k</c>.</summary>
internal sealed class Withheld : ValueTreatment
{
    public override string? WhereInexact(bool precisionIsTold) => "";

    public override string Word => "drop";

    public override Treated Of(object value) => Cell.None;

    public override bool TryKey(object value, out long key)
    {
        key = 0;
        return true;
    }

    public override CellForm? Form(FileLayout layout) => null;

    public override bool CanStand(string cell, FileLayout layout) => false;

    public override bool Coarsens(Treatment finer) => true;
}
