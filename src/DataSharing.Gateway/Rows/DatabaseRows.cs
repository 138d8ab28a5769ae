using System.Data.Common;

namespace DataSharing.Gateway.Rows;

/// <summary>The rows that a database gives for one SELECT, one after the other. For one thread at a time.</summary>
internal abstract class DatabaseRows : IDisposable
{
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
