using System.Data;
using System.Data.Common;
using System.Globalization;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Rows;
using Microsoft.Data.SqlClient;

namespace DataSharing.Gateway.Servers.SqlServer;

/// <summary>
/// A ledger in a database of SQL Server, or of a server that speaks plain T-SQL. Everything that only T-SQL says is here.
/// </summary>
internal sealed class SqlServerLedger : LedgerDatabase
{
    private readonly string _connection;
    private readonly int _lockMilliseconds;
    private readonly DatabaseLimits _limits;

    /// <exception cref="ArgumentException">The connection string is none.</exception>
    public SqlServerLedger(string connection, string description, LedgerOptions options)
    {
        var builder = new SqlConnectionStringBuilder(connection)
        {
            ApplicationName = "datasharing ledger",
            PersistSecurityInfo = false,
            // After a failure the provider would refuse connections for up to a minute without asking the server; who tries again here
            // waits before.
            PoolBlockingPeriod = PoolBlockingPeriod.NeverBlock,
        };
        _limits = SqlServerLimits.Apply(builder);
        _connection = builder.ToString();
        _lockMilliseconds = Math.Min((int)options.BusyTimeout.TotalMilliseconds, _limits.LockMilliseconds);
        Description = description;
    }

    public override string Description { get; }

    public override LedgerException? Reduced(Exception exception, string stage) => SqlServerFailures.From(exception, stage, Description);

    public override bool IsCancelled(Exception exception) => exception is SqlException;

    public override string Now =>
        "select replace(convert(char(19), t, 120), ' ', 'T') + '.' + right('00' + cast(datepart(millisecond, t) as varchar(3)), 3) + 'Z' from (select sysutcdatetime() as t) as clock";

    public override string NoBytes => "0x";

    public override bool HasOwnClock => true;

    public override bool KeepsFiles => true;

    public override int? SecondsOf(Patience patience) => _limits.SecondsOf(patience);

    public override void DropIdle()
    {
        using var connection = new SqlConnection(_connection);
        SqlConnection.ClearPool(connection);
    }

    protected override string Scripts => "sqlserver";

    public override string Inserted(string insert) => insert + ";\nselect cast(scope_identity() as bigint)";

    public override string First(string parameter) => $"offset 0 rows fetch next {parameter} rows only";

    /// <summary>
    /// T-SQL has no insert that updates what is there, but for MERGE, which other servers do not know: two statements of one transaction,
    /// under the force's lease.
    /// </summary>
    public override async Task<int> MoveHoldingAsync(LedgerWork work, object parameters)
    {
        const string update =
            """
            update holding set version = r.version, row_hash = r.row_hash, key_id = r.key_id, last_sequence = @sequence, placement = r.placement
            from holding join exported_row r on r.incident_key = holding.incident_key and r.token = holding.token
            where holding.force = @force and holding.last_sequence < @sequence and r.export_id = @exportId
            """;
        const string insert =
            """
            insert into holding (force, incident_key, token, version, row_hash, key_id, last_sequence, placement)
            select @force, r.incident_key, r.token, r.version, r.row_hash, r.key_id, @sequence, r.placement
            from exported_row r
            where r.export_id = @exportId and not exists (select 1 from holding h where h.force = @force and h.incident_key = r.incident_key)
            order by r.incident_key
            """;
        return await work.ExecuteAsync(update, parameters) + await work.ExecuteAsync(insert, parameters);
    }

    protected override string OwnSchema => "schema_name()";

    /// <summary>See <see cref="SqlServerSource"/> for the reason of the cast.</summary>
    public override string Long(string column) => $"cast({column} as ntext)";

    /// <summary>
    /// A lock of the application, which ends with the transaction. A name longer than the server takes is told by its beginning: two that
    /// meet wait for each other, which harms nobody.
    /// </summary>
    public override Task LockAsync(LedgerWork work, string name) => TakeAsync(work, name, "Exclusive");

    public override Task ShareAsync(LedgerWork work, string name) => TakeAsync(work, name, "Shared");

    private async Task TakeAsync(LedgerWork work, string name, string mode)
    {
        const int longest = 200;
        const string take = "declare @taken int; exec @taken = sp_getapplock @Resource = @name, @LockMode = @mode, @LockOwner = 'Transaction', @LockTimeout = @wait; select @taken";
        string resource = "datasharing " + (name.Length > longest ? name[..longest] : name);
        int taken = await work.ScalarAsync<int>(take, new { name = resource, mode, wait = _lockMilliseconds });
        if (taken < 0)
        {
            throw work.Fault(LedgerFault.Locked, string.Create(CultureInfo.InvariantCulture, $"sp_getapplock gave {taken}"));
        }
    }

    /// <summary>The server looks after its own pages.</summary>
    public override Task CheckWholeAsync(LedgerWork work) => Task.CompletedTask;

    public override RowInsert InsertRows(LedgerWork work, DbConnection connection, long exportId) =>
        new SqlServerRowInsert(work, (SqlConnection)connection, exportId, _limits.StillSeconds);

    public override void Backup(string stage, string file) =>
        throw LedgerException.Of(
            LedgerFault.Unavailable, stage, Description,
            "a ledger on a server is backed up with the server's own tools, for example BACKUP DATABASE");

    public override void Dispose() => DropIdle();

    protected override async Task<long> VersionAsync(LedgerWork work)
    {
        const string tables = "select count(*) from information_schema.tables where table_schema = schema_name() and table_type = 'BASE TABLE' and lower(table_name) ";
        // The scheduler may keep its tables in the same database.
        long others = await work.ScalarAsync<long>(tables + "not like 'qrtz%'");
        long known = await work.ScalarAsync<long>(tables + "in ('schema_version', 'journal', 'holding')");
        if (others > 0 && known < 3)
        {
            throw work.Fault(LedgerFault.Damaged, "its tables are not those of a ledger");
        }

        return others == 0 ? 0 : await work.ScalarAsync<long>("select coalesce(max(version), 0) from schema_version");
    }

    protected override DbConnection Connect(string stage)
    {
        SqlConnection? connection = null;
        try
        {
            connection = new SqlConnection(_connection);
            connection.Open();
            using SqlCommand set = Settings(connection);
            set.ExecuteNonQuery();
            return connection;
        }
        catch (Exception exception) when (SqlServerFailures.From(exception, stage, Description) is { } reduced)
        {
            connection?.Dispose();
            throw reduced;
        }
    }

    protected override async Task<DbConnection> ConnectAsync(string stage, CancellationToken cancellation)
    {
        SqlConnection? connection = null;
        try
        {
            connection = new SqlConnection(_connection);
            await connection.OpenAsync(cancellation);
            await using SqlCommand set = Settings(connection);
            await set.ExecuteNonQueryAsync(cancellation);
            return connection;
        }
        catch (Exception exception)
        {
            if (connection is not null)
            {
                await connection.DisposeAsync();
            }

            if (exception is SqlException && cancellation.IsCancellationRequested)
            {
                // What was cancelled is told there as an error of the server, which it is not.
                throw new OperationCanceledException(cancellation);
            }

            if (SqlServerFailures.From(exception, stage, Description) is { } reduced)
            {
                throw reduced;
            }

            throw;
        }
    }

    /// <summary>A pooled connection comes back without its settings. Every error ends its transaction.</summary>
    private SqlCommand Settings(SqlConnection connection)
    {
        SqlCommand set = connection.CreateCommand();
        set.CommandText = string.Create(CultureInfo.InvariantCulture, $"set xact_abort on; set lock_timeout {_lockMilliseconds}");
        return set;
    }

    protected override async Task<DbTransaction> BeginAsync(
        DbConnection connection, string stage, bool writes, CancellationToken cancellation)
    {
        try
        {
            return await connection.BeginTransactionAsync(writes ? IsolationLevel.ReadCommitted : IsolationLevel.Snapshot, cancellation);
        }
        catch (Exception exception) when (SqlServerFailures.From(exception, stage, Description) is { } reduced)
        {
            throw reduced;
        }
    }

    /// <summary>A statement by itself sees here what others commit while it reads.</summary>
    protected override DbTransaction BeginStream(DbConnection connection, string stage) =>
        BeginAsync(connection, stage, writes: false, CancellationToken.None).GetAwaiter().GetResult();
}
