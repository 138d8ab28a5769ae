using System.Globalization;
using DataSharing.Disclosure.Dictionary;

namespace DataSharing.Disclosure.Records;

/// <summary>
/// By what the people of the charity know one incident: its key, the reference of its case, the series that it is of. The last two are
/// values of the source: they are made for a person who asks about that incident, and never written to a file for a force. Prints nothing.
/// </summary>
public sealed class IncidentIdentity
{
    private IncidentIdentity(IncidentKey key, string? caseReference, string? series)
    {
        Key = key;
        CaseReference = caseReference;
        Series = series;
    }

    /// <summary>The source key.</summary>
    public IncidentKey Key { get; }

    /// <summary>The charity's own reference of the case; null where the source has none, or no column is named as such.</summary>
    public string? CaseReference { get; }

    /// <summary>What links it to other incidents; null where nothing does, or no column is named as such.</summary>
    public string? Series { get; }

    /// <summary>The columns that have to be read for <see cref="Of"/>.</summary>
    public static RecordShape ShapeOf(DataDictionary dictionary)
    {
        ArgumentNullException.ThrowIfNull(dictionary);
        SelectionRoles roles = dictionary.Roles;
        return new RecordShape(dictionary, new[] { roles.CaseReference, roles.Series }.OfType<DictionaryField>());
    }

    /// <summary>What a record says of it.</summary>
    /// <param name="dictionary">The dictionary.</param>
    /// <param name="key">The record's key.</param>
    /// <param name="record">A record of the shape <see cref="ShapeOf"/>.</param>
    public static IncidentIdentity Of(DataDictionary dictionary, IncidentKey key, IncidentRecord record)
    {
        ArgumentNullException.ThrowIfNull(dictionary);
        ArgumentNullException.ThrowIfNull(record);
        return new IncidentIdentity(key, TextOf(record, dictionary.Roles.CaseReference), TextOf(record, dictionary.Roles.Series));
    }

    /// <summary>Prints nothing of the incident.</summary>
    public override string ToString() => "(withheld)";

    private static string? TextOf(IncidentRecord record, DictionaryField? field) =>
        field is null ? null : record[record.Shape.Ordinal(field)] switch
    {
        string text when !string.IsNullOrWhiteSpace(text) => text,
        long number => number.ToString(CultureInfo.InvariantCulture),
        _ => null,
    };
}
