using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.Narrative;
using DataSharing.Disclosure.Narrative.Lists;

namespace DataSharing.Disclosure.Tests;

/// <summary>The word lists and the keep list that the gateway carries, read from its folder.</summary>
internal static class TestWords
{
    private static readonly string[] Keeping = ["lists/keep-cities", "lists/keep-peoples", "lists/keep-faith", "lists/keep-culture", "lists/keep-bodies", "lists/keep-things", "keep"];

    private static readonly Lazy<WordLists> Read = new(() => WordLists.Read(
        common: Lists("words-common", "words-own"), uncommon: Lists("words-uncommon"), given: Lists("given-own", "given-moby", "given-faker"),
        family: Lists("family-own", "family-faker", "family-scowl"), smallPlaces: Lists("places-own", "places-geonames")));

    private static readonly Lazy<KeepTerms> ReadKeep = new(() => KeepTerms.Read(string.Join('\n', Keeping.Select(name => File.ReadAllText(Path.Combine(Folder, name + ".txt"))))));

    private static string Folder => Path.Combine(Repository, "src/DataSharing.Gateway/Narrative");

    /// <summary>The folder of the solution.</summary>
    public static string Repository { get; } = Find();

    /// <summary>What a profile without a <c>narrative</c> block has.</summary>
    public static NarrativeRules Narrative => Rules(null);

    public static NarrativeRules Rules(ConfigObject? block) => NarrativeRules.Parse(block, ReadKeep.Value, () => Read.Value);

    /// <summary>The word lists.</summary>
    public static WordLists Words => Read.Value;

    /// <summary>What redacts with these lists.</summary>
    public static Redactor Redactor(RedactionMode mode) => new(Read.Value, mode, ReadKeep.Value);

    private static IEnumerable<ReadOnlyMemory<byte>> Lists(params string[] names) => names.Select(name => new ReadOnlyMemory<byte>(File.ReadAllBytes(Path.Combine(Folder, "lists", name + ".txt"))));

    private static string Find()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "DataSharing.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
