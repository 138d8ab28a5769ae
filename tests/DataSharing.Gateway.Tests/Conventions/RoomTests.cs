using DataSharing.Disclosure.Profile;
using DataSharing.Gateway.Exports;

namespace DataSharing.Gateway.Tests.Conventions;

/// <summary>Where code lies: a folder is a namespace, and folders know each other in one direction.</summary>
internal sealed class RoomTests
{
    private const string Gateway = "DataSharing.Gateway";

    /// <summary>What is left loose in the Gateway's own folder.</summary>
    private static readonly string[] Loose = ["ExitCode.cs", "ForceSlug.cs", "Json.cs", "London.cs", "Program.cs", "ProgramVersion.cs"];

    private static readonly Lazy<Dictionary<string, Dictionary<string, string>>> Known = new(Look);

    [Test]
    public void A_namespace_is_the_folder() => Assert.That(
        ProductCode.Trees.Where(tree => ProductCode.NamespaceOf(tree) is { Length: > 0 } space && space != Path.GetDirectoryName(tree.FilePath)!.Replace('/', '.'))
            .Select(tree => tree.FilePath),
        Is.Empty);

    [Test]
    public void Six_files_lie_in_the_gateways_own_folder() => Assert.That(
        ProductCode.Trees.Select(tree => tree.FilePath).Where(path => Path.GetDirectoryName(path) == Gateway).Select(Path.GetFileName), Is.EqualTo(Loose));

    [Test]
    public void Folders_know_each_other_in_one_direction()
    {
        // The ledger still opens its servers by itself.
        string[] circles = [.. Known.Value.Keys.Order(StringComparer.Ordinal).Where(folder => !folder.StartsWith($"{Gateway}.Ledger", StringComparison.Ordinal)).Select(CircleOf).OfType<string>()];
        Assert.That(circles, Is.Empty, string.Join('\n', circles));
    }

    [Test]
    public void A_folder_knows_only_those_it_may_know()
    {
        var wrong = new List<string>();
        foreach ((string folder, Dictionary<string, string> uses) in Known.Value.Where(folder => !IsTop(folder.Key) && folder.Key.StartsWith(Gateway, StringComparison.Ordinal)))
        {
            string[] may = RoomsKnown.Of.GetValueOrDefault(folder[Gateway.Length..].TrimStart('.')) ?? [];
            IEnumerable<string> others = uses.Keys.Where(used => used.StartsWith(Gateway, StringComparison.Ordinal)).Select(used => used[Gateway.Length..].TrimStart('.')).Where(used => used.Length > 0);
            wrong.AddRange(others.Except(may, StringComparer.Ordinal).Select(used => $"{folder} may not know {used} ({uses[$"{Gateway}.{used}"]})."));
            wrong.AddRange(may.Except(others, StringComparer.Ordinal).Select(used => $"{folder} does not use {used} any more: take it from the list."));
        }

        Assert.That(wrong, Is.Empty, string.Join('\n', wrong));
        Assert.That(RoomsKnown.Of.Keys, Is.EquivalentTo(Known.Value.Keys.Where(folder => folder.StartsWith(Gateway + ".", StringComparison.Ordinal) && !IsTop(folder)).Select(folder => folder[(Gateway.Length + 1)..])), "Every folder has its line.");
    }

    /// <summary>The faces of the program compose everything, and nobody knows them.</summary>
    private static bool IsTop(string folder) => folder == $"{Gateway}.Commands";

    private static string? CircleOf(string start)
    {
        var from = new Dictionary<string, string>(StringComparer.Ordinal);
        var open = new Queue<string>([start]);
        while (open.TryDequeue(out string? folder))
        {
            foreach (string used in Known.Value.GetValueOrDefault(folder)?.Keys ?? Enumerable.Empty<string>())
            {
                if (used == start)
                {
                    var way = new List<string> { start };
                    for (string at = folder; ; at = from[at])
                    {
                        way.Insert(0, $"{at} ({Known.Value[at][way[0].Split(" (")[0]]})");
                        if (at == start)
                        {
                            return string.Join(" -> ", way);
                        }
                    }
                }

                if (from.TryAdd(used, folder))
                {
                    open.Enqueue(used);
                }
            }
        }

        return null;
    }

    /// <summary>For each folder those that it knows, each with one of the types that do.</summary>
    private static Dictionary<string, Dictionary<string, string>> Look()
    {
        var known = new Dictionary<string, Dictionary<string, string>>(StringComparer.Ordinal);
        foreach (Type type in new[] { typeof(ForceProfile).Assembly, typeof(ExportRun).Assembly }.SelectMany(assembly => assembly.GetTypes()).Where(IsInARoom))
        {
            known.TryAdd(type.Namespace!, new Dictionary<string, string>(StringComparer.Ordinal));
            foreach (Type used in new UsedTypes(type).All.Where(used => used.Namespace != type.Namespace && IsInARoom(used)))
            {
                known[type.Namespace!].TryAdd(used.Namespace!, $"{UsedTypes.Outermost(type).Name} by {used.Name}");
            }
        }

        return known;
    }

    /// <summary>Program starts the whole program, and Narrative and its lists know each other until they are put in order by themselves.</summary>
    private static bool IsInARoom(Type type) => type.Namespace is { } space && space.StartsWith("DataSharing.", StringComparison.Ordinal)
        && !space.StartsWith("DataSharing.Disclosure.Narrative", StringComparison.Ordinal) && UsedTypes.Outermost(type).Name != "Program";
}
