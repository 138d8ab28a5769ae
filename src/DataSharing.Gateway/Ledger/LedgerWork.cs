using System.Data.Common;
using Dapper;
using DataSharing.Gateway.Rows;

namespace DataSharing.Gateway.Ledger;

/// <summary>
/// One connection, with its transaction if it writes. Every call to the provider goes through here, so that no provider exception leaves
/// the ledger, while an exception of the caller's own (of the rows it streams in, say) passes unchanged.
/// </summary>
internal sealed class LedgerWork(
    LedgerDatabase database, DbConnection connection, DbTransaction? transaction, string stage, CancellationToken cancellation,
    Patience patience = Patience.Short)
{
    // Less than the least time after which a server takes the client of a transaction for gone.
    private static readonly TimeSpan BetweenWords = TimeSpan.FromSeconds(5);

    public CancellationToken Cancellation => cancellation;

    /// <summary>The transaction; null where nothing is written.</summary>
    public DbTransaction? Transaction => transaction;

    /// <summary>The same connection and transaction, for statements that are waited for in another way.</summary>
    public LedgerWork With(Patience other) => new(database, connection, transaction, stage, cancellation, other);

    public Task<int> ExecuteAsync(string sql, object? parameters = null) =>
        AskAsync(ct => connection.ExecuteAsync(Command(sql, parameters, ct)));

    public Task<T?> ScalarAsync<T>(string sql, object? parameters = null) =>
        AskAsync(ct => connection.ExecuteScalarAsync<T>(Command(sql, parameters, ct)));

    public Task<T?> FirstOrNoneAsync<T>(string sql, object? parameters = null)
        where T : class => AskAsync(ct => connection.QueryFirstOrDefaultAsync<T>(Command(sql, parameters, ct)));

    public async Task<List<T>> ListAsync<T>(string sql, object? parameters = null) =>
        (await AskAsync(ct => connection.QueryAsync<T>(Command(sql, parameters, ct)))).AsList();

    /// <summary>The database, for what each server says in its own way.</summary>
    public LedgerDatabase Database => database;

    /// <summary>Writes the rows of an export.</summary>
    public RowInsert InsertRows(long exportId) => database.InsertRows(this, connection, exportId);

    /// <summary>Keeps every other writer that asks for the same name waiting until this transaction ends.</summary>
    public Task LockAsync(string name) => database.LockAsync(this, name);

    /// <summary>
    /// Waits for something beside the database; now and then a word to the server says that this transaction's client is still there.
    /// </summary>
    public async Task AwaitAsync(Task other)
    {
        ArgumentNullException.ThrowIfNull(other);
        while (true)
        {
            try
            {
                await other.WaitAsync(BetweenWords, cancellation);
                return;
            }
            catch (TimeoutException) when (!other.IsCompleted)
            {
                await ScalarAsync<int>("select 1");
            }
        }
    }

    /// <summary>Streams rows; <paramref name="map"/> reads the columns of the current one.</summary>
    public IEnumerable<T> Stream<T>(string sql, object? parameters, Func<DbDataReader, T> map)
    {
        using DbDataReader reader = Reduced(() => (DbDataReader)connection.ExecuteReader(Command(sql, parameters, cancellation)));
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            T row;
            try
            {
                if (!reader.Read())
                {
                    break;
                }

                row = map(reader);
            }
            catch (Exception exception) when (IsCancelled(exception))
            {
                throw new OperationCanceledException(cancellation);
            }
            catch (Exception exception) when (database.Reduced(exception, stage) is { } reduced)
            {
                throw Told(reduced);
            }

            yield return row;
        }
    }

    public LedgerException Fault(LedgerFault kind, string found) => LedgerException.Of(kind, stage, database.Description, found);

    /// <summary>That the answer of a statement will not come.</summary>
    public LedgerException Lost() => Told(LedgerException.Lost(stage, database.Description));

    internal T Reduced<T>(Func<T> call)
    {
        try
        {
            return call();
        }
        catch (Exception exception) when (IsCancelled(exception))
        {
            throw new OperationCanceledException(cancellation);
        }
        catch (Exception exception) when (database.Reduced(exception, stage) is { } reduced)
        {
            throw Told(reduced);
        }
    }

    internal async Task<T> Reduced<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (Exception exception) when (IsCancelled(exception))
        {
            throw new OperationCanceledException(cancellation);
        }
        catch (Exception exception) when (database.Reduced(exception, stage) is { } reduced)
        {
            throw Told(reduced);
        }
    }

    private Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> ask) =>
        Reduced(() => patience == Patience.Work ? database.WatchAsync(this, ask) : ask(cancellation));

    private LedgerException Told(LedgerException failure)
    {
        if (failure.IsConnectionLost)
        {
            database.DropIdle();
        }

        return failure;
    }

    /// <summary>What was cancelled is told by some providers as an error of the database, which it is not.</summary>
    private bool IsCancelled(Exception exception) => cancellation.IsCancellationRequested && database.IsCancelled(exception);

    private CommandDefinition Command(string sql, object? parameters, CancellationToken ct) =>
        new(sql, parameters, transaction, commandTimeout: database.SecondsOf(patience), cancellationToken: ct);
}
