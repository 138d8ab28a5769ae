using System.Data.Common;
using System.Globalization;
using DataSharing.Disclosure.Records;

namespace DataSharing.Gateway.Ledger;

/// <summary>What people ordered about incidents and about everything. Orders are added and never changed.</summary>
internal sealed class LedgerOrders(LedgerDatabase database, LedgerClock clock)
{
    internal const string Select =
        "select id, kind, mark, key_id, number, until, incident, reason, at, entry from standing_order ";

    /// <summary>
    /// The lock that an order and the publication of an export take: an order is either seen by the publication, or given after it.
    /// </summary>
    internal const string Lock = "orders";

    // In the order of the kinds.
    private static readonly JournalKind[] EntryOf =
    [
        JournalKind.IncidentWithdrawn, JournalKind.IncidentRestored, JournalKind.IncidentHeld, JournalKind.IncidentReleased,
        JournalKind.AllStopped, JournalKind.AllResumed,
    ];

    private const string Insert =
        """
        insert into standing_order (id, kind, mark, key_id, number, until, incident, reason, at, entry)
        values (@id, @kind, @mark, @keyId, @number, @until, @incident, @reason, @at, @entry)
        """;

    private const string SelectName = "select incident from incident_name where incident_key = @key";

    private const string InsertName = "insert into incident_name (incident, incident_key) values (@incident, @key)";

    private const string SelectKey = "select incident_key from incident_name where incident = @incident";

    private const string InsertNote = "insert into order_note (order_id, key_id, sealed) values (@orderId, @keyId, @sealedNote)";

    // An order whose incident nobody can name any more may be about a row of the export.
    private const string CountTouching =
        """
        select count(*) from standing_order o left join incident_name n on n.incident = o.incident
        where o.entry > @seen and o.kind in ('withdraw', 'hold')
          and (n.incident_key is null or exists (
            select 1 from exported_row r
            where r.export_id = (select coalesce(content_of, id) from export where id = @exportId) and r.action <> 3 and r.incident_key = n.incident_key))
        """;

    /// <summary>Every order there is, in the order in which they came into the ledger.</summary>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public IReadOnlyList<StandingOrder> All(CancellationToken cancellation = default) =>
        [.. database.Stream("reading the orders", Select + "order by entry, id", null, Read, cancellation)];

    /// <summary>The orders that stand now.</summary>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public StandingOrders Standing(CancellationToken cancellation = default)
    {
        IReadOnlyList<StandingOrder> all = All(cancellation);
        IReadOnlyList<StandingOrder> inForce = StandingOrder.InForce(all);
        return new StandingOrders(
            [.. inForce.Where(order => order.Kind != OrderKind.Stop)], inForce.FirstOrDefault(order => order.Kind == OrderKind.Stop),
            all.Count == 0 ? 0 : all.Max(order => order.Entry));
    }

    /// <summary>Gives an order about an incident, with its journal entry.</summary>
    /// <param name="kind">What is ordered.</param>
    /// <param name="key">The incident's key.</param>
    /// <param name="mark">Its mark, and the key of that.</param>
    /// <param name="until">The last day of a hold; null for none.</param>
    /// <param name="note">What was written about it, sealed, with the key of that; null for nothing.</param>
    /// <param name="person">Who orders it.</param>
    /// <param name="reason">The reason that was given.</param>
    /// <param name="above">The highest number about it that is known outside the ledger; 0 where none is.</param>
    /// <param name="seen">What whoever orders saw: whether the order that stands is still that one, null where none stands; null for
    /// whoever does not look.</param>
    /// <param name="cancellation">Stops the write.</param>
    /// <returns>The order as it stands in the ledger.</returns>
    /// <exception cref="OrderOvertakenException">Another one stands than was seen.</exception>
    public Task<StandingOrder> GiveAsync(
        OrderKind kind, IncidentKey key, (string Value, string KeyId) mark, DateOnly? until, (byte[] Sealed, string KeyId)? note,
        string person, string reason, int above = 0, Func<StandingOrder?, bool>? seen = null,
        CancellationToken cancellation = default) => database.WriteAsync(
            "recording an order",
            async work =>
            {
                await work.LockAsync(Lock);
                if (seen?.Invoke(StandingAbout(work, kind, mark)) == false)
                {
                    throw new OrderOvertakenException();
                }

                string incident = await NameAsync(work, key);
                StandingOrder given = await AddAsync(
                    work, new StandingOrder
                    {
                        Id = StandingOrder.NewId(), Kind = kind, Mark = mark.Value, KeyId = mark.KeyId, Number = 0, Until = until,
                        Incident = incident, Reason = reason,
                    },
                    person, above);
                if (note is var (sealedNote, keyId))
                {
                    await work.ExecuteAsync(InsertNote, new { orderId = given.Id, keyId, sealedNote });
                }

                return given;
            },
            cancellation);

    /// <summary>Orders that everything stops, or goes on.</summary>
    /// <returns>The order as it stands in the ledger.</returns>
    public Task<StandingOrder> GiveAsync(
        OrderKind kind, string person, string reason, int above = 0, CancellationToken cancellation = default) => database.WriteAsync(
            "recording an order",
            async work =>
            {
                await work.LockAsync(Lock);
                return await AddAsync(
                    work,
                    new StandingOrder { Id = StandingOrder.NewId(), Kind = kind, Mark = "", KeyId = "", Number = 0, Reason = reason }, person,
                    above);
            },
            cancellation);

    /// <summary>
    /// Takes orders back that the ledger lacks, because it was restored from an older backup: with their ids, marks and numbers.
    /// </summary>
    /// <param name="known">Orders of the file outside the ledger; those that the ledger has already are left as they are.</param>
    /// <param name="person">Who does it, for the journal.</param>
    /// <param name="cancellation">Stops the write.</param>
    /// <returns>Those that were lacking.</returns>
    public Task<IReadOnlyList<StandingOrder>> TakeBackAsync(
        IReadOnlyList<StandingOrder> known, string person, CancellationToken cancellation = default) =>
        database.WriteAsync<IReadOnlyList<StandingOrder>>(
            "taking orders back",
            async work =>
            {
                await work.LockAsync(Lock);
                HashSet<string> there = [.. await work.ListAsync<string>("select id from standing_order")];
                var lacking = new List<StandingOrder>();
                foreach (StandingOrder order in known.Where(order => there.Add(order.Id)))
                {
                    lacking.Add(await AddAsync(work, order with { Incident = null, Reason = null }, person));
                }

                return lacking;
            },
            cancellation);

    /// <summary>The random id by which the journal calls an incident; null where nothing was ever ordered or asked about it.</summary>
    public Task<string?> NameOfAsync(IncidentKey key, CancellationToken cancellation = default) => database.ReadAsync(
        "reading an incident's id", work => work.ScalarAsync<string>(SelectName, new { key = key.Stored }), cancellation);

    /// <summary>The random id by which the journal calls an incident; made where it has none.</summary>
    public Task<string> NameAsync(IncidentKey key, CancellationToken cancellation = default) => database.WriteAsync(
        "naming an incident",
        async work =>
        {
            await work.LockAsync(Lock);
            return await NameAsync(work, key);
        },
        cancellation);

    /// <summary>The incident that the journal calls so; null where it was erased, or nothing is called so.</summary>
    public Task<IncidentKey?> KeyOfAsync(string incident, CancellationToken cancellation = default) =>
        database.ReadAsync<IncidentKey?>(
            "reading which incident it is",
            async work => await work.ScalarAsync<string>(SelectKey, new { incident }) is { } stored ? IncidentKey.FromStored(stored) : null,
            cancellation);

    /// <summary>
    /// Whether an order was given since then that keeps a row of the export from leaving. Asked under <see cref="Lock"/>.
    /// </summary>
    internal static async Task<bool> TouchesAsync(LedgerWork work, long exportId, long seen) =>
        await work.ScalarAsync<long>(CountTouching, new { exportId, seen }) > 0;

    /// <summary>Whether everything is stopped. Asked under <see cref="Lock"/>.</summary>
    internal static bool IsStopped(LedgerWork work) =>
        StandingOrder.InForce([.. work.Stream(Select + "where mark = ''", null, Read)]).Count > 0;

    internal static StandingOrder Read(DbDataReader reader) => new()
    {
        Id = reader.GetString(0),
        Kind = LedgerWords.Orders.Read(reader.GetString(1)),
        Mark = reader.GetString(2),
        KeyId = reader.GetString(3),
        Number = reader.GetInt32(4),
        Until = reader.IsDBNull(5) ? null : DateOnly.ParseExact(reader.GetString(5), "O", CultureInfo.InvariantCulture),
        Incident = reader.IsDBNull(6) ? null : reader.GetString(6),
        Reason = reader.IsDBNull(7) ? null : reader.GetString(7),
        At = UtcText.Read(reader.GetString(8)),
        Entry = reader.GetInt64(9),
    };

    /// <summary>Which order an entry of that kind tells of; null for none.</summary>
    /// <param name="word">The word of the entry's kind.</param>
    internal static OrderKind? KindOf(string word) =>
        Array.FindIndex(EntryOf, kind => kind.Word() == word) is >= 0 and int kind ? (OrderKind)kind : null;

    /// <summary>Adds an order; one without a number gets the next one about its subject.</summary>
    private async Task<StandingOrder> AddAsync(LedgerWork work, StandingOrder order, string person, int above = 0)
    {
        if (order.Number == 0)
        {
            int last = above;
            foreach (StandingOrder other in About(work, order.Mark, order.KeyId))
            {
                last = other.Subject == order.Subject ? Math.Max(last, other.Number) : last;
            }

            order = order with { Number = last + 1 };
        }

        // The moment of its entry, which is the server's where this machine's clock is wrong.
        DateTimeOffset now = await Journal.BelievedAsync(work, clock.UtcNow());
        long entry = await Journal.AppendAsync(work, now, EntryOf[(int)order.Kind], null, person, order.Body());
        order = order with { At = now, Entry = entry };
        await work.ExecuteAsync(
            Insert,
            new
            {
                id = order.Id, kind = order.Kind.Word(), mark = order.Mark, keyId = order.KeyId, number = order.Number,
                until = order.Until?.ToString("O", CultureInfo.InvariantCulture), incident = order.Incident, reason = order.Reason,
                at = UtcText.Of(now), entry,
            });
        return order;
    }

    /// <summary>The order of this pair of kinds that stands about the incident. Asked under <see cref="Lock"/>.</summary>
    private static StandingOrder? StandingAbout(LedgerWork work, OrderKind kind, (string Value, string KeyId) mark) =>
        StandingOrder.InForce([.. About(work, mark.Value, mark.KeyId)]).SingleOrDefault(order => (int)order.Kind / 2 == (int)kind / 2);

    private static IEnumerable<StandingOrder> About(LedgerWork work, string mark, string keyId) =>
        work.Stream(Select + "where mark = @mark and key_id = @keyId", new { mark, keyId }, Read);

    /// <summary>
    /// The random id by which the journal calls an incident; made where it has none. Asked under <see cref="Lock"/>.
    /// </summary>
    internal static async Task<string> NameAsync(LedgerWork work, IncidentKey key)
    {
        if (await work.ScalarAsync<string>(SelectName, new { key = key.Stored }) is { } known)
        {
            return known;
        }

        string incident = StandingOrder.NewId();
        await work.ExecuteAsync(InsertName, new { incident, key = key.Stored });
        return incident;
    }
}
