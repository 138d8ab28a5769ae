using System.Globalization;
using System.Text.RegularExpressions;

namespace DataSharing.Disclosure.Configuration;

/// <summary>
/// Reads the members of one JSON object. Every wrong member becomes a problem and reading goes on;
/// <see cref="Done"/> reports the members that nobody asked for.
/// </summary>
public sealed class ConfigObject
{
    /// <summary>
    /// The member by which an editor finds the schema of a document. It means nothing here, and may stand in every document.
    /// </summary>
    public const string SchemaMember = "$schema";

    private readonly ConfigProblems _problems;
    private readonly Dictionary<string, ConfigNode> _members;
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    internal ConfigObject(ConfigNode node, ConfigProblems problems)
    {
        Node = node;
        _problems = problems;
        _members = new Dictionary<string, ConfigNode>(StringComparer.Ordinal);
        foreach ((string name, ConfigNode value) in node.Members)
        {
            _members.TryAdd(name, value);
        }
    }

    /// <summary>The object itself, as what a problem is about.</summary>
    public ConfigNode Node { get; }

    /// <summary>Where problems are collected.</summary>
    public ConfigProblems Problems => _problems;

    /// <summary>The names of all members in the order written.</summary>
    public IEnumerable<string> Names
    {
        get
        {
            _problems.Questions?.Named(Node);
            return Node.Members.Select(member => member.Key);
        }
    }

    /// <summary>Whether a member is written.</summary>
    public bool Has(string name)
    {
        Ask(name, AskedValue.Any);
        return _members.ContainsKey(name);
    }

    /// <summary>The member's node, or null when it is not written or null; counts as asked for.</summary>
    public ConfigNode? Find(string name)
    {
        Ask(name, AskedValue.Any);
        return Member(name);
    }

    /// <summary>Adds a problem at a member, or at the object when the member is not written.</summary>
    public void Report(string name, string message, string fix) =>
        _problems.Add(_members.GetValueOrDefault(name, Node), message, fix);

    /// <summary>A text that must be there and match the pattern when one is given. Null when it is not so, reported.</summary>
    public string? Text(string name, string example, Regex? pattern = null) =>
        Require(name, $"\"{name}\": \"{example}\"", AskedValue.Text(example, pattern)) is { } node ? CheckText(node, example, pattern) : null;

    /// <summary>A text that may be left out.</summary>
    public string? OptionalText(string name, string example, Regex? pattern = null) =>
        Optional(name, AskedValue.Text(example, pattern)) is { } node ? CheckText(node, example, pattern) : null;

    /// <summary>A whole number within a range, both ends included.</summary>
    public int? Integer(string name, int least, int most) =>
        Require(name, $"\"{name}\": {least.ToString(CultureInfo.InvariantCulture)}", AskedValue.Integer(least, most)) is { } node
            ? CheckInteger(node, least, most) : null;

    /// <summary>A whole number within a range, both ends included, or the default when it is left out.</summary>
    public int OptionalInteger(string name, int least, int most, int fallback) =>
        Optional(name, AskedValue.Integer(least, most)) is { } node ? CheckInteger(node, least, most) ?? fallback : fallback;

    /// <summary>True or false, or the default when it is left out.</summary>
    public bool OptionalBoolean(string name, bool fallback)
    {
        if (Optional(name, AskedValue.Boolean) is not { } node)
        {
            return fallback;
        }

        if (node.Kind == ConfigKind.Boolean)
        {
            return node.Literal == "true";
        }

        _problems.Add(node, $"{Quote(node)} is not true or false.", "Write true or false without quotes.");
        return fallback;
    }

    /// <summary>True or false that must be there.</summary>
    public bool? Boolean(string name) => Require(name, $"\"{name}\": true", AskedValue.Boolean) is null ? null : OptionalBoolean(name, false);

    /// <summary>A date as <c>yyyy-MM-dd</c> that must be there.</summary>
    public DateOnly? Date(string name) => Require(name, $"\"{name}\": \"2026-03-01\"", AskedValue.Date) is { } node ? CheckDate(node) : null;

    /// <summary>A date as <c>yyyy-MM-dd</c> that may be left out.</summary>
    public DateOnly? OptionalDate(string name) => Optional(name, AskedValue.Date) is { } node ? CheckDate(node) : null;

    /// <summary>One word of a closed set, given as word and value.</summary>
    public T? Choice<T>(string name, IReadOnlyDictionary<string, T> words)
        where T : struct =>
        Require(name, $"\"{name}\": \"{words.Keys.First()}\"", AskedValue.OneOf(words.Keys)) is { } node ? CheckChoice(node, words) : null;

    /// <summary>One word of a closed set, or the default when it is left out.</summary>
    public T OptionalChoice<T>(string name, IReadOnlyDictionary<string, T> words, T fallback)
        where T : struct => Optional(name, AskedValue.OneOf(words.Keys)) is { } node ? CheckChoice(node, words) ?? fallback : fallback;

    /// <summary>An object that must be there.</summary>
    public ConfigObject? Object(string name) => Require(name, $"\"{name}\": {{ … }}", AskedValue.Object) is { } node ? CheckObject(node) : null;

    /// <summary>An object that may be left out.</summary>
    public ConfigObject? OptionalObject(string name) => Optional(name, AskedValue.Object) is { } node ? CheckObject(node) : null;

    /// <summary>The items of a list that must be there and not be empty; empty when it is not so, reported.</summary>
    public IReadOnlyList<ConfigNode> List(string name)
    {
        if (Require(name, $"\"{name}\": [ … ]", AskedValue.List) is not { } node)
        {
            return [];
        }

        IReadOnlyList<ConfigNode> items = CheckList(node);
        if (node.Kind == ConfigKind.Array && items.Count == 0)
        {
            _problems.Add(node, "The list is empty.", "Write at least one item.");
        }

        return items;
    }

    /// <summary>The items of a list that may be left out.</summary>
    public IReadOnlyList<ConfigNode> OptionalList(string name) => Optional(name, AskedValue.List) is { } node ? CheckList(node) : [];

    /// <summary>A list of different texts that may be left out.</summary>
    public IReadOnlyList<string> OptionalTexts(string name, string example)
    {
        Ask(name, AskedValue.Texts(example));
        return CheckTexts(OptionalList(name), example);
    }

    /// <summary>A list of different texts that must be there.</summary>
    public IReadOnlyList<string> Texts(string name, string example) => CheckTexts(List(name), example);

    /// <summary>The object at a node, or null when it is something else, reported.</summary>
    public ConfigObject? CheckObject(ConfigNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        _problems.Questions?.Value(node, AskedValue.Object);
        if (node.Kind == ConfigKind.Object)
        {
            return new ConfigObject(node, _problems);
        }

        _problems.Add(node, $"This is {node.Described}, not an object.", "Write { … }.");
        return null;
    }

    /// <summary>The text at a node, or null when it is something else, reported.</summary>
    public string? CheckText(ConfigNode node, string example, Regex? pattern = null)
    {
        ArgumentNullException.ThrowIfNull(node);
        _problems.Questions?.Value(node, AskedValue.Text(example, pattern));
        if (node.Kind != ConfigKind.Text)
        {
            _problems.Add(node, $"This is {node.Described}, not a text.", $"Write a text in quotes, for example \"{example}\".");
            return null;
        }

        if (node.Literal.Length == 0 || (pattern is not null && !pattern.IsMatch(node.Literal)))
        {
            _problems.Add(node, $"{Quote(node)} does not fit here.", $"Write a value like \"{example}\".");
            return null;
        }

        return node.Literal;
    }

    /// <summary>Reports every member that was not asked for, with the nearest name that was.</summary>
    public void Done()
    {
        _problems.Questions?.Done(Node);
        foreach ((string name, ConfigNode value) in Node.Members)
        {
            if (_asked.Contains(name) || (name == SchemaMember && Node.Path == "$"))
            {
                continue;
            }

            string? nearest = Nearest(name, _asked);
            _problems.Add(value, $"\"{name}\" is not known here.",
                nearest is null ? $"Remove it. Known members: {string.Join(", ", _asked.Order(StringComparer.Ordinal))}."
                    : $"Did you mean \"{nearest}\"? Otherwise remove it.");
        }
    }

    /// <summary>The known word nearest to a wrong one, or null when none is near.</summary>
    public static string? Nearest(string word, IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(word);
        ArgumentNullException.ThrowIfNull(known);
        return known
            .Select(candidate => (candidate, distance: Distance(word, candidate)))
            .Where(pair => pair.distance <= Math.Max(1, pair.candidate.Length / 3) && pair.distance < pair.candidate.Length)
            .OrderBy(pair => pair.distance).ThenBy(pair => pair.candidate, StringComparer.Ordinal)
            .Select(pair => pair.candidate)
            .FirstOrDefault();
    }

    private static bool IsNull(ConfigNode node) => ReferenceEquals(node.Literal, ConfigDocument.NullMember);

    private static string Quote(ConfigNode node) =>
        node.Kind is ConfigKind.Object or ConfigKind.Array ? node.Described : $"\"{node.Literal}\"";

    private void Ask(string name, AskedValue value, bool required = false) => _problems.Questions?.Member(Node, name, required, value);

    private ConfigNode? Member(string name)
    {
        _asked.Add(name);
        return _members.TryGetValue(name, out ConfigNode? node) && !IsNull(node) ? node : null;
    }

    private ConfigNode? Optional(string name, AskedValue value)
    {
        Ask(name, value);
        return Member(name);
    }

    private ConfigNode? Require(string name, string example, AskedValue value)
    {
        Ask(name, value, required: true);
        if (Member(name) is { } node)
        {
            return node;
        }

        if (!_members.ContainsKey(name))
        {
            _problems.Add(Node, $"\"{name}\" is missing.", $"Add {example}.");
        }

        return null;
    }

    private int? CheckInteger(ConfigNode node, int least, int most)
    {
        if (node.Kind == ConfigKind.Number
            && int.TryParse(node.Literal, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
            && value >= least && value <= most)
        {
            return value;
        }

        _problems.Add(
            node, $"{Quote(node)} is not a whole number from {least.ToString(CultureInfo.InvariantCulture)} to {most.ToString(CultureInfo.InvariantCulture)}.",
            node.Kind == ConfigKind.Number ? "Write a number of this range." : "Write such a number without quotes.");
        return null;
    }

    private DateOnly? CheckDate(ConfigNode node)
    {
        if (node.Kind == ConfigKind.Text
            && DateOnly.TryParseExact(node.Literal, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date))
        {
            return date;
        }

        _problems.Add(node, $"{Quote(node)} is not a date.", "Write it as year-month-day, for example \"2026-03-01\".");
        return null;
    }

    private T? CheckChoice<T>(ConfigNode node, IReadOnlyDictionary<string, T> words)
        where T : struct
    {
        if (node.Kind == ConfigKind.Text && words.TryGetValue(node.Literal, out T value))
        {
            return value;
        }

        string? nearest = Nearest(node.Literal, words.Keys);
        _problems.Add(node, $"{Quote(node)} is not one of the words allowed here.",
            (nearest is null ? "" : $"Did you mean \"{nearest}\"? ") + $"Allowed: {string.Join(", ", words.Keys)}.");
        return null;
    }

    private IReadOnlyList<ConfigNode> CheckList(ConfigNode node)
    {
        if (node.Kind == ConfigKind.Array)
        {
            return node.Items;
        }

        _problems.Add(node, $"This is {node.Described}, not a list.", "Write [ … ].");
        return [];
    }

    private List<string> CheckTexts(IReadOnlyList<ConfigNode> nodes, string example)
    {
        var texts = new List<string>();
        foreach (ConfigNode node in nodes)
        {
            if (CheckText(node, example) is not { } text)
            {
                continue;
            }

            if (texts.Contains(text, StringComparer.Ordinal))
            {
                _problems.Add(node, $"\"{text}\" stands twice in the list.", "Keep one of them.");
            }
            else
            {
                texts.Add(text);
            }
        }

        return texts;
    }

    private static int Distance(string left, string right)
    {
        int[] previous = Enumerable.Range(0, right.Length + 1).ToArray();
        int[] current = new int[right.Length + 1];
        for (int i = 1; i <= left.Length; i++)
        {
            current[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                int change = char.ToLowerInvariant(left[i - 1]) == char.ToLowerInvariant(right[j - 1]) ? 0 : 1;
                current[j] = Math.Min(Math.Min(current[j - 1] + 1, previous[j] + 1), previous[j - 1] + change);
            }

            (previous, current) = (current, previous);
        }

        return previous[right.Length];
    }
}
