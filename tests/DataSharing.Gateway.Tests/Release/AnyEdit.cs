using System.Globalization;
using System.Text.Json.Nodes;

namespace DataSharing.Gateway.Tests.Release;

/// <summary>One edit at random of a JSON document: another value, something less, or something more.</summary>
internal static class AnyEdit
{
    private const string Added = "added";

    // Its value in the samples is the default, so taking it away says the same.
    private static readonly string[] Defaults = ["less: $.file.formula escape", "less: $.columns.local_authority.treatment.as name"];

    /// <summary>Does it, and says what it was.</summary>
    public static string Of(JsonNode document, Random random)
    {
        JsonNode[] nodes = [.. Below(document)];
        while (true)
        {
            JsonNode node = nodes[random.Next(nodes.Length)];
            string path = node.GetPath();
            switch (random.Next(3))
            {
                case 0 when node is JsonValue value:
                    JsonValue other = Other(value, random);
                    value.ReplaceWith(other);
                    return $"other: {path} {value} becomes {other}";
                case 1 when node.Parent is JsonObject parent:
                    parent.Remove(node.GetPropertyName());
                    return $"less: {path} {(node is JsonValue ? node.ToString() : "")}".TrimEnd();
                case 1 when node.Parent is JsonArray list:
                    list.RemoveAt(node.GetElementIndex());
                    return $"less: {path}";
                case 2 when node is JsonObject all && !path.Contains("codeMaps", StringComparison.Ordinal):
                    all["nobodyKnows"] = random.Next(1000);
                    return IsNamed(path) ? $"named: {path}" : $"{Added}: {path}";
                default:
                    continue;
            }
        }
    }

    /// <summary>Whether a member was added that nobody knows.</summary>
    public static bool IsAddition(string did) => did.StartsWith(Added, StringComparison.Ordinal);

    /// <summary>Whether what was taken away holds also where nothing is said.</summary>
    public static bool IsDefault(string did) => Defaults.Contains(did, StringComparer.Ordinal);

    /// <summary>Whether the members of an object are names, or lie where no force of the test gets them.</summary>
    private static bool IsNamed(string path) => path.EndsWith(".roles", StringComparison.Ordinal) || path.EndsWith(".referencePatterns", StringComparison.Ordinal)
        || path.EndsWith(".columns", StringComparison.Ordinal) || path.Contains(".columns.", StringComparison.Ordinal);

    private static JsonValue Other(JsonValue value, Random random) => value.GetValueKind() switch
    {
        System.Text.Json.JsonValueKind.Number => JsonValue.Create(value.GetValue<int>() + 1 + random.Next(3)),
        System.Text.Json.JsonValueKind.True => JsonValue.Create(false),
        System.Text.Json.JsonValueKind.False => JsonValue.Create(true),
        _ => JsonValue.Create(value.GetValue<string>() + (random.Next(2) == 0 ? "x" : random.Next(9).ToString(CultureInfo.InvariantCulture))),
    };

    private static IEnumerable<JsonNode> Below(JsonNode node)
    {
        yield return node;
        IEnumerable<JsonNode> children = node switch
        {
            JsonObject all => all.Select(member => member.Value!),
            JsonArray list => list.Select(item => item!),
            _ => [],
        };
        foreach (JsonNode inner in children.SelectMany(Below))
        {
            yield return inner;
        }
    }
}
