namespace DataSharing.Gateway.Exports;

/// <summary>
/// The steps of a run, in the order in which they end. A process killed after any of them leaves something that the next run finishes or
/// repeats.
/// </summary>
internal enum ExportStep
{
    /// <summary>The force's lease is ours and the run is in the ledger.</summary>
    RunOpened,

    /// <summary>The profile was read and the agreement allows sending.</summary>
    ProfileRead,

    /// <summary>Earlier exports are finished or void.</summary>
    Resumed,

    /// <summary>What people withdrew is told to the force, in a file of its own where anything was to be told.</summary>
    WithdrawalsTold,

    /// <summary>The source was read to its end and compared with the holding.</summary>
    Planned,

    /// <summary>The file and its manifest are in the outbox.</summary>
    Written,

    /// <summary>The export is in the ledger.</summary>
    Built,

    /// <summary>The drop answered, and the ledger says that the export is being sent.</summary>
    Sending,

    /// <summary>The file stands at the drop under its temporary name.</summary>
    Uploaded,

    /// <summary>Every row was looked at again.</summary>
    LookedAgain,

    /// <summary>The ledger says that the rename is next.</summary>
    Publishing,

    /// <summary>The witness, outside the ledger, says so too.</summary>
    Witnessed,

    /// <summary>The file has its final name.</summary>
    Renamed,

    /// <summary>The ledger knows it.</summary>
    Published,

    /// <summary>The manifest has its final name.</summary>
    ManifestPut,

    /// <summary>The holding has moved and the export is closed.</summary>
    Closed,
}

/// <summary>Whoever wants to see a run advance: the console's progress, or a test.</summary>
internal sealed class RunWatch
{
    /// <summary>Nobody.</summary>
    public static RunWatch None { get; } = new();

    /// <summary>Called on the run's own thread when a step has ended, with the force's slug.</summary>
    public Action<string, ExportStep>? Stepped { get; init; }

    /// <summary>Called now and then with the force's slug and the number of records read so far.</summary>
    public Action<string, long>? RecordsRead { get; init; }

    /// <summary>
    /// Called often while a file is sent, with the force's slug, the bytes that the server has acknowledged, and how many there are.
    /// </summary>
    public Action<string, long, long>? BytesSent { get; init; }

    /// <summary>Says that a step has ended.</summary>
    public void Step(string force, ExportStep step) => Stepped?.Invoke(force, step);
}
