using System.Globalization;
using DataSharing.Disclosure.Configuration;
using DataSharing.Disclosure.References;
using DataSharing.Gateway.Ledger;

namespace DataSharing.Gateway.Release;

/// <summary>Puts a <see cref="ForceText"/> together from its files.</summary>
internal sealed class ForceTextReader
{
    private const string Treatment = "treatment";

    // What of a profile and its protocol is put together; all else keeps its name.
    private static readonly string[] Joined = [
        ForceText.Columns, ForceText.CodeMaps, "rarePremises", "smallNumbers", "selection", "referencePattern", "referencePatterns"];

    private readonly string _force;
    private readonly IReadOnlyCollection<string> _changed;
    private readonly Dictionary<string, byte[]> _files;
    private readonly ConfigProblems _problems = new();
    private readonly OrderedDictionary<string, Part> _whole = new(StringComparer.Ordinal);
    private readonly OrderedDictionary<string, OrderedDictionary<string, Part>> _unused = new(StringComparer.Ordinal);

    public ForceTextReader(DeliveredProfile profile, string force, IReadOnlyCollection<string> changed)
    {
        _force = force;
        _changed = changed;
        _files = profile.Files.ToDictionary(file => file.File, file => file.Bytes, StringComparer.Ordinal);
    }

    /// <summary>The text; null where it does not have the form that the program reads.</summary>
    public ForceText? Read()
    {
        Part? profile = Document($"forces/{_force}.json");
        Part? protocol = profile?["protocol"] is { Kind: ConfigKind.Text } name ? Document($"protocols/{name.Literal}.json") : null;
        Part? dictionary = Document("source/fields.json");
        Part? sql = Take("source/incidents.sql", Part.OfText);
        if (profile is null || protocol is null || dictionary is null || sql is null)
        {
            return null;
        }

        foreach ((string member, Part value) in profile.Members.Where(member => !Joined.Contains(member.Key, StringComparer.Ordinal)))
        {
            _whole[member] = value;
        }

        bool isWhole = JoinBlocks(profile, protocol) && JoinSelection(profile, protocol) && JoinColumns(profile, protocol)
            && JoinCodeMaps(profile, protocol);
        _whole["protocols"] = Part.OfMembers(
            protocol.File, protocol.Members.Where(member => !Joined.Contains(member.Key, StringComparer.Ordinal)));
        _whole[ForceText.Dictionary] = dictionary;
        _whole["sql"] = sql;
        _whole[ForceText.Reference] = Part.OfMembers("", Lists());
        _whole[ForceText.Unused] = Part.OfMembers(
            "", _unused.Select(kind => KeyValuePair.Create(kind.Key, Part.OfMembers("", kind.Value))));
        // A file that nobody asked for is none that this program knows.
        _whole["files"] = Part.OfMembers("", _files.ToArray().Select(file => KeyValuePair.Create(
            file.Key, Part.OfText(file.Key, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(file.Value))))));
        return isWhole && _problems.None ? new ForceText(Part.OfMembers("", _whole)) : null;
    }

    private Part? Document(string file) =>
        _files.Remove(file, out byte[]? bytes) && ConfigDocument.Parse(file, bytes, _problems) is { } document ? Part.Of(document.Node) : null;

    private Part? Take(string file, Func<string, string, Part> read) =>
        _files.Remove(file, out byte[]? bytes) && ConfigText.Read(file, bytes, _problems) is { } text ? read(file, text) : null;

    /// <summary>Takes the blocks that either the protocol or the profile has. False where both have one.</summary>
    private bool JoinBlocks(Part profile, Part protocol)
    {
        foreach (string block in new[] { "rarePremises", "smallNumbers" })
        {
            if (profile[block] is not null && protocol[block] is not null)
            {
                return false;
            }

            if ((protocol[block] ?? profile[block]) is { } written)
            {
                _whole[block] = written;
            }
        }

        Part? shared = protocol["referencePatterns"];
        if ((profile["referencePattern"] ?? shared?[_force]) is { } pattern)
        {
            _whole["referencePattern"] = pattern;
        }

        foreach ((string force, Part other) in Part.MembersOf(shared).Where(member => member.Key != _force))
        {
            Leave("referencePatterns", force, other);
        }

        return (profile["referencePattern"] is null || shared?[_force] is null) && shared is null or { Kind: ConfigKind.Object };
    }

    private bool JoinSelection(Part profile, Part protocol)
    {
        if (protocol["selection"] is not { Kind: ConfigKind.Object } shared || profile["selection"] is { Kind: not ConfigKind.Object })
        {
            return false;
        }

        var members = new OrderedDictionary<string, Part>(StringComparer.Ordinal);
        foreach ((string name, Part value) in shared.Members.Concat(Part.MembersOf(profile["selection"])))
        {
            if (!members.TryGetValue(name, out Part? other))
            {
                members[name] = value;
            }
            else if (name == "conditions" && value.Kind == ConfigKind.Array && other.Kind == ConfigKind.Array)
            {
                members[name] = Part.OfItems(value.File, other.Items.Concat(value.Items));
            }
            else
            {
                return false;
            }
        }

        _whole["selection"] = Part.OfMembers(shared.File, members);
        return true;
    }

    /// <summary>Takes each column that the force gets, with what the protocol says of it, and leaves the others.</summary>
    private bool JoinColumns(Part profile, Part protocol)
    {
        if (profile[ForceText.Columns] is not { Kind: ConfigKind.Array } listed
            || protocol[ForceText.Columns] is { Kind: not ConfigKind.Object })
        {
            return false;
        }

        IReadOnlyDictionary<string, Part> shared = Part.MembersOf(protocol[ForceText.Columns]);
        var columns = new OrderedDictionary<string, Part>(StringComparer.Ordinal);
        foreach (Part item in listed.Items)
        {
            Part? name = item.Kind == ConfigKind.Object ? item["column"] : item;
            if (name is not { Kind: ConfigKind.Text } || !columns.TryAdd(name.Literal, Column(name.Literal, item, shared)))
            {
                return false;
            }
        }

        _whole[ForceText.Columns] = Part.OfMembers(listed.File, columns);
        _whole["order"] = Part.OfItems(listed.File, columns.Keys.Select(name => Part.OfText(listed.File, name)));
        Part? premises = _whole.GetValueOrDefault("rarePremises");
        string?[] counting = [premises?["area"]?.Literal, premises?["type"]?.Literal];
        _whole[ForceText.Counting] = Part.OfMembers(protocol.File, shared.Where(column => !columns.ContainsKey(column.Key)
            && counting.Contains(column.Key, StringComparer.Ordinal)));
        foreach ((string name, Part column) in shared.Where(column => !columns.ContainsKey(column.Key)
            && !counting.Contains(column.Key, StringComparer.Ordinal)))
        {
            Leave(ForceText.Columns, name, column);
        }

        return true;
    }

    private Part Column(string name, Part item, IReadOnlyDictionary<string, Part> shared)
    {
        Part? definition = shared.GetValueOrDefault(name);
        if (definition?[Treatment] is { } covered && item[Treatment] is not null)
        {
            Leave("treatments", name, covered);
        }

        return Part.OfMembers(
            definition?.File ?? item.File, [.. Part.MembersOf(definition), .. item.Members.Where(member => member.Key != "column")]);
    }

    /// <summary>Takes the code maps that something names, a profile's own in the place of the protocol's, and leaves the others.</summary>
    private bool JoinCodeMaps(Part profile, Part protocol)
    {
        if (new[] { profile, protocol }.Any(document => document[ForceText.CodeMaps] is { Kind: not ConfigKind.Object }))
        {
            return false;
        }

        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (string block in new[] { ForceText.Columns, ForceText.Counting, "smallNumbers" })
        {
            FindMaps(_whole.GetValueOrDefault(block), used);
        }

        var maps = new OrderedDictionary<string, Part>(StringComparer.Ordinal);
        foreach ((string name, Part map) in Part.MembersOf(profile[ForceText.CodeMaps]).Concat(Part.MembersOf(protocol[ForceText.CodeMaps])))
        {
            if (!used.Contains(name) || !maps.TryAdd(name, map))
            {
                Leave(ForceText.CodeMaps, $"{name} ({map.File})", map);
            }
        }

        _whole[ForceText.CodeMaps] = Part.OfMembers("", maps);
        return true;
    }

    private static void FindMaps(Part? part, HashSet<string> found)
    {
        if (part?["codes"] is { Kind: ConfigKind.Text } name)
        {
            found.Add(name.Literal);
        }

        foreach (Part inner in part is null ? [] : part.Members.Values.Concat(part.Items))
        {
            FindMaps(inner, found);
        }
    }

    private void Leave(string kind, string name, Part part)
    {
        if (!_unused.TryGetValue(kind, out OrderedDictionary<string, Part>? parts))
        {
            _unused[kind] = parts = new OrderedDictionary<string, Part>(StringComparer.Ordinal);
        }

        parts[name] = part;
    }

    /// <summary>The lists, each as an object with a member for every row or term.</summary>
    private IEnumerable<KeyValuePair<string, Part>> Lists()
    {
        (string Name, Func<string, string, Part> Read)[] lists =
        [
            ("local-authorities", (file, text) => Rows(file, text, ["code", "name"], ["code", "name", "force", "alias"], row => row["code"])),
            ("towns", (file, text) => Rows(file, text, ["town"], ["town"], row => row["town"])),
            ("outward-codes", (file, text) => Rows(file, text, ["area", "districts"], ["area", "districts", "geographic"],
                row => row["area"] + (row.GetValueOrDefault("geographic") == "no" ? " (no place)" : ""))),
            ("premises", (file, text) => Rows(
                file, text, ["area", "type", "count"], ["count"], row => $"{row["type"]} in {row["area"]}")),
        ];
        foreach ((string name, Func<string, string, Part> read) in lists)
        {
            if (Take($"reference/{name}.csv", IfChanged(read)) is { } list)
            {
                yield return KeyValuePair.Create(name, list);
            }
        }

        foreach (string name in new[] { "keep", "narrative-keep" })
        {
            if (Take($"reference/{name}.txt", IfChanged(Terms)) is { } list)
            {
                yield return KeyValuePair.Create(name, list);
            }
        }
    }

    /// <summary>A list that is the same in both texts need not be taken apart, and one can be long.</summary>
    private Func<string, string, Part> IfChanged(Func<string, string, Part> read) => (file, text) =>
        _changed.Contains(file) ? read(file, text) : Part.OfMembers(file, []);

    /// <summary>
    /// The rows by what tells them apart, with the cells that the program reads; of those with one key the cells are joined.
    /// </summary>
    private Part Rows(
        string file, string text, IReadOnlyList<string> needed, string[] read, Func<IReadOnlyDictionary<string, string>, string> key)
    {
        var rows = new OrderedDictionary<string, Part>(StringComparer.Ordinal);
        foreach (IGrouping<string, IReadOnlyDictionary<string, string>> same in ReferenceLists
            .RowsOf(file["reference/".Length..^".csv".Length], text, needed, _problems).GroupBy(key, StringComparer.Ordinal))
        {
            rows[same.Key] = Part.OfMembers(file, read.Where(column => same.First().ContainsKey(column)).Select(column => KeyValuePair.Create(
                column, Part.OfText(file, string.Join(' ', same.Select(row => row[column]).Distinct(StringComparer.Ordinal))))));
        }

        return Part.OfMembers(file, rows);
    }

    /// <summary>The terms of a keep list, each with its line.</summary>
    private static Part Terms(string file, string text) => Part.OfMembers(file, text.TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n')
        .Select((line, at) => KeyValuePair.Create(
            line.Trim(), Part.OfText(file, (at + 1).ToString(CultureInfo.InvariantCulture))))
        .Where(term => term.Key.Length > 0 && term.Key[0] != '#'));
}
