using System.Data.Common;

namespace DataSharing.Gateway.Rows;

/// <summary>The rows that a database gives for one SELECT, one after the other. For one thread at a time.</summary>
internal abstract class DatabaseRows : IDisposable
{
    /// <summary>
    /// Stands for a value that .NET has nothing for: a date before Christ, an infinite number, a text that is no UTF-8. It is of no type
    /// that a column can be given, so it holds back the one record that has it, or is no key.
    /// </summary>
    public static readonly object Unreadable = new();

    /// <summary>The values of the next row, in an array of their own, null for no value; null after the last row.</summary>
    public abstract object?[]? Next();

    /// <inheritdoc/>
    public abstract void Dispose();
}

/// <summary>Rows through the provider's reader.</summary>
/// <param name="reader">An open reader, disposed with this.</param>
/// <param name="take">Gives the values of the row the reader is on.</param>
internal sealed class ReaderRows(DbDataReader reader, Func<object?[]> take) : DatabaseRows
{
    public override object?[]? Next() => reader.Read() ? take() : null;

    public override void Dispose() => reader.Dispose();
}
