using System.Text.Json;

namespace DataSharing.Sandbox;

/// <summary>
/// Whether a JSON document keeps the contract of an earlier one: every member is still there and of its type. Members may have come; null may have become a value,
/// and a value null. An array of the earlier document has one element, which each of the later one's has to fit.
/// </summary>
public static class JsonContract
{
    /// <summary>What the later document breaks, as JSON paths with a word each; none when it keeps the contract.</summary>
    public static IEnumerable<string> Broken(JsonElement earlier, JsonElement later, string path = "$")
    {
        if (earlier.ValueKind == JsonValueKind.Null || later.ValueKind == JsonValueKind.Null)
        {
            return [];
        }

        if (KindOf(earlier) != KindOf(later))
        {
            return [$"{path}: {KindOf(later)} in the place of {KindOf(earlier)}"];
        }

        return earlier.ValueKind switch
        {
            JsonValueKind.Object => earlier.EnumerateObject().SelectMany(member =>
                later.TryGetProperty(member.Name, out JsonElement value) ? Broken(member.Value, value, $"{path}.{member.Name}") : [$"{path}.{member.Name}: gone"]),
            JsonValueKind.Array => earlier.EnumerateArray().Take(1).SelectMany(template => later.GetArrayLength() == 0
                ? [$"{path}: empty"]
                : later.EnumerateArray().SelectMany((element, i) => Broken(template, element, FormattableString.Invariant($"{path}[{i}]")))),
            _ => [],
        };
    }

    /// <summary>The names of all members, at every depth.</summary>
    public static IEnumerable<string> Names(JsonElement document) => document.ValueKind switch
    {
        JsonValueKind.Object => document.EnumerateObject().SelectMany(member => Names(member.Value).Prepend(member.Name)),
        JsonValueKind.Array => document.EnumerateArray().SelectMany(Names),
        _ => [],
    };

    private static string KindOf(JsonElement element) => element.ValueKind is JsonValueKind.True or JsonValueKind.False ? "boolean" : element.ValueKind.ToString().ToLowerInvariant();
}
