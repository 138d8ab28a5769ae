using System.Reflection;
using System.Text;
using DataSharing.Disclosure.Narrative;
using DataSharing.Disclosure.Narrative.Lists;

namespace DataSharing.Gateway.Narrative;

/// <summary>The word lists and the keep list that the program carries in itself. Origin and licences: <c>lists/README.md</c>.</summary>
internal static class BuiltInWords
{
    private static readonly Lazy<WordLists> Read = new(() => WordLists.Read(
        common: ListsOf("words-common", "words-own"),
        uncommon: ListsOf("words-uncommon"),
        given: ListsOf("given-own", "given-moby", "given-faker"),
        family: ListsOf("family-own", "family-faker", "family-scowl"),
        smallPlaces: ListsOf("places-own", "places-geonames")));

    private static readonly string[] Everywhere = ["keep-cities", "keep-peoples", "keep-faith", "keep-culture", "keep-bodies", "keep-things"];

    private static readonly Lazy<KeepTerms> ReadKeep = new(() => KeepWith(Encoding.UTF8.GetString(BytesOf("keep"))));

    /// <summary>Ordinary words, names and places; read once.</summary>
    public static WordLists Lists => Read.Value;

    /// <summary>Terms that stay, for all communities; what is used without a configuration folder. Read once.</summary>
    public static KeepTerms Keep => ReadKeep.Value;

    /// <summary>A controller's own list, with what stays everywhere: cities and large towns, words of religions, figures of history, bodies and makes.</summary>
    public static KeepTerms KeepWith(string list) => KeepTerms.Read(string.Join('\n', Everywhere.Select(name => Encoding.UTF8.GetString(BytesOf(name))).Append(list)));

    private static IEnumerable<ReadOnlyMemory<byte>> ListsOf(params string[] names) =>
        names.Select(name => new ReadOnlyMemory<byte>(BytesOf(name)));

    private static byte[] BytesOf(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"narrative/{name}.txt")
            ?? throw new InvalidOperationException($"The program was built without its list {name}.txt.");
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
