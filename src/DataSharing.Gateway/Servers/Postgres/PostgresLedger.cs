using System.Data;
using System.Data.Common;
using DataSharing.Disclosure.Planning;
using DataSharing.Disclosure.Records;
using DataSharing.Gateway.Ledger;
using DataSharing.Gateway.Rows;
using Npgsql;

namespace DataSharing.Gateway.Servers.Postgres;

/// <summary>A ledger in a database of a PostgreSQL server. Everything that only PostgreSQL says is here.</summary>
internal sealed class PostgresLedger : LedgerDatabase
{
    private readonly NpgsqlDataSource _source;

    // A copy of rows is waited for as its connection's commands are, and its first rows may have to be sorted.
    private readonly NpgsqlDataSource _streams;
    private readonly DatabaseLimits _limits;

    /// <exception cref="ArgumentException">The connection string is none.</exception>
    public PostgresLedger(string connection, string description, LedgerOptions options)
    {
        var builder = new NpgsqlConnectionStringBuilder(connection)
        {
            ApplicationName = "datasharing ledger",
            // Nothing of a connection string may reach a message, and values of parameters not at all.
            IncludeErrorDetail = false,
            PersistSecurityInfo = false,
        };
        _limits = PostgresLimits.Apply(builder);
        int milliseconds = Math.Min((int)options.BusyTimeout.TotalMilliseconds, _limits.LockMilliseconds);
        builder.Options += $" -c lock_timeout={milliseconds} -c standard_conforming_strings=on -c timezone=UTC -c idle_in_transaction_session_timeout={_limits.IdleMilliseconds}";
        _source = NpgsqlDataSource.Create(builder);
        _streams = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(builder.ToString()) { CommandTimeout = _limits.StillSeconds });
        Description = description;
    }

    public override string Description { get; }

    public override LedgerException? Reduced(Exception exception, string stage) => PostgresFailures.From(exception, stage, Description);

    public override string Now => """select to_char(clock_timestamp() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')""";

    public override string NoBytes => "''::bytea";

    public override string Triggers =>
        "select t.tgname from pg_trigger t join pg_class c on c.oid = t.tgrelid where c.relnamespace = current_schema()::regnamespace and t.tgenabled <> 'D'";

    public override bool HasOwnClock => true;

    public override bool KeepsFiles => true;

    public override int? SecondsOf(Patience patience) => _limits.SecondsOf(patience);

    public override void DropIdle()
    {
        _source.Clear();
        _streams.Clear();
    }

    /// <summary>
    /// Asks the server from another connection, each time that a statement is waited for, whether the session is at work. Of one that is
    /// not, twice in a row, the answer was lost on the way; and where the server cannot be asked twice in a row, no answer comes.
    /// </summary>
    public override async Task<T> WatchAsync<T>(LedgerWork work, Func<CancellationToken, Task<T>> ask)
    {
        const int enough = 2;
        int session = await work.With(Patience.Short).ScalarAsync<int>("select pg_backend_pid()");
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(work.Cancellation);
        Task<T> asked = ask(giveUp.Token);
        TimeSpan beat = TimeSpan.FromSeconds(_limits.CommandSeconds);
        for (int idle = 0; idle < enough;)
        {
            try
            {
                return await asked.WaitAsync(beat);
            }
            catch (TimeoutException) when (!asked.IsCompleted)
            {
                idle = await IsAtWorkAsync(session) ? 0 : idle + 1;
            }
        }

        await giveUp.CancelAsync();
        try
        {
            return await asked;
        }
        catch (OperationCanceledException) when (!work.Cancellation.IsCancellationRequested)
        {
            throw work.Lost();
        }
    }

    protected override string Scripts => "postgresql";

    /// <summary>By the name's hash: two names that meet wait for each other, which harms nobody.</summary>
    public override Task LockAsync(LedgerWork work, string name) =>
        work.ScalarAsync<object>("select pg_advisory_xact_lock(hashtextextended(@name, 0))", new { name });

    public override Task ShareAsync(LedgerWork work, string name) =>
        work.ScalarAsync<object>("select pg_advisory_xact_lock_shared(hashtextextended(@name, 0))", new { name });

    /// <summary>The server looks after its own pages.</summary>
    public override Task CheckWholeAsync(LedgerWork work) => Task.CompletedTask;

    public override RowInsert InsertRows(LedgerWork work, DbConnection connection, long exportId) =>
        new PostgresRowInsert(work, (NpgsqlConnection)connection, exportId, _limits);

    public override IEnumerable<HoldingRow> StreamHolding(string stage, string select, string force, CancellationToken cancellation)
    {
        using DbConnection connection = ConnectToStream(stage);
        RequireVersion(new LedgerWork(this, connection, null, stage, cancellation));
        if (AskCopied(
            stage, (NpgsqlConnection)connection,
            select.Replace("@force", PostgresCopiedRows.Literal(force), StringComparison.Ordinal)) is not { } copied)
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
        throw LedgerException.Of(
            LedgerFault.Unavailable, stage, Description,
            "a ledger on a server is backed up with the server's own tools, for example pg_dump");

    public override void Dispose()
    {
        _source.Dispose();
        _streams.Dispose();
    }

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

    protected override DbConnection Connect(string stage) => Connect(_source, stage);

    protected override async Task<DbConnection> ConnectAsync(string stage, CancellationToken cancellation)
    {
        try
        {
            return await _source.OpenConnectionAsync(cancellation);
        }
        catch (Exception exception) when (PostgresFailures.From(exception, stage, Description) is { } reduced)
        {
            throw reduced;
        }
    }

    private NpgsqlConnection ConnectToStream(string stage) => Connect(_streams, stage);

    private NpgsqlConnection Connect(NpgsqlDataSource source, string stage)
    {
        try
        {
            return source.OpenConnection();
        }
        catch (Exception exception) when (PostgresFailures.From(exception, stage, Description) is { } reduced)
        {
            throw reduced;
        }
    }

    private async Task<bool> IsAtWorkAsync(int session)
    {
        try
        {
            // Null where nothing is known of it: it is gone.
            string? state = await UncheckedAsync(
                "looking whether a statement is at work",
                work => work.ScalarAsync<string>("select state from pg_stat_activity where pid = @session", new { session }),
                CancellationToken.None);
            return state is not null && !state.StartsWith("idle", StringComparison.Ordinal);
        }
        catch (LedgerException error)
        {
            // A server that refuses has answered.
            return !error.IsConnectionLost;
        }
    }

    protected override async Task<DbTransaction> BeginAsync(
        DbConnection connection, string stage, bool writes, CancellationToken cancellation)
    {
        try
        {
            return await connection.BeginTransactionAsync(
                writes ? IsolationLevel.ReadCommitted : IsolationLevel.RepeatableRead, cancellation);
        }
        catch (Exception exception) when (PostgresFailures.From(exception, stage, Description) is { } reduced)
        {
            throw reduced;
        }
    }

    private PostgresCopiedRows? AskCopied(string stage, NpgsqlConnection connection, string select)
    {
        try
        {
            return PostgresCopiedRows.Of(connection, select, _limits);
        }
        catch (Exception exception) when (PostgresFailures.From(exception, stage, Description) is { } reduced)
        {
            throw reduced;
        }
    }

    /// <summary>
    /// The next row, or null at the end. A value that no ledger writes there is the ledger's damage, as it is when the provider reads it.
    /// </summary>
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
        catch (Exception exception) when (PostgresFailures.From(exception, stage, Description) is { } reduced)
        {
            if (reduced.IsConnectionLost)
            {
                DropIdle();
            }

            throw reduced;
        }
    }
}
