using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace DataSharing.Gateway.Ledger;

/// <summary>A run with what it counted, as the database gives it.</summary>
internal sealed class RunRow
{
    /// <summary>
    /// Every run with each of its counts, or once with none; a condition on <c>r</c> and <see cref="ByRun"/> are appended.
    /// </summary>
    public const string Select =
        """
        select r.id, r.force, r.fence, r.asked_by, r.due_at, r.person, r.request_reason, r.command, r.profile_hash, r.program_version, r.started_at,
               r.ended_at, r.outcome, r.reason, r.export_id, r.scope,
               c.kind, c.reason, c.field, c.records
        from run r left join run_count c on c.run_id = r.id

        """;

    /// <summary>The order in which <see cref="Stream"/> reads.</summary>
    public const string ByRun = "order by r.id";

    // No database orders texts as another one does, so they are ordered here.
    private readonly SortedDictionary<string, int> _excluded = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _heldBack = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _others = new(StringComparer.Ordinal);

    public required long Id { get; init; }

    public required string Force { get; init; }

    public required long? Fence { get; init; }

    public required string AskedBy { get; init; }

    public required string? DueAt { get; init; }

    public required string? Person { get; init; }

    public required string? RequestReason { get; init; }

    public required string Command { get; init; }

    public required string? ProfileHash { get; init; }

    public required string ProgramVersion { get; init; }

    public required string StartedAt { get; init; }

    public required string? EndedAt { get; init; }

    public required string? Outcome { get; init; }

    public required string? Reason { get; init; }

    public required long? ExportId { get; init; }

    public required string? Scope { get; init; }

    /// <summary>Streams runs, each with all its counts.</summary>
    /// <param name="work">The connection.</param>
    /// <param name="condition">Which runs, beginning with <c>where</c>; empty for all.</param>
    /// <param name="parameters">What the condition names.</param>
    public static IEnumerable<RunRow> Stream(LedgerWork work, string condition, object? parameters)
    {
        RunRow? current = null;
        foreach (RunRow ended in work.Stream(Select + condition + ByRun, parameters, reader =>
        {
            RunRow? complete = null;
            if (current is null || current.Id != reader.GetInt64(0))
            {
                complete = current;
                current = Read(reader);
            }

            current.Count(reader);
            return complete;
        }).OfType<RunRow>())
        {
            yield return ended;
        }

        if (current is not null)
        {
            yield return current;
        }
    }

    /// <summary>
    /// What the journal says of a run when it ends: all that there is of it. <see cref="RunsDigest"/> is made of the same, so a member that
    /// comes later is there only where it has a value: no run from before has one.
    /// </summary>
    public JournalBody EndedBody() => (Scope is null ? new JournalBody() : new JournalBody().With("scope", Scope))
        .With("run", Id)
        .With("fence", Fence)
        .With("askedBy", AskedBy)
        .With("dueAt", DueAt)
        .With("person", Person)
        .With("requestReason", RequestReason)
        .With("command", Command)
        .With("profileHash", ProfileHash)
        .With("programVersion", ProgramVersion)
        .With("startedAt", StartedAt)
        .With("endedAt", EndedAt)
        .With("outcome", Outcome)
        .With("reason", Reason)
        .With("export", ExportId)
        .With("excluded", Text(_excluded))
        .With("heldBack", Text(_heldBack, _others));

    private static RunRow Read(DbDataReader reader) => new()
    {
        Id = reader.GetInt64(0),
        Force = reader.GetString(1),
        Fence = reader.IsDBNull(2) ? null : reader.GetInt64(2),
        AskedBy = reader.GetString(3),
        DueAt = TextOf(reader, 4),
        Person = TextOf(reader, 5),
        RequestReason = TextOf(reader, 6),
        Command = reader.GetString(7),
        ProfileHash = TextOf(reader, 8),
        ProgramVersion = reader.GetString(9),
        StartedAt = reader.GetString(10),
        EndedAt = TextOf(reader, 11),
        Outcome = TextOf(reader, 12),
        Reason = TextOf(reader, 13),
        ExportId = reader.IsDBNull(14) ? null : reader.GetInt64(14),
        Scope = TextOf(reader, 15),
    };

    private void Count(DbDataReader reader)
    {
        if (reader.IsDBNull(16))
        {
            return;
        }

        string kind = reader.GetString(16);
        string reason = reader.GetString(17);
        string field = reader.GetString(18);
        // An exclusion has no field; where somebody gave it one, that shows.
        (SortedDictionary<string, int> counts, string what) = kind switch
        {
            "excluded" when field.Length == 0 => (_excluded, reason),
            "heldBack" => (_heldBack, $"{reason}/{field}"),
            _ => (_others, $"{kind}/{reason}/{field}"),
        };
        counts[what] = reader.GetInt32(19);
    }

    private static string Text(params SortedDictionary<string, int>[] counts) =>
        string.Join(' ',
            counts.SelectMany(one => one).Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Key}={one.Value}")));

    private static string? TextOf(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}

/// <summary>
/// What the journal says of the runs that ended before their ends were in it: how many, and SHA-256 over all of them in the order of their
/// ids, each as the force and the body that an entry about its end would have, one line each.
/// </summary>
internal sealed class RunsDigest : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public long Runs { get; private set; }

    public long Last { get; private set; }

    public void Add(RunRow run)
    {
        Runs++;
        Last = run.Id;
        _hash.AppendData(Encoding.UTF8.GetBytes($"{run.Force}\n{run.EndedBody().ToJson()}\n"));
    }

    /// <summary>The digest in lower-case hexadecimal.</summary>
    public string Finish() => Convert.ToHexStringLower(_hash.GetHashAndReset());

    public void Dispose() => _hash.Dispose();
}
