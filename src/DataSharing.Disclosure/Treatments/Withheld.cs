namespace DataSharing.Disclosure.Treatments;

/// <summary>Nothing, whatever the field holds: the coarsest step of a column under mode <c>k</c>.</summary>
internal sealed class Withheld : Treatment
{
    public override string Word => "drop";

    public override Treated Apply(object value, in TreatmentContext context) => Cell.None;

    public override bool CanStand(string cell, FileLayout layout) => false;

    public override bool Coarsens(Treatment finer) => true;
}
