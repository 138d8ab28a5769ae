namespace DataSharing.Gateway.Release;

/// <summary>One line of the table: a part, and what a change of it does.</summary>
/// <param name="Pattern">The names that lead to the part, with dots between them; a star stands for any name.</param>
/// <param name="What">What it is, in words; <c>{0}</c> and <c>{1}</c> are the names that stand for the stars.</param>
/// <param name="Judge">Says what a change does.</param>
internal sealed record ChangeRule(string Pattern, string What, Judge Judge)
{
    private const string Any = "*";

    private readonly string[] _names = Pattern.Split('.');

    /// <summary>
    /// How many names of the path are the pattern's own, so that the rule with the most is taken; -1 where it is not for it.
    /// </summary>
    public int Fit(IReadOnlyList<string> path) => path.Count == _names.Length && Begins(path) ? _names.Count(name => name != Any) : -1;

    /// <summary>Whether the rule is for something within a part.</summary>
    public bool IsWithin(IReadOnlyList<string> path) => path.Count < _names.Length && Begins(path);

    /// <summary>What the part of a path is, in words.</summary>
    public string WordsFor(IReadOnlyList<string> path)
    {
        string[] stars = [.. path.Where((_, at) => _names[at] == Any)];
        return What.Replace("{0}", stars.FirstOrDefault(), StringComparison.Ordinal)
            .Replace("{1}", stars.LastOrDefault(), StringComparison.Ordinal);
    }

    private bool Begins(IReadOnlyList<string> path) =>
        path.Index().All(name => _names[name.Index] == Any || _names[name.Index] == name.Item);
}
