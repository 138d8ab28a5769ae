using System.Globalization;
using DataSharing.Disclosure.Dictionary;
using DataSharing.Disclosure.Records;

namespace DataSharing.Disclosure.OwnRecord;

/// <summary>The direct values of a record: of its own persons and of those of linked incidents.</summary>
/// <param name="shape">The columns that are read.</param>
/// <param name="fields">The direct fields of the dictionary.</param>
internal sealed class DirectValues(RecordShape shape, IEnumerable<DictionaryField> fields)
{
    private readonly DirectField[] _fields = [.. fields.Select(field => new DirectField(field, shape.Ordinal(field)))];

    /// <summary>Every value as text, with what its field holds.</summary>
    /// <param name="record">The record.</param>
    /// <param name="unreadable">The first field whose value cannot be read; then some are missing.</param>
    public List<(DirectKind Kind, string Value)> KindsOf(IncidentRecord record, out DictionaryField? unreadable)
    {
        unreadable = null;
        var values = new List<(DirectKind Kind, string Value)>();
        foreach (DirectField field in _fields)
        {
            object? value = record[field.Ordinal];
            if (ReferenceEquals(value, IncidentRecord.UnreadableValue))
            {
                unreadable = field.Field;
                return values;
            }

            switch (value)
            {
                case not null when !SourceValue.IsPresent(value):
                case null:
                    break;
                case string[] texts:
                    values.AddRange(texts.Where(SourceValue.IsPresent).Select(text => (field.Field.Holds, text)));
                    break;
                default:
                    values.Add((field.Field.Holds, TextOf(value)));
                    break;
            }
        }

        return values;
    }

    private static string TextOf(object value) => value switch
    {
        string text => text,
        decimal number => number.ToString(CultureInfo.InvariantCulture),
        long number => number.ToString(CultureInfo.InvariantCulture),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime time => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        _ => "",
    };

    private sealed record DirectField(DictionaryField Field, int Ordinal);
}
