using System.Collections.Frozen;
using DataSharing.Disclosure.Dictionary;
using DataSharing.Disclosure.Patterns;

namespace DataSharing.Disclosure.Treatments;

/// <summary>A code becomes another by a map. An unknown code holds the row back.</summary>
internal sealed class Recode : ValueTreatment
{
    private readonly CodeMap _map;
    private readonly FrozenDictionary<string, string> _codes;
    private readonly FrozenSet<string> _outputs;

    private Recode(CodeMap map, string? whenNull)
    {
        _map = map;
        _codes = map.Codes;
        _outputs = map.Codes.Values.Append(whenNull).OfType<string>().ToFrozenSet(StringComparer.Ordinal);
        WhenNull = whenNull is null ? Cell.None : Cell.Text(whenNull);
    }

    public override string Word => "recode";

    public override Cell WhenNull { get; }

    public override Treated Of(object value)
    {
        string code = value switch
        {
            bool flag => flag ? "true" : "false",
            long number => number.ToString(System.Globalization.CultureInfo.InvariantCulture),
            _ => (string)value,
        };
        return _codes.TryGetValue(code, out string? output) ? Cell.Text(output) : Reason.UnknownCode;
    }

    public override CellForm Form(FileLayout layout) => CellForm.Code(_outputs, _map.Labels);

    public override bool CanStand(string cell, FileLayout layout) => _outputs.Contains(cell);

    public override bool Coarsens(Treatment finer) => finer switch
    {
        // Each output of the finer map must have one output here.
        Recode map =>
            _codes.Keys.Concat(map._codes.Keys).Distinct(StringComparer.Ordinal)
            .All(code => _codes.ContainsKey(code) == map._codes.ContainsKey(code))
            && map._codes.Select(pair => (Finer: pair.Value, Here: _codes[pair.Key]))
            .Append((map.WhenNull.Canonical ?? "", WhenNull.Canonical ?? ""))
                .GroupBy(pair => pair.Item1, StringComparer.Ordinal)
                .All(group => group.Select(pair => pair.Item2).Distinct(StringComparer.Ordinal).Count() == 1),
        Keep => true,
        _ => false,
    };

    public static Recode? Make(TreatmentSource source)
    {
        if (source.Need("recode", "\"codes\": \"category\"") is not { } settings)
        {
            return null;
        }

        string? whenNull = settings.OptionalText("whenNull", "Not recorded", OutputText.Pattern());
        if (whenNull is not null)
        {
            ReleasableText.Check(settings.Find("whenNull")!, source.Problems);
        }

        if (source.Field.Kind is HeldKind.Age or HeldKind.BirthYear or HeldKind.HouseNumber or HeldKind.Phone or HeldKind.Identifier)
        {
            source.Report(
                $"\"{source.Field.Name}\" holds {source.Held}, which no list of codes makes coarser.",
                source.Field.Kind is HeldKind.Age or HeldKind.BirthYear ? "Use \"ageBand\" for an age, \"numberBand\" for a year of birth."
                : "Use presence, or leave the column out.");
            return null;
        }

        if (source.CodeMap(settings) is not { } map)
        {
            return null;
        }

        source.WarnOfMissing(map);
        // A map may have a code for the empty text, which is no value.
        return new Recode(map, whenNull ?? map.Codes.GetValueOrDefault(""));
    }
}
