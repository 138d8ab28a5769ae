using System.Data.Common;
using Dapper;
using DataSharing.Disclosure.Dictionary;
using DataSharing.Disclosure.Records;
using DataSharing.Gateway.Rows;

namespace DataSharing.Gateway.Incidents;

/// <summary>What each server of a source says in its own way. The statement itself is the controller's.</summary>
internal abstract class SourceServer
{
    /// <summary>Opens a connection.</summary>
    /// <exception cref="SourceUnavailableException">The database cannot be opened.</exception>
    public abstract DbConnection Open();

    /// <summary>A transaction in which everything that is read is of one moment, and nothing can be written.</summary>
    /// <exception cref="SourceUnavailableException">The database gives none.</exception>
    public abstract DbTransaction BeginSnapshot(DbConnection connection);

    /// <summary>The key column, which is ordered and compared by number, or by bytes whatever its collation is.</summary>
    public abstract string Key(string column, FieldType type);

    /// <summary>That this column has this value, with the parameters it takes; null for none.</summary>
    public virtual (string Condition, object? Parameters) Is(string column, string value) => ($"source.{column} = @value", new { value });

    /// <summary>That the key column is one of these keys, with the parameters it takes; null for none.</summary>
    public abstract (string Condition, object? Parameters) IsAmong(string column, FieldType type, IReadOnlyList<IncidentKey> keys);

    /// <summary>What a SELECT over the controller's statement asks for, in the order of these columns.</summary>
    /// <exception cref="SourceUnavailableException">The database cannot be read.</exception>
    public virtual IEnumerable<string> Selected(
        DbConnection connection, DbTransaction transaction, string sql, IReadOnlyList<string> columns) =>
        columns.Select(column => "source." + column);

    /// <summary>Asks for the rows of a SELECT.</summary>
    /// <param name="connection">Open, and with nothing else asked.</param>
    /// <param name="transaction">The snapshot.</param>
    /// <param name="select">The statement.</param>
    /// <param name="parameters">Its parameters; null for none.</param>
    /// <param name="columns">How many columns it has.</param>
    /// <returns>
    /// The rows. A value that .NET has nothing for is <see cref="DatabaseRows.Unreadable"/>: an error would stop every record, and another
    /// value would leave.
    /// </returns>
    public abstract DatabaseRows Ask(DbConnection connection, DbTransaction transaction, string select, object? parameters, int columns);

    /// <summary>The source's form of an exception of the provider; null when it is none of its kinds.</summary>
    public abstract SourceUnavailableException? Reduced(string stage, Exception error);

    /// <summary>Rows through the provider's reader.</summary>
    /// <param name="connection">Open.</param>
    /// <param name="transaction">The snapshot.</param>
    /// <param name="select">The statement.</param>
    /// <param name="parameters">Its parameters; null for none.</param>
    /// <param name="takerOf">Gives what takes the values of the row that the open reader is on, in an array of their own; null for no
    /// value.</param>
    protected static DatabaseRows ReadEach(
        DbConnection connection, DbTransaction transaction, string select, object? parameters, Func<DbDataReader, Func<object?[]>> takerOf)
    {
        var reader = (DbDataReader)connection.ExecuteReader(select, parameters, transaction);
        return new ReaderRows(reader, takerOf(reader));
    }

    /// <summary>The parameter @keys.</summary>
    protected static object Parameters(FieldType type, IReadOnlyList<IncidentKey> keys) =>
        type == FieldType.Integer ? new { keys = keys.Select(key => key.Number ?? 0).ToArray() }
            : new { keys = keys.Select(key => key.ToString()).ToArray() };

    /// <summary>Whether the statement's key column sorts by its bytes, where <see cref="Key"/> does not make it.</summary>
    public abstract bool IsOrderedByBytes(DbConnection connection, string sql, string column);
}
