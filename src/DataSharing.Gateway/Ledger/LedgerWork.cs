using System.Data.Common;
using Dapper;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;

namespace DataSharing.Gateway.Ledger;

/// <summary>
/// One connection, with its transaction if it writes. Every call to the provider goes through here, so that no provider exception leaves the ledger,
/// while an exception of the caller's own (of the rows it streams in, say) passes unchanged.
/// </summary>
internal sealed class LedgerWork(LedgerDatabase database, DbConnection connection, DbTransaction? transaction, string stage, CancellationToken cancellation)
{
    public CancellationToken Cancellation => cancellation;

    /// <summary>The transaction; null where nothing is written.</summary>
    public DbTransaction? Transaction => transaction;

    public Task<int> ExecuteAsync(string sql, object? parameters = null) => Reduced(() => connection.ExecuteAsync(Command(sql, parameters)));

    public Task<T?> ScalarAsync<T>(string sql, object? parameters = null) => Reduced(() => connection.ExecuteScalarAsync<T>(Command(sql, parameters)));

    public Task<T?> FirstOrNoneAsync<T>(string sql, object? parameters = null)
        where T : class => Reduced(() => connection.QueryFirstOrDefaultAsync<T>(Command(sql, parameters)));

    public async Task<List<T>> ListAsync<T>(string sql, object? parameters = null) =>
        (await Reduced(() => connection.QueryAsync<T>(Command(sql, parameters)))).AsList();

    /// <summary>The database, for what each server says in its own way.</summary>
    public LedgerDatabase Database => database;

    /// <summary>Writes the rows of an export.</summary>
    public RowInsert InsertRows(long exportId) => database.InsertRows(this, connection, exportId);

    /// <summary>Keeps every other writer that asks for the same name waiting until this transaction ends.</summary>
    public Task LockAsync(string name) => database.LockAsync(this, name);

    /// <summary>Streams rows; <paramref name="map"/> reads the columns of the current one.</summary>
    public IEnumerable<T> Stream<T>(string sql, object? parameters, Func<DbDataReader, T> map)
    {
        using DbDataReader reader = Reduced(() => (DbDataReader)connection.ExecuteReader(Command(sql, parameters)));
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
            catch (Exception exception) when (LedgerException.From(exception, stage, database.Description) is { } reduced)
            {
                throw reduced;
            }

            yield return row;
        }
    }

    public LedgerException Fault(LedgerFault kind, string found) => LedgerException.Of(kind, stage, database.Description, found);

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
        catch (Exception exception) when (LedgerException.From(exception, stage, database.Description) is { } reduced)
        {
            throw reduced;
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
        catch (Exception exception) when (LedgerException.From(exception, stage, database.Description) is { } reduced)
        {
            throw reduced;
        }
    }

    /// <summary>What was cancelled is told by these as an error of the database, which it is not.</summary>
    private bool IsCancelled(Exception exception) =>
        cancellation.IsCancellationRequested && exception is (SqlException or SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_INTERRUPT });

    private CommandDefinition Command(string sql, object? parameters) =>
        new(sql, parameters, transaction, cancellationToken: cancellation);
}
