namespace DataSharing.Disclosure.Configuration;

/// <summary>Collects every problem of a configuration, so that an administrator sees all of them at once.</summary>
public sealed class ConfigProblems
{
    private readonly List<ConfigProblem> _all = [];

    /// <summary>All problems found so far, in the order found.</summary>
    public IReadOnlyList<ConfigProblem> All => _all;

    /// <summary>Whether nothing has been found so far.</summary>
    public bool None => _all.Count == 0;

    /// <summary>Adds a problem at a place in a document.</summary>
    public void Add(ConfigNode at, string message, string fix)
    {
        ArgumentNullException.ThrowIfNull(at);
        Add(new ConfigProblem(at.File, at.Path, at.Line, message, fix));
    }

    /// <summary>Adds a problem; the same problem is kept once.</summary>
    public void Add(ConfigProblem problem)
    {
        if (!_all.Contains(problem))
        {
            _all.Add(problem);
        }
    }
}
