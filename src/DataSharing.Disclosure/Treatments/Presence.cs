namespace DataSharing.Disclosure.Treatments;

/// <summary>Only whether the field has a value: Y or N.</summary>
internal sealed class Presence : Treatment
{
    public override string Word => "presence";

    public override Cell WhenNull { get; } = Cell.Text(Keep.No);

    public override Treated Apply(object value, in TreatmentContext context) =>
        value is string { Length: 0 } || (value is string[] list && list.All(string.IsNullOrEmpty)) ? WhenNull : Cell.Text(Keep.Yes);

    public override bool CanStand(string cell, FileLayout layout) => cell is Keep.Yes or Keep.No;
}
