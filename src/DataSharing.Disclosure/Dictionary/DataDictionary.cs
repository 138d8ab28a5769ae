using System.Collections.Frozen;
using System.Text.RegularExpressions;
using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.OwnRecord;

namespace DataSharing.Disclosure;

/// <summary>
/// The data dictionary of one controller: every column of the source view with its type and class, and the columns with a role in selection.
/// A column that is not in it does not leave.
/// </summary>
public sealed partial class DataDictionary
{
    /// <summary>
    /// Words that mark a column as identifying whatever class somebody gave it. Source: design, section 4.
    /// <c>postcode</c> is not here: a field of that name is quasi by its type, which has no treatment that releases it whole.
    /// </summary>
    private static readonly FrozenSet<string> DenyWords = FrozenSet.ToFrozenSet(
        ["name", "phone", "mail", "email", "dob", "address", "lat", "lon", "uprn", "reg", "handle", "url", "note", "narrative"], StringComparer.Ordinal);

    private const string Postcode = "postcode";

    /// <summary>Words that mark a column as a place finer than the outward code. Source: design, section 4.</summary>
    private static readonly FrozenSet<string> FinePlaceWords = FrozenSet.ToFrozenSet(
        ["ward", "parish", "lsoa", "msoa", "street", "grid", "easting", "northing"], StringComparer.Ordinal);

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

    private static readonly IReadOnlyDictionary<string, bool> Subjects = new Dictionary<string, bool> { ["offender"] = true };

    private static readonly IReadOnlyDictionary<string, DirectKind> Kinds = Enum.GetValues<DirectKind>().Where(kind => kind != DirectKind.Any)
        .ToDictionary(kind => char.ToLowerInvariant(kind.ToString()[0]) + kind.ToString()[1..]);

    private readonly FrozenDictionary<string, DictionaryField> _fields;

    private DataDictionary(FrozenDictionary<string, DictionaryField> fields, SelectionRoles roles)
    {
        _fields = fields;
        Roles = roles;
    }

    /// <summary>The names of all columns.</summary>
    public IEnumerable<string> Names => _fields.Keys;

    /// <summary>The key column, by which the source is read in order.</summary>
    public string KeyColumn => Roles.Key.Name;

    /// <summary>The type of the key column, <see cref="FieldType.Integer"/> or <see cref="FieldType.Text"/>.</summary>
    public FieldType KeyType => Roles.Key.Type;

    /// <summary>The column that names the force an incident belongs to.</summary>
    public string ForceColumn => Roles.Force.Name;

    internal SelectionRoles Roles { get; }

    /// <summary>Every direct field, in the order of names.</summary>
    internal IEnumerable<DictionaryField> Direct => _fields.Values.Where(known => known.Class == FieldClass.Direct).OrderBy(known => known.Name, StringComparer.Ordinal);

    /// <summary>The lists that must have as many items as this one, in the order of names and itself among them; none for a field that stands by itself.</summary>
    internal IEnumerable<DictionaryField> WithItemsOf(DictionaryField field) =>
        field.Items is null ? [] : _fields.Values.Where(known => known.Items == field.Items).OrderBy(known => known.Name, StringComparer.Ordinal);

    /// <summary>The field of this name, or null.</summary>
    public DictionaryField? Find(string name) => _fields.GetValueOrDefault(name);

    /// <summary>Reads <c>source/fields.json</c>. Null when it has problems; all of them are reported.</summary>
    public static DataDictionary? Parse(ConfigObject document)
    {
        ArgumentNullException.ThrowIfNull(document);
        document.Integer("version", 1, 1);
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

        foreach (DictionaryField alone in fields.Values.GroupBy(field => field.Items).Where(group => group.Key is not null && group.Count() == 1).Select(group => group.First()))
        {
            document.Report("fields", $"Only \"{alone.Name}\" has items of \"{alone.Items}\", so there is nothing to compare it with.", "Give the list that belongs to it the same \"items\", or remove the member.");
        }

        SelectionRoles? roles = document.Object("roles") is { } named ? SelectionRoles.Parse(named, fields) : null;
        if (roles is { IsCrime: null } && fields.Values.FirstOrDefault(field => field.IsAboutOffender) is { } detail)
        {
            document.Report("roles", $"\"{detail.Name}\" is about an offender, and no column says whether an incident is a crime.", "Name it: \"isCrime\": \"is_crime\".");
        }

        document.Done();
        return document.Problems.In(document.Node.File) || roles is null
            ? null
            : new DataDictionary(fields.ToFrozenDictionary(StringComparer.Ordinal), roles);
    }

    private static DictionaryField? ParseField(string name, ConfigObject entry)
    {
        int before = entry.Problems.Reported;
        if (!ColumnName().IsMatch(name))
        {
            entry.Problems.Add(entry.Node, $"\"{name}\" is not a column name.", "Use lower-case letters, digits and underscores, beginning with a letter, as the source view does.");
        }

        FieldType? type = entry.Choice("type", Types);
        FieldClass? fieldClass = entry.Choice("class", Classes);
        IReadOnlyList<string> values = entry.OptionalTexts("values", "Verified");
        bool aboutOffender = entry.OptionalChoice("about", Subjects, false);
        DirectKind holds = entry.OptionalChoice("holds", Kinds, DirectKind.Any);
        string? items = entry.OptionalText("items", "persons", ColumnName());
        if (items is not null && type is not null and not FieldType.TextList)
        {
            entry.Report("items", "Only a list of texts has items.", "Remove the member, or make the type \"textList\".");
        }

        if (entry.Has("holds") && fieldClass is not null and not FieldClass.Direct)
        {
            entry.Report("holds", "Only a direct field says what it holds.", "Remove the member, or make the class \"direct\".");
        }

        entry.Done();

        if (fieldClass is FieldClass.Plain or FieldClass.Quasi && DenyWord(name) is { } word)
        {
            entry.Report("class", $"\"{name}\" has the word \"{word}\" in its name and cannot be {(fieldClass == FieldClass.Plain ? "plain" : "quasi")}.",
                "Make it direct, or freeText if it is text somebody wrote.");
        }

        if (fieldClass is FieldClass.Plain or FieldClass.Quasi && type is not null and not FieldType.Postcode && HasWord(name, Postcode))
        {
            entry.Report("class", $"\"{name}\" has the word \"{Postcode}\" in its name and cannot be {(fieldClass == FieldClass.Plain ? "plain" : "quasi")}.",
                "Make it direct, or its type \"postcode\" and its class quasi.");
        }

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

        bool sound = entry.Problems.Reported == before && type is not null && fieldClass is not null;
        return sound ? new DictionaryField(name, type!.Value, fieldClass!.Value, values.Count == 0 ? null : values.ToFrozenSet(StringComparer.Ordinal), aboutOffender) { Holds = holds, Items = items } : null;
    }

    /// <summary>The deny word in a column's name, or null: a plural and digits at the end count too.</summary>
    internal static string? DenyWord(string column) => Words(column).FirstOrDefault(DenyWords.Contains);

    /// <summary>The word in a column's name that says that it is a place finer than the outward code, or null.</summary>
    internal static string? FinePlaceWord(string column) => Words(column).FirstOrDefault(FinePlaceWords.Contains);

    private static bool HasWord(string column, string word) => Words(column).Contains(word, StringComparer.Ordinal);

    /// <summary>The words between underscores, each as written and as what it may be the plural of, without digits at the end.</summary>
    private static IEnumerable<string> Words(string column)
    {
        foreach (string part in column.Split('_'))
        {
            string word = part.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
            yield return word;
            if (word.EndsWith('s'))
            {
                yield return word[..^1];
            }

            if (word.EndsWith("es", StringComparison.Ordinal))
            {
                yield return word[..^2];
            }
        }
    }

    [GeneratedRegex(@"^[a-z][a-z0-9_]{0,62}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ColumnName();
}
