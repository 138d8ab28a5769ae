namespace DataSharing.Disclosure.Configuration;

/// <summary>
/// What readers ask of documents while they read them: every member with its form, and whether it must be there. It is the readers' own
/// word for what a document may have, so that a schema made from it says what they take.
/// </summary>
public sealed class ConfigQuestions
{
    private readonly Dictionary<ConfigNode, AskedObject> _objects = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<ConfigNode, List<AskedValue>> _values = new(ReferenceEqualityComparer.Instance);

    /// <summary>A JSON Schema of what was asked of these documents.</summary>
    /// <param name="title">What the documents are.</param>
    /// <param name="documents">The documents, which were read.</param>
    public string Schema(string title, IEnumerable<ConfigObject> documents)
    {
        ArgumentNullException.ThrowIfNull(documents);
        var part = new SchemaPart();
        foreach (ConfigObject document in documents)
        {
            Fill(part, document.Node);
        }

        return part.ToDocument(title);
    }

    internal void Member(ConfigNode at, string name, bool required, AskedValue value)
    {
        AskedObject asked = Of(at);
        (bool needed, List<AskedValue> values) = asked.Members.TryGetValue(name, out var known) ? known : (false, []);
        if (!values.Contains(value))
        {
            values.Add(value);
        }

        asked.Members[name] = (needed || required, values);
    }

    internal void Value(ConfigNode at, AskedValue value)
    {
        if (!_values.TryGetValue(at, out List<AskedValue>? values))
        {
            _values[at] = values = [];
        }

        if (!values.Contains(value))
        {
            values.Add(value);
        }
    }

    /// <summary>The names of the members are whoever writes the document's own.</summary>
    internal void Named(ConfigNode at) => Of(at).IsMap = true;

    /// <summary>No other member is taken.</summary>
    internal void Done(ConfigNode at) => Of(at).IsClosed = true;

    private AskedObject Of(ConfigNode at)
    {
        if (!_objects.TryGetValue(at, out AskedObject? asked))
        {
            _objects[at] = asked = new AskedObject();
        }

        return asked;
    }

    private void Fill(SchemaPart part, ConfigNode node)
    {
        part.Add(_values.GetValueOrDefault(node) ?? []);
        foreach (ConfigNode item in node.Items)
        {
            SchemaPart items = part.Items();
            Fill(items, item);
            items.AddWhereUnsaid(AskedValue.Of(item.Kind));
        }

        if (_objects.TryGetValue(node, out AskedObject? asked))
        {
            part.Meet(asked.IsMap, asked.IsClosed, asked.Members.Where(member => member.Value.Required).Select(member => member.Key));
            foreach ((string name, (bool _, List<AskedValue> values)) in asked.Members)
            {
                SchemaPart member = part.Member(name, asked.IsMap);
                member.Add(values);
                if (node.Members.FirstOrDefault(one => one.Key == name).Value is { } value)
                {
                    Fill(member, value);
                }
            }
        }
    }

    private sealed class AskedObject
    {
        public Dictionary<string, (bool Required, List<AskedValue> Values)> Members { get; } = new(StringComparer.Ordinal);

        public bool IsMap { get; set; }

        public bool IsClosed { get; set; }
    }
}
