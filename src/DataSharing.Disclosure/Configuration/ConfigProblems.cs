namespace DataSharing.Disclosure.Configuration;

/// <summary>Collects every problem of a configuration, so that an administrator sees all of them at once.</summary>
public sealed class ConfigProblems
{
    private readonly List<ConfigProblem> _all = [];
    private readonly List<ConfigProblem> _warnings = [];
    private readonly List<ConfigNote> _notes = [];

    /// <summary>Where what readers ask of documents is written down; null where nobody wants to know.</summary>
    public ConfigQuestions? Questions { get; init; }

    /// <summary>All errors found so far, in the order found. A warning is not among them, because it suspends nothing.</summary>
    public IReadOnlyList<ConfigProblem> All => _all;

    /// <summary>The problems that suspend nothing, in the order found.</summary>
    public IReadOnlyList<ConfigProblem> Warnings => _warnings;

    /// <summary>
    /// What is no problem and should be known, in the order found. Notes suspend nothing, and nothing need be done about them.
    /// </summary>
    public IReadOnlyList<ConfigNote> Notes => _notes;

    /// <summary>Whether no error has been found so far.</summary>
    public bool None => _all.Count == 0;

    /// <summary>Whether an error was found in a file, when it was read or when its members were.</summary>
    public bool In(string file) => _all.Exists(problem => problem.File == file);

    /// <summary>
    /// How often an error was added, the same one counted each time: a fault of a protocol is kept once, but must be noticed by every force
    /// that uses the protocol.
    /// </summary>
    internal int Reported { get; private set; }

    /// <summary>Adds an error at a node of a document.</summary>
    public void Add(ConfigNode at, string message, string fix)
    {
        ArgumentNullException.ThrowIfNull(at);
        Add(new ConfigProblem(at.File, at.Path, at.Line, message, fix));
    }

    /// <summary>Adds an error or a warning; the same one is kept once.</summary>
    public void Add(ConfigProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        bool warning = problem.Severity == ConfigSeverity.Warning;
        Reported += warning ? 0 : 1;
        List<ConfigProblem> known = warning ? _warnings : _all;
        if (!known.Contains(problem))
        {
            known.Add(problem);
        }
    }

    /// <summary>Adds a warning at a node of a document.</summary>
    public void Warn(string code, ConfigNode at, string message, string fix)
    {
        ArgumentNullException.ThrowIfNull(at);
        Add(ConfigProblem.Warning(code, at.File, at.Path, at.Line, message, fix));
    }

    /// <summary>Adds a note at a node of a document.</summary>
    public void Note(string code, ConfigNode at, string message, string fix)
    {
        ArgumentNullException.ThrowIfNull(at);
        Note(new ConfigNote(code, at.File, at.Path, at.Line, message, fix));
    }

    /// <summary>Adds a note; the same note is kept once.</summary>
    public void Note(ConfigNote note)
    {
        if (!_notes.Contains(note))
        {
            _notes.Add(note);
        }
    }
}
