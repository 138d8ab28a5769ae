using System.Text.RegularExpressions;

namespace DataSharing.Disclosure.Configuration;

/// <summary>What a reader takes in one place of a document.</summary>
/// <param name="Type">Its word: text, words, integer, boolean, date, object, list, number or any.</param>
internal sealed record AskedValue(string Type)
{
    public static readonly AskedValue Any = new("any");
    public static readonly AskedValue Boolean = new("boolean");
    public static readonly AskedValue Date = new("date");
    public static readonly AskedValue Object = new("object");
    public static readonly AskedValue List = new("list");

    /// <summary>The form of a text; null for any but the empty one.</summary>
    public string? Pattern { get; private init; }

    /// <summary>A text that is taken.</summary>
    public string? Example { get; private init; }

    /// <summary>The words of a closed set, with a line break between them, so that equal sets are equal.</summary>
    public string? Words { get; private init; }

    /// <summary>The least of a whole number.</summary>
    public int Least { get; private init; }

    /// <summary>The most of a whole number.</summary>
    public int Most { get; private init; }

    /// <summary>What each item of a list is; null where the items say it.</summary>
    public AskedValue? Items { get; private init; }

    public static AskedValue Text(string example, Regex? pattern) => new("text") { Example = example, Pattern = pattern?.ToString() };

    public static AskedValue Integer(int least, int most) => new("integer") { Least = least, Most = most };

    public static AskedValue OneOf(IEnumerable<string> words) => new("words") { Words = string.Join('\n', words) };

    public static AskedValue Texts(string example) => new("list") { Items = Text(example, null) };

    /// <summary>What stands in a place that no reader described.</summary>
    public static AskedValue Of(ConfigKind kind) => kind switch
    {
        ConfigKind.Object => Object,
        ConfigKind.Array => List,
        ConfigKind.Boolean => Boolean,
        ConfigKind.Number => new AskedValue("number"),
        _ => new AskedValue("text"),
    };
}
