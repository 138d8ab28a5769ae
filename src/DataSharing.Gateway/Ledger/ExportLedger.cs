namespace DataSharing.Gateway.Ledger;

/// <summary>
/// What is known of every run, export and holding, and the journal that proves it: keys, tokens, hashes, counts and reasons, never a cell.
/// This opens it, checks its schema, hands out the classes that read and write it, copies and closes it. One object serves a whole process;
/// several processes may share the file. Every method of it and of them throws <see cref="LedgerException"/> when the ledger fails, and
/// those that take a lease throw <see cref="LeaseLostException"/> when it is no longer this process's. What fails has written nothing.
/// </summary>
internal sealed class ExportLedger : IDisposable
{
    /// <summary>The version of the schema that this program reads and writes.</summary>
    public const int SchemaVersion = LedgerDatabase.SchemaVersion;

    private readonly LedgerDatabase _database;

    private ExportLedger(LedgerDatabase database, TimeProvider time, bool isThere = true)
    {
        _database = database;
        IsThere = isThere;
        Clock = new LedgerClock(database, time);
        Leases = new LedgerLeases(database, time);
        Runs = new LedgerRuns(database, Clock, Leases);
        Exports = new LedgerExports(database, Clock, Leases);
        Files = new LedgerFiles(database, Leases);
        Holdings = new LedgerHoldings(database, Clock, Leases);
        Texts = new LedgerTexts(database, Clock);
        Told = new LedgerTold(database, Clock);
        Journal = new LedgerJournal(database, Clock, Leases);
        Profiles = new LedgerProfiles(database, Clock);
        Orders = new LedgerOrders(database, Clock);
        Stop = new LedgerStop(database);
        Incidents = new LedgerIncidents(database);
        Requests = new LedgerRequests(database, Clock);
        Unfinished = new LedgerUnfinished(Clock, Leases);
        Sent = new LedgerSent(database);
        Delivered = new LedgerDelivered(database, Leases);
        Accepted = new LedgerAccepted(database, Clock, Leases);
        People = new LedgerPeople(database, Clock);
        Refusals = new LedgerRefusals(database, Clock);
        Reports = new LedgerReports(database, Clock);
    }

    /// <summary>Whether there is a ledger; else an empty one in memory stands for it, see <see cref="OpenToLookAsync"/>.</summary>
    public bool IsThere { get; }

    /// <summary>Where the ledger is, for messages.</summary>
    public string Path => _database.Description;

    public LedgerRuns Runs { get; }

    public LedgerExports Exports { get; }

    public LedgerReports Reports { get; }

    public LedgerFiles Files { get; }

    public LedgerHoldings Holdings { get; }

    public LedgerLeases Leases { get; }

    public LedgerTexts Texts { get; }

    public LedgerTold Told { get; }

    public LedgerJournal Journal { get; }

    public LedgerClock Clock { get; }

    public LedgerProfiles Profiles { get; }

    public LedgerOrders Orders { get; }

    public LedgerStop Stop { get; }

    public LedgerIncidents Incidents { get; }

    public LedgerRequests Requests { get; }

    public LedgerUnfinished Unfinished { get; }

    public LedgerSent Sent { get; }

    public LedgerDelivered Delivered { get; }

    public LedgerAccepted Accepted { get; }

    public LedgerPeople People { get; }

    public LedgerRefusals Refusals { get; }

    /// <summary>
    /// Opens the ledger and checks that it is one, undamaged as far as opening shows, with the schema this program knows.
    /// </summary>
    /// <param name="place">Where.</param>
    /// <param name="applySchema">
    /// Whether to make a ledger where there is none, and to bring an older one up to date. On an installation that has sent anything a
    /// missing ledger is a loss, not a beginning: a new ledger would send every record as new.
    /// </param>
    /// <param name="time">The clock of runs and entries; leases go by the database's clock.</param>
    /// <param name="cancellation">Stops the opening.</param>
    /// <exception cref="LedgerException">It cannot be used; <see cref="LedgerException.Kind"/> says why.</exception>
    public static Task<ExportLedger> OpenAsync(
        ILedgerPlace place, bool applySchema, TimeProvider time, CancellationToken cancellation = default) =>
        OpenAsync(place, applySchema, time, new LedgerOptions(), cancellation);

    /// <inheritdoc cref="OpenAsync(ILedgerPlace, bool, TimeProvider, CancellationToken)"/>
    public static async Task<ExportLedger> OpenAsync(
        ILedgerPlace place, bool applySchema, TimeProvider time, LedgerOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(place);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(options);
        return await OpenAsync(place.OpenLedger(options), applySchema, time, null, cancellation);
    }

    /// <summary>As <see cref="OpenAsync(ILedgerPlace, bool, TimeProvider, CancellationToken)"/>.</summary>
    /// <param name="place">Where.</param>
    /// <param name="applySchema">Whether to make its schema where there is none, and to bring an older one up to date.</param>
    /// <param name="time">The clock of runs and entries; leases go by the database's clock.</param>
    /// <param name="upgrade">Told how far it is, when an older ledger is brought up to date.</param>
    /// <param name="cancellation">Stops the opening.</param>
    /// <exception cref="LedgerException">It cannot be used; <see cref="LedgerException.Kind"/> says why.</exception>
    public static Task<ExportLedger> OpenAsync(
        ILedgerPlace place, bool applySchema, TimeProvider time, IProgress<LedgerUpgrade>? upgrade,
            CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(place);
        ArgumentNullException.ThrowIfNull(time);
        return OpenAsync(place.OpenLedger(new LedgerOptions()), applySchema, time, upgrade, cancellation);
    }

    /// <summary>The ledger for reading what its older versions have too: nothing of it is made, changed or required.</summary>
    /// <exception cref="LedgerException">It cannot be used; so can every reading end.</exception>
    public static ExportLedger OpenToLook(ILedgerPlace place, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(place);
        ArgumentNullException.ThrowIfNull(time);
        return new ExportLedger(place.OpenLedger(new LedgerOptions()), time);
    }

    /// <summary>
    /// Opens the ledger to look at something, and never makes one: where there is none, an empty one in memory stands for it,
    /// <see cref="IsThere"/> is false, and what is written into it is gone when it is closed.
    /// </summary>
    /// <param name="place">Where.</param>
    /// <param name="standIn">Makes the empty one in memory, which in messages is called as it is told.</param>
    /// <param name="applySchema">Whether an older ledger may be brought up to date; else it is refused and stays as it is.</param>
    /// <param name="time">The clock of runs and entries.</param>
    /// <param name="upgrade">Told how far it is, when an older ledger is brought up to date.</param>
    /// <param name="cancellation">Stops the opening.</param>
    /// <exception cref="LedgerException">It cannot be used; <see cref="LedgerException.Kind"/> says why.</exception>
    public static async Task<ExportLedger> OpenToLookAsync(
        ILedgerPlace place, Func<string, LedgerDatabase> standIn, bool applySchema, TimeProvider time, IProgress<LedgerUpgrade>? upgrade,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(place);
        LedgerDatabase database = place.OpenLedger(new LedgerOptions());
        bool isThere;
        try
        {
            isThere = await database.IsThereAsync(cancellation);
        }
        catch
        {
            database.Dispose();
            throw;
        }

        if (isThere)
        {
            return await OpenAsync(database, applySchema, time, upgrade, cancellation);
        }

        string description = database.Description;
        database.Dispose();
        return await OpenAsync(standIn(description), applySchema: true, time, null, cancellation, isThere: false);
    }

    /// <summary>Whether there is a ledger at the place, of whatever version; nothing is made.</summary>
    /// <exception cref="LedgerException">It cannot be asked.</exception>
    public static async Task<bool> ExistsAsync(ILedgerPlace place, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(place);
        using LedgerDatabase database = place.OpenLedger(new LedgerOptions());
        return await database.IsThereAsync(cancellation);
    }

    private static async Task<ExportLedger> OpenAsync(
        LedgerDatabase database, bool applySchema, TimeProvider time, IProgress<LedgerUpgrade>? upgrade, CancellationToken cancellation,
            bool isThere = true)
    {
        try
        {
            await database.PrepareAsync(applySchema, time, upgrade, cancellation);
            return new ExportLedger(database, time, isThere);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Copies the ledger as it is at one moment into a new file, while others go on writing. The outbox is not in it: where it is a folder,
    /// that has to be copied after the ledger, so that no entry is missing that the copy knows of.
    /// </summary>
    /// <exception cref="LedgerException">There is a file of that name, or the copy cannot be written; nothing is left of it.</exception>
    public void Backup(string file) => _database.Backup("backing it up", file);

    /// <summary>Looks whether the ledger still has the version this program knows, and nothing else.</summary>
    /// <exception cref="LedgerException">It has another one, or cannot be reached.</exception>
    public Task LookAsync(CancellationToken cancellation = default) =>
        _database.ReadAsync("looking at its version", _ => Task.FromResult(true), cancellation);

    /// <summary>
    /// How its tables and columns differ from those that this program made or would make, as sentences; empty when they do not.
    /// </summary>
    /// <exception cref="LedgerException">The ledger cannot be read.</exception>
    public Task<IReadOnlyList<string>> CompareSchemaAsync(CancellationToken cancellation = default) => _database.CompareAsync(cancellation);

    /// <summary>
    /// Does something beside the ledger while nobody else who asks for the same name does: in a transaction of the ledger's database, or on
    /// connections of its own.
    /// </summary>
    /// <exception cref="LedgerException">The ledger cannot be reached, or another one has been doing it for too long.</exception>
    internal Task AloneAsync(string name, Func<LedgerWork, Task> act, CancellationToken cancellation = default) => _database.WriteAsync(
        name,
        async work =>
        {
            await _database.LockAsync(work, name);
            await act(work);
            return true;
        },
        cancellation);

    /// <summary>Closes the idle connections. Leases are released by their own disposal.</summary>
    public void Dispose() => _database.Dispose();
}
