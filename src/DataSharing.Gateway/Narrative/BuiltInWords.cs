using System.Reflection;
using System.Text;
using DataSharing.Disclosure.Narrative;

namespace DataSharing.Gateway.Narrative;

/// <summary>The word lists and the keep list that the program carries in itself. Origin and licences: <c>lists/README.md</c>.</summary>
public static class BuiltInWords
{
    private static readonly Lazy<WordLists> Read = new(() => new WordLists
    {
        Common = SetOf("words-common"),
        Uncommon = SetOf("words-uncommon"),
        Given = SetOf("given-own", "given-moby", "given-faker"),
        Family = SetOf("family-own", "family-faker", "family-scowl"),
        SmallPlaces = SetOf("places-own", "places-geonames"),
    });

    private static readonly Lazy<KeepTerms> ReadKeep = new(() => KeepWith(Encoding.UTF8.GetString(BytesOf("keep"))));

    /// <summary>Ordinary words, names and places; read once.</summary>
    public static WordLists Lists => Read.Value;

    /// <summary>Terms that stay, for all communities; what is used without a configuration folder. Read once.</summary>
    public static KeepTerms Keep => ReadKeep.Value;

    /// <summary>A controller's own list, with the cities and large towns that stay everywhere.</summary>
    public static KeepTerms KeepWith(string list) => KeepTerms.Read(Encoding.UTF8.GetString(BytesOf("keep-cities")) + "\n" + list);

    private static WordSet SetOf(params string[] names) => WordSet.Read([.. names.Select(name => new ReadOnlyMemory<byte>(BytesOf(name)))]);

    private static byte[] BytesOf(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"narrative/{name}.txt") ?? throw new InvalidOperationException($"The program was built without its list {name}.txt.");
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
