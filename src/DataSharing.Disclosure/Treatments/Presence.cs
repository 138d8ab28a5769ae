namespace DataSharing.Disclosure.Treatments;

/// <summary>Only whether the field has a value: Y or N.</summary>
internal sealed class Presence : Treatment
{
    public override string Word => "presence";

    public override Cell WhenNull { get; } = Cell.Text(Keep.No);

    public override Treated Apply(object value, in TreatmentContext context) =>
        SourceValue.IsPresent(value) ? Cell.Text(Keep.Yes) : WhenNull;

    public override bool CanStand(string cell, FileLayout layout) => cell is Keep.Yes or Keep.No;
}
