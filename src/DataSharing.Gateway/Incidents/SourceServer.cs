using System.Data.Common;
using Dapper;
using DataSharing.Disclosure;
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

    /// <summary>That the key column is one of the parameter @keys.</summary>
    public abstract string IsAmongKeys(string column, FieldType type);

    /// <summary>What a SELECT over the controller's statement asks for, in the order of these columns.</summary>
    /// <exception cref="SourceUnavailableException">The database cannot be read.</exception>
    public virtual IEnumerable<string> Selected(DbConnection connection, DbTransaction transaction, string sql, IReadOnlyList<string> columns) =>
        columns.Select(column => "source." + column);

    /// <summary>Asks for the rows of a SELECT.</summary>
    /// <param name="connection">Open, and with nothing else asked.</param>
    /// <param name="transaction">The snapshot.</param>
    /// <param name="select">The statement.</param>
    /// <param name="parameters">Its parameters; null for none.</param>
    /// <param name="columns">How many columns it has.</param>
    public virtual DatabaseRows Ask(DbConnection connection, DbTransaction transaction, string select, object? parameters, int columns)
    {
        var reader = (DbDataReader)connection.ExecuteReader(select, parameters, transaction);
        return new ReaderRows(reader, TakerOf(reader, columns));
    }

    /// <summary>Gives the values of the row that an open reader is on, in an array of their own; null for no value.</summary>
    protected abstract Func<object?[]> TakerOf(DbDataReader reader, int columns);

    /// <summary>The source's form of an exception of the provider; null when it is none of its kinds.</summary>
    public abstract SourceUnavailableException? Reduced(string stage, Exception error);

    /// <summary>A whole number of any width is one kind of value, so that a key is a key whatever its column's width.</summary>
    internal static object Plain(object value) => value switch
    {
        int number => (long)number,
        short number => (long)number,
        byte number => (long)number,
        _ => value,
    };

    /// <summary>Whether the statement's key column sorts by its bytes, where <see cref="Key"/> does not make it.</summary>
    public abstract bool IsOrderedByBytes(DbConnection connection, string sql, string column);
}
