using System.Globalization;
using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.Dictionary;
using DataSharing.Disclosure.Records;

namespace DataSharing.Disclosure.Gates;

/// <summary>
/// A condition that a record must meet to be shared, over any one field. A field without a value meets only <c>"present": false</c>.
/// </summary>
internal sealed class SelectionCondition
{
    private const string Example = """Write for example { "field": "is_online", "equals": false }.""";

    private readonly HashSet<object>? _values;
    private readonly bool? _present;
    private readonly DateOnly? _before;
    private readonly DateOnly? _after;

    private SelectionCondition(DictionaryField field, HashSet<object>? values, bool? present, DateOnly? before, DateOnly? after)
    {
        Field = field;
        _values = values;
        _present = present;
        _before = before;
        _after = after;
    }

    /// <summary>The field that is looked at; it need not be released.</summary>
    public DictionaryField Field { get; }

    /// <summary>Whether it looks at the value, and not only at whether there is one.</summary>
    public bool Compares => _present is null;

    /// <summary>Reads a list of conditions; those with problems are left out, reported.</summary>
    public static IReadOnlyList<SelectionCondition> ParseAll(ConfigObject selection, DataDictionary dictionary)
    {
        var conditions = new List<SelectionCondition>();
        foreach (ConfigNode node in selection.OptionalList("conditions"))
        {
            if (selection.CheckObject(node) is { } written && Parse(written, dictionary) is { } condition)
            {
                conditions.Add(condition);
            }
        }

        return conditions;
    }

    /// <summary>Whether a readable value, or null, meets the condition.</summary>
    public bool IsMetBy(object? value)
    {
        if (_present is { } present)
        {
            return present == SourceValue.IsPresent(value);
        }

        if (!SourceValue.IsPresent(value))
        {
            return false;
        }

        if (_values is not null)
        {
            return _values.Contains(value!);
        }

        // Of a month every day has to meet it: nobody knows which one it was.
        (DateOnly first, DateOnly last) = value switch
        {
            KnownMonth month => (month.First, month.Last),
            DateTime time => (DateOnly.FromDateTime(time), DateOnly.FromDateTime(time)),
            _ => ((DateOnly)value!, (DateOnly)value!),
        };
        return !(last >= _before) && !(first <= _after);
    }

    private static SelectionCondition? Parse(ConfigObject written, DataDictionary dictionary)
    {
        int before = written.Problems.Reported;
        string? name = written.Text("field", "is_online");
        DictionaryField? field = name is null ? null : dictionary.Find(name);
        if (name is not null && field is null)
        {
            string? nearest = ConfigObject.Nearest(name, dictionary.Names);
            written.Report(
                "field", $"The data dictionary has no field \"{name}\".", nearest is null ? "Name a field of source/fields.json."
                : $"Did you mean \"{nearest}\"?");
        }

        bool? present = written.Has("present") ? written.OptionalBoolean("present", true) : null;
        ConfigNode? equals = written.Find("equals");
        IReadOnlyList<ConfigNode> listed = written.Has("in") ? written.List("in") : [];
        DateOnly? earlier = written.OptionalDate("before");
        DateOnly? later = written.OptionalDate("after");
        written.Done();

        bool compares = written.Has("before") || written.Has("after");
        if (new[] { present is not null, written.Has("equals"), written.Has("in"), compares }.Count(said => said) != 1)
        {
            written.Problems.Add(written.Node, "A condition says exactly one of in, equals, present, or before and after.", Example);
        }

        if (field is null || written.Problems.Reported > before)
        {
            return null;
        }

        Check(written, field, present is null, compares, earlier, later);
        HashSet<object>? values = present is null && !compares ? Values(equals is null ? listed : [equals], field, written) : null;
        return written.Problems.Reported > before ? null : new SelectionCondition(field, values, present, earlier, later);
    }

    /// <summary>Reports what the field cannot be asked.</summary>
    private static void Check(
        ConfigObject written, DictionaryField field, bool asksValue, bool compares, DateOnly? earlier, DateOnly? later)
    {
        if (asksValue && field.Class is FieldClass.Direct or FieldClass.FreeText)
        {
            written.Report(
                "field", $"\"{field.Name}\" is {(field.Class == FieldClass.Direct ? "direct" : "freeText")}: a condition may only ask whether it is present.", "Write \"present\": true or false, or use another field.");
        }
        else if (compares && field.Type is not (FieldType.Date or FieldType.DateTime or FieldType.Instant))
        {
            written.Report("field", $"\"{field.Name}\" is not a date, so nothing is before or after it.", "Use in, equals or present.");
        }
        else if (earlier is not null && later is not null && earlier.Value.DayNumber - later.Value.DayNumber < 2)
        {
            written.Report(
                "before", "No day lies between the two dates.", "Both days are outside: make \"before\" later, or \"after\" earlier.");
        }
    }

    private static HashSet<object> Values(IReadOnlyList<ConfigNode> nodes, DictionaryField field, ConfigObject written)
    {
        var values = new HashSet<object>();
        foreach (ConfigNode node in nodes)
        {
            if (Value(node, field, written) is { } value && !values.Add(value))
            {
                written.Problems.Add(node, "The value stands twice in the list.", "Keep one of them.");
            }
        }

        return values;
    }

    /// <summary>
    /// The value at a node as the CLR type that the field's values have in a record; null with a problem when it is none.
    /// </summary>
    private static object? Value(ConfigNode node, DictionaryField field, ConfigObject written)
    {
        object? value = (field.Type, node.Kind) switch
        {
            (FieldType.Text, ConfigKind.Text) when SourceValue.IsPresent(node.Literal) => node.Literal,
            (FieldType.Boolean, ConfigKind.Boolean) => node.Literal == "true",
            (FieldType.Integer, ConfigKind.Number) when long.TryParse(
                node.Literal, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole) => whole,
            (FieldType.Number, ConfigKind.Number) when decimal.TryParse(
                node.Literal, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture,
                out decimal number) => number,
            (FieldType.Date, ConfigKind.Text) when DateOnly.TryParseExact(
                node.Literal, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day) => day,
            _ => null,
        };
        if (value is null)
        {
            written.Problems.Add(node, $"This is not a value that \"{field.Name}\" can be compared with.", field.Type switch
            {
                FieldType.Text => "Write a text in quotes.",
                FieldType.Boolean => "Write true or false without quotes.",
                FieldType.Integer => "Write a whole number without quotes.",
                FieldType.Number => "Write a number without quotes.",
                FieldType.Date => "Write a date as year-month-day, for example \"2026-03-01\".",
                FieldType.DateTime or FieldType.Instant => "Use before, after or present.",
                _ => "Use present.",
            });
        }
        else if (field.Values is { } known && value is string text && !known.Contains(text))
        {
            string? nearest = ConfigObject.Nearest(text, known);
            written.Problems.Add(
                node, $"\"{text}\" is not a value of \"{field.Name}\".", nearest is null
                ? $"Known: {string.Join(", ", known.Order(StringComparer.Ordinal))}." : $"Did you mean \"{nearest}\"?");
            return null;
        }

        return value;
    }
}
