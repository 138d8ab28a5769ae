using System.Data.Common;
using System.Text.Json;
using DataSharing.Disclosure;

namespace DataSharing.Gateway.Ledger;

/// <summary>The acts that somebody asked for and that are not done at once.</summary>
internal sealed class LedgerRequests(LedgerDatabase database, LedgerClock clock)
{
    internal const string Lock = "requests";

    internal const string Select =
        "select id, operation, arguments, person, state, asked_at, valid_until, second, ended_at, reason, entry from request ";

    private const string Insert =
        """
        insert into request (operation, arguments, person, state, asked_at, valid_until, entry)
        values (@operation, @arguments, @person, @state, @askedAt, @validUntil, @entry)
        """;

    private const string End =
        "update request set state = @state, second = @second, ended_at = @endedAt, reason = @reason where id = @id and ended_at is null";

    private const string Claim = "update request set state = 'running', second = @second where id = @id and state = 'waitsForSecond'";

    private const string IsOpen = "where ended_at is null ";

    /// <summary>Records that somebody asks for an act that needs a second person, with its entry.</summary>
    /// <param name="operation">The operation: the name of its class.</param>
    /// <param name="arguments">What is asked, by name; no value of an incident.</param>
    /// <param name="person">Who asks.</param>
    /// <param name="validUntil">Until when a second person's word counts.</param>
    /// <param name="cancellation">Stops the write.</param>
    /// <returns>The request as it stands in the ledger.</returns>
    /// <exception cref="LedgerException">The ledger cannot be written.</exception>
    public Task<RecordedRequest> MakeAsync(
        string operation, IReadOnlyDictionary<string, string> arguments, string person, DateTimeOffset validUntil,
        CancellationToken cancellation = default) => database.WriteAsync(
            "recording a request",
            async work =>
            {
                await work.LockAsync(Lock);
                DateTimeOffset now = await Journal.BelievedAsync(work, clock.UtcNow());
                var made = new RecordedRequest
                {
                    Id = 0, Operation = operation, Arguments = arguments, Person = person, State = RequestState.WaitsForSecond,
                    AskedAt = now, ValidUntil = validUntil,
                };
                long entry = await Journal.AppendAsync(work, now, JournalKind.RequestMade, null, person, MadeBody(made));
                long id = await work.ScalarAsync<long>(
                    work.Database.Inserted(Insert),
                    new
                    {
                        operation, arguments = Stored(arguments), person, state = made.State.Word(), askedAt = UtcText.Of(now),
                        validUntil = UtcText.Of(validUntil), entry,
                    });
                return made with { Id = id };
            },
            cancellation);

    /// <summary>The requests, oldest first.</summary>
    /// <param name="openOnly">Whether those that ended are left out.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public IReadOnlyList<RecordedRequest> All(bool openOnly, CancellationToken cancellation = default) =>
        [.. database.Stream("reading the requests", Select + (openOnly ? IsOpen : "") + "order by id", null, Read, cancellation)];

    /// <summary>One request; null where there is none.</summary>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public RecordedRequest? Find(long id, CancellationToken cancellation = default) =>
        database.Stream("reading a request", Select + "where id = @id", new { id }, Read, cancellation).SingleOrDefault();

    /// <summary>Ends the requests for whose second word the time is over.</summary>
    /// <returns>How many.</returns>
    /// <exception cref="LedgerException">The ledger cannot be written.</exception>
    public async Task<int> ExpireAsync(CancellationToken cancellation = default)
    {
        int expired = 0;
        foreach (RecordedRequest request in All(openOnly: true, cancellation).Where(
            request => request.State == RequestState.WaitsForSecond && IsOver(request)))
        {
            expired += await EndAsync(request, RequestState.Expired, null, Reason.RequestExpired, request.Person, cancellation) ? 1 : 0;
        }

        return expired;
    }

    /// <summary>Whether the time for a second person's word is over.</summary>
    public bool IsOver(RecordedRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.ValidUntil < clock.UtcNow();
    }

    /// <summary>Takes a request for somebody who gives the second word, so that nobody else does what it asks for.</summary>
    /// <param name="id">The request's number.</param>
    /// <param name="second">Who gives it.</param>
    /// <param name="cancellation">Stops the write.</param>
    /// <returns>False when it does not wait any more.</returns>
    /// <exception cref="LedgerException">The ledger cannot be written.</exception>
    public Task<bool> ClaimAsync(long id, string second, CancellationToken cancellation = default) => database.WriteAsync(
        "taking a request",
        async work =>
        {
            await work.LockAsync(Lock);
            return await work.ExecuteAsync(Claim, new { id, second }) > 0;
        },
        cancellation);

    /// <summary>Ends a request, with its entry.</summary>
    /// <param name="request">The request.</param>
    /// <param name="state">How it ended.</param>
    /// <param name="second">Who gave the second word; null for nobody.</param>
    /// <param name="reason">Why it ended so; null where it was done.</param>
    /// <param name="actor">Who ended it, for the journal.</param>
    /// <param name="cancellation">Stops the write.</param>
    /// <returns>False when it had ended before.</returns>
    /// <exception cref="LedgerException">The ledger cannot be written.</exception>
    public Task<bool> EndAsync(
        RecordedRequest request, RequestState state, string? second, Reason? reason, string actor,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return database.WriteAsync(
            "ending a request",
            async work =>
            {
                await work.LockAsync(Lock);
                return await EndAsync(work, await Journal.BelievedAsync(work, clock.UtcNow()), request, state, second, reason, actor);
            },
            cancellation);
    }

    /// <summary>As the other of this name, within a write that has the lock of the requests.</summary>
    internal static async Task<bool> EndAsync(
        LedgerWork work, DateTimeOffset now, RecordedRequest request, RequestState state, string? second, Reason? reason, string actor)
    {
        if (await work.ExecuteAsync(
            End, new { id = request.Id, state = state.Word(), second, endedAt = UtcText.Of(now), reason = reason?.Code }) == 0)
        {
            return false;
        }

        RecordedRequest ended = request with { State = state, Second = second, EndedAt = now, Reason = reason?.Code };
        await Journal.AppendAsync(work, now, JournalKind.RequestEnded, null, actor, EndedBody(ended));
        return true;
    }

    /// <summary>What the entry says that tells of a request.</summary>
    internal static JournalBody MadeBody(RecordedRequest request)
    {
        JournalBody body = new JournalBody().With("operation", request.Operation)
            .With("validUntil", request.ValidUntil is { } until ? UtcText.Of(until) : null);
        foreach ((string name, string value) in request.Arguments)
        {
            body.With(name, value);
        }

        return body;
    }

    /// <summary>What the entry says that tells of its end.</summary>
    internal static JournalBody EndedBody(RecordedRequest request) => MadeBody(request).With("request", request.Id)
        .With("person", request.Person).With("state", request.State.Word()).With("second", request.Second).With("reason", request.Reason);

    private static string Stored(IReadOnlyDictionary<string, string> arguments) =>
        JsonSerializer.Serialize(new SortedDictionary<string, string>(arguments.ToDictionary(), StringComparer.Ordinal), Json.Compact);

    internal static RecordedRequest Read(DbDataReader reader) => new()
    {
        Id = reader.GetInt64(0),
        Operation = reader.GetString(1),
        Arguments = RecordedRequest.ReadArguments(reader.GetString(2)),
        Person = reader.GetString(3),
        State = LedgerWords.Requests.Read(reader.GetString(4)),
        AskedAt = UtcText.Read(reader.GetString(5)),
        ValidUntil = reader.IsDBNull(6) ? null : UtcText.Read(reader.GetString(6)),
        Second = reader.IsDBNull(7) ? null : reader.GetString(7),
        EndedAt = reader.IsDBNull(8) ? null : UtcText.Read(reader.GetString(8)),
        Reason = reader.IsDBNull(9) ? null : reader.GetString(9),
        Entry = reader.GetInt64(10),
    };
}
