using DataSharing.Disclosure.Patterns;

namespace DataSharing.Disclosure.Treatments;

/// <summary>The same text in every row, whatever the field holds.</summary>
internal sealed class Constant(string text) : ValueTreatment
{
    public override string? WhereInexact(bool precisionIsTold) => "";

    public override string Word => "constant";

    public override bool Coarsens(Treatment finer) => true;

    public override Cell WhenNull { get; } = Cell.Text(text);

    public override Treated Of(object value) => WhenNull;

    public override bool TryKey(object value, out long key)
    {
        key = 0;
        return true;
    }

    public override CellForm Form(FileLayout layout) => new("code", "The same in every row.") { Values = [new LabelledValue(text, null)] };

    public override bool CanStand(string cell, FileLayout layout) => cell == text;

    public static Constant? Make(TreatmentSource source)
    {
        if (source.Need("constant", "\"value\": \"CST\"") is not { } settings
            || settings.Text("value", "CST", OutputText.Pattern()) is not { } text)
        {
            return null;
        }

        ReleasableText.CheckFixed(settings.Find("value")!, "constant", source.Problems);
        return new Constant(text);
    }
}
