namespace DataSharing.Disclosure;

/// <summary>The columns a profile needs from the source, in the order in which they are read. A column that nobody needs is not even read.</summary>
public sealed class RecordShape
{
    private readonly Dictionary<string, int> _ordinals;

    internal RecordShape(DataDictionary dictionary, IEnumerable<DictionaryField> needed)
    {
        SelectionRoles roles = dictionary.Roles;
        var fields = new List<DictionaryField> { roles.Key, roles.Force, roles.Status, roles.DoNotShare, roles.EmbargoUntil, roles.SourceForce };
        fields.AddRange(needed);
        Fields = [.. fields.DistinctBy(field => field.Name)];
        Columns = [.. Fields.Select(field => field.Name)];
        _ordinals = Columns.Index().ToDictionary(pair => pair.Item, pair => pair.Index, StringComparer.Ordinal);
    }

    /// <summary>The column names; the first is the key.</summary>
    public IReadOnlyList<string> Columns { get; }

    internal IReadOnlyList<DictionaryField> Fields { get; }

    internal int Ordinal(DictionaryField field) => _ordinals[field.Name];
}
