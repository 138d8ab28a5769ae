namespace DataSharing.Disclosure;

/// <summary>The columns a profile needs from the source, in the order in which they are read. A column that nobody needs is not even read.</summary>
public sealed class RecordShape
{
    private const int RoleFields = 6;

    private readonly Dictionary<string, int> _ordinals;
    private readonly DictionaryField[] _fields;

    internal RecordShape(DataDictionary dictionary, IEnumerable<DictionaryField> needed)
    {
        SelectionRoles roles = dictionary.Roles;
        var fields = new List<DictionaryField> { roles.Key, roles.Force, roles.Status, roles.DoNotShare, roles.EmbargoUntil, roles.SourceForce };
        // A list that belongs to another one is read with it, so that their items can be compared.
        fields.AddRange(needed.SelectMany(field => dictionary.WithItemsOf(field).Prepend(field)));
        DictionaryField[] distinct = [.. fields.DistinctBy(field => field.Name)];
        _fields = distinct;
        Fields = distinct;
        Types = [.. distinct.Select(field => field.Type)];
        Columns = [.. Fields.Select(field => field.Name)];
        ListsTogether = [.. distinct.Index().Where(field => field.Item.Items is not null).GroupBy(field => field.Item.Items).Select(group => group.Select(field => field.Index).ToArray())];
        _ordinals = Columns.Index().ToDictionary(pair => pair.Item, pair => pair.Index, StringComparer.Ordinal);
    }

    /// <summary>The column names; the first is the key.</summary>
    public IReadOnlyList<string> Columns { get; }

    internal IReadOnlyList<DictionaryField> Fields { get; }

    /// <summary>The types of <see cref="Fields"/>, for a loop over every value of every record.</summary>
    internal FieldType[] Types { get; }

    /// <summary>The places of lists that must have the same number of items, group by group.</summary>
    internal int[][] ListsTogether { get; }

    internal int Ordinal(DictionaryField field)
    {
        // The fields that decide whether a record may be had stand first and are asked for at every record.
        for (int i = 0; i < RoleFields && i < _fields.Length; i++)
        {
            if (ReferenceEquals(_fields[i], field))
            {
                return i;
            }
        }

        return _ordinals[field.Name];
    }
}
