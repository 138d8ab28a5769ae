using System.Text;
using System.Text.Json;
using DataSharing.Disclosure.Configuration;

namespace DataSharing.Gateway.Onboarding;

/// <summary>Replaces single values in the text of a profile and leaves every other byte as it is: comments, blanks and line ends.</summary>
internal static class ProfileEdit
{
    /// <summary>Replaces values.</summary>
    /// <param name="file">The profile's path in the folder, for problems.</param>
    /// <param name="bytes">The profile, which was read without problems.</param>
    /// <param name="changes">New values by member, one level deep at most: <c>enabled</c>, <c>agreement.inForceFrom</c>; each as
    /// JSON.</param>
    /// <exception cref="ConfigurationException">A member is not written in the profile.</exception>
    public static byte[] Apply(string file, ReadOnlySpan<byte> bytes, IReadOnlyDictionary<string, string> changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        int mark = bytes.StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
        Dictionary<string, (int From, int To)> places = Find(bytes[mark..], changes.Keys);
        if (changes.Keys.FirstOrDefault(member => !places.ContainsKey(member)) is { } missing)
        {
            throw new ConfigurationException([new ConfigProblem(file, missing, 0, "The member is not written, so it cannot be changed.",
                "Add it.")]);
        }

        var edited = new MemoryStream();
        int at = 0;
        foreach ((string member, (int from, int to)) in places.OrderBy(place => place.Value.From))
        {
            edited.Write(bytes[at..(mark + from)]);
            edited.Write(Encoding.UTF8.GetBytes(changes[member]));
            at = mark + to;
        }

        edited.Write(bytes[at..]);
        return edited.ToArray();
    }

    /// <summary>Where the values stand.</summary>
    private static Dictionary<string, (int From, int To)> Find(ReadOnlySpan<byte> json, IEnumerable<string> members)
    {
        var wanted = members.ToHashSet(StringComparer.Ordinal);
        var places = new Dictionary<string, (int From, int To)>(StringComparer.Ordinal);
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { AllowTrailingCommas = true,
            CommentHandling = JsonCommentHandling.Skip });
        string outer = "";
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth > 2)
            {
                continue;
            }

            string name = reader.GetString()!;
            string path = reader.CurrentDepth == 1 ? name : $"{outer}.{name}";
            outer = reader.CurrentDepth == 1 ? name : outer;
            reader.Read();
            if (wanted.Contains(path) && reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
            {
                places.TryAdd(path, ((int)reader.TokenStartIndex, (int)reader.BytesConsumed));
            }
        }

        return places;
    }
}
