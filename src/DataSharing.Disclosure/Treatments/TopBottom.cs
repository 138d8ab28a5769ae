using System.Globalization;
using DataSharing.Disclosure.Records;

namespace DataSharing.Disclosure.Treatments;

/// <summary>
/// A whole number as it is between two ends, and beyond them only that it lies beyond: with bottom 18 and top 65 <c>under 18</c>, <c>18</c>
/// to <c>64</c>, and <c>65+</c>.
/// </summary>
internal sealed class TopBottom : ValueTreatment
{
    private const int Furthest = 1_000_000;

    private readonly int _bottom;
    private readonly int _top;
    private readonly Cell _under;
    private readonly Cell _over;

    private TopBottom(int bottom, int top)
    {
        _bottom = bottom;
        _top = top;
        _under = Cell.Text("under " + bottom.ToString(CultureInfo.InvariantCulture));
        _over = Cell.Text(top.ToString(CultureInfo.InvariantCulture) + "+");
    }

    public override string Word => "topBottom";

    public override ShownForm? Shows => ShownForm.Number;

    public override bool TellsManyApart => _top - _bottom > MostUncounted;

    public override bool ShowsValue(object value, IncidentRecord record) => value is long number && number >= _bottom && number < _top;

    public override Treated Of(object value)
    {
        long number = (long)value;
        return number < _bottom ? _under : number >= _top ? _over : Cell.Number(number);
    }

    public override CellForm Form(FileLayout layout) =>
        new("band", string.Create(
        CultureInfo.InvariantCulture, $"{_under.Canonical}, a whole number from {_bottom} to {_top - 1}, or {_over.Canonical}."));

    public override bool CanStand(string cell, FileLayout layout) =>
        cell == _under.Canonical || cell == _over.Canonical
        || (long.TryParse(cell, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && cell == Cell.Number(number).Canonical
        && number >= _bottom && number < _top);

    public static TopBottom? Make(TreatmentSource source)
    {
        if (source.Need("topBottom", "\"bottom\": 18, \"top\": 65") is not { } settings)
        {
            return null;
        }

        int? bottom = settings.Integer("bottom", 0, Furthest);
        int? top = settings.Integer("top", 0, Furthest);
        if (bottom >= top)
        {
            settings.Report(
                "top", "The top is not above the bottom.",
                "Between them lie the numbers that are released as they are; use countBand where none should be.");
            return null;
        }

        return bottom is null || top is null || !source.MayShowValue("Between its ends \"topBottom\"") ? null
            : new TopBottom(bottom.Value, top.Value);
    }
}
