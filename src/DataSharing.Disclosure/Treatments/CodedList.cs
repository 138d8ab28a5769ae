using System.Collections.Frozen;
using DataSharing.Disclosure.Dictionary;
using DataSharing.Disclosure.Records;

namespace DataSharing.Disclosure.Treatments;

/// <summary>
/// Several codes as the distinct outputs of a map, sorted and joined: neither how many there were nor their order is told. One member that
/// the map lacks holds the row back.
/// </summary>
internal sealed class CodedList : ValueTreatment
{
    private static readonly IReadOnlyDictionary<string, char> Separators = new Dictionary<string, char> { [";"] = ';', ["|"] = '|',
        ["/"] = '/', [","] = ',', [" "] = ' ' };

    private readonly CodeMap _map;
    private readonly FrozenDictionary<string, string> _codes;
    private readonly FrozenSet<string> _outputs;
    private readonly char _separator;
    private readonly char _between;

    private CodedList(CodeMap map, char separator, char between)
    {
        _map = map;
        _codes = map.Codes;
        _outputs = map.Codes.Values.ToFrozenSet(StringComparer.Ordinal);
        _separator = separator;
        _between = between;
    }

    public override string Word => "codedList";

    public override Treated Of(object value)
    {
        string[] members = value as string[] ?? ((string)value).Split(_between);
        if (!SourceValue.IsPresent(members))
        {
            return Cell.None;
        }

        var outputs = new SortedSet<string>(StringComparer.Ordinal);
        foreach (string member in members)
        {
            if (_codes.TryGetValue(member, out string? output))
            {
                outputs.Add(output);
            }
            else if (SourceValue.IsPresent(member))
            {
                return Reason.UnknownCode;
            }
        }

        return Cell.Text(string.Join(_separator, outputs));
    }

    public override CellForm Form(FileLayout layout) =>
        CellForm.Code(
            _outputs, _map.Labels) with { Type = "codes",
            Sentence = $"One or more of the values listed, each once, with \"{_separator}\" between them." };

    public override bool CanStand(string cell, FileLayout layout)
    {
        string? last = null;
        foreach (string member in cell.Split(_separator))
        {
            if (!_outputs.Contains(member) || (last is not null && string.CompareOrdinal(last, member) >= 0))
            {
                return false;
            }

            last = member;
        }

        return true;
    }

    public static CodedList? Make(TreatmentSource source)
    {
        if (source.Need("codedList", "\"codes\": \"discourse\"") is not { } settings)
        {
            return null;
        }

        char separator = settings.OptionalChoice("separator", Separators, ';');
        char between = settings.OptionalChoice("between", Separators, SourceValue.ListSeparator);
        if (source.CodeMap(settings) is not { } map)
        {
            return null;
        }

        source.WarnOfMissing(map);
        if (settings.Has("between") && source.Field.Type == FieldType.TextList)
        {
            settings.Report("between", "A list of texts is taken apart already.", "Remove it.");
        }

        foreach (string output in map.Codes.Values.Distinct(StringComparer.Ordinal)
            .Where(output => output.Contains(separator, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            source.Report($"The output \"{output}\" has the separator in it.", "Choose another \"separator\" or another output.");
        }

        return new CodedList(map, separator, between);
    }
}
