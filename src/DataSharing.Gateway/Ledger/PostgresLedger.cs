using System.Data;
using System.Data.Common;
using DataSharing.Disclosure;
using DataSharing.Gateway.Rows;
using Npgsql;

namespace DataSharing.Gateway.Ledger;

/// <summary>A ledger in a database of a PostgreSQL server. Everything that only PostgreSQL says is here.</summary>
internal sealed class PostgresLedger : LedgerDatabase
{
    // Moving a million amended rows into the holding can take minutes; a lock is waited for no longer than the busy timeout, and keep-alives notice a lost server.
    private const int CommandSeconds = 3600;

    private readonly NpgsqlDataSource _source;

    /// <exception cref="ArgumentException">The connection string is none.</exception>
    public PostgresLedger(string connection, string description, LedgerOptions options)
    {
        int milliseconds = (int)options.BusyTimeout.TotalMilliseconds;
        var builder = new NpgsqlConnectionStringBuilder(connection)
        {
            ApplicationName = "datasharing ledger",
            // Nothing of a connection string may reach a message, and values of parameters not at all.
            IncludeErrorDetail = false,
            PersistSecurityInfo = false,
            CommandTimeout = CommandSeconds,
            TcpKeepAlive = true,
            TcpKeepAliveTime = 30,
            TcpKeepAliveInterval = 10,
        };
        builder.Options = $"{builder.Options} -c lock_timeout={milliseconds} -c standard_conforming_strings=on -c timezone=UTC -c idle_in_transaction_session_timeout=600000".TrimStart();
        _source = NpgsqlDataSource.Create(builder);
        Description = description;
    }

    public override string Description { get; }

    public override string Now => """select to_char(clock_timestamp() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')""";

    public override string NoBytes => "''::bytea";

    public override bool HasOwnClock => true;

    public override bool KeepsFiles => true;

    protected override string Scripts => "postgresql";

    /// <summary>By the name's hash: two names that meet wait for each other, which harms nobody.</summary>
    public override Task LockAsync(LedgerWork work, string name) => work.ScalarAsync<object>("select pg_advisory_xact_lock(hashtextextended(@name, 0))", new { name });

    public override Task ShareAsync(LedgerWork work, string name) => work.ScalarAsync<object>("select pg_advisory_xact_lock_shared(hashtextextended(@name, 0))", new { name });

    /// <summary>The server looks after its own pages.</summary>
    public override Task CheckWholeAsync(LedgerWork work) => Task.CompletedTask;

    public override RowInsert InsertRows(LedgerWork work, DbConnection connection, long exportId) => new PostgresRowInsert(work, (NpgsqlConnection)connection, exportId);

    public override IEnumerable<HoldingRow> StreamHolding(string stage, string select, string force, CancellationToken cancellation)
    {
        using DbConnection connection = Connect(stage);
        RequireVersion(new LedgerWork(this, connection, null, stage, cancellation));
        if (AskCopied(stage, (NpgsqlConnection)connection, select.Replace("@force", PostgresCopiedRows.Literal(force), StringComparison.Ordinal)) is not { } copied)
        {
            foreach (HoldingRow row in base.StreamHolding(stage, select, force, cancellation))
            {
                yield return row;
            }

            yield break;
        }

        using PostgresCopiedRows rows = copied;
        while (Next(stage, rows) is { } row)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return row;
        }
    }

    public override void Backup(string stage, string file) =>
        throw LedgerException.Of(LedgerFault.Unavailable, stage, Description, "a ledger on a server is backed up with the server's own tools, for example pg_dump");

    public override void Dispose() => _source.Dispose();

    protected override async Task<long> VersionAsync(LedgerWork work)
    {
        const string tables = "select count(*) from information_schema.tables where table_schema = current_schema() and table_name ";
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
        try
        {
            return _source.OpenConnection();
        }
        catch (Exception exception) when (LedgerException.From(exception, stage, Description) is { } reduced)
        {
            throw reduced;
        }
    }

    protected override async Task<DbTransaction> BeginAsync(DbConnection connection, string stage, bool writes, CancellationToken cancellation)
    {
        try
        {
            return await connection.BeginTransactionAsync(writes ? IsolationLevel.ReadCommitted : IsolationLevel.RepeatableRead, cancellation);
        }
        catch (Exception exception) when (LedgerException.From(exception, stage, Description) is { } reduced)
        {
            throw reduced;
        }
    }

    private PostgresCopiedRows? AskCopied(string stage, NpgsqlConnection connection, string select)
    {
        try
        {
            return PostgresCopiedRows.Of(connection, select);
        }
        catch (Exception exception) when (LedgerException.From(exception, stage, Description) is { } reduced)
        {
            throw reduced;
        }
    }

    /// <summary>The next row, or null at the end. A value that no ledger writes there is the ledger's damage, as it is when the provider reads it.</summary>
    private HoldingRow? Next(string stage, PostgresCopiedRows rows)
    {
        try
        {
            return rows.Next() is not { } values ? null : new HoldingRow(
                IncidentKey.FromStored((string)values[0]!),
                (string)values[1]!,
                (int)(long)values[2]!,
                (byte[]?)values[3],
                (string)values[4]!,
                (int)(long)values[5]!,
                (byte[]?)values[6]);
        }
        catch (Exception exception) when (LedgerException.From(exception, stage, Description) is { } reduced)
        {
            throw reduced;
        }
    }
}
