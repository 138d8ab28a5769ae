namespace DataSharing.Disclosure.Configuration;

/// <summary>What a JSON value is.</summary>
public enum ConfigKind
{
    /// <summary>An object.</summary>
    Object,

    /// <summary>An array.</summary>
    Array,

    /// <summary>A string.</summary>
    Text,

    /// <summary>A number.</summary>
    Number,

    /// <summary>True or false.</summary>
    Boolean,
}

/// <summary>One value of a configuration document, with where it was written.</summary>
public sealed class ConfigNode
{
    private static readonly IReadOnlyList<KeyValuePair<string, ConfigNode>> NoMembers = [];
    private static readonly IReadOnlyList<ConfigNode> NoItems = [];

    internal ConfigNode(ConfigKind kind, string file, string path, int line, string literal)
    {
        Kind = kind;
        File = file;
        Path = path;
        Line = line;
        Literal = literal;
    }

    /// <summary>What the value is.</summary>
    public ConfigKind Kind { get; }

    /// <summary>The file, relative to the configuration folder.</summary>
    public string File { get; }

    /// <summary>The JSON path; <c>$</c> is the document.</summary>
    public string Path { get; }

    /// <summary>The line, from 1.</summary>
    public int Line { get; }

    /// <summary>The text of a string, the digits of a number, or <c>true</c> or <c>false</c>; empty for objects and arrays.</summary>
    public string Literal { get; }

    /// <summary>The members of an object in the order written.</summary>
    public IReadOnlyList<KeyValuePair<string, ConfigNode>> Members { get; internal init; } = NoMembers;

    /// <summary>The items of an array in the order written.</summary>
    public IReadOnlyList<ConfigNode> Items { get; internal init; } = NoItems;

    /// <summary>How the kind reads in a message.</summary>
    internal string Described => Kind switch
    {
        ConfigKind.Object => "an object",
        ConfigKind.Array => "a list",
        ConfigKind.Text => "a text",
        ConfigKind.Number => "a number",
        _ => "true or false",
    };
}
