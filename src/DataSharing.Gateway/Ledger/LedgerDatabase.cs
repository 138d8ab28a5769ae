using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Records;
using DataSharing.Gateway.Rows;

namespace DataSharing.Gateway.Ledger;

/// <summary>
/// The database of a ledger: connections, transactions, the schema, and what each server says in its own way. The statements themselves are
/// written so that all of them understand them.
/// </summary>
internal abstract class LedgerDatabase : IDisposable
{
    /// <summary>
    /// The schema that this program reads and writes. A release that changes it adds one script <c>ledger-00N.sql</c> per server, and the
    /// number here.
    /// </summary>
    internal const int SchemaVersion = 9;

    private const string SchemaLock = "schema";
    private const string ReadVersion = "select coalesce(max(version), 0) from schema_version";
    private static readonly TimeSpan ToldAgain = TimeSpan.FromSeconds(10);

    /// <summary>What it is called in messages.</summary>
    public abstract string Description { get; }

    /// <summary>The ledger's form of an exception of the provider; null when it is none of its kinds.</summary>
    public abstract LedgerException? Reduced(Exception exception, string stage);

    /// <summary>Whether the provider says by this exception, as of an error of the database, that a statement was cancelled.</summary>
    public virtual bool IsCancelled(Exception exception) => false;

    /// <summary>
    /// The database's clock, in the form of <see cref="UtcText"/>: leases of several machines must be judged by one clock.
    /// </summary>
    public abstract string Now { get; }

    /// <summary>Whether that is the clock of a server, and not this machine's.</summary>
    public virtual bool HasOwnClock => false;

    /// <summary>No bytes, in a statement.</summary>
    public abstract string NoBytes { get; }

    /// <summary>An insert that gives the id of its row.</summary>
    public virtual string Inserted(string insert) => insert + "\nreturning id";

    /// <summary>The end of an ordered statement that gives so many rows at most.</summary>
    /// <param name="parameter">The parameter that says how many, with its sign.</param>
    public virtual string First(string parameter) => "limit " + parameter;

    /// <summary>A column of text without an upper limit, as a SELECT asks for it.</summary>
    public virtual string Long(string column) => column;

    /// <summary>The columns of every table, in lower case: TableName and ColumnName.</summary>
    public virtual string Columns =>
        "select lower(table_name) as TableName, lower(column_name) as ColumnName from information_schema.columns where table_schema = " + OwnSchema;

    /// <summary>The names of the triggers that are at work, in a statement; null where an account that owns nothing cannot see them.</summary>
    public virtual string? Triggers => null;

    /// <summary>
    /// Whether the files of the outbox are kept in the database too, so that no worker needs a file of another machine's disk.
    /// </summary>
    public virtual bool KeepsFiles => false;

    /// <summary>How long a statement is waited for, in seconds; null where only the busy timeout of the connection counts.</summary>
    public virtual int? SecondsOf(Patience patience) => null;

    /// <summary>
    /// Closes the connections that wait for their next use: after one that was lost or did not answer, the others are as dead.
    /// </summary>
    public virtual void DropIdle()
    {
    }

    /// <summary>
    /// Waits for the end of a statement that works for long. A server that can be asked is asked meanwhile whether it still does.
    /// </summary>
    /// <param name="work">Where the statement is asked.</param>
    /// <param name="ask">Asks it; the token gives it up.</param>
    public virtual Task<T> WatchAsync<T>(LedgerWork work, Func<CancellationToken, Task<T>> ask) => ask(work.Cancellation);

    /// <summary>The folder of deploy/sql with the scripts.</summary>
    protected abstract string Scripts { get; }

    /// <summary>
    /// Checks, before anything else is read, that it is a ledger this program can use, and brings its schema up to date where it may.
    /// </summary>
    /// <param name="applySchema">Whether it may.</param>
    /// <param name="time">The clock of a journal entry that this may write.</param>
    /// <param name="upgrade">Told how far the bringing up to date is; a new ledger is made at once, so nothing is told of it.</param>
    /// <param name="cancellation">Stops it; the ledger is then as it was.</param>
    public virtual async Task PrepareAsync(
        bool applySchema, TimeProvider time, IProgress<LedgerUpgrade>? upgrade, CancellationToken cancellation)
    {
        const string stage = "opening it";
        long version = await UncheckedAsync(stage, VersionAsync, cancellation);
        if (version < SchemaVersion && applySchema)
        {
            await TransactAsync(stage, work => ApplyAsync(work, time, upgrade), cancellation);
            version = await UncheckedAsync(stage, VersionAsync, cancellation);
        }

        if (Misfit(version) is { } misfit)
        {
            throw LedgerException.Of(misfit, stage, Description, Versions(version));
        }

        if (applySchema && !await ReadAsync(stage, RunsCoverage.IsDoneAsync, cancellation))
        {
            // An administrator applied the scripts.
            await WriteAsync(stage, work => CoverRunsAsync(work, time), cancellation);
        }
    }

    /// <summary>Whether there is a ledger, of whatever version.</summary>
    public virtual async Task<bool> IsThereAsync(CancellationToken cancellation) =>
        await UncheckedAsync("opening it", VersionAsync, cancellation) > 0;

    /// <summary>
    /// Reads. As every other way in, it first looks whether another program has brought the ledger to a version that this one does not
    /// know.
    /// </summary>
    public Task<T> ReadAsync<T>(string stage, Func<LedgerWork, Task<T>> read, CancellationToken cancellation) => UncheckedAsync(
        stage,
        async work =>
        {
            Require(work, await work.ScalarAsync<long>(ReadVersion));
            return await read(work);
        },
        cancellation);

    /// <summary>Reads several statements in one snapshot.</summary>
    public async Task<T> SnapshotAsync<T>(string stage, Func<LedgerWork, Task<T>> read, CancellationToken cancellation)
    {
        await using DbConnection connection = await ConnectAsync(stage, cancellation);
        await using DbTransaction transaction = await BeginAsync(connection, stage, writes: false, cancellation);
        using CancellationTokenRegistration interrupting = cancellation.Register(() => Interrupt(connection));
        using var passed = new PassedOn(cancellation);
        var work = new LedgerWork(this, connection, transaction, stage, passed.Token);
        Require(work, await work.ScalarAsync<long>(ReadVersion));
        return await read(work);
    }

    /// <summary>
    /// Writes in one transaction. What must not change between being read and being written is locked by the writer: see
    /// <see cref="LockAsync"/>.
    /// </summary>
    public Task<T> WriteAsync<T>(string stage, Func<LedgerWork, Task<T>> write, CancellationToken cancellation) => TransactAsync(
        stage,
        async work =>
        {
            // Until this transaction ends the version stays what it is here.
            await ShareAsync(work, SchemaLock);
            Require(work, await work.ScalarAsync<long>(ReadVersion));
            return await write(work);
        },
        cancellation);

    /// <summary>Streams rows on a connection of their own, which is one snapshot; it is open for as long as the rows are read.</summary>
    public IEnumerable<T> Stream<T>(string stage, string sql, object? parameters, Func<DbDataReader, T> map, CancellationToken cancellation)
    {
        using DbConnection connection = Connect(stage);
        using DbTransaction? transaction = BeginStream(connection, stage);
        var work = new LedgerWork(this, connection, transaction, stage, cancellation);
        RequireVersion(work);
        foreach (T row in work.With(Patience.Still).Stream(sql, parameters, map))
        {
            yield return row;
        }
    }

    /// <summary>
    /// As <see cref="Stream"/>, rows of a holding, of which there may be a million: a server may have a faster way for them.
    /// </summary>
    /// <param name="stage">What is done.</param>
    /// <param name="select">The columns of <see cref="HoldingRow"/> in their order; its only parameter is <c>@force</c>.</param>
    /// <param name="force">The force.</param>
    /// <param name="cancellation">Ends it.</param>
    public virtual IEnumerable<HoldingRow> StreamHolding(string stage, string select, string force, CancellationToken cancellation) =>
        Stream(stage, select, new { force }, ReadHoldingRow, cancellation);

    /// <summary>Keeps every other writer that asks for the same name waiting until this transaction ends.</summary>
    public abstract Task LockAsync(LedgerWork work, string name);

    /// <summary>Keeps whoever asks for the lock of that name waiting until this transaction ends, but not those who share it too.</summary>
    public abstract Task ShareAsync(LedgerWork work, string name);

    /// <summary>
    /// Moves the rows of an export that is not the force's first into the table of its holding: parameters are force, sequence and
    /// exportId.
    /// </summary>
    /// <returns>How many rows of the table were made or changed; fewer than the export has where they contradict those there.</returns>
    public virtual Task<int> MoveHoldingAsync(LedgerWork work, object parameters)
    {
        const string move =
            """
            insert into holding (force, incident_key, token, version, row_hash, key_id, last_sequence, placement)
            select @force, incident_key, token, version, row_hash, key_id, @sequence, placement
            from exported_row where export_id = @exportId order by incident_key
            on conflict (force, incident_key) do update
            set version = excluded.version, row_hash = excluded.row_hash, key_id = excluded.key_id, last_sequence = excluded.last_sequence, placement = excluded.placement
            where holding.token = excluded.token and holding.last_sequence < excluded.last_sequence
            """;
        return work.ExecuteAsync(move, parameters);
    }

    /// <summary>Fails when the database itself finds that it is damaged.</summary>
    public abstract Task CheckWholeAsync(LedgerWork work);

    /// <summary>Writes the rows of an export.</summary>
    public abstract RowInsert InsertRows(LedgerWork work, DbConnection connection, long exportId);

    /// <summary>What differs from the tables, columns and triggers of the scripts, as sentences.</summary>
    public Task<IReadOnlyList<string>> CompareAsync(CancellationToken cancellation) => SnapshotAsync<IReadOnlyList<string>>(
        "comparing its schema",
        async work =>
        {
            // A server that allows no snapshots says so at the first table that is read in one.
            await work.ScalarAsync<long>("select count(*) from schema_version");
            string[] scripts = [.. Enumerable.Range(1, SchemaVersion).Select(Script)];
            return [
                .. LedgerSchema.Differences(LedgerSchema.Of(scripts), await work.ListAsync<LedgerColumn>(Columns)),
                .. Triggers is null ? [] : LedgerSchema.Triggers(scripts).Except(await work.ListAsync<string>(Triggers), StringComparer.Ordinal)
                    .Select(name => $"The ledger has no trigger {name}, which keeps what is written from being changed by accident.")];
        },
        cancellation);

    /// <summary>The tables that the scripts make, but for those named, in the order of their names.</summary>
    public IReadOnlyList<string> TablesBut(IReadOnlySet<string> named) =>
        [.. LedgerSchema.Of(Enumerable.Range(1, SchemaVersion).Select(Script)).Keys.Where(table => !named.Contains(table))
        .Order(StringComparer.Ordinal)];

    /// <summary>Copies the database into a new file.</summary>
    public abstract void Backup(string stage, string file);

    public abstract void Dispose();

    /// <summary>The schema that tables without one are in, in a statement.</summary>
    protected virtual string OwnSchema => "current_schema()";

    /// <summary>The version of its schema; 0 when it has no tables.</summary>
    /// <exception cref="LedgerException">It has tables, and they are not a ledger's.</exception>
    protected abstract Task<long> VersionAsync(LedgerWork work);

    protected abstract DbConnection Connect(string stage);

    /// <summary>As <see cref="Connect"/>, without holding a thread while the server does not answer.</summary>
    protected abstract Task<DbConnection> ConnectAsync(string stage, CancellationToken cancellation);

    protected abstract Task<DbTransaction> BeginAsync(DbConnection connection, string stage, bool writes, CancellationToken cancellation);

    /// <summary>Ends the statement that is under way, where the provider does not do that itself when it is cancelled.</summary>
    protected virtual void Interrupt(DbConnection connection)
    {
    }

    /// <summary>What a streamed statement needs to be of one moment; null where every statement is.</summary>
    protected virtual DbTransaction? BeginStream(DbConnection connection, string stage) => null;

    private static HoldingRow ReadHoldingRow(DbDataReader reader) => new(
        IncidentKey.FromStored(reader.GetString(0)),
        reader.GetString(1),
        reader.GetInt32(2),
        reader.IsDBNull(3) ? null : reader.GetFieldValue<byte[]>(3),
        reader.GetString(4),
        reader.GetInt32(5),
        reader.IsDBNull(6) ? null : reader.GetFieldValue<byte[]>(6));

    private static string Versions(long version) =>
        string.Create(CultureInfo.InvariantCulture, $"schema version {version}, this program knows {SchemaVersion}");

    private static LedgerFault? Misfit(long version) => version switch
    {
        < SchemaVersion => LedgerFault.SchemaMissing,
        > SchemaVersion => LedgerFault.SchemaNewer,
        _ => null,
    };

    private static void Require(LedgerWork work, long version)
    {
        if (Misfit(version) is { } misfit)
        {
            throw work.Fault(misfit, Versions(version));
        }
    }

    /// <summary>
    /// All that is missing, in one transaction: what is stopped in the middle has changed nothing, and the next opening begins again.
    /// </summary>
    private async Task<bool> ApplyAsync(LedgerWork work, TimeProvider time, IProgress<LedgerUpgrade>? upgrade)
    {
        // Another process may have applied it between the look and this transaction.
        await LockAsync(work, SchemaLock);
        long found = await VersionAsync(work);
        work = work.With(Patience.Work);
        long rows = found == 0 ? 0 : await work.ScalarAsync<long>("select count(*) from exported_row");
        bool covers = found is > 0 and < RunsCoverage.Since;
        string[] statements = [
            .. Enumerable.Range((int)found + 1, (int)Math.Max(0, SchemaVersion - found))
            .SelectMany(version => LedgerSchema.Statements(Script(version)))];
        long begun = Stopwatch.GetTimestamp();
        int step = 0;
        void Tell() => upgrade?.Report(
            new LedgerUpgrade(
            (int)found, SchemaVersion, step, statements.Length + (covers ? 1 : 0), rows, Stopwatch.GetElapsedTime(begun)));
        foreach (string statement in statements)
        {
            step++;
            if (found == 0)
            {
                await work.ExecuteAsync(statement);
                continue;
            }

            Tell();
            await using (new Timer(_ => Tell(), null, ToldAgain, ToldAgain))
            {
                await work.ExecuteAsync(statement);
            }
        }

        if (covers)
        {
            step++;
            Tell();
            await using (new Timer(_ => Tell(), null, ToldAgain, ToldAgain))
            {
                await RunsCoverage.DoAsync(work, time.GetUtcNow());
            }
        }
        else if (found == 0)
        {
            await RunsCoverage.DoAsync(work, time.GetUtcNow());
        }

        return true;
    }

    private async Task<bool> CoverRunsAsync(LedgerWork work, TimeProvider time)
    {
        await LockAsync(work, "runs covered");
        if (!await RunsCoverage.IsDoneAsync(work))
        {
            await RunsCoverage.DoAsync(work, time.GetUtcNow());
        }

        return true;
    }

    /// <summary>Looks, where nothing is awaited, whether the ledger has the version this program knows.</summary>
    protected static void RequireVersion(LedgerWork work) =>
        Require(work, work.Stream(ReadVersion, null, reader => Convert.ToInt64(reader.GetValue(0), CultureInfo.InvariantCulture)).Single());

    protected async Task<T> UncheckedAsync<T>(string stage, Func<LedgerWork, Task<T>> read, CancellationToken cancellation)
    {
        await using DbConnection connection = await ConnectAsync(stage, cancellation);
        using var passed = new PassedOn(cancellation);
        return await read(new LedgerWork(this, connection, null, stage, passed.Token));
    }

    private async Task<T> TransactAsync<T>(string stage, Func<LedgerWork, Task<T>> write, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        await using DbConnection connection = await ConnectAsync(stage, cancellation);
        await using DbTransaction transaction = await BeginAsync(connection, stage, writes: true, cancellation);
        using var passed = new PassedOn(cancellation);
        var work = new LedgerWork(this, connection, transaction, stage, passed.Token);
        T result = await write(work);
        await work.Reduced(async () =>
        {
            // Not to be cancelled: what became of it would not be known.
            await transaction.CommitAsync(CancellationToken.None);
            return true;
        });
        return result;
    }

    private string Script(int version)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{Scripts}/ledger-{version:000}.sql");
        using Stream resource = typeof(LedgerDatabase).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The schema script {name} is missing from the program.");
        using var reader = new StreamReader(resource);
        return reader.ReadToEnd();
    }
}
