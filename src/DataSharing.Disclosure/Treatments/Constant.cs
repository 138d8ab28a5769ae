using DataSharing.Disclosure.Configuration;

namespace DataSharing.Disclosure.Treatments;

/// <summary>The same text in every row, whatever the field holds.</summary>
internal sealed class Constant(string text) : Treatment
{
    public override string Word => "constant";

    public override bool Coarsens(Treatment finer) => true;

    public override Cell WhenNull { get; } = Cell.Text(text);

    public override Treated Apply(object value, in TreatmentContext context) => WhenNull;

    public override bool CanStand(string cell, FileLayout layout) => cell == text;

    public static Constant? Make(TreatmentSource source) =>
        source.Need("constant", "\"value\": \"CST\"")?.Text("value", "CST", OutputText.Pattern()) is { } text ? new Constant(text) : null;
}
