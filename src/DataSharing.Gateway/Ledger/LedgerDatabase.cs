using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;

namespace DataSharing.Gateway.Ledger;

/// <summary>The SQLite file: connections, transactions, the schema and the database's clock. Everything that only SQLite says is here.</summary>
internal sealed class LedgerDatabase : IDisposable
{
    /// <summary>The database's clock, in the form of <see cref="UtcText"/>: leases of several machines must be judged by one clock.</summary>
    public const string Now = "select strftime('%Y-%m-%dT%H:%M:%fZ', 'now')";

    private const string Scripts = "sqlite/ledger-";
    private const int SchemaVersion = 2;
    private const int PageBytes = 4096;

    // A limit of 24 MiB for writers. Rows are recorded and moved in key order, so no page is written and then read back; the rest is for the one sort.
    private const string BulkCache = "pragma cache_size = -24576";

    private readonly string _connectionString;
    private readonly string _pragmas;

    public LedgerDatabase(string path, LedgerOptions options)
    {
        Path = path;
        int seconds = Math.Max(1, (int)Math.Ceiling(options.BusyTimeout.TotalSeconds));
        _connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            // The file is made by Create, with its permissions; a mistyped path must not make another one.
            Mode = SqliteOpenMode.ReadWrite,
            ForeignKeys = true,
            Pooling = true,
            DefaultTimeout = seconds,
        }.ToString();
        string milliseconds = (seconds * 1000).ToString(CultureInfo.InvariantCulture);
        _pragmas = $"pragma busy_timeout = {milliseconds}; pragma synchronous = full; pragma cache_size = -8192; pragma shrink_memory;";
        if (options.MaximumBytes is { } bytes)
        {
            _pragmas += $" pragma max_page_count = {(bytes / PageBytes).ToString(CultureInfo.InvariantCulture)};";
        }
    }

    public string Path { get; }

    /// <summary>Makes the file where there is none and checks, before anything else is read, that it is a ledger this program can use.</summary>
    public async Task PrepareAsync(bool applySchema, CancellationToken cancellation)
    {
        const string stage = "opening it";
        if (!File.Exists(Path))
        {
            if (!applySchema)
            {
                throw LedgerException.Of(LedgerFault.SchemaMissing, stage, Path, "there is no such file");
            }

            Create(stage);
        }

        long version = await ReadAsync(stage, VersionAsync, cancellation);
        if (version < SchemaVersion && applySchema)
        {
            await ReadAsync(stage, work => work.ScalarAsync<string>("pragma journal_mode = wal"), cancellation);
            await WriteAsync(stage, ApplyAsync, cancellation);
            version = await ReadAsync(stage, VersionAsync, cancellation);
        }

        if (version < SchemaVersion)
        {
            throw LedgerException.Of(LedgerFault.SchemaMissing, stage, Path, Versions(version));
        }

        if (version > SchemaVersion)
        {
            throw LedgerException.Of(LedgerFault.SchemaNewer, stage, Path, Versions(version));
        }

        string? mode = await ReadAsync(stage, work => work.ScalarAsync<string>("pragma journal_mode"), cancellation);
        if (mode != "wal")
        {
            await ReadAsync(stage, work => work.ScalarAsync<string>("pragma journal_mode = wal"), cancellation);
        }
    }

    public async Task<T> ReadAsync<T>(string stage, Func<LedgerWork, Task<T>> read, CancellationToken cancellation)
    {
        using SqliteConnection connection = Connect(stage);
        return await read(new LedgerWork(connection, null, stage, Path, cancellation));
    }

    /// <summary>Reads several statements in one snapshot.</summary>
    public async Task<T> SnapshotAsync<T>(string stage, Func<LedgerWork, Task<T>> read, CancellationToken cancellation)
    {
        using SqliteConnection connection = Connect(stage);
        using SqliteTransaction transaction = Begin(connection, stage, deferred: true);
        return await read(new LedgerWork(connection, transaction, stage, Path, cancellation));
    }

    /// <summary>Writes in one transaction that has the write lock from its start, so that what it reads is still true when it writes.</summary>
    public async Task<T> WriteAsync<T>(string stage, Func<LedgerWork, Task<T>> write, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using SqliteConnection connection = Connect(stage);
        using SqliteTransaction transaction = Begin(connection, stage, deferred: false);
        var work = new LedgerWork(connection, transaction, stage, Path, cancellation);
        await work.ExecuteAsync(BulkCache);
        T result = await write(work);
        work.Reduced(() =>
        {
            transaction.Commit();
            return true;
        });
        return result;
    }

    /// <summary>Streams rows on a connection of their own, which is one snapshot; it is open for as long as the rows are read.</summary>
    public IEnumerable<T> Stream<T>(string stage, string sql, object? parameters, Func<System.Data.Common.DbDataReader, T> map, CancellationToken cancellation)
    {
        using SqliteConnection connection = Connect(stage);
        foreach (T row in new LedgerWork(connection, null, stage, Path, cancellation).Stream(sql, parameters, map))
        {
            yield return row;
        }
    }

    /// <summary>Copies the database as it is at one moment into a new file that only its owner can read, while others go on writing.</summary>
    public void Backup(string stage, string file)
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
            throw LedgerException.Of(LedgerFault.Unavailable, stage, file, File.Exists(file) ? "there is a file of that name; a backup overwrites nothing" : "the file cannot be made");
        }

        using SqliteConnection source = Connect(stage);
        using var copy = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
        try
        {
            copy.Open();
            source.BackupDatabase(copy);
        }
        catch (SqliteException exception)
        {
            copy.Close();
            File.Delete(file);
            throw LedgerException.From(exception, stage, Path)!;
        }
    }

    public void Dispose()
    {
        using var connection = new SqliteConnection(_connectionString);
        SqliteConnection.ClearPool(connection);
    }

    private static string Versions(long version) =>
        string.Create(CultureInfo.InvariantCulture, $"schema version {version}, this program knows {SchemaVersion}");

    private static string Script(int version)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{Scripts}{version:000}.sql");
        using Stream resource = typeof(LedgerDatabase).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The schema script {name} is missing from the program.");
        using var reader = new StreamReader(resource);
        return reader.ReadToEnd();
    }

    private static async Task<long> VersionAsync(LedgerWork work)
    {
        long tables = await work.ScalarAsync<long>("select count(*) from sqlite_master where type = 'table' and name not like 'sqlite_%'");
        long known = await work.ScalarAsync<long>("select count(*) from sqlite_master where type = 'table' and name in ('schema_version', 'journal', 'holding')");
        if (tables > 0 && known < 3)
        {
            // Most likely the path of the incident database: writing a ledger into it would be worse than not starting.
            throw work.Fault(LedgerFault.Damaged, "its tables are not those of a ledger");
        }

        return tables == 0 ? 0 : await work.ScalarAsync<long>("select coalesce(max(version), 0) from schema_version");
    }

    private static async Task<bool> ApplyAsync(LedgerWork work)
    {
        // Another process may have applied it between the look and this transaction.
        for (long next = await VersionAsync(work) + 1; next <= SchemaVersion; next++)
        {
            await work.ExecuteAsync(Script((int)next));
        }

        return true;
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
            throw LedgerException.Of(LedgerFault.Unavailable, stage, Path, "the file cannot be made");
        }
    }

    private SqliteConnection Connect(string stage)
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            connection.Open();
            connection.Execute(_pragmas);
            return connection;
        }
        catch (Exception exception)
        {
            connection.Dispose();
            if (LedgerException.From(exception, stage, Path) is { } reduced)
            {
                throw reduced;
            }

            throw;
        }
    }

    private SqliteTransaction Begin(SqliteConnection connection, string stage, bool deferred)
    {
        try
        {
            return connection.BeginTransaction(deferred);
        }
        catch (SqliteException exception) when (LedgerException.From(exception, stage, Path) is { } reduced)
        {
            throw reduced;
        }
    }
}
