using System.Diagnostics.CodeAnalysis;
using DataSharing.Disclosure.Dictionary;

namespace DataSharing.Disclosure.Records;

/// <summary>
/// One raw row of the source. Values go in; nothing outside this assembly can read them, and it prints <c>(withheld)</c>.
/// Never a record or struct: a record prints its members.
/// </summary>
public sealed class IncidentRecord
{
    /// <summary>Stands for a value that is not of the type the dictionary gives its field.</summary>
    internal static readonly object UnreadableValue = new();

    private readonly object?[] _values;

    /// <summary>
    /// Takes one row as the database gave it. A value of the wrong type does not throw: the row is held back later, with its field's name.
    /// </summary>
    /// <param name="shape">The columns, in the order of the values.</param>
    /// <param name="values">The values as the provider boxes them; <see cref="System.DBNull"/> and null are both "no value". The array
    /// becomes the record's own.</param>
    /// <exception cref="ArgumentException">There are not as many values as columns.</exception>
    public IncidentRecord(RecordShape shape, object?[] values)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(values);
        FieldType[] types = shape.Types;
        if (values.Length != types.Length)
        {
            throw new ArgumentException("There must be one value for each column.", nameof(values));
        }

        // One person without an id is a list of one empty text. Read, it is no value, as a list without items is.
        List<int>? blank = null;
        foreach (int[] lists in shape.ListsTogether)
        {
            foreach (int list in lists)
            {
                if (values[list] is string text && string.IsNullOrWhiteSpace(text))
                {
                    (blank ??= []).Add(list);
                }
            }
        }

        for (int i = 0; i < values.Length; i++)
        {
            values[i] = SourceValue.Read(types[i], values[i]);
        }

        foreach (int date in shape.DatesOfPrecision)
        {
            values[date] = shape.Precision!.Known(values[date], values[shape.PrecisionOrdinal]);
        }

        Shape = shape;
        _values = values;
        foreach (int[] lists in shape.ListsTogether)
        {
            Compare(lists, blank);
        }
    }

    /// <summary>
    /// A list of every group whose lists have not the same number of items, so that nobody knows which item is whose; none where all agree.
    /// </summary>
    internal IReadOnlyList<DictionaryField> Uneven { get; private set; } = [];

    internal RecordShape Shape { get; }

    /// <summary>The key, or null when the source gave none that can be one.</summary>
    internal IncidentKey? Key => _values[0] switch
    {
        long number => IncidentKey.FromNumber(number),
        string text => IncidentKey.FromText(text),
        _ => null,
    };

    /// <summary>
    /// The value at an ordinal: null, <see cref="UnreadableValue"/>, or the CLR type of <see cref="SourceValue.Read"/>; of a date with a
    /// precision, what <see cref="PrecisionRoles.Known"/> makes of it.
    /// </summary>
    internal object? this[int ordinal] => _values[ordinal];

    internal bool TryGet<T>(DictionaryField field, [NotNullWhen(true)] out T? value)
    {
        if (_values[Shape.Ordinal(field)] is T typed)
        {
            value = typed;
            return true;
        }

        value = default;
        return false;
    }

    /// <summary>The day of a date or local time; the first of a month that is all that is known.</summary>
    internal bool TryGetDay(DictionaryField field, out DateOnly day)
    {
        object? value = _values[Shape.Ordinal(field)];
        day = value switch
        {
            DateOnly date => date,
            DateTime time => DateOnly.FromDateTime(time),
            KnownMonth month => month.First,
            _ => default,
        };
        return value is DateOnly or DateTime or KnownMonth;
    }

    /// <summary>Whether a text of a field with a closed list is not in it. No text is in every list.</summary>
    internal bool IsUnlisted(DictionaryField field) =>
        field.Values is { } listed && TryGet(field, out string? word) && word.Length > 0 && !listed.Contains(word);

    internal bool IsUnreadable(DictionaryField field) => ReferenceEquals(_values[Shape.Ordinal(field)], UnreadableValue);

    /// <summary>
    /// Makes lists unreadable that belong together and have different numbers of items: a value may have had the separator in it.
    /// </summary>
    private void Compare(int[] lists, List<int>? blank)
    {
        int least = int.MinValue;
        int most = int.MaxValue;
        foreach (int list in lists)
        {
            int items = ItemsOf(list);
            least = Math.Max(least, items);
            most = Math.Min(most, blank?.Contains(list) == true ? 1 : items);
        }

        if (least <= most)
        {
            return;
        }

        Uneven = [.. Uneven, Shape.Fields[lists[0]]];
        foreach (int list in lists)
        {
            _values[list] = UnreadableValue;
        }
    }

    private int ItemsOf(int ordinal) => _values[ordinal] switch
    {
        null => 0,
        string[] list => list.Length,
        _ => -1,
    };

    /// <summary>Prints nothing of the record.</summary>
    public override string ToString() => "(withheld)";
}
