using System.Collections.Frozen;
using System.Globalization;

namespace DataSharing.Disclosure.Treatments;

/// <summary>The time of day of a local time as a band of 4, 6 or 12 hours, for example <c>18:00-23:59</c>.</summary>
internal sealed class TimeBand : ValueTreatment
{
    private readonly string[] _bands;
    private readonly FrozenSet<string> _outputs;
    private readonly int _hours;

    private TimeBand(int hours)
    {
        _hours = hours;
        _bands = [.. Enumerable.Range(0, 24 / hours).Select(band =>
            string.Create(CultureInfo.InvariantCulture, $"{band * hours:00}:00-{(band * hours) + hours - 1:00}:59"))];
        _outputs = _bands.ToFrozenSet(StringComparer.Ordinal);
    }

    public override string Word => "timeBand";

    public override bool Coarsens(Treatment finer) => finer is TimeBand band && _hours % band._hours == 0;

    public override string? WhereInexact(bool precisionIsTold) => "Empty where the time is not known.";

    // Of a date without a time the source has 00:00, which is no time that anybody knows.
    public override Treated Of(object value) => value is DateTime time ? Cell.Text(_bands[time.Hour / _hours]) : Cell.None;

    public override bool TryKey(object value, out long key)
    {
        key = value is DateTime time ? time.Hour : -1;
        return true;
    }

    public override CellForm Form(FileLayout layout) => CellForm.Band(_bands.Select(band => new LabelledValue(band, null)));

    public override bool CanStand(string cell, FileLayout layout) => _outputs.Contains(cell);

    public static TimeBand? Make(TreatmentSource source)
    {
        if (source.Need("timeBand", "\"hours\": 6")?.Integer("hours", 4, 12) is not { } hours)
        {
            return null;
        }

        if (24 % hours != 0)
        {
            source.Report(
                $"A day cannot be divided into bands of {hours.ToString(CultureInfo.InvariantCulture)} hours.", "Use 4, 6, 8 or 12.");
            return null;
        }

        return new TimeBand(hours);
    }
}
