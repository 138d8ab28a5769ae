namespace DataSharing.Disclosure.Configuration;

/// <summary>Collects every problem of a configuration, so that an administrator sees all of them at once.</summary>
public sealed class ConfigProblems
{
    private readonly List<ConfigProblem> _all = [];
    private readonly List<ConfigNote> _notes = [];

    /// <summary>All problems found so far, in the order found.</summary>
    public IReadOnlyList<ConfigProblem> All => _all;

    /// <summary>What is no problem and should be known, in the order found. Notes suspend nothing.</summary>
    public IReadOnlyList<ConfigNote> Notes => _notes;

    /// <summary>Whether no problem has been found so far.</summary>
    public bool None => _all.Count == 0;

    /// <summary>Whether something was found in a file, when it was read or when its members were.</summary>
    public bool In(string file) => _all.Exists(problem => problem.File == file);

    /// <summary>
    /// How often a problem was added, the same one counted each time: a fault of a protocol is kept once, but must be noticed by every force that
    /// uses the protocol.
    /// </summary>
    internal int Reported { get; private set; }

    /// <summary>Adds a problem at a place in a document.</summary>
    public void Add(ConfigNode at, string message, string fix)
    {
        ArgumentNullException.ThrowIfNull(at);
        Add(new ConfigProblem(at.File, at.Path, at.Line, message, fix));
    }

    /// <summary>Adds a problem; the same problem is kept once.</summary>
    public void Add(ConfigProblem problem)
    {
        Reported++;
        if (!_all.Contains(problem))
        {
            _all.Add(problem);
        }
    }

    /// <summary>Adds a note at a place in a document.</summary>
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
