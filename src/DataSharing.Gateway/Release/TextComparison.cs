namespace DataSharing.Gateway.Release;

/// <summary>Goes through two texts together and asks the table about everything that is not the same. Used once.</summary>
internal sealed class TextComparison(ForceText then, ForceText now)
{
    private readonly List<ProfileChange> _changes = [];
    private readonly HashSet<string> _files = new(StringComparer.Ordinal);

    /// <summary>The files of which a change was told.</summary>
    public IReadOnlySet<string> Files => _files;

    /// <summary>Every change.</summary>
    public IReadOnlyList<ProfileChange> Changes()
    {
        Look([], then.Whole, now.Whole);
        return _changes;
    }

    private void Look(IReadOnlyList<string> path, Part? before, Part? after)
    {
        if (Part.AreSame(before, after))
        {
            return;
        }

        ChangeRule? rule = ChangeTable.Rules.Select(candidate => (Rule: candidate, Fit: candidate.Fit(path)))
            .Where(candidate => candidate.Fit >= 0).OrderByDescending(candidate => candidate.Fit).Select(candidate => candidate.Rule)
            .FirstOrDefault();
        bool comesOrGoes = before is null || after is null;
        if (rule is not null && (comesOrGoes || !rule.Judge.IsOfWhole))
        {
            Tell(path, before, after, rule);
        }
        else if (IsOfMembers(before) && IsOfMembers(after) && (rule is not null || ChangeTable.Rules.Any(within => within.IsWithin(path))))
        {
            foreach (string name in Part.MembersOf(after).Keys.Union(Part.MembersOf(before).Keys, StringComparer.Ordinal))
            {
                Look([.. path, name], before?[name], after?[name]);
            }
        }
        else
        {
            Add(path, before, after, ChangeClass.Wider, "is not known to the table of changes");
        }
    }

    private static bool IsOfMembers(Part? part) => part is null or { Kind: Disclosure.Configuration.ConfigKind.Object };

    private void Tell(IReadOnlyList<string> path, Part? before, Part? after, ChangeRule rule)
    {
        foreach (Finding finding in rule.Judge.Of(new PartChange(path, before, after, then, now)))
        {
            Add(path, before, after, finding.Class, finding.Words, rule.WordsFor(path));
        }
    }

    private void Add(IReadOnlyList<string> path, Part? before, Part? after, ChangeClass of, string words, string? what = null)
    {
        string part = string.Join('.', path);
        _changes.Add(new ProfileChange(part, of, what is null ? $"{part} {words}" : $"{what}: {words}"));
        _files.UnionWith(FilesOf(before).Concat(FilesOf(after)));
    }

    private static IEnumerable<string> FilesOf(Part? part) => part is null ? []
        : part.Members.Values.SelectMany(FilesOf).Append(part.File).Where(file => file.Length > 0);
}
