using DataSharing.Disclosure.Configuration;

namespace DataSharing.Gateway.Release;

/// <summary>One value of a force's configuration, with the file that it is from.</summary>
internal sealed class Part
{
    private const int LongestWords = 400;

    private static readonly OrderedDictionary<string, Part> None = [];

    private Part(ConfigKind kind, string file, string literal)
    {
        Kind = kind;
        File = file;
        Literal = literal;
    }

    /// <summary>What the value is.</summary>
    public ConfigKind Kind { get; }

    /// <summary>The file, relative to the configuration folder; empty where several gave it.</summary>
    public string File { get; }

    /// <summary>The text, the digits, or true or false; empty for objects and lists.</summary>
    public string Literal { get; }

    /// <summary>The members of an object in the order written.</summary>
    public IReadOnlyDictionary<string, Part> Members { get; private init; } = None;

    /// <summary>The items of a list in the order written.</summary>
    public IReadOnlyList<Part> Items { get; private init; } = [];

    /// <summary>The member of this name, or null.</summary>
    public Part? this[string member] => Members.GetValueOrDefault(member);

    /// <summary>The value as a person reads it, shortened where it is long.</summary>
    public string Words => Shortened(Kind switch
    {
        ConfigKind.Text => $"\"{Literal}\"",
        ConfigKind.Object => string.Join(", ", Members.Select(member => $"{member.Key} {member.Value.Inside}")) is { Length: > 0 } said
            ? said : "nothing",
        ConfigKind.Array => Items.Count == 0 ? "nothing" : string.Join(", ", Items.Select(item => item.Inside)),
        _ => Literal,
    });

    private string Inside => Kind switch
    {
        ConfigKind.Object => $"({string.Join(", ", Members.Select(member => $"{member.Key} {member.Value.Inside}"))})",
        ConfigKind.Array => $"[{string.Join(", ", Items.Select(item => item.Inside))}]",
        _ => Literal,
    };

    /// <summary>A value of a document.</summary>
    public static Part Of(ConfigNode node)
    {
        var members = new OrderedDictionary<string, Part>(StringComparer.Ordinal);
        foreach ((string name, ConfigNode value) in node.Members)
        {
            members[name] = Of(value);
        }

        return new Part(node.Kind, node.File, node.Literal) { Members = members, Items = [.. node.Items.Select(Of)] };
    }

    /// <summary>A text.</summary>
    public static Part OfText(string file, string text) => new(ConfigKind.Text, file, text);

    /// <summary>An object; of two members with one name the last counts.</summary>
    public static Part OfMembers(string file, IEnumerable<KeyValuePair<string, Part>> members)
    {
        var named = new OrderedDictionary<string, Part>(StringComparer.Ordinal);
        foreach ((string name, Part value) in members)
        {
            named[name] = value;
        }

        return new Part(ConfigKind.Object, file, "") { Members = named };
    }

    /// <summary>A list.</summary>
    public static Part OfItems(string file, IEnumerable<Part> items) => new(ConfigKind.Array, file, "") { Items = [.. items] };

    /// <summary>Whether two values say the same. The order of an object's members says nothing; that of a list's items does.</summary>
    public static bool AreSame(Part? one, Part? other) => one is null || other is null ? ReferenceEquals(one, other)
        : one.Kind == other.Kind && one.Literal == other.Literal && one.Items.Count == other.Items.Count
            && one.Members.Count == other.Members.Count
            && one.Members.All(member => AreSame(member.Value, other[member.Key]))
            && one.Items.Zip(other.Items).All(pair => AreSame(pair.First, pair.Second));

    /// <summary>The members of a value; none where it is not there.</summary>
    public static IReadOnlyDictionary<string, Part> MembersOf(Part? part) => part?.Members ?? None;

    /// <summary>The texts of a list; a single text is a list of one, and nothing is none.</summary>
    public static IReadOnlyList<string> TextsOf(Part? list) =>
        list is null ? [] : list.Kind == ConfigKind.Array ? [.. list.Items.Select(item => item.Inside)] : [list.Inside];

    private static string Shortened(string words) => words.Length <= LongestWords ? words : words[..LongestWords] + "…";
}
