using System.Collections.Frozen;
using System.Text.RegularExpressions;
using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.Patterns;

namespace DataSharing.Disclosure.Dictionary;

/// <summary>
/// The data dictionary of one controller: every column of the source view with its type and class, and the columns with a role in
/// selection. A column that is not in it does not leave.
/// </summary>
public sealed partial class DataDictionary
{
    /// <summary>Words that mark a column as a place finer than the outward code. Source: design, section 4.</summary>
    private static readonly string[] FinePlaceWords = [
        "ward", "parish", "lsoa", "msoa", "street", "grid", "gridref", "osgrid", "ngr", "easting", "northing"];

    private const string Postcode = "postcode";

    private static readonly IReadOnlyDictionary<string, FieldType> Types = new Dictionary<string, FieldType>
    {
        ["integer"] = FieldType.Integer,
        ["number"] = FieldType.Number,
        ["boolean"] = FieldType.Boolean,
        ["date"] = FieldType.Date,
        ["dateTime"] = FieldType.DateTime,
        ["instant"] = FieldType.Instant,
        ["text"] = FieldType.Text,
        ["postcode"] = FieldType.Postcode,
        ["textList"] = FieldType.TextList,
    };

    private static readonly IReadOnlyDictionary<string, FieldClass> Classes = new Dictionary<string, FieldClass>
    {
        ["direct"] = FieldClass.Direct,
        ["quasi"] = FieldClass.Quasi,
        ["special"] = FieldClass.Special,
        ["freeText"] = FieldClass.FreeText,
        ["plain"] = FieldClass.Plain,
        ["internal"] = FieldClass.Internal,
    };

    private static readonly IReadOnlyDictionary<string, FieldSubject> Subjects = Enum.GetValues<FieldSubject>()
        .Where(subject => subject != FieldSubject.Unsaid)
        .ToDictionary(subject => subject.ToString().ToLowerInvariant(), StringComparer.Ordinal);

    private static readonly IReadOnlyDictionary<string, DirectKind> Kinds = Enum.GetValues<DirectKind>()
        .Where(kind => kind != DirectKind.Any)
        .ToDictionary(kind => char.ToLowerInvariant(kind.ToString()[0]) + kind.ToString()[1..]);

    private static readonly IReadOnlyDictionary<string, HeldKind> NumberKinds =
        new[] { HeldKind.Count, HeldKind.Amount, HeldKind.Score, HeldKind.Age, HeldKind.BirthYear, HeldKind.HouseNumber, HeldKind.Phone,
            HeldKind.Identifier }.ToDictionary(WordOf);

    private static readonly IReadOnlyDictionary<string, HeldKind> DateKinds = new[] { HeldKind.IncidentDate,
        HeldKind.OtherDate }.ToDictionary(WordOf);

    // Beside these, the word "age" names a band and no number of years.
    private static readonly string[] Groups = ["band", "group", "range", "bracket", "category", "class", "code", "unit", "known", "count"];

    private static readonly DateOnly Beginning = new(1980, 1, 1);

    private readonly FrozenDictionary<string, DictionaryField> _fields;

    private DataDictionary(FrozenDictionary<string, DictionaryField> fields, SelectionRoles roles, DateOnly notBefore)
    {
        _fields = fields;
        Roles = roles;
        NotBefore = notBefore;
    }

    /// <summary>The names of all columns.</summary>
    public IEnumerable<string> Names => _fields.Keys;

    /// <summary>The key column, by which the source is read in order.</summary>
    public string KeyColumn => Roles.Key.Name;

    /// <summary>The type of the key column, <see cref="FieldType.Integer"/> or <see cref="FieldType.Text"/>.</summary>
    public FieldType KeyType => Roles.Key.Type;

    /// <summary>The column that names the force an incident belongs to.</summary>
    public string ForceColumn => Roles.Force.Name;

    /// <summary>
    /// The column with the charity's own reference of a case, and whether it is a number; null where no column is named as such.
    /// </summary>
    public (string Column, FieldType Type)? CaseReference => Of(Roles.CaseReference);

    /// <summary>
    /// The column that links the incidents of a series, and whether it is a number; null where no column is named as such.
    /// </summary>
    public (string Column, FieldType Type)? Series => Of(Roles.Series);

    /// <summary>The first day of which the incident system can know anything: an earlier date in it means something else.</summary>
    public DateOnly NotBefore { get; }

    internal SelectionRoles Roles { get; }

    /// <summary>Every direct field, in the order of names.</summary>
    internal IEnumerable<DictionaryField> Direct =>
        _fields.Values.Where(known => known.Class == FieldClass.Direct).OrderBy(known => known.Name, StringComparer.Ordinal);

    /// <summary>Every field, in the order of names.</summary>
    /// <summary>Of whom, or of what, a column tells something.</summary>
    /// <param name="column">The column's name in the source view; one that is not there says nothing.</param>
    public FieldSubject AboutOf(string column) => _fields.TryGetValue(column, out DictionaryField? field) ? field.About : FieldSubject.Unsaid;

    internal IEnumerable<DictionaryField> All => _fields.Values.OrderBy(known => known.Name, StringComparer.Ordinal);

    /// <summary>
    /// The lists that must have as many items as this one, in the order of names and itself among them; none for a field that stands by
    /// itself.
    /// </summary>
    internal IEnumerable<DictionaryField> WithItemsOf(DictionaryField field) =>
        field.Items is null ? []
            : _fields.Values.Where(known => known.Items == field.Items).OrderBy(known => known.Name, StringComparer.Ordinal);

    /// <summary>The field of this name, or null.</summary>
    public DictionaryField? Find(string name) => _fields.GetValueOrDefault(name);

    /// <summary>Reads <c>source/fields.json</c>. Null when it has problems; all of them are reported.</summary>
    public static DataDictionary? Parse(ConfigObject document)
    {
        ArgumentNullException.ThrowIfNull(document);
        document.Integer("version", 1, 1);
        DateOnly notBefore = document.OptionalDate("notBefore") ?? Beginning;
        var fields = new Dictionary<string, DictionaryField>(StringComparer.Ordinal);
        if (document.Object("fields") is { } listed)
        {
            foreach (string name in listed.Names)
            {
                if (listed.Object(name) is { } entry && ParseField(name, entry) is { } field)
                {
                    fields[name] = field;
                }
            }
        }

        foreach (DictionaryField alone in fields.Values.GroupBy(field => field.Items)
            .Where(group => group.Key is not null && group.Count() == 1).Select(group => group.First()))
        {
            document.Report(
                "fields", $"Only \"{alone.Name}\" has items of \"{alone.Items}\", so there is nothing to compare it with.",
                "Give the list that belongs to it the same \"items\", or remove the member.");
        }

        SelectionRoles? roles = document.Object("roles") is { } named ? SelectionRoles.Parse(named, fields) : null;
        if (roles is { IsCrime: null } && fields.Values.FirstOrDefault(field => field.IsAboutOffender) is { } detail)
        {
            document.Report(
                "roles", $"\"{detail.Name}\" is about an offender, and no column says whether an incident is a crime.",
                "Name it: \"isCrime\": \"is_crime\".");
        }

        document.Done();
        return document.Problems.In(document.Node.File) || roles is null
            ? null
            : new DataDictionary(fields.ToFrozenDictionary(StringComparer.Ordinal), roles, notBefore);
    }

    private static (string, FieldType)? Of(DictionaryField? field) => field is null ? null : (field.Name, field.Type);

    private static DictionaryField? ParseField(string name, ConfigObject entry)
    {
        int before = entry.Problems.Reported;
        if (!ColumnName().IsMatch(name))
        {
            entry.Problems.Add(
                entry.Node, $"\"{name}\" is not a column name.",
                "Use lower-case letters, digits and underscores, beginning with a letter, as the source view does.");
        }

        FieldType? type = entry.Choice("type", Types);
        FieldClass? fieldClass = entry.Choice("class", Classes);
        IReadOnlyList<string> values = entry.OptionalTexts("values", "Verified");
        Dictionary<string, string> labels = ReadLabels(entry, values);
        FieldSubject about = entry.OptionalChoice("about", Subjects, FieldSubject.Unsaid);
        string? items = entry.OptionalText("items", "persons", ColumnName());
        if (items is not null && type is not null and not FieldType.TextList)
        {
            entry.Report("items", "Only a list of texts has items.", "Remove the member, or make the type \"textList\".");
        }

        Held held = ReadHeld(name, entry, type, fieldClass);
        entry.Done();
        CheckName(name, entry, type, fieldClass);
        foreach (ConfigNode value in values.Count == 0 ? [] : entry.Find("values")!.Items)
        {
            ReleasableText.Check(value, entry.Problems);
        }

        CheckClass(entry, type, fieldClass);
        bool sound = entry.Problems.Reported == before && type is not null && fieldClass is not null;
        return sound
            ? new DictionaryField(
                name, type!.Value, fieldClass!.Value, values.Count == 0 ? null : values.ToFrozenSet(StringComparer.Ordinal), about)
            {
                Holds = held.Direct, Kind = held.Kind, Range = held.Range, Items = items,
                    Labels = labels.ToFrozenDictionary(StringComparer.Ordinal),
            }
            : null;
    }

    /// <summary>Reads what the column says that it holds, and between which ends.</summary>
    private static Held ReadHeld(string name, ConfigObject entry, FieldType? type, FieldClass? fieldClass)
    {
        bool number = type is FieldType.Integer or FieldType.Number;
        bool date = type is FieldType.Date or FieldType.DateTime;
        bool released = fieldClass is FieldClass.Plain or FieldClass.Quasi or FieldClass.Special;
        DirectKind direct = fieldClass == FieldClass.Direct ? entry.OptionalChoice("holds", Kinds, DirectKind.Any) : DirectKind.Any;
        HeldKind kind = released && (number || date) ? entry.OptionalChoice("holds", number ? NumberKinds : DateKinds, HeldKind.Unsaid)
            : HeldKind.Unsaid;
        ValueRange? range = released && type is { } ranged ? ValueRange.Parse(entry, ranged) : null;
        if (entry.Has("holds") && type is not null && fieldClass is not null and not FieldClass.Direct && !(released && (number || date)))
        {
            entry.Find("holds");
            entry.Report(
                "holds", "Only a direct field, or a number or date that can leave, says what it holds.",
                "Remove the member, or make the class \"direct\".");
        }

        bool age = number && released && DenyWords.HasWord(name, "age") && !Array.Exists(Groups, group => DenyWords.HasWord(name, group));
        if (age && kind is not (HeldKind.Unsaid or HeldKind.Age))
        {
            entry.Report(
                "holds", $"\"{name}\" has the word \"age\" in its name and cannot hold anything else.",
                "Write \"holds\": \"age\", or give the column another name in source/incidents.sql.");
        }

        return new Held(direct, age ? HeldKind.Age : kind, range);
    }

    /// <summary>Reports a name that says that the column holds more than its class lets leave.</summary>
    private static void CheckName(string name, ConfigObject entry, FieldType? type, FieldClass? fieldClass)
    {
        // What is special leaves as codes and bands: a band of a telephone is nearly a telephone, a code of a text is not.
        bool leaves = fieldClass is FieldClass.Plain or FieldClass.Quasi
            || (fieldClass == FieldClass.Special && type is FieldType.Integer or FieldType.Number);
        if (!leaves || !ColumnName().IsMatch(name))
        {
            return;
        }

        string className = WordOf(fieldClass!.Value);
        if (DenyWords.In(name) is { } word)
        {
            entry.Report(
                "class", $"\"{name}\" has the word \"{word}\" in its name and cannot be {className}.",
                "Make it direct, or freeText if it is text somebody wrote.");
        }
        else if (type is not null and not FieldType.Postcode && DenyWords.IsPostcode(name))
        {
            entry.Report(
                "class", $"\"{name}\" has the word \"{Postcode}\" in its name and cannot be {className}.",
                "Make it direct, or its type \"postcode\" and its class quasi.");
        }
    }

    /// <summary>Reports a type that the class, or the closed list of values, does not go with.</summary>
    private static void CheckClass(ConfigObject entry, FieldType? type, FieldClass? fieldClass)
    {
        if (fieldClass == FieldClass.Plain && type is FieldType.Postcode or FieldType.TextList)
        {
            entry.Report("class", "A postcode or a list of texts cannot be plain.", "Make a postcode quasi, a list direct or internal.");
        }

        if (fieldClass == FieldClass.Quasi && type == FieldType.TextList)
        {
            entry.Report("class", "A list of texts cannot be quasi.", "Make it direct, special or internal.");
        }

        if (entry.Has("values") && type is not null and not FieldType.Text)
        {
            entry.Report("values", "Only a text can have a closed list of values.", "Remove the list, or make the type \"text\".");
        }
    }

    private static Dictionary<string, string> ReadLabels(ConfigObject entry, IReadOnlyList<string> values)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        ConfigObject? written = entry.OptionalObject("labels");
        foreach (string value in written?.Names ?? [])
        {
            if (written!.Text(value, "The exact time is known.", TextForms.Label()) is { } label)
            {
                ReleasableText.Check(written.Find(value)!, written.Problems);
                labels[value] = label;
            }

            if (!values.Contains(value, StringComparer.Ordinal))
            {
                written.Report(value, $"\"{value}\" is not one of the field's values.", "Correct it, or remove the label.");
            }
        }

        return labels;
    }

    /// <summary>The word in a column's name that says that it holds a direct value, or null.</summary>
    public static string? DenyWord(string column)
    {
        ArgumentNullException.ThrowIfNull(column);
        return DenyWords.In(column);
    }

    /// <summary>The word in a column's name that says that it is a place finer than the outward code, or null.</summary>
    internal static string? FinePlaceWord(string column) => Array.Find(FinePlaceWords, word => DenyWords.HasWord(column, word));

    private static string WordOf<T>(T value)
        where T : struct, Enum
    {
        string name = value.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }

    [GeneratedRegex(@"^[a-z][a-z0-9_]{0,62}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ColumnName();

    /// <summary>What a column says that it holds.</summary>
    private readonly record struct Held(DirectKind Direct, HeldKind Kind, ValueRange? Range);
}
