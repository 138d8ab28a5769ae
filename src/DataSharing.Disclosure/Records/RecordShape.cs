using DataSharing.Disclosure.Dictionary;

namespace DataSharing.Disclosure.Records;

/// <summary>
/// The columns a profile needs from the source, in the order in which they are read. A column that nobody needs is not even read.
/// </summary>
public sealed class RecordShape
{
    private const int RoleFields = 6;

    private readonly Dictionary<string, int> _ordinals;
    private readonly DictionaryField[] _fields;

    internal RecordShape(DataDictionary dictionary, IEnumerable<DictionaryField> needed)
    {
        SelectionRoles roles = dictionary.Roles;
        var fields = new List<DictionaryField> { roles.Key, roles.Force, roles.Status, roles.DoNotShare, roles.EmbargoUntil,
            roles.SourceForce };
        // A list that belongs to another one is read with it, so that their items can be compared.
        // And a date with what says how exactly it is known.
        PrecisionRoles? precision = roles.Precision;
        fields.AddRange(
            needed.SelectMany(
            field => dictionary.WithItemsOf(field).Prepend(field)
            .Concat(precision?.Dates.Contains(field) == true ? [precision.Column] : [])));
        DictionaryField[] distinct = [.. fields.DistinctBy(field => field.Name)];
        _fields = distinct;
        Fields = distinct;
        Types = [.. distinct.Select(field => field.Type)];
        Columns = [.. Fields.Select(field => field.Name)];
        ListsTogether = [
            .. distinct.Index().Where(field => field.Item.Items is not null).GroupBy(field => field.Item.Items)
            .Select(group => group.Select(field => field.Index).ToArray())];
        Precision = distinct.Contains(precision?.Column) ? precision : null;
        PrecisionOrdinal = Array.IndexOf(distinct, Precision?.Column);
        DatesOfPrecision = [.. distinct.Index().Where(field => Precision?.Dates.Contains(field.Item) == true).Select(field => field.Index)];
        _ordinals = Columns.Index().ToDictionary(pair => pair.Item, pair => pair.Index, StringComparer.Ordinal);
    }

    /// <summary>The column names; the first is the key.</summary>
    public IReadOnlyList<string> Columns { get; }

    internal IReadOnlyList<DictionaryField> Fields { get; }

    /// <summary>The types of <see cref="Fields"/>, for a loop over every value of every record.</summary>
    internal FieldType[] Types { get; }

    /// <summary>The indices of lists that must have the same number of items, group by group.</summary>
    internal int[][] ListsTogether { get; }

    /// <summary>How exactly dates are known; null where no date is read of which the source says so.</summary>
    internal PrecisionRoles? Precision { get; }

    internal int PrecisionOrdinal { get; }

    internal int[] DatesOfPrecision { get; }

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
