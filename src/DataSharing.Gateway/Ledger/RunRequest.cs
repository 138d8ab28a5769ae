namespace DataSharing.Gateway.Ledger;

/// <summary>Who or what asked for a run, and for what. Made by <see cref="BySchedule"/> or <see cref="ByPerson"/>.</summary>
internal sealed class RunRequest
{
    private RunRequest(
        RunCommand command, DateTimeOffset? dueAt, string? person, string? reason, string? profileHash, string programVersion)
    {
        Command = command;
        DueAt = dueAt;
        Person = person;
        Reason = reason;
        ProfileHash = profileHash;
        ProgramVersion = programVersion;
    }

    /// <summary>What is to be done.</summary>
    public RunCommand Command { get; }

    /// <summary>The scheduled time the run serves; null when a person asked.</summary>
    public DateTimeOffset? DueAt { get; }

    /// <summary>Who asked; null when the schedule did.</summary>
    public string? Person { get; }

    /// <summary>Why, in the person's words.</summary>
    public string? Reason { get; }

    /// <summary>
    /// The hash of the files of configuration that the run rests on, as they were when it was asked for; null where it is not known.
    /// </summary>
    public string? ProfileHash { get; }

    /// <summary>The version of the program.</summary>
    public string ProgramVersion { get; }

    /// <summary>What it is for, where that is less than its command says: <see cref="Withdrawals"/>; null for everything.</summary>
    public string? Scope { get; private init; }

    /// <summary>The scope of a run that tells what was withdrawn, and sends nothing else. It serves no due time.</summary>
    public const string Withdrawals = "withdrawals";

    /// <summary>The same request for less than its command says.</summary>
    public RunRequest For(string scope) => new(Command, DueAt, Person, Reason, ProfileHash, ProgramVersion) { Scope = scope };

    /// <summary>Who is named in the journal: the person, or <c>schedule</c>.</summary>
    internal string Actor => Person ?? "schedule";

    /// <summary>A run that the schedule asks for.</summary>
    public static RunRequest BySchedule(DateTimeOffset dueAt, RunCommand command, string? profileHash, string programVersion) =>
        new(command, dueAt, null, null, profileHash, programVersion);

    /// <summary>A run that a person asks for.</summary>
    public static RunRequest ByPerson(string person, string? reason, RunCommand command, string? profileHash, string programVersion)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(person);
        return new(command, null, person, reason, profileHash, programVersion);
    }
}
