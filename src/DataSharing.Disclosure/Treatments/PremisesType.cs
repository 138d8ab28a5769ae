using System.Collections.Frozen;

namespace DataSharing.Disclosure.Treatments;

/// <summary>
/// Premises as their type, recoded: the map must have a code for every type that the dictionary lists, so that a type added to the list is
/// noticed when the profile is read and not when the first incident happens there.
/// </summary>
internal sealed class PremisesType : ValueTreatment
{
    private readonly CodeMap _map;
    private readonly FrozenDictionary<string, string> _codes;
    private readonly FrozenSet<string> _outputs;

    private PremisesType(CodeMap map)
    {
        _map = map;
        _codes = map.Codes;
        _outputs = map.Codes.Values.ToFrozenSet(StringComparer.Ordinal);
        WhenNull = map.Codes.TryGetValue("", out string? output) ? Cell.Text(output) : Cell.None;
    }

    public override string Word => "premisesType";

    public override Cell WhenNull { get; }

    // Each output of the finer map must have one output here; both maps have a code for every type.
    public override bool Coarsens(Treatment finer) => finer is Keep
        || (finer is PremisesType other
        && other._codes.Select(pair => (Finer: pair.Value, Here: _codes[pair.Key])).Distinct()
        .GroupBy(pair => pair.Finer, StringComparer.Ordinal).All(group => group.Count() == 1));

    public override Treated Of(object value) =>
        _codes.TryGetValue((string)value, out string? output) ? Cell.Text(output) : Reason.UnknownCode;

    public override CellForm Form(FileLayout layout) => CellForm.Code(_outputs, _map.Labels);

    public override bool CanStand(string cell, FileLayout layout) => _outputs.Contains(cell);

    public static PremisesType? Make(TreatmentSource source)
    {
        if (source.Need("premisesType", "\"codes\": \"premises_type\"") is not { } settings || source.CodeMap(settings) is not { } map)
        {
            return null;
        }

        if (source.Field.Values is not { } types)
        {
            source.Report(
                $"\"{source.Field.Name}\" has no closed list of types in the data dictionary.",
                "Give the field its \"values\" in source/fields.json.");
            return null;
        }

        foreach (string type in types.Where(type => !map.Codes.ContainsKey(type)).Order(StringComparer.Ordinal))
        {
            source.Problems.Add(
                map.Written, $"The code map has no code for \"{type}\", which \"{source.Field.Name}\" may hold.",
                "Add it to the map: every type of premises needs a code.");
        }

        return new PremisesType(map);
    }
}
