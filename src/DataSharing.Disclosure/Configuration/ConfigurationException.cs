namespace DataSharing.Disclosure.Configuration;

/// <summary>The configuration has problems; carries all of them. Exit code 2.</summary>
public sealed class ConfigurationException : Exception
{
    /// <summary>Carries the problems found, at least one.</summary>
    public ConfigurationException(IReadOnlyList<ConfigProblem> problems)
        : base(problems.Count == 1 ? problems[0].ToString() : $"The configuration has {problems.Count} problems.") => Problems = problems;

    /// <summary>Every problem, in the order of the files.</summary>
    public IReadOnlyList<ConfigProblem> Problems { get; }
}
