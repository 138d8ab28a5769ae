using System.Collections.Frozen;
using DataSharing.Disclosure.Configuration;

namespace DataSharing.Disclosure.Dictionary;

/// <summary>The column that says how exactly dates of an incident are known, the dates that it says it of, and its words.</summary>
internal sealed class PrecisionRoles
{
    private readonly string _exact;
    private readonly string _day;
    private readonly string _month;

    private PrecisionRoles(DictionaryField column, FrozenSet<DictionaryField> dates, string exact, string day, string month)
    {
        Column = column;
        Dates = dates;
        _exact = exact;
        _day = day;
        _month = month;
    }

    /// <summary>A text with a closed list. A word of it that is none of the three says that no date is known.</summary>
    public DictionaryField Column { get; }

    public FrozenSet<DictionaryField> Dates { get; }

    /// <summary>The word that says that only the month is known.</summary>
    public string Month => _month;

    /// <summary>
    /// What is known of a date: a <see cref="DateTime"/> with its time, a <see cref="DateOnly"/>, a <see cref="KnownMonth"/>, or nothing,
    /// also where nobody said. Under a word outside the list it stays as it is, and holds its record back.
    /// </summary>
    public object? Known(object? value, object? precision)
    {
        DateOnly? day = value switch
        {
            DateTime time => DateOnly.FromDateTime(time),
            DateOnly date => date,
            _ => null,
        };
        return precision switch
        {
            _ when day is null => value,
            null or "" => null,
            string word when word == _exact => value,
            string word when word == _day => day,
            string word when word == _month => new KnownMonth(day.Value),
            string word when Column.Values!.Contains(word) => null,
            _ => value,
        };
    }

    public static PrecisionRoles? Parse(ConfigObject named, IReadOnlyDictionary<string, DictionaryField> fields)
    {
        int before = named.Problems.Reported;
        DictionaryField? column = SelectionRoles.Role(named, fields, "column", "date_precision", FieldType.Text);
        var dates = new List<DictionaryField>();
        foreach (string name in named.Texts("dates", "occurred_from"))
        {
            if (fields.GetValueOrDefault(name) is not { Type: FieldType.Date or FieldType.DateTime, Class: not FieldClass.Direct } date)
            {
                named.Report(
                    "dates", $"\"{name}\" is not a date or dateTime of the fields that could be released.",
                    "Name the dates that the column is about.");
                continue;
            }

            dates.Add(date);
        }

        string?[] words = [named.Text("exact", "Exact"), named.Text("day", "Day"), named.Text("month", "Month")];
        named.Done();
        if (column is { Values: null })
        {
            named.Report("column", $"\"{column.Name}\" has no closed list of values.", "Give the field its \"values\".");
        }
        else if (column is not null)
        {
            foreach (string word in words.OfType<string>().Where(word => !column.Values!.Contains(word)))
            {
                named.Report(
                    "column", $"\"{word}\" is not a value of \"{column.Name}\".",
                    $"Known: {string.Join(", ", column.Values!.Order(StringComparer.Ordinal))}.");
            }
        }

        if (words.OfType<string>().Distinct(StringComparer.Ordinal).Count() < words.OfType<string>().Count())
        {
            named.Report("exact", "Two precisions have the same word.", "Write another word for each.");
        }

        return named.Problems.Reported > before || column is null ? null
            : new PrecisionRoles(column, dates.ToFrozenSet(), words[0]!, words[1]!, words[2]!);
    }
}
