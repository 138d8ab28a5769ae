using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DataSharing.Disclosure.Configuration;

/// <summary>One place of a schema: what was asked there of every document.</summary>
internal sealed class SchemaPart
{
    // Which members there are beside this one depends on what it says, so an object with it is left open.
    private const string Deciding = "kind";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly List<AskedValue> _values = [];
    private readonly List<string> _order = [];
    private readonly Dictionary<string, SchemaPart> _members = new(StringComparer.Ordinal);
    private HashSet<string>? _required;
    private SchemaPart? _others;
    private SchemaPart? _items;
    private bool _isClosed;

    public void Add(IEnumerable<AskedValue> values) => _values.AddRange(values.Where(value => !_values.Contains(value)));

    public void AddWhereUnsaid(AskedValue value)
    {
        if (_values.Count == 0)
        {
            _values.Add(value);
        }
    }

    public SchemaPart Items() => _items ??= new SchemaPart();

    /// <summary>Takes note of one object: what one reader needs and another one does not ask for need not be there.</summary>
    public void Meet(bool isMap, bool isClosed, IEnumerable<string> required)
    {
        _isClosed |= isClosed && !isMap;
        _required = _required is null ? required.ToHashSet(StringComparer.Ordinal) : [.. _required.Intersect(required,
            StringComparer.Ordinal)];
    }

    public SchemaPart Member(string name, bool isOfMap)
    {
        if (isOfMap)
        {
            return _others ??= new SchemaPart();
        }

        if (!_members.TryGetValue(name, out SchemaPart? member))
        {
            _members[name] = member = new SchemaPart();
            _order.Add(name);
        }

        return member;
    }

    /// <summary>The schema as a file.</summary>
    public string ToDocument(string title)
    {
        var document = new JsonObject { ["$schema"] = "https://json-schema.org/draft/2020-12/schema", ["title"] = title };
        JsonObject whole = ObjectSchema();
        ((JsonObject)whole["properties"]!).Insert(0, ConfigObject.SchemaMember, new JsonObject { ["type"] = "string" });
        foreach ((string name, JsonNode? value) in whole.ToList())
        {
            whole.Remove(name);
            document[name] = value;
        }

        return document.ToJsonString(Indented).ReplaceLineEndings("\n") + "\n";
    }

    private JsonObject ToSchema()
    {
        List<JsonObject> forms = [];
        string[] words = [.. _values.Where(value => value.Words is not null).SelectMany(value =>
            value.Words!.Split('\n')).Distinct(StringComparer.Ordinal)];
        if (words.Length > 0)
        {
            forms.Add(new JsonObject { ["enum"] = new JsonArray([.. words.Select(word => (JsonNode)word)]) });
        }

        forms.AddRange(_values.Where(value => value.Type is "text").GroupBy(value => value.Pattern).Select(TextSchema));
        forms.AddRange(_values.Where(value => value.Type is "date").Select(_ => new JsonObject
        {
            ["type"] = "string", ["pattern"] = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
        }));
        forms.AddRange(_values.Where(value => value.Type is "integer").Select(value => new JsonObject
        {
            ["type"] = "integer", ["minimum"] = value.Least, ["maximum"] = value.Most,
        }));
        forms.AddRange(_values.Where(value => value.Type is "boolean" or "number").Select(value =>
            new JsonObject { ["type"] = value.Type }));
        if (_values.Any(value => value.Type is "list"))
        {
            forms.Add(ListSchema());
        }

        if (_values.Any(value => value.Type is "object"))
        {
            forms.Add(ObjectSchema());
        }

        JsonObject[] different = [.. forms.DistinctBy(form => form.ToJsonString(), StringComparer.Ordinal)];
        return different.Length switch
        {
            0 => [],
            1 => different[0],
            _ => new JsonObject { ["anyOf"] = new JsonArray([.. different]) },
        };
    }

    private static JsonObject TextSchema(IGrouping<string?, AskedValue> values)
    {
        var schema = new JsonObject { ["type"] = "string" };
        if (values.Key is { } pattern)
        {
            schema["pattern"] = pattern.Replace("\\z", "$", StringComparison.Ordinal).Replace("\\A", "^", StringComparison.Ordinal);
        }
        else
        {
            schema["minLength"] = 1;
        }

        string[] examples = [.. values.Select(value => value.Example).OfType<string>().Distinct(StringComparer.Ordinal)];
        if (examples.Length > 0)
        {
            schema["examples"] = new JsonArray([.. examples.Select(example => (JsonNode)example)]);
        }

        return schema;
    }

    private JsonObject ListSchema()
    {
        SchemaPart items = _items ?? new SchemaPart();
        items.Add(_values.Select(value => value.Items).OfType<AskedValue>());
        return new JsonObject { ["type"] = "array", ["items"] = items.ToSchema() };
    }

    private JsonObject ObjectSchema()
    {
        var schema = new JsonObject { ["type"] = "object" };
        if (_others is not null)
        {
            schema["additionalProperties"] = _others.ToSchema();
            return schema;
        }

        schema["properties"] = new JsonObject(_order.Select(name => KeyValuePair.Create<string, JsonNode?>(name,
            _members[name].ToSchema())));
        if (_required is { Count: > 0 })
        {
            schema["required"] = new JsonArray([.. _order.Where(_required.Contains).Select(name => (JsonNode)name)]);
        }

        if (_isClosed && !_members.ContainsKey(Deciding))
        {
            schema["additionalProperties"] = false;
        }

        return schema;
    }
}
