using System.Data.Common;
using System.Globalization;
using System.Runtime.InteropServices;
using Dapper;
using DataSharing.Gateway.Ledger;
using Microsoft.Data.Sqlite;

namespace DataSharing.Gateway.Servers.Sqlite;

/// <summary>A ledger in a file of SQLite. Everything that only SQLite says is here.</summary>
internal sealed class SqliteLedger : LedgerDatabase
{
    private const int PageBytes = 4096;

    // A limit of 24 MiB for writers. Rows are recorded and moved in key order, so no page is written and then read back; the rest is for
    // the one sort.
    private const string BulkCache = "pragma cache_size = -24576";

    private readonly string _connectionString;
    private readonly string _pragmas;

    // A database in memory lasts as long as a connection to it is open.
    private readonly SqliteConnection? _kept;

    public SqliteLedger(string path, LedgerOptions options)
        : this(path, path, SqliteOpenMode.ReadWrite, SqliteCacheMode.Default, options)
    {
    }

    private SqliteLedger(string path, string description, SqliteOpenMode mode, SqliteCacheMode cache, LedgerOptions options)
    {
        Path = path;
        Description = description;
        int seconds = Math.Max(1, (int)Math.Ceiling(options.BusyTimeout.TotalSeconds));
        _connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            // The file is made by Create, with its permissions; a mistyped path must not make another one.
            Mode = mode,
            Cache = cache,
            ForeignKeys = true,
            Pooling = true,
            DefaultTimeout = seconds,
        }.ToString();
        string milliseconds = (seconds * 1000).ToString(CultureInfo.InvariantCulture);
        _pragmas = $"pragma busy_timeout = {milliseconds}; pragma synchronous = full; pragma cache_size = -8192; pragma shrink_memory;";
        if (options.MaximumBytes is { } bytes)
        {
            _pragmas += $" pragma max_page_count = {Math.Max(1, bytes / PageBytes).ToString(CultureInfo.InvariantCulture)};";
        }

        if (mode == SqliteOpenMode.Memory)
        {
            _kept = Connect("opening it");
        }
    }

    /// <summary>An empty ledger in memory, which stands for one that is not there.</summary>
    public static SqliteLedger InMemory(string description) =>
        new($"ledger-{Guid.NewGuid():N}", description, SqliteOpenMode.Memory, SqliteCacheMode.Shared, new LedgerOptions());

    public string Path { get; }

    public override string Description { get; }

    public override LedgerException? Reduced(Exception exception, string stage) => SqliteFailures.From(exception, stage, Description);

    public override bool IsCancelled(Exception exception) =>
        exception is SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_INTERRUPT };

    public override string Now => "select strftime('%Y-%m-%dT%H:%M:%fZ', 'now')";

    public override string NoBytes => "''";

    public override string Columns =>
        "select m.name as TableName, c.name as ColumnName from sqlite_schema m, pragma_table_info(m.name) c where m.type = 'table'";

    public override string Triggers => "select name from sqlite_schema where type = 'trigger'";

    protected override string Scripts => "sqlite";

    /// <summary>Makes the file where there is none.</summary>
    public override async Task PrepareAsync(
        bool applySchema, TimeProvider time, IProgress<LedgerUpgrade>? upgrade, CancellationToken cancellation)
    {
        const string stage = "opening it";
        if (_kept is null && !File.Exists(Path))
        {
            if (!applySchema)
            {
                throw LedgerException.Of(LedgerFault.SchemaMissing, stage, Path, LedgerException.NoFile);
            }

            Create(stage);
        }

        // Asked first: a database that is no ledger is left as it is.
        if (await UncheckedAsync(stage, VersionAsync, cancellation) == 0 && applySchema)
        {
            await UncheckedAsync(stage, work => work.ScalarAsync<string>("pragma journal_mode = wal"), cancellation);
        }

        await base.PrepareAsync(applySchema, time, upgrade, cancellation);
        string? mode = await ReadAsync(stage, work => work.ScalarAsync<string>("pragma journal_mode"), cancellation);
        if (mode != "wal" && applySchema)
        {
            await ReadAsync(stage, work => work.ScalarAsync<string>("pragma journal_mode = wal"), cancellation);
        }
    }

    public override async Task<bool> IsThereAsync(CancellationToken cancellation) =>
        File.Exists(Path) && await base.IsThereAsync(cancellation);

    /// <summary>
    /// Copies the database as it is at one moment into a new file that only its owner can read, while others go on writing.
    /// </summary>
    public override void Backup(string stage, string file)
    {
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using var made = new FileStream(file, options);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw LedgerException.Of(
                !File.Exists(file) && LedgerRoom.IsUsedUp(file) ? LedgerFault.Full : LedgerFault.Unavailable, stage, file, File.Exists(file)
                ? "there is a file of that name; a backup overwrites nothing" : "the file cannot be made");
        }

        using SqliteConnection source = Connect(stage);
        using var copy = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
        try
        {
            copy.Open();
            source.BackupDatabase(copy);
        }
        catch (SqliteException exception)
        {
            copy.Close();
            File.Delete(file);
            // What is read takes no room; what is written does.
            LedgerException failure = SqliteFailures.From(exception, stage, Path)!;
            throw failure.Kind == LedgerFault.Full ? SqliteFailures.From(exception, stage, file)! : failure;
        }
    }

    public override void Dispose()
    {
        _kept?.Dispose();
        using var connection = new SqliteConnection(_connectionString);
        SqliteConnection.ClearPool(connection);
    }

    protected override async Task<long> VersionAsync(LedgerWork work)
    {
        long tables = await work.ScalarAsync<long>("select count(*) from sqlite_master where type = 'table' and name not like 'sqlite_%'");
        long known = await work.ScalarAsync<long>(
            "select count(*) from sqlite_master where type = 'table' and name in ('schema_version', 'journal', 'holding')");
        if (tables > 0 && known < 3)
        {
            // Most likely the path of the incident database: writing a ledger into it would be worse than not starting.
            throw work.Fault(LedgerFault.Damaged, "its tables are not those of a ledger");
        }

        return tables == 0 ? 0 : await work.ScalarAsync<long>("select coalesce(max(version), 0) from schema_version");
    }

    private void Create(string stage)
    {
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite };
            if (!OperatingSystem.IsWindows())
            {
                // SQLite gives its write-ahead log the permissions of the file.
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using var file = new FileStream(Path, options);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw LedgerException.Of(
                LedgerRoom.IsUsedUp(Path) ? LedgerFault.Full : LedgerFault.Unavailable, stage, Path, "the file cannot be made");
        }
    }

    public override RowInsert InsertRows(LedgerWork work, DbConnection connection, long exportId) =>
        new SqliteRowInsert(work, (SqliteConnection)connection, exportId);

    public override async Task CheckWholeAsync(LedgerWork work)
    {
        if (await work.ScalarAsync<string>("pragma integrity_check(1)") != "ok")
        {
            throw work.Fault(LedgerFault.Damaged, "its integrity check failed");
        }
    }

    /// <summary>A writer has the file for itself from its beginning, so nothing need be locked.</summary>
    public override Task LockAsync(LedgerWork work, string name) => Task.CompletedTask;

    /// <inheritdoc cref="LockAsync"/>
    public override Task ShareAsync(LedgerWork work, string name) => Task.CompletedTask;

    protected override SqliteConnection Connect(string stage)
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            connection.Open();
            if (HasMoved(connection))
            {
                // What the pool keeps open is another file than the one of this name: what was written there would be lost with it.
                SqliteConnection.ClearPool(connection);
                connection.Close();
                connection.Open();
            }

            connection.Execute(_pragmas);
            return connection;
        }
        catch (Exception exception)
        {
            connection.Dispose();
            if (SqliteFailures.From(exception, stage, Path) is { } reduced)
            {
                throw reduced;
            }

            throw;
        }
    }

    /// <summary>Whether the file was moved, removed or replaced since it was opened.</summary>
    private static bool HasMoved(SqliteConnection connection)
    {
        const int hasMoved = 20;
        int moved = 0;
        _ = FileControl(connection.Handle!, "main\0"u8.ToArray(), hasMoved, ref moved);
        return moved != 0;
    }

    /// <summary>The package does not offer it. Source: SQLite, "Standard File Control Opcodes", SQLITE_FCNTL_HAS_MOVED.</summary>
    [DllImport("e_sqlite3", EntryPoint = "sqlite3_file_control")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static extern int FileControl(SQLitePCL.sqlite3 database, byte[] name, int what, ref int answer);

    /// <summary>A file is opened at once, or never.</summary>
    protected override Task<DbConnection> ConnectAsync(string stage, CancellationToken cancellation)
    {
        try
        {
            cancellation.ThrowIfCancellationRequested();
            return Task.FromResult<DbConnection>(Connect(stage));
        }
        catch (Exception exception)
        {
            return Task.FromException<DbConnection>(exception);
        }
    }

    /// <summary>The provider's Cancel does nothing.</summary>
    protected override void Interrupt(DbConnection connection) => SQLitePCL.raw.sqlite3_interrupt(((SqliteConnection)connection).Handle);

    protected override async Task<DbTransaction> BeginAsync(
        DbConnection connection, string stage, bool writes, CancellationToken cancellation)
    {
        try
        {
            // A writer has the write lock from its start, so that what it reads is still true when it writes.
            SqliteTransaction transaction = ((SqliteConnection)connection).BeginTransaction(deferred: !writes);
            if (writes)
            {
                await connection.ExecuteAsync(BulkCache);
            }

            return transaction;
        }
        catch (SqliteException exception) when (SqliteFailures.From(exception, stage, Path) is { } reduced)
        {
            throw reduced;
        }
    }
}
