using System.Collections.Frozen;
using DataSharing.Disclosure.Dictionary;
using DataSharing.Disclosure.Patterns;
using DataSharing.Disclosure.Records;
using DataSharing.Disclosure.References;
using DataSharing.Disclosure.Treatments;

namespace DataSharing.Disclosure.SmallNumbers;

/// <summary>
/// The only synagogue of an area is an address. Where an area has fewer premises of a type than the least number, the type becomes a
/// broader code or is withheld, and every column that implies the type goes up with it. Source: design, section 6.
/// </summary>
internal sealed class RarePremises
{
    private readonly ReferenceLists _references;
    private readonly PlaceLevel _level;
    private readonly int _atLeast;
    private readonly FrozenSet<string> _notPremises;
    private readonly int _typeColumn;
    private readonly FrozenDictionary<int, FrozenDictionary<string, string>> _implied;
    private readonly Treatment?[] _finest;

    /// <summary>
    /// By area and type: the released code as it is shown there; null where it is withheld. An area without an entry has no premises that
    /// anybody counted.
    /// </summary>
    private readonly FrozenDictionary<string, FrozenDictionary<string, string?>> _shown;

    private readonly FrozenDictionary<string, string?> _shownElsewhere;

    public RarePremises(RarePremisesTerms terms, ReferenceLists references, Treatment[] finest)
    {
        _references = references;
        _level = terms.Area.Treatment.Place!.Value;
        _atLeast = terms.AtLeast;
        _notPremises = terms.NotPremises;
        _typeColumn = terms.TypeColumn;
        _implied = terms.Implied.ToFrozenDictionary();
        _finest = finest;
        AreaField = terms.Area.Field;
        TypeField = terms.Type.Field;
        Treatment type = _typeColumn < 0 ? terms.Type.Treatment : finest[_typeColumn];
        _shown = references.Premises.Keys.Select(key => key.Area).Distinct(StringComparer.Ordinal)
            .ToFrozenDictionary(area => area, area => Shown(terms, type, area), StringComparer.Ordinal);
        _shownElsewhere = Shown(terms, type, area: "");
        Outputs = terms.Broader.Values.ToFrozenSet(StringComparer.Ordinal);
    }

    public DictionaryField AreaField { get; }

    public DictionaryField TypeField { get; }

    /// <summary>The broader codes of the type.</summary>
    private FrozenSet<string> Outputs { get; }

    /// <summary>Whether a cell of a column can change here.</summary>
    public bool Touches(int column) => column == _typeColumn || _implied.ContainsKey(column);

    /// <summary>The broader codes that can stand in a column.</summary>
    public IEnumerable<string> OutputsOf(int column) =>
        column == _typeColumn ? Outputs : _implied.TryGetValue(column, out FrozenDictionary<string, string>? codes) ? codes.Values : [];

    /// <summary>Whether a cell of the finished file can have been made here.</summary>
    public bool CanStand(int column, string cell) =>
        column == _typeColumn ? Outputs.Contains(cell)
            : _implied.TryGetValue(column, out FrozenDictionary<string, string>? codes) && codes.Values.Contains(cell);

    /// <summary>
    /// The cell as it may be released. A coarser step of mode <c>k</c> withholds what was changed at the finest, so that it puts together
    /// what that one told apart and never splits it.
    /// </summary>
    public Cell Apply(int column, Treatment treatment, in Cell cell, object? areaValue, object? typeValue)
    {
        string? type = TextOf(typeValue);
        if (cell.Canonical is not { } code || (type is not null && _notPremises.Contains(type)))
        {
            return cell;
        }

        string? area = AreaOf(TextOf(areaValue));
        bool isFinest = ReferenceEquals(treatment, _finest[column]);
        if (column == _typeColumn)
        {
            if (type is null)
            {
                // What stands for a type that nobody recorded.
                return cell;
            }

            FrozenDictionary<string, string?> shown = area is not null
                && _shown.TryGetValue(area, out FrozenDictionary<string, string?>? known) ? known : _shownElsewhere;
            string? here = shown.GetValueOrDefault(type);
            string? unchanged = ((Treated)_finest[column]!.Apply(type, default)).Cell.Canonical;
            return here == unchanged ? cell : isFinest && here is not null ? Cell.Text(here) : Cell.None;
        }

        bool isRare = area is null || type is null || _references.Premises.GetValueOrDefault((area, type)) < _atLeast;
        return !isRare ? cell : isFinest && _implied[column].TryGetValue(code, out string? broader) ? Cell.Text(broader) : Cell.None;
    }

    private static string? TextOf(object? value) => value is string text && SourceValue.IsPresent(text) ? text : null;

    private string? AreaOf(string? value) => value is null ? null : _level switch
    {
        PlaceLevel.LocalAuthority => _references.AuthorityCode(value),
        PlaceLevel.Town => value,
        PlaceLevel.OutwardPostcode => Postcode.Outward(value),
        _ => Postcode.Outward(value) is { } outward ? ReferenceLists.AreaOf(outward) : null,
    };

    /// <summary>
    /// What is shown for each type in an area: codes go up until each stands for enough premises of those that are shown as it, and not of
    /// those that kept a finer code; what has no broader code is withheld.
    /// </summary>
    private static FrozenDictionary<string, string?> Shown(RarePremisesTerms terms, Treatment treatment, string area)
    {
        var shown = terms.Type.Field.Values!.ToDictionary(
            type => type, type => ((Treated)treatment.Apply(type, default)).Cell.Canonical, StringComparer.Ordinal);
        while (true)
        {
            string[] rare =
            [
                .. shown.Where(pair => pair.Value is not null).GroupBy(pair => pair.Value!, StringComparer.Ordinal)
                    .Where(code => !code.Any(pair => terms.NotPremises.Contains(pair.Key))
                    && code.Sum(pair => (long)terms.CountIn(area, pair.Key)) < terms.AtLeast)
                    .Select(code => code.Key),
            ];
            if (rare.Length == 0)
            {
                return shown.ToFrozenDictionary(StringComparer.Ordinal);
            }

            foreach (string type in shown.Where(pair => pair.Value is not null && rare.Contains(pair.Value, StringComparer.Ordinal))
                .Select(pair => pair.Key).ToArray())
            {
                shown[type] = terms.Broader.GetValueOrDefault(shown[type]!);
            }
        }
    }
}
